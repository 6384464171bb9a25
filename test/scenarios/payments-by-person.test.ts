import { beforeEach, describe, expect, test } from 'vitest'
import { attestWriteOffs } from '../../src/bank/attest/attest-write-offs.ts'
import { listWriteOffs } from '../../src/bank/attest/list-write-offs.ts'
import { acceptMatch } from '../../src/bank/desk/accept-match.ts'
import { findItems } from '../../src/bank/desk/find-items.ts'
import { listUnmatched } from '../../src/bank/desk/list-unmatched.ts'
import { placeOnAccount } from '../../src/bank/desk/place-on-account.ts'
import { previewMatch } from '../../src/bank/desk/preview-match.ts'
import { readDeskPayment } from '../../src/bank/desk/read-desk-payment.ts'
import { refuseMatch } from '../../src/bank/desk/refuse-match.ts'
import { splitPayment } from '../../src/bank/desk/split-payment.ts'
import { suggest } from '../../src/bank/desk/suggest.ts'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { readTransaction } from '../../src/bank/files/read-transaction.ts'
import { savePayment } from '../../src/bank/files/save-payment.ts'
import { source } from '../../src/bank/files/source.ts'
import { match } from '../../src/bank/placing/match.ts'
import { undoFile } from '../../src/bank/undo/undo-file.ts'
import { undoMatch } from '../../src/bank/undo/undo-match.ts'
import { undoRun } from '../../src/bank/undo/undo-run.ts'
import { balances, broken, importPayments, money, open, openInvoice } from '../bank-books.ts'
import { camt054File } from '../bank-files.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

let world: World
let ada: string
let bo: string
beforeEach(async () => {
  world = await openWorld('SE')
  ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  bo = await world.party({ name: 'Bo Ek AB', kind: 'company' })
})

interface Waiting {
  rows: {
    transactionId: string
    state: string
    amount: string
    best: { items: { itemId: string; number: string }[] } | null
  }[]
  next: string | null
}
const waiting = (more = {}) => world.do<Waiting>(listUnmatched, more)
const on = (day: string) => {
  world.today = day as never
}

async function rate(currency: string, day: string, value: string): Promise<void> {
  await world.tx(({ db, company }) =>
    db.query(
      `insert into exchange_rates (company_id, currency, base_currency, valid_on, rate, source) values ($1, $2, 'SEK', $3, $4, 'test')`,
      [company.id, currency, day, value],
    ),
  )
}

test('what waits for a person is listed with the best suggestion, accepted, and closed through a transfer voucher', async () => {
  const a = await openInvoice(world, ada, '700100', '1000.00')
  on('2026-12-01')
  await importPayments(world, 'F1', [money('1000.00', { text: 'tack', payer: { name: 'Lind' } })])
  expect(await world.do(match, {})).toMatchObject({ payments: 1, unidentified: 1, rejected: [] })
  const list = await waiting()
  expect(list.rows).toMatchObject([{ state: 'suspense', amount: '1000.00', best: { items: [{ itemId: a.id }] } }])
  const { transactionId } = list.rows[0]!
  on('2026-12-05')
  await world.do(acceptMatch, { matches: [{ transactionId, items: [{ itemId: a.id }] }] })
  expect(await open(world)).toEqual([])
  expect(await balances(world)).toEqual({ '1930': '1000.00', '3001': '-1000.00' })
  expect(await balances(world, '2026-12-04')).toMatchObject({ '1510': '1000.00', '2999': '-1000.00' })
  expect((await waiting()).rows).toEqual([])
  const read = await world.do<{ postings: { type: string }[]; decisions: { decision: string; by: string }[] }>(
    readTransaction,
    { transactionId },
  )
  expect(read.postings.map((posting) => posting.type)).toEqual(['payment', 'transfer'])
  expect(read.decisions).toMatchObject([{ decision: 'taken', by: 'person' }])
  await expect(world.do(acceptMatch, { matches: [{ transactionId, items: [{ itemId: a.id }] }] })).rejects.toThrow(
    /nothing of this payment is left|settled already/,
  )
  expect(await broken(world, ['2026-12-01', '2026-12-04', '2026-12-05'])).toEqual([])
})

test('a payment that would be posted on an account that has ended waits alone, with what is wrong; the others are posted', async () => {
  const { owner } = world.database
  await owner.query(
    `insert into accounts (company_id, code, name, kind, control) values ($1, '1511', 'Gamla fordringar', 'asset', 'receivable')`,
    [world.companyId],
  )
  await openInvoice(world, ada, '700100', '1000.00')
  await openInvoice(world, bo, '700200', '500.00', { accounts: ['1511', '3001'] })
  await openInvoice(world, ada, '700300', '70.00')
  on('2026-12-01')
  await owner.query(`update accounts set valid_to = '2026-11-30' where code = '1511'`)
  await importPayments(world, 'F1', [
    money('1000.00', { reference: '700100' }),
    money('500.00', { reference: '700200' }),
    money('70.00', { reference: '700300' }),
  ])
  const run = await world.do<{ rejected: { transactionId: string; code: string }[] }>(match, {})
  expect(run).toMatchObject({ payments: 2, matched: 2, rejected: [{ code: 'account.closed' }] })
  expect(await open(world)).toEqual(['1511 Bo Ek AB invoice 500.00'])
  const { transactionId } = run.rejected[0]!
  expect(await world.do(readDeskPayment, { transactionId })).toMatchObject({
    group: 'rejected',
    why: { code: 'account.closed', data: { account: '1511', from: '2026-11-30' } },
  })
  // Once the account holds longer, the next run posts it.
  await owner.query(`update accounts set valid_to = '2027-01-01' where code = '1511'`)
  expect(await world.do(match, {})).toMatchObject({ payments: 1, matched: 1, rejected: [] })
  expect(await open(world)).toEqual([])
})

test('the piece of the file behind a payment is shown as it came', async () => {
  await importPayments(world, 'F1', [money('10.00', { text: 'ett' }), money('20.00', { text: 'två & tre' })])
  const { rows } = await waiting()
  const shown = await world.do<{ text: string; path: string }>(source, { transactionId: rows[1]!.transactionId })
  expect(shown.text).toContain('två &amp; tre')
  expect(shown.text).not.toContain('>ett<')
  expect(shown.text).toMatch(/^<TxDtls[\s\S]*<\/TxDtls>$/)
})

test('a refusal is remembered: neither offered nor taken again', async () => {
  const a = await openInvoice(world, ada, '700100', '1000.00')
  on('2026-12-01')
  await importPayments(world, 'F1', [money('1000.00', { text: 'tack' })])
  const { transactionId } = (await waiting()).rows[0]!
  await world.do(refuseMatch, { transactionId, itemIds: [a.id] })
  expect(await world.do(suggest, { transactionId })).toMatchObject({ suggestions: [] })
  await world.do(match, {})
  expect(await open(world)).toEqual([
    '1510 Ada Lind invoice 1000.00',
    '2999 Oidentifierade inbetalningar unidentified -1000.00',
  ])
})

test('a payment for several customers is split; what nobody gets stays in suspense', async () => {
  await importPayments(world, 'F1', [money('300.00', { text: 'samlat' })])
  const { transactionId } = (await waiting()).rows[0]!
  await world.do(splitPayment, {
    transactionId,
    parts: [
      { party: ada, amount: '100.00' },
      { party: bo, amount: '150.00' },
    ],
  })
  expect(await open(world)).toEqual([
    '1510 Ada Lind payment -100.00',
    '1510 Bo Ek AB payment -150.00',
    '2999 Oidentifierade inbetalningar unidentified -50.00',
  ])
  await expect(world.do(splitPayment, { transactionId, parts: [{ party: ada, amount: '50.01' }] })).rejects.toThrow(
    '0.01 SEK short',
  )
  expect(await broken(world)).toEqual([])
})

test('a payment is split onto items of one customer, on the account of another, and part of an item of a third', async () => {
  const cecilia = await world.party({ name: 'Cecilia Berg', kind: 'person' })
  const a1 = await openInvoice(world, ada, '700100', '60.00')
  const a2 = await openInvoice(world, ada, '700101', '40.00')
  const c = await openInvoice(world, cecilia, '700300', '500.00')
  await importPayments(world, 'F1', [money('300.00', { text: 'samlat' })])
  const { transactionId } = (await waiting()).rows[0]!
  const parts = [
    { party: ada, items: [{ itemId: a1.id }, { itemId: a2.id, amount: '30.00' }] },
    { party: cecilia, items: [{ itemId: c.id }] },
    { party: bo, amount: '150.00' },
  ]
  const shown = await world.do<object>(previewMatch, {
    transactionId,
    items: [...parts[0]!.items!, ...parts[1]!.items!],
    onAccount: ['150.00'],
  })
  expect(shown).toMatchObject({ applied: '150.00', over: '0.00', short: '450.00', mayWriteOff: false, effect: null })
  await expect(
    world.do(splitPayment, { transactionId, parts: [{ party: bo, items: [{ itemId: a1.id }] }] }),
  ).rejects.toThrow('another party')
  await expect(world.do(splitPayment, { transactionId, parts: [{ party: bo }] })).rejects.toThrow('on account, items')
  expect(await world.do(splitPayment, { transactionId, parts })).toMatchObject({ parts: 3 })
  expect(await open(world)).toEqual([
    '1510 Ada Lind invoice 10.00',
    '1510 Bo Ek AB payment -150.00',
    '1510 Cecilia Berg invoice 440.00',
  ])
  await world.do(undoMatch, { transactionIds: [transactionId] })
  expect((await open(world)).filter((line) => line.includes('invoice'))).toEqual([
    '1510 Ada Lind invoice 40.00',
    '1510 Ada Lind invoice 60.00',
    '1510 Cecilia Berg invoice 500.00',
  ])
  expect(await broken(world)).toEqual([])
})

test('a payment in EUR is divided onto items in SEK: found, previewed at the rate of its day, settled as it was shown', async () => {
  await world.tx(({ db, company }) =>
    db.query(
      `insert into exchange_rates (company_id, currency, base_currency, valid_on, rate, source) values ($1, 'EUR', 'SEK', '2026-11-01', 11.00, 'test')`,
      [company.id],
    ),
  )
  const a = await openInvoice(world, ada, '700100', '550.00')
  const b = await openInvoice(world, ada, '700101', '1100.00')
  await importPayments(world, 'F1', [money('100.00', { text: 'oklart' }, 'EUR')], { currency: 'EUR' })
  const { transactionId } = (await waiting()).rows[0]!
  type Found = { items: { number: string; currency: string }[] }
  expect((await world.do<Found>(findItems, { transactionId, party: ada })).items).toEqual([])
  const found = await world.do<Found>(findItems, { transactionId, party: ada, anyCurrency: true })
  expect(found.items.map((one) => `${one.number} ${one.currency}`)).toEqual(['700100 SEK', '700101 SEK'])
  const items = [{ itemId: a.id }, { itemId: b.id }]
  const shown = await world.do<object>(previewMatch, { transactionId, items })
  expect(shown).toMatchObject({
    currency: 'EUR',
    items: [
      { amount: '550.00', rest: '0.00', currency: 'SEK', paid: '50.00' },
      { amount: '550.00', rest: '550.00', currency: 'SEK', paid: '50.00' },
    ],
    applied: '100.00',
    over: '0.00',
    short: '50.00',
    mayWriteOff: false,
  })
  await world.do(splitPayment, { transactionId, parts: [{ party: ada, items }] })
  expect(await open(world)).toEqual(['1510 Ada Lind invoice 550.00'])
  expect(await broken(world)).toEqual([])
})

test('money on the wrong account moves to the right one and is applied there', async () => {
  const b = await openInvoice(world, bo, '700200', '400.00')
  await importPayments(world, 'F1', [money('500.00', { text: 'oklart' })])
  const { transactionId } = (await waiting()).rows[0]!
  await world.do(placeOnAccount, { transactionId, party: ada })
  expect(await open(world)).toEqual(['1510 Ada Lind payment -500.00', '1510 Bo Ek AB invoice 400.00'])
  await world.do(acceptMatch, { matches: [{ transactionId, items: [{ itemId: b.id }], rest: 'suspense' }] })
  expect(await open(world)).toEqual(['1510 Ada Lind payment -100.00'])
  await world.do(undoMatch, { transactionIds: [transactionId] })
  expect(await open(world)).toEqual(['1510 Ada Lind payment -500.00', '1510 Bo Ek AB invoice 400.00'])
  await world.do(undoMatch, { transactionIds: [transactionId] })
  expect((await waiting()).rows).toMatchObject([{ transactionId, state: 'unposted' }])
  expect(await broken(world)).toEqual([])
})

test('one payment, two customers and a credit note in between', async () => {
  const a = await openInvoice(world, ada, '700100', '5000.00')
  const c = await openInvoice(world, ada, '700101', '-1200.00', { kind: 'credit-note' })
  const b = await openInvoice(world, bo, '700200', '200.00')
  await importPayments(world, 'F1', [money('4000.00', { text: 'oklart' })])
  const { transactionId } = (await waiting()).rows[0]!
  await world.do(acceptMatch, {
    matches: [{ transactionId, items: [{ itemId: a.id }, { itemId: c.id }, { itemId: b.id, amount: '200.00' }] }],
  })
  expect(await open(world)).toEqual([])
  expect(await broken(world)).toEqual([])
})

describe('small differences', () => {
  test.each([
    ['999.60', [], { '1930': '999.60', '3740': '0.40', '3001': '-1000.00' }],
    ['1000.90', [], { '1930': '1000.90', '3740': '-0.90', '3001': '-1000.00' }],
  ])('%s on 1000.00 is written off, listed and attested', async (paid, left, books) => {
    const a = await openInvoice(world, ada, '700100', '1000.00')
    await importPayments(world, 'F1', [money(paid, { text: 'oklart' })])
    const { transactionId } = (await waiting()).rows[0]!
    await world.do(acceptMatch, { matches: [{ transactionId, items: [{ itemId: a.id }], writeOff: true }] })
    expect(await open(world)).toEqual(left)
    expect(await balances(world)).toEqual(books)
    const { rows } = await world.do<{ rows: { voucherId: string }[] }>(listWriteOffs, {})
    expect(rows).toHaveLength(1)
    await world.do(attestWriteOffs, { voucherIds: rows.map((row) => row.voucherId) })
    expect((await world.do<{ rows: unknown[] }>(listWriteOffs, {})).rows).toEqual([])
    await world.do(undoMatch, { transactionIds: [transactionId] })
    expect(await open(world)).toEqual(['1510 Ada Lind invoice 1000.00'])
    expect(await balances(world)).toEqual({ '1510': '1000.00', '3001': '-1000.00' })
    expect(await broken(world)).toEqual([])
  })

  test('beyond the tolerance a person is told both figures (ALL-05)', async () => {
    const a = await openInvoice(world, ada, '700100', '1000.00')
    await importPayments(world, 'F1', [money('995.00', { text: 'oklart' })])
    const { transactionId } = (await waiting()).rows[0]!
    await expect(
      world.do(acceptMatch, { matches: [{ transactionId, items: [{ itemId: a.id }], writeOff: true }] }),
    ).rejects.toThrow('5.00 SEK is left, more than the 1.00')
    await world.do(acceptMatch, { matches: [{ transactionId, items: [{ itemId: a.id }] }] })
    expect(await open(world)).toEqual(['1510 Ada Lind invoice 5.00'])
  })
})

describe('payments by hand', () => {
  test('a reference, else the customer: oldest due first (ALL-06, ALL-07)', async () => {
    for (const [number, due] of [
      ['700100', '2026-08-31'],
      ['700101', '2026-09-30'],
      ['700102', '2026-10-31'],
    ] as const) {
      await openInvoice(world, ada, number, '700.00', { on: '2026-08-01', dueOn: due })
    }
    await world.do(savePayment, { account: 'BANK', amount: '1500.00', paidOn: '2026-11-19', party: ada })
    expect(await open(world)).toEqual(['1510 Ada Lind invoice 600.00'])
    await world.do(savePayment, {
      account: 'BANK',
      amount: '700.00',
      paidOn: '2026-11-19',
      reference: '700102',
      party: bo,
    })
    expect(await open(world)).toEqual(['1510 Ada Lind payment -100.00'])
    await world.do(savePayment, {
      account: 'BANK',
      amount: '50.00',
      paidOn: '2026-11-20',
      party: bo,
      reference: 'känner ej',
    })
    expect(await open(world)).toEqual(['1510 Ada Lind payment -100.00', '1510 Bo Ek AB payment -50.00'])
    expect(await broken(world)).toEqual([])
  })
})

describe('currencies', () => {
  test('a gain is realised with the payment; a part carries its part (FX-01, FX-04)', async () => {
    await rate('EUR', '2026-11-01', '11.20')
    await openInvoice(world, ada, '700100', '1000.00', { currency: 'EUR', base: '11200.00' })
    on('2026-12-01')
    await rate('EUR', '2026-12-01', '11.30')
    await importPayments(world, 'F1', [money('400.00', { reference: '700100' }, 'EUR')], { currency: 'EUR' })
    await world.do(match, {})
    expect(await balances(world)).toEqual({
      '1510': '6720.00',
      '1930': '4520.00',
      '3001': '-11200.00',
      '3960': '-40.00',
    })
    expect(await open(world)).toEqual(['1510 Ada Lind invoice 600.00 EUR'])
    await rate('EUR', '2026-12-02', '11.35')
    on('2026-12-02')
    await importPayments(world, 'F2', [money('600.00', { reference: '700100' }, 'EUR')], { currency: 'EUR' })
    await world.do(match, {})
    expect(await balances(world)).toEqual({ '1930': '11330.00', '3001': '-11200.00', '3960': '-130.00' })
    expect(await broken(world, ['2026-12-01', '2026-12-02'])).toEqual([])
  })

  test('SEK paid on a EUR invoice counts by the rate of the day (FX-07), and is undone whole', async () => {
    const a = await openInvoice(world, ada, '700100', '1000.00', { currency: 'EUR', base: '11200.00' })
    on('2026-12-01')
    await rate('EUR', '2026-12-01', '11.35')
    await importPayments(world, 'F1', [money('11200.00', { text: 'faktura' })])
    const { transactionId } = (await waiting()).rows[0]!
    await world.do(acceptMatch, { matches: [{ transactionId, items: [{ itemId: a.id }] }] })
    expect(await open(world)).toEqual(['1510 Ada Lind invoice 13.22 EUR'])
    expect(await broken(world)).toEqual([])
    await world.do(undoMatch, { transactionIds: [transactionId] })
    expect(await open(world)).toEqual(['1510 Ada Lind invoice 1000.00 EUR'])
    expect(await balances(world)).toEqual({ '1510': '11200.00', '3001': '-11200.00' })
    expect(await broken(world)).toEqual([])
  })

  test('a payment without a rate is rejected by name and stops no other', async () => {
    await openInvoice(world, ada, '700100', '100.00')
    await importPayments(world, 'F1', [money('5.00', { reference: '9' }, 'USD')], { currency: 'USD' })
    await importPayments(world, 'F2', [money('100.00', { reference: '700100' })])
    const run = await world.do<{ rejected: { transactionId: string }[] }>(match, {})
    expect(run).toMatchObject({ payments: 1, matched: 1, rejected: [{ code: 'RATE_MISSING' }] })
    await rate('USD', '2026-11-01', '10.00')
    expect(await world.do(match, {})).toMatchObject({ payments: 1, unidentified: 1, rejected: [] })
  })
})

describe('undo', () => {
  test('of a run in a closed month is dated in the next; past figures stay, and doing it again gives the same', async () => {
    for (const [i, amount] of ['100.00', '200.00', '300.40'].entries())
      await openInvoice(world, ada, `70010${i}`, amount, { on: '2026-11-02' })
    on('2026-11-25')
    await importPayments(world, 'F1', [
      money('100.00', { reference: '700100' }),
      money('250.00', { reference: '700101' }),
      money('300.00', { reference: '700102' }),
      money('77.00', { text: '?' }),
    ])
    const run = await world.do<{ runId: string }>(match, {})
    const done = { open: await open(world), books: await balances(world) }
    on('2026-12-10')
    await world.tx(({ db, company }) =>
      db.query(`update periods set closed_at = now() where company_id = $1 and ends_on < '2026-12-01'`, [company.id]),
    )
    const preview = await world.do<{ done: boolean; transactions: number; firstOn: string }>(undoRun, {
      runId: run.runId,
      preview: true,
    })
    expect(preview).toMatchObject({ done: false, transactions: 4, vouchers: 5, firstOn: '2026-12-10', runId: null })
    expect({ open: await open(world), books: await balances(world) }).toEqual(done)
    expect(await world.do(undoRun, { runId: run.runId })).toMatchObject({
      done: true,
      transactions: 4,
      vouchers: 5,
      firstOn: '2026-12-10',
    })
    expect(await open(world)).toEqual([
      '1510 Ada Lind invoice 100.00',
      '1510 Ada Lind invoice 200.00',
      '1510 Ada Lind invoice 300.40',
    ])
    expect(await balances(world, '2026-12-09')).toEqual(done.books)
    on('2026-12-11')
    await world.do(match, {})
    expect({ open: await open(world), books: await balances(world) }).toEqual(done)
    expect(await balances(world, '2026-12-09')).toEqual(done.books)
    expect(await broken(world, ['2026-11-25', '2026-12-09', '2026-12-10', '2026-12-11'])).toEqual([])
  })

  test('of a file: its payments count no more, and the same file comes in again', async () => {
    await openInvoice(world, ada, '700100', '100.00')
    const payments = [
      money('100.00', { reference: '700100' }),
      money('9.00', { text: 'x' }),
      money('9.00', { text: 'x' }),
    ]
    const first = await importPayments(world, 'F1', payments)
    await world.do(match, {})
    const done = await open(world)
    expect(await world.do(undoFile, { fileId: first.fileId, preview: true })).toMatchObject({
      done: false,
      transactions: 3,
      items: [{ number: '700100', amount: '100.00' }],
    })
    expect(await world.do(undoFile, { fileId: first.fileId })).toMatchObject({ done: true, transactions: 3 })
    expect(await open(world)).toEqual(['1510 Ada Lind invoice 100.00'])
    expect(await world.do(match, {})).toMatchObject({ payments: 0 })
    const again = await importPayments(world, 'F1', payments)
    expect(again).toMatchObject({ payments: 3, duplicates: 0, alreadyImportedOn: null })
    await world.do(match, {})
    expect(await open(world)).toEqual(done)
    expect(await broken(world)).toEqual([])
  })

  test('of one match leaves the earlier one, and refuses the pair', async () => {
    await openInvoice(world, ada, '700100', '100.00')
    const b = await openInvoice(world, ada, '700101', '50.00')
    await importPayments(world, 'F1', [money('150.00', { reference: '700100' }), money('1.00', { text: 'y' })])
    await world.do(match, {})
    const [transactionId] = await world.tx(async ({ db, company }) =>
      (
        await db.rows<{ id: string }>(`select id from bank_transactions where company_id = $1 order by id`, [
          company.id,
        ])
      ).map((row) => row.id),
    )
    await world.do(acceptMatch, { matches: [{ transactionId, items: [{ itemId: b.id }] }] })
    expect(await open(world)).toEqual(['2999 Oidentifierade inbetalningar unidentified -1.00'])
    await world.do(undoMatch, { transactionIds: [transactionId] })
    expect(await open(world)).toContain('1510 Ada Lind invoice 50.00')
    await world.do(undoMatch, { transactionIds: [transactionId] })
    expect(await open(world)).toEqual([
      '1510 Ada Lind invoice 50.00',
      '1510 Ada Lind invoice 100.00',
      '2999 Oidentifierade inbetalningar unidentified -1.00',
    ])
    // The pair was refused with the undo.
    await world.do(match, {})
    expect(await open(world)).toContain('1510 Ada Lind invoice 100.00')
    expect(await broken(world)).toEqual([])
  })
})

describe('returns', () => {
  test('reopen what the original had settled, with the reason, once', async () => {
    await openInvoice(world, ada, '700100', '1000.40')
    await importPayments(world, 'F1', [money('1000.00', { reference: '700100', endToEndId: 'E2E-1' })], {
      on: '2026-11-20',
    })
    await world.do(match, {})
    expect(await open(world)).toEqual([])
    on('2026-11-24')
    const back = money('-1000.00', { endToEndId: 'E2E-1', returned: { reasonCode: 'AM04' } })
    await importPayments(world, 'F2', [back], { on: '2026-11-24' })
    expect(await world.do(match, {})).toMatchObject({ returned: 1, unidentified: 0 })
    expect(await open(world)).toEqual(['1510 Ada Lind invoice 1000.40'])
    expect(await balances(world)).toEqual({ '1510': '1000.40', '3001': '-1000.40' })
    const texts = await world.tx(({ db, company }) =>
      db.rows<{ text: string }>(`select text from vouchers where company_id = $1 and transaction_type = 'return'`, [
        company.id,
      ]),
    )
    expect(texts).toMatchObject([{ text: expect.stringContaining('AM04') }])
    const [original] = await world.tx(async ({ db, company }) =>
      (
        await db.rows<{ id: string }>(`select id from bank_transactions where company_id = $1 order by id`, [
          company.id,
        ])
      ).map((row) => row.id),
    )
    await expect(world.do(undoMatch, { transactionIds: [original] })).rejects.toThrow('undo that first')
    await importPayments(world, 'F3', [back], { on: '2026-11-24' })
    expect(await world.do(match, {})).toMatchObject({ returned: 0, unidentified: 1 })
    expect(await open(world)).toEqual([
      '1510 Ada Lind invoice 1000.40',
      '2999 Oidentifierade inbetalningar unidentified 1000.00',
    ])
    expect(await broken(world, ['2026-11-20', '2026-11-24'])).toEqual([])
  })

  test('of money in suspense, moved on by a person, finds its way back too', async () => {
    const a = await openInvoice(world, ada, '700100', '500.00')
    await importPayments(world, 'F1', [money('500.00', { text: 'oklart', endToEndId: 'E2E-2', payer: { name: 'Q' } })])
    await world.do(match, {})
    const { transactionId } = (await waiting()).rows[0]!
    await world.do(acceptMatch, { matches: [{ transactionId, items: [{ itemId: a.id }] }] })
    await importPayments(world, 'F2', [money('-500.00', { endToEndId: 'E2E-2', returned: { reasonCode: 'AC04' } })])
    expect(await world.do(match, {})).toMatchObject({ returned: 1 })
    expect(await open(world)).toEqual(['1510 Ada Lind invoice 500.00'])
    expect(await broken(world)).toEqual([])
  })

  test('two equal originals are for a person; other money out too', async () => {
    await importPayments(world, 'F1', [
      money('50.00', { text: 'a', endToEndId: 'E' }),
      money('50.00', { text: 'b', endToEndId: 'E' }),
    ])
    await importPayments(world, 'F2', [
      money('-50.00', { endToEndId: 'E', returned: { reasonCode: 'AM04' } }),
      money('-12.00', { text: 'uttag' }),
    ])
    expect(await world.do(match, {})).toMatchObject({ returned: 0, unidentified: 4 })
    expect(await balances(world)).toEqual({ '1930': '38.00', '2999': '-38.00' })
    expect((await waiting()).rows.map((row) => row.amount)).toEqual(['50.00', '50.00', '-50.00', '-12.00'])
  })
})

test('a payment is seen by the area its candidates lie in, and by no other', async () => {
  const areas = await world.tx(({ db, company }) =>
    db.rows<{ id: string }>(
      `insert into business_areas (company_id, id, code, name) values ($1, gen_random_uuid(), 'X', 'Social'), ($1, gen_random_uuid(), 'Y', 'Bygg') returning id`,
      [company.id],
    ),
  )
  const [x, y] = areas.map(({ id }) => ({ id: null, name: 'clerk', areas: [id], permissions: ['*'] }))
  const a = await openInvoice(world, ada, '700100', '1000.00', { areaId: areas[0]!.id })
  await importPayments(world, 'F1', [
    money('400.00', { text: 'tack', payer: { name: 'Lind' } }),
    money('300.00', { reference: '700100' }),
    money('5.00', { text: '?', payer: { name: 'Zzyzx' } }),
  ])
  await world.do(match, {})
  const count = (user: never) =>
    world.tx(
      async ({ db }) => Number((await db.one<{ n: bigint }>('select count(*) as n from bank_transactions')).n),
      user,
    )
  expect([await count(x as never), await count(y as never)]).toEqual([2, 0])
  const seen = await world.do<Waiting>(listUnmatched, {}, x)
  expect(seen.rows).toMatchObject([{ amount: '400.00', best: { items: [{ itemId: a.id }] } }])
  expect((await world.do<Waiting>(listUnmatched, {}, y)).rows).toEqual([])
  await expect(
    world.do(acceptMatch, { matches: [{ transactionId: seen.rows[0]!.transactionId, items: [{ itemId: a.id }] }] }, y),
  ).rejects.toThrow(/no open item/)
  await world.do(
    acceptMatch,
    { matches: [{ transactionId: seen.rows[0]!.transactionId, items: [{ itemId: a.id }] }] },
    x,
  )
  expect(await open(world)).toEqual([
    '1510 Ada Lind invoice 300.00',
    '2999 Oidentifierade inbetalningar unidentified -5.00',
  ])
  await world.do(undoMatch, { transactionIds: [seen.rows[0]!.transactionId] }, x)
  await expect(world.do(undoFile, { fileId: '00000000-0000-7000-8000-000000000000' }, x)).rejects.toThrow(
    'every business area',
  )
  expect(await broken(world)).toEqual([])
})

test('a clerk of one area imports the bank file of the whole company, and it is matched for every area', async () => {
  const areas = await world.tx(({ db, company }) =>
    db.rows<{ id: string }>(
      `insert into business_areas (company_id, id, code, name) values ($1, gen_random_uuid(), 'X', 'Social'), ($1, gen_random_uuid(), 'Y', 'Bygg') returning id`,
      [company.id],
    ),
  )
  const clerk = { id: null, name: 'clerk', areas: [areas[0]!.id], permissions: ['*'] }
  await openInvoice(world, ada, '700100', '1000.00', { areaId: areas[0]!.id })
  await openInvoice(world, ada, '700200', '300.00', { areaId: areas[1]!.id })
  const file = async (name: string, payments: Parameters<typeof camt054File>[0]) => ({
    file: { name, ...(await world.installation.files.put(world.companyId, [camt054File(payments)])) },
    match: true,
  })
  const both = [
    { reference: '700100', amount: '1000.00' },
    { reference: '700200', amount: '300.00' },
  ]
  expect(await world.do(importBankFile, await file('a.xml', both), clerk as never)).toMatchObject({
    payments: 2,
    duplicates: 0,
  })
  expect(await open(world)).toEqual([])
  // What another area was paid is known again, though this clerk does not see it.
  const second = await file('b.xml', [...both, { text: '?', amount: '5.00' }])
  // The one that nobody knows waits for who sees all; it is not called done.
  expect(await world.do(importBankFile, second, clerk as never)).toMatchObject({
    payments: 1,
    duplicates: 2,
    progress: { byMachine: 0, left: 0, elsewhere: 1 },
  })
  expect(await broken(world)).toEqual([])
})

import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { match } from '../../src/bank/placing/match.ts'
import { undoMatch } from '../../src/bank/undo/undo-match.ts'
import type { Billed } from '../../src/invoicing/direct/bill-now.ts'
import { credit } from '../../src/invoicing/direct/credit.ts'
import { debit } from '../../src/invoicing/direct/debit.ts'
import { invoiceNow } from '../../src/invoicing/direct/invoice-now.ts'
import { makeInvoiceOfProforma } from '../../src/invoicing/direct/make-invoice-of-proforma.ts'
import { listInvoices } from '../../src/invoicing/documents/list-invoices.ts'
import { moments } from '../../src/invoicing/documents/moments.ts'
import { readDocument } from '../../src/invoicing/documents/read-document.ts'
import { readInvoice } from '../../src/invoicing/documents/read-invoice.ts'
import { sumInvoices } from '../../src/invoicing/documents/sum-invoices.ts'
import { preview } from '../../src/invoicing/preview/preview.ts'
import { previewCredit } from '../../src/invoicing/preview/preview-credit.ts'
import type { Day } from '../../src/kernel/day.ts'
import { formatMinor } from '../../src/kernel/money.ts'
import { Refused } from '../../src/kernel/problem.ts'
import { verify } from '../../src/reports/verify/verify.ts'
import { proposeRedenomination } from '../../src/subledger/propose-redenomination.ts'
import { redenominate } from '../../src/subledger/redenominate.ts'
import { search } from '../../src/workspace/search.ts'
import { camt054File } from '../bank-files.ts'
import { proofText } from '../books.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

type Line = { name?: string; quantity?: string; unitPrice: string; vatCode?: string; discountPercent?: string | null }

const at = (world: World, day: string) => {
  world.today = day as Day
}
const issue = async (world: World, customer: string, lines: Line[], more: object = {}) =>
  (
    await world.do<Billed>(invoiceNow, {
      customer,
      lines: lines.map((line) => ({ name: 'Услуга', vatCode: 'S20', ...line })),
      ...more,
    })
  ).documents[0]!
const creditOf = async (world: World, invoiceId: string, lines?: object[]) =>
  (await world.do<Billed>(credit, { invoiceId, reason: 'Рекламация', ...(lines ? { lines } : {}) })).documents[0]!
const carryOver = async (world: World) => {
  const { runId } = await world.do<{ runId: string }>(proposeRedenomination, {})
  await world.do(redenominate, { runId })
}
/** What of a document and its notes is open now. */
const openOf = (world: World, customer: string) =>
  world.tx(async ({ db, company }) =>
    (
      await db.rows<{ kind: string; currency: string; open: bigint }>(
        `select i.kind, i.currency, i.amount_open as open from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
          where i.company_id = $1 and p.number = $2 and i.amount_open <> 0 order by i.kind, i.amount_open`,
        [company.id, customer],
      )
    ).map((row) => `${row.kind} ${formatMinor(row.open, row.currency)} ${row.currency}`),
  )
/** What notes took of a document in its own currency, and what it was. */
const oldLeft = (world: World, invoiceId: string) =>
  world.tx(async ({ db, company }) => {
    const row = await db.one<{ left: bigint }>(
      `select (i.amount_gross - coalesce(sum(coalesce(c.credits_amount, c.amount_gross)), 0))::bigint as left
         from invoices i left join invoices c on c.company_id = i.company_id and c.credits_id = i.id and c.kind = 'credit-note'
        where i.company_id = $1 and i.id = $2 group by i.amount_gross`,
      [company.id, invoiceId],
    )
    return formatMinor(row.left, 'BGN')
  })
async function pay(world: World, name: string, payments: Parameters<typeof camt054File>[0], currency: string) {
  const file = await world.installation.files.put(world.companyId, [
    camt054File(payments, { currency, iban: 'BG80BNBG96611020345678', bookedOn: world.today, id: name }),
  ])
  await world.do(importBankFile, { file: { name, ...file } })
  await world.do(match, {})
}

test('an invoice in BGN of 2025 is credited and debited in EUR in 2026: its total converted once, its carried item closed', async () => {
  const world = await openWorld('BG', { booksFrom: '2025-01-01', today: '2025-11-20' })
  for (const [number, name] of Object.entries({ '1': 'Ада', '2': 'Борис', '3': 'Вера', '4': 'Гани' }))
    await world.party({ number, name, kind: 'company', country: 'BG' })
  const whole = await issue(world, '1', [{ unitPrice: '83.34' }])
  const paid = await issue(world, '2', [{ unitPrice: '1000.00' }])
  const parts = await issue(world, '3', [
    { name: 'Час', quantity: '10', unitPrice: '33.33', discountPercent: '10' },
    { name: 'Нощувка', quantity: '3', unitPrice: '77.77', vatCode: 'S9' },
  ])
  const more = await issue(world, '4', [{ unitPrice: '50.00' }])
  at(world, '2025-12-10')
  await pay(world, 'bgn.xml', [{ reference: paid.number, amount: '700.00' }], 'BGN')
  await creditOf(world, parts.invoiceId, [{ lineNo: 1, quantity: '3' }])
  expect(await openOf(world, '3')).toEqual(['invoice 506.28 BGN'])

  at(world, '2026-01-08')
  await expect(creditOf(world, whole.invoiceId)).rejects.toThrow('carry them over to EUR first')
  await carryOver(world)
  expect(await openOf(world, '3')).toEqual(['invoice 258.86 EUR'])

  // Whole: 100.01 BGN ÷ 1.95583 = 51.1343… EUR, VAT 16.67 BGN = 8.5232… EUR.
  const shown = await world.do<{ ready: boolean; currency: string; amounts: object; setOff: object }>(previewCredit, {
    invoiceId: whole.invoiceId,
    reason: 'Рекламация',
  })
  expect(shown).toMatchObject({
    ready: true,
    currency: 'EUR',
    amounts: { net: '42.61', vat: '8.52', gross: '51.13' },
    setOff: { open: '51.13', takes: '51.13', openAfter: '0.00', onAccount: '0.00' },
  })
  const note = await creditOf(world, whole.invoiceId)
  expect(note).toMatchObject({ currency: 'EUR', payable: '51.13' })
  expect(await openOf(world, '1')).toEqual([])
  const document = await world.do<Record<string, unknown>>(readDocument, { invoiceId: note.invoiceId })
  expect(document).toMatchObject({
    currency: 'EUR',
    preceding: [{ number: whole.number, issuedOn: '2025-11-20', reason: 'Рекламация' }],
    notes: [`Фактура № ${whole.number} (2025-11-20) е на стойност 100.01 BGN; 1 EUR = 1.95583 BGN.`],
  })
  await expect(creditOf(world, whole.invoiceId)).rejects.toThrow('credited already')
  expect(await world.do(moments, { invoiceId: whole.invoiceId })).toMatchObject({
    credit: { allowed: false, left: '0.00' },
  })

  // Partly paid in BGN: the note closes what was carried, the rest stands to the customer's credit.
  expect(await creditOf(world, paid.invoiceId)).toMatchObject({ payable: '613.55' })
  expect(await openOf(world, '2')).toEqual(['credit-note -357.90 EUR'])

  // In parts, after a part in BGN: by quantity, by amount, then the rest.
  expect(await creditOf(world, parts.invoiceId, [{ lineNo: 2, quantity: '1' }])).toMatchObject({ payable: '43.34' })
  expect(await creditOf(world, parts.invoiceId, [{ lineNo: 1, amountNet: '7.00' }])).toMatchObject({ payable: '8.40' })
  await expect(creditOf(world, parts.invoiceId, [{ lineNo: 1, amountNet: '100.37' }])).rejects.toThrow('left to credit')
  expect(await creditOf(world, parts.invoiceId)).toMatchObject({ payable: '207.12' })
  expect(await openOf(world, '3')).toEqual([])
  for (const one of [whole, paid, parts]) expect(await oldLeft(world, one.invoiceId)).toBe('0.00')

  // A debit note of 2026 is in EUR, and names the invoice with what it was.
  const { documents } = await world.do<Billed>(debit, {
    invoiceId: more.invoiceId,
    lines: [{ name: 'Доплащане', unitPrice: '10.00', vatCode: 'S20' }],
    reason: 'Пропуснато',
  })
  expect(documents[0]).toMatchObject({ kind: 'debit-note', currency: 'EUR', payable: '12.00' })
  expect(await world.do(readDocument, { invoiceId: documents[0]!.invoiceId })).toMatchObject({
    notes: [`Фактура № ${more.number} (2025-11-20) е на стойност 60.00 BGN; 1 EUR = 1.95583 BGN.`],
  })
  expect(
    await world.do(preview, {
      customer: '1',
      currency: 'BGN',
      lines: [{ name: 'Нова', unitPrice: '1.00', vatCode: 'S20' }],
    }),
  ).toMatchObject({ ready: false, problems: [{ code: 'currency.ended' }] })

  expect(await proofText(world, '2026-01-08')).toBe('')
  const { checks } = await world.do<{ checks: { name: string; failed: number }[] }>(verify, {})
  expect(checks.filter((check) => check.failed > 0)).toEqual([])
})

test('a proforma in BGN paid in both currencies is invoiced in EUR: both advances are deducted', async () => {
  const world = await openWorld('BG', { booksFrom: '2025-01-01', today: '2025-12-10' })
  await world.party({ number: '1', name: 'Ада', kind: 'company', country: 'BG' })
  const proforma = await issue(world, '1', [{ unitPrice: '1000.00' }], { kind: 'proforma' })
  await pay(world, 'bgn.xml', [{ text: `Аванс ${proforma.number}`, amount: '600.00', name: 'Ада' }], 'BGN')
  at(world, '2026-01-08')
  await carryOver(world)
  await pay(world, 'eur.xml', [{ text: `Аванс ${proforma.number}`, amount: '200.00', name: 'Ада' }], 'EUR')
  const advances = await world.tx(({ db, company }) =>
    db.rows<{ gross: bigint; currency: string }>(
      `select amount_gross as gross, currency from invoices where company_id = $1 and kind = 'advance-invoice' order by number`,
      [company.id],
    ),
  )
  expect(advances).toEqual([
    { gross: 60000n, currency: 'BGN' },
    { gross: 20000n, currency: 'EUR' },
  ])
  // 1200.00 BGN = 613.55 EUR, of which 600.00 BGN = 306.78 EUR and 200.00 EUR were paid in advance.
  const { documents } = await world.do<Billed>(makeInvoiceOfProforma, { proformaId: proforma.invoiceId })
  expect(documents[0]).toMatchObject({ currency: 'EUR', payable: '106.77' })
  expect(await openOf(world, '1')).toEqual(['invoice 106.77 EUR'])
  expect(await proofText(world, '2026-01-08')).toBe('')
})

test('a payment in BGN that the bank returns in EUR: what it had settled is claimed anew, and can be paid again', async () => {
  const world = await openWorld('BG', { booksFrom: '2025-01-01', today: '2025-12-10' })
  await world.party({ number: '1', name: 'Ада', kind: 'company', country: 'BG' })
  const [first, second] = [
    await issue(world, '1', [{ unitPrice: '83.34' }]),
    await issue(world, '1', [{ unitPrice: '100.00' }]),
  ]
  await pay(
    world,
    'bgn.xml',
    [
      { reference: first.number, amount: '100.01', endToEndId: 'E-1' },
      { reference: second.number, amount: '120.00', endToEndId: 'E-2' },
    ],
    'BGN',
  )
  expect(await openOf(world, '1')).toEqual([])
  at(world, '2026-01-08')
  await carryOver(world)
  await pay(
    world,
    'eur.xml',
    [
      { amount: '-51.13', endToEndId: 'E-1', returned: 'AC04' },
      { amount: '-61.36', endToEndId: 'E-9', returned: 'AC04' },
    ],
    'EUR',
  )
  // 100.01 BGN = 51.13 EUR was the first; nothing names the other return, so it waits for a person.
  expect(await openOf(world, '1')).toEqual(['invoice 51.13 EUR'])
  const [returned] = await world.tx(({ db, company }) =>
    db.rows<{ id: string }>(
      `select bank_transaction_id as id from match_decisions where company_id = $1 and pass = 'return'`,
      [company.id],
    ),
  )
  await world.do(undoMatch, { transactionIds: [returned!.id] })
  expect(await openOf(world, '1')).toEqual([])
  await world.do(match, {})
  expect(await openOf(world, '1')).toEqual(['invoice 51.13 EUR'])
  await pay(world, 'again.xml', [{ reference: first.number, amount: '51.13' }], 'EUR')
  expect(await openOf(world, '1')).toEqual([])
  expect(await proofText(world, '2026-01-08')).toBe('')
  const { checks } = await world.do<{ checks: { name: string; failed: number }[] }>(verify, {})
  expect(checks.filter((check) => check.failed > 0)).toEqual([])
})

const line = fc.record({
  quantity: fc.integer({ min: 1, max: 30 }).map(String),
  unitPrice: fc.integer({ min: 1, max: 99_999 }).map((n) => formatMinor(BigInt(n), 'BGN')),
  discountPercent: fc.constantFrom(null, '10', '33.3'),
  vatCode: fc.constantFrom('S20', 'S9'),
})
const part = fc.oneof(
  fc.record({ lineNo: fc.integer({ min: 1, max: 3 }), quantity: fc.integer({ min: 1, max: 10 }).map(String) }),
  fc.record({
    lineNo: fc.integer({ min: 1, max: 3 }),
    amountNet: fc.integer({ min: 1, max: 50_000 }).map((n) => formatMinor(BigInt(n), 'EUR')),
  }),
)
const cases = fc.sample(
  fc.record({
    lines: fc.array(line, { minLength: 1, maxLength: 3 }),
    before: fc.array(part, { maxLength: 2 }),
    after: fc.array(part, { maxLength: 4 }),
  }),
  { numRuns: 25, seed: Number(process.env.SEED ?? Date.now() % 1_000_000) },
)

let shared: World
beforeAll(async () => {
  shared = await openWorld('BG', { booksFrom: '2025-01-01', today: '2025-11-20' })
})

/** Refused where it is more than is left, or by quantity after an amount: then nothing of it is done. */
async function tried(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof Refused)) throw error
  }
}

test('whatever is credited before and after the change, in whatever parts: both currencies and the item come to zero together', async () => {
  const invoices: { invoiceId: string; customer: string }[] = []
  for (const [i, one] of cases.entries()) {
    const customer = String(100 + i)
    await shared.party({ number: customer, name: `Клиент ${i}`, kind: 'company', country: 'BG' })
    at(shared, '2025-11-20')
    const { invoiceId } = await issue(shared, customer, one.lines)
    invoices.push({ invoiceId, customer })
    at(shared, '2025-12-10')
    for (const pick of one.before) await tried(creditOf(shared, invoiceId, [pick]))
  }
  at(shared, '2026-01-08')
  await carryOver(shared)
  for (const [i, { invoiceId, customer }] of invoices.entries()) {
    const told = JSON.stringify(cases[i])
    for (const pick of cases[i]!.after) {
      await tried(creditOf(shared, invoiceId, [pick]))
      expect((await openOf(shared, customer)).length, told).toBeLessThanOrEqual(1)
      expect(await oldLeft(shared, invoiceId), told).not.toContain('-')
    }
    if ((await openOf(shared, customer)).length > 0) await creditOf(shared, invoiceId)
    expect(await openOf(shared, customer), told).toEqual([])
    expect(await oldLeft(shared, invoiceId), told).toBe('0.00')
  }
  expect(await proofText(shared, '2026-01-08')).toBe('')
})

test('lists, sums, page and search tell that an invoice in BGN is still owed in EUR, and when it is paid', async () => {
  const world = await openWorld('BG', { booksFrom: '2025-01-01', today: '2025-12-01' })
  for (const [number, name] of Object.entries({ '1': 'Ада', '2': 'Борис', '3': 'Вера' }))
    await world.party({ number, name, kind: 'company', country: 'BG' })
  const whole = await issue(world, '1', [{ unitPrice: '100.00' }])
  const part = await issue(world, '2', [{ unitPrice: '1000.00' }])
  const settled = await issue(world, '3', [{ unitPrice: '10.00' }])
  at(world, '2025-12-10')
  await pay(
    world,
    'bgn.xml',
    [
      { reference: part.number, amount: '700.00' },
      { reference: settled.number, amount: '12.00' },
    ],
    'BGN',
  )
  at(world, '2026-01-08')
  await carryOver(world)
  const fresh = await issue(world, '3', [{ unitPrice: '20.00' }])

  type Row = { number: string; open: string; openCurrency: string; state: string }
  const lines = async (input: object = {}) =>
    (await world.do<{ rows: Row[] }>(listInvoices, { sort: 'number', ascending: true, ...input })).rows.map(
      (row) => `${row.number} ${row.open} ${row.openCurrency} ${row.state}`,
    )
  const sums = async (input: object = {}) => world.do(sumInvoices, input)
  const standing = [
    `${whole.number} 61.36 EUR overdue`,
    `${part.number} 255.65 EUR overdue`,
    `${settled.number} 0.00 BGN paid`,
    `${fresh.number} 24.00 EUR open`,
  ]
  at(world, '2026-01-20')
  expect(await lines()).toEqual(standing)
  expect(await lines({ state: 'overdue' })).toEqual(standing.slice(0, 2))
  expect(await lines({ state: 'open' })).toEqual([...standing.slice(0, 2), standing[3]])
  expect(await lines({ state: 'part-paid' })).toEqual([standing[1]])
  expect(await lines({ state: 'paid' })).toEqual([standing[2]])
  expect(await lines({ open: false })).toEqual([standing[2]])
  expect(await lines({ sort: 'open', ascending: true })).toEqual([standing[2], standing[3], standing[0], standing[1]])
  // Page by page the same.
  const first = await world.do<{ rows: Row[]; next: string }>(listInvoices, { sort: 'open', limit: 2 })
  const rest = await world.do<{ rows: Row[] }>(listInvoices, { sort: 'open', limit: 2, after: first.next })
  expect([...first.rows, ...rest.rows].map((row) => row.number)).toEqual(
    [part, whole, fresh, settled].map((one) => one.number),
  )
  expect(await sums()).toMatchObject({
    count: 4,
    sums: [
      { currency: 'BGN', count: 3, gross: '1332.00', open: '0.00' },
      { currency: 'EUR', count: 1, gross: '24.00', open: '341.01' },
    ],
  })
  expect(await sums({ customer: '1' })).toMatchObject({
    count: 1,
    sums: [
      { currency: 'BGN', open: '0.00' },
      { currency: 'EUR', count: 0, gross: '0.00', open: '61.36' },
    ],
  })
  const page = (invoiceId: string) =>
    world
      .do<{ invoice: { item: { carriedOn: { allocations: object[] }[] } } }>(readInvoice, { invoiceId })
      .then(({ invoice }) => invoice)
  expect(await page(part.invoiceId)).toMatchObject({
    state: 'overdue',
    paidOn: null,
    open: '255.65',
    openCurrency: 'EUR',
    item: {
      amount: '1200.00',
      open: '0.00',
      carriedOn: [{ currency: 'EUR', amount: '255.65', open: '255.65', closedOn: null, allocations: [] }],
    },
  })
  const found = async (q: string) =>
    (
      await world.do<{ groups: { kind: string; rows: { number: string; state: string }[] }[] }>(search, { q })
    ).groups.find(({ kind }) => kind === 'invoices')!.rows[0]
  expect(await found(part.number)).toMatchObject({ number: part.number, state: 'overdue' })

  await pay(world, 'eur.xml', [{ reference: part.number, amount: '255.65' }], 'EUR')
  expect(await lines({ customer: '2' })).toEqual([`${part.number} 0.00 BGN paid`])
  const paid = await page(part.invoiceId)
  expect(paid).toMatchObject({ state: 'paid', paidOn: '2026-01-20', open: '0.00', item: { open: '0.00' } })
  expect(paid.item.carriedOn).toMatchObject([{ open: '0.00', allocations: [{ amount: '255.65', with: 'payment' }] }])
  expect(await found(part.number)).toMatchObject({ state: 'invoice' })
})

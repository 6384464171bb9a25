import { expect, test } from 'vitest'
import { savePayment } from '../../src/bank/files/save-payment.ts'
import type { Day } from '../../src/kernel/day.ts'
import { formatMinor } from '../../src/kernel/money.ts'
import { verify } from '../../src/reports/verify/verify.ts'
import { allocateItems } from '../../src/subledger/allocate-items.ts'
import { proposeRevaluation } from '../../src/subledger/propose-revaluation.ts'
import { revalue } from '../../src/subledger/revalue.ts'
import { setOff } from '../../src/subledger/set-off.ts'
import { transfer } from '../../src/subledger/transfer.ts'
import { undoAllocation } from '../../src/subledger/undo-allocation.ts'
import { undoSetOff } from '../../src/subledger/undo-set-off.ts'
import { openItemsText, postItem, proofText, settle } from '../books.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

/** The first row that breaks an invariant of the books; '' where they are whole. */
async function broken(world: World): Promise<string> {
  const { checks } = await world.do<{ checks: { name: string; failed: number; first: unknown }[] }>(verify, {})
  return checks
    .filter((check) => check.failed > 0)
    .map((check) => `${check.name} ${JSON.stringify(check.first)}`)
    .join('\n')
}

const rate = (world: World, currency: string, on: string, value: string) =>
  world.tx(({ db, company }) =>
    db.query(
      `insert into exchange_rates (company_id, currency, base_currency, valid_on, rate, source) values ($1, $2, 'SEK', $3, $4, 'test')`,
      [company.id, currency, on, value],
    ),
  )

/** Postings of a day, as a ledger shows them. */
const ledgerOf = async (world: World, on: string) =>
  (
    await world.tx(({ db, company }) =>
      db.rows<{ account: string; base_amount: bigint }>(
        `select account, base_amount from postings where company_id = $1 and posted_on = $2 order by voucher_id, line_no`,
        [company.id, on],
      ),
    )
  ).map((row) => `${row.account} ${formatMinor(row.base_amount, 'SEK')}`)

test('FX-03: revalued at the month end, taken back on the first, realised when it is paid', async () => {
  const world = await openWorld('SE', { today: '2026-11-30' })
  const acme = await world.party({ name: 'Acme GmbH', kind: 'company' })
  const invoice = await postItem(world, {
    party: acme,
    number: '1',
    amount: '1000.00',
    currency: 'EUR',
    base: '11200.00',
    on: '2026-11-10',
  })
  await rate(world, 'EUR', '2026-11-10', '11.20')
  await expect(world.do(proposeRevaluation, { on: '2026-11-30' })).rejects.toThrow(
    'no closing rate EUR/SEK for 2026-11-30 (the latest is of 2026-11-10)',
  )
  await rate(world, 'EUR', '2026-11-30', '11.05')
  await expect(world.do(proposeRevaluation, { on: '2026-11-29' })).rejects.toThrow('not the last day of a period')
  const first = await world.do<{ runId: string }>(proposeRevaluation, { on: '2026-11-30' })
  const second = await world.do<{ runId: string }>(proposeRevaluation, { on: '2026-11-30' })
  expect(await world.do(revalue, { runId: first.runId })).toMatchObject({
    items: 1,
    result: '-150.00',
    reversedOn: '2026-12-01',
  })
  await expect(world.do(revalue, { runId: second.runId })).rejects.toThrow('has been revalued')
  expect(await ledgerOf(world, '2026-11-30')).toEqual(['1510 -150.00', '7960 150.00'])
  expect(await ledgerOf(world, '2026-12-01')).toEqual(['1510 150.00', '7960 -150.00'])
  for (const day of ['2026-11-29', '2026-11-30', '2026-12-01']) expect(await proofText(world, day)).toBe('')

  const payment = await postItem(world, {
    party: acme,
    number: 'B1',
    amount: '-1000.00',
    currency: 'EUR',
    base: '-11120.00',
    on: '2026-12-15',
  })
  await settle(world, invoice, payment, '1000.00', '2026-12-15', 'EUR')
  expect(await ledgerOf(world, '2026-12-15')).toEqual(['1510 -11120.00', '1910 11120.00', '1510 -80.00', '7960 80.00'])
  for (const day of ['2026-11-30', '2026-12-14', '2026-12-15']) expect(await proofText(world, day)).toBe('')
  expect(await broken(world)).toBe('')
})

test('items or rates that changed since the proposal are not posted unseen', async () => {
  const world = await openWorld('SE', { today: '2026-11-30' })
  const acme = await world.party({ name: 'Acme GmbH', kind: 'company' })
  const item = { party: acme, currency: 'EUR', base: '11200.00', amount: '1000.00', on: '2026-11-10' }
  await postItem(world, { ...item, number: '1' })
  await rate(world, 'EUR', '2026-11-30', '11.05')
  const run = await world.do<{ runId: string }>(proposeRevaluation, { on: '2026-11-30' })
  await postItem(world, { ...item, number: '2' })
  await expect(world.do(revalue, { runId: run.runId })).rejects.toThrow('propose again')
})

test('money out of suspense becomes the customer’s payment, in part or whole, and settles the oldest debt', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person', number: '700' })
  await postItem(world, { party: ada, number: '1', amount: '100.00', on: '2026-10-01', due: '2026-11-01' })
  await postItem(world, { party: ada, number: '2', amount: '100.00', on: '2026-09-01', due: '2026-10-01' })
  const money = await postItem(world, {
    party: world.unidentifiedPartyId,
    number: '?',
    amount: '-150.00',
    on: '2026-11-10',
    account: '2999',
    kind: 'unidentified',
  })
  const bad = {
    moves: [
      { itemId: money, toParty: '999' },
      { itemId: money, toParty: '700', toAccount: '2999' },
    ],
  }
  await expect(world.do(transfer, bad)).rejects.toThrow('there is no party 999')
  await expect(world.do(transfer, { moves: [bad.moves[1]] })).rejects.toThrow('suspense')
  await expect(world.do(transfer, { moves: [{ itemId: money, toParty: '700', amount: '150.01' }] })).rejects.toThrow(
    '150.00 SEK open',
  )
  const { moved } = await world.do<{ moved: { newItemId: string; amount: string; postedOn: string }[] }>(transfer, {
    moves: [{ itemId: money, toParty: '700', amount: '120.00' }],
  })
  expect(moved).toMatchObject([{ amount: '-120.00', postedOn: '2026-11-20' }])
  const applied = await world.do<{ allocations: { allocationId: string; amount: string }[]; left: string }>(
    allocateItems,
    { itemId: moved[0]!.newItemId },
  )
  expect(applied).toMatchObject({ left: '0.00', allocations: [{ amount: '100.00' }, { amount: '20.00' }] })
  expect(await openItemsText(world)).toBe(
    '1510 Ada Lind invoice 80.00\n2999 Oidentifierade inbetalningar unidentified -30.00',
  )
  await world.do(undoAllocation, {
    allocationIds: applied.allocations.map((one) => one.allocationId),
    reason: 'wrong payer',
  })
  await world.do(transfer, { moves: [{ itemId: moved[0]!.newItemId, toParty: '0', toAccount: '2999' }] })
  expect(await openItemsText(world)).toBe(
    [
      '1510 Ada Lind invoice 100.00',
      '1510 Ada Lind invoice 100.00',
      '2999 Oidentifierade inbetalningar unidentified -120.00',
      '2999 Oidentifierade inbetalningar unidentified -30.00',
    ].join('\n'),
  )
  for (const day of ['2026-11-10', '2026-11-20']) expect(await proofText(world, day)).toBe('')
  expect(await broken(world)).toBe('')
})

test('a doubtful debt moves to 1515 and keeps its number, due day, holds and the parts still due', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const invoice = await postItem(world, {
    party: ada,
    number: '77',
    amount: '300.00',
    on: '2026-10-01',
    due: '2026-11-01',
  })
  const paid = await postItem(world, { party: ada, number: 'B', amount: '-120.00', on: '2026-10-20' })
  await settle(world, invoice, paid, '120.00', '2026-10-20')
  await world.tx(async ({ db, company }) => {
    await db.query(
      `insert into item_due_parts (company_id, item_id, part_no, due_on, amount) values ($1, $2, 1, '2026-11-01', 10000), ($1, $2, 2, '2026-12-01', 10000), ($1, $2, 3, '2027-01-01', 10000)`,
      [company.id, invoice],
    )
    await db.query(
      `insert into holds (company_id, id, kind, item_id, from_on, reason) values ($1, gen_random_uuid(), 'dispute', $2, '2026-10-05', 'wrong child')`,
      [company.id, invoice],
    )
  })
  const { moved } = await world.do<{ moved: { newItemId: string }[] }>(transfer, {
    moves: [{ itemId: invoice, toAccount: '1515' }],
    text: 'Osäker fordran',
  })
  const [item] = await world.tx(({ db, company }) =>
    db.rows(
      `select i.account, i.kind, i.number_text, i.due_on, i.amount_open::text as open, i.continues_id,
              (select string_agg(due_on || ' ' || amount, ', ' order by part_no) from item_due_parts d where d.company_id = $1 and d.item_id = i.id) as parts,
              (select string_agg(kind || ' ' || reason, ', ') from holds h where h.company_id = $1 and h.item_id = i.id) as holds
         from open_items i where i.company_id = $1 and i.id = $2`,
      [company.id, moved[0]!.newItemId],
    ),
  )
  expect(item).toEqual({
    account: '1515',
    kind: 'invoice',
    number_text: '77',
    due_on: '2026-11-01' as Day,
    open: '18000',
    continues_id: invoice,
    parts: '2026-12-01 8000, 2027-01-01 10000',
    holds: 'dispute wrong child',
  })
  await expect(world.do(transfer, { moves: [{ itemId: moved[0]!.newItemId, toAccount: '1515' }] })).rejects.toThrow(
    'already',
  )
  await expect(world.do(transfer, { moves: [{ itemId: moved[0]!.newItemId, toAccount: '3001' }] })).rejects.toThrow(
    'carries no open items',
  )
  expect(await proofText(world, '2026-11-20')).toBe('')
  expect(await broken(world)).toBe('')
})

test('FX-07: SEK paid on a EUR invoice goes over to EUR at the rate of the day; the difference shows when it is applied', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const acme = await world.party({ name: 'Acme GmbH', kind: 'company' })
  const invoice = await postItem(world, {
    party: acme,
    number: '1',
    amount: '1000.00',
    currency: 'EUR',
    base: '11200.00',
    on: '2026-11-01',
  })
  const sek = await postItem(world, { party: acme, number: 'B', amount: '-11200.00', on: '2026-11-20' })
  await expect(world.do(allocateItems, { itemId: sek, targets: [{ itemId: invoice }] })).rejects.toThrow(
    'another party, account or currency',
  )
  await expect(world.do(transfer, { moves: [{ itemId: sek, toCurrency: 'EUR' }] })).rejects.toThrow(
    'no exchange rate EUR/SEK',
  )
  await rate(world, 'EUR', '2026-11-20', '11.35')
  const { moved } = await world.do<{ moved: { newItemId: string; amount: string }[] }>(transfer, {
    moves: [{ itemId: sek, toCurrency: 'EUR' }],
  })
  expect(moved).toMatchObject([{ amount: '-986.78' }])
  await world.do(allocateItems, { itemId: moved[0]!.newItemId })
  expect(await openItemsText(world)).toBe('1510 Acme GmbH invoice 13.22')
  expect(await proofText(world, '2026-11-20')).toBe('')
  expect(await broken(world)).toBe('')
})

test('so little that it is nothing in the other currency stays where it is', async () => {
  const world = await openWorld('SE', { today: '2026-11-30' })
  const acme = await world.party({ name: 'Acme GmbH', kind: 'company' })
  const invoice = await postItem(world, {
    party: acme,
    number: '1',
    amount: '100.00',
    currency: 'SEK',
    on: '2026-11-10',
  })
  await rate(world, 'EUR', '2026-11-10', '11.20')
  const move = (amount: string) => world.do(transfer, { moves: [{ itemId: invoice, amount, toCurrency: 'EUR' }] })
  await expect(move('0.05')).rejects.toThrow('0.05 SEK of item 1 is nothing in EUR')
  expect(await move('0.06')).toMatchObject({ moved: [{ amount: '0.01', currency: 'EUR' }] })
  expect(await broken(world)).toBe('')
})

test('set-off closes a receivable against a payable of the same party, with the exchange difference between them', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const bo = await world.party({ name: 'Bo Ek AB', kind: 'company', isSupplier: true })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const sold = await postItem(world, {
    party: bo,
    number: 'S',
    amount: '100.00',
    currency: 'EUR',
    base: '1120.00',
    on: '2026-11-01',
  })
  const bought = await postItem(world, {
    party: bo,
    number: 'K',
    amount: '-60.00',
    currency: 'EUR',
    base: '-690.00',
    on: '2026-11-05',
    account: '2440',
    kind: 'invoice',
  })
  const other = await postItem(world, {
    party: ada,
    number: 'X',
    amount: '-60.00',
    currency: 'EUR',
    base: '-690.00',
    on: '2026-11-05',
    account: '2440',
  })
  await expect(world.do(setOff, { debitItemId: sold, creditItemId: other })).rejects.toThrow('one party')
  await expect(world.do(setOff, { debitItemId: sold, creditItemId: bought, amount: '61.00' })).rejects.toThrow(
    'at most 60.00 EUR',
  )
  const done = await world.do<{ voucherId: string }>(setOff, { debitItemId: sold, creditItemId: bought })
  expect(done).toMatchObject({ amount: '60.00', currency: 'EUR' })
  const { voucherId } = done
  // 60 EUR were booked at 672.00 as receivable and at 690.00 as payable.
  expect(await ledgerOf(world, '2026-11-20')).toEqual(['1510 -672.00', '2440 690.00', '3960 -18.00'])
  expect(await openItemsText(world)).toBe('1510 Bo Ek AB invoice 40.00\n2440 Ada Lind payment -60.00')
  expect(await proofText(world, '2026-11-20')).toBe('')
  // Taken back: both are open as they were, and the gain is gone.
  await world.do(undoSetOff, { voucherId })
  expect(await ledgerOf(world, '2026-11-20')).toEqual([
    ...['1510 -672.00', '2440 690.00', '3960 -18.00'],
    ...['1510 672.00', '2440 -690.00', '3960 18.00'],
  ])
  expect(await openItemsText(world)).toBe(
    '1510 Bo Ek AB invoice 100.00\n2440 Ada Lind payment -60.00\n2440 Bo Ek AB invoice -60.00',
  )
  expect(await proofText(world, '2026-11-20')).toBe('')
  await expect(world.do(undoSetOff, { voucherId })).rejects.toThrow('taken back already')
  await expect(world.do(undoSetOff, { voucherId: sold })).rejects.toThrow('no set-off')
  // And done anew.
  await world.do(setOff, { debitItemId: sold, creditItemId: bought })
  expect(await openItemsText(world)).toBe('1510 Bo Ek AB invoice 40.00\n2440 Ada Lind payment -60.00')
  expect(await broken(world)).toBe('')
})

test('a EUR item that goes over to SEK has one amount there; what it was booked at differs by a gain or a loss', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  await rate(world, 'EUR', '2026-11-20', '11.35')
  const eur = { party: ada, currency: 'EUR', on: '2026-11-01' }
  const invoice = await postItem(world, { ...eur, number: '1', amount: '100.00', base: '1120.00' })
  const payment = await postItem(world, { ...eur, number: 'P', amount: '-10.00', base: '-112.00' })
  await world.do(transfer, {
    moves: [
      { itemId: invoice, toCurrency: 'SEK' },
      { itemId: payment, toCurrency: 'SEK', toAmount: '110.00' },
    ],
  })
  expect(await ledgerOf(world, '2026-11-20')).toEqual([
    ...['1510 -1120.00', '1510 1135.00', '3960 -15.00'],
    ...['1510 112.00', '1510 -110.00', '3960 -2.00'],
  ])
  expect(await openItemsText(world)).toBe('1510 Ada Lind invoice 1135.00\n1510 Ada Lind payment -110.00')
  expect(await broken(world)).toBe('')
})

test.each([
  ['SE', '1510'],
  ['NO', '1500'],
  ['BG', '411'],
] as const)('%s: money out of suspense stands on %s, wherever suspense is', async (country, receivable) => {
  const world = await openWorld(country)
  await world.party({ name: 'Ada Lind', number: '700', country })
  await world.do(savePayment, { account: 'BANK', amount: '50.00', paidOn: '2026-11-19', text: '?' })
  const money = await world.tx(({ db }) =>
    db.one<{ id: string }>(`select id from open_items where kind = 'unidentified'`),
  )
  await world.do(transfer, { moves: [{ itemId: money.id, toParty: '700' }] })
  expect(await openItemsText(world)).toBe(`${receivable} Ada Lind payment -50.00`)
})

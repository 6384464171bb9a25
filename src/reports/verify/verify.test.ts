import { beforeAll, describe, expect, test } from 'vitest'
import { importPayments, money } from '../../../test/bank-books.ts'
import { area, issueOrders, postItem, settle, undo } from '../../../test/books.ts'
import { plainOrder } from '../../../test/orders.ts'
import type { Verified } from '../../../test/tampering.ts'
import { expectNamed } from '../../../test/tampering.ts'
import type { World } from '../../../test/world.ts'
import { openWorld } from '../../../test/world.ts'
import { sealAudit } from '../../access/seal-audit.ts'
import { match } from '../../bank/placing/match.ts'
import type { User } from '../../db/context.ts'
import { credit } from '../../invoicing/direct/credit.ts'
import type { Day } from '../../kernel/day.ts'
import { newId } from '../../kernel/id.ts'
import { closePeriod } from '../../ledger/close-period.ts'
import { proposeRevaluation } from '../../subledger/propose-revaluation.ts'
import { revalue } from '../../subledger/revalue.ts'
import { checks } from './checks.ts'
import { claimChecks } from './claim-checks.ts'
import { verify, verifyBooks } from './verify.ts'

/** Two areas, two currencies, a part payment, an exchange difference, an undo, a credit note, a revaluation, a closed period. */
async function liveWorld(): Promise<World> {
  const world = await openWorld('SE', { booksFrom: '2026-08-01', today: '2026-08-10' })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const bo = await world.party({ name: 'Bo Ek', kind: 'person' })
  const cy = await world.party({ name: 'Cy Al', kind: 'person' })
  const north = await area(world, 'NORTH')
  await issueOrders(world, [
    plainOrder(world, ada, 'A-1', [
      ['Barnomsorg', '1', '1250.00', 'S25'],
      ['Mat', '2', '99.95', 'S12'],
    ]),
    plainOrder(world, bo, 'B-1', [['Barnomsorg', '1', '400.00', 'S25']]),
    plainOrder(world, cy, 'C-1', [['Hyra', '1', '100.00', 'S25']]),
  ])
  const invoices = await world.tx(({ db, company }) =>
    db.rows<{ id: string; item: string }>(
      `select i.id, o.id as item from invoices i join open_items o on o.company_id = i.company_id and o.invoice_id = i.id where i.company_id = $1 order by i.number`,
      [company.id],
    ),
  )
  await world.tx(({ db }) =>
    db.query(
      `insert into exchange_rates (company_id, currency, base_currency, valid_on, rate, source) values ($1, 'EUR', 'SEK', '2026-08-31', 11.5, 'test')`,
      [world.companyId],
    ),
  )
  const eur = await postItem(world, {
    party: ada,
    number: 'E-1',
    amount: '100.00',
    currency: 'EUR',
    base: '1120.00',
    on: '2026-08-03',
    due: '2026-09-02',
  })
  await postItem(world, {
    party: bo,
    number: 'E-2',
    amount: '10.00',
    currency: 'EUR',
    base: '112.00',
    on: '2026-08-03',
  })
  await postItem(world, { party: bo, number: 'N-1', amount: '77.00', on: '2026-08-04', area: north })
  const eurPaid = await postItem(world, {
    party: ada,
    number: 'PE',
    amount: '-60.00',
    currency: 'EUR',
    base: '-690.00',
    on: '2026-08-20',
  })
  await settle(world, eur, eurPaid, '60.00', '2026-08-20', 'EUR')
  const paid = await postItem(world, { party: ada, number: 'P1', amount: '-1000.00', on: '2026-08-21' })
  const first = await settle(world, invoices[0]!.item, paid, '600.00', '2026-08-21')
  await undo(world, first, '2026-08-25')
  await settle(world, invoices[0]!.item, paid, '1000.00', '2026-08-26')
  world.today = '2026-09-05' as Day
  const { runId } = await world.do<{ runId: string }>(proposeRevaluation, { on: '2026-08-31' })
  await world.do(revalue, { runId })
  await world.do(closePeriod, { on: '2026-08-31', force: true })
  await world.do(credit, { invoiceId: invoices[2]!.id, reason: 'Fel kund' })
  const more = await postItem(world, {
    party: ada,
    number: 'PE2',
    amount: '-40.00',
    currency: 'EUR',
    base: '-470.00',
    on: '2026-09-04',
  })
  await settle(world, eur, more, '40.00', '2026-09-04', 'EUR')
  await importPayments(world, 'F', [money('123.00', { text: 'ingen vet', payer: { name: 'Okänd' } })])
  await world.do(match, {})
  await world.do(sealAudit, {})
  return world
}

let world: World
beforeAll(async () => {
  world = await liveWorld()
})

test('books that came about by verbs hold, and every check had something to check', async () => {
  const answer = await world.do<Verified>(verify, {})
  expect(answer.checks.filter((one) => one.failed > 0)).toEqual([])
  expect(answer.ok).toBe(true)
  // Those of claims have a world of their own: claim-checks.test.ts.
  const ofClaims = new Set([...claimChecks.map((one) => one.name), 'interest-equals-computation'])
  const own = answer.checks.filter((one) => !ofClaims.has(one.name))
  expect(own.filter((one) => one.checked === 0).map((one) => one.name)).toEqual(['due-parts-sum-to-item'])
})

test('who sees one business area learns whether the books hold, not what lies in another', async () => {
  const clerk: User = { id: newId(), name: 'Clerk', areas: [newId()], permissions: ['reports.*'] }
  const answer = await world.do<Verified>(verify, {}, clerk)
  expect(answer.ok).toBe(true)
  expect(answer.checks.map((one) => one.checked)).toEqual(
    (await world.do<Verified>(verify, {})).checks.map((one) => one.checked),
  )
  const broken = await world.do<Verified>(verify, {}, clerk)
  expect(broken.checks.every((one) => one.first === null)).toBe(true)
})

const item = (number: string) => `(select id from open_items where number_text = '${number}' limit 1)`
const voucherOf = (number: string) => `(select voucher_id from open_items where number_text = '${number}' limit 1)`

/** Each breaks one stored row, past every constraint and trigger: the check must say so and name it. */
const breakages: [check: string, statement: string, names: Record<string, unknown>][] = [
  [
    'vouchers-sum-to-zero',
    `update postings set base_amount = base_amount + 1 where voucher_id = ${voucherOf('N-1')} and line_no = 2`,
    { voucher: 'K 6/2026', difference: '1' },
  ],
  [
    'vouchers-whole',
    `delete from postings where voucher_id = ${voucherOf('P1')} and line_no = 2`,
    { promised: 2, found: 1 },
  ],
  [
    'vouchers-whole',
    `update postings set posted_on = '2026-08-05' where voucher_id = ${voucherOf('N-1')} and line_no = 2`,
    { voucher: 'K 6/2026' },
  ],
  [
    'one-currency-one-amount',
    `update postings set amount = amount - 1 where voucher_id = ${voucherOf('P1')} and line_no = 2`,
    { line: 2 },
  ],
  [
    'control-postings-are-items',
    `delete from open_items where number_text = 'N-1'`,
    { account: '1510', postedOn: '2026-08-04' },
  ],
  [
    'control-postings-are-items',
    `update postings set party_id = null where voucher_id = ${voucherOf('N-1')} and line_no = 1`,
    { account: '1510' },
  ],
  [
    'items-equal-postings',
    `update open_items set amount = 7800, amount_open = 7800, base_amount = 7800, base_open = 7800 where number_text = 'N-1'`,
    { number: 'N-1', amount: '7800', posted: '7700' },
  ],
  [
    'items-equal-postings',
    `update open_items set business_area_id = null where number_text = 'N-1'`,
    { number: 'N-1' },
  ],
  [
    'items-equal-control-account',
    `update postings set account = '1513' where voucher_id = ${voucherOf('N-1')} and line_no = 1`,
    { on: '2026-08-04', account: '1510', difference: '7700', currency: 'SEK' },
  ],
  [
    'items-equal-control-account',
    `update allocations set effective_on = '2026-08-27' where debit_item_id = ${item('E-1')} and amount = 6000`,
    { on: '2026-08-20', currency: 'EUR' },
  ],
  [
    'allocated-within-item',
    `update allocations set amount = 5000 where debit_item_id = ${item('E-1')} and amount = 4000`,
    { number: 'E-1', on: '2026-09-04', taken: '11000', amount: '10000' },
  ],
  [
    'allocated-within-item',
    `update allocations set effective_on = '2026-08-27' where reverses_id is not null`,
    { on: '2026-08-26', taken: '160000', amount: '-100000' },
  ],
  [
    'zero-together',
    `update allocations set base_debit = base_debit - 1 where debit_item_id = ${item('E-1')} and amount = 4000`,
    { number: 'E-1', open: '0', baseOpen: '1' },
  ],
  [
    'projection-equals-facts',
    `update open_items set amount_open = 1, base_open = 1, closed_on = 'infinity' where number_text = 'E-1'`,
    { number: 'E-1', amountOpen: '1', byAllocations: '0' },
  ],
  [
    'projection-equals-facts',
    `update open_items set last_effective_on = '2026-08-22' where number_text = 'P1'`,
    { number: 'P1', lastEffectiveOn: '2026-08-22' },
  ],
  [
    'projection-equals-facts',
    `update open_items set closed_on = '2026-09-05' where number_text = 'E-1'`,
    { number: 'E-1', closedOn: '2026-09-05' },
  ],
  [
    'projection-equals-facts',
    `delete from allocations where debit_item_id = ${item('E-1')} and amount = 4000`,
    { number: 'E-1' },
  ],
  [
    'open-item-sums-equal-items',
    `update open_item_sums set open = open + 1 where id = (select id from open_item_sums where kind = 'invoice' and currency = 'EUR' and open = 10000)`,
    { on: '2026-08-03', currency: 'EUR', kept: '10001', open: '10000' },
  ],
  [
    'open-item-sums-equal-items',
    `update open_item_sums set items = items + 1 where id = (select id from open_item_sums where kind = 'invoice' and currency = 'EUR' and open = 10000)`,
    { on: null, currency: 'EUR' },
  ],
  [
    'open-item-sums-equal-items',
    `delete from open_item_sums where open < 0 and on_day = '2026-08-26'`,
    { on: '2026-08-26' },
  ],
  [
    'allocations-join-like',
    `update open_items set party_id = (select party_id from open_items where number_text = 'E-2') where number_text = 'PE'`,
    { creditNumber: 'PE' },
  ],
  [
    'allocation-days',
    `update allocations set effective_on = '2026-08-19' where debit_item_id = ${item('E-1')} and amount = 6000`,
    { effectiveOn: '2026-08-19', creditNumber: 'PE', creditOpenedOn: '2026-08-20' },
  ],
  [
    'reversals-mirror',
    `update allocations set amount = -59900 where reverses_id is not null`,
    { amount: '-59900', reversed: '60000' },
  ],
  [
    'exchange-differences-posted',
    `update postings set base_amount = base_amount + 5 where adjusts_item_id = ${item('E-1')} and voucher_id in (select voucher_id from allocations where amount = 6000)`,
    { difference: '1800' },
  ],
  [
    'exchange-differences-posted',
    `update allocations set voucher_id = ${voucherOf('P1')} where debit_item_id = ${item('E-1')} and amount = 6000`,
    { posted: '0' },
  ],
  [
    'adjustments-of-open-items',
    `update postings set posted_on = '2026-09-05' where adjusts_item_id = ${item('E-1')} and posted_on = '2026-09-01'`,
    { number: 'E-1', closedOn: '2026-09-04' },
  ],
  [
    'due-parts-sum-to-item',
    `insert into item_due_parts (company_id, item_id, part_no, due_on, amount) select company_id, id, 1, due_on, amount - 1 from open_items where number_text = 'N-1'`,
    { number: 'N-1', amount: '7700', parts: '7699' },
  ],
  [
    'series-without-gap-or-twin',
    `update vouchers set number = 99 where id = ${voucherOf('P1')}`,
    { series: 'B', year: 2026, missing: '2' },
  ],
  [
    'series-without-gap-or-twin',
    `alter table invoices drop constraint invoices_number_unique; update invoices set number = 100001 where number = 100002`,
    { series: 'F', twin: '100001', missing: '100002' },
  ],
  [
    'series-without-gap-or-twin',
    `update number_series_counters set last_number = last_number + 1 where series_id = (select series_id from invoices limit 1)`,
    { series: 'F', missing: '100005' },
  ],
  [
    'invoice-arithmetic',
    `update invoice_lines set amount_net = amount_net + 1 where line_no = 2`,
    { number: '100001', net: '144990', lines: '144991' },
  ],
  ['invoice-arithmetic', `update invoice_vat set vat = vat + 1 where percent = 12`, { number: '100001' }],
  [
    'invoice-vat-posted',
    `update postings set amount = amount - 1, base_amount = base_amount - 1 where account = '2621'`,
    { number: '100001' },
  ],
  [
    'documents-are-posted',
    `delete from open_items where invoice_id = (select id from invoices where number = 100002)`,
    { number: '100002', itemId: null },
  ],
  [
    'documents-are-posted',
    `update open_items set reference = '123' where invoice_id = (select id from invoices where number = 100002)`,
    { number: '100002' },
  ],
  [
    'references-unique',
    `drop index invoices_reference_unique; update invoices set reference = (select reference from invoices where number = 100001) where number = 100003`,
    { number: '100001', otherNumber: '100003' },
  ],
  [
    'orders-billed-once',
    `update orders set invoice_id = null where source_reference = 'B-1'`,
    { orderReference: 'B-1' },
  ],
  [
    'orders-billed-once',
    `update invoice_lines set order_id = (select id from orders where source_reference = 'B-1'), order_line_no = 9 where invoice_id = (select id from invoices where number = 100003)`,
    { orderReference: 'B-1', documents: 2 },
  ],
  [
    'bank-postings-equal-payments',
    `update bank_transactions set amount = amount + 1`,
    { amount: '12301', booked: '12300', standing: 1 },
  ],
  [
    'bank-account-is-payments',
    `update postings set account = '1930' where voucher_id = ${voucherOf('N-1')} and line_no = 2`,
    { postedOn: '2026-08-04', account: '1930', amount: '-7700' },
  ],
  ['bank-files-sum', `update bank_transactions set amount = amount + 1`, { said: '12300', kept: '12301' }],
  [
    'bank-files-sum',
    `insert into bank_transactions select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'identity_key', 'x'))).* from bank_transactions t`,
    { currency: null, said: '1', kept: '2' },
  ],
  ['desk-equals-suspense', `update desk_payments set amount = amount - 1`, { shown: '12299', left: '12300' }],
  [
    'period-balances-equal-facts',
    `update period_balances set closing_base = closing_base + 1 where account = '3001'`,
    { endsOn: '2026-08-31', account: '3001', baseDifference: '1' },
  ],
  [
    'period-balances-equal-facts',
    `update postings set base_amount = base_amount + 100, amount = amount + 100 where voucher_id = ${voucherOf('N-1')}`,
    { endsOn: '2026-08-31' },
  ],
  [
    'buckets-sum-to-open',
    `update open_items set amount_open = amount_open - 1 where number_text = '100001'`,
    { currency: 'SEK' },
  ],
  [
    'audit-seals',
    `update audit_events set verb = 'nothing.happened' where id in (select event_id from audit_sealed_events limit 1)`,
    { sealNo: '1' },
  ],
]

describe('what breaks the books is named', () => {
  test.each(breakages)('%s: %s', (check, statement, names) => expectNamed(world, check, statement, names))
  test('every check has a row that breaks it', () => {
    const tried = new Set(breakages.map(([check]) => check))
    expect(
      [...checks.map((one) => one.name), 'buckets-sum-to-open', 'audit-seals'].filter((name) => !tried.has(name)),
    ).toEqual([])
  })
})

test('the proofs join by sets, whatever the statistics say', async () => {
  const world = await openWorld('SE')
  const loops: string[] = []
  let explained = 0
  await world.tx(async (ctx) => {
    const one: typeof ctx.db.one = async (statement, params) => {
      if (typeof statement !== 'string' && statement.text.startsWith('with broken as')) {
        const text = `explain (format json) ${statement.text}`
        const plan = await ctx.db.one<Record<string, [{ Plan: Plan }]>>({ ...statement, text })
        explained += 1
        loops.push(...rowByRow(plan['QUERY PLAN']![0].Plan))
      }
      return ctx.db.one(statement, params)
    }
    await verifyBooks({ ...ctx, db: { ...ctx.db, one } })
  })
  expect(explained).toBe(checks.length + claimChecks.length)
  expect(loops).toEqual([])
})

interface Plan {
  'Node Type': string
  'Relation Name'?: string
  Plans?: Plan[]
}

/** Tables that are asked again for each row of others; postings between two days of each closed period are. */
function rowByRow(plan: Plan): string[] {
  const [outer, inner] = plan.Plans ?? []
  const again =
    plan['Node Type'] === 'Nested Loop' && outer?.['Node Type'] !== 'CTE Scan' ? [inner?.['Relation Name'] ?? ''] : []
  return [...again.filter(Boolean), ...(plan.Plans ?? []).flatMap(rowByRow)]
}

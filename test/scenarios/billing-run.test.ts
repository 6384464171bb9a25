import { expect, test } from 'vitest'
import type { User } from '../../src/db/context.ts'
import type { Billed } from '../../src/invoicing/direct/bill-now.ts'
import { credit } from '../../src/invoicing/direct/credit.ts'
import { invoiceNow } from '../../src/invoicing/direct/invoice-now.ts'
import { listInvoices } from '../../src/invoicing/documents/list-invoices.ts'
import { whyAccount } from '../../src/invoicing/draft/why-account.ts'
import { hold } from '../../src/invoicing/holds/hold.ts'
import { releaseHold } from '../../src/invoicing/holds/release-hold.ts'
import { readOrder } from '../../src/invoicing/orders/read-order.ts'
import { saveOrder } from '../../src/invoicing/orders/save-order.ts'
import { saveOrders } from '../../src/invoicing/orders/save-orders.ts'
import { abandonRun } from '../../src/invoicing/run/abandon-run.ts'
import { approveBilling } from '../../src/invoicing/run/approve-billing.ts'
import { editRow } from '../../src/invoicing/run/edit-row.ts'
import { excludeRow } from '../../src/invoicing/run/exclude-row.ts'
import { issue } from '../../src/invoicing/run/issue.ts'
import { listRunRows } from '../../src/invoicing/run/list-run-rows.ts'
import { proposeBilling } from '../../src/invoicing/run/propose-billing.ts'
import { readRun } from '../../src/invoicing/run/read-run.ts'
import { newId } from '../../src/kernel/id.ts'
import { runsToApprove } from '../../src/workspace/work/billing-runs.ts'
import { area } from '../books.ts'
import { plainOrder } from '../orders.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

const line = { name: 'Hyra', unitPrice: '1000.00', vatCode: 'S25' }
const order = async (world: World, customer: string, more: object = {}) =>
  (await world.do<{ orderId: string }>(saveOrder, { customer, lines: [line], ...more })).orderId
type Run = { runId: string; documents: number; held: number; rejected: number }
type Rows = { rows: { rowNo: number; customer: string; state: string; payable: string; holds: { reason: string }[] }[] }

async function user(world: World, name: string): Promise<User> {
  const id = newId()
  await world.database.owner.query(`insert into users (id, email, name, language) values ($1, $2, $3, 'sv')`, [
    id,
    `${name}@example.com`,
    name,
  ])
  return { id, name, areas: 'all', permissions: ['invoicing.*'] }
}

test('rows are held, left out and edited before issue; what was seen is what is issued', async () => {
  const world = await openWorld('SE')
  for (const [number, name] of [
    ['1', 'Ada'],
    ['2', 'Bo'],
    ['3', 'Cia'],
  ] as const)
    await world.party({ number, name, kind: 'person' })
  const [, second] = [await order(world, '1'), await order(world, '2'), await order(world, '3')]
  const { holdId } = await world.do<{ holdId: string }>(hold, { customer: '1', reason: 'Flyttar' })
  const run = await world.do<Run>(proposeBilling, {})
  expect(run).toMatchObject({ documents: 2, held: 1, rejected: 0 })
  const rows = (await world.do<Rows>(listRunRows, { runId: run.runId })).rows
  const rowOf = (customer: string) => rows.find((row) => row.customer === customer)!
  expect(rowOf('1')).toMatchObject({ state: 'held', holds: [{ reason: 'Flyttar' }] })
  expect(await world.do(readRun, { runId: run.runId })).toMatchObject({
    counts: { proposed: 2, held: 1 },
    holds: [{ kind: 'billing', reason: 'Flyttar', rows: 1 }],
  })

  const edited = await world.do(editRow, {
    runId: run.runId,
    rowNo: rowOf('2').rowNo,
    theirReference: 'Eva',
    lines: [{ orderId: second, lineNo: 1, unitPrice: '900.00' }],
  })
  expect(edited).toMatchObject({ state: 'proposed', payable: '1125.00' })
  await world.do(approveBilling, { runId: run.runId })
  await world.do(excludeRow, { runId: run.runId, rowNo: rowOf('3').rowNo, reason: 'Väntar' })
  expect(await world.do(issue, { runId: run.runId })).toMatchObject({ issued: 1, rejected: 0, held: 1 })
  await expect(world.do(excludeRow, { runId: run.runId, rowNo: rowOf('2').rowNo })).rejects.toThrow('can no longer')
  expect(await world.do(listInvoices, {})).toMatchObject({
    rows: [{ customer: '2', number: '100001', payable: '1125.00' }],
  })

  await world.do(releaseHold, { holdId })
  const next = await world.do<Run>(proposeBilling, {})
  expect(next).toMatchObject({ documents: 2, held: 0 })
  await world.do(abandonRun, { runId: next.runId })
  await expect(world.do(approveBilling, { runId: next.runId })).rejects.toThrow('abandoned')
  expect(await world.do(proposeBilling, {})).toMatchObject({ documents: 2 })
})

test('an order is changed until it is billed; a change after approval is not issued unseen', async () => {
  const world = await openWorld('SE')
  await world.party({ number: '1', name: 'Ada', kind: 'person' })
  const orderId = await order(world, '1')
  const run = await world.do<Run>(proposeBilling, {})
  await world.do(approveBilling, { runId: run.runId })
  await world.do(saveOrder, { orderId, customer: '1', lines: [{ ...line, unitPrice: '5000.00' }] })
  expect(await world.do(issue, { runId: run.runId })).toMatchObject({ issued: 0, rejected: 1 })
  const again = await world.do<Run>(proposeBilling, {})
  await world.do(approveBilling, { runId: again.runId })
  expect(await world.do(issue, { runId: again.runId })).toMatchObject({ issued: 1 })
  await expect(world.do(saveOrder, { orderId, customer: '1', lines: [line] })).rejects.toThrow(
    'billed by invoice 100001',
  )
  expect(await world.do(readOrder, { orderId })).toMatchObject({
    editable: false,
    order: { invoiceNumber: '100001', net: '5000.00', lines: [{ net: '5000.00' }] },
  })
  const refused = world.do(saveOrder, { customer: '77', invoiceGroup: 'X', lines: [{ name: 'Hyra', article: 'Q' }] })
  await expect(refused).rejects.toThrow(/no open invoice group X.*no customer 77.*no article Q.*unit price.*VAT code/)
})

test('where two persons are wanted, who proposed cannot approve; a manual invoice waits too', async () => {
  const world = await openWorld('SE')
  await world.party({ number: '1', name: 'Ada', kind: 'person' })
  await world.tx(({ db, company }) =>
    db.query(`update invoice_groups set two_person_approval = true where company_id = $1`, [company.id]),
  )
  const [eva, per] = [await user(world, 'eva'), await user(world, 'per')]
  const waiting = await world.do<Billed>(invoiceNow, { customer: '1', lines: [line] }, eva)
  expect(waiting).toMatchObject({ state: 'awaiting-approval', documents: [] })
  await expect(world.do(approveBilling, { runId: waiting.runId }, eva)).rejects.toThrow('second person')
  await world.do(approveBilling, { runId: waiting.runId }, per)
  await expect(world.do(editRow, { runId: waiting.runId, rowNo: 1, text: 'x' }, eva)).rejects.toThrow(
    'second person has approved',
  )
  expect(await world.do(issue, { runId: waiting.runId }, eva)).toMatchObject({ issued: 1 })
})

test('two processes issue the same run: each document once, no gap', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada', kind: 'person' })
  await world.tx((ctx) =>
    ctx.db.query(`update invoice_groups set combine = false where company_id = $1`, [ctx.company.id]),
  )
  await world.tx((ctx) =>
    saveOrders(
      ctx,
      Array.from({ length: 2_500 }, (_, i) => plainOrder(world, ada, `A-${i}`, [['Hyra', '1', '10.00', 'S25']])),
    ),
  )
  const run = await world.do<Run>(proposeBilling, {})
  await world.do(approveBilling, { runId: run.runId })
  const outcomes = await Promise.allSettled([
    world.do(issue, { runId: run.runId }),
    world.do(issue, { runId: run.runId }),
  ])
  expect(outcomes.some((outcome) => outcome.status === 'fulfilled')).toBe(true)
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(String(outcome.reason)).toMatch(/the run is done/)
  const found = await world.tx(({ db, company }) =>
    db.one(
      `select count(*)::int as documents, (max(number) - min(number) + 1)::int as span, count(distinct number)::int as numbers,
              (select count(*)::int from open_items where company_id = $1) as items, (select count(*)::int from vouchers where company_id = $1) as vouchers
         from invoices where company_id = $1`,
      [company.id],
    ),
  )
  expect(found).toEqual({ documents: 2_500, span: 2_500, numbers: 2_500, items: 2_500, vouchers: 2_500 })
})

test('sixteen write on one series at once, some of them in vain: no gap and no twin', async () => {
  const world = await openWorld('BG')
  await world.party({ number: '1', name: 'Ада', kind: 'person' })
  const one = (i: number) =>
    world.do<Billed>(invoiceNow, {
      customer: '1',
      // Every fourth is refused after it has been proposed: its sum is negative.
      lines: [{ name: 'Услуга', unitPrice: i % 4 === 3 ? '-5.00' : '10.00', vatCode: 'S20' }],
    })
  const outcomes = await Promise.allSettled(Array.from({ length: 48 }, (_, i) => one(i)))
  expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toHaveLength(12)
  const rows = await world.tx(({ db, company }) =>
    db.rows<{ number: bigint; voucher: bigint }>(
      `select i.number, v.number as voucher from invoices i join vouchers v on v.company_id = i.company_id and v.id = i.voucher_id where i.company_id = $1 order by i.number`,
      [company.id],
    ),
  )
  const upTo = Array.from({ length: 36 }, (_, i) => BigInt(i + 1))
  expect(rows.map((row) => row.number)).toEqual(upTo)
  expect(rows.map((row) => row.voucher).sort((a, b) => Number(a - b))).toEqual(upTo)
})

test('many credit the same invoice at once: together never more than it was', async () => {
  const world = await openWorld('SE')
  await world.party({ number: '1', name: 'Ada', kind: 'person' })
  const issued = (await world.do<Billed>(invoiceNow, { customer: '1', lines: [{ ...line, quantity: '5' }] }))
    .documents[0]!
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, () =>
      world.do(credit, { invoiceId: issued.invoiceId, lines: [{ lineNo: 1, quantity: '1' }], reason: 'Del' }),
    ),
  )
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(5)
  expect(await world.do(listInvoices, { number: issued.number })).toMatchObject({ rows: [{ open: '0.00' }] })
})

test('why this account: the rule that decided, by its note; else the role', async () => {
  const world = await openWorld('SE')
  await world.party({ number: '1', name: 'Ada', kind: 'person' })
  await world.tx(({ db, company }) =>
    db.query(
      `insert into posting_rules (company_id, id, purpose, vat_code, account, valid_from, note) values ($1, $2, 'revenue', 'S6', '3002', '2026-01-01', 'Böcker')`,
      [company.id, newId()],
    ),
  )
  const issued = await world.do<Billed>(invoiceNow, {
    customer: '1',
    lines: [line, { name: 'Bok', unitPrice: '100', vatCode: 'S6' }],
  })
  const ask = (lineNo: number) => world.do(whyAccount, { invoiceId: issued.documents[0]!.invoiceId, lineNo })
  expect(await ask(1)).toMatchObject({ because: 'role', role: 'sales:25', accounts: [{ account: '3001' }] })
  expect(await ask(2)).toMatchObject({ because: 'rule', accounts: [{ account: '3002' }], rule: { note: 'Böcker' } })
  expect(await world.do(whyAccount, { invoiceGroup: '1', vatCode: 'S6', on: '2025-06-01' })).toMatchObject({
    because: 'role',
  })
})

test('a run with orders of another area is approved and issued by who sees all of it', async () => {
  const world = await openWorld('SE')
  const areas = [await area(world, 'SOC'), await area(world, 'TEK')] as const
  const parties = [
    await world.party({ number: '1', name: 'Ada', kind: 'person' }),
    await world.party({ number: '2', name: 'Bo', kind: 'person' }),
  ]
  await world.tx((ctx) =>
    saveOrders(
      ctx,
      parties.map((party, i) =>
        plainOrder(world, party, `area-${i}`, [['Tjänst', '1', '100.00', 'S25']], { businessAreaId: areas[i]! }),
      ),
    ),
  )
  const { runId } = await world.do<{ runId: string }>(proposeBilling, {})
  const clerk: User = { id: newId(), name: 'Tekniska', areas: [areas[1]], permissions: ['invoicing.*'] }
  await expect(world.do(approveBilling, { runId }, clerk)).rejects.toMatchObject({
    problems: [{ code: 'run.other-areas' }],
  })
  // The screen says so in place of the button, and the first screen does not ask this clerk.
  expect(await world.do(readRun, { runId }, clerk)).toMatchObject({ seesWhole: false })
  expect(await world.do(readRun, { runId })).toMatchObject({ seesWhole: true })
  expect(await world.tx((ctx) => runsToApprove(ctx, 'invoicing.approve'), clerk)).toEqual([])
  expect(await world.tx((ctx) => runsToApprove(ctx, 'invoicing.approve'))).toMatchObject([{ count: 2 }])
  expect(await world.do(approveBilling, { runId })).toMatchObject({ documents: 2 })
  // It would issue the rows that it sees and leave the others half done.
  await expect(world.do(issue, { runId }, clerk)).rejects.toMatchObject({ problems: [{ code: 'run.other-areas' }] })
  expect(await world.do(issue, { runId })).toMatchObject({ issued: 2 })
})

test('what rounding takes whole is not issued alone: it waits for more, or a group that does not round', async () => {
  const world = await openWorld('SE')
  await world.party({ number: '1', name: 'Ada', kind: 'person' })
  const round = (to: boolean) =>
    world.tx(({ db }) => db.query(`update invoice_groups set cash_rounding = $1, combine = true`, [to]))
  await round(true)
  const small = await order(world, '1', { lines: [{ name: 'Kopia', unitPrice: '0.32', vatCode: 'S25' }] })
  const alone = await world.do<Run>(proposeBilling, {})
  expect(alone).toMatchObject({ documents: 0, rejected: 1 })
  expect((await world.do<Rows>(listRunRows, { runId: alone.runId })).rows[0]).toMatchObject({
    problems: [{ code: 'invoice.rounds-to-zero', data: { amount: '0.40', currency: 'SEK' } }],
  })
  await world.do(abandonRun, { runId: alone.runId })

  await round(false)
  expect(await world.do<Run>(proposeBilling, {})).toMatchObject({ documents: 1, rejected: 0 })
  await round(true)
  await order(world, '1')
  const together = await world.do<Run>(proposeBilling, {})
  expect(together).toMatchObject({ documents: 1, rejected: 0 })
  const { rows } = await world.do<Rows & { rows: { orders: string[] }[] }>(listRunRows, { runId: together.runId })
  expect(rows[0]).toMatchObject({ payable: '1250.00' })
  expect(rows[0]!.orders).toContain(small)
})

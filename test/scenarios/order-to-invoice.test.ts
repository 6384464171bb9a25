import { expect, test } from 'vitest'
import { annul } from '../../src/invoicing/direct/annul.ts'
import type { Billed } from '../../src/invoicing/direct/bill-now.ts'
import { invoiceNow } from '../../src/invoicing/direct/invoice-now.ts'
import { moments } from '../../src/invoicing/documents/moments.ts'
import { saveOrders } from '../../src/invoicing/orders/save-orders.ts'
import { approveBilling } from '../../src/invoicing/run/approve-billing.ts'
import { issue } from '../../src/invoicing/run/issue.ts'
import { proposeBilling } from '../../src/invoicing/run/propose-billing.ts'
import { plainOrder } from '../orders.ts'
import { openWorld } from '../world.ts'

test('an order becomes an issued, posted, open invoice; issuing again changes nothing', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  await world.tx((ctx) =>
    saveOrders(ctx, [plainOrder(world, ada, 'A-1', [['Barnomsorg november', '1', '1250.00', 'S25']])]),
  )
  const run = await world.do<{ runId: string; documents: number }>(proposeBilling, {})
  expect(run).toMatchObject({ documents: 1, held: 0, rejected: 0, sums: [{ currency: 'SEK', payable: '1562.50' }] })
  await expect(world.do(issue, { runId: run.runId })).rejects.toThrow('not been approved')
  await world.do(approveBilling, { runId: run.runId })
  expect(await world.do(issue, { runId: run.runId })).toMatchObject({ issued: 1, rejected: 0 })
  await expect(world.do(issue, { runId: run.runId })).rejects.toThrow('done')
  expect(await world.do(proposeBilling, {})).toMatchObject({ documents: 0 })
  const postings = await world.tx(({ db, company }) =>
    db.rows(`select account, base_amount::text as amount from postings where company_id = $1 order by line_no`, [
      company.id,
    ]),
  )
  expect(postings).toEqual([
    { account: '1510', amount: '156250' },
    { account: '3001', amount: '-125000' },
    { account: '2611', amount: '-31250' },
  ])
  const items = await world.tx(({ db, company }) =>
    db.rows(`select number_text, reference, amount_open::text, due_on from open_items where company_id = $1`, [
      company.id,
    ]),
  )
  expect(items).toEqual([{ number_text: '100001', reference: '10000180', amount_open: '156250', due_on: '2026-12-21' }])
})

test('a line whose VAT changes within its period is split by a person: 12 → 6 → 12 % on Swedish food', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  await world.party({ name: 'Ada Lind', number: '1', kind: 'person' })
  const food = (...periods: [string, string][]) =>
    world.do<Billed>(invoiceNow, {
      customer: '1',
      lines: periods.map(([supplyFrom, supplyTo]) => ({
        name: 'Matkasse',
        unitPrice: '100.00',
        vatCode: 'FOOD',
        supplyFrom,
        supplyTo,
      })),
    })
  await expect(food(['2026-03-15', '2026-04-15'])).rejects.toThrow(
    'VAT code FOOD is 12 % on 2026-03-15 and 6 % from 2026-04-01: split the line there',
  )
  const { documents } = await food(['2026-03-15', '2026-03-31'], ['2026-04-01', '2026-04-15'])
  expect(documents[0]).toMatchObject({ payable: '218.00' })
})

test('a due day before the invoice day: refused of a person, and an order that waited past its own is paid by the terms', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const ada = await world.party({ name: 'Ada Lind', number: '1', kind: 'person' })
  const lines = [{ name: 'Hyra', unitPrice: '100.00', vatCode: 'S25' }]
  await expect(world.do(invoiceNow, { customer: '1', dueOn: '2026-11-19', lines })).rejects.toThrow(
    'the due day 2026-11-19 lies before the invoice day 2026-11-20',
  )
  const order = { ...plainOrder(world, ada, 'A-1', [['Hyra', '1', '100.00', 'S25']]), dueOn: '2026-11-25' as never }
  await world.tx((ctx) => saveOrders(ctx, [order]))
  world.today = '2026-12-01' as never
  const { runId } = await world.do<{ runId: string }>(proposeBilling, {})
  await world.do(approveBilling, { runId })
  await world.do(issue, { runId })
  const due = await world.tx(({ db, company }) =>
    db.rows(`select issued_on, due_on from invoices where company_id = $1`, [company.id]),
  )
  // Thirty days would end on New Year's Eve, when banks are closed, before a weekend.
  expect(due).toEqual([{ issued_on: '2026-12-01', due_on: '2027-01-04' }])
})

test('an annulled document says that it is annulled, and nothing of what its annulment settled', async () => {
  const world = await openWorld('BG', { today: '2026-11-20' })
  await world.party({ name: 'Клиент ЕООД', number: '1' })
  const lines = [{ name: 'Услуга', unitPrice: '100.00', vatCode: 'S20' }]
  const { documents } = await world.do<Billed>(invoiceNow, { customer: '1', lines })
  const { invoiceId } = documents[0]!
  await world.do(annul, { invoiceId, reason: 'грешен клиент' })
  expect(await world.do(moments, { invoiceId })).toMatchObject({
    state: 'annulled',
    annul: { allowed: false, reasons: [{ code: 'invoice.annulled' }] },
  })
  const { annul: told } = await world.do<{ annul: { reasons: object[] } }>(moments, { invoiceId })
  expect(told.reasons).toHaveLength(1)
})

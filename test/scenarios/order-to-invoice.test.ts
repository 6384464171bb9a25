import { expect, test } from 'vitest'
import { approveBilling } from '../../src/invoicing/approve-billing.ts'
import { issue } from '../../src/invoicing/issue.ts'
import { proposeBilling } from '../../src/invoicing/propose-billing.ts'
import { saveOrders } from '../../src/invoicing/save-orders.ts'
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

import { expect, test } from 'vitest'
import { plainOrder } from '../../../test/orders.ts'
import { openWorld } from '../../../test/world.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { saveOrders } from '../orders/save-orders.ts'
import { approveBilling } from './approve-billing.ts'
import { issueLane } from './issue.ts'
import { proposeBilling } from './propose-billing.ts'

test('a lane leaves what it has not begun to the lane that goes on in its place', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ number: '1', name: 'Ada Lind' })
  await world.tx(({ db }) => db.query(`update invoice_groups set combine = false`))
  const orders = Array.from({ length: 1_001 }, (_, i) =>
    plainOrder(world, ada, `A-${i}`, [['Hyra', '1', '100.00', 'S25']], { theirReference: `R${i}` }),
  )
  await world.tx((ctx) => saveOrders(ctx, orders))
  const { runId } = await world.do<{ runId: string }>(proposeBilling, {})
  await world.do(approveBilling, { runId })
  await world.tx(({ db }) => db.query(`update runs set state = 'executing' where id = $1`, [runId]))
  const ctx = await world.long()
  const work = {
    runId,
    invoiceOn: world.today,
    lastRow: 1_001,
    claimed: new Int32Array(1),
    writing: new Int32Array(1),
    inside: false,
    read: null,
    setUp: await world.tx(readBillingSetUp),
  }
  const issued = () =>
    world.tx(async ({ db }) => (await db.one<{ n: number }>(`select count(*)::int as n from invoices`)).n)
  const threads = [0, 1]
  await issueLane(ctx, work, null, () => threads.shift() === 1)
  expect(await issued()).toBe(1_000)
  await issueLane(ctx, work, null)
  expect(await issued()).toBe(1_001)
})

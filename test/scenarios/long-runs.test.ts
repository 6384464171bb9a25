import { expect, test } from 'vitest'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { match, matchPayments } from '../../src/bank/placing/match.ts'
import type { LongCtx } from '../../src/db/context.ts'
import { saveOrders } from '../../src/invoicing/orders/save-orders.ts'
import { approveBilling } from '../../src/invoicing/run/approve-billing.ts'
import { issue } from '../../src/invoicing/run/issue.ts'
import { listRunRows } from '../../src/invoicing/run/list-run-rows.ts'
import { proposeBilling, proposeBillingRun } from '../../src/invoicing/run/propose-billing.ts'
import { newId } from '../../src/kernel/id.ts'
import { camt054File } from '../bank-files.ts'
import { plainOrder } from '../orders.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

const order = (world: World, party: string, month: string, price: string) =>
  world.tx((ctx) => saveOrders(ctx, [plainOrder(world, party as never, month, [['Hyra', '1', price, 'S25']])]))

test('a proposal whose program ended before its comparison was written is compared before it is approved', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  await order(world, ada, '2026-10', '1000.00')
  const first = await world.do<{ runId: string }>(proposeBilling, {})
  await world.do(approveBilling, { runId: first.runId })
  await world.do(issue, { runId: first.runId })
  await order(world, ada, '2026-11', '9000.00')
  const { runId } = await proposeBillingRun(await world.long(), {})
  const rows = () => world.do<{ rows: { attention: boolean }[] }>(listRunRows, { runId })
  expect((await rows()).rows).toMatchObject([{ attention: false }])
  expect(await world.do(approveBilling, { runId })).toMatchObject({ documents: 1, unseen: 1 })
  expect((await rows()).rows).toMatchObject([{ attention: true }])
})

test('payments of several chunks are all placed, in whichever order the database would rather read them', async () => {
  const world = await openWorld('SE')
  const payments = Array.from({ length: 4_100 }, (_, i) => ({
    text: `gåva ${i}`,
    amount: `${i + 1}.00`,
    name: 'Okänd',
  }))
  const stored = await world.installation.files.put(world.companyId, [camt054File(payments)])
  await world.do(importBankFile, { file: { name: 'c54.xml', ...stored } })
  const ctx = await world.long()
  const contrary: LongCtx = {
    ...ctx,
    transaction: (work, options) =>
      ctx.transaction(async (tx) => {
        await tx.db.query(
          `set local enable_nestloop = off; set local enable_indexscan = off; set local enable_indexonlyscan = off`,
        )
        return work(tx)
      }, options),
  }
  expect(await matchPayments(contrary, {})).toMatchObject({ payments: 4_100, rejected: [] })
})

test('a matching run that nobody has heard of for a quarter of an hour is ended by the next one; a silent one of ten minutes is not', async () => {
  const world = await openWorld('SE')
  const [dead, alive] = [newId(), newId()]
  await world.tx(({ db, company }) =>
    db.query(
      `insert into runs (company_id, id, kind, state, parameters, approved_at, proposed_at)
       select $1, x.id, 'match', 'executing', jsonb_build_object('seenAt', clock_timestamp() - x.silent), now(), now() - interval '1 day'
         from (values ($2::uuid, interval '16 minutes'), ($3::uuid, interval '10 minutes')) as x (id, silent)`,
      [company.id, dead, alive],
    ),
  )
  await world.do(match, {})
  const states = await world.tx(({ db, company }) =>
    db.rows(
      `select id, state, report ->> 'brokenOff' as broken from runs where company_id = $1 and id = any ($2::uuid[]) order by id`,
      [company.id, [dead, alive]],
    ),
  )
  expect(states).toEqual([
    { id: dead, state: 'failed', broken: 'true' },
    { id: alive, state: 'executing', broken: null },
  ])
})

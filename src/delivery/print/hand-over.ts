import type { Ctx } from '../../db/context.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { type Reason, reason } from '../../kernel/words/reasons.ts'
import { appendEvents, settleSent } from '../outbox.ts'
import type { KnownDelivery } from '../queries.ts'
import { lockDeliveries } from '../queries.ts'

/** The bundle and its documents, locked. @throws Refused when it is not there or has been handed over or given up. */
async function lockBundle({ db, company, ...ctx }: Ctx, bundle: Id): Promise<KnownDelivery[]> {
  const run = await db.maybe<{ state: string }>(
    `select state from runs where company_id = $1 and id = $2 and kind = 'delivery' for update`,
    [company.id, bundle],
  )
  if (!run) return refuse('bundle.unknown', `there is no bundle ${bundle}`, { bundle }, 404)
  if (run.state !== 'approved')
    refuse(
      'bundle.ended',
      run.state === 'done' ? 'the bundle has been handed over' : `the bundle is ${run.state}`,
      { bundle, state: run.state },
      409,
    )
  const rows = await db.rows<{ id: Id }>(
    `select subject_id as id from run_rows where company_id = $1 and run_id = $2`,
    [company.id, bundle],
  )
  return lockDeliveries(
    { db, company, ...ctx },
    rows.map((row) => row.id),
  )
}

/** The documents of a bundle that waits to be handed over, locked. */
export const bundleDeliveries: (ctx: Ctx, bundle: Id) => Promise<KnownDelivery[]> = lockBundle

/** The print house has it: every document of the bundle is sent. */
export async function handOver(ctx: Ctx, bundle: Id, text: Reason): Promise<number> {
  const rows = await lockBundle(ctx, bundle)
  for (const row of rows) await settleSent(ctx, row, 'sent', `bundle:${bundle}`, text)
  await endRun(ctx, bundle, 'done', 'done')
  return rows.length
}

/** Nothing was printed: the documents wait for another bundle. */
export async function giveUp(ctx: Ctx, bundle: Id, why: string): Promise<number> {
  const rows = await lockBundle(ctx, bundle)
  await ctx.db.query(
    `update deliveries set state = 'waiting', leased_until = null, provider_id = null, next_try_at = clock_timestamp()
      where company_id = $1 and id = any ($2::uuid[]) and state = 'sending'`,
    [ctx.company.id, rows.map((row) => row.id)],
  )
  await appendEvents(
    ctx,
    rows.map((delivery) => ({
      delivery,
      kind: 'postponed' as const,
      text: reason('bundle-given-up', { said: why }),
      data: { bundle },
    })),
  )
  await endRun(ctx, bundle, 'abandoned', 'excluded')
  return rows.length
}

async function endRun(
  { db, company, now }: Ctx,
  bundle: Id,
  state: 'done' | 'abandoned',
  rows: 'done' | 'excluded',
): Promise<void> {
  await db.query(`update run_rows set state = $3 where company_id = $1 and run_id = $2`, [company.id, bundle, rows])
  await db.query(`update runs set state = $3, finished_at = $4 where company_id = $1 and id = $2`, [
    company.id,
    bundle,
    state,
    now,
  ])
}

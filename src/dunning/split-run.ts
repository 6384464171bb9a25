import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import type { RowFilter } from './count-rows.ts'
import { causesOf, countRows, totalsOf } from './count-rows.ts'
import { lockRun } from './run-rows.ts'
import type { Totals } from './run-shape.ts'

/**
 * One group of a proposal goes on alone: the rows of the others become a proposal of their own, by the same person and of the
 * same moment, so that nobody comes to approve what he has proposed. Null: the run has no other rows.
 */
export async function splitRun(ctx: Ctx, runId: Id, { policy, stepNo }: RowFilter): Promise<Id | null> {
  const { db, company } = ctx
  const run = await lockRun(ctx, runId)
  if (run.state !== 'proposed')
    refuse('run.already-done', `the run is ${run.state}`, { run: runId, state: run.state }, 409)
  const restId = newId()
  await db.query(
    hot(
      `insert into runs (company_id, id, kind, state, business_area_id, parameters, proposed_at, proposed_by)
       select company_id, $3, kind, 'proposed', business_area_id, parameters || jsonb_build_object('splitFrom', $2::uuid::text), proposed_at, proposed_by from runs where company_id = $1 and id = $2`,
      [company.id, runId, restId],
    ),
  )
  const moved = await db.rows(
    hot(
      `update run_rows set run_id = $3 where company_id = $1 and run_id = $2 and not (($4::text is null or reason ->> 'policy' = $4) and ($5::int is null or (reason ->> 'stepNo')::int = $5)) returning row_no`,
      [company.id, runId, restId, policy ?? null, stepNo ?? null],
    ),
  )
  if (moved.length === 0) {
    await db.query(`delete from runs where company_id = $1 and id = $2`, [company.id, restId])
    return null
  }
  await countAnew(ctx, runId, run.totals.waiting)
  await countAnew(ctx, restId, [])
  await audit(ctx, {
    verb: 'dunning.approve-and-execute',
    subjects: [runId, restId],
    summary: { policy: policy ?? null, stepNo: stepNo ?? null, rowsOfTheRest: moved.length },
  })
  return restId
}

async function countAnew(ctx: Ctx, runId: Id, waiting: Totals['waiting']): Promise<void> {
  const totals = totalsOf(await countRows(ctx, runId, {}), await causesOf(ctx, runId, {}), waiting)
  await ctx.db.query(
    hot(`update runs set totals = $3, progress_total = $4 where company_id = $1 and id = $2`, [
      ctx.company.id,
      runId,
      JSON.stringify(totals),
      totals.letters + totals.handovers,
    ]),
  )
}

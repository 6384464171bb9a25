import { z } from 'zod'
import { refusePartOfRun } from '../access/whole-run.ts'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

/** Approves a proposal; by a second person where a policy of the run wants it. */
export const approve = verb({
  kind: 'write',
  name: 'dunning.approve',
  summary: 'Approve a proposed dunning run',
  route: 'POST /dunning-runs/{runId}/approve',
  input: z.object({ runId: id }),
  output: z.object({ runId: id, rows: z.number() }),
  run: (ctx, { runId }) => approveRun(ctx, runId),
})

export async function approveRun(ctx: Ctx, runId: Id): Promise<{ runId: Id; rows: number }> {
  const run = await ctx.db.maybe<{ state: string; proposedBy: Id | null; second: boolean; rows: number }>(
    hot(
      `select r.state, r.proposed_by as "proposedBy",
              exists (select from run_rows x where x.company_id = $1 and x.run_id = $2 and x.state = 'proposed' and x.reason ->> 'approval' = 'two-person') as second,
              (select count(*)::int from run_rows x where x.company_id = $1 and x.run_id = $2 and x.state = 'proposed') as rows
         from runs r where r.company_id = $1 and r.id = $2 and r.kind = 'dunning' for update of r`,
      [ctx.company.id, runId],
    ),
  )
  if (!run) return refuse('run.unknown', `there is no dunning run ${runId}`, { run: runId }, 404)
  await refusePartOfRun(ctx, runId)
  if (run.state === 'approved') return { runId, rows: run.rows }
  if (run.state !== 'proposed')
    refuse('run.already-done', `the run is ${run.state}`, { run: runId, state: run.state }, 409)
  if (run.rows === 0) refuse('dunning-run.empty', 'the run has no row that goes: look at its holds', { run: runId })
  if (run.second && run.proposedBy === ctx.user.id)
    refuse(
      'dunning-run.second-person',
      'a policy of this run wants the approval of a second person',
      { run: runId },
      403,
    )
  await ctx.db.query(
    hot(
      `update runs set state = 'approved', approved_at = $3, approved_by = $4, progress_done = 0, progress_total = $5 where company_id = $1 and id = $2`,
      [ctx.company.id, runId, ctx.now, ctx.user.id, run.rows],
    ),
  )
  await audit(ctx, { verb: 'dunning.approve', subjects: [runId], summary: { rows: run.rows } })
  return { runId, rows: run.rows }
}

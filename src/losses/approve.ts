import { z } from 'zod'
import { refusePartOfRun } from '../access/whole-run.ts'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { lockLossRun } from './loss-runs.ts'

/** A loss is approved by somebody else than who proposed it. */
export const approve = verb({
  kind: 'write',
  name: 'losses.approve',
  summary: 'Approve losses that another has proposed',
  route: 'POST /losses/runs/{runId}/approve',
  input: z.object({ runId: id }),
  output: z.object({ runId: id, rows: z.number() }),
  async run(ctx, { runId }) {
    const run = await lockLossRun(ctx, runId)
    await refusePartOfRun(ctx, runId)
    if (run.state === 'approved') return { runId, rows: run.rows }
    if (run.state !== 'proposed')
      refuse('run.already-done', `the run is ${run.state}`, { run: runId, state: run.state }, 409)
    if (run.rows === 0)
      refuse('loss.run-empty', 'no row of the run can be written off: look at what holds them', {}, 409)
    if (ctx.user.id !== null && run.proposedBy === ctx.user.id)
      refuse('loss.second-person', 'you proposed these losses, so somebody else must approve them', { run: runId }, 403)
    await ctx.db.query(
      `update runs set state = 'approved', approved_at = $3, approved_by = $4, progress_total = $5 where company_id = $1 and id = $2`,
      [ctx.company.id, runId, ctx.now, ctx.user.id, run.rows],
    )
    await audit(ctx, { verb: 'losses.approve', subjects: [runId], summary: { rows: run.rows } })
    return { runId, rows: run.rows }
  },
})

import { z } from 'zod'
import { refusePartOfRun } from '../access/whole-run.ts'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { lockLossRun } from './loss-runs.ts'

/** Gives up proposed losses; the claims stay as they are. */
export const abandon = verb({
  kind: 'write',
  name: 'losses.abandon',
  summary: 'Give up proposed losses',
  route: 'POST /losses/runs/{runId}/abandon',
  input: z.object({ runId: id, reason: z.string().max(500).optional() }),
  output: z.object({ runId: id, state: z.string() }),
  async run(ctx, { runId, reason }) {
    const run = await lockLossRun(ctx, runId)
    await refusePartOfRun(ctx, runId)
    if (run.state === 'abandoned') return { runId, state: 'abandoned' }
    if (run.state !== 'proposed' && run.state !== 'approved')
      refuse('run.already-done', `the run is ${run.state}`, { run: runId, state: run.state }, 409)
    await ctx.db.query(
      `update runs set state = 'abandoned', finished_at = $3, report = jsonb_build_object('reason', $4::text) where company_id = $1 and id = $2`,
      [ctx.company.id, runId, ctx.now, reason ?? null],
    )
    await audit(ctx, { verb: 'losses.abandon', subjects: [runId], summary: { reason: reason ?? null } })
    return { runId, state: 'abandoned' }
  },
})

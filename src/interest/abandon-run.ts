import { z } from 'zod'
import { refusePartOfRun } from '../access/whole-run.ts'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { lockRun } from './run-shape.ts'

export const abandonRun = verb({
  kind: 'write',
  name: 'interest.abandon-run',
  summary: 'Abandon a run of interest invoices that has issued nothing',
  route: 'POST /interest-runs/{runId}/abandon',
  input: z.object({ runId: id, reason: z.string().max(500).optional() }),
  output: z.object({ runId: id }),
  async run(ctx, { runId, reason }) {
    const run = await lockRun(ctx, runId)
    await refusePartOfRun(ctx, runId)
    if (run.state !== 'proposed' && run.state !== 'approved')
      refuse('run.already-done', `the run is ${run.state}`, { run: runId, state: run.state }, 409)
    await ctx.db.query(
      hot(`update runs set state = 'abandoned', finished_at = $3 where company_id = $1 and id = $2`, [
        ctx.company.id,
        runId,
        ctx.now,
      ]),
    )
    await audit(ctx, { verb: 'interest.abandon-run', subjects: [runId], summary: { reason: reason ?? null } })
    return { runId }
  },
})

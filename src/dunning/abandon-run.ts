import { z } from 'zod'
import { refusePartOfRun } from '../access/whole-run.ts'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

export const abandonRun = verb({
  kind: 'write',
  name: 'dunning.abandon-run',
  summary: 'Abandon a dunning run that has sent nothing',
  route: 'POST /dunning-runs/{runId}/abandon',
  input: z.object({ runId: id, reason: z.string().max(500).optional() }),
  output: z.object({ runId: id }),
  async run(ctx, { runId, reason }) {
    const run = await ctx.db.maybe<{ state: string }>(
      `select state from runs where company_id = $1 and id = $2 and kind = 'dunning' for update`,
      [ctx.company.id, runId],
    )
    if (!run) return refuse('run.unknown', `there is no dunning run ${runId}`, { run: runId }, 404)
    await refusePartOfRun(ctx, runId)
    if (run.state !== 'proposed' && run.state !== 'approved')
      refuse('run.already-done', `the run is ${run.state}`, { run: runId, state: run.state }, 409)
    await ctx.db.query(`update runs set state = 'abandoned', finished_at = $3 where company_id = $1 and id = $2`, [
      ctx.company.id,
      runId,
      ctx.now,
    ])
    await audit(ctx, { verb: 'dunning.abandon-run', subjects: [runId], summary: { reason: reason ?? null } })
    return { runId }
  },
})

/** A run of the clockwork that nothing goes out of, or a dry one: nobody has to end it, its holds are told by the next one again. */
export async function abandonedUnsent({ db, company, now }: Ctx, runId: Id): Promise<void> {
  await db.query(`update runs set state = 'abandoned', finished_at = $3 where company_id = $1 and id = $2`, [
    company.id,
    runId,
    now,
  ])
}

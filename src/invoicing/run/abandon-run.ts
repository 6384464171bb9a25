import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { refuse } from '../../kernel/problem.ts'

/** Gives up a run that is not issued; its orders wait for the next one. What is issued stays issued. */
export const abandonRun = verb({
  kind: 'write',
  name: 'invoicing.abandon-run',
  summary: 'Give up a billing run that is not issued',
  route: 'POST /billing-runs/{runId}/abandon',
  input: z.object({ runId: id, reason: z.string().max(500).optional() }),
  output: z.object({ runId: id, state: z.string() }),
  async run(ctx, { runId, reason }) {
    const run = await ctx.db.maybe<{ state: string; issued: boolean }>(
      `select state, exists (select from run_rows x where x.company_id = $1 and x.run_id = $2 and x.state = 'done') as issued
         from runs r where company_id = $1 and id = $2 and kind = 'billing' for update of r`,
      [ctx.company.id, runId],
    )
    if (!run) return refuse('run.unknown', `there is no billing run ${runId}`, { run: runId }, 404)
    if (run.state === 'abandoned') return { runId, state: 'abandoned' }
    if (run.state === 'done' || run.issued)
      refuse('run.already-done', 'documents of this run are issued: they are corrected one by one', { run: runId }, 409)
    await ctx.db.query(
      `update runs set state = 'abandoned', finished_at = $3, report = jsonb_build_object('reason', $4::text) where company_id = $1 and id = $2`,
      [ctx.company.id, runId, ctx.now, reason ?? null],
    )
    await audit(ctx, { verb: 'invoicing.abandon-run', subjects: [runId], summary: { reason: reason ?? null } })
    return { runId, state: 'abandoned' }
  },
})

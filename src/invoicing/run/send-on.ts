import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { refuse } from '../../kernel/problem.ts'
import { lockProposed, readReturn } from './send-back.ts'

/** The answer to a run that was sent back: it waits for its approval again. */
export const sendOn = verb({
  kind: 'write',
  name: 'invoicing.send-on',
  summary: 'Send a billing run that came back on to its approval',
  route: 'POST /billing-runs/{runId}/send-on',
  input: z.object({ runId: id, answer: z.string().trim().max(1_000).optional() }),
  output: z.object({ runId: id }),
  async run(ctx, { runId, answer }) {
    await lockProposed(ctx, runId)
    const open = await readReturn(ctx, runId)
    if (!open) return refuse('run.not-returned', 'the run was not sent back', { run: runId }, 409)
    await ctx.db.query(
      `update billing_returns set answer = $3, answered_at = $4, answered_by = $5 where company_id = $1 and id = $2`,
      [ctx.company.id, open.id, answer ?? null, ctx.now, ctx.user.id],
    )
    await audit(ctx, { verb: 'invoicing.send-on', subjects: [runId], summary: { answer: answer ?? null } })
    return { runId }
  },
})

import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import { hot } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'

/** A proposal goes back to who made it, with the reason; it is approved by nobody else before it is sent on. */
export const sendBack = verb({
  kind: 'write',
  name: 'invoicing.send-back',
  summary: 'Send a proposed billing run back to its proposer',
  route: 'POST /billing-runs/{runId}/send-back',
  input: z.object({ runId: id, reason: z.string().trim().min(1).max(1_000) }),
  output: z.object({ runId: id, reason: z.string() }),
  async run(ctx, { runId, reason }) {
    await lockProposed(ctx, runId)
    const open = await readReturn(ctx, runId)
    if (open) refuse('run.returned', `the run is sent back already: ${open.reason}`, { run: runId }, 409)
    await ctx.db.query(
      hot(
        `insert into billing_returns (company_id, id, run_id, reason, returned_at, returned_by) values ($1, $2, $3, $4, $5, $6)`,
        [ctx.company.id, newId(), runId, reason, ctx.now, ctx.user.id],
      ),
    )
    await audit(ctx, { verb: 'invoicing.send-back', subjects: [runId], summary: { reason } })
    return { runId, reason }
  },
})

export interface Returned {
  id: Id
  reason: string
  by: string | null
  byId: Id | null
  at: string
}

/** The return that waits for an answer. */
export async function readReturn({ db, company }: Ctx, runId: Id): Promise<Returned | null> {
  const row = await db.maybe<Returned>(
    hot(
      `select b.id, b.reason, u.name as by, b.returned_by as "byId", to_char(b.returned_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
       from billing_returns b left join users u on u.id = b.returned_by where b.company_id = $1 and b.run_id = $2 and b.answered_at is null`,
      [company.id, runId],
    ),
  )
  return row ?? null
}

export async function lockProposed({ db, company }: Ctx, runId: Id): Promise<void> {
  const run = await db.maybe<{ state: string }>(
    hot(`select state from runs where company_id = $1 and id = $2 and kind = 'billing' for update`, [
      company.id,
      runId,
    ]),
  )
  if (!run) return refuse('run.unknown', `there is no billing run ${runId}`, { run: runId }, 404)
  if (run.state !== 'proposed')
    refuse('run.already-done', `the run is ${run.state}`, { run: runId, state: run.state }, 409)
}

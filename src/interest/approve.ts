import { z } from 'zod'
import { refusePartOfRun } from '../access/whole-run.ts'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { lockRun } from './run-shape.ts'

/** Approves a proposal of interest invoices; by a second person where an invoice group of it wants two. */
export const approve = verb({
  kind: 'write',
  name: 'interest.approve',
  summary: 'Approve proposed interest invoices',
  route: 'POST /interest-runs/{runId}/approve',
  input: z.object({ runId: id }),
  output: z.object({ runId: id, documents: z.number() }),
  run: (ctx, { runId }) => approveInterest(ctx, runId),
})

export async function approveInterest(ctx: Ctx, runId: Id): Promise<{ runId: Id; documents: number }> {
  const { db, company } = ctx
  const run = await lockRun(ctx, runId)
  await refusePartOfRun(ctx, runId)
  const { documents, second } = await db.one<{ documents: number; second: boolean }>(
    hot(
      `select count(*)::int as documents, coalesce(bool_or(g.two_person_approval), false) as second
         from run_rows r left join invoice_groups g on g.company_id = r.company_id and g.id = (r.reason ->> 'invoiceGroupId')::uuid
        where r.company_id = $1 and r.run_id = $2 and r.state = 'proposed'`,
      [company.id, runId],
    ),
  )
  if (run.state === 'approved') return { runId, documents }
  if (run.state !== 'proposed')
    refuse('run.already-done', `the run is ${run.state}`, { run: runId, state: run.state }, 409)
  if (documents === 0) refuse('interest-run.empty', 'the run has no document to issue', { run: runId })
  if (second && run.proposedBy !== null && run.proposedBy === ctx.user.id)
    refuse(
      'interest-run.second-person',
      'an invoice group of this run wants the approval of a second person',
      { run: runId },
      403,
    )
  await db.query(
    hot(
      `update runs set state = 'approved', approved_at = $3, approved_by = $4, progress_done = 0, progress_total = $5 where company_id = $1 and id = $2`,
      [company.id, runId, ctx.now, ctx.user.id, documents],
    ),
  )
  await audit(ctx, { verb: 'interest.approve', subjects: [runId], summary: { documents } })
  return { runId, documents }
}

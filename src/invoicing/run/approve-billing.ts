import { z } from 'zod'
import { refusePartOfRun } from '../../access/whole-run.ts'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { amountText, id } from '../../db/schemas.ts'
import { hot } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { compareWhenDue, signed } from './compare-rows.ts'
import { unseenOf } from './review-row.ts'
import { readReturn } from './send-back.ts'

/** What is approved is what was seen: documents and amount by currency, as read-run tells them. */
export const seenSums = z
  .array(z.object({ currency: z.string(), documents: z.number(), payable: amountText }))
  .meta({ description: 'Sums that the person sees; refused where another has changed the run since' })

/** Approves a proposal; by a second person where an invoice group of the run wants it. */
export const approveBilling = verb({
  kind: 'write',
  name: 'invoicing.approve-billing',
  summary: 'Approve a proposed billing run',
  route: 'POST /billing-runs/{runId}/approve',
  input: z.object({ runId: id, seen: seenSums.optional() }),
  output: z.object({
    runId: id,
    documents: z.number(),
    /** Outliers that nobody marked as looked at. */
    unseen: z.number(),
  }),
  run: (ctx, { runId, seen }) => approveRun(ctx, { runId, seen }),
})

/** @param own made in this very transaction: nobody else has seen it, there is nothing to compare, look at or send back */
export async function approveRun(
  ctx: Ctx,
  { runId, seen, own = false }: { runId: Id; seen?: z.output<typeof seenSums> | undefined; own?: boolean },
): Promise<{ runId: Id; documents: number; unseen: number }> {
  if (!own) await compareWhenDue(ctx, runId)
  const { unseen } = own ? { unseen: 0 } : await ctx.db.one<{ unseen: number }>(unseenOf, [ctx.company.id, runId])
  const run = await ctx.db.maybe<{ state: string; proposed_by: string | null; second: boolean; documents: number }>(
    hot(
      // Its rows by the value that is asked for: by the column of `runs`, one large run is all that statistics know of, and all is scanned.
      `select r.state, r.proposed_by,
              exists (select from run_rows x join invoice_groups g on g.company_id = x.company_id and g.id = (x.reason ->> 'invoiceGroupId')::uuid
                       where x.company_id = $1 and x.run_id = $2 and x.state = 'proposed' and g.two_person_approval) as second,
              (select count(*)::int from run_rows x where x.company_id = $1 and x.run_id = $2 and x.state = 'proposed') as documents
         from runs r where r.company_id = $1 and r.id = $2 and r.kind = 'billing' for update of r`,
      [ctx.company.id, runId],
    ),
  )
  if (!run) return refuse('run.unknown', `there is no billing run ${runId}`, { run: runId }, 404)
  if (run.state === 'approved') return { runId, documents: run.documents, unseen }
  if (run.state !== 'proposed')
    refuse('run.already-done', `the run is ${run.state}`, { run: runId, state: run.state }, 409)
  await refusePartOfRun(ctx, runId)
  if (seen) await refuseUnseen(ctx, runId, seen)
  if (run.documents === 0)
    refuse('run.empty', 'the run has no document to issue: look at its holds and problems', { run: runId })
  if (run.second && run.proposed_by === ctx.user.id) {
    refuse('run.second-person', 'this invoice group wants the approval of a second person', { run: runId }, 403)
  }
  const returned = own ? null : await readReturn(ctx, runId)
  if (returned && returned.byId !== ctx.user.id)
    refuse(
      'run.returned',
      `the run was sent back${returned.by ? ` by ${returned.by}` : ''}: ${returned.reason}; it is sent on before it is approved`,
      { run: runId, reason: returned.reason },
      409,
    )
  // Who sent it back has thought again.
  if (returned)
    await ctx.db.query(
      hot(`update billing_returns set answered_at = $3, answered_by = $4 where company_id = $1 and id = $2`, [
        ctx.company.id,
        returned.id,
        ctx.now,
        ctx.user.id,
      ]),
    )
  await ctx.db.query(
    hot(
      `update runs set state = 'approved', approved_at = $3, approved_by = $4, progress_done = 0, progress_total = $5 where company_id = $1 and id = $2`,
      [ctx.company.id, runId, ctx.now, ctx.user.id, run.documents],
    ),
  )
  await audit(ctx, {
    verb: 'invoicing.approve-billing',
    subjects: [runId],
    summary: { documents: run.documents, unseen },
  })
  return { runId, documents: run.documents, unseen }
}

async function refuseUnseen({ db, company }: Ctx, runId: Id, seen: z.output<typeof seenSums>): Promise<void> {
  const now = await db.rows<{ currency: string; documents: number; amount: bigint }>(
    `select r.currency, count(*)::int as documents, sum(${signed('r')})::bigint as amount
       from run_rows r where r.company_id = $1 and r.run_id = $2 and r.state = 'proposed' group by r.currency`,
    [company.id, runId],
  )
  const text = (rows: readonly { currency: string; documents: number; payable: string }[]) =>
    String(rows.map(({ currency, documents, payable }) => `${currency} ${documents} ${payable}`).sort())
  if (text(seen) !== text(now.map(({ amount, ...row }) => ({ ...row, payable: formatMinor(amount, row.currency) }))))
    refuse(
      'run.changed-meanwhile',
      'the run was changed since it was shown: look at it again, then approve',
      { run: runId },
      409,
    )
}

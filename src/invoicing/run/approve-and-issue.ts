import { z } from 'zod'
import { id } from '../../db/schemas.ts'
import { longVerb } from '../../db/verb.ts'
import { approveBilling, seenSums } from './approve-billing.ts'
import { issueRun } from './issue.ts'

/**
 * Approval and issue by one act: the approval in a transaction of its own, by the same rules (four eyes, sent back), then the
 * issue. After a crash between, or within, the next call goes on where it was.
 */
export const approveAndIssue = longVerb({
  kind: 'long',
  name: 'invoicing.approve-and-issue',
  summary: 'Approve a proposed billing run and issue it',
  route: 'POST /billing-runs/{runId}/approve-and-issue',
  input: z.object({ runId: id, seen: seenSums.optional() }),
  output: z.object({
    runId: id,
    issued: z.number(),
    rejected: z.number(),
    held: z.number(),
    /** Outliers that nobody marked as looked at when it was approved. */
    unseen: z.number(),
  }),
  async run(ctx, { runId, seen }) {
    const { unseen } = await ctx.transaction(async (tx) => {
      const begun = await tx.db.maybe(
        `select 1 from runs where company_id = $1 and id = $2 and kind = 'billing' and state in ('approved', 'executing', 'failed')`,
        [tx.company.id, runId],
      )
      return begun ? { unseen: 0 } : approveBilling.run(tx, { runId, seen })
    })
    return { ...(await issueRun(ctx, { runId })), unseen }
  },
})

import { audit } from '../../db/audit.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { undoing } from '../undoing.ts'
import { judgeRow } from './judge-row.ts'
import { lockRow, lockRun, rowAnswer, rowInput } from './run-rows.ts'

/**
 * A row goes on: its orders are no longer held, one left out comes back. A hold on the customer covers more than this row; it is
 * released where the customer is.
 */
export const releaseRow = verb({
  kind: 'write',
  name: 'invoicing.release-row',
  summary: 'Release a held row of a billing run, or take one in again',
  route: 'POST /billing-runs/{runId}/rows/{rowNo}/release',
  input: rowInput,
  output: rowAnswer.extend({ undo: undoing }),
  async run(ctx, { runId, rowNo }) {
    const run = await lockRun(ctx, runId)
    const row = await lockRow(ctx, runId, rowNo)
    const released = await ctx.db.rows<{ reason: string; area: Id | null }>(
      `update holds set released_at = $3, released_by = $4
        where company_id = $1 and order_id = any ($2::uuid[]) and kind in ('billing', 'pause') and released_at is null
       returning reason, business_area_id as area`,
      [ctx.company.id, row.orders, ctx.now, ctx.user.id],
    )
    const judged = await judgeRow(ctx, await readBillingSetUp(ctx), runId, rowNo, run, row.orders)
    await audit(ctx, {
      verb: 'invoicing.release-row',
      subjects: [runId, ...row.orders],
      summary: { rowNo, holds: released.length },
      businessAreaId: released[0]?.area ?? null,
    })
    const wasLeftOut = row.state === 'excluded'
    return {
      ...judged,
      undo: wasLeftOut
        ? { verb: 'invoicing.exclude-row', input: { runId, rowNo } }
        : released[0]
          ? { verb: 'invoicing.hold-row', input: { runId, rowNo, reason: released[0].reason } }
          : null,
    }
  },
})

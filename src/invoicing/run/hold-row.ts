import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { insertRows } from '../../db/insert.ts'
import { verb } from '../../db/verb.ts'
import { newId } from '../../kernel/id.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { undoing } from '../undoing.ts'
import { judgeRow } from './judge-row.ts'
import { lockRow, lockRun, rowAnswer, rowInput } from './run-rows.ts'

/** The orders of a row wait, also for later runs, until somebody releases them: from the day of the run. */
export const holdRow = verb({
  kind: 'write',
  name: 'invoicing.hold-row',
  summary: 'Hold a row of a billing run',
  route: 'POST /billing-runs/{runId}/rows/{rowNo}/hold',
  input: rowInput.extend({ reason: z.string().trim().min(1).max(500) }),
  output: rowAnswer.extend({ undo: undoing }),
  async run(ctx, { runId, rowNo, reason }) {
    const run = await lockRun(ctx, runId)
    const row = await lockRow(ctx, runId, rowNo)
    const areas = await ctx.db.rows<{ id: string; area: string | null }>(
      `select id, business_area_id as area from orders where company_id = $1 and id = any ($2::uuid[]) and invoice_id is null and cancelled_at is null`,
      [ctx.company.id, row.orders],
    )
    await insertRows(
      ctx.db,
      'holds',
      { id: 'uuid', order_id: 'uuid', from_on: 'date', business_area_id: 'uuid' },
      areas.map(({ id, area }) => ({
        id: newId(),
        order_id: id,
        from_on: run.invoiceOn < ctx.today ? run.invoiceOn : ctx.today,
        business_area_id: area,
      })),
      {
        company_id: { type: 'uuid', value: ctx.company.id },
        kind: { type: 'text', value: 'billing' },
        to_on: { type: 'date', value: 'infinity' },
        reason: { type: 'text', value: reason },
        recorded_by: { type: 'uuid', value: ctx.user.id },
      },
    )
    const judged = await judgeRow(ctx, await readBillingSetUp(ctx), runId, rowNo, run, row.orders)
    await audit(ctx, {
      verb: 'invoicing.hold-row',
      subjects: [runId, ...row.orders],
      summary: { rowNo, reason },
      businessAreaId: areas[0]?.area ?? null,
    })
    return { ...judged, undo: { verb: 'invoicing.release-row', input: { runId, rowNo } } }
  },
})

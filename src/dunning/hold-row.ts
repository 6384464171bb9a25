import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { insertRows } from '../db/insert.ts'
import { dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { newId } from '../kernel/id.ts'
import { lockRow, lockRun, moveRow, rowAnswer, rowInput } from './run-rows.ts'

/** The claims of a row rest, in this run and in later ones: a dated pause with author and reason. */
export const holdRow = verb({
  kind: 'write',
  name: 'dunning.hold-row',
  summary: 'Hold the claims of a row of a dunning run',
  route: 'POST /dunning-runs/{runId}/rows/{rowNo}/hold',
  input: rowInput.extend({
    reason: z.string().trim().min(1).max(500),
    to: dayText.optional().meta({ description: 'First day on which it holds no more; default: until released' }),
  }),
  output: rowAnswer,
  async run(ctx, { runId, rowNo, reason, to }) {
    const run = await lockRun(ctx, runId)
    const row = await lockRow(ctx, runId, rowNo)
    await insertRows(
      ctx.db,
      'holds',
      { id: 'uuid', item_id: 'uuid' },
      row.reason.items.map((item) => ({ id: newId(), item_id: item.id })),
      {
        company_id: { type: 'uuid', value: ctx.company.id },
        kind: { type: 'text', value: 'pause' },
        from_on: { type: 'date', value: run.on < ctx.today ? run.on : ctx.today },
        to_on: { type: 'date', value: to ?? 'infinity' },
        reason: { type: 'text', value: reason },
        recorded_by: { type: 'uuid', value: ctx.user.id },
        business_area_id: { type: 'uuid', value: row.businessAreaId },
      },
    )
    const causes = [
      ...row.reason.causes.filter((cause) => cause.code !== 'by-person'),
      { code: 'by-person', until: to ?? null },
    ]
    const { released: _, ...before } = row.reason
    await moveRow(ctx, runId, rowNo, run, row, 'held', { ...before, causes, held: { reason, by: ctx.user.id } })
    await audit(ctx, {
      verb: 'dunning.hold-row',
      subjects: [runId, ...row.reason.items.map((item) => item.id)],
      summary: { rowNo, reason, to: to ?? null },
      businessAreaId: row.businessAreaId,
    })
    return {
      runId,
      rowNo,
      state: 'held',
      causes: causes.map((cause) => cause.code),
      undo: { verb: 'dunning.release-row', input: { runId, rowNo } },
    }
  },
})

import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { insertRows } from '../../db/insert.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { newId } from '../../kernel/id.ts'
import { lockImport, problemsWaiting, resolveProblems } from './correct-import.ts'

/** Rows of an imported file that nobody will bill: their problems no longer wait, and it is on record who decided that and why. */
export const discardRejected = verb({
  kind: 'write',
  name: 'invoicing.discard-rejected',
  summary: 'Drop rejected rows of an imported order file',
  route: 'POST /order-files/{importId}/discards',
  input: z.object({
    importId: id,
    rows: z.array(z.number().int().positive()).min(1).max(10_000),
    reason: z.string().trim().min(1).max(500),
  }),
  output: z.object({ importId: id, rows: z.number(), problemsLeft: z.number() }),
  async run(ctx, { importId, rows, reason }) {
    const { businessAreaId } = await lockImport(ctx, importId)
    const waiting = await ctx.db.rows<{ row: number }>(
      `select distinct row_no as row from import_problems where company_id = $1 and import_id = $2 and row_no = any ($3::int[]) and severity = 'error' and resolved_at is null order by 1`,
      [ctx.company.id, importId, rows],
    )
    await insertRows(
      ctx.db,
      'import_corrections',
      { id: 'uuid', row_no: 'int4' },
      waiting.map(({ row }) => ({ id: newId(), row_no: row })),
      {
        company_id: { type: 'uuid', value: ctx.company.id },
        import_id: { type: 'uuid', value: importId },
        kind: { type: 'text', value: 'dropped' },
        reason: { type: 'text', value: reason },
        recorded_by: { type: 'uuid', value: ctx.user.id },
        business_area_id: { type: 'uuid', value: businessAreaId },
      },
    )
    await resolveProblems(
      ctx,
      importId,
      waiting.map(({ row }) => row),
    )
    await audit(ctx, {
      verb: 'invoicing.discard-rejected',
      subjects: [importId],
      summary: { rows: waiting.map(({ row }) => row), reason },
      businessAreaId,
    })
    return { importId, rows: waiting.length, problemsLeft: await problemsWaiting(ctx, importId) }
  },
})

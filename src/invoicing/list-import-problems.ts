import { z } from 'zod'
import { id, pageOf, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'

const row = z.object({
  problemNo: z.number(),
  row: z.number().nullable(),
  column: z.string().nullable(),
  severity: z.string(),
  code: z.string(),
  message: z.string(),
  data: z.record(z.string(), z.unknown()),
})

/** Every problem of an imported or refused file, in the order of the file. */
export const listImportProblems = verb({
  kind: 'read',
  name: 'invoicing.list-import-problems',
  summary: 'What was wrong in an order file, row by row',
  route: 'GET /order-files/{importId}/problems',
  input: z.object({ ...paging, importId: id, severity: z.enum(['error', 'warning']).optional() }),
  output: pageOf(row),
  async run({ db, company }, { importId, severity, after, limit }) {
    const rows = await db.rows<z.output<typeof row>>(
      `select problem_no as "problemNo", row_no as row, column_name as "column", severity, code, message, data from import_problems
        where company_id = $1 and import_id = $2 and problem_no > $3 and ($4::text is null or severity = $4) order by problem_no limit $5`,
      [company.id, importId, Number(after ?? 0), severity ?? null, limit],
    )
    return { rows, next: rows.length === limit ? String(rows.at(-1)!.problemNo) : null }
  },
})

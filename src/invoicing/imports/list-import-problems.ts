import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { id, pageOf, paging } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { sheetFormats } from '../../formats/orders/correct-rows.ts'
import type { Id } from '../../kernel/id.ts'
import { choicesOf, findRepairs } from './import-repairs.ts'
import type { SourceSheet } from './source-rows.ts'
import { readSourceRows } from './source-rows.ts'

const row = z.object({
  problemNo: z.number(),
  row: z.number().nullable(),
  column: z.string().nullable(),
  severity: z.string(),
  code: z.string(),
  message: z.string(),
  data: z.record(z.string(), z.unknown()),
  /** When it was put right or dropped. */
  resolvedAt: z.string().nullable(),
  /** Heading of the cell that it is about, in the sheet or, where the sheet has no such column, in the template. */
  heading: z.string().nullable(),
  /** New texts by heading that would put it right, as far as the row or the register tells. */
  repair: z.record(z.string(), z.string()).nullable(),
})

export const sourceSheet = z.object({
  sheet: z.string().nullable(),
  columns: z.array(z.object({ letter: z.string(), heading: z.string(), key: z.string().nullable() })),
  rows: z.array(z.object({ row: z.number(), cells: z.array(z.string()) })),
})

/** Problems of an imported or refused file that wait, in the order of the file, with the rows of the sheet that they stand in. */
export const listImportProblems = verb({
  kind: 'read',
  name: 'invoicing.list-import-problems',
  summary: 'What was wrong in an order file, row by row',
  route: 'GET /order-files/{importId}/problems',
  input: z.object({
    ...paging,
    importId: id,
    severity: z.enum(['error', 'warning']).optional(),
    code: z.string().max(100).optional().meta({ description: 'Only problems of this kind' }),
    resolved: z
      .stringbool()
      .or(z.boolean())
      .default(false)
      .meta({ description: 'true: also those put right or dropped' }),
  }),
  output: pageOf(row).extend({
    /** True: rows can be put right by correct-import. */
    correctable: z.boolean(),
    /** The rows of this page as the file has them, with the cells put right so far; empty for files that are no sheets. */
    sheets: z.array(sourceSheet),
    /** How many problems of each kind wait, most first. */
    kinds: z.array(z.object({ code: z.string(), severity: z.string(), problems: z.number() })),
    /** Codes to choose among, by what a column means. */
    choices: z.record(z.string(), z.array(z.object({ code: z.string(), name: z.string() }))),
  }),
  async run(ctx, { importId, severity, code, resolved, after, limit }) {
    const { db, company } = ctx
    const rows = await db.rows<Omit<z.output<typeof row>, 'heading' | 'repair'>>(
      `select problem_no as "problemNo", row_no as row, column_name as "column", severity, code, message, data,
              to_char(resolved_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "resolvedAt" from import_problems
        where company_id = $1 and import_id = $2 and problem_no > $3 and ($4::text is null or severity = $4) and ($6 or resolved_at is null) and ($7::text is null or code = $7) order by problem_no limit $5`,
      [company.id, importId, Number(after ?? 0), severity ?? null, limit, resolved, code ?? null],
    )
    const kinds = await db.rows<{ code: string; severity: string; problems: number }>(
      `select code, severity, count(*)::int as problems from import_problems
        where company_id = $1 and import_id = $2 and resolved_at is null group by 1, 2 order by 2, 3 desc, 1`,
      [company.id, importId],
    )
    const file = await readFile(ctx, importId)
    const wanted = new Set(rows.flatMap((problem) => problem.row ?? []))
    const isSheet = file !== null && sheetFormats.includes(file.format)
    const sheets =
      isSheet && wanted.size > 0 ? await withCorrections(ctx, importId, await readSourceRows(ctx, file, wanted)) : []
    const repairs = await findRepairs(ctx, importId, rows, sheets)
    return {
      rows: rows.map((problem, at) => ({ ...problem, ...repairs[at]! })),
      next: rows.length === limit ? String(rows.at(-1)!.problemNo) : null,
      correctable: isSheet && file.imported,
      sheets,
      kinds,
      choices: await choicesOf(ctx, new Set(sheets.flatMap(({ columns }) => columns.flatMap(({ key }) => key ?? [])))),
    }
  },
})

async function readFile({ db, company }: Ctx, importId: Id) {
  const found = await db.maybe<{ importId: Id; sha256: string; format: string; imported: boolean }>(
    `select r.id as "importId", r.parameters ->> 'sha256' as sha256, r.totals ->> 'format' as format,
            exists (select from order_files f where f.company_id = r.company_id and f.id = r.id and f.undone_at is null) as imported
       from runs r where r.company_id = $1 and r.id = $2 and r.kind = 'order-import'`,
    [company.id, importId],
  )
  return found ?? null
}

/** A person sees what was put right last, and goes on from there. */
async function withCorrections({ db, company }: Ctx, importId: Id, sheets: SourceSheet[]): Promise<SourceSheet[]> {
  const corrections = await db.rows<{ row: number; cells: Record<string, string> }>(
    `select row_no as row, cells from import_corrections where company_id = $1 and import_id = $2 and kind = 'corrected' order by id`,
    [company.id, importId],
  )
  const shown = new Map<number, { columns: SourceSheet['columns']; cells: string[] }[]>()
  for (const { columns, rows } of sheets)
    for (const { row, cells } of rows) shown.set(row, [...(shown.get(row) ?? []), { columns, cells }])
  for (const { row, cells: own } of corrections)
    for (const { columns, cells } of shown.get(row) ?? [])
      for (const [heading, text] of Object.entries(own)) {
        const place = columns.findIndex((column) => column.heading === heading)
        if (place >= 0) cells[place] = text
      }
  return sheets
}

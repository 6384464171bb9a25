import { z } from 'zod'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { refuse } from '../../kernel/problem.ts'
import { importRow, readImports } from './list-imports.ts'

/** One order file: what was taken, what became of it, and its seal. */
export const readImport = verb({
  kind: 'read',
  name: 'invoicing.read-import',
  summary: 'One imported or refused order file',
  route: 'GET /order-files/{importId}',
  input: z.object({ importId: id }),
  output: importRow.extend({
    sha256: z.string(),
    size: z.number().nullable(),
    /** Orders of the file as they stand now. */
    states: z.object({ waiting: z.number(), billed: z.number(), cancelled: z.number() }),
    /** Rows that were put right or dropped, by whom and when, newest first. */
    corrections: z.array(
      z.object({
        row: z.number(),
        kind: z.string(),
        /** Headings of the cells that were put right; what they say stands in the sheet, for who may see it. */
        headings: z.array(z.string()),
        reason: z.string().nullable(),
        at: z.string(),
        by: z.string().nullable(),
      }),
    ),
  }),
  async run(ctx, { importId }) {
    const { db, company } = ctx
    const [found] = await readImports(ctx, { importId, limit: 1 })
    if (!found) return refuse('order-file.unknown', `there is no import ${importId}`, { import: importId }, 404)
    const file = await db.one<{ sha256: string; size: number | null }>(
      `select r.parameters ->> 'sha256' as sha256, f.size::int as size
         from runs r left join files f on f.company_id = r.company_id and f.sha256 = decode(r.parameters ->> 'sha256', 'hex')
        where r.company_id = $1 and r.id = $2 limit 1`,
      [company.id, importId],
    )
    const states = await db.one<{ waiting: number; billed: number; cancelled: number }>(
      `select count(*) filter (where invoice_id is null and cancelled_at is null)::int as waiting, count(*) filter (where invoice_id is not null)::int as billed,
              count(*) filter (where cancelled_at is not null)::int as cancelled from orders where company_id = $1 and import_id = $2`,
      [company.id, importId],
    )
    const corrections = await db.rows<{
      row: number
      kind: string
      headings: string[]
      reason: string | null
      at: string
      by: string | null
    }>(
      `select c.row_no as row, c.kind, array(select jsonb_object_keys(c.cells)) as headings, c.reason, to_char(c.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, u.name as by
         from import_corrections c left join users u on u.id = c.recorded_by where c.company_id = $1 and c.import_id = $2 order by c.id desc limit 200`,
      [company.id, importId],
    )
    return { ...found, ...file, states, corrections }
  },
})

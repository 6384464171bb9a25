import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { id, pageOf, paging } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'

export const importRow = z.object({
  importId: id,
  state: z.enum(['imported', 'refused', 'undone']),
  fileName: z.string().nullable(),
  totals: z.record(z.string(), z.unknown()),
  at: z.string(),
  by: z.string().nullable(),
  format: z.string().nullable(),
  /** Orders taken, with those put right later. */
  orders: z.number(),
  lines: z.number(),
  /** Net of the orders taken, with those put right: the file's control sum. Null where nothing was taken. */
  sum: z.object({ currency: z.string(), net: z.string() }).nullable(),
  /** The watched folder that it was fetched from; null: a person or a program sent it. */
  folder: z.string().nullable(),
  /** Errors that wait for a person. */
  problemsLeft: z.number(),
  /** The billing run that was proposed of it alone. */
  runId: id.nullable(),
})

/** Imports of order files, taken or refused, newest first. */
export const listImports = verb({
  kind: 'read',
  name: 'invoicing.list-imports',
  summary: 'Imported and refused order files',
  route: 'GET /order-files',
  input: z.object(paging),
  output: pageOf(importRow),
  async run(ctx, { after, limit }) {
    const rows = await readImports(ctx, { after, limit })
    return { rows, next: rows.length === limit ? rows.at(-1)!.importId : null }
  },
})

export async function readImports(
  { db, company }: Ctx,
  { importId, after, limit }: { importId?: Id; after?: string | undefined; limit: number },
): Promise<z.output<typeof importRow>[]> {
  const rows = await db.rows<
    Omit<z.output<typeof importRow>, 'sum'> & { total: bigint | null; currency: string | null }
  >(
    `select r.id as "importId", case when f.undone_at is not null then 'undone' when r.state = 'done' then 'imported' else 'refused' end as state,
            r.parameters ->> 'fileName' as "fileName", r.totals, to_char(r.proposed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, u.name as by, r.totals ->> 'format' as format,
            coalesce(f.order_count, 0) as orders, coalesce(f.line_count, 0) as lines, f.total, f.currency, r.parameters ->> 'folder' as folder,
            (select count(*)::int from import_problems p where p.company_id = r.company_id and p.import_id = r.id and p.severity = 'error' and p.resolved_at is null and f.undone_at is null) as "problemsLeft",
            b.id as "runId"
       from runs r left join order_files f on f.company_id = r.company_id and f.id = r.id left join users u on u.id = r.proposed_by
            left join lateral (select x.id from runs x where x.company_id = r.company_id and x.kind = 'billing' and x.parameters ? 'importId' and x.state <> 'abandoned' and x.parameters ->> 'importId' = r.id::text order by x.id desc limit 1) b on true
      where r.company_id = $1 and r.kind = 'order-import' and ($2::uuid is null or r.id < $2) and ($4::uuid is null or r.id = $4) order by r.id desc limit $3`,
    [company.id, after ?? null, limit, importId ?? null],
  )
  return rows.map(({ total, currency, ...row }) => ({
    ...row,
    sum: total === null || currency === null ? null : { currency, net: formatMinor(total, currency) },
  }))
}

import { z } from 'zod'
import { id, pageOf, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'

const row = z.object({
  importId: id,
  state: z.enum(['imported', 'refused', 'undone']),
  fileName: z.string().nullable(),
  totals: z.record(z.string(), z.unknown()),
  at: z.string(),
  by: z.string().nullable(),
  format: z.string().nullable(),
  /** Orders taken, with those put right later. */
  orders: z.number(),
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
  output: pageOf(row),
  async run({ db, company }, { after, limit }) {
    const rows = await db.rows<z.output<typeof row>>(
      `select r.id as "importId", case when f.undone_at is not null then 'undone' when r.state = 'done' then 'imported' else 'refused' end as state,
              r.parameters ->> 'fileName' as "fileName", r.totals, to_char(r.proposed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, u.name as by, r.totals ->> 'format' as format, coalesce(f.order_count, 0) as orders,
              (select count(*)::int from import_problems p where p.company_id = r.company_id and p.import_id = r.id and p.severity = 'error' and p.resolved_at is null and f.undone_at is null) as "problemsLeft",
              b.id as "runId"
         from runs r left join order_files f on f.company_id = r.company_id and f.id = r.id left join users u on u.id = r.proposed_by
              left join lateral (select x.id from runs x where x.company_id = r.company_id and x.kind = 'billing' and x.parameters ? 'importId' and x.state <> 'abandoned' and x.parameters ->> 'importId' = r.id::text order by x.id desc limit 1) b on true
        where r.company_id = $1 and r.kind = 'order-import' and ($2::uuid is null or r.id < $2) order by r.id desc limit $3`,
      [company.id, after ?? null, limit],
    )
    return { rows, next: rows.length === limit ? rows.at(-1)!.importId : null }
  },
})

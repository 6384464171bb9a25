import type { Ctx } from '../../db/context.ts'
import type { Day } from '../../kernel/day.ts'
import { addDays } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import type { Work } from './work.ts'

/** After this a refused file is history: whoever sent it has been told, or has sent another. */
const lookBackDays = 31

/**
 * Order files with rows that were not taken: refused, or taken without them. A file of the same name that was taken whole
 * later settles the earlier one.
 */
export async function orderFiles({ db, company, today }: Ctx, verb: string): Promise<Work[]> {
  const rows = await db.rows<{
    importId: Id
    fileName: string | null
    on: Day
    read: number
    refused: boolean
    rows: number
    problems: number
  }>(
    `select r.id as "importId", r.parameters ->> 'fileName' as "fileName", (r.proposed_at at time zone $2)::date as on, coalesce((r.totals ->> 'read')::int, 0) as read,
            r.state = 'failed' as refused, p.rows, p.problems
       from runs r
       left join order_files f on f.company_id = r.company_id and f.id = r.id
      cross join lateral (
        select count(distinct x.row_no)::int as rows, count(*)::int as problems from import_problems x
         where x.company_id = r.company_id and x.import_id = r.id and x.severity = 'error' and x.resolved_at is null) p
      where r.company_id = $1 and r.kind = 'order-import' and r.proposed_at >= $3::date and r.state in ('done', 'failed') and f.undone_at is null and p.problems > 0
        and not exists (select from runs n where n.company_id = r.company_id and n.kind = 'order-import' and n.state = 'done' and n.proposed_at > r.proposed_at
                           and n.parameters ->> 'fileName' = r.parameters ->> 'fileName' and (n.totals ->> 'rejected')::int = 0)
      order by r.proposed_at, r.id limit 50`,
    [company.id, company.timeZone, addDays(today, -lookBackDays)],
  )
  return rows.map((row) => ({
    kind: 'rejected-rows' as const,
    verb,
    subjectId: row.importId,
    title: row.fileName,
    // A problem of the whole file has no row.
    count: Math.max(row.rows, 1),
    amounts: [],
    oldestOn: row.on,
    figures: { ordersRead: row.read, problems: row.problems, refusedWhole: row.refused ? 1 : 0 },
  }))
}

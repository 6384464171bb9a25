import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'

/** What of each case is open in our books. */
export async function remainingOf({ db, company }: Ctx, caseIds: readonly Id[]): Promise<Map<Id, bigint>> {
  const rows = await db.rows<{ caseId: Id; open: bigint }>(
    `select t.case_id as "caseId", coalesce(sum(i.amount_open), 0)::int8 as open from collection_case_items t join open_items i on i.company_id = t.company_id and i.id = t.item_id
      where t.company_id = $1 and t.case_id = any ($2::uuid[]) group by t.case_id`,
    [company.id, caseIds],
  )
  return new Map(rows.map((row) => [row.caseId, row.open]))
}

import type { Ctx } from '../db/context.ts'
import type { Statement } from '../db/sql.ts'
import { raw, sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'

/** Where a claim stands, in the order of the chain; derived from letters, queue, cases and losses, stored nowhere. */
export const claimStages = [
  'none',
  'overdue',
  'reminder',
  'collection-notice',
  'payment-demand',
  'ready-for-collection',
  'collection',
  'enforcement',
  'watch',
  'loss',
  'closed',
] as const
export type ClaimStage = (typeof claimStages)[number]

export interface StageOfClaim {
  stage: ClaimStage
  /** The day on which it came there; null: it is not due. */
  since: Day | null
  /** Its last letter, with the step of the policy and the last day to pay; also when the claim has gone further. */
  letterId: Id | null
  stepNo: number | null
  deadlineOn: Day | null
  caseId: Id | null
}

/**
 * SQL: what has taken claims further by the end of a day (`claim_steps`): item_id, stage …; all others are overdue or not due.
 * `among`: ids beside which none is asked for.
 */
export const stepsOf = (companyId: Id, on: Day, among: Statement = raw('null')): Statement =>
  sql`claim_steps(${companyId}::uuid, ${on}::date, ${among}::uuid[])`

/** SQL: the claim `i` stands at a stage at the end of a day. What has taken claims further is gathered once. */
export function standsAt(companyId: Id, on: Day, stage: ClaimStage): Statement {
  if (stage === 'loss' || stage === 'closed') return raw('false')
  // `not in`: hashed, and asked of each claim as a list walks them by an index; a join would read all of them first.
  if (stage === 'none' || stage === 'overdue')
    return sql`i.due_on ${raw(stage === 'none' ? '>=' : '<')} ${on} and i.id not in (select s.item_id from ${stepsOf(companyId, on)} s)`
  return sql`i.id = any (array(select s.item_id from ${stepsOf(companyId, on, takenTo(companyId, on, stage))} s where s.stage = ${stage}))`
}

/** Past their letters claims are few: they are gathered from what takes them there, not from all letters. */
function takenTo(companyId: Id, on: Day, stage: ClaimStage): Statement {
  if (stage === 'ready-for-collection')
    return sql`array(select q.item_id from collection_queue q where q.company_id = ${companyId} and (q.ended_at is null or company_day(q.company_id, q.ended_at) > ${on}))`
  if (stage === 'collection' || stage === 'enforcement' || stage === 'watch')
    return sql`array(select t.item_id from collection_case_items t where t.company_id = ${companyId} and t.component = 'capital' and t.ended_on > ${on})`
  return raw('null')
}

/** Stages of claims, closed ones too; of parties found by their postings, which have an index whether open or closed. */
export async function readStages(
  { db, company }: Ctx,
  on: Day,
  given: { items: readonly Id[] } | { parties: readonly Id[] },
): Promise<Map<Id, StageOfClaim>> {
  const items =
    'items' in given
      ? given.items
      : (
          await db.rows<{ id: Id }>(
            sql`select i.id from postings p join open_items i on i.company_id = p.company_id and i.voucher_id = p.voucher_id and i.line_no = p.line_no
                 where p.company_id = ${company.id} and p.party_id = any (${given.parties}::uuid[]) and i.component = 'capital' and i.amount > 0`,
          )
        ).map((row) => row.id)
  if (items.length === 0) return new Map()
  const rows = await db.rows<StageOfClaim & { itemId: Id }>(
    sql`select s.item_id as "itemId", s.stage, s.since, s.letter_id as "letterId", s.step_no as "stepNo", s.deadline_on as "deadlineOn", s.case_id as "caseId"
          from claim_stages(${company.id}::uuid, ${on}::date, ${items}::uuid[], null, true) s`,
  )
  return new Map(rows.map(({ itemId, ...stage }) => [itemId, stage]))
}

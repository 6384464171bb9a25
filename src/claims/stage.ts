import type { Ctx } from '../db/context.ts'
import type { Statement } from '../db/sql.ts'
import { raw, sql } from '../db/sql.ts'
import type { Db } from '../db/transaction.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { HindranceFilter } from './hindrances.ts'

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
 * SQL: a table of `claim_stages` for a join: item_id, stage, since, letter_id, step_no, deadline_on, case_id, at the end of a day.
 * Rows are claims (capital items) that were open then; `withClosed` adds those that were closed.
 */
export const stagesOf = (
  companyId: Id,
  on: Day,
  filter: HindranceFilter | { ids: Statement } = 'all',
  withClosed = false,
): Statement =>
  sql`claim_stages(${companyId}::uuid, ${on}::date, ${filter !== 'all' && 'ids' in filter ? filter.ids : sql`${filter !== 'all' && 'items' in filter ? filter.items : null}::uuid[]`}, ${
    filter !== 'all' && 'parties' in filter ? filter.parties : null
  }::uuid[], ${withClosed}::boolean)`

/** From so many on, claims that were taken further are worked out with all claims at once, not by their ids. */
const takenFurtherMax = 20_000

/**
 * SQL: the claim `i` stands at a stage at the end of a day. Those that nothing has taken further are most: they are met one by one,
 * as a list walks them in any order, by indexes. The stages after them are gathered from what takes a claim there.
 */
export async function standsAt({ db, company }: Ctx, on: Day, stage: ClaimStage): Promise<Statement> {
  if (stage === 'loss' || stage === 'closed') return raw('false')
  if (stage === 'none' || stage === 'overdue')
    return sql`i.due_on ${raw(stage === 'none' ? '>=' : '<')} ${on} and ${stays(company.id, on)}`
  const { ids, isAll } = await gathered(db, takenTo(company.id, on, stage))
  return sql`i.id = any (array(select s.item_id from ${stagesOf(company.id, on, isAll ? 'all' : { items: ids })} s where s.stage = ${stage}))`
}

/** The claims that something has taken further by the day; all others are overdue or not due. `isAll`: too many to be named. */
export const takenFurther = ({ db, company }: Ctx, on: Day): Promise<{ ids: Id[]; isAll: boolean }> =>
  gathered(
    db,
    sql`select id from (${takenTo(company.id, on, 'ready-for-collection')}) q union select id from (${takenTo(company.id, on, 'collection')}) k
        union select id from (${takenTo(company.id, on, null)}) l`,
  )

async function gathered(db: Db, among: Statement): Promise<{ ids: Id[]; isAll: boolean }> {
  const rows = await db.rows<{ id: Id }>(sql`select x.id from (${among}) x limit ${takenFurtherMax + 1}`)
  return rows.length > takenFurtherMax ? { ids: [], isAll: true } : { ids: rows.map((row) => row.id), isAll: false }
}

// `offset 0`: looked up for the claims that are met, never gathered for all.
const stays = (companyId: Id, on: Day): Statement => sql`case when i.continues_id is null then
    not exists (${lettersBy(companyId, on)} and t.item_id = i.id offset 0) and not exists (${queuedBy(companyId, on)} and q.item_id = i.id offset 0)
    and not exists (${casesBy(companyId, on)} and t.item_id = i.id offset 0)
  else exists (select from ${stagesOf(companyId, on, { ids: raw('array[i.id]') })} s where s.stage in ('none', 'overdue') offset 0) end`

const lettersBy = (companyId: Id, on: Day, columns = ''): Statement => sql`
  select ${raw(columns)} from dunning_letter_items t join dunning_letters d on d.company_id = t.company_id and d.id = t.letter_id
   where t.company_id = ${companyId} and d.sent_on <= ${on}
     and not exists (select from dunning_letter_events e where e.company_id = t.company_id and e.letter_id = t.letter_id and e.kind = 'recalled')`
const queuedBy = (companyId: Id, on: Day, columns = ''): Statement => sql`
  select ${raw(columns)} from collection_queue q
   where q.company_id = ${companyId} and q.queued_on <= ${on} and (q.ended_at is null or company_day(q.company_id, q.ended_at) > ${on})`
const casesBy = (companyId: Id, on: Day, columns = ''): Statement => sql`
  select ${raw(columns)} from collection_case_items t join collection_cases k on k.company_id = t.company_id and k.id = t.case_id
   where t.company_id = ${companyId} and t.component = 'capital' and k.opened_on <= ${on} and t.ended_on > ${on}`

/** Claims among which all of a stage are; null: of any with a letter. */
function takenTo(companyId: Id, on: Day, stage: ClaimStage | null): Statement {
  if (stage === 'ready-for-collection') return queuedBy(companyId, on, 'q.item_id as id')
  if (stage === 'collection' || stage === 'enforcement' || stage === 'watch')
    return casesBy(companyId, on, 't.item_id as id')
  // A letter counts for the items that continue its own.
  return sql`
    with recursive line as (
      select l.id from (${lettersBy(companyId, on, 't.item_id as id, d.kind')}) l where ${stage}::text is null or l.kind = ${stage}
      union
      select n.id from line join open_items n on n.company_id = ${companyId} and n.continues_id = line.id
    )
    select i.id from line join open_items i on i.company_id = ${companyId} and i.id = line.id where i.closed_on > ${on}`
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
  const filter = { items }
  const rows = await db.rows<StageOfClaim & { itemId: Id }>(
    sql`select s.item_id as "itemId", s.stage, s.since, s.letter_id as "letterId", s.step_no as "stepNo", s.deadline_on as "deadlineOn", s.case_id as "caseId"
          from ${stagesOf(company.id, on, filter, true)} s`,
  )
  return new Map(rows.map(({ itemId, ...stage }) => [itemId, stage]))
}

import type { Ctx } from '../db/context.ts'
import type { Statement } from '../db/sql.ts'
import { sql } from '../db/sql.ts'
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
export const stagesOf = (companyId: Id, on: Day, filter: HindranceFilter = 'all', withClosed = false): Statement =>
  sql`claim_stages(${companyId}::uuid, ${on}::date, ${filter !== 'all' && 'items' in filter ? filter.items : null}::uuid[], ${
    filter !== 'all' && 'parties' in filter ? filter.parties : null
  }::uuid[], ${withClosed}::boolean)`

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

import type { Ctx } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import type { Target } from './agencies.ts'

export interface CaseRow {
  id: Id
  number: bigint
  target: Target
  agencyId: Id
  partyId: Id
  currency: string
  state: string
  openedOn: Day
  endedOn: Day | null
  watchSince: Day | null
  agencyNumber: string | null
  businessAreaId: Id | null
}

export const caseColumns = `c.id, c.number, c.target, c.agency_id as "agencyId", c.party_id as "partyId", c.currency, c.state, c.opened_on as "openedOn",
  nullif(c.ended_on, 'infinity') as "endedOn", c.watch_since as "watchSince", c.agency_number as "agencyNumber", c.business_area_id as "businessAreaId"`

/** A case that is to be changed: what others do about it waits. @throws Refused collection.case-unknown, collection.case-ended */
export async function lockCase(
  { db, company }: Ctx,
  id: Id,
  { ended = false }: { ended?: boolean } = {},
): Promise<CaseRow> {
  const row = await db.maybe<CaseRow>(
    `select ${caseColumns} from collection_cases c where c.company_id = $1 and c.id = $2`,
    [company.id, id],
  )
  if (!row) return refuse('collection.case-unknown', 'there is no such case', { case: id }, 404)
  await db.query(`select pg_advisory_xact_lock(hashtextextended('collection-case ' || $1, 0))`, [id])
  const now = await db.one<CaseRow>(
    `select ${caseColumns} from collection_cases c where c.company_id = $1 and c.id = $2`,
    [company.id, id],
  )
  if (now.endedOn && !ended)
    refuse('collection.case-ended', `case K${now.number} ended on ${now.endedOn}`, { case: `K${now.number}` }, 409)
  return now
}

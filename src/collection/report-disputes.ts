import type { Ctx } from '../db/context.ts'
import type { CollectionReport } from '../formats/collection/neutral.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { appendEvents } from './events.ts'
import { queueMessages } from './messages.ts'
import { caseName } from './open-cases.ts'

interface Change {
  caseId: Id
  number: bigint
  agencyId: Id
  target: 'agency' | 'court'
  agencyNumber: string | null
  businessAreaId: Id | null
  currency: string
  holdId: Id
  kind: 'dispute' | 'dispute-ended'
  on: Day
  /** What of the claim is disputed; null: all of it. */
  amount: bigint | null
  invoiceNumber: string
  remaining: bigint
  text: string | null
}

/**
 * Claims that were disputed after they had left, and disputes that have ended: an agency is told, so that it asks for nothing
 * disputed either (inkassolagen 8 §, inkassoloven § 17); of a court a person sees it on the case. Each hold once, its end once.
 * @returns how many were told
 */
export async function reportDisputes(ctx: Ctx): Promise<number> {
  const changes = await readChanges(ctx)
  const key = (one: Change) => `${caseName(one.number)}-${one.kind}-${one.holdId}`
  await queueMessages(
    ctx,
    changes
      .filter(({ target }) => target === 'agency')
      .map((one) => ({
        agencyId: one.agencyId,
        caseId: one.caseId,
        kind: one.kind,
        key: key(one),
        body: { report: reportOf(one) },
        businessAreaId: one.businessAreaId,
      })),
  )
  return appendEvents(
    ctx,
    changes.map((one) => ({
      caseId: one.caseId,
      kind: one.kind === 'dispute' ? ('disputed' as const) : one.kind,
      on: one.on,
      amount: one.amount,
      text: [one.invoiceNumber, one.text].filter(Boolean).join(': '),
      sourceKey: key(one),
    })),
  )
}

/** The case waits for its row lock: two who look at once tell it once. */
function readChanges({ db, company, today }: Ctx): Promise<Change[]> {
  return db.rows<Change>(
    `select c.id as "caseId", c.number, c.agency_id as "agencyId", c.target, c.agency_number as "agencyNumber", c.business_area_id as "businessAreaId", c.currency,
            h.id as "holdId", x.kind, x.on_day as "on", h.amount, t.number_text as "invoiceNumber", x.text,
            (select coalesce(sum(i.amount_open), 0)::int8 from collection_case_items o join open_items i on i.company_id = o.company_id and i.id = o.item_id
              where o.company_id = c.company_id and o.case_id = c.id) as remaining
       from collection_cases c
       join collection_case_items t on t.company_id = c.company_id and t.case_id = c.id and t.component = 'capital'
       join holds h on h.company_id = t.company_id and h.item_id = t.item_id and h.kind = 'dispute'
       cross join lateral (
         select 'dispute' as kind, h.from_on as on_day, h.reason as text where h.released_at is null and h.from_on <= $2 and h.to_on > $2
         union all
         select 'dispute-ended', least(h.to_on, $2::date), h.release_reason
          where (h.released_at is not null or h.to_on <= $2)
            and exists (select from collection_events e where e.company_id = c.company_id and e.case_id = c.id and e.source_key = 'K' || c.number || '-dispute-' || h.id)) x
      where c.company_id = $1 and c.ended_on = 'infinity' and c.state not in ('proposed', 'approved', 'withdrawal-asked')
        and not exists (select from collection_events e where e.company_id = c.company_id and e.case_id = c.id and e.source_key = 'K' || c.number || '-' || x.kind || '-' || h.id)
      order by c.id, h.id, x.on_day, x.kind
        for update of c skip locked`,
    [company.id, today],
  )
}

function reportOf(one: Change): CollectionReport {
  return {
    case: caseName(one.number),
    agencyNumber: one.agencyNumber,
    kind: one.kind,
    on: one.on,
    currency: one.currency,
    amount: one.amount === null ? null : formatMinor(one.amount, one.currency),
    invoiceNumber: one.invoiceNumber,
    capital: null,
    interest: null,
    fees: null,
    remaining: formatMinor(one.remaining, one.currency),
    text: one.text,
  }
}

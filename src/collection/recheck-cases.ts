import { readHindrances } from '../claims/hindrances.ts'
import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { type Reason, reason } from '../kernel/words/reasons.ts'
import type { Target } from './agencies.ts'
import { appendEvents } from './events.ts'
import { lockClaims } from './open-cases.ts'
import { queueClaims } from './queue-claims.ts'

interface Standing {
  caseId: Id
  target: Target
  /** What was told is what is open. */
  isSame: boolean
  isProtected: boolean
  items: { id: Id; open: string; businessAreaId: Id | null }[]
}

/**
 * The last look before cases leave: why one must not go, by case; one without an entry goes. The claims are locked, so that
 * money that comes later is reported to who has the case.
 */
export async function recheckCases(ctx: Ctx, caseIds: readonly Id[]): Promise<Map<Id, Reason>> {
  const standing = await readStanding(ctx, caseIds)
  const items = standing.flatMap((one) => one.items.map((item) => item.id))
  const hindrances = await readHindrances(ctx, ctx.today, { items })
  const why = new Map<Id, Reason>()
  for (const one of standing) {
    const cause = one.items
      .flatMap((item) => hindrances.get(item.id) ?? [])
      .find(({ kind }) => kind !== 'in-collection' && kind !== 'in-enforcement')
    if (one.isProtected) why.set(one.caseId, stop('protected'))
    else if (one.items.every((item) => item.open === '0')) why.set(one.caseId, stop('paid'))
    else if (cause) why.set(one.caseId, stop(cause.kind))
    else if (!one.isSame) why.set(one.caseId, stop('amount-changed'))
  }
  return why
}

const stop = (cause: string): Reason => reason('case-not-to-go', { causes: cause })

async function readStanding(ctx: Ctx, caseIds: readonly Id[]): Promise<Standing[]> {
  const { db, company } = ctx
  const items = await db.rows<{ id: Id }>(
    `select item_id as id from collection_case_items where company_id = $1 and case_id = any ($2::uuid[])`,
    [company.id, caseIds],
  )
  await lockClaims(
    ctx,
    items.map((item) => item.id),
  )
  return db.rows<Standing>(
    `select c.id as "caseId", c.target, p.protection <> 'none' as "isProtected",
            (select coalesce(bool_and(i.amount_open = t.amount), true) from collection_case_items t join open_items i on i.company_id = t.company_id and i.id = t.item_id
              where t.company_id = c.company_id and t.case_id = c.id) as "isSame",
            (select coalesce(json_agg(json_build_object('id', i.id, 'open', i.amount_open::text, 'businessAreaId', i.business_area_id) order by i.id), '[]')
               from collection_case_items t join open_items i on i.company_id = t.company_id and i.id = t.item_id
              where t.company_id = c.company_id and t.case_id = c.id and t.component = 'capital') as items
       from collection_cases c join parties p on p.company_id = c.company_id and p.id = c.party_id
      where c.company_id = $1 and c.id = any ($2::uuid[]) and c.ended_on = 'infinity'`,
    [company.id, caseIds],
  )
}

/** Nothing of it has left: the case ends, and what is still open of its claims waits again, for what it has become. */
export async function takeBackCases(ctx: Ctx, why: ReadonlyMap<Id, Reason>): Promise<void> {
  if (why.size === 0) return
  const standing = await readStanding(ctx, [...why.keys()])
  await appendEvents(
    ctx,
    standing.map((one) => ({ caseId: one.caseId, kind: 'withdrawn', text: why.get(one.caseId)! })),
  )
  await queueClaims(
    ctx,
    standing.flatMap((one) =>
      one.items
        .filter((item) => item.open !== '0')
        .map((item) => ({
          itemId: item.id,
          target: one.target,
          runId: null,
          reason: reason('case-taken-back', { said: why.get(one.caseId)! }),
          queuedOn: ctx.today,
          businessAreaId: item.businessAreaId,
        })),
    ),
  )
}

import { debtorOf } from '../countries/claims.ts'
import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { minor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'
import type { InterestSetUp } from './interest-set-up.ts'

/** A claim as delay compensation looks at it. */
export interface Compensable {
  partyKind: string
  currency: string
  /** Fees and costs that were charged for it. */
  costs: bigint
  /** What was claimed of it before. */
  compensation: bigint
}

/**
 * What the law gives, less the fees that were charged; only in the currency that the law speaks of.
 * @param lateOn the first day that may bear interest
 * @returns the problem when the law's amount of that day is not known
 */
export function compensationOf(
  claim: Compensable,
  lateOn: Day,
  setUp: InterestSetUp,
  creditor: Ctx['company']['kind'],
): bigint | Problem {
  if (claim.compensation > 0n) return 0n
  try {
    const { maximumFee, currency } = setUp.rules.claims.compensation(
      setUp.law,
      lateOn,
      debtorOf(claim.partyKind),
      creditor === 'municipality' ? 'authority' : 'business',
      minor(claim.costs),
    )
    return currency === claim.currency ? maximumFee : 0n
  } catch (error) {
    if (error instanceof Refused) return error.problems[0]!
    throw error
  }
}

export type Claimed = Pick<Compensable, 'costs' | 'compensation'>
export const unclaimed: Claimed = { costs: 0n, compensation: 0n }

/**
 * What was claimed of compensation, and of the costs that are set off against it: beside the claim by a letter, or on an interest
 * invoice; of an item that goes on for another, what that one bore as well. A claim without any of it is left out.
 */
export async function readClaimed({ db, company }: Ctx, itemIds: readonly Id[]): Promise<Map<Id, Claimed>> {
  if (itemIds.length === 0) return new Map()
  const rows = await db.rows<{ id: Id } & Claimed>(
    hot(
      `with recursive line (own, id) as (
         select x, x from unnest($2::uuid[]) as t (x)
         union
         select l.own, i.continues_id from line l join open_items i on i.company_id = $1 and i.id = l.id where i.continues_id is not null)
       select l.own as id, coalesce(sum(c.amount) filter (where c.component in ('fee', 'cost')), 0)::bigint as costs,
              coalesce(sum(c.amount) filter (where c.component = 'compensation'), 0)::bigint as compensation
         from line l
        cross join lateral (
          select c.component, c.amount from open_items c where c.company_id = $1 and c.main_item_id = l.id and c.component <> 'capital'
          union all
          select 'compensation', x.amount from invoiced_compensations x where x.company_id = $1 and x.item_id = l.id) c
        group by 1`,
      [company.id, itemIds],
    ),
  )
  return new Map(rows.map(({ id, ...claimed }) => [id, claimed]))
}

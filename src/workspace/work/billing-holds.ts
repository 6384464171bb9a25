import type { Ctx } from '../../db/context.ts'
import type { Day } from '../../kernel/day.ts'
import { addDays } from '../../kernel/day.ts'
import type { Work } from './work.ts'

const soonDays = 7
const longDays = 30

/** Holds on billing in force, and how many orders wait behind them. */
export async function billingHolds({ db, company, today }: Ctx, verb: string): Promise<Work[]> {
  const row = await db.one<{
    n: number
    endSoon: number
    long: number
    oldestOn: Day | null
    orders: number
  }>(
    `with held as (
       select id, party_id, order_id, from_on, to_on from holds
        where company_id = $1 and kind = 'billing' and released_at is null and from_on <= $2 and $2 < to_on)
     select count(*)::int as n, count(*) filter (where to_on <= $3)::int as "endSoon", count(*) filter (where to_on = 'infinity' and from_on < $4)::int as long,
            min(from_on) as "oldestOn",
            (select count(*)::int from orders o where o.company_id = $1 and o.invoice_id is null and o.cancelled_at is null
                and (o.id in (select order_id from held) or o.party_id in (select party_id from held))) as orders
       from held`,
    [company.id, today, addDays(today, soonDays), addDays(today, -longDays)],
  )
  if (row.n === 0) return []
  return [
    {
      kind: 'billing-holds',
      verb,
      subjectId: null,
      title: null,
      count: row.n,
      amounts: [],
      oldestOn: row.oldestOn!,
      figures: { endWithinWeek: row.endSoon, longerThanMonth: row.long, ordersWaiting: row.orders },
    },
  ]
}

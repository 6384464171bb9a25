import type { Ctx } from '../db/context.ts'
import { raw, sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import { spreadOf } from './expected-week.ts'

/** As it was reckoned on the evening `scoredOn`, in the currency of the books; `open` is all that was open then. */
export interface ExpectedWeeks {
  scoredOn: Day
  currency: string
  open: bigint
  weeks: { from: Day; amount: bigint; low: bigint; high: bigint; due: bigint }[]
}

/** Money in by week from the Monday of the evening on, of what the reader sees; of one business area on wish. Null: never reckoned. */
export async function readExpectedWeeks({ db, company }: Ctx, businessArea?: string): Promise<ExpectedWeeks | null> {
  const inArea = businessArea
    ? sql`business_area_id = (select a.id from business_areas a where a.company_id = ${company.id} and a.code = ${businessArea})`
    : raw('true')
  const rows = await db.rows<{
    from: Day
    scoredOn: Day
    currency: string
    amount: bigint
    due: bigint
    variance: string
  }>(
    sql`select week_on as "from", max(scored_on) as "scoredOn", min(base_currency)::text as currency, sum_minor(amount) as amount, sum_minor(due_amount) as due, sum(variance)::text as variance
          from credit_expected where company_id = ${company.id} and ${inArea} group by 1 order by 1`,
  )
  const first = rows[0]
  if (!first) return null
  const { open } = await db.one<{ open: bigint }>(
    sql`select coalesce(sum_minor(open_amount), 0) as open from credit_standings where company_id = ${company.id} and ${inArea}`,
  )
  return {
    scoredOn: first.scoredOn,
    currency: first.currency,
    open,
    weeks: rows.map(({ from, amount, due, variance }) => {
      const half = BigInt(Math.round(spreadOf(Number(amount), Number(variance))))
      const [low, high] = [amount - half, amount + half]
      return { from, amount, due, low: low < 0n ? 0n : low, high: high > open ? open : high }
    }),
  }
}

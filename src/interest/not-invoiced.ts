import { divideRounded } from '../countries/fraction.ts'
import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Id } from '../kernel/id.ts'
import { type Accrued, accrueInterest, asDocumented } from './accrue.ts'
import { readInterestSetUp } from './interest-set-up.ts'
import { candidates } from './propose.ts'

/** Minor units of the base currency, at the rate that each claim was posted at. */
export interface NotInvoiced {
  amount: bigint
  claims: number
  /** A half-year's rate is missing: the sum would be too small. */
  isRateMissing: boolean
}

/** What a customer would be asked for today if all his interest was invoiced, by the currency of the books at the time. */
export async function interestNotInvoiced(ctx: Ctx, partyId: Id): Promise<Map<string, NotInvoiced>> {
  const accrued: Accrued[] = []
  const setUp = await readInterestSetUp(ctx)
  for await (const claims of candidates(ctx, 'all', ctx.today, { partyIds: [partyId], groupIds: null })) {
    const ids = claims.map(({ id }) => id)
    for (const one of (await accrueInterest(ctx, ids, ctx.today, { setUp })).values())
      accrued.push(asDocumented(one, setUp, ctx.today))
  }
  const told = accrued.filter(({ amount, problem }) => amount > 0n || problem)
  const items = await ctx.db.rows<{ id: Id; amount: bigint; base: bigint; currency: string }>(
    hot(
      `select id, amount, base_amount as base, base_currency::text as currency from open_items where company_id = $1 and id = any ($2::uuid[])`,
      [ctx.company.id, told.map(({ itemId }) => itemId)],
    ),
  )
  const byId = new Map(items.map((item) => [item.id, item]))
  const sums = new Map<string, NotInvoiced>()
  for (const { itemId, amount, problem, ...one } of told) {
    const item = byId.get(itemId)!
    // A claim in the old currency of the books is worth in the new one what was converted.
    const currency = one.earlier?.accrued.currency === item.currency ? one.currency : item.currency
    const sum = sums.get(currency) ?? { amount: 0n, claims: 0, isRateMissing: false }
    sum.amount += divideRounded(amount * item.base, item.amount)
    sum.claims += 1
    if (problem) sum.isRateMissing = true
    sums.set(currency, sum)
  }
  return sums
}

import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import { Decimal } from '../kernel/decimal.ts'
import type { Id } from '../kernel/id.ts'
import { roundToMinor, toDecimal } from '../kernel/money.ts'
import { Refused } from '../kernel/problem.ts'
import { readSubledgerSetUp, type SubledgerSetUp } from '../subledger/subledger-set-up.ts'

/** What posting charges needs to know about the company, read once for a run. */
export interface ChargeSetUp extends SubledgerSetUp {
  /** Coding of invoice groups: dimensions that their charges carry as well. */
  dimensionsOf(invoiceGroupId: Id | null): Record<string, string>
  /** In the currency of the books of the day. @throws Refused RATE_MISSING */
  toBase(amount: bigint, currency: string, on: Day): bigint
}

export async function readChargeSetUp(ctx: Ctx): Promise<ChargeSetUp> {
  const setUp = await readSubledgerSetUp(ctx)
  const groups = await ctx.db.rows<{ id: Id; dimensions: Record<string, string> | null }>(
    hot(`select id, default_coding -> 'dimensions' as dimensions from invoice_groups where company_id = $1`, [
      ctx.company.id,
    ]),
  )
  const dimensions = new Map(groups.map((group) => [group.id, group.dimensions ?? {}]))
  return {
    ...setUp,
    dimensionsOf: (invoiceGroupId) => (invoiceGroupId && dimensions.get(invoiceGroupId)) || {},
    toBase(amount, currency, on) {
      const base = setUp.baseOn(on)
      if (currency === base) return amount
      const rate = setUp.rateOn(currency, on)
      if (!rate)
        throw new Refused({
          code: 'RATE_MISSING',
          message: `no exchange rate ${currency}/${base} on or before ${on}: add one`,
          data: { currency, on, what: `${currency}/${base}` },
        })
      const converted = roundToMinor(toDecimal(amount, currency).times(new Decimal(rate.rate)), base)
      // A smallest amount is worth something in the books as well.
      return converted === 0n ? (amount < 0n ? -1n : 1n) : converted
    },
  }
}

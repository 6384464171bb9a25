import { debtorOf } from '../countries/country.ts'
import type { Ctx } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import { minor } from '../kernel/money.ts'
import type { InterestSetUp } from './interest-set-up.ts'

/** A claim as delay compensation looks at it. */
export interface Compensable {
  partyKind: string
  currency: string
  /** Fees and costs that were charged for it. */
  costs: bigint
  /** It was claimed before. */
  compensated: boolean
}

/** What the law gives, less the fees that were charged; only in the currency that the law speaks of. */
export function compensationOf(
  claim: Compensable,
  on: Day,
  setUp: InterestSetUp,
  creditor: Ctx['company']['kind'],
): bigint {
  if (claim.compensated) return 0n
  const { maximumFee, currency } = setUp.rules.claims.compensation(
    setUp.law,
    on,
    debtorOf(claim.partyKind),
    creditor === 'municipality' ? 'authority' : 'business',
    minor(claim.costs),
  )
  return currency === claim.currency ? maximumFee : 0n
}

import type { DayCount, InterestSegment, RateCourse } from '../countries/interest.ts'
import { interestOf } from '../countries/interest.ts'
import { addMonths, type Day } from '../kernel/day.ts'
import { type Minor, minor, share } from '../kernel/money.ts'
import { assert } from '../kernel/problem.ts'

/** What is divided: open capital, and interest and costs that are open beside it. */
export interface PlanDebt {
  capital: Minor
  interest: Minor
  fee: Minor
}

export interface PlanTerms {
  /** How many parts, or the most that each is: the last one is what is left. */
  parts: { count: number } | { amount: Minor }
  firstOn: Day
  everyMonths: number
  /** Once, with the first part. */
  planFee: Minor
  /** With each part. */
  noticeFee: Minor
  /** Interest on the capital that is left, from the day after `after`; null: none. */
  interest: { after: Day; rate: RateCourse; dayCount: DayCount } | null
}

export interface PlanPart {
  partNo: number
  dueOn: Day
  capital: Minor
  interest: Minor
  fee: Minor
  total: Minor
  /** The interest that runs, of `interest`. */
  segments: InterestSegment[]
}

export const partsMax = 240

/**
 * A debt in parts: what is open and the plan's fee in equal parts, to which each adds its notice and the interest that has run
 * on the capital left until its day. Within a part costs come first, then interest, then capital, as payments are counted.
 * Σ capital = debt.capital; Σ fee = debt.fee + planFee + parts × noticeFee; Σ interest = debt.interest + what runs.
 * @throws Refused RATE_MISSING for a day whose rate nobody knows yet
 */
export function planParts(debt: PlanDebt, terms: PlanTerms): PlanPart[] {
  const whole = debt.capital + debt.interest + debt.fee + terms.planFee
  assert(whole > 0n, 'a plan divides a debt')
  const sizes = sizesOf(minor(whole), terms.parts)
  let [fee, interest, capital] = [debt.fee + terms.planFee, debt.interest as bigint, debt.capital as bigint]
  let after = terms.interest?.after ?? terms.firstOn
  return sizes.map((size, i) => {
    const dueOn = addMonths(terms.firstOn, i * terms.everyMonths)
    const running =
      terms.interest && capital > 0n && dueOn > after
        ? interestOf({
            principal: minor(capital),
            after,
            through: dueOn,
            changes: [],
            rate: terms.interest.rate,
            dayCount: terms.interest.dayCount,
          })
        : { amount: minor(0n), segments: [] }
    after = dueOn > after ? dueOn : after
    let left: bigint = size
    const take = (pool: bigint): bigint => {
      const part = pool < left ? pool : left
      left -= part
      return part
    }
    const ofFee = take(fee)
    const ofInterest = take(interest)
    const ofCapital = take(capital)
    fee -= ofFee
    interest -= ofInterest
    capital -= ofCapital
    const part = {
      capital: minor(ofCapital),
      interest: minor(ofInterest + running.amount),
      fee: minor(ofFee + terms.noticeFee),
    }
    return {
      partNo: i + 1,
      dueOn,
      ...part,
      total: minor(part.capital + part.interest + part.fee),
      segments: running.segments,
    }
  })
}

function sizesOf(whole: Minor, parts: PlanTerms['parts']): Minor[] {
  if ('count' in parts) {
    const sizes = share(
      whole,
      Array.from({ length: parts.count }, () => 1n),
    )
    return sizes.filter((size) => size > 0n)
  }
  const sizes: Minor[] = []
  for (let left: bigint = whole; left > 0n && sizes.length <= partsMax; left -= parts.amount)
    sizes.push(minor(left < parts.amount ? left : parts.amount))
  return sizes
}

/** A part as it stands against the money that came: parts are met in their order. */
export interface PartStanding {
  partNo: number
  dueOn: Day
  total: Minor
  paid: Minor
  left: Minor
}

/** @param paid what came off the plan's items since it began; `closed`: nothing of them is open any more */
export function standingOf(
  parts: readonly { partNo: number; dueOn: Day; total: Minor }[],
  paid: Minor,
  closed: boolean,
): PartStanding[] {
  let money: bigint = paid
  return parts.map(({ partNo, dueOn, total }) => {
    const part = closed || money > total ? total : money > 0n ? money : 0n
    money -= part
    return { partNo, dueOn, total, paid: minor(part), left: minor(total - part) }
  })
}

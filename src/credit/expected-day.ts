import type { Day } from '../kernel/day.ts'
import { addDays, daysBetween } from '../kernel/day.ts'
import type { DelayCurve } from './payment-delay.ts'
import { quantile } from './payment-delay.ts'
import { afterWeekend } from './refresh-standings.ts'

/** When a claim is expected to be paid: the middle, and the days between which four of five come. */
export interface ExpectedDay {
  /** Null: half of such claims were not seen being paid. */
  on: Day | null
  from: Day | null
  /** Null: no end known: more than one in ten of such claims were never seen being paid. */
  to: Day | null
}

/** @param asOf the claim is not paid by the end of this day */
export function expectedDay(curve: DelayCurve, dueOn: Day, asOf: Day): ExpectedDay {
  const waited = daysBetween(dueOn, asOf)
  const day = (part: number): Day | null => {
    const days = quantile(curve, part, waited)
    return days === null ? null : addDays(dueOn, days)
  }
  const banking = (on: Day | null): Day | null => (on === null ? null : afterWeekend(on))
  return { from: day(0.1), on: banking(day(0.5)), to: banking(day(0.9)) }
}

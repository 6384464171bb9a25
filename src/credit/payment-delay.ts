// When a claim is paid, from when others were. Probabilities are floats here: no money is counted by them, only expected.

/** Claims by days from due to paid; `waiting`: so many days have passed, and not paid yet. Weights may be fractions. */
export interface Observed {
  days: number
  paid: number
  waiting: number
}

/** The share of claims that is paid so many days after the due day; the rest was not seen being paid. */
export interface DelayCurve {
  days: number[]
  share: number[]
  /** Σ share up to and with the day. */
  until: number[]
}

/** Few claims of one's own lean on those of the kind as if it had paid so many times. */
const leanOnKind = 6
/** A kind with few claims leans on all customers. */
const leanOnAll = 20

export const emptyCurve: DelayCurve = { days: [], share: [], until: [] }

/**
 * Product-limit estimate (Kaplan and Meier 1958): a claim that still waits counts among those that might have been paid up to
 * the day, so that the latest claims do not make everybody look quick.
 */
export function curveOf(observed: readonly Observed[]): DelayCurve {
  const sorted = [...observed].sort((a, b) => a.days - b.days)
  let atRisk = sorted.reduce((sum, one) => sum + one.paid + one.waiting, 0)
  let surviving = 1
  const curve: DelayCurve = { days: [], share: [], until: [] }
  for (let i = 0; i < sorted.length; ) {
    const day = sorted[i]!.days
    let [paid, waiting] = [0, 0]
    for (; i < sorted.length && sorted[i]!.days === day; i++) {
      paid += sorted[i]!.paid
      waiting += sorted[i]!.waiting
    }
    if (paid > 0 && atRisk > 0) {
      const share = surviving * (paid / atRisk)
      surviving = Math.max(0, surviving - share)
      curve.days.push(day)
      curve.share.push(share)
      curve.until.push(1 - surviving)
    }
    atRisk -= paid + waiting
  }
  return curve
}

/** A curve as observations of a given weight: what it never saw paid waits for ever. */
const asObserved = ({ days, share, until }: DelayCurve, weight: number): Observed[] => [
  ...days.map((day, i) => ({ days: day, paid: share[i]! * weight, waiting: 0 })),
  { days: Number.POSITIVE_INFINITY, paid: 0, waiting: (1 - (until.at(-1) ?? 0)) * weight },
]

/** The kind's own curve, leaning on all customers of the area. */
export const kindCurve = (own: readonly Observed[], all: DelayCurve): DelayCurve =>
  curveOf([...own, ...(all.days.length > 0 ? asObserved(all, leanOnAll) : [])])

/** A customer's curve: the latest payments and what waits now, leaning on the kind. */
export const customerCurve = (delays: readonly number[], waits: readonly number[], kind: DelayCurve): DelayCurve =>
  curveOf([
    ...delays.map((days) => ({ days, paid: 1, waiting: 0 })),
    ...waits.map((days) => ({ days, paid: 0, waiting: 1 })),
    ...(kind.days.length > 0 ? asObserved(kind, leanOnKind) : []),
  ])

/** Place of the first day after `waited`, and how much was paid by `waited`. */
function from(curve: DelayCurve, waited: number): { place: number; before: number } {
  let [low, high] = [0, curve.days.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (curve.days[middle]! <= waited) low = middle + 1
    else high = middle
  }
  return { place: low, before: low === 0 ? 0 : curve.until[low - 1]! }
}

/**
 * The day by which a part of such claims is paid, of those that have waited so long already.
 * @returns days after the due day; null: fewer than that part were ever seen being paid
 */
export function quantile(curve: DelayCurve, part: number, waited: number): number | null {
  const { place, before } = from(curve, waited)
  const wanted = before + part * (1 - before)
  // What rounding leaves of a sum of shares is no claim.
  for (let i = place; i < curve.days.length; i++) if (curve.until[i]! >= wanted - 1e-9) return curve.days[i]!
  return null
}

/** The share still to come on each day after `waited`: what is paid on which day, of one claim that has waited so long. */
export function* ahead(curve: DelayCurve, waited: number): Generator<[days: number, share: number]> {
  const { place, before } = from(curve, waited)
  if (before >= 1) return
  for (let i = place; i < curve.days.length; i++) yield [curve.days[i]!, curve.share[i]! / (1 - before)]
}

import { addDays, type Day, daysBetween } from '../kernel/day.ts'
import { absolute, type Minor, minor } from '../kernel/money.ts'
import { assert } from '../kernel/problem.ts'
import type { LawName, LawValues } from './claims.ts'
import { inForce } from './dated.ts'
import { addPercents, divideRounded, fraction, powerOfTen } from './fraction.ts'
import type { DatedPercent, Sourced } from './sourced.ts'

/**
 * Late-payment interest, simple: each day after `after` up to `through` costs the rate in force on it and the principal
 * open at the end of the day before. Exact fractions; one rounding at the end, half up.
 */

/** Actual days by a year of 365, of 360, or of the days that the year has. */
export type DayCount = 'ACT/365F' | 'ACT/360' | 'ACT/ACT'
export const dayCounts = ['ACT/365F', 'ACT/360', 'ACT/ACT'] as const

/** Which rate holds when. */
export interface RateCourse {
  /** @throws Refused RATE_MISSING */
  on(day: Day): DatedPercent
  /** Days after `after`, up to `through`, from which another rate holds. */
  changes(after: Day, through: Day): Day[]
}

/** What comes off the principal (+) or onto it (−) on a day; it counts from the day after. */
export interface PrincipalChange {
  on: Day
  amount: Minor
}

export interface InterestQuestion {
  principal: Minor
  /** The last day that bears none. */
  after: Day
  /** The last day that bears any: the day of payment. */
  through: Day
  changes: readonly PrincipalChange[]
  rate: RateCourse
  dayCount: DayCount
}

/** Minor units as an exact fraction; the denominator is above zero. */
export interface Exact {
  numerator: bigint
  denominator: bigint
}

export interface InterestSegment {
  /** First and last day that bear interest. */
  from: Day
  through: Day
  days: number
  percent: string
  principal: Minor
  exact: Exact
  source: string
  unverified: boolean
}

export interface Interest {
  amount: Minor
  exact: Exact
  segments: InterestSegment[]
}

const nothing: Exact = { numerator: 0n, denominator: 1n }

/** @throws Refused RATE_MISSING with the first day that lacks a rate */
export function interestOf({ principal, after, through, changes, rate, dayCount }: InterestQuestion): Interest {
  if (through <= after) return { amount: minor(0n), exact: nothing, segments: [] }
  const moved = [...changes].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
  // A change of the last day or later moves no day that is counted.
  const breaks = moved.filter(({ on }) => on > after && on < through).map(({ on }) => on)
  const rates = rate.changes(addDays(after, 1), through).map((on) => addDays(on, -1))
  const ends = [...new Set([...breaks, ...rates, through])].sort()
  const segments: InterestSegment[] = []
  let [start, open, next] = [after, principal as bigint, 0]
  for (const end of ends) {
    for (; next < moved.length && moved[next]!.on <= start; next++) open -= moved[next]!.amount
    const from = addDays(start, 1)
    if (open > 0n) segments.push(segmentOf(from, end, minor(open), rate.on(from), dayCount))
    start = end
  }
  const joined = join(segments)
  const exact = sumExact(joined.map((segment) => segment.exact))
  return { amount: rounded(exact), exact, segments: joined }
}

function segmentOf(from: Day, through: Day, principal: Minor, rate: DatedPercent, dayCount: DayCount): InterestSegment {
  return {
    from,
    through,
    days: daysBetween(from, through) + 1,
    percent: rate.percent,
    principal,
    exact: exactOf(principal, rate.percent, from, through, dayCount),
    source: rate.source,
    unverified: rate.unverified === true,
  }
}

function exactOf(principal: Minor, percent: string, from: Day, through: Day, dayCount: DayCount): Exact {
  const { units, scale } = fraction(percent)
  const [part, year] = shareOfYear(from, through, dayCount)
  return { numerator: principal * units * part, denominator: 100n * powerOfTen(scale) * year }
}

/** The days as a share of a year: numerator and denominator. */
function shareOfYear(from: Day, through: Day, dayCount: DayCount): [bigint, bigint] {
  if (dayCount !== 'ACT/ACT') return [BigInt(daysBetween(from, through) + 1), dayCount === 'ACT/360' ? 360n : 365n]
  let part = 0n
  for (let start = from; start <= through; ) {
    const endOfYear = `${start.slice(0, 4)}-12-31` as Day
    const end = endOfYear < through ? endOfYear : through
    part += BigInt(daysBetween(start, end) + 1) * (isLeap(start) ? 365n : 366n)
    start = addDays(end, 1)
  }
  return [part, 365n * 366n]
}

const isLeap = (day: Day): boolean => {
  const year = Number(day.slice(0, 4))
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

/** Neighbours of one rate and one principal are one segment. */
function join(segments: readonly InterestSegment[]): InterestSegment[] {
  const joined: InterestSegment[] = []
  for (const segment of segments) {
    const last = joined.at(-1)
    if (
      last &&
      last.percent === segment.percent &&
      last.principal === segment.principal &&
      addDays(last.through, 1) === segment.from
    ) {
      joined[joined.length - 1] = {
        ...last,
        through: segment.through,
        days: last.days + segment.days,
        exact: sumExact([last.exact, segment.exact]),
        source: last.source === segment.source ? last.source : `${last.source}; ${segment.source}`,
        unverified: last.unverified || segment.unverified,
      }
    } else joined.push(segment)
  }
  return joined
}

export function sumExact(parts: readonly Exact[]): Exact {
  return parts.reduce((sum, part) => {
    if (sum.denominator === part.denominator)
      return { numerator: sum.numerator + part.numerator, denominator: sum.denominator }
    if (part.denominator % sum.denominator === 0n) {
      const factor = part.denominator / sum.denominator
      return { numerator: sum.numerator * factor + part.numerator, denominator: part.denominator }
    }
    return {
      numerator: sum.numerator * part.denominator + part.numerator * sum.denominator,
      denominator: sum.denominator * part.denominator,
    }
  }, nothing)
}

export const rounded = ({ numerator, denominator }: Exact): Minor => minor(divideRounded(numerator, denominator))

/** An exact part as text in major units, six decimals unless told: "167.123288". */
export function exactText({ numerator, denominator }: Exact, digits: number, decimals = 6): string {
  assert(decimals >= digits, 'an unrounded part has at least the decimals of its currency')
  const scaled = divideRounded(numerator * powerOfTen(decimals - digits), denominator)
  const text = absolute(scaled)
    .toString()
    .padStart(decimals + 1, '0')
  return `${scaled < 0n ? '-' : ''}${text.slice(0, -decimals)}.${text.slice(-decimals)}`
}

// ---- which rate -------------------------------------------------------------------------------

/** The rate of the law, as the country and the company's own rows give it. */
export const statutoryRate = (law: LawValues, name: LawName = 'late-interest'): RateCourse => ({
  on: (day) => law.percentOn(name, day),
  changes: (after, through) => law.changesOf(name, after, through),
})

/** An agreed rate from a day: a fixed percent, or points above the reference rate; null: the law's again. */
export type AgreedRate = Sourced & ({ percent: string } | { margin: string } | { statutory: true })
type Agreed = Exclude<AgreedRate, { statutory: true }>

export interface AgreedCourse extends RateCourse {
  /** The agreement that gives the rate of a day; null: the law gives it, by itself or as the bound of what was agreed. */
  agreedOn(day: Day): Agreed | null
}

/**
 * Agreed rates over the law's. Before the first row the law's rate holds. `limit`: where the law binds an agreed rate
 * to the statutory one.
 */
export function agreedRate(
  law: LawValues,
  rows: readonly AgreedRate[],
  limit: { least: boolean; most: boolean; source: string } = { least: false, most: false, source: '' },
): AgreedCourse {
  const agreed = [...rows].sort((a, b) => (a.from < b.from ? -1 : 1))
  if (agreed.length === 0) return { ...statutoryRate(law), agreedOn: () => null }
  const standing = (day: Day): { rate: DatedPercent; row: Agreed | null } => {
    const row = inForce(agreed, day)
    if (!row || 'statutory' in row) return { rate: law.percentOn('late-interest', day), row: null }
    const rate = 'percent' in row ? row : aboveReference(law, row, day)
    const bound = limit.least || limit.most ? law.percentOn('late-interest', day) : null
    const isBound =
      bound &&
      ((limit.least && lower(rate.percent, bound.percent)) || (limit.most && lower(bound.percent, rate.percent)))
    return isBound ? { rate: { ...bound, source: boundBy(bound, limit) }, row: null } : { rate, row }
  }
  return {
    on: (day) => standing(day).rate,
    agreedOn: (day) => standing(day).row,
    changes: (after, through) => {
      const turns = agreed.flatMap(({ from, to }) => (to ? [from, addDays(to, 1)] : [from]))
      const days = new Set(turns.filter((turn) => turn > after && turn <= through))
      const fixed = agreed[0]!.from <= after && agreed.every((row) => 'percent' in row && !row.to)
      const open = !fixed || limit.least || limit.most
      if (open)
        for (const name of ['late-interest', 'reference-rate'] as const)
          for (const day of law.changesOf(name, after, through)) days.add(day)
      return [...days].sort()
    },
  }
}

const boundBy = (rate: DatedPercent, limit: { source: string }): string => `${limit.source}; ${rate.source}`

function aboveReference(law: LawValues, row: Sourced & { margin: string }, day: Day): DatedPercent {
  const reference = law.percentOn('reference-rate', day)
  const percent = addPercents(reference.percent, row.margin)
  return {
    ...row,
    // A reference rate below zero never makes the creditor owe interest.
    percent: percent.startsWith('-') ? '0' : percent,
    source: `${row.source}; ${reference.source}`,
    ...(reference.unverified ? { unverified: true } : {}),
  }
}

const lower = (a: string, b: string): boolean =>
  addPercents(a, b.startsWith('-') ? b.slice(1) : `-${b}`).startsWith('-')

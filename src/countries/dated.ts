import { type Day, day } from '../kernel/day.ts'
import { Refused } from '../kernel/problem.ts'
import type { DatedPercent, Sourced } from './sourced.ts'

/** The row in force on a day: the latest `from` not after it whose `to` has not passed. Rows ascend. */
export function inForce<T extends Sourced>(rows: readonly T[], on: Day): T | undefined {
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i]!
    if (row.from <= on) return row.to && row.to < on ? undefined : row
  }
  return undefined
}

/** @param name of the law's row that lacks, as a person enters it */
export const rateMissing = (what: string, from: Day, name?: string): Refused =>
  new Refused({
    code: 'RATE_MISSING',
    message: `RATE_MISSING ${from}: ${what} is not entered for this day; enter it with its source.`,
    data: { from, on: from, what, ...(name ? { name } : {}) },
  })

/** First day of the half-year: the reference rates of all three countries change on 1 January and 1 July. */
export const halfYearStart = (on: Day): Day => day(`${on.slice(0, 4)}-${on.slice(5, 7) < '07' ? '01' : '07'}-01`)

/**
 * The rate of the half-year that holds the day. Each half-year needs its own row: the last known one
 * is never carried on, since silence in the table means that nobody has looked.
 */
export function halfYearRate(rows: readonly DatedPercent[], on: Day, what: string): DatedPercent {
  const from = halfYearStart(on)
  const row = rows.find((candidate) => candidate.from === from)
  if (!row) throw rateMissing(what, from)
  return row
}

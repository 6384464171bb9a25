import { day } from '../kernel/day.ts'
import { minor } from '../kernel/money.ts'
import type { DatedAmount, DatedPercent } from './sourced.ts'

/** When a person last looked at the sources of this folder. */
export const checked = day('2026-11-21')

/** from, percent, 'M' = from memory. */
export type PercentRow = readonly [string, string, 'M'?]

export const percents = (source: string, rows: readonly PercentRow[]): DatedPercent[] =>
  rows.map(([from, percent, mark]) => ({
    from: day(from),
    percent,
    source,
    checked,
    ...(mark ? { unverified: true } : {}),
  }))

/** from, amount in minor units. */
export const amounts = (
  source: string,
  currency: string,
  rows: readonly (readonly [string, bigint])[],
  unverified = false,
) =>
  rows.map(
    ([from, amount]): DatedAmount => ({
      from: day(from),
      amount: minor(amount),
      currency,
      source,
      checked,
      ...(unverified ? { unverified } : {}),
    }),
  )

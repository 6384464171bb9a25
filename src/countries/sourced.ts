import type { Day } from '../kernel/day.ts'
import type { Minor } from '../kernel/money.ts'

/** Where a rule or rate comes from and when a person last looked. */
export interface Sourced {
  from: Day
  /** Last day in force; null while none is known. */
  to?: Day | null
  source: string
  checked: Day
  /** True where the source was memory and not a text: show it to whoever relies on it. */
  unverified?: boolean
}

export interface DatedPercent extends Sourced {
  percent: string
}
export interface DatedAmount extends Sourced {
  amount: Minor
  currency: string
}

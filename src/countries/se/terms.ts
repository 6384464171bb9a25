import { day } from '../../kernel/day.ts'
import { minor } from '../../kernel/money.ts'
import type { TermsRules } from '../country.ts'

export const terms: TermsRules = {
  defaultDays: 30,
  statutoryDays: 30,
  // Räntelag 2 a §: thirty days between businesses unless expressly agreed; towards authorities without exception.
  maximumDays: { consumer: null, business: { days: 30, expressly: null }, authority: { days: 30, expressly: 30 } },
  interestDaysAfterDemand: 30,
  // A due day printed on an invoice by one side is not agreed (3–4 §§).
  interestStartBasis: 'after-demand',
  dueDayMoves: 'next-banking-day',
  allocation: { order: ['cost', 'interest', 'capital'], mostBurdensomeFirst: false, equalsShare: false },
  tolerance: { SEK: minor(100n), EUR: minor(5n) },
  sources: ['räntelag (1975:635) 2 a, 3, 4 §§', 'handelsbalken 9:5'],
  checked: day('2026-11-21'),
}

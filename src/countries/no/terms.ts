import { day } from '../../kernel/day.ts'
import { minor } from '../../kernel/money.ts'
import type { TermsRules } from '../country.ts'

export const terms: TermsRules = {
  defaultDays: 14,
  statutoryDays: 30,
  maximumDays: { consumer: null, business: { days: 60, expressly: null }, authority: { days: 30, expressly: 60 } },
  interestDaysAfterDemand: 30,
  // A due day fixed in advance starts the interest (forsinkelsesrenteloven § 2).
  interestStartBasis: 'agreed-due-date',
  dueDayMoves: 'next-banking-day',
  // No statutory order; the one used is recorded and shown on request (new inkassolov § 16).
  allocation: { order: ['cost', 'interest', 'capital'], mostBurdensomeFirst: false, equalsShare: false },
  tolerance: { NOK: minor(100n), EUR: minor(5n) },
  sources: ['forsinkelsesrenteloven (LOV-1976-12-17-100) §§ 2, 3, 3b'],
  checked: day('2026-11-21'),
}

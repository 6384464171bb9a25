import { day } from '../../kernel/day.ts'
import { minor } from '../../kernel/money.ts'
import type { TermsRules } from '../country.ts'

export const terms: TermsRules = {
  defaultDays: 14,
  // No term agreed: fourteen days from the receipt of the invoice or demand.
  statutoryDays: 14,
  maximumDays: { consumer: null, business: { days: 60, expressly: null }, authority: { days: 30, expressly: 60 } },
  interestDaysAfterDemand: 14,
  interestStartBasis: 'agreed-due-date',
  // ЗЗД чл. 72 ал. 2.
  dueDayMoves: 'next-banking-day',
  // ЗЗД чл. 76: most burdensome, then oldest, then pro rata; within a debt costs, interest, principal.
  allocation: { order: ['cost', 'interest', 'capital'], mostBurdensomeFirst: true, equalsShare: true },
  tolerance: { BGN: minor(10n), EUR: minor(5n) },
  sources: ['Търговски закон чл. 303а', 'ЗЗД чл. 72, 76, 86'],
  checked: day('2026-11-21'),
}

import { type Day, day } from '../kernel/day.ts'
import { refuse } from '../kernel/problem.ts'
import type { HolidayRules, TaxDue } from './country.ts'

/** A day of the month of payment ("2026-08"), and where it moves when there is no banking. */
export function taxDue(month: string, dayOfMonth: number, holidays: HolidayRules): TaxDue {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
    refuse('tax.month-invalid', `"${month}" is not a month: write yyyy-mm.`, { month })
  const nominal: Day = day(`${month}-${String(dayOfMonth).padStart(2, '0')}`)
  return { nominal, due: holidays.nextBankingDay(nominal) }
}

export const unknownTax = (kind: string, kinds: readonly string[]): never =>
  refuse('tax.kind-unknown', `No due days are known for "${kind}": use one of ${kinds.join(', ')}.`, { kind })

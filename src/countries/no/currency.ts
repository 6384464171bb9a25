import { day } from '../../kernel/day.ts'
import type { CurrencyRules } from '../country.ts'

export const currency: CurrencyRules = {
  base: [
    {
      from: day('1875-10-16'),
      currency: 'NOK',
      source: 'bokføringsloven § 12',
      checked: day('2026-11-21'),
      unverified: true,
    },
  ],
  baseOn: () => 'NOK',
  changes: [],
  redenominate: () => null,
}

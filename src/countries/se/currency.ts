import { day } from '../../kernel/day.ts'
import type { CurrencyRules } from '../country.ts'

export const currency: CurrencyRules = {
  base: [{ from: day('1873-06-05'), currency: 'SEK', source: 'bokföringslagen 4:6', checked: day('2026-11-21') }],
  baseOn: () => 'SEK',
  changes: [],
  redenominate: () => null,
}

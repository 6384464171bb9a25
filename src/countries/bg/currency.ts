import { type Day, day } from '../../kernel/day.ts'
import type { Minor } from '../../kernel/money.ts'
import type { CurrencyRules } from '../country.ts'
import { convert } from '../currency.ts'

const changeOn = day('2026-01-01')
const source = 'Council Regulation (EU) 2025/1409: 1 EUR = 1.95583 BGN; Закон за въвеждане на еврото'
const rate = '1.95583'

export const currency: CurrencyRules = {
  base: [
    {
      from: day('1999-07-05'),
      to: day('2025-12-31'),
      currency: 'BGN',
      source: 'Закон за деноминация на лева',
      checked: day('2026-11-21'),
    },
    { from: changeOn, currency: 'EUR', source, checked: day('2026-11-21') },
  ],
  baseOn: (on: Day) => (on < changeOn ? 'BGN' : 'EUR'),
  changes: [{ on: changeOn, from: 'BGN', to: 'EUR', rate, source }],
  // One rounding, half up, of each converted amount: a document by its total, not by its lines.
  redenominate: (amount: Minor, from: string) =>
    from === 'BGN' ? convert(amount, 'BGN', 'EUR', { per: 'EUR', rate }) : null,
}

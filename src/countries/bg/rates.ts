import type { RateRules } from '../country.ts'
import { halfYearRate } from '../dated.ts'
import { percents } from '../rates.ts'

/**
 * Legal interest (ЗЗД чл. 86): until 2025 the BNB's base rate and ten points (ПМС 426/2014), from 2026 the ECB's
 * main refinancing rate on 1 January or 1 July and eight points (ПМС 347/2025).
 * The second half of 2026 could not be verified: enter it when known; until then computations refuse.
 */
const late = [
  ...percents('ПМС 426/2014: ОЛП на БНБ 0 + 10', [
    ['2020-01-01', '10.00', 'M'],
    ['2020-07-01', '10.00', 'M'],
    ['2021-01-01', '10.00', 'M'],
    ['2021-07-01', '10.00', 'M'],
    ['2022-01-01', '10.00', 'M'],
    ['2022-07-01', '10.00', 'M'],
  ]),
  ...percents('ПМС 426/2014: ОЛП на БНБ + 10 (banker.bg)', [
    ['2023-01-01', '11.42'],
    ['2023-07-01', '13.12'],
    ['2024-01-01', '13.79'],
    ['2024-07-01', '13.63'],
    ['2025-01-01', '12.95'],
    ['2025-07-01', '11.97'],
  ]),
  ...percents('ПМС 347/29.12.2025: ЕЦБ 2,15 + 8', [['2026-01-01', '10.15']]),
]

export const rates: RateRules = {
  reference: null,
  late,
  // ТЗ чл. 309а transposes the EUR 40 of directive 2011/7/EU; amount and article to be verified: no row.
  compensation: [],
  dayCount: 360,
  lateOn: (on) => halfYearRate(late, on, 'the Bulgarian legal interest'),
}

import type { RateRules } from '../country.ts'
import { halfYearRate } from '../dated.ts'
import { amounts, percents } from '../rates.ts'

/** Riksbank's reference rate (räntelag 9 §): its policy rate at the turn of the half-year, up to the next half percent. */
const reference = percents('riksbank.se, referensränta', [
  ['2018-07-01', '-0.50'],
  ['2019-01-01', '-0.50'],
  ['2019-07-01', '0.00'],
  ['2020-01-01', '0.00'],
  ['2020-07-01', '0.00'],
  ['2021-01-01', '0.00'],
  ['2021-07-01', '0.00'],
  ['2022-01-01', '0.00'],
  ['2022-07-01', '0.50'],
  ['2023-01-01', '2.50'],
  ['2023-07-01', '3.50'],
  ['2024-01-01', '4.00'],
  ['2024-07-01', '4.00'],
  ['2025-01-01', '3.00', 'M'],
  ['2025-07-01', '2.00', 'M'],
  ['2026-01-01', '2.00'],
  ['2026-07-01', '2.00'],
])

// Räntelag 6 §: the reference rate in force at each time and eight percentage points. Two decimals, so no float is met.
const late = reference.map((row) => {
  const hundredths = BigInt(row.percent.replace('.', '')) + 800n
  return {
    ...row,
    percent: `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`,
    source: `räntelag 6 §; ${row.source}`,
  }
})

export const rates: RateRules = {
  reference,
  late,
  compensation: amounts('lag (1981:739) 4 a §', 'SEK', [['2013-03-16', 450_00n]]),
  dayCount: 365,
  lateOn: (on) => halfYearRate(late, on, 'the Swedish reference rate'),
}

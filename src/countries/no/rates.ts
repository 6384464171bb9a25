import type { RateRules } from '../country.ts'
import { halfYearRate } from '../dated.ts'
import { amounts, percents } from '../rates.ts'

/** Forsinkelsesrente, fixed by regulation for each half-year (forsinkelsesrenteloven § 3). */
const late = percents('forsinkelsesrente.net; fra 01.07.2023 forskriftene (FOR-2025-12-18-2658, FOR-2026-06-25-1372)', [
  ['2020-01-01', '9.50'],
  ['2020-07-01', '8.00'],
  ['2021-01-01', '8.00'],
  ['2021-07-01', '8.00'],
  ['2022-01-01', '8.50'],
  ['2022-07-01', '9.25'],
  ['2023-01-01', '10.75'],
  ['2023-07-01', '11.75'],
  ['2024-01-01', '12.50'],
  ['2024-07-01', '12.50'],
  ['2025-01-01', '12.50'],
  ['2025-07-01', '12.25'],
  ['2026-01-01', '12.00'],
  ['2026-07-01', '12.25'],
])

export const rates: RateRules = {
  reference: null,
  late,
  // EUR 40 in kroner, between businesses alone (§ 3a). The second half of 2021 is not known: no row.
  compensation: [
    ...amounts('forsinkelsesrenteloven § 3a; halvårets forskrift', 'NOK', [
      ['2020-01-01', 400_00n],
      ['2020-07-01', 430_00n],
      ['2021-01-01', 400_00n],
      ['2022-01-01', 390_00n],
      ['2022-07-01', 400_00n],
      ['2023-01-01', 410_00n],
      ['2023-07-01', 460_00n],
      ['2024-01-01', 470_00n],
      ['2024-07-01', 460_00n],
      ['2025-01-01', 470_00n],
      ['2025-07-01', 460_00n],
      ['2026-01-01', 460_00n],
      ['2026-07-01', 430_00n],
    ]),
  ],
  dayCount: 365,
  lateOn: (on) => halfYearRate(late, on, 'the Norwegian forsinkelsesrente'),
}

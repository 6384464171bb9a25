import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, type Day, day } from '../kernel/day.ts'
import { type Minor, minor } from '../kernel/money.ts'
import { halfYearStart } from './dated.ts'
import { country } from './index.ts'
import {
  type AgreedRate,
  agreedRate,
  type DayCount,
  dayCounts,
  exactText,
  interestOf,
  statutoryRate,
} from './interest.ts'
import { lawValues } from './law-values.ts'

const checked = day('2026-11-21')
const law = (code: string) => lawValues(country(code).claims)

/**
 * The same by another way: a loop over days that knows neither segments nor fractions of the house. Every day is worth
 * principal × percent in ten-thousandths; the sum is divided once.
 */
function naive(
  principal: bigint,
  after: Day,
  through: Day,
  changes: readonly { on: Day; amount: bigint }[],
  percentOn: (on: Day) => string,
  dayCount: DayCount,
): bigint {
  // 365 · 366 · 360 days: every year's length divides it.
  const year = 365n * 366n * 360n
  let sum = 0n
  for (let on = addDays(after, 1); on <= through; on = addDays(on, 1)) {
    let open = principal
    for (const change of changes) if (change.on < on) open -= change.amount
    if (open <= 0n) continue
    const [whole, decimals = ''] = percentOn(on).split('.')
    const tenThousandths = BigInt(whole + decimals.padEnd(4, '0'))
    const leap = new Date(Date.UTC(Number(on.slice(0, 4)), 1, 29)).getUTCMonth() === 1
    const days = dayCount === 'ACT/360' ? 360n : dayCount === 'ACT/365F' ? 365n : leap ? 366n : 365n
    sum += open * tenThousandths * (year / days)
  }
  const divisor = year * 1_000_000n
  return (sum * 2n + divisor) / (divisor * 2n)
}

const dayBetween = (from: string, count: number) => fc.nat(count).map((n) => addDays(day(from), n))

const history = fc.record({
  principal: fc.bigInt(0n, 100_000_000_00n),
  after: dayBetween('2020-01-01', 1900),
  length: fc.nat(400),
  changes: fc.array(
    fc.record({ at: fc.integer({ min: -5, max: 420 }), amount: fc.bigInt(-1_000_00n, 30_000_000_00n) }),
    { maxLength: 6 },
  ),
  dayCount: fc.constantFrom(...dayCounts),
})

describe('interest', () => {
  test.each(['SE', 'NO', 'BG'])('%s: segments give what a loop over the days gives', (code) => {
    const values = law(code)
    fc.assert(
      fc.property(history, ({ principal, after, length, changes, dayCount }) => {
        const through = addDays(after, length)
        const moves = changes.map(({ at, amount }) => ({ on: addDays(after, at), amount: minor(amount) }))
        const got = interestOf({
          principal: minor(principal),
          after,
          through,
          changes: moves,
          rate: statutoryRate(values),
          dayCount,
        })
        const table = new Map(country(code).rates.late.map((row) => [row.from, row.percent]))
        expect(got.amount).toBe(
          naive(principal, after, through, moves, (on) => table.get(halfYearStart(on))!, dayCount),
        )
        // Segments follow each other, lie within, and no neighbours could be one.
        got.segments.forEach((segment, i) => {
          const before = got.segments[i - 1]
          expect(segment.from > after && segment.through <= through && segment.from <= segment.through).toBe(true)
          if (before) expect(before.through < segment.from).toBe(true)
        })
      }),
      { numRuns: 300 },
    )
  })

  test('agreed rates: fixed, above the reference rate, and back to the law', () => {
    const values = law('SE')
    const rateRow = fc.record({
      at: fc.integer({ min: -100, max: 400 }),
      lasts: fc.option(fc.nat(200), { nil: null }),
      kind: fc.constantFrom('percent', 'margin', 'statutory'),
      hundredths: fc.nat(3000),
    })
    fc.assert(
      fc.property(
        history,
        fc.uniqueArray(rateRow, { maxLength: 4, selector: ({ at }) => at }),
        fc.constantFrom('none', 'least', 'most'),
        ({ principal, after, length, changes, dayCount }, agreed, limit) => {
          const through = addDays(after, length)
          const moves = changes.map(({ at, amount }) => ({ on: addDays(after, at), amount: minor(amount) }))
          const percent = (hundredths: number) =>
            `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`
          const rows = agreed.map(({ at, lasts, kind, hundredths }): AgreedRate => {
            const from = addDays(after, at)
            const dated = { from, to: lasts === null ? null : addDays(from, lasts), source: 'contract', checked }
            if (kind === 'percent') return { ...dated, percent: percent(hundredths) }
            return kind === 'margin' ? { ...dated, margin: percent(hundredths) } : { ...dated, statutory: true }
          })
          const bound = { least: limit === 'least', most: limit === 'most', source: 'law' }
          const got = interestOf({
            principal: minor(principal),
            after,
            through,
            changes: moves,
            rate: agreedRate(values, rows, bound),
            dayCount,
          })
          const inOrder = [...agreed].sort((a, b) => b.at - a.at)
          const percentOn = (on: Day): string => {
            const reference = Number(values.percentOn('reference-rate', on).percent)
            const late = reference + 8
            const row = inOrder.find(({ at }) => addDays(after, at) <= on)
            const over = row && row.lasts !== null && addDays(after, row.at + row.lasts) < on
            let rate = late
            if (row && !over && row.kind !== 'statutory') {
              rate = row.kind === 'percent' ? row.hundredths / 100 : Math.max(0, reference + row.hundredths / 100)
              if (limit === 'least') rate = Math.max(rate, late)
              if (limit === 'most') rate = Math.min(rate, late)
            }
            return rate.toFixed(2)
          }
          expect(got.amount).toBe(naive(principal, after, through, moves, percentOn, dayCount))
        },
      ),
      { numRuns: 300 },
    )
  })

  test.each([
    ['BG', '2026-06-15', '2026-07-15', 'RATE_MISSING 2026-07-01'],
    ['SE', '2026-12-01', '2027-01-01', 'RATE_MISSING 2027-01-01'],
    ['NO', '2019-12-01', '2020-02-01', 'RATE_MISSING 2019-07-01'],
  ])('%s from %s to %s refuses with %s', (code, after, through, text) => {
    const question = { principal: minor(100_00n), after: day(after), through: day(through), changes: [] }
    expect(() => interestOf({ ...question, rate: statutoryRate(law(code)), dayCount: 'ACT/365F' })).toThrow(text)
  })

  test('what is paid before the gap needs no rate for it', () => {
    const { amount } = interestOf({
      principal: minor(1000_00n),
      after: day('2026-06-15'),
      through: day('2026-08-15'),
      changes: [{ on: day('2026-06-30'), amount: minor(1000_00n) }],
      rate: statutoryRate(law('BG')),
      dayCount: 'ACT/360',
    })
    expect(amount).toBe(4_23n)
  })

  test('a year that leaps, by the actual year: 184 days of 2023 and 60 of 2024', () => {
    const { segments, amount } = interestOf({
      principal: minor(36_500_00n),
      after: day('2023-06-30'),
      through: day('2024-02-29'),
      changes: [],
      rate: agreedRate(law('SE'), [{ from: day('2000-01-01'), percent: '10', source: 'contract', checked }]),
      dayCount: 'ACT/ACT',
    })
    // 36 500 × 10 % × (184/365 + 60/366)
    expect(amount).toBe(minor(2438_36n) as Minor)
    expect(segments).toHaveLength(1)
    expect(exactText(segments[0]!.exact, 2)).toBe('2438.360656')
  })
})

describe('law values', () => {
  const row = { name: 'late-interest' as const, percent: '10.40', source: 'ДВ', checked }
  test('a row that a person adds fills the gap; of one day the last one counts', () => {
    const added = [
      { ...row, from: day('2026-07-01') },
      { ...row, from: day('2026-07-01'), percent: '10.15' },
    ]
    expect(lawValues(country('BG').claims, added).percentOn('late-interest', day('2026-08-01')).percent).toBe('10.15')
  })

  test('a half-year of the same percent tells what it stands on, and that nobody has checked it', () => {
    const added = {
      name: 'late-interest' as const,
      from: day('2026-07-01'),
      percent: '10.15',
      source: 'ДВ 53',
      checked,
    }
    const of = (unverified: boolean) =>
      interestOf({
        principal: minor(1000_00n),
        after: day('2026-06-15'),
        through: day('2026-07-15'),
        changes: [],
        rate: statutoryRate(lawValues(country('BG').claims, [{ ...added, ...(unverified ? { unverified } : {}) }])),
        dayCount: 'ACT/360',
      }).segments
    expect(of(false)).toMatchObject([{ days: 30, source: expect.stringMatching(/ПМС.*; ДВ 53$/), unverified: false }])
    expect(of(true)).toMatchObject([{ days: 30, unverified: true }])
  })

  test('Sweden and Bulgaria: the late rate follows a reference rate that is added', () => {
    const reference = (percent: string, from: string) => ({
      name: 'reference-rate' as const,
      percent,
      from: day(from),
      source: 's',
      checked,
    })
    const values = lawValues(country('SE').claims, [reference('2.50', '2027-01-01')])
    expect(values.percentOn('late-interest', day('2027-03-01')).percent).toBe('10.50')
    // Of 2026 the percent is the same, and no longer from memory.
    expect(values.changesOf('late-interest', day('2025-01-01'), day('2027-06-30'))).toEqual([
      '2025-07-01',
      '2026-01-01',
      '2027-01-01',
    ])
    const bulgarian = lawValues(country('BG').claims, [reference('2.15', '2026-07-01')])
    expect(bulgarian.percentOn('late-interest', day('2026-09-01')).percent).toBe('10.15')
  })

  test('every shipped row has a source and a day on which it was looked at', () => {
    for (const code of ['SE', 'NO', 'BG'])
      for (const series of Object.values(country(code).claims.law))
        for (const { source, checked: on } of series.rows) expect([source.length > 3, on]).toEqual([true, checked])
  })
})

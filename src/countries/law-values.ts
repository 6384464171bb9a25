import type { Day } from '../kernel/day.ts'
import { refuse } from '../kernel/problem.ts'
import type { ClaimRules, DatedWord, LawName, LawSeries, LawValues } from './claims.ts'
import { halfYearStart, inForce, rateMissing } from './dated.ts'
import { addPercents } from './fraction.ts'
import type { DatedAmount, DatedPercent, Sourced } from './sourced.ts'

/** A row that a company has added; those of one name and day in the order in which they were recorded. */
export type AddedLawValue = { name: LawName } & (DatedPercent | DatedAmount | DatedWord)

type Row = DatedPercent | DatedAmount | DatedWord

/** The country's rows and the company's: of one name and day the row recorded last counts. */
export function lawValues(rules: ClaimRules, added: readonly AddedLawValue[] = []): LawValues {
  const tables = new Map<LawName, { series: LawSeries; rows: Row[]; byDay: Map<Day, Row> }>()
  const tableOf = (name: LawName) => {
    const known = tables.get(name)
    if (known) return known
    const series = rules.law[name]
    if (!series) return refuse('law.name-unknown', `The country knows no ${name}.`, { name })
    const own = added.filter((row) => row.name === name)
    const byDay = new Map<Day, Row>([...aboveOf(series), ...series.rows, ...own].map((row) => [row.from, row]))
    const table = { series, rows: [...byDay.values()].sort(byFrom), byDay }
    tables.set(name, table)
    return table
  }
  /** Rates that are another's and some points: the other's rows, raised. */
  const aboveOf = (series: LawSeries): DatedPercent[] => {
    if (series.unit !== 'percent' || !series.above) return []
    const { name, points, source } = series.above
    return (tableOf(name).rows as DatedPercent[]).map((row) => ({
      ...row,
      percent: addPercents(row.percent, points),
      source: `${source}; ${row.source}`,
    }))
  }
  const on = (name: LawName, day: Day): Row => {
    const { series, rows, byDay } = tableOf(name)
    const row = series.each === 'half-year' ? byDay.get(halfYearStart(day)) : inForce(rows, day)
    if (row) return row
    const entered = series.unit === 'percent' && series.above ? series.above.name : name
    throw rateMissing(series.what, series.each === 'half-year' ? halfYearStart(day) : day, entered)
  }
  return {
    percentOn: (name, day) => on(name, day) as DatedPercent,
    amountOn: (name, day) => on(name, day) as DatedAmount,
    anyAmountOn(name, day) {
      const [first] = tableOf(name).rows
      return first && first.from <= day ? (on(name, day) as DatedAmount) : null
    },
    wordOn: (name, day) => on(name, day) as DatedWord,
    changesOf(name, after, through) {
      const days: Day[] = []
      const { series, rows } = tableOf(name)
      let before: DatedPercent | undefined
      for (const row of rows as DatedPercent[]) {
        if (row.from > through) break
        if (row.from > after && !sameRate(before, row)) days.push(row.from)
        before = row
      }
      if (series.each === 'until-changed') return days
      // A half-year without a row is a change as well: it refuses when it is asked for.
      return halfYears(after, through).filter((day) => days.includes(day) || !tableOf(name).byDay.has(day))
    },
  }
}

/** A row of the same percent may stand on another source, or on one that nobody has checked: that is told too. */
const sameRate = (a: DatedPercent | undefined, b: DatedPercent): boolean =>
  a?.percent === b.percent && a.source === b.source && a.unverified === b.unverified

const byFrom = (a: Sourced, b: Sourced): number => (a.from < b.from ? -1 : 1)

/** First days of the half-years after a day, up to another. */
function halfYears(after: Day, through: Day): Day[] {
  const days: Day[] = []
  for (let year = Number(after.slice(0, 4)); ; year++) {
    for (const month of ['01', '07']) {
      const day = `${String(year).padStart(4, '0')}-${month}-01` as Day
      if (day > through) return days
      if (day > after) days.push(day)
    }
  }
}

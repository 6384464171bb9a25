import { addDays, type Day, day, make, weekday } from '../kernel/day.ts'
import type { Holiday, HolidayRules } from './country.ts'

/** Easter Sunday of the western churches (Meeus/Jones/Butcher; Gregorian calendar, 1583 on). */
export function easter(year: number): Day {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const e = b % 4
  const f = Math.floor((b + 8) / 25)
  const g = Math.floor((b - f + 1) / 3)
  const h = (19 * a + b - d - g + 15) % 30
  const i = Math.floor(c / 4)
  const k = c % 4
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return make(year, Math.floor(n / 31), (n % 31) + 1)
}

/** Easter Sunday of the Orthodox churches (Meeus, Julian calendar), as a day of the Gregorian calendar. */
export function orthodoxEaster(year: number): Day {
  const d = (19 * (year % 19) + 15) % 30
  const e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
  const n = d + e + 114
  const julian = make(year, Math.floor(n / 31), (n % 31) + 1)
  // The calendars differ by one more day after each century year that only the Julian leaps (13 days 1900–2099).
  return addDays(julian, Math.floor(year / 100) - Math.floor(year / 400) - 2)
}

/** First day of the weekday (1 Monday … 7 Sunday) on or after a day. */
export const weekdayFrom = (from: Day, wanted: number): Day => addDays(from, (wanted - weekday(from) + 7) % 7)

export const onDay = (year: number, monthDay: string): Day => day(`${year}-${monthDay}`)

/** Banking days from a country's rule for one year; years are computed once and kept. */
export function bankingDays(rule: (year: number) => readonly Holiday[], sources: readonly string[]): HolidayRules {
  const years = new Map<number, { list: readonly Holiday[]; days: ReadonlySet<string> }>()
  const year = (n: number) => {
    let entry = years.get(n)
    if (!entry) {
      const list = [...rule(n)].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
      entry = { list, days: new Set(list.map((holiday) => holiday.day)) }
      years.set(n, entry)
    }
    return entry
  }
  const isBankingDay = (d: Day) => weekday(d) < 6 && !year(Number(d.slice(0, 4))).days.has(d)
  const step = (from: Day, by: 1 | -1): Day => {
    let d = from
    while (!isBankingDay(d)) d = addDays(d, by)
    return d
  }
  return {
    of: (n) => year(n).list,
    isBankingDay,
    nextBankingDay: (d) => step(d, 1),
    previousBankingDay: (d) => step(d, -1),
    addBankingDays(d, count) {
      const by = count < 0 ? -1 : 1
      let result = d
      for (let left = Math.abs(count); left > 0; left--) result = step(addDays(result, by), by)
      return result
    },
    sources,
    checked: day('2026-11-21'),
  }
}

/** A calendar day without time or zone: '2026-03-31'. */
export type Day = string & { readonly _day: 'day' }

const pattern = /^(\d{4})-(\d{2})-(\d{2})$/

/** True for an existing calendar day written as yyyy-mm-dd. */
export function isDay(text: unknown): text is Day {
  if (typeof text !== 'string') return false
  const match = pattern.exec(text)
  if (!match) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text
}

/** @throws RangeError when the text is no calendar day. */
export function day(text: string): Day {
  if (!isDay(text)) throw new RangeError(`not a day (yyyy-mm-dd): ${JSON.stringify(text)}`)
  return text
}

const millisPerDay = 86_400_000
const epochDay = (d: Day): number => Date.parse(`${d}T00:00:00Z`) / millisPerDay
const fromEpochDay = (n: number): Day => new Date(n * millisPerDay).toISOString().slice(0, 10) as Day

export const addDays = (d: Day, days: number): Day => fromEpochDay(epochDay(d) + days)

/** Days from a to b; negative when b is earlier. */
export const daysBetween = (a: Day, b: Day): number => epochDay(b) - epochDay(a)

/** 1 Monday … 7 Sunday. */
export const weekday = (d: Day): number => ((((epochDay(d) + 3) % 7) + 7) % 7) + 1

/** Adds months; the day is cut to the length of the month (31 Jan + 1 = 28 Feb). */
export function addMonths(d: Day, months: number): Day {
  const [year, month, dayOfMonth] = parts(d)
  const index = year * 12 + (month - 1) + months
  const [y, m] = [Math.floor(index / 12), (index % 12) + 1]
  return make(y, m, Math.min(dayOfMonth, daysInMonth(y, m)))
}

export const endOfMonth = (d: Day): Day => {
  const [year, month] = parts(d)
  return make(year, month, daysInMonth(year, month))
}
export const startOfMonth = (d: Day): Day => `${d.slice(0, 7)}-01` as Day

export const later = (a: Day, b: Day): Day => (a > b ? a : b)

/** The day of an instant in a time zone ("Europe/Stockholm"). */
export function dayOf(instant: Date, timeZone: string): Day {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    instant,
  ) as Day
}

/** Instants as the clock on the wall of a time zone shows them: 'yyyy-mm-dd hh:mm'. */
export function wallClock(timeZone: string): (instant: Date) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return (instant) => format.format(instant)
}

/** The instant at which the clock on the wall of a time zone shows 'hh:mm' on a day; of a time that summer skips, an hour on. */
export function instantOn(d: Day, time: string, timeZone: string): Date {
  const wanted = Date.parse(`${d}T${time}:00Z`)
  const shown = wallClock(timeZone)
  const offset = (at: number) => Date.parse(`${shown(new Date(at)).replace(' ', 'T')}:00Z`) - at
  // The offset a moment on may be another than at the first guess.
  return new Date(wanted - offset(wanted - offset(wanted)))
}

export const parts = (d: Day): [year: number, month: number, day: number] => [
  Number(d.slice(0, 4)),
  Number(d.slice(5, 7)),
  Number(d.slice(8, 10)),
]
export const make = (year: number, month: number, dayOfMonth: number): Day =>
  day(`${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`)
const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

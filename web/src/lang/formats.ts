import { wallClock } from '../../../src/kernel/day.ts'
import type { Language } from './phrase.ts'

export interface Formats {
  /** "1250.5", 2 decimals → "1 250,50"; the minus is the real one, groups are parted by a no-break space. */
  amount(value: string | null | undefined, decimals?: number): string
  /** Whole units, for charts and large figures: "14882316.40" → "14 882 316". */
  whole(value: string): string
  count(value: number): string
  /** With the decimals that it has: "11.11" → "11,11", "25" → "25". */
  decimal(value: string): string
  /** 0.9934 → "99,3 %" */
  share(value: number, decimals?: number): string
  /** "2026-11-23" → sv/en "2026-11-23", nb "23.11.2026", bg "23.11.2026 г.": for tables. */
  day(value: string | null | undefined): string
  /** "23 november 2026": for text. `short` "23 nov". */
  dayInText(value: string, style?: 'long' | 'short'): string
  /** "2026-11-23T08:02:00Z" → day and time of day in the person's own zone. */
  instant(value: string | null | undefined): string
  /** The same by the clock of a zone, as what is set to happen there: "Europe/Sofia". */
  instantIn(value: string, timeZone: string): string
  /** The day of an instant, where the person is. */
  instantDay(value: string): string
  time(value: string): string
  month(value: string): string
  /** "2026-11-23" → "Måndag 23 november", as the head of a page. */
  dayOfWeek(value: string): string
  /** "måndag" */
  weekday(value: string): string
  compare(a: string, b: string): number
}

const locales: Record<Language, string> = { sv: 'sv-SE', nb: 'nb-NO', bg: 'bg-BG', en: 'en-GB' }
const groupGaps: Record<Language, string> = { sv: '\u00a0', nb: '\u00a0', bg: '\u00a0', en: ',' }
const localDay = (instant: string): string => {
  const at = new Date(instant)
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`
}
const made = new Map<Language, Formats>()

export function formatsOf(language: Language): Formats {
  const known = made.get(language)
  if (known) return known
  const formats = makeFormats(language)
  made.set(language, formats)
  return formats
}

function makeFormats(language: Language): Formats {
  const locale = locales[language]
  const amounts = new Map<number, Intl.NumberFormat>()
  // Bulgarian groups from five digits on by CLDR; a column of amounts must not change its shape in between.
  const numberFormat = (decimals: number): Intl.NumberFormat => {
    let format = amounts.get(decimals)
    if (!format) {
      format = new Intl.NumberFormat(locale, {
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
        useGrouping: 'always',
        // What rounds to nothing is nothing, not minus nothing.
        signDisplay: 'negative',
      })
      amounts.set(decimals, format)
    }
    return format
  }
  const gap = groupGaps[language]
  const written = (value: string | number, decimals: number): string =>
    numberFormat(decimals)
      // A decimal text is formatted exactly, whatever its length.
      .formatToParts(value as number)
      .map(({ type, value: part }) => (type === 'group' ? gap : type === 'minusSign' ? '\u2212' : part))
      .join('')
  const utc = { timeZone: 'UTC' } as const
  const longDay = new Intl.DateTimeFormat(locale, { ...utc, day: 'numeric', month: 'long', year: 'numeric' })
  const shortDay = new Intl.DateTimeFormat(locale, { ...utc, day: 'numeric', month: 'short' })
  const monthName = new Intl.DateTimeFormat(locale, { ...utc, month: 'long', year: 'numeric' })
  const weekdayName = new Intl.DateTimeFormat(locale, { ...utc, weekday: 'long' })
  const dayAndMonth = new Intl.DateTimeFormat(locale, { ...utc, day: 'numeric', month: 'long' })
  const timeOfDay = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const collator = new Intl.Collator(locale, { numeric: true })
  const asDate = (day: string): Date => new Date(`${day.slice(0, 10)}T00:00:00Z`)
  const day = (value: string | null | undefined): string => {
    if (!value) return ''
    const [year, month, date] = value.slice(0, 10).split('-')
    if (language === 'nb') return `${date}.${month}.${year}`
    if (language === 'bg') return `${date}.${month}.${year} г.`
    return `${year}-${month}-${date}`
  }
  return {
    amount: (value, decimals = 2) => (value === null || value === undefined ? '' : written(value, decimals)),
    whole: (value) => written(value, 0),
    count: (value) => written(value, 0),
    decimal: (value) => written(value, value.split('.')[1]?.length ?? 0),
    share: (value, decimals = 1) => `${written(value * 100, decimals)}\u00a0%`,
    day,
    // A Norwegian "nov." loses its full stop within a sentence; the Bulgarian "г." is an abbreviation and keeps it.
    dayInText: (value, style = 'long') =>
      (style === 'long' ? longDay : shortDay).format(asDate(value)).replace(/(?<!\sг)\.$/, ''),
    instant: (value) => (value ? `${day(localDay(value))} ${timeOfDay.format(new Date(value))}` : ''),
    instantIn: (value, timeZone) => {
      const [on, time] = wallClock(timeZone)(new Date(value)).split(' ')
      return `${day(on)} ${time}`
    },
    instantDay: (value) => day(localDay(value)),
    time: (value) => timeOfDay.format(new Date(value)),
    month: (value) => monthName.format(asDate(`${value.slice(0, 7)}-01`)),
    dayOfWeek: (value) => {
      const name = weekdayName.format(asDate(value))
      const comma = language === 'bg' ? ',' : ''
      return `${name.slice(0, 1).toLocaleUpperCase(locale)}${name.slice(1)}${comma} ${dayAndMonth.format(asDate(value))}`
    },
    weekday: (value) => weekdayName.format(asDate(value)),
    compare: collator.compare,
  }
}

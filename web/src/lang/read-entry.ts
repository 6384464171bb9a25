import type { Language } from './phrase.ts'

/**
 * An amount as people type it → a plain decimal, or null when it cannot be understood: "1 250,5", "1250.50", "1.250,50",
 * "1,250.50", "−12", "1250:-", "1 250 kr". Where one sign could be either (1,250), three digits after a single sign are thousands only if
 * the language groups by it.
 */
export function readAmount(entry: string, language: Language): string | null {
  const text = entry
    .trim()
    .replace(/[\s\u00a0\u202f']/g, '')
    .replace(/^[\u2212\u2013-]/, '-')
    .replace(/^\+/, '')
    .replace(/(?:kr\.?)?$/i, '')
    .replace(/[:,.][-\u2013]$/, '')
    .replace(/^kr\.?/i, '')
  const body = text.replace(/^-/, '')
  if (!/^[\d.,]+$/.test(body) || !/\d/.test(body)) return null
  const sign = text.startsWith('-') ? '-' : ''
  const lastComma = body.lastIndexOf(',')
  const lastDot = body.lastIndexOf('.')
  let mark = Math.max(lastComma, lastDot)
  if (mark >= 0 && !(lastComma >= 0 && lastDot >= 0)) {
    const char = body[mark]!
    const several = body.indexOf(char) !== mark
    const groups = language === 'en' ? ',' : '.'
    if (several || (body.length - mark - 1 === 3 && char === groups && mark > 0 && body[0] !== '0')) mark = -1
  }
  const grouped = mark < 0 ? body : body.slice(0, mark)
  if (/[.,]/.test(grouped) && !/^\d{1,3}(?:(?:\.\d{3})+|(?:,\d{3})+)$/.test(grouped)) return null
  const whole = grouped.replace(/[.,]/g, '')
  const rest = mark < 0 ? '' : body.slice(mark + 1)
  if (rest.length > 6 || /[.,]/.test(rest) || whole.length > 15) return null
  const isZero = !/[1-9]/.test(body)
  return `${isZero ? '' : sign}${whole.replace(/^0+(?=\d)/, '') || '0'}${rest ? `.${rest}` : ''}`
}

/** A percent as people type it: an amount, with its sign or word behind it or without ("12,5 %", "12.5 procent"). */
export const readPercent = (entry: string, language: Language): string | null =>
  readAmount(entry.replace(/\s*(%|procent|prosent|percent|процент(а|и)?)\s*$/iu, ''), language)

/**
 * A day as people type it → yyyy-mm-dd, or null: "2026-11-23", "2026/11/23", "20261123", "261123", "23.11.2026", "23/11", "23 nov",
 * "fre", "пт" (the next one), "t" (today), "t+30", "+30", "i morgon".
 */
export function readDay(entry: string, today: string, language: Language): string | null {
  const text = entry
    .trim()
    .toLocaleLowerCase(language)
    .replace(/\s*г\.?$/, '')
  if (!text) return null
  const at = (offset: number): string => addDays(today, offset)
  const shifted = /^(?:t|т|d|i ?dag|днес|today)?\s*([+\u2212-]\s*\d{1,4})?$/.exec(text)
  if (shifted) return at(Number((shifted[1] ?? '0').replace('\u2212', '-').replace(/\s/g, '')))
  if (['i morgon', 'imorgon', 'i morgen', 'утре', 'tomorrow'].includes(text)) return at(1)
  if (['i går', 'igår', 'вчера', 'yesterday'].includes(text)) return at(-1)
  const iso = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? /^(\d{4})[./ -](\d{1,2})[./ -](\d{1,2})\.?$/.exec(text)
  if (iso) return valid(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const short = /^(\d{2})(\d{2})(\d{2})$/.exec(text)
  if (short) return valid(2000 + Number(short[1]), Number(short[2]), Number(short[3]))
  const numeric = /^(\d{1,2})[./ -](\d{1,2})(?:[./ -](\d{2}|\d{4}))?\.?$/.exec(text)
  if (numeric) return near(today, Number(numeric[1]), Number(numeric[2]), numeric[3])
  const named = /^(\d{1,2})\.?\s+([\p{L}]{3,})\.?(?:\s+(\d{4}))?$/u.exec(text)
  if (named) {
    const month = monthNames(language).findIndex((name) => name.startsWith(named[2]!.slice(0, 3)))
    if (month >= 0) return near(today, Number(named[1]), month + 1, named[3])
  }
  const bareDay = text.replace(/\.$/, '')
  const shortNames = weekdayNames(language, 'short').map((name) => name.replace(/\.$/, ''))
  const week = weekdayNames(language).findIndex(
    (name, i) => (text.length >= 2 && name.startsWith(bareDay)) || shortNames[i] === bareDay,
  )
  if (week >= 0) {
    const now = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7
    return at((week - now + 7) % 7 || 7)
  }
  return null
}

export function addDays(day: string, count: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + count)
  return date.toISOString().slice(0, 10)
}

function valid(year: number, month: number, date: number): string | null {
  // A year of two digits too few is a slip, which Date would take for one of the last century.
  if (year < 1900) return null
  const made = new Date(Date.UTC(year, month - 1, date))
  if (made.getUTCMonth() !== month - 1 || made.getUTCDate() !== date) return null
  return made.toISOString().slice(0, 10)
}

/** Without a year: the one that lies nearest to today. */
function near(today: string, date: number, month: number, year: string | undefined): string | null {
  if (year) return valid(year.length === 2 ? 2000 + Number(year) : Number(year), month, date)
  const now = Date.parse(`${today}T00:00:00Z`)
  const thisYear = Number(today.slice(0, 4))
  const days = [thisYear - 1, thisYear, thisYear + 1].map((y) => valid(y, month, date)).filter((d) => d !== null)
  return days.sort((a, b) => Math.abs(Date.parse(a) - now) - Math.abs(Date.parse(b) - now))[0] ?? null
}

const monthNames = (language: Language): string[] =>
  Array.from({ length: 12 }, (_, i) => named(language, { month: 'long' }, new Date(Date.UTC(2026, i, 1))))
/** Monday first. */
const weekdayNames = (language: Language, weekday: 'long' | 'short' = 'long'): string[] =>
  Array.from({ length: 7 }, (_, i) => named(language, { weekday }, new Date(Date.UTC(2026, 0, 5 + i))))

const named = (language: Language, style: Intl.DateTimeFormatOptions, date: Date): string =>
  new Intl.DateTimeFormat(language, { ...style, timeZone: 'UTC' }).format(date).toLocaleLowerCase(language)

import { addDays } from './read-entry.ts'

/** "2026-08" → "2026-08-31". */
export function monthEnd(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
  return addDays(`${next}-01`, -1)
}

/** The month of a day and those before it, newest first, as yyyy-mm. */
export function monthsBefore(day: string, count: number): string[] {
  const months: string[] = []
  let [year, number] = day.split('-').map(Number) as [number, number]
  for (let i = 0; i < count; i++) {
    months.push(`${year}-${String(number).padStart(2, '0')}`)
    if (--number === 0) [year, number] = [year - 1, 12]
  }
  return months
}

const languages = ['sv', 'nb', 'bg', 'en']
let names: { name: string; month: number }[] | null = null

/** In all four languages, whoever asks: a person's own tongue is not always that of the screen. */
const monthNames = (): { name: string; month: number }[] => {
  names ??= languages.flatMap((language) =>
    Array.from({ length: 12 }, (_, i) => ({
      name: new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' })
        .format(new Date(Date.UTC(2026, i, 1)))
        .toLocaleLowerCase(language),
      month: i + 1,
    })),
  )
  return names
}

export interface NamedDay {
  /** The last day of a month, or the day itself; never after today. */
  day: string
  /** What is left when the words of the day are taken away. */
  rest: string
}

/** "aged aug", "åldersanalys 2026-08", "ageing 31 aug 2025": the day that a question names, or null. */
export function readNamedDay(text: string, today: string): NamedDay | null {
  const words = text.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean)
  const full = words.findIndex((word) => /^\d{4}-\d{2}-\d{2}$/.test(word) && isDay(word))
  if (full >= 0) return { day: words[full]!, rest: without(words, full, 1) }
  const month = words.findIndex((word) => /^\d{4}-(0[1-9]|1[0-2])$/.test(word))
  if (month >= 0) return { day: notAfter(monthEnd(words[month]!), today), rest: without(words, month, 1) }
  for (const [index, word] of words.entries()) {
    const bare = word.replace(/\.$/, '')
    if (bare.length < 3) continue
    const found = monthNames().find(({ name }) => name.startsWith(bare))
    if (!found) continue
    const year = /^\d{4}$/.test(words[index + 1] ?? '') ? words[index + 1]! : null
    const number = String(found.month).padStart(2, '0')
    const guessed =
      year ??
      (`${today.slice(0, 4)}-${number}` <= today.slice(0, 7)
        ? today.slice(0, 4)
        : String(Number(today.slice(0, 4)) - 1))
    const date = /^\d{1,2}\.?$/.test(words[index - 1] ?? '')
      ? words[index - 1]!.replace('.', '').padStart(2, '0')
      : null
    const day = date && isDay(`${guessed}-${number}-${date}`) ? `${guessed}-${number}-${date}` : null
    return {
      day: day ?? notAfter(monthEnd(`${guessed}-${number}`), today),
      rest: without(words, day ? index - 1 : index, (day ? 2 : 1) + (year ? 1 : 0)),
    }
  }
  return null
}

const isDay = (text: string): boolean => {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text
}
const notAfter = (day: string, today: string): string => (day > today ? today : day)
const without = (words: string[], at: number, count: number): string =>
  words.filter((_, index) => index < at || index >= at + count).join(' ')

import { type Day, isDay } from '../../kernel/day.ts'

/** Positions of a field in its record, 1-based and inclusive, as manuals print them. */
export type Field = readonly [from: number, to: number]

/** The field as it stands, blanks included; short lines are read as if filled with blanks. */
export const cut = (line: string, [from, to]: Field): string => line.slice(from - 1, to).padEnd(to - from + 1)

/** A number of digits only, blanks around it allowed; null when it is none. */
export function digits(line: string, field: Field): bigint | null {
  const text = cut(line, field).trim()
  return /^\d+$/.test(text) ? BigInt(text) : null
}

/** Leading zeros filled a number up to its width; what is left is the number, or null when there was none. */
export function unfilled(text: string): string | null {
  const number = text.trim().replace(/^0+/, '')
  return number === '' ? null : number
}

/** yyyymmdd. */
export function dayOfDigits(text: string): Day | null {
  const found = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`
  return text.length === 8 && isDay(found) ? found : null
}

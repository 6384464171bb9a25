import type { Language } from '../../formats/e-invoice/document.ts'
import { codeOf, parseAmountText, parseDayText, textProblemAdvice } from '../../formats/orders/normalise.ts'
import type { Cell } from '../../formats/xlsx/read.ts'
import { isDay } from '../../kernel/day.ts'
import { Decimal } from '../../kernel/decimal.ts'
import type { Column } from './table.ts'

/** What a column takes, as a screen says it; the figures fill its sentence. */
export interface Wanted {
  wants:
    | 'choice'
    | 'yes-no'
    | 'day'
    | 'integer'
    | 'between'
    | 'decimal'
    | 'code'
    | 'length'
    | 'pairs'
    | 'amounts'
    | 'settings'
    | 'no-error'
    | 'text'
    | 'least'
    | 'most'
    | 'e-mail'
    | 'url'
    | 'shape'
    | 'nothing'
  choices?: string
  min?: number
  max?: number
}
export type ReadValue = { value: unknown } | ({ problem: string } & Wanted)

const givenMax = 60
/** Of a value that cannot be used: what was given, and what may be. */
export function wrongValue(given: unknown, { wants, choices, min, max }: Wanted): Record<string, string | number> {
  const text = typeof given === 'object' ? JSON.stringify(given) : String(given)
  return {
    value: text.length > givenMax ? `${text.slice(0, givenMax - 1)}…` : text,
    wants,
    ...(choices === undefined ? {} : { choices }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  }
}

/** One form for one content, so that the same is seen as the same; or what is wrong, in words. */
export function canonical(column: Column, given: unknown): ReadValue {
  if (given === null || given === undefined || given === '')
    return { value: column.kind === 'pairs' || column.kind === 'words' ? {} : null }
  switch (column.kind) {
    case 'text':
      return text(column, String(given).trim())
    case 'code': {
      const code = String(given).trim()
      return /\s/.test(code)
        ? { problem: `"${code}" has a blank in it: write a code without`, wants: 'code' }
        : text(column, code)
    }
    case 'choice': {
      const found = column.choices!.find((choice) => choice.toLowerCase() === String(given).trim().toLowerCase())
      return found === undefined
        ? {
            problem: `"${String(given)}" is not one of ${column.choices!.join(', ')}`,
            wants: 'choice',
            choices: column.choices!.join(', '),
          }
        : { value: found }
    }
    case 'boolean':
      return typeof given === 'boolean'
        ? { value: given }
        : { problem: `"${String(given)}" is neither yes nor no`, wants: 'yes-no' }
    case 'day':
      return isDay(given)
        ? { value: given }
        : { problem: `"${String(given)}" ${textProblemAdvice['not-a-day']}`, wants: 'day' }
    case 'integer': {
      const number = Number(given)
      if (!Number.isSafeInteger(number))
        return { problem: `"${String(given)}" is not a whole number`, wants: 'integer' }
      const [min, max] = [column.min ?? 0, column.max ?? Number.MAX_SAFE_INTEGER]
      if (number < min || number > max)
        return { problem: `${number} is not between ${min} and ${max}`, wants: 'between', min, max }
      return { value: number }
    }
    case 'decimal': {
      if (!/^-?\d{1,12}(\.\d{1,10})?$/.test(String(given)))
        return { problem: `"${String(given)}" is not a plain decimal (1250.50)`, wants: 'decimal' }
      return { value: new Decimal(String(given)).toFixed() }
    }
    case 'pairs':
    case 'words':
      return sortedTexts(given)
    case 'json':
      return { value: given }
  }
}

function text(column: Column, value: string): ReadValue {
  if (value === '') return { value: null }
  const most = column.max ?? 500
  return value.length > most ? { problem: `is longer than ${most} characters`, wants: 'length', max: most } : { value }
}

function sortedTexts(given: unknown): ReadValue {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { problem: 'is not a list of texts', wants: 'pairs' }
  const entries = Object.entries(given)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
  if (entries.some(([, value]) => typeof value !== 'string'))
    return { problem: 'holds something that is no text', wants: 'pairs' }
  return { value: Object.fromEntries(entries) }
}

// ── In a sheet ──────────────────────────────────────────────────────────────

const yesNo: Record<Language, [yes: string, no: string]> = {
  sv: ['Ja', 'Nej'],
  nb: ['Ja', 'Nei'],
  bg: ['Да', 'Не'],
  en: ['Yes', 'No'],
}
export const yesNoList = (language: Language): readonly string[] => yesNo[language]
const yes = new Set(['ja', 'j', 'да', 'yes', 'y', 'true', 'x', '1'])
const no = new Set(['nej', 'nei', 'n', 'не', 'no', 'false', '0', '-'])

/** A value as a cell shows it; `names` gives the name beside the code of another table. */
export function shown(
  column: Column,
  value: unknown,
  language: Language,
  names: (code: string) => string | null,
): unknown {
  if (value === null || value === undefined) return null
  switch (column.kind) {
    case 'boolean':
      return yesNo[language][value ? 0 : 1]
    case 'pairs':
      return (
        Object.entries(value as Record<string, string>)
          .map(([key, part]) => `${key}=${part}`)
          .join('; ') || null
      )
    case 'json':
      return typeof value === 'string' && !looksLikeJson(value) ? value : JSON.stringify(value)
    case 'text':
    case 'code':
      return column.ref ? choiceText(String(value), names(String(value))) : value
    default:
      return value
  }
}

export const choiceText = (code: string, name: string | null): string => (name ? `${code} ${name}` : code)

/** What a person wrote into a cell. */
export function readCell(column: Column, cell: Cell | undefined): ReadValue {
  if (!cell || cell.text.trim() === '') return canonical(column, null)
  if (cell.kind === 'error') return { problem: `the cell holds an error (${cell.text})`, wants: 'no-error' }
  const written = cell.text.trim()
  switch (column.kind) {
    case 'boolean': {
      const word = written.toLowerCase()
      if (yes.has(word)) return { value: true }
      return no.has(word) ? { value: false } : { problem: `"${written}" is neither yes nor no`, wants: 'yes-no' }
    }
    case 'day': {
      const day = parseDayText(written)
      return 'problem' in day ? { problem: `"${written}" ${textProblemAdvice[day.problem]}`, wants: 'day' } : day
    }
    case 'integer':
    case 'decimal': {
      if (cell.kind === 'number') return canonical(column, cell.percent ? null : written)
      const amount = parseAmountText(written)
      return 'problem' in amount
        ? { problem: `"${written}" ${textProblemAdvice[amount.problem]}`, wants: column.kind }
        : canonical(column, amount.value)
    }
    case 'pairs':
      return readPairs(written)
    case 'json':
      return readJson(written)
    case 'code':
      return canonical(column, column.ref ? codeOf(written) : written)
    default:
      return canonical(column, written)
  }
}

function readPairs(written: string): ReadValue {
  const pairs: Record<string, string> = {}
  for (const part of written.split(/[;\n]/)) {
    if (part.trim() === '') continue
    const match = /^\s*([^=:\s{"]+)\s*[=:]\s*(\S.*?)\s*$/.exec(part)
    if (!match)
      return { problem: `"${part.trim()}" is not written as name=value (ansvar=100; projekt=7)`, wants: 'pairs' }
    pairs[match[1]!] = match[2]!
  }
  return sortedTexts(pairs)
}

const looksLikeJson = (text: string): boolean => /^(-?\d|"|\{|\[|true$|false$|null$)/.test(text)

function readJson(written: string): ReadValue {
  if (!looksLikeJson(written)) return { value: written }
  try {
    return { value: JSON.parse(written) }
  } catch {
    return { value: written }
  }
}

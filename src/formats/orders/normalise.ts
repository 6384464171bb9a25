import { type Day, isDay } from '../../kernel/day.ts'

/** Why a text is no value; a stable part of problem codes. */
export type TextProblem = 'empty' | 'not-a-number' | 'ambiguous-number' | 'not-a-day' | 'ambiguous-day'
export type Parsed<Value> = { value: Value } | { problem: TextProblem }

/**
 * An amount, quantity or price as people write it → plain decimal text ("-1250.50").
 * Accepts blanks, points, commas and apostrophes between thousands, decimal comma or point, minus before or after, (100), "kr", ISO codes, "%".
 * "1,250" and "1.250" are refused as ambiguous: one thousand two hundred fifty in one country, one and a quarter in the next.
 */
export function parseAmountText(text: string): Parsed<string> {
  let rest = text
    .normalize('NFKC')
    .replace(/[\u2212\u2012\u2013]/g, '-')
    .replace(/^[\s']+|\s+$/g, '')
  if (rest === '' || rest === '-') return { problem: 'empty' }

  rest = rest.replace(currencyBefore, '').replace(currencyAfter, '').trim()
  let negative = false
  const signed = /^\((.*)\)$/.exec(rest) ?? /^-\s*(.*)$/.exec(rest) ?? /^(.*?)\s*-$/.exec(rest)
  if (signed) {
    negative = true
    rest = signed[1]!.trim()
  } else rest = rest.replace(/^\+\s*/, '')

  const number = separate(rest)
  if ('problem' in number) return number
  const isZero = /^[0.]+$/.test(number.value)
  return { value: negative && !isZero ? `-${number.value}` : number.value }
}

/** A day as people write it: 2026-11-30, 20261130, 30.11.2026, 30/11/2026, 30.11.26, each with or without a time after it. */
export function parseDayText(text: string): Parsed<Day> {
  const trimmed = text
    .normalize('NFKC')
    .trim()
    .replace(/\s*г\.?$/, '')
  if (trimmed === '') return { problem: 'empty' }
  const bare = trimmed.replace(/[T\s]+\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/, '')

  const yearFirst = /^(\d{4})([-./]?)(\d{2})\2(\d{2})$/.exec(bare) ?? /^(\d{4})([-./])(\d{1,2})\2(\d{1,2})$/.exec(bare)
  if (yearFirst) return existing(yearFirst[1]!, yearFirst[3]!, yearFirst[4]!)
  const dayFirst = /^(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})\.?$/.exec(bare)
  if (dayFirst) {
    // 11-12-26 may begin with the year (Sweden) or with the day (Norway).
    if (dayFirst[4]!.length === 2 && dayFirst[2] === '-') return { problem: 'ambiguous-day' }
    return existing(dayFirst[4]!.padStart(4, '20'), dayFirst[3]!, dayFirst[1]!)
  }
  // 261112 is 12 November in Sweden and 26 November 2012 in Norway.
  if (/^\d{6}$/.test(bare)) return { problem: 'ambiguous-day' }
  return { problem: 'not-a-day' }
}

/** Record files: yyMMdd in this century, or null when blank; undefined when it is no day. */
export function parseShortDay(text: string): Day | null | undefined {
  if (/^[\s0]*$/.test(text)) return null
  const match = /^(\d{2})(\d{2})(\d{2})$/.exec(text.trim())
  const day = match ? `20${match[1]}-${match[2]}-${match[3]}` : ''
  return isDay(day) ? day : undefined
}

function existing(year: string, month: string, dayOfMonth: string): Parsed<Day> {
  const text = `${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`
  return isDay(text) ? { value: text } : { problem: 'not-a-day' }
}

/** The code of a choice that shows its name: "101 Barnomsorg" → "101". */
export const codeOf = (text: string): string => text.trim().split(/\s/, 1)[0]!

/** What to do, in the words of a message to the user. */
export const textProblemAdvice: Record<TextProblem, string> = {
  empty: 'is empty: fill it in',
  'not-a-number': 'is not a number: write it as 1250.50 or 1250,50',
  'ambiguous-number': 'can be read in two ways: write one thousand as 1250 and one and a quarter as 1.25',
  'not-a-day': 'is not a day: write it as 2026-11-30',
  'ambiguous-day': 'can be read in two ways: write it as 2026-11-30',
}

const currency = '(?:kr\\.?|sek|nok|eur|bgn|dkk|usd|gbp|лв\\.?|€|\\$|£|%)'
const currencyBefore = new RegExp(`^${currency}\\s*(?=[-+(\\d])`, 'i')
const currencyAfter = new RegExp(`(?<=[-)\\d])\\s*${currency}$`, 'i')

function separate(text: string): Parsed<string> {
  if (!/^[\d\s.,']*\d[\d\s.,']*$/.test(text)) return { problem: 'not-a-number' }
  const compact = text.replace(/\s+/g, ' ')
  const separators = [...new Set(compact.replace(/\d/g, ''))]
  const decimal = decimalSeparator(compact, separators)
  if (decimal === 'ambiguous') return { problem: 'ambiguous-number' }

  const at = decimal === null ? -1 : compact.lastIndexOf(decimal)
  const [whole, fraction] = at < 0 ? [compact, ''] : [compact.slice(0, at), compact.slice(at + 1)]
  const thousands = new Set(whole.replace(/\d/g, ''))
  if (!/^\d*$/.test(fraction) || thousands.size > 1) return { problem: 'not-a-number' }
  if (thousands.size === 1 && !new RegExp(`^\\d{1,3}(\\${[...thousands][0]}\\d{3})+$`).test(whole))
    return { problem: 'not-a-number' }
  const digits = whole.replace(/\D/g, '').replace(/^0+(?=\d)/, '')
  if (digits === '' && fraction === '') return { problem: 'not-a-number' }
  return { value: fraction === '' ? digits || '0' : `${digits || '0'}.${fraction}` }
}

function decimalSeparator(text: string, separators: readonly string[]): ',' | '.' | null | 'ambiguous' {
  const marks = separators.filter((mark) => mark === ',' || mark === '.') as (',' | '.')[]
  if (marks.length === 2) return text.lastIndexOf(',') > text.lastIndexOf('.') ? ',' : '.'
  const mark = marks[0]
  if (mark === undefined) return null
  if (text.split(mark).length > 2) return null
  const couldBeThousands =
    /^[1-9]\d{0,2}$/.test(text.slice(0, text.indexOf(mark))) && /^\d{3}$/.test(text.slice(text.indexOf(mark) + 1))
  return couldBeThousands ? 'ambiguous' : mark
}

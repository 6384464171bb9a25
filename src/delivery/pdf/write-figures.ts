import type { Language } from '../../formats/e-invoice/document.ts'
import type { Day } from '../../kernel/day.ts'
import { currencyDigits, formatMinor } from '../../kernel/money.ts'

// The narrow no-break space is an eighth of an em in Inter: groups would run together. Hence the wide one.
const group: Record<Language, string> = { sv: '\u00a0', nb: '\u00a0', bg: '\u00a0', en: ',' }
const point: Record<Language, string> = { sv: ',', nb: ',', bg: ',', en: '.' }
const minus = '\u2212'

/** "1 250,00": minor units by the language's habit, with the real minus sign. */
export const writeAmount = (amount: bigint, currency: string, language: Language): string =>
  punctuate(formatMinor(amount, currency), language)

/** "1 250,00 kr"; the code where the short sign would be read as another country's money. */
export const writeMoney = (amount: bigint, currency: string, language: Language): string =>
  `${writeAmount(amount, currency, language)}\u00a0${currencySign(currency, language)}`

export function currencySign(currency: string, language: Language): string {
  if ((currency === 'SEK' && language === 'sv') || (currency === 'NOK' && language === 'nb')) return 'kr'
  return currency === 'EUR' ? '€' : currency
}

/** A plain decimal ("1.5000") as "1,5": no zeros at the end beyond `decimalsMin`. What is no decimal stays as it is. */
export function writeDecimal(text: string, language: Language, decimalsMin = 0): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim())
  if (!match) return text
  const decimals = (match[3] ?? '').replace(/0+$/, '').padEnd(decimalsMin, '0')
  return punctuate(`${match[1]}${match[2]}${decimals ? `.${decimals}` : ''}`, language)
}

/** A unit price keeps at least the currency's decimals. */
export const writeUnitPrice = (text: string, currency: string, language: Language): string =>
  writeDecimal(text, language, currencyDigits(currency))

function punctuate(plain: string, language: Language): string {
  const [whole, decimals] = plain.replace('-', '').split('.') as [string, string?]
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group[language])
  return `${plain.startsWith('-') ? minus : ''}${grouped}${decimals ? point[language] + decimals : ''}`
}

/** "2026-11-30" in Swedish and English, "30.11.2026" in Norwegian, "30.11.2026 г." in Bulgarian. */
export function writeDay(day: Day, language: Language): string {
  if (language === 'sv' || language === 'en') return day
  const [year, month, dayOfMonth] = day.split('-')
  return `${dayOfMonth}.${month}.${year}${language === 'bg' ? '\u00a0г.' : ''}`
}

export function writePeriod(
  from: Day | null | undefined,
  to: Day | null | undefined,
  language: Language,
): string | null {
  if (!from && !to) return null
  if (!from || !to || from === to) return writeDay((from ?? to)!, language)
  return `${writeDay(from, language)}–${writeDay(to, language)}`
}

const pairs = (text: string): string => text.replace(/\B(?=(\d{3})+$)/g, '\u00a0')

/** Organisation number as its country prints it: 556036-0793, 999 999 999. */
export function writeOrganisationNumber(text: string, country: string): string {
  if (country === 'SE' && /^\d{10}$/.test(text)) return `${text.slice(0, 6)}-${text.slice(6)}`
  if (country === 'NO' && /^\d{9}$/.test(text)) return pairs(text)
  return text
}

/** VAT number as its country prints it: NO 999 999 999 MVA (bokføringsforskriften § 5-1-2). */
export function writeVatNumber(text: string, country: string): string {
  const norwegian = country === 'NO' ? /^(?:NO)?(\d{9})(?:MVA)?$/.exec(text.replace(/\s/g, '')) : null
  return norwegian ? `NO\u00a0${pairs(norwegian[1]!)}\u00a0MVA` : text
}

/** Bankgiro 991-2346 or 5050-1055; plusgiro 41 23 45-6. */
export function writeGiro(kind: 'bankgiro' | 'plusgiro', text: string): string {
  const digits = text.replace(/\D/g, '')
  if (kind === 'bankgiro') return digits.length > 4 ? `${digits.slice(0, -4)}-${digits.slice(-4)}` : text
  const [head, check] = [digits.slice(0, -1), digits.slice(-1)]
  return head ? `${head.replace(/\B(?=(\d{2})+$)/g, '\u00a0')}-${check}` : text
}

export const writeIban = (text: string): string =>
  text
    .replace(/\s/g, '')
    .replace(/(.{4})(?=.)/g, '$1\u00a0')
    .toUpperCase()

/** Norwegian account numbers: 1234 56 78903. */
export function writeBban(text: string): string {
  const digits = text.replace(/[\s.]/g, '')
  return /^\d{11}$/.test(digits) ? `${digits.slice(0, 4)}\u00a0${digits.slice(4, 6)}\u00a0${digits.slice(6)}` : text
}

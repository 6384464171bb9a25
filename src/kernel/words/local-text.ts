import type { Day } from '../day.ts'
import { formatMinor } from '../money.ts'
import type { Language } from './phrase.ts'

const locales: Record<Language, string> = { sv: 'sv-SE', nb: 'nb-NO', bg: 'bg-BG', en: 'en-GB' }

/** Minor units as a reader of the language writes them in running text: "60,00 SEK". The exact decimal text goes in: Intl takes it without a float. */
export const amountText = (amount: bigint, currency: string, language: Language): string =>
  new Intl.NumberFormat(locales[language], { style: 'currency', currency, currencyDisplay: 'code' })
    .format(formatMinor(amount, currency) as unknown as number)
    .replace(/\u00a0|\u202f/g, ' ')

/** A day in running text: "27 juli 2026", "27.07.2026 г.". */
export const dayText = (day: Day, language: Language): string =>
  new Intl.DateTimeFormat(locales[language], { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  )

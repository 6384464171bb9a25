import { createContext, useContext, useMemo } from 'react'
import { type Formats, formatsOf } from './formats.ts'
import type { Language, Phrase } from './phrase.ts'

export const languages: readonly Language[] = ['sv', 'nb', 'bg', 'en']
export const languageNames: Record<Language, string> = {
  sv: 'Svenska',
  nb: 'Norsk bokmål',
  bg: 'Български',
  en: 'English',
}

const LanguageContext = createContext<Language | null>(null)
export const LanguageProvider = LanguageContext.Provider
export const useLanguage = (): Language => useContext(LanguageContext) ?? 'en'
/** Null where no session has said it yet: outside of the frame. */
export const useSaidLanguage = (): Language | null => useContext(LanguageContext)

/** Numbers as values are written by the language; text goes in as it is. */
export type Values = Record<string, string | number>
export type Say = (phrase: Phrase, values?: Values) => string

/** `t(texts.title)`, `t(texts.rows, { n: 3 })`: a phrase in the person's language. */
export function useText(): Say {
  const language = useLanguage()
  return useMemo(() => (phrase, values) => say(language, phrase, values), [language])
}

export function say(language: Language, phrase: Phrase, values: Values = {}): string {
  const chosen = phrase[language]
  const text = typeof chosen === 'string' ? chosen : chosen[isOne(language, values.n) ? 0 : 1]
  const filled = text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? formatsOf(language).count(value) : value
  })
  // A sentence that ends with "01.01.2027 г." ends once.
  return filled.replace(/(\sг\.)\./g, '$1')
}

const isOne = (language: Language, n: string | number | undefined): boolean =>
  new Intl.PluralRules(language).select(Number(n)) === 'one'

/** Amounts, days, instants and numbers by the person's language. */
export const useFormats = (): Formats => formatsOf(useLanguage())

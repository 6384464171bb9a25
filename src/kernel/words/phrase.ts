export type Language = 'sv' | 'nb' | 'bg' | 'en'

/** One phrase in four languages. A pair is [one, other], chosen by {n}. Placeholders: {name}. */
export type Phrase = Record<Language, string | readonly [one: string, other: string]>
export type Phrases = Record<string, Phrase>

/** A code in words, as a cell of a sheet begins: with a capital. What has no words stays as it is. */
export function wordOf(phrases: Phrases, code: string, language: Language): string {
  const phrase = Object.hasOwn(phrases, code) ? phrases[code]![language] : undefined
  const text = phrase === undefined ? code : typeof phrase === 'string' ? phrase : phrase[0]
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1)
}

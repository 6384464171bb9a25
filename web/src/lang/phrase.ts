export type Language = 'sv' | 'nb' | 'bg' | 'en'

/** One phrase in four languages. A pair is [one, other], chosen by {n}. Placeholders: {name}. */
export type Phrase = Record<Language, string | readonly [one: string, other: string]>
export type Phrases = Record<string, Phrase>

import { codes } from './codes.ts'
import { useText } from './language.tsx'
import type { Phrases } from './phrase.ts'

export type WordOf = (list: keyof typeof codes, code: string | null | undefined) => string

/** The name of a code, as it stands alone: "Privatperson". The code itself where it has no name. */
export function useWord(): WordOf {
  const t = useText()
  return (list, code) => {
    if (!code) return ''
    const names: Phrases = codes[list]
    const phrase = names[code]
    return phrase ? capital(t(phrase)) : code
  }
}

/** Names that are written otherwise stay so: "eFaktura". */
const capital = (text: string): string =>
  /^\p{Ll}\p{Lu}/u.test(text) ? text : text.slice(0, 1).toLocaleUpperCase() + text.slice(1)

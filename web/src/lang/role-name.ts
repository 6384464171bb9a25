import { codes } from './codes.ts'
import type { Phrase, Phrases } from './phrase.ts'

/** 'sales:25' → "sales 25 %". */
export function roleName(role: string): { phrase: Phrase; percent: string } | null {
  const [, kind, percent] = /^(\w+):([\d.]+)$/.exec(role) ?? [null, role, '']
  const phrase = (codes.accountRole as Phrases)[kind ?? role]
  return phrase ? { phrase, percent: percent ?? '' } : null
}

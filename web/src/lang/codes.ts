import type { Phrases } from './phrase.ts'

export const codes: Record<string, Phrases> & { setUpTable: Phrases; accountRole: Phrases } = {
  setUpTable: {},
  accountRole: {},
}

import type { Phrases } from './phrase.ts'

export const verbNames: Phrases = {}

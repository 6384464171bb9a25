export type { Language, Phrase, Phrases } from '../../../src/kernel/words/phrase.ts'

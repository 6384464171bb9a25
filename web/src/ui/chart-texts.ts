import type { Phrases } from '../lang/phrase.ts'

export const chartTexts = {
  asTable: { sv: 'Diagram som tabell', nb: 'Diagram som tabell', bg: 'Графиката като таблица', en: 'Chart as table' },
} satisfies Phrases

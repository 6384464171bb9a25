import type { Phrases } from '../lang/phrase.ts'

export const sliderTexts = {
  goTo: { sv: 'Visa {label}', nb: 'Vis {label}', bg: 'Покажи {label}', en: 'Show {label}' },
} satisfies Phrases

import type { ClaimType } from './neutral.ts'

/**
 * OUR OWN layout in the shape that the authority describes in public: posts by type from start (00) to end (99), serial
 * numbers, receipts. The authority's field positions are given to those alone who have its permission; who has them replaces
 * this table and nothing else.
 */
export const version = 'R001'

/** text: left, blanks; number: right, zeros; day: yyyymmdd or blanks. */
export type FieldKind = 'text' | 'number' | 'day'
export type Post = readonly (readonly [name: string, length: number, kind: FieldKind])[]

export const posts = {
  '00': [
    ['version', 4, 'text'],
    ['representative', 10, 'text'],
    ['serial', 6, 'number'],
    ['made', 8, 'day'],
    ['test', 1, 'text'],
  ],
  // Ansökan, followed by its 20, 30, 31, 40.
  '10': [
    ['case', 20, 'text'],
    ['currency', 3, 'text'],
    ['claims', 3, 'number'],
  ],
  '20': [
    ['role', 1, 'text'],
    ['kind', 1, 'text'],
    ['number', 12, 'text'],
    ['name', 60, 'text'],
    ['street', 50, 'text'],
    ['postCode', 10, 'text'],
    ['city', 30, 'text'],
    ['country', 2, 'text'],
  ],
  '30': [
    ['claim', 3, 'number'],
    ['type', 20, 'text'],
    ['amount', 12, 'number'],
    ['due', 8, 'day'],
    ['invoice', 25, 'text'],
    ['interestKind', 1, 'text'],
    ['interestFrom', 8, 'day'],
    ['percent', 8, 'text'],
  ],
  '31': [
    ['claim', 3, 'number'],
    ['row', 3, 'number'],
    ['text', 70, 'text'],
  ],
  '40': [
    ['on', 8, 'day'],
    ['amount', 12, 'number'],
  ],
  // Kvittens.
  '50': [
    ['serial', 6, 'number'],
    ['taken', 1, 'text'],
    ['text', 70, 'text'],
  ],
  // Bekräftelse, delgivning, bestridande, avvisning, återkallad, utmätning, avslutad verkställighet.
  '60': [
    ['case', 20, 'text'],
    ['court', 20, 'text'],
    ['on', 8, 'day'],
    ['what', 1, 'text'],
    ['text', 70, 'text'],
  ],
  // Nedsättning.
  '61': [
    ['case', 20, 'text'],
    ['court', 20, 'text'],
    ['on', 8, 'day'],
    ['amount', 12, 'number'],
    ['text', 70, 'text'],
  ],
  // Återkallelse.
  '62': [
    ['case', 20, 'text'],
    ['court', 20, 'text'],
    ['on', 8, 'day'],
    ['text', 70, 'text'],
  ],
  // Utslag.
  '63': [
    ['case', 20, 'text'],
    ['court', 20, 'text'],
    ['on', 8, 'day'],
    ['capital', 12, 'number'],
    ['costs', 12, 'number'],
    ['interestFrom', 8, 'day'],
    ['text', 70, 'text'],
  ],
  // Begäran om verkställighet.
  '70': [
    ['case', 20, 'text'],
    ['court', 20, 'text'],
    ['on', 8, 'day'],
  ],
  '99': [
    ['posts', 7, 'number'],
    ['sum', 15, 'number'],
  ],
} as const satisfies Record<string, Post>
export type PostType = keyof typeof posts

export const roles = { applicant: 'S', representative: 'O', respondent: 'G' } as const
/** Letters of post 60. */
export const events = {
  B: 'confirmed',
  D: 'served',
  X: 'objected',
  A: 'rejected',
  T: 'withdrawn',
  U: 'attachment',
  V: 'enforcement-ended',
} as const

export const claimTypeOf: Record<string, ClaimType> = {
  capital: 'Kapital',
  interest: 'Ranta',
  reminder: 'Paminnelse',
  collection: 'Inkasso',
  compensation: 'Forseningsersattning',
  plan: 'Amorteringsplan',
  'court-fee': 'Ansokningsavgift',
  representation: 'Ombudsarvode',
  other: 'Ovrigt',
}

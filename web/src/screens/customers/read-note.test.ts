import { expect, test } from 'vitest'
import type { Language } from '../../lang/phrase.ts'
import { readFollowUp } from './read-note.ts'

// A Sunday.
const today = '2026-11-22'

test.each<[Language, string, string | null]>([
  ['sv', 'ring fre 10', '2026-11-27'],
  ['sv', 'Ring i morgon', '2026-11-23'],
  ['sv', 'Ringde. Betalar oktober senast 23 november, vill ha e-faktura framöver.', '2026-11-23'],
  ['sv', 'Följ upp 1/12', '2026-12-01'],
  ['sv', 'Lovar betala 1 100,00 den 30 nov.', '2026-11-30'],
  ['sv', 'Betalar 1100.50 t+10', '2026-12-02'],
  ['sv', 'Ringde fre, ingen svarade', null],
  ['sv', 'Adressen ändrad 27 nov', null],
  ['sv', 'ring på torsdag', '2026-11-26'],
  ['sv', 'Skickade om 12 mars', null],
  ['sv', 'Ring om 10', null],
  ['nb', 'ring fre 10', '2026-11-27'],
  ['nb', 'Følg opp 15.12.', '2026-12-15'],
  ['bg', 'обади се утре', '2026-11-23'],
  ['bg', 'Обеща да плати на 27.11', '2026-11-27'],
  ['bg', 'провери вторник', '2026-11-24'],
  ['en', 'call on 2026-12-01', '2026-12-01'],
  ['en', 'promised to pay Friday', '2026-11-27'],
  ['en', 'call back', null],
])('%s: "%s" → %s', (language, note, day) => {
  expect(readFollowUp(note, today, language)).toBe(day)
})

import { describe, expect, test } from 'vitest'
import type { Language } from './phrase.ts'
import { readAmount, readDay, readPercent } from './read-entry.ts'

test.each<[string, Language, string | null]>([
  ['1 250,5', 'sv', '1250.5'],
  ['1250.50', 'sv', '1250.50'],
  ['1.250,50', 'nb', '1250.50'],
  ['1,250.50', 'en', '1250.50'],
  ['1,250', 'en', '1250'],
  ['1,250', 'sv', '1.250'],
  ['1.250', 'bg', '1250'],
  ['0.125', 'bg', '0.125'],
  ['−12,00', 'sv', '-12.00'],
  ['1.250.000', 'nb', '1250000'],
  ['1250:-', 'sv', '1250'],
  ['1 250,-', 'nb', '1250'],
  ['1\u00a0250\u00a0kr', 'sv', '1250'],
  ['1 250,50 kr.', 'nb', '1250.50'],
  ['kr 99', 'nb', '99'],
  ['kr', 'sv', null],
  // Of lev or euro? A field does not guess.
  ['100 лв', 'bg', null],
  ['12 5O', 'sv', null],
  // As Excel gives it, with what stood around it; nothing is less than nothing.
  ['\t1 250,50\r\n', 'sv', '1250.50'],
  ['-0', 'sv', '0'],
  ['-0,00', 'sv', '0.00'],
  ['1250 🙂', 'sv', null],
  ['', 'sv', null],
  ['1,2,3.4,5', 'en', null],
])('%s in %s is %s', (entry, language, amount) => expect(readAmount(entry, language)).toBe(amount))

describe('days, on Monday 2026-11-23', () => {
  test.each<[string, Language, string | null]>([
    ['2026-12-01', 'sv', '2026-12-01'],
    ['20261201', 'sv', '2026-12-01'],
    ['261201', 'sv', '2026-12-01'],
    ['1.12.2026', 'nb', '2026-12-01'],
    ['1.12.2026 г.', 'bg', '2026-12-01'],
    ['1/12', 'en', '2026-12-01'],
    ['5/1', 'sv', '2027-01-05'],
    ['t+30', 'sv', '2026-12-23'],
    ['+30', 'nb', '2026-12-23'],
    ['t', 'en', '2026-11-23'],
    ['fre', 'sv', '2026-11-27'],
    ['fredag', 'nb', '2026-11-27'],
    ['mån', 'sv', '2026-11-30'],
    ['петък', 'bg', '2026-11-27'],
    ['пт', 'bg', '2026-11-27'],
    ['нд', 'bg', '2026-11-29'],
    ['31.8.', 'nb', '2026-08-31'],
    ['31/8', 'sv', '2026-08-31'],
    ['24 dec', 'sv', '2026-12-24'],
    ['24 дек', 'bg', '2026-12-24'],
    ['2026-02-30', 'sv', null],
    ['31 feb', 'sv', null],
    ['2026/12/1', 'sv', '2026-12-01'],
    ['2026.12.01', 'bg', '2026-12-01'],
    ['1.12.0026', 'nb', null],
    ['32/1', 'sv', null],
    ['någon gång', 'sv', null],
  ])('%s in %s is %s', (entry, language, day) => expect(readDay(entry, '2026-11-23', language)).toBe(day))
})

test.each([
  ['12,5 %', '12.5'],
  ['12.5%', '12.5'],
  ['25 procent', '25'],
  ['8 процента', '8'],
  ['8', '8'],
  ['% 8', null],
])('the percent %s is %s', (entry, percent) => expect(readPercent(entry, 'sv')).toBe(percent))

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isDay } from '../../kernel/day.ts'
import { codeOf, parseAmountText, parseDayText, parseShortDay } from './normalise.ts'

test.each([
  ['1250.50', '1250.50'],
  ['1 250,5', '1250.5'],
  ['1\u00a0250,50', '1250.50'],
  ['1\u202f250,50', '1250.50'],
  ['1.250,50', '1250.50'],
  ['1,250.50', '1250.50'],
  ["1'250.50", '1250.50'],
  ['1,250,000', '1250000'],
  ['1.250.000', '1250000'],
  ['1 250,125', '1250.125'],
  ['1250,125', '1250.125'],
  ['0,125', '0.125'],
  ['00012', '12'],
  [',5', '0.5'],
  ['-3', '-3'],
  ['−3', '-3'],
  ['3-', '-3'],
  ['(3,50)', '-3.50'],
  ['- 1 250', '-1250'],
  ['-0', '0'],
  ['100 kr', '100'],
  ['SEK 100', '100'],
  ['12,50 лв.', '12.50'],
  ['€ 5', '5'],
  ['10 %', '10'],
])('%j is %s', (text, value) => expect(parseAmountText(text)).toEqual({ value }))

test.each([
  ['', 'empty'],
  ['  ', 'empty'],
  ['1,250', 'ambiguous-number'],
  ['12.345', 'ambiguous-number'],
  ['-1.250', 'ambiguous-number'],
  ['abc', 'not-a-number'],
  ['12a', 'not-a-number'],
  ['1 25', 'not-a-number'],
  ['1,25,3', 'not-a-number'],
  ['1.2.3,4', 'not-a-number'],
  ['--1', 'not-a-number'],
  ['.', 'not-a-number'],
  ['1e5', 'not-a-number'],
])('%j is no amount: %s', (text, problem) => expect(parseAmountText(text)).toEqual({ problem }))

test.each([
  ['2026-11-30', '2026-11-30'],
  ['30.11.2026', '2026-11-30'],
  ['30.11.2026 г.', '2026-11-30'],
  ['20261130', '2026-11-30'],
  ['30/11/2026', '2026-11-30'],
  ['30-11-2026', '2026-11-30'],
  ['2026/11/30', '2026-11-30'],
  ['2026-1-3', '2026-01-03'],
  ['3.1.2026', '2026-01-03'],
  ['30.11.26', '2026-11-30'],
  ['2026-11-30 13:45', '2026-11-30'],
  ['2026-11-30T00:00:00.000Z', '2026-11-30'],
])('%j is %s', (text, value) => expect(parseDayText(text)).toEqual({ value }))

test.each([
  ['', 'empty'],
  ['2026-02-30', 'not-a-day'],
  ['11/30/2026', 'not-a-day'],
  ['261130', 'ambiguous-day'],
  ['11-12-26', 'ambiguous-day'],
  ['46356', 'not-a-day'],
  ['soon', 'not-a-day'],
])('%j is no day: %s', (text, problem) => expect(parseDayText(text)).toEqual({ problem }))

test.each([
  ['240531', '2024-05-31'],
  ['      ', null],
  ['000000', null],
  ['yyMMdd', undefined],
  ['241301', undefined],
])('%j is %s', (text, day) => expect(parseShortDay(text)).toBe(day))

test.each([
  ['101 Barnomsorg', '101'],
  [' 101\u00a0Barnomsorg', '101'],
  ['101', '101'],
])('the code of %j is %s', (text, code) => expect(codeOf(text)).toBe(code))

test('whatever locale writes it, the amount is the same or refused as ambiguous, never another', () => {
  fc.assert(
    fc.property(
      fc.bigInt(-(10n ** 12n), 10n ** 12n),
      fc.constantFrom('sv-SE', 'nb-NO', 'bg-BG', 'en-GB', 'de-DE', 'de-CH'),
      (units, locale) => {
        const plain = `${units < 0n ? '-' : ''}${(units < 0n ? -units : units) / 100n}.${String((units < 0n ? -units : units) % 100n).padStart(2, '0')}`
        const written = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(plain as unknown as number)
        const parsed = parseAmountText(written)
        expect(parsed).toEqual({ value: /^-0\.00$/.test(plain) ? '0.00' : plain })
      },
    ),
  )
})

test('any text gives a value in the plain shape or a problem', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-\d., ]{0,12}$/)), (text) => {
      const amount = parseAmountText(text)
      if ('value' in amount) expect(amount.value).toMatch(/^-?\d+(\.\d+)?$/)
      const day = parseDayText(text)
      if ('value' in day) expect(isDay(day.value)).toBe(true)
    }),
    { numRuns: 500 },
  )
})

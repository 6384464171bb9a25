import fc from 'fast-check'
import { expect, test } from 'vitest'
import { searchAmount } from './search-amount.ts'

test.each([
  ['2813', 281300n],
  ['2 813,00', 281300n],
  ['2813.00', 281300n],
  ['2 813', 281300n],
  ['2\u00a0813,5', 281350n],
  ['2\u202f813,50 kr', 281350n],
  ['2.813,50', 281350n],
  ['2,813.50', 281350n],
  ['2.813', 281300n],
  ['1.234.567', 123456700n],
  ['1,234,567.89', 123456789n],
  ['-2813', 281300n],
  ['−2813 SEK', 281300n],
  ['0,5', 50n],
  ['1.2.3', null],
  ['2813a', null],
  ['1,234.567', null],
  ['12.3456', null],
  ['', null],
  ['kr', null],
])('%s', (text, minor) => {
  expect(searchAmount(text, 'SEK')).toBe(minor)
})

test('any amount is found as each of our languages writes it', () => {
  const written = ['sv-SE', 'nb-NO', 'bg-BG', 'en-GB'].map(
    (locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
  )
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99_999_999_99 }), (minor) => {
      for (const format of written) expect(searchAmount(format.format(minor / 100), 'SEK')).toBe(BigInt(minor))
    }),
  )
})

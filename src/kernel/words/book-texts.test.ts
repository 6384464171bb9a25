import { expect, test } from 'vitest'
import { bookText } from './book-texts.ts'

test.each([
  ['sv', 'reversal', 'Öresdifferens 100001', 'Rättelse: Öresdifferens 100001'],
  ['nb', 'annulment', '100001', 'Annullering 100001'],
  ['bg', 'small-difference', '0000000012', 'Малка разлика 0000000012'],
  ['bg', 'items-out', 'BGN', 'Превалутиране, изписани позиции BGN'],
  ['en', 'exchange-difference', '', 'Exchange difference'],
] as const)('in %s, %s of "%s" is "%s"', (language, what, of, text) => {
  expect(bookText(language, what, of)).toBe(text)
})

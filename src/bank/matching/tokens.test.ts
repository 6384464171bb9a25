import fc from 'fast-check'
import { expect, test } from 'vitest'
import { numberKey, numbersWithin, placeWithin, readNumbers, slipKeys, slips, tellingDigits } from './tokens.ts'

const digitsOf = (text: string) => readNumbers(text).map((token) => token.digits)

test.each([
  ['ORDER OF INV100000000013418 4521451837', ['100000000013418', '4521451837']],
  ['receipt number 407098652 9', ['4070986529']],
  ['IN1V00000000001772', ['100000000001772']],
  ['7INV100000000007826', ['100000000007826']],
  ['5586117820REF 3: 3427429866', ['5586117820', '3427429866']],
  ['NO 0: 9704479298NO 1: 2031611889', ['9704479298', '2031611889']],
  ['KID 1234 5678 9012', ['123456789012']],
  ['faktura 2024-0012/1', ['20240012']],
  ['ＩＮＶ１２３４５', ['12345']],
  ['фактура №0000012345 от 05.03.2026', ['0000012345']],
])('reads the numbers of %j', (text, expected) => {
  expect(digitsOf(text)).toEqual(expect.arrayContaining(expected))
})

test.each(['', '   ', 'thanks', 'no 1 & 2', '💶 ÅÄÖ'])('finds no number in %j', (text) => {
  expect(readNumbers(text)).toEqual([])
})

test.each([
  ['INV100000000022749', 5],
  ['9647723133', 10],
  ['1000031421', 5],
  ['INV10000', 0],
  ['F2026-00417', 9],
])('%s tells by %i digits', (printed, telling) => {
  expect(tellingDigits(numberKey(printed))).toBe(telling)
})

test.each([
  ['12345', '12345', 0],
  ['12345', '1245', 1],
  ['12345', '132345', 1],
  ['12345', '12945', 1],
  ['12345', '13245', 1],
  ['9761907629', '9761907269', 1],
  ['12345', '2143', 3],
  ['12345', '54321', 3],
])('%s and %s are %i slips apart', (a, b, expected) => {
  expect(slips(a, b)).toBe(expected)
})

test('several numbers written together are found inside, with their place', () => {
  const [token] = readNumbers('ORDER OF 328762649535045236437000058658')
  expect(placeWithin(token!, '3504523643')).toBe(10)
  expect(numbersWithin(token!, [10])).toContain('7000058658')
  expect(placeWithin(token!, '111')).toBe(-1)
})

const number = fc.stringMatching(/^[0-9]{5,14}$/)

test('two numbers one slip apart share a slip key', () => {
  fc.assert(
    fc.property(
      number,
      fc.nat(),
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 0, max: 3 }),
      (a, place, digit, kind) => {
        const at = place % (a.length - 1)
        const b = [
          a.slice(0, at) + a.slice(at + 1),
          a.slice(0, at) + digit + a.slice(at),
          a.slice(0, at) + digit + a.slice(at + 1),
          a.slice(0, at) + a[at + 1] + a[at] + a.slice(at + 2),
        ][kind]!
        const keys = new Set(slipKeys(a))
        expect(slips(a, b)).toBeLessThanOrEqual(1)
        expect(slipKeys(b).some((key) => keys.has(key))).toBe(true)
      },
    ),
  )
})

test('slips are the same both ways, and none only between equals', () => {
  fc.assert(
    fc.property(number, number, (a, b) => {
      expect(slips(a, b)).toBe(slips(b, a))
      expect(slips(a, b) === 0).toBe(a === b)
    }),
  )
})

test('any text is read without trouble, and every reading stands where it says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const token of readNumbers(text)) {
        expect(numberKey(text.slice(token.from, token.to))).toBe(token.digits)
      }
    }),
  )
})

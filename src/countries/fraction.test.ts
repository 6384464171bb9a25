import { describe, expect, test } from 'vitest'
import { addPercents, canonicalPercent, divideRounded, fraction } from './fraction.ts'

describe('plain decimals are read exactly', () => {
  test.each([
    ['3', 3n, 0],
    ['-0.125', -125n, 3],
    ['+12.50', 1250n, 2],
  ])('%s', (text, units, scale) => expect(fraction(text)).toEqual({ units, scale }))
  test.each(['', '1,5', '.5', '1.', '1e3', ' 1'])('%j is none', (text) => {
    expect(() => fraction(text)).toThrow(RangeError)
  })
})

test.each([
  ['25.00', '25'],
  ['006.50', '6.5'],
  ['0.0', '0'],
  ['-0.00', '0'],
  ['-0.50', '-0.5'],
  ['-12', '-12'],
])('percent %s is written %s', (text, canonical) => expect(canonicalPercent(text)).toBe(canonical))

test.each([
  [5n, 2n, 3n],
  [-5n, 2n, -3n],
  [-4n, 3n, -1n],
  [1n, 3n, 0n],
  [-1n, 3n, 0n],
])('%s / %s is rounded to %s, half away from zero', (numerator, denominator, result) => {
  expect(divideRounded(numerator, denominator)).toBe(result)
})

test.each([
  ['2.00', '8', '10.00'],
  ['-0.5', '0.25', '-0.25'],
  ['-8', '8.50', '0.50'],
])('%s and %s percent are %s', (a, b, sum) => expect(addPercents(a, b)).toBe(sum))

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wholeParts } from './whole-parts.ts'

test('parts in whole units add up to the whole that is shown', () => {
  // 338 976.30; each rounded for itself they would come to 338 977.
  expect(wholeParts(['295656.60', '14371.60', '21815.60', '11990.40', '-4857.90'])).toEqual([
    '295657',
    '14372',
    '21815',
    '11990',
    '-4858',
  ])
  expect(wholeParts([])).toEqual([])
  expect(wholeParts(['100.00', '-5.00', '0.00'])).toEqual(['100', '-5', '0'])
})

test('of any amounts: the sum agrees, and none is a unit away', () => {
  const cents = fc.bigInt({ min: -10_000_000n, max: 10_000_000n })
  fc.assert(
    fc.property(fc.array(cents, { maxLength: 8 }), (all) => {
      const text = (one: bigint) =>
        `${one < 0n ? '-' : ''}${(one < 0n ? -one : one) / 100n}.${String((one < 0n ? -one : one) % 100n).padStart(2, '0')}`
      const shown = wholeParts(all.map(text)).map(BigInt)
      const sum = all.reduce((a, b) => a + b, 0n)
      const rounded = sum < 0n ? -((-sum + 50n) / 100n) : (sum + 50n) / 100n
      expect(shown.reduce((a, b) => a + b, 0n)).toBe(rounded)
      shown.forEach((one, at) => {
        const off = one * 100n - all[at]!
        expect((off < 0n ? -off : off) <= 100n).toBe(true)
      })
    }),
  )
})

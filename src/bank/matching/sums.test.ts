import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findSums, setsInBits } from './sums.ts'

const options = (more = {}) => ({ window: 0n, mostItems: 8, mostSums: 1000, steps: { left: 1_000_000 }, ...more })
const total = (items: { amount: bigint }[]) => items.reduce((sum, { amount }) => sum + amount, 0n)

test('finds every set that adds up, credit notes included, and no other', () => {
  const amounts = fc.array(
    fc.integer({ min: -40, max: 90 }).filter((n) => n !== 0),
    { maxLength: 9 },
  )
  fc.assert(
    fc.property(amounts, fc.integer({ min: 1, max: 150 }), fc.integer({ min: 0, max: 2 }), (list, target, window) => {
      const items = list.map((amount, id) => ({ id, amount: BigInt(amount) }))
      const found = findSums(items, BigInt(target), options({ window: BigInt(window), mostItems: 9 }))
      const expected: string[] = []
      for (let mask = 1; mask < 2 ** items.length; mask++) {
        const set = items.filter((_, i) => mask & (1 << i))
        const gap = total(set) - BigInt(target)
        if (gap <= BigInt(window) && gap >= -BigInt(window)) expected.push(set.map(({ id }) => id).join())
      }
      const ids = found.sums.map((set) =>
        set
          .map(({ id }) => id)
          .sort((a, b) => a - b)
          .join(),
      )
      expect(ids.sort()).toEqual(expected.sort())
      expect(found.complete).toBe(true)
    }),
  )
})

test('a search that runs out of steps or room says so', () => {
  const items = Array.from({ length: 40 }, (_, i) => ({ amount: BigInt(100 + i) }))
  expect(findSums(items, 700n, options({ steps: { left: 50 } })).complete).toBe(false)
  expect(findSums(items, 700n, options({ mostSums: 2 }))).toMatchObject({ complete: false, sums: { length: 2 } })
})

test('sets of k out of n, in bits', () => {
  expect(2 ** setsInBits(10, 3)).toBeCloseTo(120)
  expect(setsInBits(5, 0)).toBe(0)
})

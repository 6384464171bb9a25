import { expect, test } from 'vitest'
import { clopperPearson, evaluateMatching } from './evaluate.ts'
import { type Numbering, plainMix, synthetic } from './synthetic.ts'
import { standardSettings } from './types.ts'

// Values from tables of the exact binomial interval.
test.each([
  [0, 10, 0, 0.3085],
  [10, 10, 0.6915, 1],
  [50, 100, 0.3983, 0.6017],
  [999, 1000, 0.9944, 0.99997],
])('%i of %i lies between %f and %f', (right, of, low, high) => {
  const [from, to] = clopperPearson(right, of)
  expect(from).toBeCloseTo(low, 3)
  expect(to).toBeCloseTo(high, 3)
})

const options = { customers: 150, settlements: 900, mix: plainMix }

test.each<[Numbering, number]>([
  ['padded', 0.85],
  ['yearly', 0.85],
  ['short', 0.7],
])('invoices numbered %s: hardly ever wrong by itself, and most by itself', (numbering, automatic) => {
  for (const seed of [101, 102]) {
    const report = evaluateMatching(synthetic({ ...options, numbering, seed }))
    // At most one wrong in a set of about 1 250: fewer would be luck of the seed, more a fault.
    expect(report.wrong.length).toBeLessThanOrEqual(1)
    expect(report.automatic - report.automaticRight).toBe(report.wrong.length)
    expect(report.automaticRate).toBeGreaterThan(automatic)
    expect(report.rateWithin3).toBeGreaterThan(0.95)
  }
})

test('a hard set goes to persons, not to the wrong invoices', () => {
  const mix = {
    ...plainMix,
    damagedNumber: 0.7,
    moreDamage: 0.4,
    otherName: 0.5,
    silent: 0.15,
    missing: 0.1,
    subscription: 0.3,
  }
  const report = evaluateMatching(synthetic({ ...options, numbering: 'padded', seed: 103, mix }))
  expect(report.wrong.length).toBeLessThanOrEqual(1)
  expect(report.automatic).toBeGreaterThan(0)
  expect(Object.values(report.left).reduce((a, b) => a + b, 0)).toBe(report.payments - report.automatic)
})

test('labels only judge: the same decisions with labels swapped, and the report says that they are wrong', () => {
  const input = synthetic({ ...options, numbering: 'padded', seed: 104 })
  const honest = evaluateMatching(input)
  const shifted = input.matches.map((match, i) => ({
    ...match,
    invoiceIds: input.matches[(i + 1) % input.matches.length]!.invoiceIds,
  }))
  const swapped = evaluateMatching({ ...input, matches: shifted })
  expect(swapped.automatic).toBe(honest.automatic)
  expect(swapped.left).toEqual(honest.left)
  expect(swapped.wrong.length).toBe(swapped.automatic)
  expect(swapped.precision).toBe(0)
})

test('the same seed gives the same set and the same report; a higher threshold never takes more', () => {
  const make = () => synthetic({ ...options, numbering: 'yearly', seed: 105 })
  expect(evaluateMatching(make())).toEqual(evaluateMatching(make()))
  const careful = evaluateMatching(make(), { ...standardSettings, threshold: 0.9999999 })
  expect(careful.automatic).toBeLessThan(evaluateMatching(make()).automatic)
})

test('nothing in, nothing out', () => {
  const report = evaluateMatching({ invoices: [], payments: [], matches: [] })
  expect(report).toMatchObject({ payments: 0, automatic: 0, precision: null, precisionInterval95: null, wrong: [] })
})

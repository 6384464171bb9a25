import { beforeAll, expect, test } from 'vitest'
import { seeded } from '../../demo/random.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import type { Measured } from './measure-payments.ts'
import { measurePayments } from './measure-payments.ts'
import { seedPayers } from './payers.ts'

let world: World
let measured: Measured[]
beforeAll(async () => {
  world = await openWorld('SE', { booksFrom: '2020-01-01' })
  await seedPayers(world, seeded(7), 120)
  measured = await measurePayments(world, 'all', '2026-10-31' as never, 4)
})

test('four of five claims are paid within the interval that was told beforehand', () => {
  const [all] = measured
  expect(all!.claims).toBeGreaterThan(300)
  expect(all!.inside).toBeGreaterThanOrEqual(77)
  // An interval that is never wrong says nothing.
  expect(all!.inside).toBeLessThanOrEqual(92)
  expect(all!.medianError).toBeLessThanOrEqual(7)
  expect(all!.medianWidth).toBeLessThanOrEqual(30)
})

test('for every kind of customer', () => {
  expect(
    measured
      .slice(1)
      .map(({ name }) => name.trim())
      .sort(),
  ).toEqual(['company', 'person', 'public'])
  for (const { inside } of measured) expect(inside).toBeGreaterThanOrEqual(72)
})

test('and by week, of the sum', () => {
  expect(measured[0]!.weeks).toBeGreaterThanOrEqual(15)
  expect(measured[0]!.weeksInside).toBeGreaterThanOrEqual(60)
})

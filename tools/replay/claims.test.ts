import { expect, test } from 'vitest'
import { day } from '../../src/kernel/day.ts'
import { openWorld } from '../../test/world.ts'
import { replayClaims } from './claims.ts'

const from = day('2026-01-01')

test('ten weeks of a small municipality: nothing is asked for that has been paid, no fee above the law, interest to the öre', async () => {
  const world = await openWorld('SE', { today: from, booksFrom: '2025-01-01' })
  const { counts, faults } = await replayClaims(world, { seed: 7, customers: 12, from, days: 72 })
  expect(faults).toEqual([])
  expect(counts).toMatchObject({ invoices: 36, handovers: expect.any(Number) })
  expect(counts.letters).toBeGreaterThan(10)
  expect(counts.interest).toBeGreaterThan(0n)
  expect(Object.keys(counts.held)).toEqual(expect.arrayContaining(['bank-file-old', 'dispute']))
})

test('where nobody asks how old the bank files are, the replay sees what is asked for in vain', async () => {
  const world = await openWorld('SE', { today: from, booksFrom: '2025-01-01' })
  const { faults } = await replayClaims(world, {
    seed: 5,
    customers: 40,
    from,
    days: 48,
    bankFileDays: null,
    outages: 0.8,
  })
  expect(faults.length).toBeGreaterThan(0)
  for (const { what } of faults) expect(what).toMatch(/is asked for \d+, and owes/)
})

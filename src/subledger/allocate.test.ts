import { expect, test } from 'vitest'
import { area, postItem } from '../../test/books.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { minor } from '../kernel/money.ts'
import { readPostingSetUp } from '../ledger/choose-account.ts'
import { readOpenDays } from '../ledger/open-day.ts'
import { allocate } from './allocate.ts'
import { undoAllocation } from './undo-allocation.ts'

/** @returns the day on which the books show it, and the area whose it is */
const apply = (world: World, debitItemId: Id, creditItemId: Id, valueOn: string) =>
  world.tx(async (ctx) => {
    const { db, company } = ctx
    const [allocationId] = await allocate(
      ctx,
      [{ debitItemId, creditItemId, amount: minor(5_000n), valueOn: valueOn as Day }],
      {
        setUp: await readPostingSetUp(db, company.id),
        openDay: await readOpenDays(db, company.id),
        ledger: 'receivable',
        voucherSeriesId: (await db.one<{ id: Id }>(`select id from number_series where code = 'K'`)).id,
      },
    )
    const { effectiveOn, area: areaId } = await db.one<{ effectiveOn: Day; area: Id | null }>(
      `select effective_on as "effectiveOn", business_area_id as area from allocations where id = $1`,
      [allocationId],
    )
    return { allocationId: allocationId!, effectiveOn, area: areaId }
  })

test('the books show it when both items were there and free, not before', async () => {
  const world = await openWorld('SE')
  const party = (await world.party({ name: 'Ada Lind' })) as Id
  const claim = await postItem(world, { party, number: '1', amount: '100.00', on: '2026-11-01' })
  const money = await postItem(world, { party, number: 'P1', amount: '-50.00', on: '2026-11-10', kind: 'payment' })
  const first = await apply(world, claim, money, '2026-11-05')
  expect(first.effectiveOn).toBe('2026-11-10')
  await world.do(undoAllocation, { allocationIds: [first.allocationId], reason: 'another claim', on: '2026-11-18' })
  // Until the 18th the claim was settled by it: it is not so twice.
  const other = await postItem(world, { party, number: 'P2', amount: '-50.00', on: '2026-11-11', kind: 'payment' })
  expect((await apply(world, claim, other, '2026-11-12')).effectiveOn).toBe('2026-11-18')
  const second = await postItem(world, { party, number: '2', amount: '100.00', on: '2026-11-01' })
  expect((await apply(world, second, money, '2026-11-12')).effectiveOn).toBe('2026-11-18')
})

test('it is of the area whose claim it settles', async () => {
  const world = await openWorld('SE')
  const [north, south] = [await area(world, 'NORTH'), await area(world, 'SOUTH')]
  const party = (await world.party({ name: 'Ada Lind' })) as Id
  const claim = await postItem(world, { party, number: '1', amount: '100.00', on: '2026-11-01', area: north })
  const money = await postItem(world, { party, number: 'P1', amount: '-50.00', on: '2026-11-02', area: south })
  expect((await apply(world, claim, money, '2026-11-03')).area).toBe(north)
})

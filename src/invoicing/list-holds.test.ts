import { beforeAll, expect, test } from 'vitest'
import { plainOrder } from '../../test/orders.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { addDays } from '../kernel/day.ts'
import { hold } from './hold.ts'
import { listHolds } from './list-holds.ts'
import { releaseHold } from './release-hold.ts'
import { saveOrders } from './save-orders.ts'

let world: World
beforeAll(async () => {
  world = await openWorld('SE')
})

const held = async (kind?: string) =>
  (await world.do<{ rows: Record<string, unknown>[] }>(listHolds, { ...(kind ? { kind } : {}) })).rows

test('holds in force stand with whom they stop, until when and how much waits; released and ended ones do not', async () => {
  const ada = await world.party({ name: 'Ada Lind', number: '1001' } as never)
  await world.party({ name: 'Bo Ek', number: '1002' } as never)
  const line = ['Avgift', '1', '100.00', 'S25'] as [string, string, string, string]
  await world.tx((ctx) =>
    saveOrders(
      ctx,
      ['A1', 'A2'].map((reference) => plainOrder(world, ada, reference, [line])),
    ),
  )
  await world.do(hold, { customer: '1001', reason: 'adressen saknas', to: addDays(world.today, 5) })
  const { holdId } = await world.do<{ holdId: string }>(hold, { customer: '1002', reason: 'ringer i morgon' })
  await world.do(hold, { customer: '1002', reason: 'börjar sedan', from: addDays(world.today, 1) })
  expect(await held()).toMatchObject([
    {
      kind: 'billing',
      customer: '1001',
      customerName: 'Ada Lind',
      reason: 'adressen saknas',
      toOn: addDays(world.today, 5),
      ordersWaiting: 2,
    },
    { kind: 'billing', customer: '1002', toOn: null, ordersWaiting: 0 },
  ])
  expect(await held('dispute')).toEqual([])
  await world.do(releaseHold, { holdId })
  expect((await held()).map(({ customer }) => customer)).toEqual(['1001'])
})

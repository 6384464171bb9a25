import { beforeAll, expect, test } from 'vitest'
import { postItem } from '../../../test/books.ts'
import { plainOrder } from '../../../test/orders.ts'
import type { World } from '../../../test/world.ts'
import { openWorld } from '../../../test/world.ts'
import { addDays } from '../../kernel/day.ts'
import { saveOrders } from '../orders/save-orders.ts'
import { hold } from './hold.ts'
import { listHolds } from './list-holds.ts'
import { releaseHold } from './release-hold.ts'

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

test('of a claim that rests it says how much of it does', async () => {
  const own = await openWorld('SE')
  const party = await own.party({ name: 'Cy Berg', number: '1003' } as never)
  const itemId = await postItem(own, { party, number: '900', amount: '1000.00', on: own.today, due: own.today })
  await postItem(own, { party, number: '901', amount: '50.00', on: own.today, due: own.today })
  const place = (kind: string, item: string | null, amount: bigint | null) =>
    own.tx(({ db, company }) =>
      db.query(
        `insert into holds (company_id, id, kind, item_id, party_id, from_on, reason, amount, currency) values ($1, gen_random_uuid(), $2, $3, $4, $5, 'x', $6, $7)`,
        [company.id, kind, item, item ? null : party, own.today, amount, amount ? 'SEK' : null],
      ),
    )
  await place('dispute', itemId, 30_000n)
  await place('bankrupt', null, null)
  const { rows } = await own.do<{ rows: object[] }>(listHolds, {})
  expect(rows).toHaveLength(2)
  expect(rows).toContainEqual(
    expect.objectContaining({ kind: 'dispute', claims: 1, amounts: [{ amount: '300.00', currency: 'SEK' }] }),
  )
  expect(rows).toContainEqual(
    expect.objectContaining({ kind: 'bankrupt', claims: 2, amounts: [{ amount: '1050.00', currency: 'SEK' }] }),
  )
})

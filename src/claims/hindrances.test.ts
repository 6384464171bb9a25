import { expect, test } from 'vitest'
import { issueClaim } from '../../test/claim-stories.ts'
import { plainOrder } from '../../test/orders.ts'
import { openWorld } from '../../test/world.ts'
import { hold } from '../invoicing/holds/hold.ts'
import { releaseHold } from '../invoicing/holds/release-hold.ts'
import { saveOrders } from '../invoicing/orders/save-orders.ts'
import type { Day } from '../kernel/day.ts'
import { newId } from '../kernel/id.ts'
import { readHindrances } from './hindrances.ts'

const on = '2026-11-20' as Day

test('each claim tells every reason why it must not be asked for, with its cause', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const bo = await world.party({ name: 'Bo Ek', kind: 'person' })
  const payer = await world.party({ name: 'Cia Ek', kind: 'person' })
  const first = await issueClaim(world, ada)
  const second = await issueClaim(world, ada)
  const third = await issueClaim(world, bo)
  const read = (filter: Parameters<typeof readHindrances>[2] = 'all') =>
    world.tx(async (ctx) =>
      [...(await readHindrances(ctx, on, filter))].map(([item, list]) => [
        { [first.itemId]: 'first', [second.itemId]: 'second', [third.itemId]: 'third' }[item],
        ...list.map((one) => one.kind),
      ]),
    )
  expect(await read()).toEqual([])

  const { holdId } = await world.do<{ holdId: string }>(hold, {
    invoiceId: first.invoiceId,
    kind: 'dispute',
    reason: 'fel antal timmar',
  })
  expect(await read()).toEqual([['first', 'dispute']])
  const [cause] = await world.tx(async (ctx) => (await readHindrances(ctx, on)).get(first.itemId)!)
  expect(cause).toEqual({
    kind: 'dispute',
    causeId: holdId,
    fromOn: on,
    toOn: null,
    amount: null,
    currency: null,
    rests: null,
    reason: 'fel antal timmar',
    how: null,
  })

  await world.tx(async (ctx) => {
    await saveOrders(ctx, [
      plainOrder(world, ada, 'K-1', [['Tillbaka', '1', '100.00', 'S25']], {
        kind: 'credit-note',
        creditsId: second.invoiceId,
        reason: 'avtalad nedsättning',
      }),
    ])
    await ctx.db.query(
      `insert into holds (company_id, id, kind, party_id, from_on, reason) values ($1, $2, 'deceased', $3, $4, 'folkbokföringen')`,
      [ctx.company.id, newId(), ada, on],
    )
  })
  expect(await read({ parties: [ada] })).toEqual(
    expect.arrayContaining([
      ['first', 'deceased', 'dispute'],
      ['second', 'deceased', 'credit-note-pending'],
    ]),
  )
  expect(await read({ items: [third.itemId] })).toEqual([])
  await world.do(releaseHold, { holdId })
  expect(await read({ items: [first.itemId] })).toEqual([['first', 'deceased']])

  // Bo's invoices are paid by Cia; money of hers that lies on account may be meant for them.
  await world.tx(async ({ db, company }) => {
    await db.query(`update parties set payer_id = $3 where company_id = $1 and id = $2`, [company.id, bo, payer])
    await db.query(`update parties set protection = 'secrecy-marked' where company_id = $1 and id = $2`, [
      company.id,
      bo,
    ])
  })
  expect(await read({ items: [third.itemId] })).toEqual([['third', 'protected']])
  await world.tx(({ db, company }) =>
    db.query(
      `insert into party_addresses (company_id, id, party_id, purpose, valid_from, country, source) values ($1, $2, $3, 'forwarding', '2026-01-01', 'SE', 'test')`,
      [company.id, newId(), bo],
    ),
  )
  expect(await read({ items: [third.itemId] })).toEqual([])
})

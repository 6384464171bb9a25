import fc from 'fast-check'
import { expect, test } from 'vitest'
import { area, postItem } from '../../test/books.ts'
import { pay } from '../../test/claim-stories.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { refuseMatch } from '../bank/desk/refuse-match.ts'
import { savePayment } from '../bank/files/save-payment.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { readHindrances } from './hindrances.ts'

const company = () => openWorld('SE', { kind: 'company', today: '2026-11-20' })
let serial = 0
const person = (world: World) => {
  serial += 1
  return world.party({ number: String(serial), name: `Kund ${serial}`, kind: 'person' })
}
const owed = (world: World, party: Id, number: string, amount: string, more: object = {}) =>
  postItem(world, { party, number, amount, on: '2026-09-01', due: `2026-10-0${number.slice(-1)}`, ...more })
const came = (world: World, party: Id, amount: string, more: object = {}) =>
  postItem(world, { party, number: 'P', amount: `-${amount}`, on: '2026-11-10', ...more })

/** Claims by number with why the money may be meant for them. */
async function held(world: World, items?: Id[]): Promise<string[]> {
  const found = await world.tx((ctx) => readHindrances(ctx, ctx.today, items ? { items } : 'all'))
  const { rows } = await world.database.owner.query(`select id, number_text from open_items`)
  const number = new Map(rows.map((row) => [row.id, row.number_text]))
  return [...found]
    .flatMap(([id, list]) =>
      list.filter((one) => one.kind === 'unapplied-money').map((one) => `${number.get(id)} ${one.how}`),
    )
    .sort()
}

test('money holds the claims that it could pay: all that it is enough for, and the oldest until it has found a claim', async () => {
  const world = await company()
  const party = await person(world)
  await owed(world, party, 'A1', '5000.00')
  await owed(world, party, 'A2', '1000.00')
  await owed(world, party, 'A3', '1200.00')
  const last = await owed(world, party, 'A4', '7000.00')
  await came(world, party, '1500.00')
  expect(await held(world)).toEqual(['A2 enough', 'A3 enough'])
  // One claim that is asked about alone is told what it is told among the others.
  expect(await held(world, [last])).toEqual([])
  await came(world, party, '3000.00')
  // 4 500 in all: 2 200 are not enough for it, so the oldest of the others is held beside them.
  expect(new Set(await held(world))).toEqual(new Set(['A1 oldest', 'A2 enough', 'A3 enough']))
})

test('a few kronor too much hold one claim, not all', async () => {
  const world = await company()
  const party = await person(world)
  for (const number of ['A1', 'A2', 'A3']) await owed(world, party, number, '1000.00')
  await came(world, party, '0.50')
  expect(await held(world)).toEqual(['A1 oldest'])
})

test('the very sum of a claim is meant for it, with its fees or without them', async () => {
  const world = await company()
  const party = await person(world)
  for (const [number, amount] of [
    ['A1', '1000.00'],
    ['A2', '2000.00'],
    ['A3', '500.00'],
  ] as const)
    await owed(world, party, number, amount)
  await came(world, party, '2000.00')
  expect(await held(world)).toEqual(['A2 exact'])
})

test('money of another currency, or of another area, pays no claim; money without an area may', async () => {
  const world = await company()
  const [tek, soc] = [await area(world, 'TEK'), await area(world, 'SOC')]
  const party = await person(world)
  await owed(world, party, 'A1', '1000.00', { area: tek })
  await came(world, party, '900.00', { area: soc })
  await came(world, party, '90.00', { currency: 'EUR', base: '-900.00' })
  expect(await held(world)).toEqual([])
  await came(world, party, '10.00')
  expect(await held(world)).toEqual(['A1 oldest'])
})

test.each([
  [1, ['A2 named']],
  // The desk is not sure: it may be the older one's as well.
  [3, ['A1 oldest', 'A2 named']],
] as const)('money that the desk believes to be for a claim holds it, certainty %i', async (certainty, lines) => {
  const world = await company()
  const party = await person(world)
  await owed(world, party, 'A1', '1000.00')
  const named = await owed(world, party, 'A2', '1000.00')
  const { transactionId } = await pay(world, '700.00', { reference: 'okänd' })
  await world.database.owner.query(
    `update desk_payments set certainty = $2, party_id = $3, item_ids = $4 where bank_transaction_id = $1`,
    [transactionId, certainty, party, [named]],
  )
  expect(await held(world)).toEqual([...lines])
})

test('who has paid by his own name is not asked, whatever the desk believes the money to be for, until a person says no', async () => {
  const world = await company()
  const payer = await world.party({ name: 'Åsa  Ström', kind: 'person' })
  const other = await person(world)
  const own = await owed(world, payer, 'A1', '2885.75')
  const believed = await owed(world, other, 'B2', '3713.99')
  // The sum of before a credit note, a reference of nobody: no claim fits it.
  const paid = {
    account: 'BANK',
    amount: '3767.66',
    paidOn: world.today,
    reference: '78322901',
    payerName: 'ÅSA STRÖM',
  }
  const { transactionId } = await world.do<{ transactionId: Id }>(savePayment, paid)
  await world.database.owner.query(
    `update desk_payments set certainty = 3, party_id = $2, item_ids = $3 where bank_transaction_id = $1`,
    [transactionId, other, [believed]],
  )
  expect(await held(world)).toEqual(['A1 enough', 'B2 enough'])
  expect(await held(world, [own])).toEqual(['A1 enough'])
  await world.do(refuseMatch, { transactionId, itemIds: [own] })
  expect(await held(world, [own])).toEqual([])
})

test('an account from which one customer has paid holds his claims; one of many, or a name that many bear, holds nobody’s', async () => {
  const world = await company()
  const [payer, ...many] = await Promise.all(
    ['Berit Ek', 'Bo Lind', 'Bo Lind', 'Bo Lind', 'Bo Lind', 'Bo Lind', 'Bo Lind'].map((name) =>
      world.party({ name, kind: 'person' }),
    ),
  )
  await owed(world, payer!, 'A1', '1000.00')
  for (const party of many) await owed(world, party, 'B2', '1000.00')
  const { transactionId } = await pay(world, '444.00', { reference: '78322901' })
  const from = (name: string, account: string) =>
    world.database.owner.query(
      `alter table bank_transactions disable trigger all; update bank_transactions set payer_name = '${name}', payer_scheme = 'IBAN', payer_account = '${account}' where id = '${transactionId}'; update desk_payments set party_id = null, item_ids = '{}', certainty = 3`,
    )
  const pays = (party: string, account: string) =>
    world.database.owner.query(
      `insert into party_bank_accounts (company_id, id, party_id, scheme, account, state, source, first_seen_on, last_seen_on) values ($1, gen_random_uuid(), $2, 'IBAN', $3, 'learnt', 'test', $4, $4)`,
      [world.companyId, party, account, world.today],
    )
  await from('Bo Lind', 'SE1')
  expect(await held(world)).toEqual([])
  await pays(payer!, 'SE1')
  expect(await held(world)).toEqual(['A1 oldest'])
  for (const party of many) await pays(party, 'SE1')
  expect(await held(world)).toEqual([])
})

test('a claim that is not due yet takes none of the money from those that are', async () => {
  const world = await company()
  const party = await person(world)
  await owed(world, party, 'A1', '3000.00')
  await owed(world, party, 'A2', '2500.00')
  await owed(world, party, 'U9', '2000.00', { due: '2026-12-20' })
  await came(world, party, '2000.00')
  // The very sum of what is not due, or a part of what is.
  expect(await held(world)).toEqual(['A1 oldest', 'U9 exact'])
})

test('asked about a few claims, the money is weighed as among all: of the party, of who pays for it, of the desk', async () => {
  const world = await company()
  const [payer, ward, other] = [await person(world), await person(world), await person(world)]
  await world.database.owner.query(`update parties set payer_id = $1 where id = $2`, [payer, ward])
  const items = [
    await owed(world, ward, 'A1', '1000.00'),
    await owed(world, ward, 'A2', '2000.00'),
    await owed(world, payer, 'B3', '3000.00'),
    await owed(world, other, 'C4', '1000.00'),
  ]
  await came(world, payer, '2500.00')
  await came(world, other, '400.00')
  const { transactionId } = await pay(world, '700.00', { reference: 'okänd' })
  await world.database.owner.query(
    `update desk_payments set certainty = 1, party_id = $2, item_ids = $3 where bank_transaction_id = $1`,
    [transactionId, payer, [items[1]]],
  )
  const all = await held(world)
  expect(all.length).toBeGreaterThan(3)
  const alone = (await Promise.all(items.map((item) => held(world, [item])))).flat()
  expect(alone.sort()).toEqual(all)
})

test('whatever lies unapplied: what is not held is never more than what is owed less the money', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ amount: fc.integer({ min: 1, max: 60 }), isDue: fc.boolean() }), {
        minLength: 1,
        maxLength: 7,
      }),
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 3 }),
      async (claims, money) => {
        const world = await company()
        const party = await person(world)
        const items: { id: Id; amount: number }[] = []
        for (const [i, { amount, isDue }] of claims.entries()) {
          const more = isDue ? {} : { due: `2026-12-0${i + 1}` }
          const id = await owed(world, party, `A${i + 1}`, formatMinor(minor(BigInt(amount * 100)), 'SEK'), more)
          if (isDue) items.push({ id, amount })
        }
        for (const amount of money) await came(world, party, formatMinor(minor(BigInt(amount * 100)), 'SEK'))
        const found = await world.tx((ctx) => readHindrances(ctx, ctx.today))
        const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0)
        const asked = sum(items.filter(({ id }) => !found.has(id)).map((one) => one.amount))
        expect(asked).toBeLessThanOrEqual(Math.max(0, sum(items.map((one) => one.amount)) - sum(money)))
      },
    ),
    { numRuns: 12 },
  )
})

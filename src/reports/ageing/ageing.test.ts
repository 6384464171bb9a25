import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { area, postItem, settle, undo } from '../../../test/books.ts'
import { openWorld } from '../../../test/world.ts'
import type { User } from '../../db/context.ts'
import { newId } from '../../kernel/id.ts'
import { openItems } from '../open-items/report.ts'
import { ageing } from './report.ts'

interface Answer {
  rows: {
    key: string
    code: string | null
    name: string | null
    currency: string
    open: string
    baseOpen: string
    buckets: { key: string; amount: string; items: object }[]
    items: object
  }[]
  totals: Answer['rows']
  buckets: { key: string; title: string }[]
  next: string | null
}
interface Items {
  rows: { number: string; open: string; baseOpen: string; partyName: string }[]
  totals: { open: string; baseOpen: string }[]
  next: string | null
}
const amounts = (row: Answer['rows'][number]) => row.buckets.map((bucket) => bucket.amount)

test('buckets by days overdue, credit notes in the bucket of their own due day, any edges', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const ada = await world.party({ name: 'Ada Lind' })
  const bo = await world.party({ name: 'Bo Ek' })
  const items: [string, string, string][] = [
    ['1', '2026-11-20', '100.00'], // due today is not overdue
    ['2', '2026-11-19', '200.00'],
    ['3', '2026-10-21', '300.00'], // 30 days
    ['4', '2026-10-20', '400.00'], // 31 days
    ['5', '2026-08-22', '500.00'], // 90 days
    ['6', '2026-08-21', '600.00'], // 91 days
  ]
  for (const [number, due, amount] of items)
    await postItem(world, { party: ada, number, amount, on: '2026-08-01', due })
  await postItem(world, {
    party: bo,
    number: '7',
    amount: '-50.00',
    on: '2026-10-01',
    due: '2026-10-31',
    kind: 'credit-note',
  })

  // What is dated ahead is not owed yet.
  await postItem(world, { party: bo, number: '8', amount: '70.00', on: '2026-11-21', due: '2026-12-21' })

  const answer = await world.do<Answer>(ageing, {})
  expect(answer.rows.map((row) => [row.name, row.open, ...amounts(row)])).toEqual([
    ['Ada Lind', '2100.00', '100.00', '500.00', '400.00', '500.00', '600.00'],
    ['Bo Ek', '-50.00', '0.00', '-50.00', '0.00', '0.00', '0.00'],
  ])
  expect(answer.totals.map((row) => [row.currency, row.open, ...amounts(row)])).toEqual([
    ['SEK', '2050.00', '100.00', '450.00', '400.00', '500.00', '600.00'],
  ])
  const own = await world.do<Answer>(ageing, { edges: '5,31', by: 'currency' })
  expect(own.buckets.map((bucket) => bucket.key)).toEqual(['notDue', '1-5', '6-31', '31+'])
  expect(own.rows.map(amounts)).toEqual([['100.00', '200.00', '650.00', '1100.00']])
  expect(await world.do(ageing, { edges: [5, 31], by: 'currency' })).toEqual(own)
  await expect(world.do(ageing, { edges: '30,30' })).rejects.toThrow('ascending')

  // Every figure leads to the items behind it.
  for (const row of [...answer.rows, ...answer.totals, ...own.rows]) {
    for (const figure of [{ amount: row.open, items: row.items }, ...row.buckets]) {
      const behind = await world.do<Items>(openItems, figure.items)
      expect(behind.totals[0]?.open ?? '0.00').toBe(figure.amount)
    }
  }
})

const golden = '../shared/domain/golden.json'
// Skipped where the reference cases are not at hand.
describe.skipIf(!existsSync(golden))('reference cases', () => {
  test('AGE-01 and AGE-02', async () => {
    const cases: {
      id: string
      input: { asOf: string; items: [string, string, string][] }
      expected: { buckets: Record<string, string>; total: string }
    }[] = JSON.parse(readFileSync(golden, 'utf8'))
    const world = await openWorld('SE')
    const ada = await world.party({ name: 'Ada Lind' })
    const { input, expected } = cases.find((one) => one.id === 'AGE-01')!
    for (const [number, due, amount] of input.items)
      await postItem(world, { party: ada, number, amount, due, on: '2026-01-01' })
    const [row] = (await world.do<Answer>(ageing, { asOf: input.asOf })).rows
    expect(Object.fromEntries(row!.buckets.map((bucket) => [bucket.key, bucket.amount]))).toEqual(expected.buckets)
    expect(row!.open).toBe(expected.total)

    const bo = await world.party({ name: 'Bo Ek' })
    const invoice = await postItem(world, {
      party: bo,
      number: '20',
      amount: '1000.00',
      on: '2026-09-01',
      due: '2026-09-30',
    })
    const payment = await postItem(world, { party: bo, number: 'P', amount: '-1000.00', on: '2026-11-03' })
    await settle(world, invoice, payment, '1000.00', '2026-11-03')
    const before = (await world.do<Answer>(ageing, { asOf: '2026-10-31', partyId: bo })).rows
    expect(
      before.map((one) =>
        one.buckets.filter((bucket) => bucket.amount !== '0.00').map(({ key, amount }) => [key, amount]),
      ),
    ).toEqual([[['31-60', '1000.00']]])
    expect((await world.do<Answer>(ageing, { asOf: '2026-11-03', partyId: bo })).rows).toEqual([])
  })
})

test('as of a day is by effective day, as known at an instant by when it was recorded; an undo changes neither past', async () => {
  const world = await openWorld('SE')
  world.installation.clock = () => new Date()
  const ada = await world.party({ name: 'Ada Lind' })
  const invoice = await postItem(world, {
    party: ada,
    number: '1',
    amount: '1000.00',
    on: '2026-05-01',
    due: '2026-05-31',
  })
  const other = await postItem(world, { party: ada, number: '2', amount: '70.00', on: '2026-05-02', due: '2026-06-30' })
  const payment = await postItem(world, { party: ada, number: 'P', amount: '-600.00', on: '2026-06-10' })
  const start = await instant()
  const first = await settle(world, invoice, payment, '400.00', '2026-06-10')
  const paid = await instant()
  await undo(world, first, '2026-07-15')
  const undone = await instant()
  await settle(world, other, payment, '70.00', '2026-08-01')
  await settle(world, invoice, payment, '530.00', '2026-08-01')

  const open = async (asOf: string, knownAt?: string) => {
    const { rows } = await world.do<Items>(openItems, { asOf, ...(knownAt ? { knownAt } : {}) })
    const { totals } = await world.do<Answer>(ageing, { asOf, by: 'currency', ...(knownAt ? { knownAt } : {}) })
    return [...rows.map((row) => `${row.number} ${row.open}`).sort(), totals[0]?.open]
  }
  expect(await open('2026-06-09')).toEqual(['1 1000.00', '2 70.00', '1070.00'])
  expect(await open('2026-06-10')).toEqual(['1 600.00', '2 70.00', 'P -200.00', '470.00'])
  expect(await open('2026-07-14')).toEqual(['1 600.00', '2 70.00', 'P -200.00', '470.00'])
  expect(await open('2026-07-15')).toEqual(['1 1000.00', '2 70.00', 'P -600.00', '470.00'])
  expect(await open('2026-08-01')).toEqual(['1 470.00', '470.00'])
  // Nothing was settled yet, whatever day is asked.
  expect(await open('2026-11-20', start)).toEqual(['1 1000.00', '2 70.00', 'P -600.00', '470.00'])
  expect(await open('2026-11-20', paid)).toEqual(['1 600.00', '2 70.00', 'P -200.00', '470.00'])
  expect(await open('2026-06-09', paid)).toEqual(['1 1000.00', '2 70.00', '1070.00'])
  // The undo was known then, but its day comes later.
  expect(await open('2026-07-14', undone)).toEqual(['1 600.00', '2 70.00', 'P -200.00', '470.00'])
  expect(await open('2026-11-20', undone)).toEqual(['1 1000.00', '2 70.00', 'P -600.00', '470.00'])
  expect(await open('2026-11-20', await instant())).toEqual(['1 470.00', '470.00'])
})

test('currencies are never added; in the currency of the books they are', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind' })
  const invoice = await postItem(world, {
    party: ada,
    number: '1',
    amount: '100.00',
    currency: 'EUR',
    base: '1120.00',
    on: '2026-09-01',
    due: '2026-10-01',
  })
  await postItem(world, { party: ada, number: '2', amount: '50.00', on: '2026-10-01', due: '2026-12-01' })
  const part = await postItem(world, {
    party: ada,
    number: 'P',
    amount: '-40.00',
    currency: 'EUR',
    base: '-444.00',
    on: '2026-10-10',
  })
  await settle(world, invoice, part, '40.00', '2026-10-10', 'EUR')
  const answer = await world.do<Answer>(ageing, {})
  expect(answer.rows.map((row) => [row.currency, row.open, row.baseOpen])).toEqual([
    ['EUR', '60.00', '672.00'],
    ['SEK', '50.00', '50.00'],
  ])
  const books = await world.do<Answer>(ageing, { amounts: 'base' })
  expect(books.rows.map((row) => [row.currency, row.open, ...amounts(row)])).toEqual([
    ['SEK', '722.00', '50.00', '0.00', '672.00', '0.00', '0.00'],
  ])
  expect((await world.do<Answer>(ageing, { asOf: '2026-10-09', amounts: 'base' })).rows.map((row) => row.open)).toEqual(
    ['1170.00'],
  )
})

test('by any dimension: parts of an item add up to it', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', customerKind: 'private' })
  const north = await area(world, 'NORTH')
  await postItem(world, {
    party: ada,
    number: '1',
    amount: '100.00',
    on: '2026-11-01',
    group: world.defaultInvoiceGroupId,
    dimensions: [{ ansvar: '10' }, { ansvar: '20' }, { ansvar: '30' }],
  })
  await postItem(world, { party: ada, number: '2', amount: '5.00', on: '2026-11-01', area: north })
  const by = async (input: object) => (await world.do<Answer>(ageing, input)).rows.map((row) => [row.code, row.open])
  expect(await by({ by: 'dimension', dimension: 'ansvar' })).toEqual([
    [null, '5.00'],
    ['10', '33.33'],
    ['20', '33.33'],
    ['30', '33.34'],
  ])
  expect(await by({ by: 'business-area' })).toEqual([
    [null, '100.00'],
    ['NORTH', '5.00'],
  ])
  expect(await by({ by: 'invoice-group' })).toEqual([
    [null, '5.00'],
    ['1', '100.00'],
  ])
  expect(await by({ by: 'account' })).toEqual([['1510', '105.00']])
  expect((await by({ by: 'customer-kind' })).map(([, open]) => open)).toEqual(['105.00'])
  await expect(world.do(ageing, { by: 'dimension' })).rejects.toThrow('name the dimension')
  await expect(world.do(ageing, { party: '999999' })).rejects.toThrow('no customer 999999')
})

test('pages follow their order, the totals are those of all pages', async () => {
  const world = await openWorld('SE')
  const names = ['Åsa', 'Ada', 'Örjan', 'bo', 'Bo', 'Ärla', '10', '9']
  for (const [i, name] of names.entries()) {
    const party = await world.party({ name, number: `K-${name}` })
    await postItem(world, { party, number: String(i), amount: `${(i * 37) % 100}.50`, on: '2026-11-01' })
  }
  for (const order of ['code', 'open']) {
    const whole = await world.do<Answer>(ageing, { order, limit: 1000 })
    const paged: unknown[] = []
    let after: string | undefined
    do {
      const page: Answer = await world.do<Answer>(ageing, { order, limit: 3, ...(after ? { after } : {}) })
      paged.push(...page.rows)
      expect(page.totals).toEqual(whole.totals)
      after = page.next ?? undefined
    } while (after)
    expect(paged).toEqual(whole.rows)
    expect(whole.rows).toHaveLength(names.length)
  }
  const largest = await world.do<Answer>(ageing, { order: 'open', limit: 1000 })
  const opens = largest.rows.map((row) => Number(row.open))
  expect(opens).toEqual([...opens].sort((a, b) => b - a))
  await expect(world.do(ageing, { after: 'nonsense' })).rejects.toThrow('begin again')
})

test('a business area sees and sums its own; a protected person has no name', async () => {
  const world = await openWorld('SE')
  const north = await area(world, 'NORTH')
  const south = await area(world, 'SOUTH')
  const ada = await world.party({ name: 'Ada Lind' })
  const hidden = await world.party({ name: 'Hemlig Person', kind: 'person', protection: 'secrecy-marked' })
  await postItem(world, { party: ada, number: '1', amount: '100.00', on: '2026-11-01', area: north })
  await postItem(world, { party: ada, number: '2', amount: '20.00', on: '2026-11-01', area: south })
  await postItem(world, { party: hidden, number: '3', amount: '3.00', on: '2026-11-01', area: south })
  const clerk: User = { id: newId(), name: 'Clerk', areas: [south], permissions: ['reports.*'] }
  const seen = await world.do<Answer>(ageing, {}, clerk)
  expect(seen.rows.map((row) => [row.name, row.open])).toEqual([
    ['Ada Lind', '20.00'],
    ['Skyddad identitet', '3.00'],
  ])
  expect(seen.totals.map((row) => row.open)).toEqual(['23.00'])
  expect((await world.do<Items>(openItems, {}, clerk)).rows.map((row) => row.partyName)).toEqual([
    'Ada Lind',
    'Skyddad identitet',
  ])
  await expect(world.do(ageing, { businessArea: 'NORTH' }, clerk)).rejects.toThrow('no business area')
  const trusted = { ...clerk, permissions: ['reports.*', 'parties.read-protected'] }
  expect((await world.do<Answer>(ageing, {}, trusted)).rows.map((row) => row.name)).toEqual([
    'Ada Lind',
    'Hemlig Person',
  ])
  expect((await world.do<Answer>(ageing, {})).totals.map((row) => row.open)).toEqual(['123.00'])
})

/** An instant between what was done before and what comes. */
async function instant(): Promise<string> {
  await new Promise((done) => setTimeout(done, 15))
  const now = new Date().toISOString()
  await new Promise((done) => setTimeout(done, 15))
  return now
}

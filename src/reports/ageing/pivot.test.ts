import fc from 'fast-check'
import { expect, test } from 'vitest'
import { importPayments, money } from '../../../test/bank-books.ts'
import { area, postItem, settle } from '../../../test/books.ts'
import type { World } from '../../../test/world.ts'
import { openWorld } from '../../../test/world.ts'
import { match } from '../../bank/placing/match.ts'
import { openItems } from '../open-items/report.ts'
import { learntSince } from './learnt-since.ts'
import { ageingPivot } from './pivot.ts'
import { ageing } from './report.ts'

interface Figures {
  currency: string
  amount: string
  share: string | null
  count: number
  cells: { amount: string; share: string | null; count: number | null }[]
  items: Record<string, unknown>
}
interface Row extends Figures {
  key: string | null
  code: string | null
  name: string | null
  children: Row[]
  childrenMore: number
}
interface Pivot {
  rows: Row[]
  unplaced: (Figures & { inSuspense: boolean })[]
  totals: Figures[]
  buckets: { key: string; title: string; dueFrom: string | null; dueTo: string | null }[]
  items: number
  next: string | null
  proof: {
    agrees: boolean
    accounts: { account: string; items: string; postings: string; difference: string; partiesDiffering: number }[]
    hidden: { amount: string }[]
  } | null
  monthEnds: { on: string; closed: boolean }[]
}
interface Items {
  rows: { number: string; dueOn: string; open: string; amount: string; daysOverdue: number }[]
  totals: { open: string; baseOpen: string; items: number }[]
}

async function books(): Promise<World> {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const north = await area(world, 'NORTH')
  const south = await area(world, 'SOUTH')
  const ada = await world.party({ name: 'Ada Lind', number: '1001', kind: 'person' })
  const firm = await world.party({ name: 'Firma AB', number: '1002', kind: 'company' })
  const group = world.defaultInvoiceGroupId
  const one = await postItem(world, {
    party: ada,
    number: '1',
    amount: '100.00',
    on: '2026-10-01',
    due: '2026-10-31',
    area: north,
    group,
  })
  await postItem(world, {
    party: firm,
    number: '2',
    amount: '400.00',
    on: '2026-11-01',
    due: '2026-12-01',
    area: north,
  })
  await postItem(world, {
    party: firm,
    number: '3',
    amount: '60.00',
    on: '2026-03-01',
    due: '2026-03-31',
    area: south,
    group,
  })
  await postItem(world, {
    party: firm,
    number: '4',
    amount: '10.00',
    currency: 'EUR',
    base: '112.00',
    on: '2026-09-01',
    due: '2026-09-20',
    area: south,
    group,
  })
  const paid = await postItem(world, { party: ada, number: 'P', amount: '-70.00', on: '2026-11-05' })
  await settle(world, one, paid, '40.00', '2026-11-05')
  return world
}

const text = (row: Row): string =>
  [row.code ?? '-', row.amount, row.count, ...row.cells.map((cell) => cell.amount)].join(' ')

/** Every figure of a pivot opens to rows that sum to it. */
async function everyFigureOpens(world: World, pivot: Pivot, inBase: boolean): Promise<number> {
  let opened = 0
  const open = async (figure: string, items: object) => {
    const { totals } = await world.do<Items>(openItems, items)
    expect(totals[0]?.[inBase ? 'baseOpen' : 'open'] ?? '0.00', JSON.stringify(items)).toBe(figure)
    expect(totals.length).toBeLessThanOrEqual(inBase ? 9 : 1)
    opened++
  }
  const bases = async (items: object) => {
    const { totals } = await world.do<Items>(openItems, items)
    return totals.reduce((sum, total) => sum + Math.round(Number(total.baseOpen) * 100), 0)
  }
  for (const row of [...pivot.rows, ...pivot.rows.flatMap((one) => one.children), ...pivot.unplaced, ...pivot.totals]) {
    for (const [i, cell] of [{ amount: row.amount }, ...row.cells].entries()) {
      const bucket = i === 0 ? null : pivot.buckets[i - 1]!
      const items = {
        ...row.items,
        ...(bucket?.dueFrom ? { dueFrom: bucket.dueFrom } : {}),
        ...(bucket?.dueTo ? { dueTo: bucket.dueTo } : {}),
      }
      if (inBase) expect(await bases(items), JSON.stringify(items)).toBe(Math.round(Number(cell.amount) * 100))
      else await open(cell.amount, items)
      opened++
    }
  }
  return opened
}

test('two groupings, buckets, unplaced money as a line of its own, and the proof: every figure opens to its rows', async () => {
  const world = await books()
  const pivot = await world.do<Pivot>(ageingPivot, {})
  expect(pivot.buckets.map((bucket) => bucket.key)).toEqual(['notDue', '1-30', '31-60', '61-90', '91-180', '180+'])
  expect(pivot.rows.map((row) => [text(row), ...row.children.map((child) => `  ${text(child)}`)])).toEqual([
    [
      'NORTH 460.00 2 400.00 60.00 0.00 0.00 0.00 0.00',
      '  - 400.00 1 400.00 0.00 0.00 0.00 0.00 0.00',
      '  1 60.00 1 0.00 60.00 0.00 0.00 0.00 0.00',
    ],
    ['SOUTH 172.00 2 0.00 0.00 0.00 112.00 0.00 60.00', '  1 172.00 2 0.00 0.00 0.00 112.00 0.00 60.00'],
  ])
  expect(pivot.unplaced.map((one) => [one.inSuspense, one.amount, one.count])).toEqual([[false, '-30.00', 1]])
  expect(pivot.totals.map((one) => [one.amount, one.count, one.share])).toEqual([['602.00', 5, '100.0']])
  expect(pivot.totals[0]!.cells.map((cell) => cell.share)).toEqual(['66.4', '5.0', '0.0', '18.6', '0.0', '10.0'])
  expect(pivot.items).toBe(5)
  expect(pivot.proof).toMatchObject({ agrees: true, hidden: [{ amount: '0.00' }] })
  expect(pivot.monthEnds.at(-1)).toEqual({ on: '2026-10-31', closed: false })
  expect(await everyFigureOpens(world, pivot, true)).toBeGreaterThan(40)

  const documents = await world.do<Pivot>(ageingPivot, { amounts: 'document', rows: 'party-kind,country' })
  expect(documents.rows.map((row) => [row.name, row.currency, row.amount])).toEqual([
    ['company', 'SEK', '460.00'],
    ['person', 'SEK', '60.00'],
    ['company', 'EUR', '10.00'],
  ])
  await everyFigureOpens(world, documents, false)
})

test('money on a customer’s account and money of unknown people are two lines, and each opens to its rows', async () => {
  const world = await books()
  await importPayments(world, 'A', [money('55.00', { text: 'x', on: '2026-11-18' } as never)])
  await world.do(match, {})
  const pivot = await world.do<Pivot>(ageingPivot, {})
  expect(pivot.unplaced.map((one) => [one.inSuspense, one.amount, one.count])).toEqual([
    [false, '-30.00', 1],
    [true, '-55.00', 1],
  ])
  expect(pivot.totals.map((one) => one.amount)).toEqual(['547.00'])
  await everyFigureOpens(world, pivot, true)
  const all = await world.do<Pivot>(ageingPivot, { control: 'all' })
  expect(all.unplaced.map((one) => [one.inSuspense, one.amount])).toEqual([[false, '-85.00']])
  await everyFigureOpens(world, all, true)
})

test('what was learnt is one sum in the currency of the books, whatever the documents are in', async () => {
  const world = await books()
  type Learnt = { totals: { currency: string }[]; baseTotals: { baseCurrency: string; amount: string }[] }
  const { totals, baseTotals } = await world.do<Learnt>(learntSince, {
    asOf: '2026-11-20',
    since: '2026-01-01T00:00:00Z',
  })
  expect(totals.map(({ currency }) => currency)).toEqual(['EUR', 'SEK'])
  expect(baseTotals).toEqual([{ baseCurrency: 'SEK', amount: '602.00' }])
})

test('any grouping sums to the same; filters tell what they hide; what is asked wrongly is refused', async () => {
  const world = await books()
  for (const rows of [
    'party',
    'customer-kind',
    'account',
    'currency',
    'party,invoice-group',
    'dimension:ansvar,party',
  ]) {
    const pivot = await world.do<Pivot>(ageingPivot, { rows })
    expect(
      pivot.totals.map((one) => one.amount),
      rows,
    ).toEqual(['602.00'])
    expect(cents(pivot.rows.map((row) => row.amount)) - 3000, rows).toBe(60200)
  }
  const company = await world.do<Pivot>(ageingPivot, { partyKind: 'company', withUnplaced: false })
  expect(company.totals.map((one) => one.amount)).toEqual(['572.00'])
  expect(company.proof).toMatchObject({ agrees: true, hidden: [{ amount: '30.00' }] })
  const one = await world.do<Pivot>(ageingPivot, { rows: 'party', limit: 1 })
  const two = await world.do<Pivot>(ageingPivot, { rows: 'party', limit: 1, after: one.next! })
  expect([...one.rows, ...two.rows].map((row) => row.code)).toEqual(['1002', '1001'])
  expect(two.totals).toEqual(one.totals)
  const counts = await world.do<Pivot>(ageingPivot, { measure: 'count', rows: 'business-area' })
  expect(counts.rows.map((row) => row.cells.map((cell) => cell.count))).toEqual([
    [1, 1, 0, 0, 0, 0],
    [0, 0, 0, 1, 0, 1],
  ])
  expect((await world.do<Pivot>(ageingPivot, { proof: false })).proof).toBeNull()
  for (const rows of ['colour', 'party,party', 'party,account,currency'])
    await expect(world.do(ageingPivot, { rows })).rejects.toThrow(/grouped by/)
})

test('rows by name stand as the alphabet of the company does, page by page', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  for (const [index, name] of ['Ödman', 'Zon', 'Ärla', 'alm', 'Åsen', 'Berg'].entries()) {
    const party = await world.party({ name })
    await postItem(world, { party, number: String(index + 1), amount: '10.00', on: '2026-11-01' })
  }
  const names: (string | null)[] = []
  for (let after: string | undefined; names.length < 6; ) {
    const page: Pivot = await world.do<Pivot>(ageingPivot, { rows: 'party', order: 'name', limit: 2, after })
    names.push(...page.rows.map(({ name }) => name))
    after = page.next ?? undefined
  }
  expect(names).toEqual(['alm', 'Berg', 'Zon', 'Åsen', 'Ärla', 'Ödman'])
})

test('an item in instalments ages part by part: what was paid took the first ones', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const ada = await world.party({ name: 'Ada Lind' })
  const plan = await postItem(world, { party: ada, number: '1', amount: '900.01', on: '2026-08-01', due: '2026-08-31' })
  await postItem(world, { party: ada, number: '2', amount: '5.00', on: '2026-08-01', due: '2026-08-31' })
  await dueParts(world, plan, [
    ['2026-09-30', '300.00'],
    ['2026-10-31', '300.00'],
    ['2026-11-30', '300.01'],
  ])
  const paid = await postItem(world, { party: ada, number: 'P', amount: '-350.00', on: '2026-10-01' })
  await settle(world, plan, paid, '350.00', '2026-10-01')

  const cells = async (asOf: string) =>
    (await world.do<Pivot>(ageingPivot, { asOf, rows: 'party' })).totals[0]!.cells.slice(0, 4).map(
      (cell) => cell.amount,
    )
  // 300 of the first is gone, 50 of the second: 250 is 20 days late, the last is not due; item 2 is 81 days late.
  expect(await cells('2026-11-20')).toEqual(['300.01', '250.00', '0.00', '5.00'])
  expect(await cells('2026-09-30')).toEqual(['900.01', '5.00', '0.00', '0.00'])
  const classic = await world.do<{ totals: { buckets: { amount: string; items: object }[] }[] }>(ageing, {})
  expect(classic.totals[0]!.buckets.map((bucket) => bucket.amount)).toEqual([
    '300.01',
    '250.00',
    '0.00',
    '5.00',
    '0.00',
  ])
  for (const bucket of classic.totals[0]!.buckets)
    expect((await world.do<Items>(openItems, bucket.items)).totals[0]?.open ?? '0.00').toBe(bucket.amount)
  const rows = (await world.do<Items>(openItems, {})).rows.map(
    (row) => `${row.number} ${row.dueOn} ${row.open} ${row.daysOverdue}`,
  )
  expect(rows).toEqual(['2 2026-08-31 5.00 81', '1 2026-10-31 250.00 20', '1 2026-11-30 300.01 0'])
  expect((await world.do<Pivot>(ageingPivot, { rows: 'party', measure: 'count' })).totals[0]).toMatchObject({
    count: 2,
  })
  await everyFigureOpens(world, await world.do<Pivot>(ageingPivot, { rows: 'party' }), true)
})

test('what was learnt since is what the day’s open amounts changed by, event by event', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  world.installation.clock = () => new Date()
  const ada = await world.party({ name: 'Ada Lind' })
  const one = await postItem(world, { party: ada, number: '1', amount: '100.00', on: '2026-10-01' })
  const asOf = '2026-10-31'
  const start = await instant()
  await postItem(world, { party: ada, number: '2', amount: '9.00', on: '2026-10-20' })
  const paid = await postItem(world, { party: ada, number: 'P', amount: '-60.00', on: '2026-10-30' })
  const middle = await instant()
  await settle(world, one, paid, '60.00', '2026-10-30')
  const later = await postItem(world, { party: ada, number: '3', amount: '1000.00', on: '2026-11-02' })
  const undone = await postItem(world, { party: ada, number: 'Q', amount: '-5.00', on: '2026-11-02' })
  await settle(world, later, undone, '5.00', '2026-11-02')
  const end = await instant()

  const learnt = (since: string, until?: string) =>
    world.do<{ events: number; totals: { amount: string }[]; rows: Record<string, string>[]; next: string | null }>(
      learntSince,
      { asOf, since, ...(until ? { until } : {}) },
    )
  const total = async (knownAt: string) =>
    cents((await world.do<Pivot>(ageingPivot, { asOf, knownAt, rows: 'party' })).totals.map((row) => row.amount))
  const all = await learnt(start)
  expect(all.rows.map((row) => [row.event, row.number, row.amount])).toEqual([
    ['item', '2', '9.00'],
    ['item', 'P', '-60.00'],
    ['allocation', '1', '-60.00'],
    ['allocation', 'P', '60.00'],
  ])
  expect([all.events, all.totals.map((row) => row.amount)]).toEqual([3, ['-51.00']])
  for (const [since, until] of [
    [start, middle],
    [middle, end],
    [start, end],
  ] as const)
    expect(cents((await learnt(since, until)).totals.map((row) => row.amount))).toBe(
      (await total(until)) - (await total(since)),
    )
  expect((await world.do<Pivot>(ageingPivot, { asOf, knownAt: start, rows: 'party' })).proof).toMatchObject({
    agrees: true,
  })
  expect((await learnt(end)).rows).toEqual([])
})

test('parts always add up to their item, in both currencies', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const ada = await world.party({ name: 'Ada Lind' })
  let number = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 99_999 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 999_999 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      async (parts, base, share) => {
        const whole = parts.reduce((sum, part) => sum + part, 0)
        const money = (cents: number) => `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
        const name = `R${++number}`
        const item = await postItem(world, {
          party: ada,
          number: name,
          amount: money(whole),
          currency: 'EUR',
          base: money(base),
          on: '2026-08-01',
        })
        await dueParts(
          world,
          item,
          parts.map((part, i) => [`2026-0${i + 1}-15`, money(part)]),
          'EUR',
        )
        const take = Math.min(Math.floor(whole * share), whole - 1)
        if (take > 0 && base > whole) {
          const paid = await postItem(world, {
            party: ada,
            number: `P${name}`,
            amount: `-${money(take)}`,
            currency: 'EUR',
            base: `-${money(take)}`,
            on: '2026-08-02',
          })
          await settle(world, item, paid, money(take), '2026-08-02', 'EUR')
        }
        const rows = (await world.do<Items>(openItems, { limit: 1000 })).rows.filter((row) => row.number === name)
        const stored = await world.tx(({ db }) =>
          db.one<{ open: bigint; base: bigint }>(
            `select amount_open as open, base_open as base from open_items where number_text = $1`,
            [name],
          ),
        )
        expect(BigInt(cents(rows.map((row) => row.open)))).toBe(stored.open)
        expect(BigInt(cents(rows.map((row) => (row as never as { baseOpen: string }).baseOpen)))).toBe(stored.base)
      },
    ),
    { numRuns: 15 },
  )
})

const cents = (amounts: string[]): number => amounts.reduce((sum, amount) => sum + Math.round(Number(amount) * 100), 0)

async function dueParts(world: World, item: string, parts: [string, string][], currency = 'SEK'): Promise<void> {
  await world.tx(({ db, company }) =>
    db.query(
      `insert into item_due_parts (company_id, item_id, part_no, due_on, amount) select $1, $2, n, due, amount from unnest($3::date[], $4::int8[]) with ordinality as x (due, amount, n)`,
      [company.id, item, parts.map(([due]) => due), parts.map(([, amount]) => Math.round(Number(amount) * 100))],
    ),
  )
  expect(currency).toHaveLength(3)
}

async function instant(): Promise<string> {
  await new Promise((done) => setTimeout(done, 15))
  const now = new Date().toISOString()
  await new Promise((done) => setTimeout(done, 15))
  return now
}

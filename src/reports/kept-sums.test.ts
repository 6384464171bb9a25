import { beforeAll, expect, test } from 'vitest'
import { area, postItem, seriesOf, settle, undo } from '../../test/books.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import type { User } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import { newId } from '../kernel/id.ts'
import { post } from '../ledger/post.ts'
import { ageing } from './ageing/report.ts'
import { jsonRow } from './columns.ts'
import { customerAccount, customerAccountReport } from './customer-account/report.ts'
import { generalLedger, generalLedgerReport } from './general-ledger/report.ts'
import { movementColumns } from './movement-list.ts'
import { openItems } from './open-items/report.ts'
import { subledgerSpecification, subledgerSpecificationReport } from './subledger-specification/report.ts'
import { verify } from './verify/verify.ts'

/** Everything that sums and first pages could get wrong: areas, currencies, parts, part payments, undo, back-dated, due in parts. */
let world: World
let north: string
let firstAllocation: string
beforeAll(async () => {
  world = await openWorld('SE', { booksFrom: '2026-01-01', today: '2026-11-20' })
  world.installation.clock = () => new Date()
  north = await area(world, 'NORTH')
  const south = await area(world, 'SOUTH')
  const [ada, bo, cy] = [
    await world.party({ name: 'Ada Lind', number: '30' }),
    await world.party({ name: 'Bo Ek', number: '4' }),
    await world.party({ name: 'Cy Al', number: '200' }),
  ]
  const group = world.defaultInvoiceGroupId
  const one = await postItem(world, {
    party: ada,
    number: '1',
    amount: '1000.00',
    on: '2026-05-01',
    due: '2026-05-31',
    group,
  })
  const two = await postItem(world, {
    party: ada,
    number: '2',
    amount: '70.00',
    on: '2026-05-02',
    due: '2026-06-30',
    area: north,
  })
  await postItem(world, {
    party: bo,
    number: '10',
    amount: '300.00',
    on: '2026-06-01',
    due: '2026-07-01',
    area: south,
    group,
  })
  const parted = await postItem(world, {
    party: bo,
    number: '9',
    amount: '90.00',
    on: '2026-06-15',
    due: '2026-07-15',
    group,
  })
  await postItem(world, {
    party: cy,
    number: '11',
    amount: '-40.00',
    on: '2026-06-20',
    due: '2026-06-20',
    kind: 'credit-note',
  })
  for (let i = 0; i < 8; i++)
    await postItem(world, {
      party: [ada, bo, cy][i % 3]!,
      number: `2${i}`,
      amount: `${10 + ((i * 7) % 5)}.00`,
      on: '2026-07-01',
      due: `2026-08-0${1 + (i % 4)}`,
    })
  const euro = await postItem(world, {
    party: cy,
    number: 'E',
    amount: '100.00',
    currency: 'EUR',
    base: '1120.00',
    on: '2026-07-02',
    due: '2026-08-02',
  })
  const paid = await postItem(world, { party: ada, number: 'P', amount: '-1000.00', on: '2026-06-10' })
  const paidEuro = await postItem(world, {
    party: cy,
    number: 'PE',
    amount: '-60.00',
    currency: 'EUR',
    base: '-690.00',
    on: '2026-08-20',
  })
  const paidBo = await postItem(world, { party: bo, number: 'PB', amount: '-50.00', on: '2026-09-01' })
  firstAllocation = await settle(world, one, paid, '1000.00', '2026-06-10')
  await undo(world, firstAllocation, '2026-07-10')
  await settle(world, one, paid, '400.00', '2026-09-10')
  // Recorded later, of an earlier day.
  await settle(world, two, paid, '70.00', '2026-08-10')
  await settle(world, euro, paidEuro, '60.00', '2026-08-20', 'EUR')
  await world.tx(({ db, company }) =>
    db.query(
      `insert into item_due_parts (company_id, item_id, part_no, due_on, amount) values ($1, $2, 1, '2026-07-15', 3000), ($1, $2, 2, '2026-08-15', 3000), ($1, $2, 3, '2026-09-15', 3000)`,
      [company.id, parted],
    ),
  )
  await settle(world, parted, paidBo, '50.00', '2026-09-02')
  // On a control account, and of nobody.
  await world.tx(async (ctx) =>
    post(ctx.db, world.companyId, null, [
      {
        id: newId(),
        seriesId: await seriesOf(ctx, 'M'),
        ledger: 'general',
        transactionType: 'transfer',
        postedOn: '2026-07-05' as Day,
        documentOn: '2026-07-05' as Day,
        baseCurrency: 'SEK',
        text: 'By hand',
        postings: [
          { account: '1510', baseAmount: 700n, currency: 'SEK', amount: 700n },
          { account: '1510', baseAmount: -200n, currency: 'SEK', amount: -200n },
          { account: '3001', baseAmount: -500n, currency: 'SEK', amount: -500n },
        ],
      },
    ]),
  )
})

interface Items {
  rows: { itemId: string; dueOn: string; open: string }[]
  totals: object[]
  next: string | null
}
const days = [
  '2026-05-01',
  '2026-06-09',
  '2026-06-10',
  '2026-07-09',
  '2026-07-10',
  '2026-08-10',
  '2026-08-20',
  '2026-09-02',
  '2026-09-09',
  '2026-11-20',
  '2026-12-31',
]
const filters: object[] = [
  {},
  { control: 'receivable' },
  { businessArea: 'NORTH' },
  { businessArea: '-' },
  { invoiceGroup: '1' },
  { currency: 'EUR' },
  { kind: 'invoice' },
  { unplaced: 'only' },
  { unplaced: 'without' },
  { dueFrom: '2026-07-01', dueTo: '2026-08-31' },
]
/** Asked as known now the items themselves are added and sorted, one by one. */
const now = () => new Date().toISOString()

test('totals from kept sums are those of the items, at every day, under every filter, in every area', async () => {
  const clerk: User = { id: newId(), name: 'Clerk', areas: [north], permissions: ['reports.*'] }
  let nonEmpty = 0
  for (const asOf of days.filter((_, i) => i % 2 === 1))
    for (const [i, filter] of filters.entries())
      for (const user of i % 2 === 0 ? [undefined, clerk] : [undefined]) {
        const kept = await world.do<Items>(openItems, { ...filter, asOf }, user)
        const added = await world.do<Items>(openItems, { ...filter, asOf, knownAt: now() }, user)
        expect([asOf, filter, kept.totals]).toEqual([asOf, filter, added.totals])
        expect([asOf, filter, kept.rows]).toEqual([asOf, filter, added.rows])
        if (kept.totals.length > 0) nonEmpty++
        if (i % 3 > 0) continue
        const { dueFrom: _, dueTo: __, ...rest } = filter as { dueFrom?: string; dueTo?: string }
        for (const by of ['account', 'invoice-group', 'business-area', 'currency'])
          for (const amounts of ['document', 'base']) {
            const figures = async (known: object) => {
              const { rows, totals } = await world.do<{
                rows: { key: string; open: string; baseOpen: string; buckets: { amount: string }[] }[]
                totals: { open: string; baseOpen: string }[]
              }>(ageing, { ...rest, asOf, by, amounts, ...known }, user)
              return [
                rows.map((row) => [row.key, row.open, row.baseOpen, ...row.buckets.map(({ amount }) => amount)]),
                totals.map((row) => [row.open, row.baseOpen]),
              ]
            }
            expect([asOf, filter, by, amounts, await figures({})]).toEqual([
              asOf,
              filter,
              by,
              amounts,
              await figures({ knownAt: now() }),
            ])
          }
      }
  expect(nonEmpty).toBeGreaterThan(40)
})

test('pages that begin at an index are the pages of the whole list, in every order, at every day', async () => {
  for (const asOf of days)
    for (const order of ['due', 'open', 'party', 'number']) {
      const whole = await world.do<Items>(openItems, { asOf, order, knownAt: now(), limit: 1000 })
      const paged: object[] = []
      let after: string | undefined
      do {
        const page: Items = await world.do<Items>(openItems, {
          asOf,
          order,
          limit: 3,
          totals: false,
          ...(after ? { after } : {}),
        })
        expect(page.totals).toEqual([])
        paged.push(...page.rows)
        after = page.next ?? undefined
      } while (after)
      expect([asOf, order, paged]).toEqual([asOf, order, whole.rows])
    }
})

test('pages of what was posted are the whole list, wherever they are cut: balances run on, and nobody is left out', async () => {
  interface Moved {
    rows: Record<string, string | null>[]
    next: string | null
  }
  const shown = (rows: Record<string, string | null>[]) =>
    rows.map((row) =>
      [row.row, row.account, row.partyNumber, row.currency, row.voucher, row.amount, row.balance, row.baseBalance].join(
        ' ',
      ),
    )
  let movements = 0
  for (const [from, to] of [
    ['2026-01-01', '2026-12-31'],
    ['2026-07-01', '2026-07-31'],
    ['2026-09-02', '2026-09-30'],
    ['2026-12-01', '2026-12-31'],
  ] as const)
    for (const [name, verb, report, given] of [
      ['subledger-specification', subledgerSpecification, subledgerSpecificationReport, { control: 'all' }],
      ['general-ledger', generalLedger, generalLedgerReport, {}],
      ['customer-account', customerAccount, customerAccountReport, { party: '30' }],
    ] as const) {
      const question = { ...given, from, to }
      // A workbook is written from the rows as they stream, without pages.
      const whole = await world.tx(async (ctx) => {
        const rows: Record<string, string | null>[] = []
        for (const part of await report.parts(ctx, question as never))
          for await (const batch of report.rows(ctx, question as never, part))
            rows.push(...batch.map((row) => jsonRow(movementColumns, row) as Record<string, string | null>))
        return rows
      })
      movements += whole.length
      for (const limit of [1, 2, 3, 7, 500]) {
        const paged: Record<string, string | null>[] = []
        let after: string | undefined
        do {
          const page: Moved = await world.do<Moved>(verb, { ...question, limit, ...(after ? { after } : {}) })
          paged.push(...page.rows)
          after = page.next ?? undefined
        } while (after)
        if (limit === 500) expect([name, from, shown(paged).sort()]).toEqual([name, from, shown(whole).sort()])
        else
          expect([name, from, limit, shown(paged)]).toEqual([
            name,
            from,
            limit,
            shown((await world.do<Moved>(verb, { ...question, limit: 500 })).rows),
          ])
      }
    }
  expect(movements).toBeGreaterThan(80)
})

test('folded together they are the same sums, and the proof holds before and after', async () => {
  const totals = async () => Promise.all(days.map((asOf) => world.do<Items>(openItems, { asOf, limit: 1 })))
  const proof = async () =>
    (await world.do<{ checks: { name: string; checked: number; failed: number }[] }>(verify, {})).checks.find(
      ({ name }) => name === 'open-item-sums-equal-items',
    )!
  const before = await totals()
  const held = await proof()
  expect(held.failed).toBe(0)
  await world.tx(({ db }) => db.query('select fold_open_item_sums(1)'))
  expect(await totals()).toEqual(before)
  const folded = await proof()
  expect(folded.failed).toBe(0)
  expect(folded.checked).toBeLessThan(held.checked)
  // What is written afterwards adds to it, and from the facts anew it is the same.
  const party = await world.party({ name: 'Di Ny' })
  await postItem(world, { party, number: '99', amount: '5.00', on: '2026-11-01' })
  const after = await totals()
  await world.database.owner.query('select refill_open_item_sums($1)', [world.companyId])
  expect(await totals()).toEqual(after)
  expect((await proof()).failed).toBe(0)
})

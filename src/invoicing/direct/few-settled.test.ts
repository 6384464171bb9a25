import fc from 'fast-check'
import { expect, test } from 'vitest'
import { issueClaim, pay } from '../../../test/claim-stories.ts'
import type { World } from '../../../test/world.ts'
import { openWorld } from '../../../test/world.ts'
import type { Id } from '../../kernel/id.ts'
import { transfer } from '../../subledger/transfer.ts'
import { listInvoices } from '../documents/list-invoices.ts'
import { sumInvoices } from '../documents/sum-invoices.ts'
import { credit } from './credit.ts'

interface Row {
  kind: string
  invoiceId: string
  number: string
  reference: string
  state: string
  customer: string
  net: string
  open: string
}

/** A document that claimed nothing, as take-overs can leave: it has a voucher and no item. */
async function forgetClaim(world: World, itemId: Id): Promise<void> {
  const owner = await world.database.owner.connect()
  try {
    await owner.query('begin')
    await owner.query('set local session_replication_role = replica')
    await owner.query('delete from open_items where company_id = $1 and id = $2', [world.companyId, itemId])
    await owner.query('commit')
  } finally {
    owner.release()
  }
}

test('documents that are paid, gathered or met one by one, are those of the whole list that stand so', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const parties = [
    { id: await world.party({ name: 'Ada Lind', number: '1001' }), number: '1001' },
    { id: await world.party({ name: 'Bo Ek', number: '1002' }), number: '1002' },
  ]
  const fates = ['open', 'paid', 'part', 'moved', 'nothing', 'credited', 'paid', 'credited when paid'] as const
  const drawn = fc.sample(fc.record({ fate: fc.constantFrom(...fates), party: fc.nat(1) }), { numRuns: 5, seed: 5 })
  for (const { fate, party } of [...fates.map((one, i) => ({ fate: one, party: i % 2 })), ...drawn]) {
    const { id } = parties[party]!
    const one = await issueClaim(world, id, { lines: [['Tjänst', '1', '1000.00', 'S25']] })
    if (fate === 'paid' || fate === 'credited when paid') await pay(world, '1250.00', { reference: one.reference })
    if (fate === 'nothing') await forgetClaim(world, one.itemId)
    if (fate === 'part') await pay(world, '50.00', { reference: one.reference })
    if (fate === 'moved')
      await world.do(transfer, { moves: [{ itemId: one.itemId, toParty: parties[1 - party]!.number }] })
    if (fate.startsWith('credited')) await world.do(credit, { invoiceId: one.invoiceId, reason: 'Fel' })
  }
  const rowsOf = async (given: object) => (await world.do<{ rows: Row[] }>(listInvoices, { limit: 100, ...given })).rows
  const paid = (await rowsOf({})).filter((row) => row.state === 'paid')
  expect(paid.length).toBeGreaterThanOrEqual(2)
  expect(await rowsOf({ state: 'paid' })).toEqual(paid)
  // Of one customer they are not gathered.
  for (const { number } of parties)
    expect(await rowsOf({ state: 'paid', customer: number })).toEqual(paid.filter((row) => row.customer === number))
  const { count, sums } = await world.do<{ count: number; sums: { net: string }[] }>(sumInvoices, { state: 'paid' })
  expect([count, Number(sums[0]!.net)]).toEqual([
    paid.length,
    paid.reduce((sum, row) => sum + (row.kind === 'credit-note' ? -1 : 1) * Number(row.net), 0),
  ])

  // By what is open, page by page, over what is more and less than nil, nil, and lives on in another item.
  const all = await rowsOf({})
  expect(new Set(all.map(({ open }) => Math.sign(Number(open))))).toEqual(new Set([-1, 0, 1]))
  for (const ascending of [true, false]) {
    const up = (a: Row, b: Row) => Number(a.open) - Number(b.open) || (a.invoiceId < b.invoiceId ? -1 : 1)
    for (const [filter, among] of [
      [{}, all],
      [{ customer: '1001' }, all.filter((row) => row.customer === '1001')],
      [
        { state: 'open' },
        all.filter((row) => ['open', 'part-paid', 'overdue'].includes(row.state) || Number(row.open) < 0),
      ],
    ] as const) {
      const found: Row[] = []
      let after: string | null = null
      do {
        const page: { rows: Row[]; next: string | null } = await world.do(listInvoices, {
          ...filter,
          sort: 'open',
          ascending,
          limit: 2,
          ...(after ? { after } : {}),
        })
        found.push(...page.rows)
        after = page.next
      } while (after)
      const wanted = [...among].sort((a, b) => (ascending ? up(a, b) : up(b, a)))
      expect(found.map(({ number, open }) => [number, open])).toEqual(wanted.map(({ number, open }) => [number, open]))
    }
  }

  // By a beginning, gathered by the indexes: what a look at every row finds.
  for (const search of [
    'ada',
    '1001',
    all[0]!.number,
    all[0]!.number.slice(0, 2),
    all.at(-1)!.reference.slice(0, 4),
    '%',
    '1_0',
  ]) {
    const found = (await rowsOf({ search })).map(({ number }) => number)
    const isFound = (row: Row) =>
      row.number.startsWith(search) ||
      row.reference.startsWith(search) ||
      row.customer === search ||
      (search === 'ada' && row.customer === '1001')
    expect(found, search).toEqual(all.filter(isFound).map(({ number }) => number))
    const sums = await world.do<{ count: number }>(sumInvoices, { search })
    expect(sums.count).toBe(found.length)
  }
})

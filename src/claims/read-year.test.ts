import { expect, test } from 'vitest'
import { remind, savePlainPolicy } from '../../test/dunning.ts'
import { type Claim, claim, pay } from '../../test/interest.ts'
import { openWorld } from '../../test/world.ts'
import { runUnattended } from '../interest/run-unattended.ts'
import { waive } from '../interest/waive.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor, parseMinor } from '../kernel/money.ts'
import { approve } from '../losses/approve.ts'
import { execute } from '../losses/execute.ts'
import { propose } from '../losses/propose.ts'
import { transfer } from '../subledger/transfer.ts'
import { listYearCharges } from './list-year-charges.ts'
import { readYear } from './read-year.ts'

test('cost against yield: fees, interest of claims and of interest invoices, what was waived, written off, recovered, moved and what agencies kept', async () => {
  const world = await openWorld('SE', { kind: 'company', booksFrom: '2025-01-01', today: '2026-01-02' })
  await savePlainPolicy(world)
  const customer = (number: string) => world.party({ number, name: `Kund ${number}`, kind: 'company' })
  const owed = async (party: Id, amount: string) =>
    claim(world, party, amount, { issued: '2026-01-10', due: '2026-02-09' })
  // A reminder's fee that is paid with its claim; one that is waived; one that is written off and comes after all in part.
  const parties: Id[] = []
  for (const number of ['1', '2', '3', '4', '5', '6']) parties.push(await customer(number))
  const [paid, waived, lost, moved, late] = parties
  const claims = new Map<Id, Claim>()
  for (const party of [paid!, waived!, lost!, moved!]) claims.set(party, await owed(party, '1000.00'))
  world.today = '2026-03-01' as Day
  await remind(world)
  const feeOf = (party: Id) =>
    world.tx(
      async ({ db }) =>
        (await db.one<{ id: Id }>(`select id from open_items where party_id = $1 and kind = 'charge'`, [party])).id,
    )
  const year = (input: object = {}) =>
    world.do<{
      charges: { component: string; charged: string; paid: string; lost: string; open: string }[]
      sums: { charged: string; paid: string; lost: string; open: string; net: string }[]
      letters: { kind: string; count: number }[]
    }>(readYear, { year: 2026, ...input })
  const told = async (input: object = {}) =>
    (await year(input)).charges.map((row) => [row.component, row.charged, row.paid, row.lost, row.open].join(' '))
  // Each row opens to its charges, and they add up to it.
  const listed = async (component: string) => {
    const { rows } = await world.do<{ rows: Record<'charged' | 'paid' | 'lost' | 'open', string>[] }>(listYearCharges, {
      year: 2026,
      component,
      currency: 'SEK',
    })
    const sum = (part: 'charged' | 'paid' | 'lost' | 'open') =>
      formatMinor(
        rows.reduce((total, row) => total + (parseMinor(row[part], 'SEK') as bigint), 0n),
        'SEK',
      )
    return [component, sum('charged'), sum('paid'), sum('lost'), sum('open')].join(' ')
  }
  expect(await told()).toEqual(['fee 240.00 0.00 0.00 240.00'])
  await pay(world, '1060.00', '2026-03-05', claims.get(paid!)!.reference)
  await world.do(waive, { charges: [await feeOf(waived!)], reason: 'överens' })
  const { runId } = await world.do<{ runId: Id }>(propose, {
    kind: 'established',
    invoiceIds: [claims.get(lost!)!.invoiceId],
    evidence: 'x',
  })
  await world.do(approve, { runId })
  await world.do(execute, { runId })
  await world.do(transfer, { moves: [{ itemId: await feeOf(moved!), toParty: '6' }] })
  expect(await told()).toEqual(['fee 180.00 60.00 60.00 60.00'])
  // Interest of what was paid late, by an invoice of its own: asked for in this year, half of it paid.
  const slow = await owed(late!, '10000.00')
  await pay(world, '10000.00', '2026-05-09', slow.reference)
  world.today = '2026-05-20' as Day
  const { sums } = await world.do<{ sums: { amount: string }[] }>(runUnattended, { mode: 'when-paid' })
  expect(sums).toMatchObject([{ amount: '243.84' }])
  expect(await told()).toEqual(['fee 180.00 60.00 60.00 60.00', 'interest-invoice 243.84 0.00 0.00 243.84'])
  expect([await listed('fee'), await listed('interest-invoice')]).toEqual(await told())
  const invoice = await world.tx(({ db }) =>
    db.one<{ reference: string }>(`select reference from invoices where kind = 'interest-invoice'`),
  )
  await pay(world, '100.00', '2026-06-01', invoice.reference)
  expect(await told()).toEqual(['fee 180.00 60.00 60.00 60.00', 'interest-invoice 243.84 100.00 0.00 143.84'])
  expect((await year()).sums).toEqual([
    { currency: 'SEK', charged: '423.84', paid: '160.00', lost: '60.00', open: '203.84', net: '160.00' },
  ])
  // Money for what was written off comes after all: paid, not lost.
  await pay(world, '1060.00', '2026-07-01', claims.get(lost!)!.reference)
  expect(await told()).toEqual(['fee 180.00 120.00 0.00 60.00', 'interest-invoice 243.84 100.00 0.00 143.84'])
  // It is no claim of its own among those that fell due, and the narrowed picture is of the same claims in all its parts.
  expect((await year()).letters).toEqual([{ kind: 'reminder', count: 4 }])
  expect(await year({ partyKind: 'person' })).toMatchObject({ charges: [], letters: [], sums: [] })
})

import { expect, test } from 'vitest'
import { openItemsText } from '../../test/books.ts'
import { claim, pay } from '../../test/interest.ts'
import { saveSetting } from '../../test/outbox.ts'
import { openWorld, type World } from '../../test/world.ts'
import { readTimeline } from '../claims/read-timeline.ts'
import type { Ctx } from '../db/context.ts'
import { credit } from '../invoicing/direct/credit.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { mergeParties } from '../subledger/merge-parties.ts'
import { type Accrued, accrueInterest } from './accrue.ts'
import { type NewCharge, postCharges } from './post-charges.ts'
import { readClaim } from './read-claim.ts'
import { undoWaive } from './undo-waive.ts'
import { waive } from './waive.ts'
import { waiveCharges } from './waive-charges.ts'

const accrued = (world: World, itemId: Id, through: string): Promise<Accrued> =>
  world.tx(async (ctx) => (await accrueInterest(ctx, [itemId], through as Day)).get(itemId)!)

/** Charges what has accrued through the day, in one transaction. */
async function chargeInterest(ctx: Ctx, itemIds: readonly Id[], through: string): Promise<bigint> {
  const found = await accrueInterest(ctx, itemIds, through as Day, { lock: true })
  const charges = [...found.values()]
    .filter((one) => one.amount > 0n)
    .map(
      (one): NewCharge => ({
        mainItemId: one.itemId,
        component: 'interest',
        amount: one.amount,
        dueOn: ctx.today,
        accrued: one,
      }),
    )
  await postCharges(ctx, charges, { on: ctx.today })
  return charges.reduce((sum, charge) => sum + charge.amount, 0n)
}

interface Waived {
  undo: { input: object } | null
}

const proof = (world: World) =>
  world.tx(({ db, company }) =>
    db.rows(`select * from control_proof($1, $2::date) where ledger_base <> items_base + adjustments`, [
      company.id,
      world.today,
    ]),
  )

test('a part payment, a change of rate: each day by its own principal and rate; charged in parts it adds up to one in whole', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const one = await claim(world, ada, '12500.00', { issued: '2025-05-15', due: '2025-06-16' })
  await pay(world, '5000.00', '2025-07-10', one.reference)
  // 16 June to 30 June 11 %, to 10 July 10 % on 12 500, then on 7 500.
  const whole = await accrued(world, one.itemId, '2025-08-31')
  expect(
    whole.segments.map(({ from, through, percent, principal, amount }) => [from, through, percent, principal, amount]),
  ).toEqual([
    ['2025-06-17', '2025-06-30', '11.00', '12500.00', '52.739726'],
    ['2025-07-01', '2025-07-10', '10.00', '12500.00', '34.246575'],
    ['2025-07-11', '2025-08-31', '10.00', '7500.00', '106.849315'],
  ])
  expect(whole.amount).toBe(19384n)
  world.today = '2025-08-31' as Day
  const parts: bigint[] = []
  for (const through of ['2025-06-20', '2025-07-05', '2025-07-05', '2025-08-31'])
    parts.push(await world.tx((ctx) => chargeInterest(ctx, [one.itemId], through)))
  expect(parts[2]).toBe(0n)
  expect(parts.reduce((a, b) => a + b, 0n)).toBe(19384n)
  expect((await accrued(world, one.itemId, '2025-08-31')).amount).toBe(0n)
  expect(await proof(world)).toEqual([])
})

test('eight at once charge the same claim: once', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const one = await claim(world, ada, '10000.00', { issued: '2026-06-25', due: '2026-07-31' })
  world.today = '2026-09-30' as Day
  const charged = await Promise.all(
    Array.from({ length: 8 }, () => world.tx((ctx) => chargeInterest(ctx, [one.itemId], '2026-09-30'))),
  )
  expect(charged.filter((amount) => amount > 0n)).toEqual([16712n])
})

test('the database itself refuses a day twice', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const one = await claim(world, ada, '10000.00', { issued: '2026-06-25', due: '2026-07-31' })
  const before = await accrued(world, one.itemId, '2026-09-30')
  world.today = '2026-09-30' as Day
  await world.tx((ctx) => chargeInterest(ctx, [one.itemId], '2026-08-15'))
  const again = world.tx((ctx) =>
    postCharges(
      ctx,
      [{ mainItemId: one.itemId, component: 'interest', amount: 1n, dueOn: ctx.today, accrued: before }],
      { on: ctx.today },
    ),
  )
  await expect(again).rejects.toMatchObject({ problems: [{ code: 'interest.charged-meanwhile' }] })
})

test('fee, compensation and interest share the voucher of a letter; a waiver takes back what is open, with its reason', async () => {
  const world = await openWorld('SE', { kind: 'company' })
  const bo = await world.party({ name: 'Bo Ek AB', kind: 'company' })
  const one = await claim(world, bo, '10000.00', { issued: '2026-06-25', due: '2026-07-31' })
  world.today = '2026-08-31' as Day
  const interest = await accrued(world, one.itemId, '2026-08-31')
  const due = '2026-09-14' as Day
  const posted = await world.tx((ctx) =>
    postCharges(
      ctx,
      [
        { mainItemId: one.itemId, component: 'fee', amount: 6000n, dueOn: due, voucherKey: 'letter' },
        { mainItemId: one.itemId, component: 'compensation', amount: 39000n, dueOn: due, voucherKey: 'letter' },
        {
          mainItemId: one.itemId,
          component: 'interest',
          amount: interest.amount,
          dueOn: due,
          voucherKey: 'letter',
          accrued: interest,
        },
        { mainItemId: '00000000-0000-7000-8000-000000000000', component: 'fee', amount: 1n, dueOn: due },
      ],
      { on: ctx.today },
    ),
  )
  expect(new Set(posted.slice(0, 3).map((charge) => charge.voucherId)).size).toBe(1)
  expect(posted[3]).toMatchObject({ problems: [{ code: 'item.unknown' }] })
  const vouchers = () =>
    world.tx(({ db }) =>
      db.rows(
        `select v.transaction_type || ' ' || p.account || ' ' || p.base_amount as line from vouchers v join postings p on p.company_id = v.company_id and p.voucher_id = v.id
          where v.transaction_type like 'charge%' order by v.number, p.line_no`,
      ),
    )
  expect((await vouchers()).map((row) => row.line)).toEqual([
    'charge 1510 6000',
    'charge 3593 -6000',
    'charge 1510 39000',
    'charge 3593 -39000',
    'charge 1510 8493',
    'charge 8313 -8493',
  ])
  expect(await openItemsText(world)).toBe(
    ['charge 60.00', 'charge 84.93', 'charge 390.00', 'invoice 10000.00']
      .map((text) => `1510 Bo Ek AB ${text}`)
      .join('\n'),
  )
  const ids = posted.flatMap((charge) => charge.itemId ?? [])
  const waived = await world.tx((ctx) => waiveCharges(ctx, ids, { reason: 'sjuk', on: ctx.today }))
  expect(waived.map(({ amount }) => amount)).toEqual(expect.arrayContaining([6000n, 39000n, 8493n]))
  expect(await openItemsText(world)).toBe('1510 Bo Ek AB invoice 10000.00')
  expect(await world.tx((ctx) => waiveCharges(ctx, ids, { reason: 'sjuk', on: ctx.today }))).toEqual([])
  // What was given up stays given up.
  expect((await accrued(world, one.itemId, '2026-08-31')).amount).toBe(0n)
  await expect(
    world.tx((ctx) => waiveCharges(ctx, [one.itemId], { reason: 'sjuk', on: ctx.today })),
  ).rejects.toMatchObject({ problems: [{ code: 'charge.unknown' }] })
  expect(await proof(world)).toEqual([])
})

test('a waiver is taken back once: the charges are open as they were, the days bear interest again, and both may be given up anew', async () => {
  const world = await openWorld('SE', { kind: 'company' })
  const bo = await world.party({ name: 'Bo Ek AB', kind: 'company' })
  const one = await claim(world, bo, '10000.00', { issued: '2026-06-25', due: '2026-07-31' })
  world.today = '2026-08-31' as Day
  const due = '2026-09-14' as Day
  await world.tx((ctx) =>
    postCharges(
      ctx,
      [
        { mainItemId: one.itemId, component: 'fee', amount: 6000n, dueOn: due, voucherKey: 'letter' },
        { mainItemId: one.itemId, component: 'compensation', amount: 39000n, dueOn: due, voucherKey: 'letter' },
      ],
      { on: ctx.today },
    ),
  )
  const charges = await world.tx(({ db }) =>
    db.rows<{ id: Id }>(`select id from open_items where component <> 'capital' order by id`),
  )
  const before = await openItemsText(world)
  const running = (await accrued(world, one.itemId, '2026-08-31')).amount
  const giveUp = () =>
    world.do<Waived>(waive, { charges: charges.map(({ id }) => id), claims: [one.itemId], reason: 'betald i tid' })
  const standing = async () =>
    (
      await world.do<{ waivers: { of: string; component: string; amount: string }[] }>(readClaim, {
        itemId: one.itemId,
      })
    ).waivers.map((row) => `${row.of} ${row.component} ${row.amount}`)

  const { undo } = await giveUp()
  expect(await openItemsText(world)).toBe('1510 Bo Ek AB invoice 10000.00')
  expect((await accrued(world, one.itemId, '2026-08-31')).amount).toBe(0n)
  expect((await standing()).sort()).toEqual(['charge compensation 390.00', 'charge fee 60.00', 'days interest 84.93'])

  world.today = '2026-09-02' as Day
  await world.do(undoWaive, undo!.input)
  expect(await openItemsText(world)).toBe(before)
  expect((await accrued(world, one.itemId, '2026-08-31')).amount).toBe(running)
  expect(await standing()).toEqual([])
  // The same charges, not others in their place: letters and cases go on naming them.
  expect(
    await world.tx(({ db }) =>
      db.rows(`select id from open_items where component <> 'capital' and amount_open <> 0 order by id`),
    ),
  ).toEqual(charges)
  await expect(world.do(undoWaive, undo!.input)).rejects.toMatchObject({ problems: [{ code: 'waiver.undone' }] })
  await expect(world.do(undoWaive, { waivers: ['00000000-0000-7000-8000-000000000000'] })).rejects.toMatchObject({
    problems: [{ code: 'waiver.unknown' }],
  })
  expect(await proof(world)).toEqual([])

  await giveUp()
  expect(await openItemsText(world)).toBe('1510 Bo Ek AB invoice 10000.00')
  expect(await proof(world)).toEqual([])
  const { entries } = await world.do<{ entries: { kind: string; what: string | null }[] }>(readTimeline, {
    itemId: one.itemId,
  })
  expect(
    entries
      .filter(({ kind }) => /charge|waiver|payment/.test(kind))
      .map(({ kind, what }) => `${kind} ${what}`)
      .sort(),
  ).toEqual([
    'charge compensation',
    'charge fee',
    'waiver compensation',
    'waiver compensation',
    'waiver fee',
    'waiver fee',
    'waiver interest',
    'waiver interest',
    'waiver-undone compensation',
    'waiver-undone fee',
    'waiver-undone interest',
  ])
})

test('eight at once take the same waiver back: once', async () => {
  const world = await openWorld('SE', { kind: 'company' })
  const bo = await world.party({ name: 'Bo Ek AB', kind: 'company' })
  const one = await claim(world, bo, '10000.00', { issued: '2026-06-25', due: '2026-07-31' })
  world.today = '2026-08-31' as Day
  const posted = await world.tx((ctx) =>
    postCharges(ctx, [{ mainItemId: one.itemId, component: 'fee', amount: 6000n, dueOn: ctx.today }], {
      on: ctx.today,
    }),
  )
  const { undo } = await world.do<Waived>(waive, {
    charges: [posted[0]!.itemId!],
    claims: [one.itemId],
    reason: 'betald i tid',
  })
  const ends = await Promise.allSettled(Array.from({ length: 8 }, () => world.do(undoWaive, undo!.input)))
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const end of ends)
    if (end.status === 'rejected') expect(end.reason).toMatchObject({ problems: [{ code: 'waiver.undone' }] })
  expect(await openItemsText(world)).toBe('1510 Bo Ek AB charge 60.00\n1510 Bo Ek AB invoice 10000.00')
  expect(await proof(world)).toEqual([])
})

test.each([
  ['fee', 6000n, 'compensation', 45000n],
  ['compensation', 45000n, 'fee', 6000n],
] as const)(
  'a waived %s is not owed again beside what was claimed in its place',
  async (first, given, second, claimed) => {
    const world = await openWorld('SE', { kind: 'company' })
    const bo = await world.party({ name: 'Bo Ek AB', kind: 'company' })
    const one = await claim(world, bo, '10000.00', { issued: '2026-06-25', due: '2026-07-31' })
    world.today = '2026-08-31' as Day
    const charge = async (component: 'fee' | 'compensation', amount: bigint) =>
      (
        await world.tx((ctx) =>
          postCharges(ctx, [{ mainItemId: one.itemId, component, amount, dueOn: ctx.today }], { on: ctx.today }),
        )
      )[0]!.itemId!
    const { undo } = await world.do<Waived>(waive, { charges: [await charge(first, given)], reason: 'kulans' })
    const other = await charge(second, claimed)
    await expect(world.do(undoWaive, undo!.input)).rejects.toMatchObject({ problems: [{ code: 'waiver.set-off' }] })
    expect(await openItemsText(world)).toMatch(`charge ${second === 'fee' ? '60.00' : '450.00'}`)
    // When the other is given up, the first may be owed again; the other then not.
    const again = await world.do<Waived>(waive, { charges: [other], reason: 'kulans' })
    await world.do(undoWaive, undo!.input)
    await expect(world.do(undoWaive, again.undo!.input)).rejects.toMatchObject({
      problems: [{ code: 'waiver.set-off' }],
    })
    expect(await openItemsText(world)).toBe(
      `1510 Bo Ek AB charge ${first === 'fee' ? '60.00' : '450.00'}\n1510 Bo Ek AB invoice 10000.00`,
    )
    expect(await proof(world)).toEqual([])
  },
)

test('a waiver is not taken back for a customer who has gone up in another', async () => {
  const world = await openWorld('SE', { kind: 'company' })
  const bo = await world.party({ number: '71', name: 'Bo Ek AB', kind: 'company' })
  await world.party({ number: '72', name: 'Bo Ek AB', kind: 'company' })
  const one = await claim(world, bo, '10000.00', { issued: '2026-06-25', due: '2026-07-31' })
  world.today = '2026-08-31' as Day
  const posted = await world.tx((ctx) =>
    postCharges(ctx, [{ mainItemId: one.itemId, component: 'fee', amount: 6000n, dueOn: ctx.today }], {
      on: ctx.today,
    }),
  )
  const { undo } = await world.do<Waived>(waive, { charges: [posted[0]!.itemId!], reason: 'betald i tid' })
  await world.do(mergeParties, { from: '71', into: '72', preview: false })
  await expect(world.do(undoWaive, undo!.input)).rejects.toMatchObject({ problems: [{ code: 'waiver.moved' }] })
  expect(await proof(world)).toEqual([])
})

test('a letter that never left frees the days of its interest', async () => {
  const world = await openWorld('NO')
  const kari = await world.party({ name: 'Kari Nord', kind: 'person', country: 'NO' })
  const one = await claim(world, kari, '10000.00', { issued: '2026-06-25', due: '2026-07-31' })
  world.today = '2026-09-30' as Day
  const first = await world.tx((ctx) => chargeInterest(ctx, [one.itemId], '2026-09-30'))
  const items = await world.tx(({ db }) => db.rows<{ id: Id }>(`select id from open_items where kind = 'charge'`))
  await world.tx((ctx) =>
    waiveCharges(
      ctx,
      items.map(({ id }) => id),
      { reason: 'recalled', on: ctx.today, freeDays: true },
    ),
  )
  expect(await world.tx((ctx) => chargeInterest(ctx, [one.itemId], '2026-09-30'))).toBe(first)
})

test('a missing rate is a problem of the claim, not of the batch; a rest stops the days; free groups bear none', async () => {
  const world = await openWorld('BG')
  const ivan = await world.party({ name: 'Иван', kind: 'person', country: 'BG' })
  const one = await claim(world, ivan, '1000.00', { issued: '2026-01-02', due: '2026-01-30' })
  const other = await claim(world, ivan, '360.00', { issued: '2026-01-02', due: '2026-02-27' })
  await world.tx(({ db, company }) =>
    db.query(
      `insert into holds (company_id, id, kind, item_id, from_on, to_on, reason, stops_interest) values ($1, gen_random_uuid(), 'dispute', $2, '2026-03-01', '2026-03-11', 'x', true)`,
      [company.id, other.itemId],
    ),
  )
  const found = await world.tx((ctx) => accrueInterest(ctx, [one.itemId, other.itemId], '2026-03-31' as Day))
  expect(found.get(one.itemId)).toMatchObject({ from: '2026-01-31', amount: 1692n })
  expect(found.get(other.itemId)!.segments.map(({ from, through, days }) => [from, through, days])).toEqual([
    ['2026-02-28', '2026-02-28', 1],
    ['2026-03-11', '2026-03-31', 21],
  ])
  const later = await world.tx((ctx) => accrueInterest(ctx, [one.itemId, other.itemId], '2026-07-02' as Day))
  expect(later.get(one.itemId)).toMatchObject({
    amount: 0n,
    problem: { code: 'RATE_MISSING', data: { from: '2026-07-01' } },
  })
  await world.tx(({ db }) => db.query(`update invoice_groups set interest_free = true`))
  expect(await accrued(world, one.itemId, '2026-03-31')).toMatchObject({ free: 'group', amount: 0n })
})

test.each([
  [undefined, 100_27n],
  ['from-their-day', 167_12n],
] as const)('a credit note of the claim counts %s', async (creditNotes, amount) => {
  const world = await openWorld('SE')
  if (creditNotes) await saveSetting(world, 'interest', { creditNotes })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const one = await claim(world, ada, '10000.00', { issued: '2026-06-15', due: '2026-07-31' })
  world.today = '2026-09-30' as Day
  await world.do(credit, {
    invoiceId: one.invoiceId,
    reason: 'Fel pris',
    lines: [{ lineNo: 1, amountNet: '4000.00' }],
  })
  // 61 days at 10 % on 6 000 from the start, or on 10 000 until the day of the note.
  expect((await accrued(world, one.itemId, '2026-09-30')).amount).toBe(amount)
})

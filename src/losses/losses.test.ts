import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { IssuedClaim } from '../../test/claim-stories.ts'
import { expectProof, issueClaim, pay } from '../../test/claim-stories.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { defer } from '../claims/defer.ts'
import { dispute } from '../claims/dispute.ts'
import { promise } from '../claims/promise.ts'
import { readStages } from '../claims/stage.ts'
import type { User } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { approve } from './approve.ts'
import { excludeRow } from './exclude-row.ts'
import { execute } from './execute.ts'
import { list } from './list.ts'
import { propose } from './propose.ts'
import { readRun } from './read-run.ts'
import { recordRecovery } from './record-recovery.ts'
import { takeRecoveries } from './take-recoveries.ts'
import { undo } from './undo.ts'
import { undoRecovery } from './undo-recovery.ts'

interface Proposed {
  runId: Id
  proposed: number
  held: number
  rejected: number
  sums: { amount: string; vat: string }[]
}
interface Listed {
  rows: {
    lossId: Id
    kind: string
    amount: string
    vat: string
    recovered: string
    left: string
    voucherId: Id
    unapplied: string
  }[]
  next: string | null
}

const listed = (world: World, more: object = {}) => world.do<Listed>(list, more)
async function lose(world: World, input: object, on?: string): Promise<Proposed> {
  const run = await world.do<Proposed>(propose, input)
  await world.do(approve, { runId: run.runId })
  await world.do(execute, { runId: run.runId, ...(on ? { on } : {}) })
  return run
}
/** Sums of the accounts that the story is about. */
const balances = (world: World, ...accounts: string[]) =>
  world.tx(async ({ db, company }) =>
    Object.fromEntries(
      (
        await db.rows<{ account: string; sum: bigint }>(
          `select account, sum(base_amount)::bigint as sum from postings where company_id = $1 and account = any ($2::text[]) group by account order by account`,
          [company.id, accounts],
        )
      ).map((row) => [row.account, Number(row.sum) / 100]),
    ),
  )
const open = (world: World, claim: IssuedClaim) =>
  world.tx(
    async ({ db, company }) =>
      (
        await db.one<{ open: bigint }>(`select amount_open as open from open_items where company_id = $1 and id = $2`, [
          company.id,
          claim.itemId,
        ])
      ).open,
  )

test('an established loss gives its VAT back; what comes later declares it anew (golden VAT-16)', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const claim = await issueClaim(world, ada, { lines: [['Tjänst', '1', '10000.00', 'S25']], issuedOn: '2026-03-01' })
  await pay(world, '5000.00', { reference: claim.reference })

  const refused = await world.do<Proposed>(propose, { kind: 'established', invoiceIds: [claim.invoiceId] })
  expect(refused).toMatchObject({ proposed: 0, rejected: 1 })
  await expect(world.do(approve, { runId: refused.runId })).rejects.toThrow('no row')

  const run = await lose(world, {
    kind: 'established',
    invoiceIds: [claim.invoiceId],
    evidence: 'utmätning utan resultat',
  })
  expect(run).toMatchObject({ proposed: 1, sums: [{ amount: '7500.00', vat: '1500.00' }] })
  expect(await balances(world, '6351', '2611', '1510')).toEqual({ '6351': 6000, '2611': -1000, '1510': 0 })
  expect(await open(world, claim)).toBe(0n)
  await expectProof(world)
  const stage = await world.tx((ctx) => readStages(ctx, ctx.today, { items: [claim.itemId] }))
  expect(stage.get(claim.itemId)?.stage).toBe('loss')

  // The reference of a written-off document: on account, and from there to the loss, by itself.
  world.today = '2026-12-10' as Day
  await pay(world, '2500.00', { reference: claim.reference })
  expect(await balances(world, '6351', '2611', '1510')).toEqual({ '6351': 4000, '2611': -1500, '1510': 0 })
  expect((await listed(world)).rows).toMatchObject([
    { amount: '7500.00', vat: '1500.00', recovered: '2500.00', left: '5000.00' },
  ])
  expect(await world.do(takeRecoveries, {})).toEqual({ recovered: 0, provisionsReleased: 0 })
  await expectProof(world)
})

test('what somebody has promised to pay is held', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const bo = await world.party({ name: 'Bo Ek', kind: 'person' })
  const [promised, other] = [await issueClaim(world, bo), await issueClaim(world, bo)]
  await world.do(promise, { invoiceIds: [promised.invoiceId], by: '2026-11-30', reason: 'ringde' })
  expect(
    await world.do<Proposed>(propose, {
      kind: 'established',
      invoiceIds: [promised.invoiceId, other.invoiceId],
      evidence: 'avslutad konkurs',
    }),
  ).toMatchObject({ proposed: 1, held: 1 })
})

test('who proposes a loss does not approve it; a claim in dispute is held, one that changed is left out', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const bo = await world.party({ name: 'Bo Ek', kind: 'person' })
  const [disputed, paid, taken] = [
    await issueClaim(world, bo),
    await issueClaim(world, bo),
    await issueClaim(world, bo),
  ]
  await world.do(dispute, { invoiceIds: [disputed.invoiceId], reason: 'fel' })
  const eva: User = { id: newId(), name: 'Eva', areas: 'all', permissions: ['*'] }
  const run = await world.do<Proposed>(
    propose,
    {
      kind: 'established',
      invoiceIds: [disputed.invoiceId, paid.invoiceId, taken.invoiceId],
      evidence: 'avslutad konkurs',
    },
    eva,
  )
  expect(run).toMatchObject({ proposed: 2, held: 1 })
  await expect(world.do(approve, { runId: run.runId }, eva)).rejects.toThrow('somebody else')
  await expect(world.do(execute, { runId: run.runId })).rejects.toThrow('not been approved')
  const { rows } = await world.do<{ rows: { rowNo: number; number: string; state: string }[] }>(readRun, {
    runId: run.runId,
  })
  expect(rows.map((row) => row.state).sort()).toEqual(['held', 'proposed', 'proposed'])
  const { undo } = await world.do<{ undo: { input: object } }>(excludeRow, {
    runId: run.runId,
    rowNo: rows.find((row) => row.number === taken.number)!.rowNo,
    reason: 'betalas',
  })
  await world.do(excludeRow, undo.input)
  expect(await world.do(readRun, { runId: run.runId })).toMatchObject({ rows })
  await expect(world.do(excludeRow, undo.input)).rejects.toThrow('not left out')
  await world.do(excludeRow, { ...undo.input, back: false })
  await world.do(approve, { runId: run.runId })
  await pay(world, '100.00', { reference: paid.reference })
  expect(await world.do(execute, { runId: run.runId })).toMatchObject({ written: 0, rejected: 1 })
  await expect(world.do(execute, { runId: run.runId })).rejects.toThrow('done')
  expect((await listed(world)).rows).toEqual([])
  await expectProof(world)
})

test('a doubtful receivable is provided for without VAT, established later, or paid after all', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const cia = await world.party({ name: 'Cia Ek', kind: 'person' })
  const [lost, saved] = [
    await issueClaim(world, cia, { issuedOn: '2026-05-01' }),
    await issueClaim(world, cia, { issuedOn: '2026-05-02' }),
  ]
  await lose(world, { kind: 'doubtful', invoiceIds: [lost.invoiceId, saved.invoiceId] })
  expect(await balances(world, '1510', '1515', '1519', '6352', '2611')).toEqual({
    '1510': 0,
    '1515': 2500,
    '1519': -2000,
    '2611': -500,
    '6352': 2000,
  })
  await expectProof(world)

  world.today = '2026-12-20' as Day
  await pay(world, '625.00', { reference: saved.reference })
  expect(await balances(world, '1519', '6352')).toEqual({ '1519': -1500, '6352': 1500 })

  await lose(world, { kind: 'established', invoiceIds: [lost.invoiceId], evidence: 'skuldsanering' })
  expect(await balances(world, '1510', '1515', '1519', '6351', '6352', '2611')).toEqual({
    '1510': 0,
    '1515': 625,
    '1519': -500,
    '2611': -250,
    '6351': 1000,
    '6352': 500,
  })
  await expectProof(world)
})

test('BG: what no account is named for is told when it is proposed, and a claim that is paid by its number', async () => {
  const world = await openWorld('BG', { today: '2026-09-01' })
  const rosa = await world.party({ name: 'Роза Софт ООД', kind: 'company' })
  const one = await issueClaim(world, rosa, { country: 'BG', issuedOn: '2026-06-01' })
  expect(await world.do(propose, { kind: 'doubtful', itemIds: [one.itemId] })).toMatchObject({
    proposed: 0,
    rejected: 1,
  })
  const { runId } = await world.do<{ runId: Id }>(propose, { kind: 'doubtful', itemIds: [one.itemId] })
  expect(await world.do(readRun, { runId })).toMatchObject({
    rows: [{ problems: [{ code: 'account-role.missing', data: { role: 'receivableImpairment' } }] }],
  })
  await pay(world, '1200.00', { reference: one.reference })
  await expect(world.do(propose, { kind: 'established', itemIds: [one.itemId] })).rejects.toMatchObject({
    problems: [{ code: 'claim.not-open', data: { claim: one.number } }],
  })
})

test('a loss taken back leaves the claim as it was; one that money has come for stays', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const dan = await world.party({ name: 'Dan Li', kind: 'person' })
  const claim = await issueClaim(world, dan, { issuedOn: '2026-05-01' })
  await world.do(defer, { invoiceIds: [claim.invoiceId], newDueOn: '2026-11-25', fee: '50.00', reason: 'x' })
  world.today = '2026-12-01' as Day
  const before = await balances(world, '1510', '6351', '2611', '3593')
  await lose(world, { kind: 'established', invoiceIds: [claim.invoiceId], evidence: 'ingen adress, inga tillgångar' })
  const { rows } = await listed(world)
  expect(rows.map((row) => [row.amount, row.vat])).toEqual(
    expect.arrayContaining([
      ['1250.00', '250.00'],
      ['50.00', '0.00'],
    ]),
  )
  for (const row of rows) await world.do(undo, { lossId: row.lossId, reason: 'adress funnen' })
  expect(await balances(world, '1510', '6351', '2611', '3593')).toEqual({ ...before, '6351': 0 })
  expect(await open(world, claim)).toBe(125000n)
  await expect(world.do(undo, { lossId: rows[0]!.lossId, reason: 'igen' })).rejects.toThrow('taken back before')
  await expectProof(world)

  await lose(world, { kind: 'established', invoiceIds: [claim.invoiceId], evidence: 'åter spårlöst' })
  world.today = '2026-12-05' as Day
  await pay(world, '100.00', { party: await numberOf(world, dan) })
  const again = (await listed(world, { withMoney: true })).rows
  expect(again.length).toBeGreaterThan(0)
  const [money] = await world.tx(({ db, company }) =>
    db.rows<{ id: Id }>(`select id from open_items where company_id = $1 and amount_open < 0`, [company.id]),
  )
  const done = await world.do<{ voucherId: Id; amount: string }>(recordRecovery, {
    lossId: again[0]!.lossId,
    itemId: money!.id,
  })
  expect(done.amount).toBe('100.00')
  await expect(world.do(undo, { lossId: again[0]!.lossId, reason: 'x' })).rejects.toThrow('money has come')
  await expectProof(world)
  await world.do(undoRecovery, { voucherId: done.voucherId, reason: 'annan faktura' })
  expect((await listed(world, { withMoney: true })).rows[0]).toMatchObject({ recovered: '0.00', unapplied: '100.00' })
  await expectProof(world)
})

test('small rests in bulk, without VAT, those that somebody disputes left out', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const eva = await world.party({ name: 'Eva Li', kind: 'person' })
  const [small, disputed, large] = [
    await issueClaim(world, eva, { issuedOn: '2026-05-01' }),
    await issueClaim(world, eva, { issuedOn: '2026-05-01' }),
    await issueClaim(world, eva, { issuedOn: '2026-05-01' }),
  ]
  for (const claim of [small, disputed]) await pay(world, '1238.00', { reference: claim.reference })
  await pay(world, '1000.00', { reference: large.reference })
  await world.do(dispute, { invoiceIds: [disputed.invoiceId], reason: 'fel' })
  const run = await lose(world, { kind: 'small', below: { amount: '25.00', currency: 'SEK', daysOld: 90 } })
  expect(run).toMatchObject({ proposed: 1, sums: [{ amount: '12.00', vat: '0.00' }] })
  expect([await open(world, small), await open(world, disputed), await open(world, large)]).toEqual([0n, 1200n, 25000n])
  await lose(world, { kind: 'established', invoiceIds: [large.invoiceId], evidence: 'x' })
  expect(
    (await listed(world)).rows.map(({ amount }) => amount),
    'the newest stands first',
  ).toEqual(['250.00', '12.00'])
  const first = await listed(world, { limit: 1 })
  expect((await listed(world, { limit: 1, after: first.next })).rows).toMatchObject([{ amount: '12.00' }])
  await expectProof(world)
})

test('Norway: reminded three times and six months old gives its VAT back; shown by a person alone it does not', async () => {
  const world = await openWorld('NO', { today: '2026-11-20' })
  const kari = await world.party({ name: 'Kari Li', kind: 'person' })
  const claim = await issueClaim(world, kari, { country: 'NO', issuedOn: '2026-05-01' })
  const run = await world.do<Proposed>(propose, {
    kind: 'established',
    invoiceIds: [claim.invoiceId],
    evidence: 'ukjent adresse',
  })
  expect(run).toMatchObject({ proposed: 1, sums: [{ amount: '1250.00', vat: '0.00' }] })
  // And the row says why.
  const { rows } = await world.do<{ rows: { evidence: { code: string }[] }[] }>(readRun, { runId: run.runId })
  expect(rows.map((row) => row.evidence.map(({ code }) => code))).toEqual([['loss-evidence', 'loss-vat-stays']])
})

test('whatever is lost, paid late and taken back: the books are proved, and VAT comes back to what it was', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const fia = await world.party({ name: 'Fia Li', kind: 'person' })
  let day = 0
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 100, max: 99_999 }),
      fc.integer({ min: 0, max: 90 }),
      fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 3 }),
      async (net, paidPercent, recoveries) => {
        world.today = `2026-11-${20 + (day++ % 8)}` as Day
        const vat = await balances(world, '2611')
        const claim = await issueClaim(world, fia, {
          lines: [
            ['Tjänst', '1', (net / 100).toFixed(2), 'S25'],
            ['Hyra', '1', (net / 300).toFixed(2), 'S6'],
          ],
        })
        const whole = await open(world, claim)
        const paid = (whole * BigInt(paidPercent)) / 100n
        const text = (amount: bigint) => `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`
        if (paid > 0n) await pay(world, text(paid), { reference: claim.reference })
        const left = await open(world, claim)
        if (left === 0n) return
        const issued = await balances(world, '2611')
        await lose(world, { kind: 'established', invoiceIds: [claim.invoiceId], evidence: 'x' })
        let rest = left
        for (const [i, percent] of recoveries.entries()) {
          const amount = i === recoveries.length - 1 ? rest : (left * BigInt(percent)) / 200n
          if (amount === 0n || amount > rest) continue
          rest -= amount
          await pay(world, text(amount), { reference: claim.reference })
        }
        await expectProof(world)
        if (rest === 0n) expect(await balances(world, '2611')).toEqual(issued)
        if (paidPercent === 0 && recoveries.length === 0)
          expect((await balances(world, '2611'))['2611']).toBe(vat['2611'] ?? 0)
      },
    ),
    { numRuns: 8 },
  )
})

const numberOf = (world: World, id: Id) =>
  world.tx(
    async ({ db, company }) =>
      (
        await db.one<{ number: string }>('select number from parties where company_id = $1 and id = $2', [
          company.id,
          id,
        ])
      ).number,
  )

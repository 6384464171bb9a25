import { expect, test } from 'vitest'
import { postItem, settle } from '../../test/books.ts'
import { issueClaim, pay } from '../../test/claim-stories.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { approve } from '../losses/approve.ts'
import { execute } from '../losses/execute.ts'
import { propose } from '../losses/propose.ts'
import { transfer } from '../subledger/transfer.ts'
import { dispute } from './dispute.ts'
import { readLimitations } from './limitation.ts'
import { list } from './list.ts'
import { listBoard } from './list-board.ts'
import { listLimitations } from './list-limitations.ts'
import { listYear } from './list-year.ts'
import { promise } from './promise.ts'
import { readTimeline } from './read-timeline.ts'
import { readYear } from './read-year.ts'
import { recordInterruption } from './record-interruption.ts'
import { withdrawInterruption } from './withdraw-interruption.ts'

/** A letter as a dunning run writes it. */
async function letter(world: World, partyId: Id, itemId: Id, kind: string, sentOn: string, afterId?: Id): Promise<Id> {
  const letterId = newId()
  await world.tx(async ({ db, company }) => {
    const runId = newId()
    const policyId = newId()
    await db.query(
      `insert into runs (company_id, id, kind, state, approved_at) values ($1, $2, 'dunning', 'done', now())`,
      [company.id, runId],
    )
    await db.query(`insert into dunning_policies (company_id, id, code, name) values ($1, $2, $3, 'x')`, [
      company.id,
      policyId,
      policyId,
    ])
    await db.query(
      `insert into dunning_policy_versions (company_id, policy_id, version_no, valid_from) values ($1, $2, 1, '2020-01-01')`,
      [company.id, policyId],
    )
    await db.query(
      `insert into dunning_steps (company_id, policy_id, version_no, step_no, kind, days) values ($1, $2, 1, 1, $3, 5)`,
      [company.id, policyId, kind],
    )
    await db.query(
      `insert into dunning_letters (company_id, id, run_id, kind, policy_id, version_no, step_no, party_id, party_version_no, company_version_no, language, currency, sent_on, deadline_on,
         amount_capital, amount_interest, amount_charged, amount_fee, amount_compensation, amount_total, reference) values ($1, $2, $3, $4, $5, 1, 1, $6, 1, 1, 'sv', 'SEK', $7, $7, 125000, 0, 0, 0, 0, 125000, 'x')`,
      [company.id, letterId, runId, kind, policyId, partyId, sentOn],
    )
    await db.query(
      `insert into dunning_letter_items (company_id, letter_id, item_id, step_no, due_on, amount_open, amount_interest, after_letter_id) values ($1, $2, $3, 1, $4, 125000, 0, coalesce($5, '00000000-0000-0000-0000-000000000000'::uuid))`,
      [company.id, letterId, itemId, sentOn, afterId ?? null],
    )
  })
  return letterId
}
const numberOf = (world: World, partyId: Id) =>
  world.tx(
    async ({ db, company }) =>
      (
        await db.one<{ number: string }>('select number from parties where company_id = $1 and id = $2', [
          company.id,
          partyId,
        ])
      ).number,
  )

test('the board, the rows and the timeline tell the same story', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const customer = await numberOf(world, ada)
  const [late, fresh, reminded, paid] = [
    await issueClaim(world, ada, { issuedOn: '2026-09-01' }),
    await issueClaim(world, ada, { issuedOn: '2026-11-15' }),
    await issueClaim(world, ada, { issuedOn: '2026-08-01' }),
    await issueClaim(world, ada, { issuedOn: '2026-07-01' }),
  ]
  const first = await letter(world, ada, reminded.itemId, 'reminder', '2026-10-01')
  await letter(world, ada, reminded.itemId, 'collection-notice', '2026-11-01', first)
  await world.do(dispute, { invoiceIds: [late.invoiceId], reason: 'fel' })
  await pay(world, '1250.00', { reference: paid.reference })
  expect(fresh.number).toBeTruthy()

  const stagesOn = async (on: string) =>
    (
      await world.do<{ stages: { stage: string; count: number; amount: string; resting: number }[] }>(listBoard, { on })
    ).stages.map((row) => [row.stage, row.count, row.amount, row.resting])
  expect(await stagesOn('2026-11-20')).toEqual([
    ['none', 1, '1250.00', 0],
    ['overdue', 1, '1250.00', 1],
    ['collection-notice', 1, '1250.00', 0],
  ])
  // As it was: the reminder had gone, the notice had not, and the paid one was open.
  expect(await stagesOn('2026-10-15')).toEqual([
    ['overdue', 2, '2500.00', 0],
    ['reminder', 1, '1250.00', 0],
  ])

  const { rows } = await world.do<{ rows: { number: string; stage: string; hindrances: { kind: string }[] }[] }>(
    list,
    {},
  )
  expect(rows.map((row) => [row.number, row.stage, row.hindrances.map((one) => one.kind)])).toEqual([
    [reminded.number, 'collection-notice', []],
    [late.number, 'overdue', ['dispute']],
    [fresh.number, 'none', []],
  ])
  const page = await world.do<{ rows: { number: string }[]; next: string }>(list, { limit: 2 })
  const rest = await world.do<{ rows: { number: string }[]; next: string | null }>(list, { limit: 2, after: page.next })
  expect([...page.rows, ...rest.rows].map((row) => row.number)).toEqual(rows.map((row) => row.number))
  expect(
    (await world.do<{ rows: { number: string }[] }>(list, { stage: 'overdue' })).rows.map((row) => row.number),
  ).toEqual([late.number])

  // What a run hands over tells the rule by its name, not by its code.
  await world.tx(({ db, company }) =>
    db.query(
      `insert into collection_queue (company_id, id, item_id, target, run_id, reason, queued_on)
       select l.company_id, $2, $3, 'agency', l.run_id, p.code || ' 3', '2026-11-19'
         from dunning_letters l join dunning_policies p on p.company_id = l.company_id and p.id = l.policy_id where l.company_id = $1 and l.id = $4`,
      [company.id, newId(), reminded.itemId, first],
    ),
  )
  const told = async (input: object) =>
    (
      await world.do<{ entries: { kind: string; on: string; what: string | null; linkId: Id | null }[] }>(
        readTimeline,
        input,
      )
    ).entries.map((entry) => `${entry.on} ${entry.kind} ${entry.what ?? ''}`.trim())
  const { entries } = await world.do<{ entries: { text: string | null }[] }>(readTimeline, {
    invoiceId: reminded.invoiceId,
  })
  expect(entries[0]?.text).toBe('x · 3')
  expect(await told({ invoiceId: reminded.invoiceId })).toEqual([
    '2026-11-19 queued agency',
    '2026-11-01 letter collection-notice',
    '2026-10-01 letter reminder',
    '2026-08-31 due',
    '2026-08-01 issued invoice',
  ])
  // Who takes it out of the queue says why; what leaves it paid has its payment.
  await world.tx(({ db, company }) =>
    db.query(
      `update collection_queue set state = 'dropped', ended_at = now(), ended_reason = 'Betalar i delar' where company_id = $1`,
      [company.id],
    ),
  )
  const left = (
    await world.do<{ entries: { kind: string; what: string | null; text: string | null }[] }>(readTimeline, {
      invoiceId: reminded.invoiceId,
    })
  ).entries.filter(({ kind }) => kind === 'queue-left')
  expect(left).toMatchObject([{ what: 'agency', text: 'Betalar i delar' }])
  // What a plan lets rest is told by the plan.
  await world.tx(({ db, company }) =>
    db.query(
      `insert into holds (company_id, id, kind, item_id, from_on, reason, released_at, outcome) values ($1, $2, 'plan', $3, '2026-11-19', 'x', now(), 'replaced')`,
      [company.id, newId(), reminded.itemId],
    ),
  )
  const whole = await told({ customer })
  expect(whole.filter((line) => line.includes('plan'))).toEqual([])
  expect(whole).toContain('2026-11-20 hold dispute')
  expect(whole).toContain('2026-11-20 payment payment')
  await expect(world.do(readTimeline, { invoiceId: newId() })).rejects.toThrow('no such claim')
})

test('a claim that falls due on the day it is issued and paid was issued first and due last', async () => {
  const world = await openWorld('NO', { today: '2026-09-01' })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const claim = await issueClaim(world, ada, { issuedOn: '2026-09-01', dueOn: '2026-09-01', country: 'NO' })
  await pay(world, '1250.00', { reference: claim.reference })
  const { entries } = await world.do<{ entries: { on: string; kind: string }[] }>(readTimeline, {
    invoiceId: claim.invoiceId,
  })
  expect(entries.map((entry) => `${entry.on} ${entry.kind}`)).toEqual([
    '2026-09-01 due',
    '2026-09-01 payment',
    '2026-09-01 issued',
  ])
})

test('a written reminder interrupts Swedish limitation, an acknowledgement is recorded and can be withdrawn', async () => {
  const world = await openWorld('SE', { today: '2026-11-20', booksFrom: '2023-01-01' })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const firm = await world.party({ name: 'Firma AB', kind: 'company' })
  const [old, reminded] = [
    await issueClaim(world, ada, { issuedOn: '2024-01-15' }),
    await issueClaim(world, ada, { issuedOn: '2024-02-01' }),
  ]
  await issueClaim(world, firm, { issuedOn: '2024-01-15' })
  const read = async () =>
    (
      await world.do<{ rows: { number: string; barredAfter: string; interruptedBy: string | null; years: number }[] }>(
        listLimitations,
        { withinDays: 200 },
      )
    ).rows.map((row) => [row.number, row.barredAfter, row.interruptedBy])
  expect(await read()).toEqual([
    [old.number, '2027-01-15', null],
    [reminded.number, '2027-02-01', null],
  ])
  await letter(world, ada, reminded.itemId, 'reminder', '2024-05-01')
  expect(await read()).toEqual([
    [old.number, '2027-01-15', null],
    [reminded.number, '2027-05-01', 'demand'],
  ])
  const { interruptions } = await world.do<{ interruptions: { interruptionId: Id; barredAfter: string }[] }>(
    recordInterruption,
    { invoiceIds: [old.invoiceId], kind: 'acknowledgement', on: '2026-11-01', reason: 'mejl' },
  )
  expect(interruptions[0]!.barredAfter).toBe('2029-11-01')
  expect((await read()).map(([number]) => number)).toEqual([reminded.number])
  await world.do(withdrawInterruption, { interruptionId: interruptions[0]!.interruptionId, reason: 'annan kund' })
  expect((await read()).map(([number]) => number)).toEqual([old.number, reminded.number])
})

test('time goes on where it stood when a claim is moved to another customer: it is no younger, and its reminders count', async () => {
  const world = await openWorld('SE', { today: '2026-11-20', booksFrom: '2023-01-01' })
  const [ada] = [await world.party({ number: '1', name: 'Ada Lind', kind: 'person' })]
  await world.party({ number: '2', name: 'Bo Lind', kind: 'person' })
  const taken = async (number: string) => postItem(world, { party: ada, number, amount: '100.00', on: '2024-03-01' })
  const [quiet, asked] = [await taken('T1'), await taken('T2')]
  await letter(world, ada, asked, 'reminder', '2024-06-01')
  const before = await world.tx((ctx) => readLimitations(ctx, [quiet, asked]))
  const { moved } = await world.do<{ moved: { newItemId: Id }[] }>(transfer, {
    moves: [quiet, asked].map((itemId) => ({ itemId, toParty: '2' })),
  })
  const ids = moved.map((one) => one.newItemId)
  const after = await world.tx((ctx) => readLimitations(ctx, ids))
  expect(ids.map((id) => [after.get(id)!.day, after.get(id)!.interruptedBy])).toEqual([
    ['2027-03-01', null],
    ['2027-06-01', 'demand'],
  ])
  expect(ids.map((id) => after.get(id))).toEqual([before.get(quiet), before.get(asked)])
})

test('a claim that is soon barred is found behind thousands of older ones that have longer', async () => {
  const world = await openWorld('SE', { today: '2026-11-20', booksFrom: '2022-01-01' })
  const firm = await issueClaim(world, await world.party({ name: 'Firma AB', kind: 'company' }), {
    issuedOn: '2022-01-15',
  })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const soon = [
    await issueClaim(world, ada, { issuedOn: '2024-01-15' }),
    await issueClaim(world, ada, { issuedOn: '2024-01-16' }),
  ]
  const owner = await world.database.owner.connect()
  try {
    await owner.query('set session_replication_role = replica')
    const { rows } = await owner.query<{ columns: string }>(
      `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
        where attrelid = 'open_items'::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attname not in ('id', 'voucher_id')`,
    )
    await owner.query(
      `insert into open_items (id, voucher_id, ${rows[0]!.columns}) select gen_random_uuid(), gen_random_uuid(), ${rows[0]!.columns} from open_items, generate_series(1, 5001) where id = $1`,
      [firm.itemId],
    )
  } finally {
    owner.release(true)
  }
  const list = (limit: number) =>
    world.do<{ rows: { number: string }[]; more: boolean }>(listLimitations, { withinDays: 200, limit })
  expect(await list(10)).toMatchObject({ rows: soon.map(({ number }) => ({ number })), more: false })
  expect(await list(1)).toMatchObject({ rows: [{ number: soon[0]!.number }], more: true })
})

test('Norway: a reminder interrupts nothing', async () => {
  const world = await openWorld('NO', { today: '2026-11-20' })
  const kari = await world.party({ name: 'Kari Li', kind: 'person' })
  const claim = await issueClaim(world, kari, { country: 'NO' })
  await expect(
    world.do(recordInterruption, { invoiceIds: [claim.invoiceId], kind: 'demand', on: '2026-11-01', reason: 'x' }),
  ).rejects.toThrow('does not interrupt')
})

test('Norway: an acknowledgement gives three years, a judgment ten, whoever recorded the claim when', async () => {
  const world = await openWorld('NO', { today: '2026-11-20' })
  const kari = await world.party({ name: 'Kari Li', kind: 'person' })
  const claim = await issueClaim(world, kari, { country: 'NO', issuedOn: '2026-01-10', dueOn: '2026-02-09' })
  const record = async (kind: string, on: string) => {
    const input = { invoiceIds: [claim.invoiceId], kind, on, reason: 'x' }
    const { interruptions } = await world.do<{ interruptions: { barredAfter: string }[] }>(recordInterruption, input)
    return interruptions[0]!.barredAfter
  }
  expect(await record('acknowledgement', '2026-11-01')).toBe('2029-11-01')
  expect(await record('decision', '2026-11-10')).toBe('2036-11-10')
})

test("a year's picture: each claim that fell due counts once, by how far it came", async () => {
  const world = await openWorld('SE', { today: '2026-01-02' })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const issued = { issuedOn: '2026-01-10', dueOn: '2026-02-09' }
  const [early, late, reminded, lost, open] = [
    await issueClaim(world, ada, issued),
    await issueClaim(world, ada, issued),
    await issueClaim(world, ada, issued),
    await issueClaim(world, ada, issued),
    await issueClaim(world, ada, issued),
  ]
  world.today = '2026-02-05' as Day
  await pay(world, '1250.00', { reference: early.reference })
  world.today = '2026-02-19' as Day
  await pay(world, '1250.00', { reference: late.reference })
  await letter(world, ada, reminded.itemId, 'reminder', '2026-03-01')
  world.today = '2026-03-11' as Day
  await pay(world, '1250.00', { reference: reminded.reference })
  world.today = '2026-11-20' as Day
  const { runId } = await world.do<{ runId: Id }>(propose, {
    kind: 'established',
    invoiceIds: [lost.invoiceId],
    evidence: 'x',
  })
  await world.do(approve, { runId })
  await world.do(execute, { runId })
  await world.do(promise, { invoiceIds: [open.invoiceId], by: '2026-12-01', reason: 'x' })
  const year = await world.do<{
    outcomes: { outcome: string; count: number; amount: string; days: number | null }[]
    letters: object[]
  }>(readYear, { year: 2026 })
  expect(year.outcomes.map((row) => [row.outcome, row.count, row.amount, row.days])).toEqual([
    ['paid-before-due', 1, '1250.00', -4],
    ['paid-late', 1, '1250.00', 10],
    ['paid-after-reminder', 1, '1250.00', 30],
    ['lost', 1, '1250.00', null],
    ['open', 1, '1250.00', null],
  ])
  expect(year.letters).toEqual([{ kind: 'reminder', count: 1 }])
  // Every bar opens its own rows, and they come to what it says.
  for (const { outcome, count } of year.outcomes) {
    const { rows } = await world.do<{ rows: { itemId: Id; amount: string; days: number | null }[] }>(listYear, {
      year: 2026,
      outcome,
      currency: 'SEK',
    })
    expect(rows).toHaveLength(count)
    const bar = year.outcomes.find((row) => row.outcome === outcome)!
    expect(rows.map(({ amount, days }) => [amount, days])).toEqual([[bar.amount, bar.days]])
  }
  const { rows } = await world.do<{ rows: { itemId: Id; closedOn: string }[] }>(listYear, {
    year: 2026,
    outcome: 'paid-after-reminder',
  })
  expect(rows).toMatchObject([{ itemId: reminded.itemId, closedOn: '2026-03-11' }])
})

test('the board and the list count the same claims: due or not, opened by today, and not closed by money of days to come', async () => {
  const world = await openWorld('SE', { kind: 'company', today: '2026-11-20' })
  const party = await world.party({ number: '1', name: 'Ada', kind: 'company' })
  const item = (number: string, on: string, due: string) =>
    postItem(world, { party, number, amount: '100.00', on, due })
  await item('due', '2026-10-01', '2026-11-01')
  await item('not due', '2026-10-01', '2026-12-01')
  // Dated ahead: a claim from that day on.
  await item('to come', '2026-11-25', '2026-12-25')
  const early = await item('paid to come', '2026-10-01', '2026-12-01')
  const money = await postItem(world, { party, number: 'P', amount: '-100.00', on: '2026-11-10' })
  await settle(world, early, money, '100.00', '2026-11-28')
  const counts = async () => {
    const { stages } = await world.do<{ stages: { stage: string; count: number; amount: string }[] }>(listBoard, {})
    const { rows } = await world.do<{ rows: { stage: string; number: string; open: string }[] }>(list, {})
    const byStage = Object.fromEntries(stages.map((one) => [one.stage, `${one.count} ${one.amount}`]))
    const listed: Record<string, string> = {}
    for (const stage of Object.keys(byStage)) {
      const own = rows.filter((row) => row.stage === stage)
      listed[stage] = `${own.length} ${own.reduce((sum, row) => sum + Number(row.open), 0).toFixed(2)}`
      const ofStage = await world.do<{ rows: object[] }>(list, { stage })
      expect(ofStage.rows).toHaveLength(own.length)
    }
    expect(listed).toEqual(byStage)
    return byStage
  }
  expect(await counts()).toEqual({ none: '2 200.00', overdue: '1 100.00' })
  world.today = '2026-11-26' as Day
  expect(await counts()).toEqual({ none: '3 300.00', overdue: '1 100.00' })
  world.today = '2026-11-29' as Day
  expect(await counts()).toEqual({ none: '2 200.00', overdue: '1 100.00' })
})

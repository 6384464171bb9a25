import { expect, test } from 'vitest'
import { issueClaim, pay } from '../../test/claim-stories.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { match } from '../bank/placing/match.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { defer } from './defer.ts'
import { dispute } from './dispute.ts'
import { followUp } from './follow-up.ts'
import { readHindrances } from './hindrances.ts'
import { markParty } from './mark-party.ts'
import { pause } from './pause.ts'
import { previewRest } from './preview-rest.ts'
import { promise } from './promise.ts'
import { release } from './release.ts'
import { resolveDispute } from './resolve-dispute.ts'
import { restAgain } from './rest-again.ts'

interface Rested {
  claims: { holdId: Id; number: string; amount: string | null }[]
  undo: { verb: string; input: { holdIds: Id[]; reason: string } }
}
const hindered = (world: World) =>
  world.tx(async (ctx) =>
    [...(await readHindrances(ctx, world.today)).values()].map((list) => list.map((h) => [h.kind, h.rests ?? 'all'])),
  )
async function withClaims(count: number) {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person', number: 'A1' } as never)
  const claims = []
  for (let i = 0; i < count; i++) claims.push(await issueClaim(world, ada, { issuedOn: `2026-0${8 + i}-01` }))
  const { number: customer } = await world.tx(({ db, company }) =>
    db.one<{ number: string }>('select number from parties where company_id = $1 and id = $2', [company.id, ada]),
  )
  return { world, ada, customer, claims }
}

test('a dispute of a part lets the rest be asked for; decided against, the claim waits for its credit note', async () => {
  const { world, claims } = await withClaims(1)
  const [claim] = claims
  expect(await world.do(previewRest, { invoiceIds: [claim!.invoiceId], amount: '400.00' })).toMatchObject({
    claims: [{ number: claim!.number, open: '1250.00', rests: '400.00', stage: 'overdue', hindrances: [] }],
  })
  const { claims: rested } = await world.do<Rested>(dispute, {
    invoiceIds: [claim!.invoiceId],
    amount: '400.00',
    reason: 'en timme för mycket',
  })
  expect(rested).toMatchObject([{ number: claim!.number, amount: '400.00' }])
  expect(await hindered(world)).toEqual([[['dispute', 40000n]]])
  await expect(world.do(dispute, { invoiceIds: [claim!.invoiceId], amount: '2000.00', reason: 'x' })).rejects.toThrow(
    '1250.00 SEK open',
  )
  await world.do(resolveDispute, { holdId: rested[0]!.holdId, outcome: 'against', reason: 'kunden har rätt' })
  expect(await hindered(world)).toEqual([[['pause', 'all']]])
  await expect(world.do(resolveDispute, { holdId: rested[0]!.holdId, outcome: 'for', reason: 'igen' })).rejects.toThrow(
    'no such hold',
  )
})

test('what was let go by mistake rests again as it was: of a part, until its day, with its grant; once', async () => {
  const { world, customer, claims } = await withClaims(2)
  const [first, second] = claims
  const { claims: rested } = await world.do<Rested>(dispute, {
    invoiceIds: [first!.invoiceId],
    amount: '400.00',
    reason: 'en timme för mycket',
    source: 'brev 3 november',
    stopsInterest: true,
  })
  await world.do(defer, { invoiceIds: [second!.invoiceId], newDueOn: '2026-12-10', reason: 'sjuk' })
  const before = await hindered(world)
  const holds = await world.tx(({ db, company }) =>
    db.rows<{ id: Id }>('select id from holds where company_id = $1 order by id', [company.id]),
  )
  const holdIds = holds.map((one) => one.id)
  await expect(world.do(restAgain, { holdIds })).rejects.toThrow('stands')
  const { undo } = await world.do<Pick<Rested, 'undo'>>(release, { holdIds, reason: 'fel rad' })
  expect(await hindered(world)).toEqual([])
  expect(undo.verb).toBe('claims.rest-again')
  const again = await world.do<Pick<Rested, 'undo'>>(restAgain, undo.input)
  expect(await hindered(world)).toEqual(before)
  await expect(world.do(restAgain, undo.input)).rejects.toThrow('stands')
  const rows = await world.tx(({ db, company }) =>
    db.rows(
      `select kind, amount, to_on, reason, source, stops_interest, outcome, release_reason from holds where company_id = $1 order by kind, id`,
      [company.id],
    ),
  )
  expect(rows.map((row) => [row.kind, row.amount, row.to_on, row.reason, row.source, row.stops_interest])).toEqual([
    ['deferral', null, '2026-12-11', 'sjuk', null, false],
    ['deferral', null, '2026-12-11', 'sjuk', null, false],
    ['dispute', 40000n, 'infinity', 'en timme för mycket', 'brev 3 november', true],
    ['dispute', 40000n, 'infinity', 'en timme för mycket', 'brev 3 november', true],
  ])
  expect(rows.map((row) => [row.outcome, row.release_reason])).toEqual([
    ['released', 'fel rad'],
    [null, null],
    ['released', 'fel rad'],
    [null, null],
  ])
  await world.do(release, again.undo.input)
  expect(await hindered(world)).toEqual([])
  // Decided against the claim by mistake: the dispute is back, what waited for a credit note is gone.
  expect(rested).toHaveLength(1)
  const anew = await world.do<Rested>(dispute, { customer, amount: '400.00', reason: 'igen' })
  const decided = await world.do<Pick<Rested, 'undo'>>(resolveDispute, {
    holdId: anew.claims[0]!.holdId,
    outcome: 'against',
    reason: 'kunden har rätt',
  })
  expect(await hindered(world)).toEqual([[['pause', 'all']]])
  await world.do(restAgain, decided.undo.input)
  expect(await hindered(world)).toEqual([[['dispute', 40000n]]])
  // What was granted until a day that has passed does not come back.
  await world.do(pause, { invoiceIds: [second!.invoiceId], until: '2026-11-25', reason: 'utredning' })
  const paused = await world.tx(({ db, company }) =>
    db.one<{ id: Id }>(`select id from holds where company_id = $1 and kind = 'pause' and released_at is null`, [
      company.id,
    ]),
  )
  await world.do(release, { holdIds: [paused.id], reason: 'klar' })
  world.today = '2026-11-30' as Day
  await expect(world.do(restAgain, { holdIds: [paused.id] })).rejects.toThrow('its day has passed')
})

test('a promise rests its claims until its day and some more; kept when the money came, else broken', async () => {
  const { world, customer, claims } = await withClaims(2)
  await expect(world.do(promise, { customer, by: '2026-11-19', reason: 'x' })).rejects.toThrow('has passed')
  const { claims: rested } = await world.do<Rested>(promise, {
    customer,
    amount: '1500.00',
    by: '2026-11-27',
    reason: 'lön den 25',
  })
  expect(rested.map((one) => one.amount)).toEqual(['1250.00', '250.00'])
  expect(await hindered(world)).toHaveLength(2)
  await pay(world, '1250.00', { reference: claims[0]!.reference })
  expect(await world.do(followUp, {})).toMatchObject({ promisesKept: 1, promisesBroken: 0 })
  world.today = '2026-11-30' as Day
  expect(await world.do(followUp, {})).toMatchObject({ promisesKept: 0, promisesBroken: 0 })
  world.today = '2026-12-01' as Day
  expect(await hindered(world)).toEqual([])
  expect(await world.do(followUp, {})).toMatchObject({ promisesBroken: 1 })
  const outcomes = await world.tx(({ db, company }) =>
    db.rows<{ outcome: string }>(`select outcome from holds where company_id = $1 order by outcome`, [company.id]),
  )
  expect(outcomes.map((row) => row.outcome)).toEqual(['broken', 'kept'])
})

test('a deferral moves the day, its fee stands beside the claim; what rests is let go by what undoes it', async () => {
  const { world, customer, claims } = await withClaims(1)
  await expect(world.do(defer, { customer, newDueOn: '2026-08-15', reason: 'x' })).rejects.toThrow('has passed')
  const answer = await world.do<Rested & { feeItemId: Id }>(defer, {
    customer,
    newDueOn: '2026-12-31',
    interest: false,
    fee: '50.00',
    reason: 'sjuk',
  })
  const [fee] = await world.tx(({ db, company }) =>
    db.rows(
      `select component, amount_open, main_item_id, reference from open_items where company_id = $1 and id = $2`,
      [company.id, answer.feeItemId],
    ),
  )
  expect(fee).toEqual({
    component: 'fee',
    amount_open: 5000n,
    main_item_id: claims[0]!.itemId,
    reference: claims[0]!.reference,
  })
  expect(await hindered(world)).toEqual([[['deferral', 'all']]])
  await world.do(release, answer.undo.input)
  expect(await hindered(world)).toEqual([])
})

test('a whole customer: a pause until a day, a mark with its source; marked once', async () => {
  const { world, customer } = await withClaims(2)
  await world.do(pause, { customer, until: '2026-11-30', reason: 'utredning' })
  expect(await hindered(world)).toEqual([[['pause', 'all']], [['pause', 'all']]])
  world.today = '2026-12-01' as Day
  expect(await hindered(world)).toEqual([])
  const mark = { customer, mark: 'debt-relief', on: '2026-11-25', source: 'Kronofogden, beslut F-1' }
  const { holdId } = await world.do<{ holdId: Id }>(markParty, mark)
  await expect(world.do(markParty, mark)).rejects.toThrow('already')
  expect(await hindered(world)).toEqual([[['debt-relief', 'all']], [['debt-relief', 'all']]])
  const [hold] = await world.tx(({ db, company }) =>
    db.rows(`select stops_interest, source from holds where company_id = $1 and id = $2`, [company.id, holdId]),
  )
  expect(hold).toEqual({ stops_interest: true, source: 'Kronofogden, beslut F-1' })
  await world.do(release, { holdIds: [holdId], reason: 'beslutet upphävt' })
  expect(await hindered(world)).toEqual([])
})

test('of several at once those that can rest do, the others are told by number; the same again changes nothing', async () => {
  const { world, claims } = await withClaims(2)
  const [ada] = (await world.tx(({ db }) => db.rows<{ id: string }>('select id from parties'))) as [{ id: string }]
  claims.push(await issueClaim(world, ada.id, { issuedOn: '2026-11-18', dueOn: '2026-12-18' }))
  await pay(world, '1250.00', { reference: claims[0]!.reference })
  await world.do(match, {})
  const numbers = claims.map(({ number }) => number)
  const several = { invoiceIds: claims.map(({ invoiceId }) => invoiceId), leaveOut: true }
  type Told = Rested & { leftOut: { number: string; problem: { code: string } }[] }
  const leftOut = ({ leftOut: out }: Told) => out.map(({ number, problem }) => [number, problem.code])
  const shown = await world.do<Told>(previewRest, { ...several, kind: 'deferral', newDueOn: '2026-12-18' })
  expect(shown.claims.map(({ number }) => number)).toEqual([numbers[1]])
  expect(leftOut(shown)).toEqual([
    [numbers[0], 'claim.not-open'],
    [numbers[2], 'claim.due-later-already'],
  ])
  const later = { newDueOn: '2026-12-20', reason: 'ny skola' }
  const deferred = await world.do<Told>(defer, { ...several, ...later })
  expect(deferred.claims.map(({ number }) => number)).toEqual([numbers[1], numbers[2]])
  expect(leftOut(deferred)).toEqual([[numbers[0], 'claim.not-open']])
  await expect(world.do(defer, { ...several, ...later })).rejects.toThrow(
    `${numbers[0]} is not open; ${numbers[1]} rests so already; ${numbers[2]} rests so already`,
  )
  expect(leftOut(await world.do<Told>(pause, { ...several, reason: 'flytt' }))).toEqual([
    [numbers[0], 'claim.not-open'],
  ])
  await expect(world.do(pause, { ...several, reason: 'flytt' })).rejects.toThrow('rests so already')
  const promised = await world.do<Told>(promise, { ...several, by: '2026-12-01', reason: 'lön' })
  expect(promised.claims.map(({ number, amount }) => [number, amount])).toEqual([
    [numbers[1], '1250.00'],
    [numbers[2], '1250.00'],
  ])
  expect(leftOut(promised)).toEqual([[numbers[0], 'claim.not-open']])
  const sooner = { ...several, kind: 'promise', by: '2026-11-28', stopsInterest: false }
  expect((await world.do<Told>(previewRest, sooner)).claims).toEqual([])
  expect((await world.do<Told>(previewRest, { ...sooner, by: '2026-12-02' })).claims).toHaveLength(2)
  // A part that is disputed already is no reason to leave the whole out.
  await world.do(dispute, { invoiceIds: [claims[1]!.invoiceId], amount: '400.00', reason: 'en timme' })
  const disputed = await world.do<Told>(dispute, { ...several, reason: 'fel avtal' })
  expect(disputed.claims.map(({ number }) => number)).toEqual([numbers[1], numbers[2]])
  await expect(world.do(dispute, { ...several, reason: 'fel avtal' })).rejects.toThrow('rests so already')
  // Without the wish to leave out, one that is not open refuses all.
  await expect(world.do(pause, { ...several, leaveOut: false, reason: 'flytt' })).rejects.toThrow(
    'no claim that is open',
  )
})

import { expect, test } from 'vitest'
import { openItemsText } from '../../test/books.ts'
import { expectProof, issueClaim, pay } from '../../test/claim-stories.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { allocateItems } from '../subledger/allocate-items.ts'
import { agreePlan } from './agree-plan.ts'
import { changePlan } from './change-plan.ts'
import { endPlan } from './end-plan.ts'
import { followUp } from './follow-up.ts'
import { readHindrances } from './hindrances.ts'
import { listPlans } from './list-plans.ts'
import { noticePart } from './notice-part.ts'
import { previewPlan } from './preview-plan.ts'
import { proposePlan } from './propose-plan.ts'
import { readPlan } from './read-plan.ts'
import { takeBackPlanStep } from './take-back-plan-step.ts'

interface Plan {
  planId: Id
  state: string
  parts: { partNo: number; dueOn: string; total: string; paid: string; left: string; isLate: boolean }[]
  events: { kind: string }[]
  items: { component: string; amount: string }[]
}
const read = (world: World, planId: Id) => world.do<Plan>(readPlan, { planId })
const hindered = (world: World) =>
  world.tx(async (ctx) => [...(await readHindrances(ctx, world.today)).values()].map((list) => list.map((h) => h.kind)))
const customerOf = (world: World, id: Id) =>
  world.tx(
    async ({ db, company }) =>
      (
        await db.one<{ number: string }>('select number from parties where company_id = $1 and id = $2', [
          company.id,
          id,
        ])
      ).number,
  )

test('a plan with the fee of the law: agreed, met by payments in their order, fulfilled', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  await issueClaim(world, ada, { issuedOn: '2026-08-01' })
  await issueClaim(world, ada, { issuedOn: '2026-09-01' })
  const customer = await customerOf(world, ada)
  const terms = { customer, parts: 3, firstOn: '2026-11-30', planFee: 'law' }
  const preview = await world.do<{ total: string; planFee: string; capital: string }>(previewPlan, terms)
  expect(preview).toMatchObject({ capital: '2500.00', planFee: '170.00', total: '2670.00' })
  const { planId } = await world.do<{ planId: Id }>(proposePlan, terms)
  expect(await hindered(world)).toEqual([['plan'], ['plan']])
  await expect(world.do(proposePlan, terms)).rejects.toThrow('in an instalment plan already')
  await expect(world.do(agreePlan, { planId, by: 'telephone' })).rejects.toThrow('in writing')
  await world.do(agreePlan, { planId, by: 'signed' })
  expect((await read(world, planId)).items.map((item) => [item.component, item.amount])).toEqual(
    expect.arrayContaining([
      ['capital', '1250.00'],
      ['capital', '1250.00'],
      ['fee', '170.00'],
    ]),
  )
  await expectProof(world)

  await pay(world, '890.00', { party: customer })
  await world.do(followUp, {})
  let plan = await read(world, planId)
  expect(plan.parts.map((part) => [part.total, part.paid])).toEqual([
    ['890.00', '890.00'],
    ['890.00', '0.00'],
    ['890.00', '0.00'],
  ])
  expect(plan.events.map((event) => event.kind)).toEqual(['proposed', 'agreed', 'part-met'])
  // Twice on a day gives nothing new.
  expect(await world.do(followUp, {})).toMatchObject({ partsMet: 0 })

  world.today = '2026-11-30' as Day
  await pay(world, '1780.00', { party: customer })
  // What the capital leaves is the fee's: the rest that lies on account, if any, is applied.
  const [rest] = await world.tx(({ db, company }) =>
    db.rows<{ id: Id }>(`select id from open_items where company_id = $1 and amount_open < 0`, [company.id]),
  )
  if (rest) await world.do(allocateItems, { itemId: rest.id })
  expect(await world.do(followUp, {})).toMatchObject({ partsMet: 2, plansFulfilled: 1, plansBroken: 0 })
  plan = await read(world, planId)
  expect(plan.state).toBe('fulfilled')
  expect(plan.parts.every((part) => part.left === '0.00')).toBe(true)
  await expectProof(world)
})

test('a plan that is not kept is late, then broken: its claims fall back and a person is told', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const bo = await world.party({ name: 'Bo Ek', kind: 'person' })
  await issueClaim(world, bo, { issuedOn: '2026-08-01' })
  const customer = await customerOf(world, bo)
  const { planId } = await world.do<{ planId: Id }>(proposePlan, {
    customer,
    amount: '500.00',
    firstOn: '2026-11-30',
    brokenAfterDays: 10,
  })
  await world.do(agreePlan, { planId, by: 'telephone' })
  world.today = '2026-12-05' as Day
  expect(await world.do(followUp, {})).toMatchObject({ partsLate: 1, plansBroken: 0 })
  expect(await hindered(world)).toEqual([['plan']])
  expect(await world.do(listPlans, { late: true })).toMatchObject({ rows: [{ lateAmount: '500.00', state: 'agreed' }] })
  world.today = '2026-12-11' as Day
  expect(await world.do(followUp, {})).toMatchObject({ plansBroken: 1 })
  expect(await hindered(world)).toEqual([])
  expect(await read(world, planId)).toMatchObject({ state: 'broken' })
  const notes = await world.tx(({ db, company }) =>
    db.rows(`select text, follow_up_on from party_notes where company_id = $1`, [company.id]),
  )
  expect(notes).toEqual([
    { text: 'Amorteringsplanen är bruten: fordringarna går vidare där de stod.', follow_up_on: '2026-12-11' },
  ])
})

test('a changed plan is a new version over what is left; an ended one lets its claims go on', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const cia = await world.party({ name: 'Cia Ek', kind: 'person' })
  const claim = await issueClaim(world, cia, { issuedOn: '2026-08-01' })
  const customer = await customerOf(world, cia)
  const { planId } = await world.do<{ planId: Id }>(proposePlan, { customer, parts: 2, firstOn: '2026-11-30' })
  await world.do(agreePlan, { planId, by: 'signed' })
  await pay(world, '250.00', { reference: claim.reference })
  await world.do(changePlan, { planId, parts: 4, firstOn: '2026-12-31', by: 'e-mail', reason: 'arbetslös' })
  const plan = await read(world, planId)
  expect(plan.parts.map((part) => [part.dueOn, part.total])).toEqual([
    ['2026-12-31', '250.00'],
    ['2027-01-31', '250.00'],
    ['2027-02-28', '250.00'],
    ['2027-03-31', '250.00'],
  ])
  expect(plan).toMatchObject({ state: 'agreed', versionNo: 2 })
  await world.do(endPlan, { planId, reason: 'betalar allt' })
  expect(await hindered(world)).toEqual([])
  await expect(world.do(endPlan, { planId, reason: 'igen' })).rejects.toThrow('the plan is ended')
})

test('no fee above the law, none where the law gives none', async () => {
  const world = await openWorld('NO', { today: '2026-11-20' })
  const kari = await world.party({ name: 'Kari Li', kind: 'person' })
  await issueClaim(world, kari, { country: 'NO' })
  const customer = await customerOf(world, kari)
  const terms = { customer, parts: 2, firstOn: '2026-12-31' }
  await expect(world.do(previewPlan, { ...terms, planFee: '170.00' })).rejects.toThrow('0.00 NOK')
  expect(await world.do(previewPlan, { ...terms, planFee: 'law' })).toMatchObject({ planFee: '0.00' })
})

test('the notice of a part costs what the law gives, once, where the plan says so', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const dan = await world.party({ name: 'Dan Li', kind: 'person' })
  await issueClaim(world, dan, { issuedOn: '2026-08-01' })
  const customer = await customerOf(world, dan)
  const { planId } = await world.do<{ planId: Id }>(proposePlan, {
    customer,
    parts: 2,
    firstOn: '2026-12-31',
    notices: true,
  })
  await world.do(agreePlan, { planId, by: 'signed' })
  expect((await read(world, planId)).parts.map((part) => part.total)).toEqual(['685.00', '685.00'])
  expect(await world.do(noticePart, { planId, partNo: 1 })).toMatchObject({ fee: '60.00' })
  await expect(world.do(noticePart, { planId, partNo: 1 })).rejects.toThrow('given before')
  await expect(world.do(noticePart, { planId, partNo: 3 })).rejects.toThrow('no unpaid part')
  expect((await read(world, planId)).items.map((item) => item.amount)).toEqual(expect.arrayContaining(['60.00']))
  await expectProof(world)
})

test('what was recorded of a plan by mistake is taken back: that it was agreed, with its fee; that it was ended, or broken', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const claim = await issueClaim(world, ada, { issuedOn: '2026-08-01' })
  const itemIds = [claim.itemId]
  const held = () =>
    world.tx(async (ctx) =>
      [...(await readHindrances(ctx, world.today)).values()].flat().map(({ kind, toOn }) => [kind, toOn]),
    )
  const { planId } = await world.do<{ planId: Id }>(proposePlan, {
    itemIds,
    parts: 2,
    firstOn: '2026-12-15',
    planFee: 'law',
  })
  const back = () => world.do<{ state: string; takenBack: string }>(takeBackPlanStep, { planId, reason: 'fel kund' })
  const state = async () => (await world.do<{ state: string; paid: string }>(readPlan, { planId })).state
  await expect(back()).rejects.toThrow('the plan is proposed')
  // Agreed: the fee is charged, limitation is interrupted; taken back neither is.
  const { undo } = await world.do<{ undo: { verb: string } }>(agreePlan, { planId, by: 'signed' })
  expect(undo.verb).toBe('claims.take-back-plan-step')
  const interrupted = () =>
    world.tx(({ db }) =>
      db.rows(`select kind from claim_interruption_days($1, $2) where kind = 'acknowledgement'`, [
        world.companyId,
        itemIds,
      ]),
    )
  expect(await interrupted()).toHaveLength(1)
  expect(await back()).toMatchObject({ state: 'proposed', takenBack: 'agreed' })
  expect(await interrupted()).toEqual([])
  expect(await openItemsText(world)).not.toContain('170.00')
  expect(await held()).toEqual([['plan', '2026-12-05']])
  // Agreed again, it costs once and nothing of it counts as paid.
  await world.do(agreePlan, { planId, by: 'signed' })
  expect(await world.do(readPlan, { planId })).toMatchObject({ state: 'agreed', paid: '0.00' })
  expect(await held()).toEqual([['plan', null]])
  // Ended and taken up again, twice.
  for (const reason of ['fel plan', 'fel igen']) {
    await world.do(endPlan, { planId, reason })
    expect(await held()).toEqual([])
    expect(await back()).toMatchObject({ state: 'agreed', takenBack: 'ended' })
    expect(await held()).toEqual([['plan', null]])
  }
  // Broken since the file of the bank came late: with the money there it goes on, without it it would be broken again.
  world.today = '2027-01-10' as Day
  await world.do(followUp, {})
  expect(await state()).toBe('broken')
  await expect(back()).rejects.toThrow('part 1 of 2026-12-15 is not paid')
  await pay(world, '710.00', { reference: claim.reference, paidOn: '2026-12-14' })
  expect(await back()).toMatchObject({ state: 'agreed', takenBack: 'broken' })
  await world.do(followUp, {})
  expect(await state()).toBe('agreed')
  // With money of it received, nobody says any longer that nothing was agreed.
  await expect(back()).rejects.toThrow('end the plan instead')
  await expectProof(world)
})

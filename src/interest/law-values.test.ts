import { expect, test } from 'vitest'
import { claim } from '../../test/interest.ts'
import { openWorld } from '../../test/world.ts'
import type { Day } from '../kernel/day.ts'
import { abandonRun } from './abandon-run.ts'
import { accrueInterest } from './accrue.ts'
import { compute } from './compute.ts'
import { listLawValues } from './list-law-values.ts'
import { listTerms } from './list-terms.ts'
import { propose } from './propose.ts'
import { readClaim } from './read-claim.ts'
import { readRun } from './read-run.ts'
import { saveLawValue } from './save-law-value.ts'
import { saveTerms } from './save-terms.ts'
import { waive } from './waive.ts'

const source = 'ДВ бр. 53/2026'

test('a rate that is missing refuses; entered with its source it counts at once; of one day the last one counts', async () => {
  const world = await openWorld('BG')
  const question = { principal: '1000.00', due: '2026-06-15', paid: '2026-07-15' }
  await expect(world.do(compute, question)).rejects.toThrow('RATE_MISSING 2026-07-01')
  const listed = () =>
    world.do<{
      rows: { name: string; from: string; own: boolean; holds: boolean; percent: string }[]
      missing: object[]
    }>(listLawValues, {})
  expect((await listed()).missing).toContainEqual({ name: 'late-interest', from: '2026-07-01' })
  const row = { name: 'late-interest', from: '2026-07-01', source }
  expect(await world.do(saveLawValue, { ...row, percent: '11.15' })).toMatchObject({ lateInterest: '11.15' })
  expect(await world.do(saveLawValue, { ...row, percent: '10.15' })).toMatchObject({ lateInterest: '10.15' })
  expect(await world.do(compute, question)).toMatchObject({ amount: '8.46', days: 30 })
  const after = await listed()
  expect(after.rows.filter((one) => one.own).map(({ percent, holds }) => [percent, holds])).toEqual([
    ['10.15', true],
    ['11.15', false],
  ])
  expect(after.missing).not.toContainEqual({ name: 'late-interest', from: '2026-07-01' })
})

test.each([
  [{ name: 'late-interest', from: '2027-02-01', percent: '10' }, 'law.day-not-half-year'],
  [{ name: 'late-interest', from: '2027-01-01', amount: '10' }, 'law.value-unit'],
  [{ name: 'plan-fee', from: '2027-01-01', amount: '170' }, 'law.name-unknown'],
  [{ name: 'dunning-regime', from: '2027-01-01', word: 'something' }, 'law.word-unknown'],
  [{ name: 'collection-rate', from: '2027-01-01', amount: '-1' }, 'law.amount-negative'],
])('%j is refused with %s', async (given, code) => {
  const world = await openWorld('NO')
  await expect(world.do(saveLawValue, { ...given, source: 'FOR-2026' })).rejects.toMatchObject({
    problems: expect.arrayContaining([expect.objectContaining({ code })]),
  })
})

test('what was agreed: the customer’s words before the group’s, those before the company’s; never less than the law from an authority', async () => {
  const world = await openWorld('SE', { kind: 'company' })
  const bo = await world.party({ number: '10', name: 'Bo Ek AB', kind: 'company' })
  const town = await world.party({ number: '11', name: 'Stadens förvaltning', kind: 'public' })
  const days = { issued: '2026-06-15', due: '2026-06-30' }
  const mine = await claim(world, bo, '36500.00', days)
  const theirs = await claim(world, town, '36500.00', days)
  const amounts = (through: string) =>
    world.tx(async (ctx) => {
      const found = await accrueInterest(ctx, [mine.itemId, theirs.itemId], through as Day)
      return [found.get(mine.itemId)!.amount, found.get(theirs.itemId)!.amount]
    })
  // Nothing agreed: thirty days after the demand of 15 June.
  expect(await amounts('2026-07-20')).toEqual([5000n, 5000n])
  await world.do(saveTerms, { from: '2026-01-01', startBasis: 'agreed-due-date', source: 'villkor' })
  expect(await amounts('2026-07-20')).toEqual([20000n, 20000n])
  await world.do(saveTerms, { invoiceGroup: '1', from: '2026-01-01', rate: 'fixed', percent: '8', source: 'villkor' })
  expect(await amounts('2026-07-20')).toEqual([16000n, 20000n])
  await world.do(saveTerms, { customer: '10', from: '2026-07-11', rate: 'reference', percent: '10', source: 'avtal' })
  // Ten days of 8 %, ten of 2 + 10 %.
  expect(await amounts('2026-07-20')).toEqual([20000n, 20000n])
  expect(await world.do(readClaim, { itemId: mine.itemId, through: '2026-07-20' })).toMatchObject({
    accrued: '200.00',
    segments: [
      { from: '2026-07-01', through: '2026-07-10', percent: '8' },
      { from: '2026-07-11', through: '2026-07-20', percent: '12.00' },
    ],
  })
  expect((await world.do<{ rows: object[] }>(listTerms, {})).rows).toHaveLength(3)
  await expect(world.do(saveTerms, { from: '2026-01-01', rate: 'fixed', source: 'villkor' })).rejects.toThrow()
  // Given up: the days are gone, and later ones are not.
  expect(await world.do(waive, { claims: [mine.itemId], through: '2026-07-15', reason: 'sjuk länge' })).toMatchObject({
    claims: [{ amount: '140.00', through: '2026-07-15' }],
  })
  expect((await amounts('2026-07-20'))[0]).toBe(6000n)
})

test('a rate that is assumed counts, and whatever used it says so; seen in its source it is silent', async () => {
  const world = await openWorld('BG', { today: '2026-11-20' })
  const bo = await world.party({ name: 'Бо ООД', kind: 'company' })
  const { itemId } = await claim(world, bo, '1000.00', { issued: '2026-07-15', due: '2026-08-14' })
  world.today = '2026-11-20' as Day
  const rate = { name: 'reference-rate', from: '2026-07-01', percent: '2.15' }
  await world.do(saveLawValue, { ...rate, source: 'assumed as before', unverified: true })
  const used = async () => {
    const { segments } = await world.do<{ segments: { percent: string; unverified?: boolean }[] }>(readClaim, {
      itemId,
    })
    const { runId } = await world.do<{ runId: string }>(propose, { mode: 'unpaid' })
    const { unverified } = await world.do<{ unverified: object[] }>(readRun, { runId })
    await world.do(abandonRun, { runId })
    const { rows } = await world.do<{ rows: { name: string; holds: boolean; own: boolean; unverified: boolean }[] }>(
      listLawValues,
      { name: 'reference-rate' },
    )
    return { segment: segments.at(-1), run: unverified, law: rows.find(({ own, holds }) => own && holds)!.unverified }
  }
  expect(await used()).toMatchObject({
    segment: { percent: '10.15', unverified: true },
    run: [{ percent: '10.15', source: expect.stringContaining('assumed as before'), rows: 1 }],
    law: true,
  })
  await world.do(saveLawValue, { ...rate, source: 'seen at the ECB' })
  const after = await used()
  expect(after).toMatchObject({ segment: { percent: '10.15' }, run: [], law: false })
  expect(after.segment).not.toHaveProperty('unverified')
})

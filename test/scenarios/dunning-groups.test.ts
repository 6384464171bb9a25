import { expect, test } from 'vitest'
import type { User } from '../../src/db/context.ts'
import { approveAndExecute } from '../../src/dunning/approve-and-execute.ts'
import { assignPolicy } from '../../src/dunning/assign-policy.ts'
import { compareRun } from '../../src/dunning/compare-run.ts'
import { holdRow } from '../../src/dunning/hold-row.ts'
import { previewLetter } from '../../src/dunning/letters/preview-letter.ts'
import { listRunRows } from '../../src/dunning/list-run-rows.ts'
import { readRow } from '../../src/dunning/read-row.ts'
import { readRun } from '../../src/dunning/read-run.ts'
import type { Totals } from '../../src/dunning/run-shape.ts'
import { sumRunRows } from '../../src/dunning/sum-run-rows.ts'
import { newId } from '../../src/kernel/id.ts'
import { postItem } from '../books.ts'
import { lettersLeave, moveTo, proposeOn, remind, savePlainPolicy } from '../dunning.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

type Row = {
  rowNo: number
  state: string
  customer: string
  group: string
  change: string | null
  before: object | null
}
type Run = { totals: Totals; state: string; proposedBy: string | null; bankThrough: string | null }

const other: User = { id: newId(), name: 'Other', areas: 'all', permissions: ['dunning.*'] }
const rows = async (world: World, runId: string, more = {}) =>
  (await world.do<{ rows: Row[]; next: string | null }>(listRunRows, { runId, order: 'look', ...more })).rows
const told = async (world: World, runId: string) =>
  (await rows(world, runId)).map((row) => `${row.group} ${row.customer}${row.change ? ` ${row.change}` : ''}`)

async function twoGroups(approval: 'one-person' | 'two-person' = 'one-person') {
  const world = await openWorld('SE', { kind: 'company', today: '2026-11-23' })
  await savePlainPolicy(world, { approval })
  await savePlainPolicy(world, { code: 'Q', isDefault: false, approval })
  for (const [number, amount] of [
    ['1', '1000.00'],
    ['2', '2000.00'],
    ['3', '3000.00'],
  ] as const) {
    const party = await world.party({ number, name: `Kund ${number}`, kind: 'person' })
    await postItem(world, { party, number: `10${number}`, amount, on: '2026-09-01', due: '2026-10-01' })
  }
  await world.do(assignPolicy, { customer: '3', policy: 'Q', reason: 'own' })
  return world
}

test('one group of a proposal goes; the other waits as a proposal of its own, and every figure is of its rows', async () => {
  const world = await twoGroups()
  const { runId } = await proposeOn(world)
  const sum = await world.do<Totals & { fees: object[]; states: object }>(sumRunRows, { runId, policy: 'P' })
  expect(sum).toMatchObject({
    letters: 2,
    states: { proposed: 2 },
    sums: [{ capital: '3000.00', fee: '120.00', total: '3120.00' }],
    fees: [{ fee: '60.00', letters: 2 }],
  })
  await expect(world.do(approveAndExecute, { runId, policy: 'P', rows: 3 })).rejects.toMatchObject({
    problems: [{ code: 'dunning-run.changed' }],
  })
  const done = await world.do<{ restId: string; letters: number }>(approveAndExecute, { runId, policy: 'P', rows: 2 })
  expect(done).toMatchObject({ letters: 2 })
  expect(await world.do<Run>(readRun, { runId })).toMatchObject({ state: 'done', totals: { letters: 2, items: 2 } })
  const rest = await world.do<Run>(readRun, { runId: done.restId })
  expect(rest).toMatchObject({ state: 'proposed', totals: { letters: 1, sums: [{ total: '3060.00' }] } })
  expect(await told(world, done.restId)).toEqual(['goes 3'])
  // Sent again after its answer was lost: it goes on where it stood.
  expect(await world.do(approveAndExecute, { runId, policy: 'P', rows: 2 })).toMatchObject({ letters: 2, restId: null })
})

test('who proposed does not come to approve a part', async () => {
  const world = await twoGroups('two-person')
  const { runId } = await proposeOn(world)
  await expect(world.do(approveAndExecute, { runId, policy: 'P' })).rejects.toMatchObject({
    problems: [{ code: 'dunning-run.second-person' }],
  })
  expect(await told(world, runId)).toEqual(['goes 1', 'goes 2', 'goes 3'])
})

test('what changed since the last proposal comes first', async () => {
  const world = await twoGroups()
  const first = await proposeOn(world)
  const [one] = await rows(world, first.runId)
  await world.do(holdRow, { runId: first.runId, rowNo: one!.rowNo, reason: 'ring' })
  const party = await world.party({ number: '4', name: 'Kund 4', kind: 'person' })
  await postItem(world, { party, number: '104', amount: '10.00', on: '2026-09-01', due: '2026-10-01' })
  const second = await proposeOn(world)
  expect(await told(world, second.runId)).toEqual(['changed 4 new', 'goes 2', 'goes 3', 'held 1'])
  // What stands under another version of its policy says so: its fee and interest may be others.
  await savePlainPolicy(world, { interest: 'shown' })
  const third = await proposeOn(world)
  expect((await told(world, third.runId)).sort()).toEqual([
    'changed 2 other-policy',
    'changed 4 other-policy',
    'goes 3',
    'held 1',
  ])
  const page = await rows(world, second.runId, { limit: 1 })
  expect(page.map(({ customer }) => customer)).toEqual([(await rows(world, second.runId))[0]!.customer])
})

test('a run is held against the last one of the same choice; one of another group says nothing about it', async () => {
  const world = await twoGroups()
  const own = await proposeOn(world, { customers: ['1'] })
  await world.do(approveAndExecute, { runId: own.runId, rows: 1 })
  const others = await proposeOn(world, { customers: ['2'] })
  await world.do(approveAndExecute, { runId: others.runId, rows: 1 })
  const first = await proposeOn(world, { customers: ['3'] })
  // Nothing of the same choice went before: nothing is new against it.
  expect(await told(world, first.runId)).toEqual(['goes 3'])
  expect(await world.do(compareRun, { runId: first.runId })).toMatchObject({ previous: null })
  await world.do(approveAndExecute, { runId: first.runId, rows: 1 })
  await lettersLeave(world)
  moveTo(world, '2026-12-21')
  const again = await proposeOn(world, { customers: ['3'] })
  expect(await world.do(compareRun, { runId: again.runId })).toMatchObject({
    previous: { runId: first.runId },
    changes: [{ change: 'next-step', customers: 1 }],
  })
})

test('the letter before is told, and the row says which law bounds its fee', async () => {
  const world = await twoGroups()
  await remind(world)
  await lettersLeave(world)
  moveTo(world, '2026-12-21')
  const { runId } = await proposeOn(world)
  const [first] = await rows(world, runId)
  expect(first!.before).toEqual({ kind: 'reminder', sentOn: '2026-11-23', deadlineOn: '2026-12-03' })
  expect(await world.do(readRow, { runId, rowNo: first!.rowNo })).toMatchObject({
    fee: '180.00',
    law: [{ name: 'collection-notice-fee', unit: 'amount', value: '180.00' }],
  })
  const pdf = await world.do<{ body: Uint8Array }>(previewLetter, { runId, rowNo: first!.rowNo, language: 'en' }, other)
  expect(Buffer.from(pdf.body).subarray(0, 4).toString()).toBe('%PDF')
})

import { expect, test } from 'vitest'
import type { Verb } from '../../src/db/verb.ts'
import { assignPolicy } from '../../src/dunning/assign-policy.ts'
import { listRunRows } from '../../src/dunning/list-run-rows.ts'
import { listRuns } from '../../src/dunning/list-runs.ts'
import { readRun } from '../../src/dunning/read-run.ts'
import { runUnattended } from '../../src/dunning/run-unattended.ts'
import { claimJob, runJob } from '../../src/jobs/run-job.ts'
import { startDueSchedules } from '../../src/jobs/worker.ts'
import { newId } from '../../src/kernel/id.ts'
import { verbs } from '../../src/verbs.ts'
import { postItem } from '../books.ts'
import { pay } from '../claim-stories.ts'
import { lettersLeave, lettersText, moveTo, savePlainPolicy } from '../dunning.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

const named = (name: string): Verb => verbs.find((verb) => verb.name === name)!
const save = (world: World, input: object, more: object = {}) =>
  world.do(named('jobs.save-schedule'), {
    name: 'reminders',
    verb: 'dunning.run-unattended',
    input,
    everyMinutes: 24 * 60,
    firstAt: '2026-10-01T05:00:00Z',
    ...more,
  })

/** A day dawns: what is due by the clock becomes jobs, and each is run. @returns what each came to */
async function dawn(world: World, on: string): Promise<unknown[]> {
  moveTo(world, on)
  await startDueSchedules(world.installation)
  const told: unknown[] = []
  for (let job = await claimJob(world.installation, newId()); job; job = await claimJob(world.installation, newId())) {
    await runJob(world.installation, verbs, job)
    const { rows } = await world.database.owner.query(`select state, output, problems from jobs where id = $1`, [
      job.jobId,
    ])
    const { state, output, problems } = rows[0]
    told.push(state === 'done' ? `${output.letters} letters, ${output.handovers} hand-overs` : [state, problems])
  }
  await lettersLeave(world)
  return told
}

test('a schedule reminds for the chosen policies day by day: each step in its time, nothing of the others, nothing of what is paid', async () => {
  const world = await openWorld('SE', { kind: 'municipality', today: '2026-10-01' })
  await savePlainPolicy(world, { approval: 'none' })
  await savePlainPolicy(world, { code: 'SOC', isDefault: false, approval: 'none' })
  await savePlainPolicy(world, { code: 'TWO', isDefault: false, approval: 'two-person' })
  for (const number of ['1', '2', '3', '4']) {
    const party = await world.party({ number, name: `Kund ${number}`, kind: 'person' })
    await postItem(world, { party, number: `10${number}`, amount: '1000.00', on: '2026-09-01', due: '2026-10-01' })
  }
  await world.do(assignPolicy, { customer: '3', policy: 'SOC', reason: 'own' })
  await world.do(assignPolicy, { customer: '4', policy: 'TWO', reason: 'own' })
  await save(world, { policies: ['P', 'TWO'] })
  const days: Record<string, unknown> = {}
  for (const on of ['2026-10-01', '2026-10-05', '2026-10-06', '2026-10-07']) days[on] = await dawn(world, on)
  // The second one pays before his next letter; the third is nobody's whom the schedule names, the fourth wants two persons.
  await pay(world, '1060.00', { party: '2' })
  for (const on of ['2026-10-20', '2026-10-21', '2026-10-22', '2026-11-09']) days[on] = await dawn(world, on)
  expect(days).toEqual({
    '2026-10-01': ['0 letters, 0 hand-overs'],
    '2026-10-05': ['0 letters, 0 hand-overs'],
    '2026-10-06': ['2 letters, 0 hand-overs'],
    '2026-10-07': ['0 letters, 0 hand-overs'],
    '2026-10-20': ['0 letters, 0 hand-overs'],
    '2026-10-21': ['1 letters, 0 hand-overs'],
    '2026-10-22': ['0 letters, 0 hand-overs'],
    '2026-11-09': ['0 letters, 1 hand-overs'],
  })
  expect((await lettersText(world)).toString()).not.toMatch(/Kund [34]/)
})

test('the same hour twice is once; switched off it rests; a group that is not there is told by its job', async () => {
  const world = await openWorld('SE', { kind: 'municipality', today: '2026-10-06' })
  await savePlainPolicy(world, { approval: 'none' })
  const party = await world.party({ number: '1', name: 'Kund 1', kind: 'person' })
  await postItem(world, { party, number: '101', amount: '1000.00', on: '2026-09-01', due: '2026-10-01' })
  await save(world, { invoiceGroups: ['NO-SUCH'] })
  expect(await dawn(world, '2026-10-06')).toEqual([
    ['refused', [expect.objectContaining({ code: 'invoice-group.unknown' })]],
  ])
  await save(world, {}, { enabled: false })
  expect(await dawn(world, '2026-10-07')).toEqual([])
  await save(world, {})
  expect(await dawn(world, '2026-10-08')).toEqual(['1 letters, 0 hand-overs'])
  expect(await dawn(world, '2026-10-08')).toEqual([])
})

test('a dry run tells what would go, keeps its rows to look at, and sends nothing', async () => {
  const world = await openWorld('SE', { kind: 'municipality', today: '2026-10-06' })
  await savePlainPolicy(world, { approval: 'none' })
  const party = await world.party({ number: '1', name: 'Kund 1', kind: 'person' })
  await postItem(world, { party, number: '101', amount: '1000.00', on: '2026-09-01', due: '2026-10-01' })
  const dry = (await world.do(runUnattended, { dryRun: true })) as { runId: string }
  expect(dry).toMatchObject({ proposed: { letters: 1 }, letters: 0, handovers: 0 })
  expect(await world.do(readRun, { runId: dry.runId })).toMatchObject({ state: 'abandoned', isDryRun: true })
  // The list of runs is not filled by what nothing came of; who asks for it is told what it was.
  expect(await world.do(listRuns, {})).toMatchObject({ rows: [] })
  expect(await world.do(listRuns, { state: 'abandoned' })).toMatchObject({
    rows: [{ isDryRun: true, isUnattended: true }],
  })
  expect(((await world.do(listRunRows, { runId: dry.runId })) as { rows: unknown[] }).rows).toHaveLength(1)
  expect((await lettersText(world)).toString()).toBe('')
  expect(await world.do(runUnattended, {})).toMatchObject({ letters: 1 })
})

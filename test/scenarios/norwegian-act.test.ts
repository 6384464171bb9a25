import { expect, test } from 'vitest'
import { listQueue } from '../../src/collection/list-queue.ts'
import { listRunRows } from '../../src/dunning/list-run-rows.ts'
import { savePolicy } from '../../src/dunning/save-policy.ts'
import { saveLawValue } from '../../src/interest/save-law-value.ts'
import { readHome } from '../../src/workspace/read-home.ts'
import { lettersLeave, lettersText, moveTo, plainPolicy, proposeOn, remind } from '../dunning.ts'
import { claim } from '../interest.ts'
import { openWorld } from '../world.ts'

/** LOV-2026-05-22-19: from its day an inkassovarsel is an agency's alone. The day is a row that a person enters. */
test('the new Norwegian act is a date in data: notices before it, none from it, and the policy of that day goes on', async () => {
  const world = await openWorld('NO', { today: '2026-11-01' })
  const steps = (kinds: ('reminder' | 'collection-notice')[]) => [
    ...kinds.map((kind) => ({ kind, days: 14, fee: 'law' as const, deadlineDays: 14, channels: ['print' as const] })),
    { kind: 'collection' as const, days: 7 },
  ]
  const policy = (more: object) => plainPolicy({ steps: steps(['reminder', 'collection-notice']), ...more })
  await world.do(savePolicy, policy({}))
  await world.do(saveLawValue, {
    name: 'dunning-regime',
    from: '2027-01-01',
    word: 'inkassoloven-2026',
    source: 'LOV-2026-05-22-19',
  })
  const old = await world.party({ name: 'Før', kind: 'person', number: '1' })
  const late = await world.party({ name: 'Etter', kind: 'person', number: '2' })
  await claim(world, old, '1000.00', { issued: '2026-10-15', due: '2026-11-01' })
  await claim(world, late, '1000.00', { issued: '2026-11-15', due: '2026-12-01' })
  for (const on of ['2026-11-15', '2026-12-15', '2026-12-31']) {
    moveTo(world, on)
    await remind(world)
    await lettersLeave(world)
  }
  expect((await lettersText(world)).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
    '2026-11-15 1 reminder',
    '2026-12-15 1 collection-notice',
    '2026-12-15 2 reminder',
  ])

  moveTo(world, '2027-01-13')
  const { runId } = await proposeOn(world)
  const { rows } = await world.do<{ rows: { customer: string; kind: string; causes: object[] }[] }>(listRunRows, {
    runId,
  })
  expect(rows.map(({ customer, kind, causes }) => [customer, kind, causes])).toEqual([
    ['1', 'collection', []],
    [
      '2',
      'collection-notice',
      [{ code: 'law-forbids', data: { code: 'letter.agency-alone', source: 'LOV-2026-05-22-19' } }],
    ],
  ])
  // The first screen says so, with the way to the policy.
  const toChange = async () =>
    (await world.do<{ work: { kind: string }[] }>(readHome, {})).work.filter(({ kind }) => kind === 'dunning-forbidden')
  expect(await toChange()).toMatchObject([
    { verb: 'dunning.save-policy', count: 1, figures: { policy: expect.any(String), source: 'LOV-2026-05-22-19' } },
  ])
  // Who saves a policy is told what the law of its day makes of it.
  const checked = await world.do<{ warnings: { stepNo: number; debtor: string; code: string; source: string }[] }>(
    savePolicy,
    policy({ validFrom: '2027-01-13', dryRun: true }),
  )
  expect(
    checked.warnings.filter((one) => one.debtor === 'consumer').map((one) => [one.stepNo, one.code, one.source]),
  ).toEqual([
    [1, 'no-fee', 'LOV-2026-05-22-19'],
    [2, 'forbidden', 'LOV-2026-05-22-19'],
  ])
  await world.do(savePolicy, policy({ validFrom: '2027-01-13', steps: steps(['reminder']) }))
  expect(await toChange()).toEqual([])
  expect(await remind(world)).toMatchObject({ letters: 0, handovers: 2 })
  expect(await world.do<{ cases: object[] }>(listQueue, {})).toMatchObject({ cases: [{}, {}] })
})

import { expect, test } from 'vitest'
import { openWorld } from '../../test/world.ts'
import { codes } from '../kernel/words/codes.ts'
import { verbs } from '../verbs.ts'
import { addDefaultSchedules } from './default-schedules.ts'

test('a company gets the usual schedules, once; their verbs exist; what a person ended or changed stays; a new release adds what is new', async () => {
  const world = await openWorld('SE')
  await addDefaultSchedules(world.installation)
  const list = () =>
    world.tx(({ db, company }) =>
      db.rows<{ name: string; verb: string }>(`select name, verb from schedules where company_id = $1 order by name`, [
        company.id,
      ]),
    )
  const first = await list()
  expect(first.map((row) => row.name)).toEqual([
    'bounces',
    'claim-letters',
    'collection',
    'collection-answers',
    'collection-messages',
    'collection-reports',
    'court-answers',
    'court-files',
    'credit-changes',
    'files',
    'letters',
    'outbox',
    'promises',
    'receipts',
    'seals',
    'staff-notices',
    'standings',
    'statements',
  ])
  for (const { verb } of first) expect(verbs.map((one) => one.name)).toContain(verb)
  for (const { name } of first) expect(Object.keys(codes.builtInSchedule)).toContain(name)
  await world.tx(({ db, company }) =>
    db.query(`delete from schedules where company_id = $1 and name = 'bounces'`, [company.id]),
  )
  await addDefaultSchedules(world.installation)
  expect((await list()).map((row) => row.name)).toEqual([
    'claim-letters',
    'collection',
    'collection-answers',
    'collection-messages',
    'collection-reports',
    'court-answers',
    'court-files',
    'credit-changes',
    'files',
    'letters',
    'outbox',
    'promises',
    'receipts',
    'seals',
    'staff-notices',
    'standings',
    'statements',
  ])

  // A company of an earlier release, which knew no letters; a person has taken the name of another one.
  await world.tx(async ({ db, company }) => {
    await db.query(`delete from schedules where company_id = $1 and name in ('letters', 'statements')`, [company.id])
    await db.query(`delete from usual_schedules_given where company_id = $1 and name in ('letters', 'outbox')`, [
      company.id,
    ])
    await db.query(`update schedules set every_minutes = 60 where company_id = $1 and name = 'outbox'`, [company.id])
  })
  await addDefaultSchedules(world.installation)
  const names = (await list()).map((row) => row.name)
  expect(names).toContain('letters')
  expect(names).not.toContain('statements')
  expect(names).not.toContain('bounces')
  const outbox = await world.tx(({ db, company }) =>
    db.one<{ every: number }>(
      `select every_minutes as every from schedules where company_id = $1 and name = 'outbox'`,
      [company.id],
    ),
  )
  expect(outbox.every).toBe(60)
})

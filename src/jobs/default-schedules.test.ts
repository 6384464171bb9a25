import { expect, test } from 'vitest'
import { openWorld } from '../../test/world.ts'
import { verbs } from '../verbs.ts'
import { addDefaultSchedules } from './default-schedules.ts'

test('a company without schedules gets the usual ones, once; their verbs exist; what a person changed stays', async () => {
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
    'collection',
    'collection-answers',
    'collection-messages',
    'collection-reports',
    'court-answers',
    'court-files',
    'files',
    'letters',
    'outbox',
    'promises',
    'receipts',
    'seals',
    'standings',
    'statements',
  ])
  for (const { verb } of first) expect(verbs.map((one) => one.name)).toContain(verb)
  await world.tx(({ db, company }) =>
    db.query(`delete from schedules where company_id = $1 and name = 'bounces'`, [company.id]),
  )
  await addDefaultSchedules(world.installation)
  expect((await list()).map((row) => row.name)).toEqual([
    'collection',
    'collection-answers',
    'collection-messages',
    'collection-reports',
    'court-answers',
    'court-files',
    'files',
    'letters',
    'outbox',
    'promises',
    'receipts',
    'seals',
    'standings',
    'statements',
  ])
})

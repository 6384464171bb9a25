import { beforeAll, expect, test } from 'vitest'
import { person } from '../../test/http.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { saveRole } from '../access/save-role.ts'
import { accounts } from '../company/accounts.ts'
import { saveVerb } from '../company/set-up/verbs-of.ts'
import type { User } from '../db/context.ts'
import { newId } from '../kernel/id.ts'
import { save } from '../parties/save.ts'
import { saveNote } from '../parties/save-note.ts'
import { setAreas } from '../parties/set-areas.ts'
import { readChanges } from './read-changes.ts'

let world: World
let eva: User
let elsa: string
interface Answer {
  since: string
  changes: { eventId: string; verb: string; userId: string | null; by: string | null; at: string }[]
}
const look = (input: object, user?: User) => world.do<Answer>(readChanges, input, user)

beforeAll(async () => {
  world = await openWorld('SE')
  const { userId } = await person(world, ['*'])
  eva = { id: userId, name: 'Eva Ek', areas: 'all', permissions: ['*'] }
  elsa = await world.party({ name: 'Elsa', number: '2041', kind: 'person' })
})

test('what another did to a customer since it was opened: by whom, when, by which verb', async () => {
  const opened = await look({ subjects: elsa })
  await world.do(saveNote, { number: '2041', text: 'Ringde' }, eva)
  const later = await look({ subjects: elsa, since: opened.since })
  const known = new Set(opened.changes.map(({ eventId }) => eventId))
  expect(later.changes.filter(({ eventId }) => !known.has(eventId))).toEqual([
    {
      eventId: expect.any(String),
      at: expect.any(String),
      verb: 'parties.save-note',
      userId: eva.id,
      by: expect.any(String),
    },
  ])
  expect((await look({ subjects: newId() })).changes).toEqual([])
  expect((await look({})).changes).toEqual([])
})

test('what holds for the whole company by its verb; no other verb is told of', async () => {
  await world.do(saveVerb(accounts), { rows: [{ code: '9999', name: 'Prov', kind: 'asset' }] }, eva)
  await world.do(saveRole, { name: 'clerk-2', permissions: ['bank.*'] }, eva)
  const { changes } = await look({ verbs: 'company.save-accounts,access.save-role' })
  expect(changes.map(({ verb }) => verb)).toEqual(expect.arrayContaining(['company.save-accounts', 'access.save-role']))
  await expect(look({ verbs: 'parties.save' })).rejects.toThrow(/a verb of the set-up/)
})

test('of a customer behind a wall nothing is told', async () => {
  const area = newId()
  await world.tx(({ db, company }) =>
    db.query(`insert into business_areas (company_id, id, code, name, secret) values ($1, $2, 'soc', 'Soc', true)`, [
      company.id,
      area,
    ]),
  )
  await world.do(save, { rows: [{ number: '2042', name: 'Hemlig', kind: 'person' }] }, eva)
  await world.do(setAreas, { number: '2042', businessAreas: ['soc'] }, eva)
  const { id: hidden } = await world.tx(({ db }) =>
    db.one<{ id: string }>(`select id from parties where number = '2042'`),
  )
  const bo: User = { id: eva.id, name: 'Bo', areas: [newId()], permissions: ['*'] }
  expect((await look({ subjects: hidden }, bo)).changes).toEqual([])
  expect((await look({ subjects: hidden }, eva)).changes.length).toBeGreaterThan(0)
})

import { expect, test } from 'vitest'
import { openWorld } from '../../test/world.ts'
import { saveRole } from '../access/save-role.ts'
import { defaultRoles } from '../company/create-company.ts'
import { refreshBuiltInRoles } from './built-in-roles.ts'

const wanted = (name: string) => [...defaultRoles.find((role) => role.name === name)!.permissions].sort()

test('a company of an earlier release: built-in roles get the new rights, one that a person changed is his, and he is told what it lacks', async () => {
  const world = await openWorld('SE')
  const roles = async () =>
    new Map(
      (
        await world.tx(({ db, company }) =>
          db.rows<{ name: string; permissions: string[] }>(
            `select name, permissions from roles where company_id = $1`,
            [company.id],
          ),
        )
      ).map((row) => [row.name, [...row.permissions].sort()]),
    )
  const notes = async () =>
    (
      await world.tx(({ db, company }) =>
        db.rows<{ text: string; on: string }>(
          `select text, follow_up_on as on from party_notes where company_id = $1 order by id`,
          [company.id],
        ),
      )
    ).map((row) => `${row.on} ${row.text}`)
  // The clerk of a release that knew no claims; a controller that a person made narrower; a role of the house.
  await world.database.owner.query(
    `update roles set permissions = array['invoicing.*', 'parties.*'] where name = 'clerk'`,
  )
  await world.do(saveRole, {
    name: 'controller',
    permissions: wanted('controller').filter((one) => one !== 'ledger.*'),
  })
  await world.do(saveRole, { name: 'reception', permissions: ['parties.read'] })
  for (let twice = 0; twice < 2; twice++) await refreshBuiltInRoles(world.installation)
  const now = await roles()
  expect(now.get('clerk')).toEqual(wanted('clerk'))
  expect(now.get('controller')).not.toContain('ledger.*')
  expect(now.get('reception')).toEqual(['parties.read'])
  expect(await notes()).toEqual([
    `${world.today} Rollen controller är ändrad av er och fick inte de nya rättigheterna: ledger.*. Lägg till dem som behövs under Personer och behörigheter.`,
  ])
})

import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { person } from '../../test/http.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { audit } from '../db/audit.ts'
import type { User } from '../db/context.ts'
import { newId } from '../kernel/id.ts'
import { matchesPattern } from '../kernel/permissions.ts'
import { createToken } from './create-token.ts'
import { createUser } from './create-user.ts'
import { grantRole } from './grant-role.ts'
import { listAudit } from './list-audit.ts'
import { readAuditEvent } from './read-audit-event.ts'
import { revokeGrant } from './revoke-grant.ts'
import { areasFor, coversAll } from './rights.ts'
import { saveRole } from './save-role.ts'
import { sealAudit } from './seal-audit.ts'
import { verifySeals } from './verify-seals.ts'

let world: World
const area = { soc: newId(), park: newId() }

beforeAll(async () => {
  world = await openWorld('SE')
  await world.tx(({ db, company }) =>
    db.query(
      `insert into business_areas (company_id, id, code, name) values ($1, $2, 'soc', 'Socialt'), ($1, $3, 'park', 'Parkering')`,
      [company.id, area.soc, area.park],
    ),
  )
})

const asUser = async (userId: string, verbName: string): Promise<User> => ({
  id: userId,
  name: '',
  areas: (await world.tx(({ db, company }) => areasFor(db, company.id, userId, verbName, world.today))) ?? [],
  permissions: [],
})

test.each([
  ['*', 'invoicing.issue', true],
  ['invoicing.*', 'invoicing.issue', true],
  ['invoicing.*', 'invoicing-x.issue', false],
  ['*.read-*', 'ledger.read-voucher', true],
  ['*.read-*', 'ledger.list-periods', false],
  ['invoicing.issue', 'invoicing.issue-now', false],
  ['a*a', 'a', false],
  // Hidden persons are shown to who was given just that.
  ['parties.*', 'parties.read-protected', false],
  ['*.read-*', 'parties.read-protected', false],
  ['*.reveal', 'parties.reveal', false],
  ['parties.reveal', 'parties.reveal', true],
  ['*', 'parties.reveal', true],
])('%s matches %s: %s', (pattern, name, expected) => {
  expect(matchesPattern(pattern, name)).toBe(expected)
})

test('a pattern that covers another one matches every verb that the other one matches', () => {
  const pattern = fc
    .array(fc.constantFrom('a', 'b', '.', '*'), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join(''))
  const name = fc.array(fc.constantFrom('a', 'b', '.'), { maxLength: 6 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(pattern, pattern, name, (wide, narrow, verb) => {
      if (!coversAll([{ pattern: wide, areaId: null }], [{ pattern: narrow, areaId: 'x' }])) return
      if (matchesPattern(narrow, verb)) expect(matchesPattern(wide, verb)).toBe(true)
    }),
    { numRuns: 3000 },
  )
})

describe('areasFor', () => {
  test('nothing without a grant, one area by a grant there, all by one for all; by day', async () => {
    const nobody = newId()
    const areas = (userId: string, day = world.today) =>
      world.tx(({ db, company }) => areasFor(db, company.id, userId, 'invoicing.issue', day))
    expect(await areas(nobody)).toBeNull()
    const { userId } = await person(world, ['invoicing.*'], 'soc')
    expect(await areas(userId)).toEqual([area.soc])
    expect(await areas(userId, '2019-12-31' as never)).toBeNull()
    const role = `role ${userId}`
    await world.do(grantRole, { userId, role, areaCode: 'park', validFrom: '2027-01-01', validTo: '2027-02-01' })
    expect((await areas(userId, '2027-01-31' as never))?.length).toBe(2)
    expect(await areas(userId, '2027-02-01' as never)).toEqual([area.soc])
    const { grantId } = await world.do<{ grantId: string }>(grantRole, { userId, role })
    expect(await areas(userId)).toBe('all')
    await world.do(revokeGrant, { grantId })
    expect(await areas(userId)).toEqual([area.soc])
    // Whoever has left has nothing, whatever was granted.
    await world.database.owner.query(`update users set closed_at = now() where id = $1`, [userId])
    expect(await areas(userId)).toBeNull()
  })
})

describe('nobody gives more than he holds', () => {
  test.each([
    ['a role beyond his own', createUser, { email: 'x1@example.com', name: 'X', role: 'administrator' }],
    ['his own role in every area', createUser, { email: 'x2@example.com', name: 'X', role: 'small' }],
    [
      'his own role in another area',
      createUser,
      { email: 'x3@example.com', name: 'X', role: 'small', areaCode: 'park' },
    ],
    ['more rights to a role', saveRole, { name: 'small', permissions: ['*'] }],
    ['less rights to a greater role', saveRole, { name: 'administrator', permissions: ['access.list-users'] }],
  ] as const)('%s', async (_name, verb, input) => {
    await world.do(saveRole, { name: 'small', permissions: ['access.list-users'] })
    const { userId } = await person(world, ['access.*'], 'soc')
    // Another area he does not even see.
    await expect(world.do(verb, input, await asUser(userId, verb.name))).rejects.toThrow(
      /do not hold yourself|no business area park/,
    )
  })

  test('within his own rights he may', async () => {
    await world.do(saveRole, { name: 'small', permissions: ['access.list-users'] })
    const { userId } = await person(world, ['access.*'], 'soc')
    const made = await world.do(
      createUser,
      { email: 'y@example.com', name: 'Y', role: 'small', areaCode: 'soc' },
      await asUser(userId, createUser.name),
    )
    expect(made).toMatchObject({ signInLink: expect.stringMatching(/^\/sign-in\//) })
  })

  test('a token for the greater is a way to his rights', async () => {
    const { userId } = await person(world, ['access.*'])
    const chief = await person(world, ['*'])
    await expect(
      world.do(createToken, { userId: chief.userId, name: 'x' }, await asUser(userId, createToken.name)),
    ).rejects.toThrow('do not hold yourself')
    expect(await world.do(createToken, { userId, name: 'x' }, await asUser(userId, createToken.name))).toMatchObject({
      token: expect.stringMatching(/^rsk_/),
    })
  })
})

describe('audit', () => {
  test('pages from the newest, by verb, subject and person; the secrets of a link are in none', async () => {
    const { userId, signInLink } = await world.do<{ userId: string; signInLink: string }>(createUser, {
      email: 'audited@example.com',
      name: 'Audited',
      role: 'clerk',
    })
    type Page = { rows: { eventId: string; verb: string; summary: object }[]; next: string | null }
    const all: Page['rows'] = []
    for (let after: string | null = null; ; ) {
      const page: Page = await world.do(listAudit, { limit: 3, ...(after ? { after } : {}) })
      all.push(...page.rows)
      after = page.next
      if (!after) break
    }
    expect(all.map((row) => row.eventId)).toEqual(
      all
        .map((row) => row.eventId)
        .sort()
        .reverse(),
    )
    const { rows } = await world.do<Page>(listAudit, { subjectId: userId, verb: 'access.create-user' })
    expect(rows.length).toBe(1)
    expect(JSON.stringify(all)).not.toContain('audited@example.com')
    const event = await world.do(readAuditEvent, { eventId: rows[0]!.eventId })
    expect(event).toMatchObject({ after: { email: 'audited@example.com' }, erased: false })
    expect(JSON.stringify(event)).not.toContain(signInLink.slice(-20))
  })

  test('seals hold, and each way to change what was sealed is found', async () => {
    const own = await openWorld('SE')
    type Proof = { seals: number; events: number; notSealed: number | null; firstBroken: { reason: string } | null }
    const proof = (scope?: 'chain') => own.do<Proof>(verifySeals, scope ? { scope } : {})
    await own.do(createUser, { email: 'a@example.com', name: 'A', role: 'clerk' })
    await own.do(saveRole, { name: 'r', permissions: ['x.y'] })
    expect(await own.do(sealAudit, {})).toMatchObject({ seals: 1, events: 2 })
    expect(await own.do(sealAudit, {})).toMatchObject({ seals: 0, events: 0 })
    await own.do(saveRole, { name: 'r', permissions: ['x.z'] })
    expect(await own.do(sealAudit, {})).toMatchObject({ seals: 1, events: 1 })
    await own.do(saveRole, { name: 'r', permissions: ['x.w'] })
    expect(await proof()).toMatchObject({ seals: 2, events: 3, notSealed: 1, firstBroken: null })
    expect(await proof('chain')).toMatchObject({ seals: 2, events: 3, notSealed: null, firstBroken: null })

    // Behind the program's back, by the owner, with triggers off.
    const tamper = async (statement: string, reason: RegExp, breaksChain = false) => {
      const client = await own.database.owner.connect()
      try {
        await client.query('set session_replication_role = replica')
        await client.query(
          'create temporary table kept_events as select * from audit_events; create temporary table kept_payloads as select * from audit_payloads; create temporary table kept_seals as select * from audit_seals',
        )
        await client.query(statement)
        expect((await proof()).firstBroken?.reason).toMatch(reason)
        // The chain alone sees what became of seals; of their events it says nothing.
        const { firstBroken } = await proof('chain')
        if (breaksChain) expect(firstBroken?.reason).toMatch(reason)
        else expect(firstBroken).toBeNull()
        for (const name of ['events', 'payloads', 'seals'])
          await client.query(
            `delete from audit_${name}; insert into audit_${name} select * from kept_${name}; drop table kept_${name}`,
          )
      } finally {
        await client.query('set session_replication_role = origin')
        client.release()
      }
      expect((await proof()).firstBroken).toBeNull()
    }
    await tamper(
      `update audit_events set summary = '{}' where verb = 'access.create-user'`,
      /not those that were sealed/,
    )
    await tamper(`delete from audit_events where verb = 'access.create-user'`, /not those that were sealed/)
    await tamper(
      `update audit_events set recorded_at = recorded_at + interval '1 microsecond' where verb = 'access.create-user'`,
      /not those that were sealed/,
    )
    await tamper(`update audit_payloads set after = '{"name": "B"}'`, /before and after/)
    await tamper(`delete from audit_seals where seal_no = 1`, /seal 1 is missing/, true)
    await tamper(`update audit_seals set previous_root = '\\x00' where seal_no = 2`, /does not contain the root/, true)
    // To forget a person is allowed: the seal holds a hash of what was erased.
    await own.database.owner.query('update audit_payloads set before = null, after = null')
    expect((await proof()).firstBroken).toBeNull()
    await own.database.owner.query('delete from audit_payloads')
    expect((await proof()).firstBroken).toBeNull()
  })
})

test('the trail is narrowed by day, by number of what it was about, and by text', async () => {
  const { userId } = await world.do<{ userId: string }>(createUser, {
    email: 'trail@example.com',
    name: 'Trail',
    role: 'administrator',
  })
  const party = await world.party({ number: '77123', name: 'Trailer AB' })
  await world.tx((ctx) =>
    audit(ctx, { verb: 'parties.save', subjects: [party], summary: { why: 'Flytt till Ekevik' } }),
  )
  const found = async (input: object) =>
    (await world.do<{ rows: { verb: string }[] }>(listAudit, input)).rows.map((row) => row.verb)
  expect(await found({ q: '77123' })).toContain('parties.save')
  expect(await found({ q: 'till ekevik' })).toEqual(['parties.save'])
  expect(await found({ q: 'nothing such' })).toEqual([])
  expect(await found({ verb: 'access.create-user', subjectId: userId, from: '1990-01-01' })).toEqual([
    'access.create-user',
  ])
  expect(await found({ to: '1990-01-01' })).toEqual([])
})

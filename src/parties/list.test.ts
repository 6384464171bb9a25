import { expect, test } from 'vitest'
import { area, postItem } from '../../test/books.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import type { User } from '../db/context.ts'
import { newId } from '../kernel/id.ts'
import { check } from './check.ts'
import { list } from './list.ts'
import { read } from './read.ts'
import { reveal } from './reveal.ts'
import { saveNote } from './save-note.ts'

interface Page {
  rows: { number: string; name: string; open: { amount: string; overdue: string; items: number }[] }[]
  next: string | null
  total: number | null
  totals: { baseCurrency: string; amount: string; overdue: string; items: number }[] | null
}

async function pages(world: World, input: object, user?: User): Promise<string[]> {
  const names: string[] = []
  let after: string | undefined
  do {
    const page: Page = await world.do<Page>(list, { ...input, limit: 3, ...(after ? { after } : {}) }, user)
    names.push(...page.rows.map((row) => row.name))
    expect(page.total === null).toBe(after !== undefined)
    after = page.next ?? undefined
  } while (after)
  return names
}

test('by name in the alphabet of the company, page by page: å after z', async () => {
  const swedish = await openWorld('SE')
  for (const name of ['Åsa', 'Zeb', 'Ärla', 'anna', 'Örjan', 'Anna', 'Berit', 'Ola']) await swedish.party({ name })
  const sorted = await pages(swedish, { order: 'name' })
  expect(sorted).toEqual(['anna', 'Anna', 'Berit', 'Ola', 'Zeb', 'Åsa', 'Ärla', 'Örjan'])
  const plan = await swedish.tx(async ({ db, company }) => {
    await db.query('set local enable_seqscan = off; set local enable_bitmapscan = off')
    const rows = await db.rows<{ 'QUERY PLAN': string }>(
      `explain select id from parties p where company_id = '${company.id}' and ((case when p.protection = 'none' then p.name else '' end) collate "sv-x-icu", p.id) > ('A'::text collate "sv-x-icu", '${company.id}'::uuid)
        order by (case when p.protection = 'none' then p.name else '' end) collate "sv-x-icu", p.id limit 100`,
    )
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  })
  expect(plan).toMatch(/parties_by_name_sv/)
  expect(plan).not.toMatch(/Sort/)

  const bulgarian = await openWorld('BG')
  for (const name of ['Яна', 'Борис', 'Ана', 'Щерю', 'Ivan'])
    await bulgarian.party({ name, address: { country: 'BG', city: 'София' } as never })
  expect(await pages(bulgarian, { order: 'name' })).toEqual(['Ана', 'Борис', 'Щерю', 'Яна', 'Ivan'])
})

test('filters, balances and totals', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const north = await area(world, 'NORTH')
  const ada = await world.party({ name: 'Ada', number: '1', kind: 'person', customerKind: 'private' })
  const firm = await world.party({
    name: 'Firma',
    number: '2',
    kind: 'company',
    channels: [{ channel: 'e-mail', address: 'a@example.com', consentOn: '2026-01-01', consentSource: 'test' }],
  } as never)
  await world.party({ name: 'Tom', number: '3', kind: 'person', areas: [north] } as never)
  await postItem(world, { party: ada, number: 'F1', amount: '100.00', on: '2026-10-01', due: '2026-10-31' })
  await postItem(world, { party: firm, number: 'F2', amount: '500.00', on: '2026-11-10', due: '2026-12-10' })
  await postItem(world, { party: firm, number: 'K', amount: '-20.00', on: '2026-11-11' })
  const found = async (input: object) => (await world.do<Page>(list, input)).rows.map((row) => row.number)
  expect(await found({ order: 'open' })).toEqual(['2', '1', '3'])
  expect(await pages(world, { order: 'open' })).toEqual(['Firma', 'Ada', 'Tom'])
  expect((await world.do<Page>(list, { kind: 'company' })).rows[0]!.open).toEqual([
    { baseCurrency: 'SEK', amount: '480.00', overdue: '0.00', items: 2 },
  ])
  expect(await found({ kind: 'person' })).toEqual(['1', '3'])
  expect(await found({ balance: 'overdue' })).toEqual(['1'])
  expect(await found({ balance: 'credit' })).toEqual(['2'])
  expect(await found({ balance: 'open', order: 'name' })).toEqual(['1', '2'])
  expect(await found({ channel: 'e-mail' })).toEqual(['2'])
  expect(await found({ customerKind: 'private' })).toEqual(['1'])
  expect(await found({ protected: 'true' })).toEqual([])
  await expect(found({ businessArea: 'SOUTH' })).rejects.toThrow('no business area')
  expect(await world.do<Page>(list, { limit: 1 })).toMatchObject({ total: 3, next: '1' })
  // Totals are of all that the filter finds, not of the page.
  const sek = (amount: string, overdue: string, items: number) => [{ baseCurrency: 'SEK', amount, overdue, items }]
  expect((await world.do<Page>(list, { limit: 1 })).totals).toEqual(sek('580.00', '100.00', 3))
  expect((await world.do<Page>(list, { kind: 'company' })).totals).toEqual(sek('480.00', '0.00', 2))
  expect(await world.do<Page>(list, { numbers: '1,3' })).toMatchObject({ total: 2, totals: sek('100.00', '100.00', 1) })
  expect((await world.do<Page>(list, { limit: 1, after: '1' })).totals).toBe(null)
  await expect(found({ order: 'name', after: 'x' })).rejects.toThrow('begin again')
})

test('a protected person has no place in the alphabet, and is shown for a minute to who says why', async () => {
  const world = await openWorld('SE')
  await world.party({ name: 'Bo', number: '1' })
  await world.party({ name: 'Ceder', number: '2', kind: 'person', protection: 'secrecy-marked' })
  await world.party({ name: 'Disa', number: '3' })
  const clerk = await world.tx(async ({ db }): Promise<User> => {
    const id = newId()
    await db.query(`insert into users (id, email, name, language) values ($1, 'k@example.com', 'Karin', 'sv')`, [id])
    return { id, name: 'Karin', areas: 'all', permissions: ['parties.list', 'parties.read', 'parties.reveal'] }
  })
  expect(await pages(world, { order: 'name' }, clerk)).toEqual(['Skyddad identitet', 'Bo', 'Disa'])
  expect(await pages(world, { mask: 'true' })).toEqual(['Bo', 'Skyddad identitet', 'Disa'])
  expect(await pages(world, { search: 'ceder' })).toEqual(['Ceder'])
  expect(await pages(world, { search: 'ceder', mask: 'true' })).toEqual([])
  expect(JSON.stringify(await world.do(read, { number: '2' }, clerk))).not.toContain('Ceder')
  expect(await world.do(read, { number: '2', mask: 'true' })).toMatchObject({ name: 'Skyddad identitet', masked: true })
  const shown = await world.do<{ name: string; expiresAt: string }>(
    reveal,
    { number: '2', reason: 'Ringer tillbaka' },
    clerk,
  )
  expect(shown).toMatchObject({ name: 'Ceder', seconds: 60, expiresAt: `${world.today}T10:01:00.000Z` })
  await world.do(saveNote, { number: '2', text: 'Bor hos Ceder', followUpOn: '2026-12-01' })
  expect(await world.do(read, { number: '2' }, clerk)).toMatchObject({
    party: { kind: 'person', protection: 'secrecy-marked', closedOn: null, forwardingFrom: null },
    notes: [{ text: '', followUpOn: '2026-12-01' }],
  })
  expect(await world.do(reveal, { number: '2', reason: 'Läser anteckningen' }, clerk)).toMatchObject({
    notes: [{ text: 'Bor hos Ceder' }],
  })
  const looks = await world.tx(({ db }) =>
    db.rows<{ verb: string; user_id: string | null }>(`select verb, user_id from protected_reads order by id`),
  )
  expect(looks.at(-1)).toEqual({ verb: 'parties.reveal', user_id: clerk.id })
  const events = await world.tx(({ db }) =>
    db.rows<{ after: { reason: string } }>(
      `select p.after from audit_events e join audit_payloads p on p.event_id = e.id where e.verb = 'parties.reveal'`,
    ),
  )
  expect(events.map(({ after }) => after.reason)).toEqual(['Ringer tillbaka', 'Läser anteckningen'])
  expect(await world.do(read, { number: '2' }, clerk)).toMatchObject({
    lastLook: { by: 'Karin' },
    versions: [],
    name: 'Skyddad identitet',
  })
  await expect(world.do(reveal, { number: '1', reason: 'nyfiken' }, clerk)).rejects.toThrow('no protected identity')
  await expect(world.do(reveal, { number: '2', reason: ' ' }, clerk)).rejects.toThrow('say why')
})

test('a customer is checked before it is saved: numbers, and who is already there', async () => {
  const world = await openWorld('SE')
  await world.party({ name: 'Anna Lindström', number: '1', address: { country: 'SE', city: 'Ekevik' } as never })
  await world.party({ name: 'Björks Bygg AB', number: '2', identityNumber: '5560269986' })
  await world.party({
    name: 'Hemlig Lindström',
    number: '3',
    kind: 'person',
    protection: 'secrecy-marked',
    identityNumber: '198112189876',
  } as never)
  const clerk: User = { id: null, name: 'Karin', areas: 'all', permissions: ['parties.*'] }
  const checked = (row: object) => world.do(check, { row }, clerk)
  expect(await checked({ name: 'Anna Lindstrom' })).toEqual({
    kind: null,
    identityNumber: null,
    problems: [],
    alike: [
      { number: '1', name: 'Anna Lindström', city: 'Ekevik', isProtected: false, closedOn: null, evidence: 'name' },
    ],
  })
  expect(await checked({ name: 'Björk', identityNumber: '556026-9986' })).toMatchObject({
    kind: 'company',
    identityNumber: '5560269986',
    alike: [{ number: '2', evidence: 'identity-number' }],
  })
  // A likeness in the name would tell who is hidden; the number is what the person has given.
  expect(await checked({ name: 'Hemlig Lindström' })).toMatchObject({ alike: [] })
  expect(await checked({ identityNumber: '19811218-9876' })).toMatchObject({
    kind: 'person',
    alike: [{ number: '3', name: 'Skyddad identitet', isProtected: true }],
  })
  expect(await checked({ name: 'Ny', identityNumber: '556026-9987' })).toMatchObject({
    kind: null,
    problems: [{ column: 'identityNumber' }],
    alike: [],
  })
  expect(await checked({ number: '1', name: 'Anna Lindström' })).toMatchObject({ alike: [] })
})

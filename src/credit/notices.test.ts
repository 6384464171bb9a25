import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { area, postItem } from '../../test/books.ts'
import type { MailServer } from '../../test/fakes/mail-server.ts'
import { openMailServer } from '../../test/fakes/mail-server.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { closeUser } from '../access/close-user.ts'
import { createUser } from '../access/create-user.ts'
import { saveRole } from '../access/save-role.ts'
import { saveParameters } from '../company/parameters.ts'
import type { User } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import { addDays } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { readHome } from '../workspace/read-home.ts'
import { assignResponsible } from './assign-responsible.ts'
import { endResponsible } from './end-responsible.ts'
import { listOwnOverdue } from './list-own-overdue.ts'
import { listResponsibles } from './list-responsibles.ts'
import { notifyStaff } from './notify-staff.ts'

let world: World
let mail: MailServer
const people = new Map<string, Id>()
const person = async (name: string, language: string, areaCode?: string, role = 'Säljare') => {
  const email = `${name.toLowerCase()}@example.com`
  const { userId } = await world.do<{ userId: Id }>(createUser, {
    email,
    name,
    language,
    role,
    ...(areaCode ? { areaCode } : {}),
  })
  people.set(name, userId)
}
const assign = (name: string, subject: object) =>
  world.do<{ responsibleId: Id; isNew: boolean }>(assignResponsible, { userId: people.get(name), ...subject })
const asPerson = (name: string, areas: User['areas'] = 'all'): User => ({
  id: people.get(name)!,
  name,
  areas,
  permissions: ['credit.*'],
})
const notify = (input: object = {}) => world.do<{ told: number; sent: number; problems: object[] }>(notifyStaff, input)

beforeAll(async () => {
  mail = await openMailServer()
  world = await openWorld('SE', { booksFrom: '2026-01-01', today: '2026-11-20' })
  await world.do(saveParameters, {
    rows: [
      {
        name: 'delivery-e-mail',
        validFrom: '2026-01-01',
        value: { adapter: 'smtp', host: '127.0.0.1', port: mail.port, security: 'none', from: 'ekonomi@example.com' },
      },
    ],
  })
  const park = await area(world, 'park')
  const social = await area(world, 'soc')
  await world.tx(({ db }) => db.query(`update business_areas set secret = true where id = $1`, [social]))
  await world.do(saveRole, { name: 'Säljare', permissions: ['credit.*'] })
  await world.do(saveRole, { name: 'Annat', permissions: ['invoicing.*'] })
  await person('Sven', 'sv')
  await person('Nora', 'nb')
  await person('Boris', 'bg', 'park')
  await person('Emma', 'en', 'soc')
  await person('Rolf', 'sv', undefined, 'Annat')
  const first = await world.party({ number: '1', name: 'Ada AB', kind: 'company' } as never)
  const second = await world.party({ number: '2', name: 'Bo AB', kind: 'company' } as never)
  const third = await world.party({
    number: '3',
    name: 'Hemlig Person',
    kind: 'person',
    protection: 'secrecy-marked',
  } as never)
  await postItem(world, { party: first, number: 'A1', amount: '1250.50', on: '2026-10-01', due: '2026-10-31' })
  await postItem(world, { party: first, number: 'A2', amount: '100.00', on: '2026-10-01', due: '2026-11-19' })
  await postItem(world, { party: first, number: 'A3', amount: '77.00', on: '2026-11-01', due: '2026-11-20' })
  await postItem(world, {
    party: second,
    number: 'B1',
    amount: '300.00',
    on: '2026-10-01',
    due: '2026-11-10',
    area: park,
  })
  await postItem(world, {
    party: second,
    number: 'B2',
    amount: '400.00',
    on: '2026-10-01',
    due: '2026-11-10',
    area: social,
  })
  await postItem(world, { party: third, number: 'C1', amount: '500.00', on: '2026-10-01', due: '2026-11-10' })
})
afterAll(() => mail.close())
beforeEach(() => {
  mail.taken.length = 0
})

const decoded = (source: string): string => {
  const at = source.indexOf('\r\n\r\n')
  const body = source.slice(at + 4)
  if (/content-transfer-encoding: base64/i.test(source)) return Buffer.from(body, 'base64').toString()
  return Buffer.from(
    body
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString()
}
const letters = () =>
  Object.fromEntries(mail.taken.map(({ to, source }) => [to.split('@')[0], decoded(source).replaceAll('\r\n', '\n')]))

describe('who is told', () => {
  test('nobody answers for anybody: nothing leaves', async () => {
    expect(await notify()).toMatchObject({ told: 0, sent: 0 })
  })
  test('each in his language, of the customers he answers for and may see', async () => {
    await assign('Sven', { customer: '1' })
    await assign('Sven', { customer: '3' })
    expect(await assign('Sven', { customer: '1' })).toMatchObject({ isNew: false })
    await assign('Nora', { customer: '2' })
    await assign('Boris', { customer: '2' })
    await assign('Emma', { customer: '2' })
    await assign('Rolf', { customer: '1' })
    expect(await notify()).toMatchObject({ told: 4, sent: 4, problems: [] })
    const told = letters()
    expect(Object.keys(told).sort()).toEqual(['boris', 'emma', 'nora', 'sven'])
    expect(told.sven).toBe(`Hej Sven!

2 av dina kunder har förfallna fakturor:
– 1 Ada AB: 1 350,50 SEK, 2 fakturor, äldst 31 okt. 2026 (20 dagar)
– 3 (skyddad identitet): 500,00 SEK, 1 faktura, äldst 10 nov. 2026 (10 dagar)

Du får brevet för att du ansvarar för kunderna.
`)
    expect(told.nora).toContain('– 2: 700,00 SEK, 2 fakturaer, eldst 10. nov. 2026 (10 dager)')
    expect(told.boris).toContain('– 2 Bo AB: 300,00 SEK, 1 фактура, най-стара с падеж 10.11.2026 г. (10 дни)')
    expect(told.emma).toContain('– 2: SEK 400.00, 1 invoice, oldest 10 Nov 2026 (10 days)')
  })
  test('once a day', async () => {
    expect(await notify()).toMatchObject({ told: 0, sent: 0 })
    expect(mail.taken).toEqual([])
  })
  test('the next day again, by the week not before a week', async () => {
    world.today = addDays('2026-11-20' as Day, 6)
    expect(await notify({ every: 'week' })).toMatchObject({ told: 0 })
    world.today = addDays('2026-11-20' as Day, 7)
    expect(await notify({ every: 'week' })).toMatchObject({ told: 4, sent: 4 })
    world.today = '2026-11-28' as Day
    expect(await notify()).toMatchObject({ told: 4 })
  })
  test('who has left is not told', async () => {
    world.today = '2026-11-29' as Day
    await world.do(closeUser, { userId: people.get('Emma') })
    expect(await notify()).toMatchObject({ told: 3 })
    expect(Object.keys(letters())).not.toContain('emma')
  })
  test('a mail that was not taken waits; it leaves once', async () => {
    world.today = '2026-11-30' as Day
    mail.next.push('defer-receiver')
    expect(await notify()).toMatchObject({ told: 3, sent: 2, waiting: 1 })
    await world.tx(({ db }) => db.query(`update deliveries set next_try_at = now() where state = 'waiting'`))
    expect(await notify()).toMatchObject({ told: 0, sent: 1 })
    expect(mail.taken).toHaveLength(3)
  })
})

describe('who answers for what', () => {
  test('the customer’s own comes before the group, the group before the area', async () => {
    const group = await world.tx(({ db }) =>
      db.one<{ code: string }>(`select code from invoice_groups where id = $1`, [world.defaultInvoiceGroupId]),
    )
    const carl = await world.party({ number: '4', name: 'Carl AB', kind: 'company' } as never)
    const { park } = await world.tx(({ db }) =>
      db.one<{ park: Id }>(`select id as park from business_areas where code = 'park'`),
    )
    await postItem(world, {
      party: carl,
      number: 'D1',
      amount: '10.00',
      on: '2026-10-01',
      due: '2026-10-31',
      area: park,
      group: world.defaultInvoiceGroupId,
    })
    const own = async (name: string, areas?: Id[]) =>
      (await world.do<{ rows: { customer: string }[] }>(listOwnOverdue, {}, asPerson(name, areas ?? 'all'))).rows.map(
        (row) => row.customer,
      )
    await assign('Boris', { businessArea: 'park' })
    expect(await own('Boris', [park])).toEqual(['2', '4'])
    const { responsibleId } = await assign('Rolf', { invoiceGroup: group.code })
    expect(await own('Boris', [park])).toEqual(['2'])
    expect(await own('Rolf')).toEqual(['1', '4'])
    await world.do(endResponsible, { responsibleId })
    expect(await own('Boris', [park])).toEqual(['2', '4'])
  })
  test('is listed, with walls', async () => {
    const list = async (user?: User) =>
      (
        await world.do<{ rows: { userName: string; subject: string; code: string }[] }>(listResponsibles, {}, user)
      ).rows.map(({ userName, subject, code }) => `${userName} ${subject} ${code}`)
    expect(await list()).toContain('Boris business-area park')
    expect(await list(asPerson('Sven', []))).not.toContain('Boris business-area park')
  })
  test('stands on the first screen', async () => {
    const { work } = await world.do<{ work: { kind: string; count: number; amounts: object[] }[] }>(
      readHome,
      {},
      asPerson('Sven'),
    )
    expect(work.find(({ kind }) => kind === 'own-overdue')).toMatchObject({
      count: 2,
      amounts: [{ amount: '1927.50', currency: 'SEK' }],
    })
  })
})

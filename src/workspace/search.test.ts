import { beforeAll, describe, expect, test } from 'vitest'
import { importPayments, money, openInvoice } from '../../test/bank-books.ts'
import { person } from '../../test/http.ts'
import { plainOrder } from '../../test/orders.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { match } from '../bank/placing/match.ts'
import type { User } from '../db/context.ts'
import { saveOrders } from '../invoicing/orders/save-orders.ts'
import { approveBilling } from '../invoicing/run/approve-billing.ts'
import { issue } from '../invoicing/run/issue.ts'
import { proposeBilling } from '../invoicing/run/propose-billing.ts'
import { newId } from '../kernel/id.ts'
import { search } from './search.ts'

interface Found {
  groups: { kind: string; rows: { id: string; title: string; sub: string; amount: string | null; state: string }[] }[]
}
let world: World
let elsa: string
let secret: string
const find = async (q: string, user?: User) => {
  const { groups } = await world.do<Found>(search, { q }, user)
  return Object.fromEntries(groups.map(({ kind, rows }) => [kind, rows.map((row) => row.title)]))
}
const invoiceOf = async (party: string, name: string) => {
  await world.tx((ctx) => saveOrders(ctx, [plainOrder(world, party, name, [['Avgift', '1', '2250.40', 'S25']])]))
  const { runId } = await world.do<{ runId: string }>(proposeBilling, {})
  await world.do(approveBilling, { runId })
  await world.do(issue, { runId })
  return world.tx(({ db, company }) =>
    db.one<{ id: string; number: string; reference: string }>(
      `select id, number_text as number, reference from invoices where company_id = $1 order by number desc limit 1`,
      [company.id],
    ),
  )
}

const protect = (party: string) =>
  world.tx(({ db, company }) =>
    db.query(`update parties set protection = 'protected-registration' where company_id = $1 and id = $2`, [
      company.id,
      party,
    ]),
  )

beforeAll(async () => {
  world = await openWorld('SE')
  elsa = await world.party({
    name: 'Elsa Bergström',
    number: '2041',
    kind: 'person',
    identityNumber: '19121212-1212',
  } as never)
  await world.party({ name: 'Brf Bergsgården', number: '3310', kind: 'company' } as never)
  await world.party({ name: '100 % Renhållning_AB', number: '3311', kind: 'company' } as never)
  secret = await world.party({ name: 'Siv Bergvall', number: '5050', kind: 'person' } as never)
  await protect(secret)
  await world.tx(async ({ db, company }) => {
    await db.query(`update parties set protection = 'protected-registration' where company_id = $1 and id = $2`, [
      company.id,
      secret,
    ])
    await db.query(
      `insert into business_areas (company_id, id, code, name) values ($1, $2, 'soc', 'Soc'), ($1, $3, 'park', 'Park')`,
      [company.id, newId(), newId()],
    )
  })
})

describe('customers', () => {
  test.each([
    ['bergs', ['Brf Bergsgården', 'Elsa Bergström']],
    ['BERGSTRÖM', ['Elsa Bergström']],
    ['berg els', ['Elsa Bergström']],
    ['elsa berg', ['Elsa Bergström']],
    ['gård', ['Brf Bergsgården']],
    ['bergstrm', ['Elsa Bergström']],
    ['e', ['Elsa Bergström']],
    ['204', ['Elsa Bergström']],
    ['2041', ['Elsa Bergström']],
    ['19121212-1212', ['Elsa Bergström']],
    ['100 %', ['100 % Renhållning_AB']],
    ['%', undefined],
    ['_', undefined],
    ["'; drop", undefined],
    ['zzz', undefined],
  ])('%s', async (q, titles) => {
    const own = (await find(q)).customers
    expect(own && [...own].sort()).toEqual(titles)
  })
})

test('a protected person is found by number, masked; by name for who may read it; looks are logged', async () => {
  const clerk: User = { ...(await userOf(['parties.list', 'bank.*', 'invoicing.*'])), areas: 'all' }
  expect(await find('bergvall')).toMatchObject({ customers: ['Siv Bergvall'] })
  expect(await find('bergvall', clerk)).toEqual({})
  expect(await find('5050', clerk)).toEqual({ customers: ['Skyddad identitet'] })
  const looks = await world.tx(({ db, company }) =>
    db.one<{ n: number }>(
      `select count(*)::int as n from protected_reads where company_id = $1 and party_id = $2 and verb = 'workspace.search'`,
      [company.id, secret],
    ),
  )
  expect(looks.n).toBe(2)
})

test('invoices by number, reference, amount and customer, newest first', async () => {
  const invoice = await invoiceOf(elsa, 'o-1')
  const title = `${invoice.number}, Elsa Bergström`
  for (const q of [
    invoice.number,
    invoice.number.slice(0, 4),
    invoice.reference,
    invoice.reference.slice(0, 5),
    '2813',
    '2 813,00',
    '2813.00',
    '2 813 kr',
    'bergström',
  ])
    expect((await find(q)).invoices, q).toEqual([title])
  const { groups } = await world.do<Found>(search, { q: invoice.number })
  expect(groups[0]).toMatchObject({
    kind: 'invoices',
    rows: [{ id: invoice.id, sub: 'Allmän fakturering', amount: '2813.00', state: 'open' }],
  })
  // A customer with the same digits would not hide it: what is found exactly goes first.
  const later = await world.party({ name: 'Senare Skyddad', number: '7070', kind: 'person' } as never)
  const shielded = await invoiceOf(later, 'o-2')
  await protect(later)
  const clerk = await userOf(['parties.list', 'invoicing.*'])
  expect((await find(shielded.number, clerk)).invoices).toEqual([`${shielded.number}, Skyddad identitet`])
})

test('payments by payer, reference and amount; those of protected persons by no name', async () => {
  await openInvoice(world, elsa, '700100', '55.00')
  await importPayments(world, 'A', [
    money('55.00', { reference: '700100', payer: { name: 'ELSA BERGSTRÖM' } }),
    money('77.70', { text: 'okänd', payer: { name: 'Karl Åberg' } }),
  ])
  await world.do(match, {})
  expect(await find('åberg')).toEqual({ payments: ['Karl Åberg'] })
  expect((await find('elsa bergs')).payments).toEqual(['ELSA BERGSTRÖM'])
  expect(await find('77,70')).toEqual({ payments: ['Karl Åberg'] })
  expect((await find('70010')).payments).toEqual(['ELSA BERGSTRÖM'])
  const { groups } = await world.do<Found>(search, { q: '77.7' })
  expect(groups[0]!.rows[0]).toMatchObject({ amount: '77.70', state: 'waiting' })
  await protect(elsa)
  const clerk = await userOf(['bank.*'])
  expect(await find('elsa bergs', clerk)).toEqual({})
  expect(await find('55,00', clerk)).toEqual({ payments: ['Skyddad identitet'] })
})

test('who holds no right to list something, or sees another area, does not find it', async () => {
  const soc = await world.tx(({ db, company }) =>
    db.one<{ id: string }>(`select id from business_areas where company_id = $1 and code = 'soc'`, [company.id]),
  )
  const party = await world.party({ name: 'Hemlig Klient', number: '6060' } as never)
  await world.tx(({ db, company }) =>
    db.query(`insert into party_areas (company_id, party_id, area_id) values ($1, $2, $3)`, [
      company.id,
      party,
      soc.id,
    ]),
  )
  expect(await find('hemlig')).toEqual({ customers: ['Hemlig Klient'] })
  expect(await find('hemlig', await userOf(['parties.*'], 'soc'))).toEqual({ customers: ['Hemlig Klient'] })
  expect(await find('hemlig', await userOf(['parties.*'], 'park'))).toEqual({})
  expect(await find('6060', await userOf(['parties.*'], 'park'))).toEqual({})
  expect(await find('606', await userOf(['parties.*'], 'park'))).toEqual({})
  expect(await find('hemlig', await userOf(['bank.*']))).toEqual({})
  expect(await find('åberg', await userOf(['bank.*'], 'park'))).toEqual({})
})

/** The rights of a part are those of the person in the database, whatever the areas of the search itself. */
async function userOf(permissions: string[], areaCode?: string): Promise<User> {
  const { userId } = await person(world, permissions, areaCode)
  return { id: userId, name: 'Person', areas: areaCode ? [] : 'all', permissions }
}

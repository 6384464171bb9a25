import { beforeAll, expect, test } from 'vitest'
import { issueOrders } from '../../../test/books.ts'
import { plainOrder } from '../../../test/orders.ts'
import type { World } from '../../../test/world.ts'
import { openWorld } from '../../../test/world.ts'
import { saveArticles } from '../../company/articles.ts'
import { parameters } from '../../company/parameters.ts'
import { setUpTables } from '../../company/tables.ts'
import { invoiceNow } from '../../invoicing/direct/invoice-now.ts'
import { internalCompanies } from '../../parties/internal-companies.ts'
import { trialOf, trialsOfParameters, trialsOfTables } from './trials.ts'
import { trySetUp } from './try-set-up.ts'

let world: World
interface Answer {
  on: string
  nothing: string | null
  looks: {
    about: string
    looked: number
    changed: number
    differences: { what: string; before: string; after: string; currency: string | null; subjects: number }[]
    subjects: { kind: string; name: string }[]
  }[]
}
const tried = (table: string, row: object) => world.do<Answer>(trySetUp, { table, row })
const one = async (table: string, row: object) => (await tried(table, row)).looks[0]!

beforeAll(async () => {
  world = await openWorld('SE', { today: '2026-06-22' })
  await world.do(saveArticles, {
    rows: [{ code: 'H1', names: { sv: 'Hyra' }, unit: 'mån', unitPrice: '500', vatCode: 'S25' }],
  })
  const ada = await world.party({ name: 'Ada Lind', number: '77', kind: 'person' })
  await issueOrders(world, [
    plainOrder(world, ada, 'A-1', [['Avgift', '1', '100', 'S25']]),
    plainOrder(world, ada, 'A-2', [['Mat', '2', '50', 'S12']]),
  ])
  for (const line of [
    { article: 'H1', quantity: '2' },
    { article: 'H1', quantity: '1', unitPrice: '450' },
  ])
    await world.do(invoiceNow, { customer: '77', lines: [line] })
})

const kept = () =>
  world.tx(({ db, company }) =>
    db.one<Record<string, unknown>>(
      `select (select version::text from set_up_versions where company_id = $1) as version, (select version_no from companies where company_id = $1) as profile,
              (select count(*)::int from vat_codes where company_id = $1) as codes, (select count(*)::int from invoices where company_id = $1) as invoices`,
      [company.id],
    ),
  )

test('a VAT rate from a day: which of the last invoices would bear it, and nothing of it stays', async () => {
  const before = await kept()
  const answer = await tried('vat-codes', {
    code: 'S12',
    name: 'Livsmedel',
    validFrom: '2027-01-01',
    category: 'S',
    percent: '13',
    outputRole: 'outputVat:12',
    salesRole: 'sales:12',
  })
  expect(answer).toMatchObject({ on: '2027-01-01', nothing: null })
  expect(answer.looks).toMatchObject([{ about: 'invoices', looked: 1, changed: 1 }])
  expect(answer.looks[0]!.differences).toEqual(
    expect.arrayContaining([
      { what: 'vat', before: '37.00', after: '38.00', currency: 'SEK', subjects: 1 },
      { what: 'payable', before: '237.00', after: '238.00', currency: 'SEK', subjects: 1 },
    ]),
  )
  expect(await kept()).toEqual(before)
})

test('a price moves the invoices that followed it, not those with a price of their own', async () => {
  const look = await one('articles', { code: 'H1', unitPrice: '520' })
  expect(look).toMatchObject({ looked: 2, changed: 1 })
  expect(look.differences[0]).toEqual({
    what: 'net',
    before: '1000.00',
    after: '1040.00',
    currency: 'SEK',
    subjects: 1,
  })
  expect((await one('articles', { code: 'H1', closedOn: world.today })).differences).toMatchObject([
    { what: 'stops', before: '', after: 'article.closed', subjects: 2 },
  ])
})

test('terms, accounts, the sender and what stops are told by what they become', async () => {
  const terms = await one('invoice-groups', { code: '1', termsDays: 10 })
  expect(terms).toMatchObject({ changed: 3 })
  expect(terms.differences.map(({ what, subjects }) => [what, subjects])).toEqual([['dueOn', 3]])
  const role = await one('account-roles', { role: 'sales:25', validFrom: '2026-11-01', account: '3002' })
  expect(role.differences).toEqual([{ what: 'accounts', before: '3001', after: '3002', currency: null, subjects: 3 }])
  expect(role).toMatchObject({ changed: 3 })
  const sender = await one('profile', { code: 'test-se', street: 'Nygatan 9' })
  expect(sender).toMatchObject({ changed: 3 })
  expect(sender.differences).toEqual([
    { what: 'sender', before: 'Storgatan 1', after: 'Nygatan 9', currency: null, subjects: 3 },
  ])
})

test('an account that is to end stops what would be posted on it from that day, whatever its part in the voucher', async () => {
  for (const code of ['3001', '2611', '1510']) {
    const answer = await tried('accounts', { code, validTo: '2027-01-01' })
    expect(answer, code).toMatchObject({ on: '2027-01-01', looks: [{ about: 'invoices', looked: 3 }] })
    expect(answer.looks[0]!.differences, code).toContainEqual(
      expect.objectContaining({ what: 'stops', before: '', after: 'account.closed' }),
    )
  }
  // Before that day it is posted on as always.
  expect((await one('invoice-groups', { code: '1', termsDays: 10 })).differences).not.toContainEqual(
    expect.objectContaining({ what: 'stops' }),
  )
})

test('late interest is tried on the claims, the threshold of matching on the payments', async () => {
  world.today = '2026-12-31' as World['today']
  const look = await one('parameters', { name: 'interest', value: { minimum: { SEK: '100.00' } } })
  expect(look).toMatchObject({ about: 'claims', looked: 3, changed: 1 })
  expect(look.differences).toMatchObject([{ what: 'interest', after: '0.00', currency: 'SEK', subjects: 1 }])
  expect(await tried('parameters', { name: 'match-threshold', value: '0.9' })).toMatchObject({
    looks: [{ about: 'payments', looked: 0, changed: 0 }],
  })
  world.today = '2026-06-22' as World['today']
})

test('a row that could not be saved is refused in the same words; what has nothing to be tried on says why', async () => {
  await expect(tried('articles', { code: 'H1', vatCode: 'NONE' })).rejects.toThrow('there is no vat-code NONE')
  expect(await tried('parameters', { name: 'delivery-print', value: { path: 'tryck' } })).toEqual({
    on: '2026-06-22',
    nothing: 'sent-from-now',
    looks: [],
  })
  expect(await tried('invoice-groups', { code: '1' })).toEqual({ on: '2026-06-22', nothing: null, looks: [] })
  await expect(tried('parameters', {})).rejects.toThrow('choose a parameter first')
})

test('every table and every parameter has a trial or a reason, and no other has', () => {
  const tables = [...setUpTables, internalCompanies].map(({ name }) => name).filter((name) => name !== 'parameters')
  expect(Object.keys(trialsOfTables).sort()).toEqual(tables.sort())
  expect(Object.keys(trialsOfParameters).sort()).toEqual(parameters.map(({ name }) => name).sort())
  expect(trialOf('parameters', { name: 'interest' })).toEqual(['claims'])
})

import { expect, test } from 'vitest'
import { openWorld } from '../../test/world.ts'
import { saveProfile } from '../company/profile.ts'
import { readSetUpTables } from './set-up-workbook.ts'

interface Description {
  tables: {
    name: string
    count: number
    reads: string
    saves: string
    keys: string[]
    columns: {
      key: string
      isKey: boolean
      ref: string | null
      choices: { value: string; title: object | null }[] | null
    }[]
  }[]
  missing: { code: string; table: string; stops: boolean; about: string | null }[]
}

test('tables tell their columns, choices by country, and how many rows they have', async () => {
  const world = await openWorld('NO')
  const { tables } = await world.do<Description>(readSetUpTables, {})
  const of = (name: string) => tables.find((table) => table.name === name)!
  const column = (table: string, key: string) => of(table).columns.find((one) => one.key === key)!
  expect(of('invoice-groups')).toMatchObject({ count: 1, keys: ['code'], saves: 'company.save-invoice-groups' })
  expect(of('profile').reads).toBe('company.read-profile')
  expect(of('internal-companies').reads).toBe('parties.list-internal-companies')
  expect(column('posting-rules', 'article')).toMatchObject({ isKey: true, ref: 'articles' })
  expect(column('bank-accounts', 'parent').ref).toBe('bank-accounts')
  expect(column('invoice-groups', 'referenceKind').choices?.map(({ value }) => value)).toContain('kid-mod10')
  expect(column('invoice-groups', 'referenceKind').choices?.map(({ value }) => value)).not.toContain('ocr')
  expect(column('account-roles', 'role').choices?.map(({ value }) => value)).toContain('receivable')
  expect(column('parameters', 'name').choices?.find(({ value }) => value === 'bank-folder')?.title).toMatchObject({
    nb: 'Mappe for bankfiler',
  })
})

test('what is missing for invoicing stands in the order of filling it in', async () => {
  const world = await openWorld('SE')
  const missing = async () =>
    (await world.do<Description>(readSetUpTables, {})).missing.map(
      ({ code, about, stops }) => `${code}${about ? ` ${about}` : ''}${stops ? '' : ' (can wait)'}`,
    )
  const before = await missing()
  await world.tx(({ db, company }) =>
    db.query(`update bank_accounts set on_invoices = false where company_id = $1`, [company.id]),
  )
  await world.do(saveProfile, { rows: [{ code: 'test-se', street: null }] })
  await world.tx(({ db, company }) =>
    db.query(`delete from account_roles where company_id = $1 and role = 'sales:12'`, [company.id]),
  )
  expect(await missing()).toEqual([
    'address',
    ...before.filter((one) => one !== 'address'),
    'role-account sales:12',
    'bank-account',
  ])
  world.today = '2031-01-15' as never
  expect(await missing()).toContain('period 2031-01-15')
})

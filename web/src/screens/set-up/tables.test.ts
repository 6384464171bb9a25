import { expect, test } from 'vitest'
import { inForm } from './tables.ts'

test('a form names its fields as people do, and no row of a sheet', () => {
  const table = { columns: [{ key: 'kind', title: { sv: 'Slag', nb: 'Type', bg: 'Вид', en: 'Kind' } }] } as never
  const problem = { code: 'rows.blank', message: 'kind is empty', row: 1, column: 'kind' }
  expect(
    inForm(table, [problem, { code: 'other', message: 'x', row: 1 }], ((phrase: { sv: string }) => phrase.sv) as never),
  ).toEqual([
    { code: 'rows.blank', message: 'kind is empty', column: 'Slag' },
    { code: 'other', message: 'x' },
  ])
})

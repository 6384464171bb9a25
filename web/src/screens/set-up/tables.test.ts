import { expect, test } from 'vitest'
import { inForm, isWhole } from './tables.ts'

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

test('a new row is tried when all it must say is said; of a row that is there, what changed', () => {
  const column = (key: string, required: boolean, isKey = false) => ({ key, required, isKey })
  const table = { columns: [column('code', true, true), column('name', true), column('note', false)] } as never
  const cases: [row: Record<string, unknown>, isNew: boolean, whole: boolean][] = [
    [{ code: '3' }, true, false],
    [{ code: '3', name: '' }, true, false],
    [{ name: 'Hyra' }, true, false],
    [{ code: '3', name: 'Hyra' }, true, true],
    [{ code: '3', note: 'x' }, false, true],
    [{ code: '3', name: null }, false, false],
    [{ note: 'x' }, false, false],
  ]
  for (const [row, isNew, whole] of cases) expect([row, isNew, isWhole(table, row, isNew)]).toEqual([row, isNew, whole])
})

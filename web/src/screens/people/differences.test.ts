import { expect, test } from 'vitest'
import { differencesOf } from './differences.ts'

const told = (before: unknown, after: unknown) =>
  differencesOf(before, after).map(
    ({ path, before: was, after: is, isSame }) =>
      `${path.join(' ')}: ${was ?? '–'} → ${is ?? '–'}${isSame ? ' =' : ''}`,
  )

test.each([
  ['a field changes, another stays', { a: 1, b: 'x' }, { a: 2, b: 'x' }, ['a: 1 → 2', 'b: x → x =']],
  ['what is new has no before', null, { name: 'Ny', on: true }, ['name: – → Ny', 'on: – → true']],
  ['blank and absent are the same nothing', { a: '', b: null }, {}, []],
  ['one row of one is not numbered', [{ code: 'S' }], [{ code: 'T' }], ['code: S → T']],
  ['several are', { t: [{ c: 1 }, { c: 2 }] }, { t: [{ c: 1 }, { c: 3 }] }, ['t 1 c: 1 → 1 =', 't 2 c: 2 → 3']],
  ['lists of plain values are one', { p: ['a', 'b'] }, { p: ['a'] }, ['p: a, b → a']],
])('%s', (_, before, after, expected) => {
  expect(told(before, after)).toEqual(expected)
})

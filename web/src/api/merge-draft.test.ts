import { expect, test } from 'vitest'
import { mergeDraft } from './merge-draft.ts'

test.each([
  ['a text goes on', '', 'ring', 'om fredag', 'ring om fredag'],
  [
    'fields that were not typed',
    { name: '', city: '' },
    { name: 'Vik', city: '' },
    { name: '', city: 'Ekevik' },
    { name: 'Vik', city: 'Ekevik' },
  ],
  ['the same field: what is typed', { name: '' }, { name: 'Vik' }, { name: 'Viks' }, { name: 'Viks' }],
  ['a field that was emptied', { name: 'Bo' }, { name: 'Bo Ek' }, { name: '' }, { name: '' }],
  [
    'fields of a shared thing',
    { value: {}, base: {} },
    { value: { a: 1 }, base: { a: 0 } },
    { value: { b: 2 }, base: { b: 0 } },
    { value: { a: 1, b: 2 }, base: { a: 0, b: 0 } },
  ],
  ['rows: those that were typed', { rows: [1] }, { rows: [1, 2] }, { rows: [3] }, { rows: [3] }],
  ['rows that were not touched', { rows: [1] }, { rows: [1, 2] }, { rows: [1] }, { rows: [1, 2] }],
])('%s', (_, first, kept, typed, both) => {
  expect(mergeDraft<unknown>(first, kept, typed)).toEqual(both)
})

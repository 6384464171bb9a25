import { expect, test } from 'vitest'
import { arranged, inOrder } from './use-columns.ts'

const key = (text: string) => text
test.each([
  ['nothing placed', 'a b c', {}, 'a b c'],
  ['all placed', 'a b c', { order: ['c', 'a', 'b'] }, 'c a b'],
  ['a new one stands behind its neighbour', 'a x b c', { order: ['c', 'a', 'b'] }, 'c a x b'],
  ['a new first one stands first', 'x a b', { order: ['b', 'a'] }, 'x b a'],
  ['one that is gone leaves no hole', 'a b', { order: ['z', 'b', 'a'] }, 'b a'],
] as const)('%s', (_, columns, places, order) => {
  expect(inOrder(columns.split(' '), key, places as never)).toEqual(order.split(' '))
})
test('what belongs to one column of the table stays together, and none of it is lost', () => {
  const sheet = ['name:1', 'name:2', 'amount:1', 'state:1', 'amount:2']
  const of = (text: string) => text.split(':')[0]!
  expect(inOrder(sheet, of, {})).toEqual(['name:1', 'name:2', 'amount:1', 'amount:2', 'state:1'])
  expect(arranged(sheet, of, { order: ['amount', 'name', 'state'], hidden: ['state'] })).toEqual([
    'amount:1',
    'amount:2',
    'name:1',
    'name:2',
  ])
})
test('hidden ones are left out', () => {
  expect(arranged(['a', 'b', 'c'], key, { order: ['c', 'b', 'a'], hidden: ['b'] })).toEqual(['c', 'a'])
})

import { describe, expect, test } from 'vitest'
import { repairCells } from './repair-cells.ts'

const repair = (code: string, column: string | null, cells: Record<string, string>, data = {}) =>
  repairCells({ code: `order-row.${code}`, data }, column, cells)

describe('what the row itself tells is offered', () => {
  test.each([
    ['a letter O among figures', '12 5O,00', '1250.00'],
    ['a Cyrillic О', '1О0', '100'],
    ['a small l', '1l5', '115'],
    ['a word', 'trehundra', null],
    ['a figure and words', '3 hundra', null],
    ['two ways to read it', '1,25O', null],
  ])('%s', (_, text, value) => {
    expect(repair('not-a-number', 'unitPrice', { unitPrice: text })).toEqual(value && { unitPrice: value })
  })

  test.each([
    ['11/30/2026', '2026-11-30'],
    ['11/12/2026', null],
    ['2/30/2026', null],
    ['snart', null],
  ])('the month before the day: %s', (text, value) => {
    expect(repair('not-a-day', 'dueOn', { dueOn: text })).toEqual(value && { dueOn: value })
  })

  test('one order says the same on all its rows', () => {
    expect(repair('differs-within-order', 'customer', { customer: '78' }, { first: '77' })).toEqual({ customer: '77' })
  })
  test('quantity times price is the amount', () => {
    expect(repair('amount-differs', 'amount', { amount: '99' }, { computed: '100.00' })).toEqual({ amount: '100.00' })
  })
  test('a period turned round', () => {
    expect(repair('period', 'supplyTo', { supplyFrom: '2026-12-31', supplyTo: '2026-12-01' })).toEqual({
      supplyFrom: '2026-12-01',
      supplyTo: '2026-12-31',
    })
  })
  test('what nobody can know', () => {
    expect(repair('description-missing', 'description', {})).toBeNull()
    expect(repair('not-a-number', null, {})).toBeNull()
  })
})

import { expect, test } from 'vitest'
import type { OrderItem } from '../order-rows.ts'
import { assembleOrders, type TableRow } from './assemble-orders.ts'

/** Rows of a sheet with the columns order, customer, description, quantity, price; and how far they have been read. */
function sheet(rows: [order: string, customer: string, description: string, quantity: string, price: string][]) {
  const reading = { row: 0 }
  const headings = ['Order reference', 'Customer number', 'Description', 'Quantity', 'Unit price']
  async function* read(): AsyncIterable<TableRow> {
    for (const [i, texts] of [headings, ...rows].entries()) {
      reading.row = i + 1
      const cells = texts.map((text) => (text === '' ? undefined : { kind: 'text' as const, text }))
      yield { type: 'row', sheet: null, row: i + 1, cells }
    }
  }
  return { reading, read }
}

const told = (item: OrderItem): string => {
  if (item.type === 'order') return `order ${item.row} of rows ${item.lines.map((line) => line.row)}`
  if (item.type === 'refused') return `refused ${item.order?.row}`
  if (item.type === 'problem') return `${item.problem.code} ${item.problem.row}`
  return `end: ${item.orders} orders, ${item.lines} lines, ${item.computedTotal}`
}

test('an order is given on when its last row has been read, wherever its rows lie', async () => {
  const { reading, read } = sheet([
    ['A', '1', 'first', '1', '10.00'],
    ['B', '2', 'alone', '1', '20.00'],
    ['', '3', 'no reference', '1', '30.00'],
    ['', '', 'and its second row', '1', '40.00'],
    ['A', '1', 'second', '1', '50.00'],
    ['C', '4', 'bad', 'x', '60.00'],
    ['', '5', 'last', '1', '70.00'],
  ])
  const items: string[] = []
  for await (const item of assembleOrders(read)) items.push(`after row ${reading.row}: ${told(item)}`)
  expect(items).toEqual([
    'after row 3: order 3 of rows 3',
    'after row 5: order 4 of rows 4,5',
    'after row 6: order 2 of rows 2,6',
    'after row 7: order-row.not-a-number 7',
    'after row 7: refused 7',
    'after row 8: order 8 of rows 8',
    'after row 8: end: 4 orders, 6 lines, 22000',
  ])
})

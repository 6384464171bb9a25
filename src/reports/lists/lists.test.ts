import { expect, test } from 'vitest'
import { stored } from '../../../test/order-files.ts'
import { openWorld } from '../../../test/world.ts'
import type { User } from '../../db/context.ts'
import type { FileAnswer, Verb } from '../../db/verb.ts'
import { readSheets } from '../../formats/xlsx/read.ts'
import { invoiceNow } from '../../invoicing/direct/invoice-now.ts'
import { listInvoices } from '../../invoicing/documents/list-invoices.ts'
import type { ImportAnswer } from '../../invoicing/imports/import-orders.ts'
import { importOrders } from '../../invoicing/imports/import-orders.ts'
import { excelOf } from './excel-of.ts'
import { lists } from './lists.ts'

async function rowsOf(answer: FileAnswer): Promise<string[][]> {
  const rows: string[][] = []
  for await (const item of readSheets(answer.body as AsyncIterable<Uint8Array>)) {
    if (item.type === 'problem') throw new Error(item.problem.message)
    if (item.type === 'row') rows.push(Array.from(item.cells, (cell) => cell?.text ?? ''))
  }
  return rows
}
const of = (name: string): Verb => lists.find((verb) => verb.name === name)!
const line = { name: 'Hyra', unitPrice: '1000.00', vatCode: 'S25' }

test('a list leaves as a sheet with its own filters, headings in the language asked, page after page', async () => {
  const world = await openWorld('SE')
  await world.party({ number: '1', name: '=Ada', kind: 'person' })
  for (const unitPrice of ['100', '200', '300'])
    await world.do(invoiceNow, { customer: '1', lines: [{ ...line, unitPrice }] })
  const sheet = await rowsOf(
    await world.do<FileAnswer>(of('invoicing.export-invoices'), { language: 'bg', amountFrom: '200' }),
  )
  expect(sheet.map((row) => [row[0], row[5], row[13]])).toEqual([
    ['Номер', 'Клиент', 'За плащане'],
    ['100003', '=Ada', '375'],
    ['100002', '=Ada', '250'],
  ])
  // Codes in words, and the columns that are wanted alone.
  expect(
    await rowsOf(
      await world.do<FileAnswer>(of('invoicing.export-invoices'), {
        language: 'sv',
        columns: 'state,number',
        amountFrom: '300',
      }),
    ),
  ).toEqual([
    ['Läge', 'Nummer'],
    ['Öppen', '100003'],
  ])
  await expect(world.do(of('invoicing.export-invoices'), { columns: 'colour' })).rejects.toThrow('no column colour')
  const title = { sv: 'x', nb: 'x', bg: 'x', en: 'x' }
  const paged = excelOf({
    of: listInvoices,
    name: 'test.paged',
    stem: 'x',
    titles: title,
    pageRows: 1,
    columns: [{ at: 'number', kind: 'text', titles: title }],
  })
  expect((await rowsOf(await world.do<FileAnswer>(paged, {}))).flat()).toEqual(['x', '100003', '100002', '100001'])
})

test('no protected person is named in a sheet, unless who may asks for it', async () => {
  const world = await openWorld('SE')
  const party = await world.party({ number: '1', name: 'Hemlig Person', kind: 'person' })
  await world.do(invoiceNow, { customer: '1', lines: [line] })
  await world.tx(({ db, company }) =>
    db.query(`update parties set protection = 'secrecy-marked' where company_id = $1 and id = $2`, [company.id, party]),
  )
  const clerk: User = { id: null, name: 'x', areas: 'all', permissions: ['invoicing.*'] }
  const invoices = of('invoicing.export-invoices')
  const name = async (input: object, user?: User) =>
    (await rowsOf(await world.do<FileAnswer>(invoices, input, user)))[1]![5]
  expect(await name({})).toBe('Skyddad identitet')
  expect(await name({ includeProtected: true })).toBe('Hemlig Person')
  await expect(name({ includeProtected: true }, clerk)).rejects.toThrow('leave includeProtected out')
})

test('every list can be taken away', async () => {
  const world = await openWorld('SE')
  await world.party({ number: '1', name: 'Ada', kind: 'person' })
  await world.do(invoiceNow, { customer: '1', lines: [line] })
  const csv = 'Kundnummer;Benämning;Antal;À-pris;Momskod\r\n1;Avgift;1;100;S25\r\n2;Bok;1;1OO;S25\r\n'
  const file = await stored(world, 'a.csv', csv)
  const { importId, run } = await world.do<ImportAnswer>(importOrders, { ...file, acceptGoodRows: true, propose: true })
  for (const verb of lists) {
    const needs = verb.name.endsWith('import-problems')
      ? { importId }
      : verb.name.endsWith('run-rows')
        ? { runId: run!.runId }
        : {}
    const rows = await rowsOf(await world.do<FileAnswer>(verb, needs))
    expect(
      rows[0]!.every((heading) => heading !== ''),
      verb.name,
    ).toBe(true)
    if (!/unmatched/.test(verb.name)) expect(rows.length, verb.name).toBeGreaterThan(1)
  }
})

test('an order says in words where it came from, and when by the company’s clock', async () => {
  const world = await openWorld('BG')
  await world.party({ number: '1', name: 'Ада', kind: 'person' })
  await world.do(invoiceNow, { customer: '1', lines: [{ ...line, vatCode: 'S20' }] })
  const rows = await rowsOf(
    await world.do<FileAnswer>(of('invoicing.export-orders'), { language: 'bg', columns: 'source,createdAt' }),
  )
  const { at } = await world.tx(({ db }) =>
    db.one<{ at: string }>(`select to_char(created_at at time zone 'Europe/Sofia', 'YYYY-MM-DD') as at from orders`),
  )
  expect(rows.slice(1)).toEqual([['Въведена ръчно', at]])
})

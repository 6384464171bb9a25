import ExcelJS from 'exceljs'
import { describe, expect, test } from 'vitest'
import type { OrderItem } from '../../order-rows.ts'
import { type Language, languages, orderColumns, recogniseHeading } from '../columns.ts'
import { orderXlsx } from './read.ts'
import { type OrderTemplate, writeOrderTemplate } from './write-template.ts'

const template = (language: Language): OrderTemplate => ({
  language,
  invoiceGroups: [
    { code: '10', name: 'Barnomsorg' },
    { code: '20', name: 'Hyror' },
  ],
  articles: [{ code: 'MAXTAXA', name: 'Avgift' }],
  vatCodes: [{ code: '25', name: '25 %' }],
  businessAreas: [{ code: 'BUN', name: 'Barn och utbildning' }],
  dimensions: [{ code: 'ansvar', name: 'Ansvar', values: [{ code: '1100', name: 'Skolan' }] }],
})

describe.each(languages)('the template in %s', (language) => {
  test('holds no order until it is filled in', async () => {
    const items = await read(await whole(template(language)))
    expect(items).toMatchObject([
      { type: 'problem', problem: { code: 'order-file.empty' } },
      { type: 'end', orders: 0 },
    ])
  })

  test('filled in by Excel, it is read with the codes before the blank', async () => {
    const items = await read(
      await filled(language, [
        {
          order: 'A1',
          customer: '1001 Ada',
          invoiceGroup: '10 Barnomsorg',
          description: 'Avgift',
          quantity: 2,
          unitPrice: 1250.125,
          vatCode: '25 25 %',
          dueOn: new Date('2026-11-30'),
          ansvar: '1100 Skolan',
        },
        { order: 'A1', description: 'Bara text' },
      ]),
    )
    expect(items.filter((item) => item.type === 'problem')).toEqual([])
    expect(items[0]).toMatchObject({
      sourceReference: 'A1',
      row: 3,
      customer: { number: '1001' },
      invoiceGroup: '10',
      dueOn: '2026-11-30',
      lines: [
        { row: 3, quantity: '2', unitPrice: '1250.125', vatCode: '25', coding: [{ dimensions: { ansvar: '1100' } }] },
        { row: 4, textOnly: true, description: 'Bara text' },
      ],
    })
  })
})

test('has drop-downs with the company’s own codes', async () => {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load((await whole(template('sv'))) as unknown as ExcelJS.Buffer)
  const sheet = book.getWorksheet('Order')!
  const column = (sheet.getRow(1).values as string[]).indexOf('Fakturagrupp')
  const rule = sheet.getRow(5).getCell(column).dataValidation
  expect(rule).toMatchObject({ type: 'list', formulae: [expect.stringMatching(/^Lists!\$[A-Z]+\$1:\$[A-Z]+\$2$/)] })
  expect(
    book.getWorksheet('Lists')!.getColumn(Number(/\$([A-Z])\$1/.exec(rule.formulae[0])![1]!.charCodeAt(0)) - 64).values,
  ).toContain('20 Hyror')
})

test('no heading means two columns, in whatever language', () => {
  for (const column of orderColumns) {
    for (const language of languages)
      expect(recogniseHeading(column.title[language].toUpperCase()), column.title[language]).toEqual({ column })
  }
})

test.each<[string, Record<string, unknown>[], string[]]>([
  [
    'an amount that is none',
    [{ customer: 1, description: 'a', amount: 'tolv' }],
    ['row 3, Belopp: "tolv" is not a number: write it as 1250.50 or 1250,50'],
  ],
  [
    'two readings',
    [{ customer: 1, description: 'a', amount: '1,250' }],
    ['row 3, Belopp: "1,250" can be read in two ways: write one thousand as 1250 and one and a quarter as 1.25'],
  ],
  [
    'a day that is none',
    [{ customer: 1, description: 'a', amount: 1, dueOn: '2026-02-30' }],
    ['row 3, Förfallodag: "2026-02-30" is not a day: write it as 2026-11-30'],
  ],
  [
    'too many decimals',
    [{ customer: 1, description: 'a', amount: 1.005 }],
    ['row 3, Belopp: 1.005 has more than 2 decimals: round it'],
  ],
  [
    'no price',
    [{ customer: 1, description: 'a', quantity: 2 }],
    ['row 3: the row has no unit price, amount or article: fill in one of them'],
  ],
  [
    'no customer',
    [{ description: 'a', amount: 1 }],
    ['row 3: the customer is missing: fill in the customer number or the identity number'],
  ],
  [
    'quantity × price',
    [{ customer: 1, description: 'a', quantity: 3, unitPrice: 10, amount: 31 }],
    ['row 3, Belopp: 31.00 is stated, quantity × price less discount is 30.00: correct one of them'],
  ],
  [
    'a total that differs',
    [
      { customer: 1, description: 'a', amount: 1, orderTotal: 3 },
      { description: 'b', amount: 1 },
    ],
    ['row 3: the order total is 3.00, its rows come to 2.00: correct one of them'],
  ],
  [
    'two due days in one order',
    [
      { order: 'A', customer: 1, description: 'a', amount: 1, dueOn: '2026-11-30' },
      { order: 'A', description: 'b', amount: 1, dueOn: '2026-12-31' },
    ],
    ['row 4, Förfallodag: "2026-12-31" differs from "2026-11-30" in row 3 of the same order; write one of them'],
  ],
  [
    'an error value',
    [{ customer: 1, description: 'a', amount: { error: '#N/A' } }],
    [
      'row 3, Belopp: shows #N/A: correct the formula',
      'row 3: the row has no unit price, amount or article: fill in one of them',
    ],
  ],
])('%s refuses the order in the sheet’s own terms, and the others go on', async (_, rows, messages) => {
  const items = await read(
    await filled('sv', [...rows, { order: 'GOOD', customer: 9, description: 'good', amount: 5 }]),
  )
  const problems = items.filter((item) => item.type === 'problem')
  expect(problems.map(({ problem }) => problem.message)).toEqual(expect.arrayContaining(messages.slice(0, 1)))
  expect(problems.every(({ refuses }) => refuses === 'order')).toBe(true)
  expect(items.flatMap((item) => (item.type === 'order' ? [item.sourceReference] : []))).toEqual(['GOOD'])
})

test('consecutive rows of one customer and group are one order; twins survive; the same file gives the same references', async () => {
  const twin = { customer: 7, description: 'Bad', amount: 5 }
  const bytes = await filled('sv', [
    { customer: 1, invoiceGroup: 10, description: 'a', amount: 1 },
    { description: 'b', amount: 2 },
    { customer: 1, invoiceGroup: 20, description: 'c', amount: 3 },
    twin,
    { customer: 8, description: 'x', amount: 5 },
    twin,
  ])
  const orders = (await read(bytes)).filter((item) => item.type === 'order')
  expect(
    orders.map(({ customer, lines }) => `${customer.number}: ${lines.map(({ description }) => description)}`),
  ).toEqual(['1: a,b', '1: c', '7: Bad', '8: x', '7: Bad'])
  expect(orders[2]!.sourceReference.replace(/1$/, '2')).toBe(orders[4]!.sourceReference)
  expect(
    (await read(bytes)).filter((item) => item.type === 'order').map(({ sourceReference }) => sourceReference),
  ).toEqual(orders.map(({ sourceReference }) => sourceReference))
})

test('25 % in a percent cell is 25, and a column that is not ours is a warning', async () => {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('Blad1')
  sheet.addRow(['Min lista'])
  sheet.addRow(['Anteckning', 'MOMS %', 'Kundnr', 'Text', 'Belopp', 'Rabatt %', 'Antal', 'Pris'])
  sheet.addRow(['x', 0.25, 1, 'a', null, 0.1, 2, 100])
  sheet.getCell('B3').numFmt = '0%'
  sheet.getCell('F3').numFmt = '0.0%'
  const items = await read(new Uint8Array(await book.xlsx.writeBuffer()))
  expect(items).toMatchObject([
    {
      type: 'problem',
      problem: { code: 'order-file.column-unknown', severity: 'warning', column: 'Anteckning', row: 2 },
    },
    { type: 'order', row: 3, lines: [{ vatCode: '25', discountPercent: '10' }] },
    { type: 'end', computedTotal: 18000n },
  ])
})

async function whole(input: OrderTemplate): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of writeOrderTemplate(input)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The template, filled in from row 3 (row 2 is the example). */
async function filled(language: Language, rows: Record<string, unknown>[]): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load((await whole(template(language))) as unknown as ExcelJS.Buffer)
  const sheet = book.worksheets[0]!
  const titles = Array.from(sheet.getRow(1).values as string[], (title) => title ?? '')
  for (const [index, row] of rows.entries()) {
    for (const [key, value] of Object.entries(row)) {
      const column = orderColumns.find((candidate) => candidate.key === key)
      const title = column?.title[language] ?? titles.find((dimension) => dimension.endsWith(`: ${key}`))!
      const at = titles.indexOf(title)
      sheet.getRow(index + 3).getCell(at).value = value as ExcelJS.CellValue
    }
  }
  return new Uint8Array(await book.xlsx.writeBuffer())
}

async function read(bytes: Uint8Array): Promise<OrderItem[]> {
  const items: OrderItem[] = []
  for await (const item of orderXlsx.read([bytes])) items.push(item)
  return items
}

import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { strFromU8, unzipSync } from 'fflate'
import { SaxesParser } from 'saxes'
import { describe, expect, test } from 'vitest'
import type { Day } from '../../kernel/day.ts'
import { readSheets } from './read.ts'
import { type Column, columnLetters, daySerial, type Sheet, writeWorkbook } from './write.ts'

const columns: Column[] = [
  { key: 'customer', title: 'Kund', kind: 'text' },
  { key: 'amount', title: 'Belopp', kind: 'money' },
  { key: 'quantity', title: 'Antal', kind: 'number', digits: 3 },
  { key: 'count', title: 'Nr', kind: 'integer' },
  { key: 'dueOn', title: 'Förfaller', kind: 'day' },
  { key: 'sentAt', title: 'Skickad', kind: 'minute' },
]

describe('writeWorkbook', () => {
  test('opens in exceljs with values, formats and a frozen header', async () => {
    const rows = [
      {
        customer: 'Åsa & <Bo>',
        amount: 125000n,
        quantity: '1.5',
        count: 7n,
        dueOn: '2026-11-30',
        sentAt: '2026-11-22 17:05',
      },
      { customer: '=1+1', amount: -5n, quantity: null, count: 8, dueOn: null },
    ]
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(await whole([{ name: 'Fakturor', columns, rows, totals: true }]))
    const sheet = book.getWorksheet('Fakturor')!
    expect(sheet.getRow(1).values).toEqual([undefined, 'Kund', 'Belopp', 'Antal', 'Nr', 'Förfaller', 'Skickad'])
    expect(sheet.getCell('A1').font.bold).toBe(true)
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 })
    expect(sheet.autoFilter).toBe('A1:F3')
    expect(sheet.getCell('A2').value).toBe('Åsa & <Bo>')
    expect(sheet.getCell('B2').value).toBe(1250)
    expect(sheet.getCell('B2').numFmt).toBe('#,##0.00')
    expect(sheet.getCell('C2').numFmt).toBe('#,##0.000')
    expect(sheet.getCell('E2').value).toEqual(new Date('2026-11-30T00:00:00Z'))
    expect(sheet.getCell('F2').value).toEqual(new Date('2026-11-22T17:05:00Z'))
    expect(sheet.getCell('F2').numFmt).toBe('yyyy-mm-dd hh:mm')
    expect(sheet.getCell('A3').value).toBe('=1+1')
    expect(sheet.getCell('A3').type).toBe(ExcelJS.ValueType.String)
    expect(sheet.getCell('B4').value).toBe(1249.95)
    expect(sheet.getCell('A4').value).toBe('Σ')
  })

  test('opens in the streaming reader of exceljs', async () => {
    const bytes = await whole([{ name: 'A', columns, rows: [{ customer: 'Ada', amount: 1n }] }])
    const { Readable } = await import('node:stream')
    const seen: unknown[] = []
    for await (const sheet of new ExcelJS.stream.xlsx.WorkbookReader(Readable.from([Buffer.from(bytes)]), {})) {
      for await (const row of sheet) seen.push(row.values)
    }
    expect(seen).toHaveLength(2)
    expect(seen[1]).toEqual([undefined, 'Ada', 0.01])
  })

  test('every part is well-formed XML and every cell says where it is', async () => {
    const bytes = await whole([
      {
        name: "a[b]'",
        columns,
        rows: [['x_x0041_\u0001\ud800', 1n, '2', 3, '1899-01-01']],
        validations: [{ column: 'customer', list: ['1 "A"', '2'] }],
      },
    ])
    for (const [name, part] of Object.entries(unzipSync(bytes))) {
      const parser = new SaxesParser({ xmlns: true })
      parser.on('error', (cause) => expect.fail(`${name}: ${cause.message}`))
      parser.on('opentag', (tag) => {
        if (tag.name === 'c') expect(tag.attributes.r, name).toBeDefined()
      })
      parser.write(strFromU8(part)).close()
    }
  })

  test('goes on in a second sheet, with the header, and sums over both', async () => {
    const rows = Array.from({ length: 7 }, (_, i) => [`c${i}`, BigInt(i)])
    const bytes = await whole([{ name: 'List', columns: columns.slice(0, 2), rows, totals: true }], 4)
    const read = await readAll(bytes)
    expect(read.filter((line) => line.startsWith('#'))).toEqual(['# List', '# List (2)', '# List (3)'])
    expect(read).toEqual([
      '# List',
      '1 Kund|Belopp',
      '2 c0|0',
      '3 c1|0.01',
      '4 c2|0.02',
      '# List (2)',
      '1 Kund|Belopp',
      '2 c3|0.03',
      '3 c4|0.04',
      '4 c5|0.05',
      '# List (3)',
      '1 Kund|Belopp',
      '2 c6|0.06',
      '3 Σ|0.21',
    ])
  })

  test('drop-downs point to a hidden sheet', async () => {
    const bytes = await whole([
      {
        name: 'Order',
        columns,
        rows: [],
        validations: [{ column: 'customer', list: ['101 Barnomsorg', '102 Skola'] }],
      },
    ])
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(bytes)
    expect(book.getWorksheet('Lists')!.state).toBe('hidden')
    expect(book.getWorksheet('Lists')!.getCell('A2').value).toBe('102 Skola')
    expect(strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml']!)).toContain('<formula1>Lists!$A$1:$A$2</formula1>')
  })

  test('two sheets of one name and an empty workbook still open', async () => {
    const sheet = { name: 'Lists', columns, rows: [] }
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(await whole([sheet, sheet]))
    expect(new Set(book.worksheets.map(({ name }) => name)).size).toBe(2)
    await new ExcelJS.Workbook().xlsx.load(await whole([]))
  })

  test('a figure that a double cannot hold is written as text', async () => {
    const rows = [[null, 12345678901234567890n]]
    const read = await readAll(await whole([{ name: 'A', columns: columns.slice(0, 2), rows }]))
    expect(read.at(-1)).toBe('2 |"123456789012345678.90"')
  })

  test('a float in a money column is a bug', async () => {
    await expect(whole([{ name: 'A', columns: columns.slice(0, 2), rows: [['x', 1.5]] }])).rejects.toThrow(TypeError)
  })

  test('the rows are closed when the download is broken off', async () => {
    let closed = false
    const rows = (function* () {
      try {
        for (let i = 0; ; i++) yield [`customer ${i} ${Math.sin(i)}`, BigInt(i)]
      } finally {
        closed = true
      }
    })()
    for await (const _ of writeWorkbook([{ name: 'A', columns: columns.slice(0, 2), rows }])) break
    expect(closed).toBe(true)
  })

  test('same rows, same bytes', async () => {
    const sheets = () => [{ name: 'A', columns, rows: [['a', 1n, '1', 1, '2026-01-01']] }]
    expect(await whole(sheets())).toEqual(await whole(sheets()))
  })

  test('any text and any amount come back from our own reader', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.bigInt(-(10n ** 15n) + 1n, 10n ** 15n - 1n)), {
          maxLength: 8,
        }),
        async (rows) => {
          const bytes = await whole([{ name: 'A', columns: columns.slice(0, 2), rows }])
          const read: [string, string][] = []
          for await (const item of readSheets([bytes])) {
            expect(item.type).not.toBe('problem')
            if (item.type === 'row' && item.row > 1) read.push([item.cells[0]?.text ?? '', item.cells[1]!.text])
          }
          expect(read.map(([text]) => text)).toEqual(
            rows.map(([text]) => (text.trim() === '' ? '' : text.replace(/[\ufffe\uffff]/g, '\ufffd'))),
          )
          const units = read.map(([, amount]) => BigInt(Math.sign(Number(amount)) < 0 ? -1 : 1) * toUnits(amount))
          expect(units).toEqual(rows.map(([, amount]) => amount))
        },
      ),
      { numRuns: 60 },
    )
  })
})

test.each([
  ['1900-03-01', 61],
  ['2026-11-30', 46356],
  ['1900-02-28', null],
])('the serial of %s is %s', (day, serial) => expect(daySerial(day as Day)).toBe(serial))

test.each([
  [0, 'A'],
  [25, 'Z'],
  [26, 'AA'],
  [701, 'ZZ'],
  [702, 'AAA'],
  [16383, 'XFD'],
])('column %i is %s', (index, letters) => expect(columnLetters(index)).toBe(letters))

const toUnits = (amount: string): bigint => {
  const [whole, fraction = ''] = amount.replace('-', '').split('.')
  return BigInt(whole! + fraction.padEnd(2, '0'))
}

async function whole(sheets: Sheet[], rowsPerSheetMax?: number): Promise<ExcelJS.Buffer & Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of writeWorkbook(sheets, { rowsPerSheetMax })) chunks.push(chunk)
  return Buffer.concat(chunks) as unknown as ExcelJS.Buffer & Uint8Array
}

async function readAll(bytes: Uint8Array): Promise<string[]> {
  const lines: string[] = []
  for await (const item of readSheets([bytes])) {
    if (item.type === 'sheet') lines.push(`# ${item.name}`)
    else if (item.type === 'row') {
      const cells = Array.from(item.cells, (cell) =>
        cell?.kind === 'text' && /^\d/.test(cell.text) ? JSON.stringify(cell.text) : (cell?.text ?? ''),
      )
      lines.push(`${item.row} ${cells.join('|')}`)
    } else lines.push(`! ${item.problem.message}`)
  }
  return lines
}

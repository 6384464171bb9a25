import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { readSheets } from './read.ts'
import { writeWorkbook } from './write.ts'

describe('readSheets', () => {
  test('reads what exceljs writes: shared texts, days, formulas, rich text, hidden sheets', async () => {
    const book = new ExcelJS.Workbook()
    const sheet = book.addWorksheet('Order')
    sheet.getCell('A1').value = 'Åsa'
    sheet.getCell('C1').value = 1250.5
    sheet.getCell('A3').value = { richText: [{ text: 'fet' }, { font: { bold: true }, text: ' text' }] }
    sheet.getCell('B3').value = new Date('2026-11-30T13:45:00Z')
    sheet.getCell('C3').value = { formula: 'C1*3', result: 3751.5 }
    sheet.getCell('D3').value = true
    sheet.getCell('E3').value = { error: '#N/A' }
    sheet.getCell('F3').value = 0.1 + 0.2
    book.addWorksheet('Dold', { state: 'hidden' }).getCell('A1').value = 'x'
    expect(await lines(new Uint8Array(await book.xlsx.writeBuffer()))).toEqual([
      '# Order',
      '1: text Åsa|-|number 1250.5',
      '3: text fet text|day 2026-11-30|number 3751.5|boolean TRUE|error #N/A|number 0.3',
      '# Dold (hidden)',
      '1: text x',
    ])
  })

  test.each([
    ['<c r="A1"><v>3750.2999999999997</v></c>', 'number 3750.3'],
    ['<c r="A1"><v>1.25E3</v></c>', 'number 1250'],
    ['<c r="A1"><v>12345678901234567</v></c>', 'number 12345678901234567'],
    ['<c r="A1" s="1"><v>59</v></c>', 'day 1900-02-28'],
    ['<c r="A1" s="1"><v>61</v></c>', 'day 1900-03-01'],
    ['<c r="A1" s="1"><v>46356.75</v></c>', 'day 2026-11-30'],
    ['<c r="A1" s="2"><v>0.5</v></c>', 'number 0.5'],
    ['<c t="inlineStr"><is><t>a_x000A_b</t></is></c>', 'text a\nb'],
    ['<c r="A1" t="str"><f>B1</f><v/></c>', ''],
    ['<c r="A1"><f>1+1</f></c>', 'error a formula without a stored value (open the file in Excel and save it)'],
    ['<c r="A1" t="d"><v>2026-11-30T00:00:00Z</v></c>', 'day 2026-11-30'],
  ])('%s is %s', async (cell, expected) => {
    const read = await lines(workbook(`<row r="1">${cell}<c r="B1"><v>1</v></c></row>`))
    expect(read).toEqual(['# S', `1: ${expected || '-'}|number 1`])
  })

  test('the 1904 date system', async () => {
    const bytes = workbook('<row r="1"><c r="A1" s="1"><v>44894</v></c></row>', '<workbookPr date1904="1"/>')
    expect(await lines(bytes)).toEqual(['# S', '1: day 2026-11-30'])
  })

  test.each([
    ['a number that is none', '<row r="7"><c r="B7"><v>12abc</v></c></row>', 'cell B7 cannot be read (12abc)'],
    ['a shared text that is missing', '<row r="7"><c r="B7" t="s"><v>99</v></c></row>', 'cell B7 cannot be read (99)'],
    ['a row past the end of Excel', '<row r="1048577"><c r="A1048577"><v>1</v></c></row>', 'row number 1048577'],
    ['broken XML', '<row r="1"><c></row>', 'the file is damaged'],
    ['an entity bomb', '<row r="1"><c r="A1" t="str"><v>&lol;</v></c></row>', 'the file is damaged'],
  ])('%s is a problem', async (_, rows, message) => {
    expect((await lines(workbook(rows))).join('\n')).toContain(message)
  })

  test.each([
    ['an empty file', new Uint8Array(), 'the file is empty'],
    ['an old .xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'save it as .xlsx'],
    ['a text', Buffer.from('hello'), 'not an Excel workbook'],
    ['another zip', Buffer.from(zipSync({ 'a.txt': strToU8('a') })), 'holds no Excel workbook'],
  ])('%s is a problem', async (_, bytes, message) => {
    expect((await lines(bytes)).join('\n')).toContain(message)
  })

  test('a zip bomb stops at the limit, whatever size its directory states', async () => {
    const bomb = workbook(' '.repeat(3_000_000) + '<row r="1"><c r="A1"><v>1</v></c></row>')
    const read: string[] = []
    for await (const item of readSheets([bomb], { inflatedBytesMax: 1_000_000 }))
      if (item.type === 'problem') read.push(item.problem.code)
    expect(read).toEqual(['xlsx.too-large'])
    const at = Buffer.from(bomb).lastIndexOf('xl/worksheets/sheet1.xml') - 46 + 24
    new DataView(bomb.buffer, bomb.byteOffset).setUint32(at, 1000, true)
    expect((await lines(bomb)).join('\n')).toContain('damaged')
  })

  test('one changed bit is never read as a different figure', async () => {
    const whole = await ours()
    const clean = await lines(whole)
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const changed = Uint8Array.from(whole)
        changed[at]! ^= mask
        const read = await lines(changed)
        if (!read.some((line) => line.startsWith('!')))
          expect(read.filter((l) => !l.startsWith('#'))).toEqual(clean.filter((l) => !l.startsWith('#')))
      }),
      { numRuns: 300 },
    )
  })

  test('a cut file and garbage give problems', async () => {
    const whole = await ours()
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.uint8Array({ maxLength: 300 }), async (cut, garbage) => {
        expect((await lines(whole.subarray(0, cut))).some((line) => line.startsWith('!'))).toBe(true)
        expect(
          (await lines(Buffer.concat([Buffer.from('PK\x03\x04'), garbage]))).some((line) => line.startsWith('!')),
        ).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  test('pieces do not matter', async () => {
    const whole = await ours()
    const pieces = Array.from({ length: Math.ceil(whole.length / 7) }, (_, i) => whole.subarray(i * 7, i * 7 + 7))
    expect(await lines(...pieces)).toEqual(await lines(whole))
  })
})

async function lines(...bytes: Uint8Array[]): Promise<string[]> {
  const read: string[] = []
  for await (const item of readSheets(bytes)) {
    if (item.type === 'sheet') read.push(`# ${item.name}${item.hidden ? ' (hidden)' : ''}`)
    else if (item.type === 'problem') read.push(`! ${item.problem.message}`)
    else
      read.push(
        `${item.row}: ${Array.from(item.cells, (cell) => (cell ? `${cell.kind} ${cell.text}` : '-')).join('|')}`,
      )
  }
  return read
}

async function ours(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  const columns = [
    { key: 'a', title: 'A', kind: 'text' as const },
    { key: 'b', title: 'B', kind: 'money' as const },
  ]
  const rows = Array.from({ length: 40 }, (_, i) => [`rad ${i}`, BigInt(i * 997)])
  for await (const chunk of writeWorkbook([{ name: 'S', columns, rows }])) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function workbook(rows: string, properties = ''): Uint8Array {
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  return zipSync({
    'xl/workbook.xml': strToU8(
      `<workbook xmlns:r="${relations}">${properties}<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `<Relationships><Relationship Id="rId1" Type="${relations}/worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>`,
    ),
    'xl/styles.xml': strToU8(
      '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="20"/></cellXfs></styleSheet>',
    ),
    'xl/worksheets/sheet1.xml': strToU8(`<worksheet><sheetData>${rows}</sheetData></worksheet>`),
  })
}

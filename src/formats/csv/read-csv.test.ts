import fc from 'fast-check'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { readCsv } from './read-csv.ts'

const show = (bytes: Uint8Array) => readCsv(bytes).map(({ row, cells }) => `${row}: ${cells.join('|')}`)
const utf8 = (text: string) => Buffer.from(text)

test.each<[string, Uint8Array, string[]]>([
  ['semicolons, a blank row, no end of line', utf8('Nr;Namn\r\n\r\n1;Åsa'), ['1: Nr|Namn', '3: 1|Åsa']],
  [
    'commas, quotes, a line break in a cell',
    utf8('a,b\n"1, one","x\ny ""z"""\n2,q\n'),
    ['1: a|b', '2: 1, one|x\ny "z"', '4: 2|q'],
  ],
  ['sep=', utf8('sep=|\na|b;c\n'), ['2: a|b;c']],
  ['tabs in UTF-16 with a mark', Buffer.from('\ufeffa\tb\n1\t2', 'utf16le'), ['1: a|b', '2: 1|2']],
  ['Windows-1252', iconv.encode('Nr;Ort\n1;Malmö', 'windows-1252'), ['1: Nr|Ort', '2: 1|Malmö']],
  ['Windows-1251', iconv.encode('Номер;Име\n1;Пример', 'windows-1251'), ['1: Номер|Име', '2: 1|Пример']],
  ['a quote that never closes', utf8('a;b\n"1;2\n3'), ['1: a|b', '2: 1;2\n3']],
])('%s', (_, bytes, rows) => {
  expect(show(bytes)).toEqual(rows)
})

test('whatever cells hold comes back', () => {
  const cell = fc.stringMatching(/^[a-zåäöА-я0-9"',;\n|. -]{0,12}$/).map((text) => text.trim())
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 }), (rows) => {
      const text = rows.map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(';')).join('\r\n')
      const kept = rows.filter((row) => row.some((c) => c !== ''))
      expect(readCsv(utf8(`sep=;\n${text}`)).map((row) => row.cells)).toEqual(kept)
    }),
  )
})

test('garbage never throws', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readCsv(bytes)))
})

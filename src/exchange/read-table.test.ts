import { expect, test } from 'vitest'
import { readTable } from './read-table.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
async function* of(bytes: Uint8Array) {
  yield bytes
}
const rows = async (bytes: Uint8Array, cyrillic = false) =>
  (await readTable(of(bytes), cyrillic)).rows.map(({ row, cells }) => [row, ...cells])

test.each<[string, Uint8Array, boolean, unknown[]]>([
  [
    'semicolons',
    utf8('Konto;Belopp\n1510;1 250,50\n'),
    false,
    [
      [1, 'Konto', 'Belopp'],
      [2, '1510', '1 250,50'],
    ],
  ],
  [
    'the mark of a UTF-8 file',
    utf8('\ufeffKonto,Namn\n1510,Åsa'),
    false,
    [
      [1, 'Konto', 'Namn'],
      [2, '1510', 'Åsa'],
    ],
  ],
  ['windows-1252', Uint8Array.from([0xc5, 0x73, 0x61, 0x09, 0x31]), false, [[1, 'Åsa', '1']]],
  ['windows-1251', Uint8Array.from([0xc8, 0xe2, 0xe0, 0xed, 0x09, 0x31]), true, [[1, 'Иван', '1']]],
  [
    'quotes, and a line end within them',
    utf8('a;"b ""c"";\nd"\r\n\r\ne;f'),
    false,
    [
      [1, 'a', 'b "c";\nd'],
      [4, 'e', 'f'],
    ],
  ],
])('%s', async (_, bytes, cyrillic, expected) => expect(await rows(bytes, cyrillic)).toEqual(expected))

test('a quote that is never closed is told with its row', async () => {
  expect((await readTable(of(utf8('a;b\nc;"d')), false)).problems).toMatchObject([{ code: 'table.quote-open', row: 2 }])
})

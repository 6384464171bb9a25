import { describe, expect, test } from 'vitest'
import type { MoneyInItem, ProblemItem } from '../../format.ts'
import { bgmax } from './read.ts'

const record = (start: string, ...fields: [position: number, text: string][]) =>
  fields.reduce((line, [position, text]) => line.padEnd(position - 1) + text, start).padEnd(80)
const start = record('01BGMAX', [23, '0120260302173000000001P'])
const opening = record('050009912346', [23, 'SEK'])
const payment = (ore: number, reference = '', code = '0', tk = '20') =>
  record(`${tk}0000000000`, [13, reference], [38, `${String(ore).padStart(18, '0')}${code}1`], [58, '000000000007'])
const deposit = (ore: number, count: number) =>
  record(
    '15',
    [3, '0'.repeat(35)],
    [38, '2026030200001'],
    [51, `${String(ore).padStart(18, '0')}SEK${String(count).padStart(8, '0')}`],
  )
const end = (...counts: number[]) => `70${counts.map((count) => String(count).padStart(8, '0')).join('')}`

async function items(lines: string[], lineEnd = '\r\n'): Promise<(MoneyInItem | ProblemItem)[]> {
  const found: (MoneyInItem | ProblemItem)[] = []
  for await (const item of bgmax.read([Buffer.from(lines.join(lineEnd), 'latin1')])) found.push(item)
  return found
}
const codes = (found: (MoneyInItem | ProblemItem)[]) =>
  found.flatMap((item) => (item.type === 'problem' ? [item.problem.code] : []))
const payments = (found: (MoneyInItem | ProblemItem)[]) =>
  found.flatMap((item) => (item.type === 'payment' ? [item] : []))

describe('sums and frame', () => {
  test.each<[string, string[], string[]]>([
    ['whole', [start, opening, payment(100), deposit(100, 1), end(1, 0, 0, 1)], []],
    [
      'a section of deductions alone',
      [start, opening, payment(100, '', '0', '21'), payment(300), deposit(200, 2), end(1, 1, 0, 1)],
      [],
    ],
    [
      'a deposit that differs',
      [start, opening, payment(100), deposit(101, 1), end(1, 0, 0, 1)],
      ['bgmax.sum-of-deposit'],
    ],
    [
      'a deposit that counts otherwise',
      [start, opening, payment(100), deposit(100, 2), end(1, 0, 0, 1)],
      ['bgmax.count'],
    ],
    ['an end that counts otherwise', [start, opening, payment(100), deposit(100, 1), end(1, 0, 1, 1)], ['bgmax.count']],
    ['no end', [start, opening, payment(100), deposit(100, 1)], ['bgmax.no-end']],
    ['no start', [opening, payment(100), deposit(100, 1), end(1, 0, 0, 1)], ['bgmax.no-start']],
    ['no deposit', [start, opening, payment(100), end(1, 0, 0, 0)], ['bgmax.no-deposit']],
    ['no section', [start, payment(100), deposit(100, 1), end(1, 0, 0, 1)], ['bgmax.no-section']],
    [
      'a reference without a payment',
      [start, opening, payment(0, '7', '2', '22'), deposit(0, 0), end(0, 0, 1, 1)],
      ['bgmax.no-payment'],
    ],
    ['two files in one', [start, opening, payment(1), deposit(1, 1), end(1, 0, 0, 1), start, end(0, 0, 0, 0)], []],
    ['a test file', [start.replace(/P(?= *$)/, 'T'), end(0, 0, 0, 0)], ['bgmax.test-file']],
    ['unknown records', [start, 'XX anything', '99', opening, payment(1), deposit(1, 1), end(1, 0, 0, 1)], []],
    [
      'parts that differ',
      [start, opening, payment(100), payment(60, '11', '4', '22'), deposit(100, 1), end(1, 0, 1, 1)],
      ['bgmax.parts'],
    ],
  ])('%s', async (_name, lines, expected) => {
    expect(codes(await items(lines))).toEqual(expected)
    expect(codes(await items([...lines, ''], '\n'))).toEqual(expected)
  })
})

test('tabs are expanded to multiples of eight before positions are cut', async () => {
  const tabbed = '220000000000\t\t       657965000000000000000000220000000000140'
  const [found] = payments(await items([start, opening, payment(100), tabbed, deposit(100, 1), end(1, 0, 1, 1)]))
  expect(found?.references).toEqual([{ kind: 'ocr', reference: '657965', amount: null }])
})

test.each<[string, string, string[]]>([
  [
    'goes on in the information when it fills its field',
    'Hyra mars 2026 kund nr 88',
    ['Hyra mars 2026 kund nr 88', 'Hyra mars 2026 kund nr 8849'],
  ],
  ['ends where its field has room', 'Hyra kund nr 88', ['Hyra kund nr 88']],
])('a free reference %s', async (_name, reference, expected) => {
  const [found] = payments(
    await items([start, opening, payment(1, reference, '3'), '2549', deposit(1, 1), end(1, 0, 0, 1)]),
  )
  expect(found?.references.map((each) => each.reference)).toEqual(expected)
  expect(found?.text).toBe('49')
})

test('equal serials of a section stay two payments', async () => {
  const found = payments(await items([start, opening, payment(5), payment(5), deposit(10, 2), end(2, 0, 0, 1)]))
  expect(found.map((each) => each.bankReference)).toEqual(['2026-03-02/1/000000000007', '2026-03-02/1/000000000007#2'])
})

test('a file joined to itself is refused: its deposits stand there twice', async () => {
  const file = [start, opening, payment(5), deposit(5, 1), end(1, 0, 0, 1)]
  expect(codes(await items([...file, ...file]))).toEqual(['bgmax.deposit-twice'])
  const other = [start, opening, payment(7), deposit(7, 1).replace('00001', '00002'), end(1, 0, 0, 1)]
  expect(codes(await items([...file, ...other]))).toEqual([])
})

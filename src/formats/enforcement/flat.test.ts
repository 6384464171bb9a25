import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Day } from '../../kernel/day.ts'
import { readFlat, writeFlat } from './flat.ts'
import type { OutFile } from './neutral.ts'
import { writeXml } from './xml.ts'

const on = (text: string) => text as Day
const file: OutFile = {
  representativeCode: '12345',
  serialNo: 7,
  madeOn: on('2026-11-20'),
  test: true,
  transactions: [
    {
      kind: 'application',
      case: 'K12',
      currency: 'SEK',
      parties: [
        {
          role: 'applicant',
          isPerson: false,
          number: '2120000142',
          name: 'Exempelstads kommun',
          street: 'Storgatan 1',
          postCode: '11122',
          city: 'Exempelstad',
          country: 'SE',
        },
        {
          role: 'respondent',
          isPerson: true,
          number: '191212121212',
          name: 'Åsa <Lind>',
          street: 'Lillgatan 2',
          postCode: '11133',
          city: 'Exempelstad',
          country: 'SE',
        },
      ],
      claims: [
        {
          no: 1,
          type: 'Kapital',
          amount: 125_000n,
          dueOn: on('2026-07-31'),
          invoiceNumber: '100001',
          ground: `Faktura 100001 avser barnomsorg ${'och mer '.repeat(12)}`,
          interest: { kind: 'law', percent: null, from: on('2026-08-01') },
        },
        {
          no: 2,
          type: 'Ansokningsavgift',
          amount: 30_000n,
          dueOn: null,
          invoiceNumber: '',
          ground: 'Ansökningsavgift',
          interest: null,
        },
      ],
      payments: [{ on: on('2026-08-15'), amount: 10_000n }],
    },
    { kind: 'withdrawal', case: 'K3', courtNumber: '01-1-26', on: on('2026-11-20'), reason: 'betald' },
  ],
}

test('posts from start to end, their fields in place, counted and summed', () => {
  const lines = Buffer.from(writeFlat(file)).toString('latin1').split('\r\n')
  expect(lines[0]).toBe('00R00112345     00000720261120T')
  expect(lines.map((line) => line.slice(0, 2))).toEqual([
    '00',
    '10',
    '20',
    '20',
    '30',
    '31',
    '31',
    '30',
    '31',
    '40',
    '62',
    '99',
    '',
  ])
  expect(lines[4]).toContain('001Kapital             00000012500020260731100001')
  expect(lines.at(-2)).toBe(`990000012${'165000'.padStart(15, '0')}`)
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(200)
})

test('what does not fit is refused, not cut', () => {
  const long = structuredClone(file)
  const [first] = long.transactions
  if (first?.kind === 'application') first.parties[0]!.name = 'x'.repeat(61)
  expect(() => writeFlat(long)).toThrow('room for 60')
})

test('XML says the same, escaped', () => {
  const text = new TextDecoder().decode(writeXml(file))
  expect(text).toContain('<Namn>Åsa &lt;Lind&gt;</Namn>')
  expect(text).toContain('<Typ>Kapital</Typ>')
  expect(text).toMatch(/<AnsokanGrundText>Faktura 100001 avser/)
})

const pad = (text: string, length: number) => text.padEnd(length, ' ')
const start = '00R00112345     00000120261121 '
const decision = `63${pad('K12', 20)}${pad('01-77-26', 20)}20261201${'125000'.padStart(12, '0')}${'68000'.padStart(12, '0')}20260801${pad('utslag', 70)}`
const end = (posts: number, sum: number) => `99${String(posts).padStart(7, '0')}${String(sum).padStart(15, '0')}`
const read = (...lines: string[]) => readFlat(Buffer.from(lines.join('\r\n'), 'latin1'))

test('a receipt, an objection and a decision', () => {
  const found = read(
    start,
    '50000007J',
    `60${pad('K12', 20)}${pad('01-77-26', 20)}20261125X bestrids`,
    decision,
    end(5, 193_000),
  )
  expect(found).toMatchObject({
    problems: [],
    serialNo: 1,
    receipts: [{ serialNo: 7, taken: true }],
    answers: [
      { kind: 'objected', case: 'K12', courtNumber: '01-77-26', on: '2026-11-25', text: 'bestrids' },
      { kind: 'decision', capital: 125_000n, costs: 68_000n, interestFrom: '2026-08-01' },
    ],
  })
})

test.each<[string, string[], string]>([
  ['no end', [start], 'enforcement-file.cut-off'],
  ['another sum', [start, decision, end(3, 1)], 'enforcement-file.control'],
  ['an unknown post', [start, '42', end(3, 0)], 'enforcement-file.post-unknown'],
  ['our own post', [start, '10K1', end(3, 0)], 'enforcement-file.post-unexpected'],
  ['no start', [decision, end(2, 193_000)], 'enforcement-file.no-start'],
  ['another layout', [start.replace('R001', 'R999'), end(2, 0)], 'enforcement-file.version'],
])('%s is refused', (_, lines, code) => {
  expect(read(...lines).problems.map((problem) => problem.code)).toContain(code)
})

test('garbage never throws', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readFlat(bytes)))
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAgencyFile } from './read.ts'

const read = (content: unknown) =>
  readAgencyFile(Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)))

test('answers and a remittance', () => {
  const file = read({
    answers: [{ case: 'K1', kind: 'accepted', on: '2026-11-20', number: 'A-77' }],
    remittances: [
      {
        reference: 'R9',
        on: '2026-11-20',
        currency: 'SEK',
        fee: '100.00',
        feeVat: '25',
        net: '1375.00',
        rows: [{ case: 'K1', paidOn: '2026-11-18', capital: '1440.00', interest: '60.00' }],
      },
    ],
  })
  expect(file.problems).toEqual([])
  expect(file.answers).toEqual([
    { case: 'K1', kind: 'accepted', on: '2026-11-20', agencyNumber: 'A-77', text: null, key: 'accepted 2026-11-20 ' },
  ])
  expect(file.remittances[0]).toMatchObject({ net: '1375.00', rows: [{ fees: '0', capital: '1440.00' }] })
})

test.each<[string, unknown, string[]]>([
  ['no JSON', '{', ['collection-file.damaged']],
  ['something else', { hello: 1 }, ['collection-file.unknown']],
  ['another table', 'a;b\n1;2', ['collection-file.unknown']],
  ['an unknown kind', { answers: [{ case: 'K1', kind: 'paid', on: '2026-11-20' }] }, ['collection-file.field-wrong']],
  [
    'a net that is not',
    {
      remittances: [
        { reference: 'R', on: '2026-11-20', currency: 'SEK', net: '10', rows: [{ case: 'K1', capital: '11' }] },
      ],
    },
    ['collection-file.sum-differs'],
  ],
  [
    'a table without its total',
    'reference;date;currency;case;paid;capital;interest;fees;fee;fee-vat;net\nR;2026-11-20;SEK;K1;;10;0;0;;;\n',
    ['collection-file.total-missing', 'collection-file.sum-differs'],
  ],
])('%s is refused', (_, content, codes) => {
  const { problems } = read(content)
  expect(problems.map(({ code }) => code)).toEqual(expect.arrayContaining([codes[0]!]))
})

test('a table of two cases', () => {
  const file = read(
    'reference;date;currency;case;paid;capital;interest;fees;fee;fee-vat;net\r\nR;2026-11-20;SEK;K1;2026-11-19;10,50;0;0;;;\r\nR;2026-11-20;SEK;K2;;5;1;0;;;\r\nR;2026-11-20;SEK;total;;;;;2;0,5;14\r\n',
  )
  expect(file).toMatchObject({
    problems: [],
    remittances: [
      { fee: '2', feeVat: '0.5', net: '14', rows: [{ capital: '10.50' }, { case: 'K2', paidOn: '2026-11-20' }] },
    ],
  })
})

test('garbage never throws', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readAgencyFile(bytes)))
  fc.assert(fc.property(fc.jsonValue(), (value) => void read({ answers: value, remittances: value })))
})

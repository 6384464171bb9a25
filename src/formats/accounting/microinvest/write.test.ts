import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { day } from '../../../kernel/day.ts'
import { minor } from '../../../kernel/money.ts'
import { type Problem, Refused } from '../../../kernel/problem.ts'
import { type MicroinvestDocument, type MicroinvestPayment, writeMicroinvest } from './write.ts'

type Item = MicroinvestDocument | MicroinvestPayment
async function write(documents: Item[]): Promise<{ bytes: Buffer; warnings: Problem[] }> {
  const warnings: Problem[] = []
  const pieces: Uint8Array[] = []
  for await (const piece of writeMicroinvest(documents, (problem) => warnings.push(problem))) pieces.push(piece)
  return { bytes: Buffer.concat(pieces), warnings }
}
const text = async (documents: Item[]): Promise<string> => iconv.decode((await write(documents)).bytes, 'windows-1251')

const party = {
  name: 'Балкан Вода ООД',
  responsiblePerson: 'Мария Петрова',
  town: 'ПЛОВДИВ',
  address: 'бул. Марица 7',
  vatNumber: 'BG131272009',
  eik: '131272009',
}
const document = (more: Partial<MicroinvestDocument> = {}): MicroinvestDocument => ({
  type: 'document',
  kind: 'invoice',
  number: '42',
  on: day('2026-03-31'),
  party,
  rates: [{ percent: '20', gross: minor(120_00n), vat: minor(20_00n) }],
  cost: null,
  bankAccount: null,
  note: null,
  ...more,
})
const payment = (more: Partial<MicroinvestPayment> = {}): MicroinvestPayment => ({
  type: 'payment',
  kind: 'invoice',
  number: '42',
  on: day('2026-04-01'),
  party,
  amount: minor(50_00n),
  ...more,
})

describe('rows', () => {
  test.each<[string, Item[], string]>([
    [
      'an invoice of two rates with cost, account and note, and a payment',
      [
        document({
          rates: [
            { percent: '20', gross: minor(120_00n), vat: minor(20_00n) },
            { percent: '9', gross: minor(109_00n), vat: minor(9_00n) },
          ],
          cost: minor(60_05n),
          bankAccount: 'BG80BNBG96611020345678',
          note: 'Договор 7',
        }),
        payment(),
      ],
      `2|31.03.2026|0000000042|Ф-ра|120.00|16|Балкан Вода ООД|Мария Петрова|ПЛОВДИВ|бул. Марица 7|BG131272009|131272009|BG80BNBG96611020345678|Издадена фактура|Договор 7|20.00
2|31.03.2026|0000000042|Ф-ра|109.00|20|Балкан Вода ООД|Мария Петрова|ПЛОВДИВ|бул. Марица 7|BG131272009|131272009|BG80BNBG96611020345678|Издадена фактура|Договор 7|9.00
8|31.03.2026|0000000042|Ф-ра|60.05|8|||ПЛОВДИВ||||BG80BNBG96611020345678|Издадена фактура|Договор 7|0
10|01.04.2026|0000000042|Ф-ра|50.00|8|Балкан Вода ООД|Мария Петрова|ПЛОВДИВ|бул. Марица 7|BG131272009|131272009|   |Плащане в брой| |0.00
`,
    ],
    [
      'a credit note and the money back',
      [
        document({ kind: 'credit-note', number: '0000000043' }),
        payment({ kind: 'credit-note', number: '43', amount: minor(-30_00n) }),
      ],
      `2|31.03.2026|0000000043|КИ|-120.00|16|Балкан Вода ООД|Мария Петрова|ПЛОВДИВ|бул. Марица 7|BG131272009|131272009|   |Кредитно известие| |-20.00
10|01.04.2026|0000000043|КИ|-30.00|8|Балкан Вода ООД|Мария Петрова|ПЛОВДИВ|бул. Марица 7|BG131272009|131272009|   |Плащане в брой| |0.00
`,
    ],
    [
      'a sale without invoice, without VAT, to one of whom little is known',
      [
        document({
          kind: 'sale',
          rates: [{ percent: '0', gross: minor(50_00n), vat: minor(0n) }],
          party: { name: 'Ан', responsiblePerson: null, town: null, address: null, vatNumber: null, eik: null },
        }),
      ],
      '2|31.03.2026|0000000042|ОП|50.00|21|Ан||||||   |Продажба| |0.00\n',
    ],
    [
      'a credit note of nothing has no minus',
      [document({ kind: 'credit-note', rates: [{ percent: '0', gross: minor(0n), vat: minor(0n) }] })],
      '2|31.03.2026|0000000042|КИ|0.00|21|Балкан Вода ООД|Мария Петрова|ПЛОВДИВ|бул. Марица 7|BG131272009|131272009|   |Кредитно известие| |0.00\n',
    ],
  ])('%s', async (_, documents, expected) => {
    expect(await text(documents)).toBe(expected.replaceAll('\n', '\r\n'))
  })

  test('nothing gives no bytes', async () => expect((await write([])).bytes).toHaveLength(0))
})

test('bars, line breaks and letters that windows-1251 lacks are replaced and told', async () => {
  const { bytes, warnings } = await write([
    document({ party: { ...party, name: 'Ängen | Кафе\r\nБар 😀' }, note: 'Щъркел №1 – „да“' }),
  ])
  const fields = iconv.decode(bytes, 'windows-1251').split('|')
  expect(fields).toHaveLength(16)
  expect([fields[6], fields[14]]).toEqual(['Angen Кафе Бар ?', 'Щъркел №1 – „да“'])
  expect(warnings.map(({ code, data }) => [code, data?.to])).toEqual([['microinvest.text-changed', 'Angen Кафе Бар ?']])
})

test('whatever the texts, each row has 16 fields and each line one row', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), async (texts) => {
      const documents = texts.map((value) =>
        document({ party: { ...party, name: `x${value}`, address: value, town: value }, note: value, cost: minor(1n) }),
      )
      const lines = (await text(documents)).split('\r\n')
      expect(lines.pop()).toBe('')
      expect(lines).toHaveLength(texts.length * 2)
      for (const line of lines) expect(line.split('|')).toHaveLength(16)
    }),
  ))

test('all problems of all documents are named', async () => {
  const refused: unknown = await write([
    document(),
    document({ number: 'INV-1', rates: [] }),
    document({ number: '12345678901', rates: [{ percent: '25' as '20', gross: minor(1n), vat: minor(0n) }] }),
    document({ kind: 'credit-note', cost: minor(1n), rates: [document().rates[0]!, document().rates[0]!] }),
    payment({ party: { ...party, name: ' ' } }),
  ]).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(Refused)
  expect((refused as Refused).problems.map(({ code, data }) => `${data?.number} ${code}`)).toEqual([
    'INV-1 microinvest.number',
    'INV-1 microinvest.no-rates',
    '12345678901 microinvest.number',
    '12345678901 microinvest.rate',
    '42 microinvest.rate-twice',
    '42 microinvest.cost',
    '42 microinvest.party-missing',
  ])
})

const collected = '../shared/samples/microinvest-bg/'
describe.skipIf(!existsSync(collected))('layouts in ../shared (skipped where they are absent)', () => {
  const customer = {
    name: 'Тестов клиент ООД',
    responsiblePerson: 'Иван Иванов',
    town: 'СОФИЯ',
    address: 'ул. Пример 1',
    vatNumber: 'BG123456786',
    eik: '123456786',
  }
  const on = day('2026-07-15')
  const sale = (more: Partial<MicroinvestDocument>) => document({ on, party: customer, ...more })
  const cash = (more: Partial<MicroinvestPayment>) => payment({ on, party: customer, ...more })
  test.each<[string, Item[]]>([
    ['C01_sale_cost_cash', [sale({ number: '1', cost: minor(60_00n) }), cash({ number: '1' })]],
    [
      'C02_credit_note',
      [sale({ kind: 'credit-note', number: '2' }), cash({ kind: 'credit-note', number: '2', amount: minor(-30_00n) })],
    ],
    [
      'C03_two_rates',
      [
        sale({
          number: '3',
          cost: minor(60_00n),
          rates: [...document().rates, { percent: '9', gross: minor(109_00n), vat: minor(9_00n) }],
        }),
      ],
    ],
    ['C06_cash_payments', [cash({ number: '6', amount: minor(60_00n) }), cash({ number: '7', amount: minor(30_00n) })]],
  ])('%s, byte for byte', async (name, documents) => {
    const { bytes, warnings } = await write(documents)
    expect(iconv.decode(bytes, 'windows-1251')).toBe(
      iconv.decode(readFileSync(`${collected}${name}.txt`), 'windows-1251'),
    )
    expect(bytes.equals(readFileSync(`${collected}${name}.txt`))).toBe(true)
    expect(warnings).toEqual([])
  })
})

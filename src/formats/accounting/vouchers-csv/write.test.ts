import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { day } from '../../../kernel/day.ts'
import { minor } from '../../../kernel/money.ts'
import { type Problem, Refused } from '../../../kernel/problem.ts'
import {
  defaultVouchersCsv,
  templateProblems,
  type VouchersCsvColumn,
  type VouchersCsvTemplate,
  type VouchersCsvValue,
  vouchersCsvValues,
} from './template.ts'
import { type CsvVoucher, writeVouchersCsv } from './write.ts'

const invoice: CsvVoucher = {
  series: 'K',
  number: '17',
  on: day('2026-03-31'),
  text: 'Kundfaktura 1001',
  currency: 'SEK',
  document: { type: 'invoice', number: '1001', on: day('2026-03-30'), dueOn: day('2026-04-30') },
  party: { number: 'C100', name: 'Kafé "Ängen"; filial', organisationNumber: '556334-3689', vatNumber: null },
  postings: [
    { account: '1510', amount: minor(1250_50n), text: null, dimensions: { ansvar: '10' }, vatCode: null },
    { account: '3001', amount: minor(-1250_50n), text: 'Vatten', dimensions: {}, vatCode: '25' },
  ],
}
const template = (change: Partial<VouchersCsvTemplate>): VouchersCsvTemplate => ({ ...defaultVouchersCsv, ...change })
const columns = (...values: VouchersCsvValue[]): VouchersCsvColumn[] => values.map((value) => ({ title: value, value }))

async function write(
  given: VouchersCsvTemplate,
  vouchers: CsvVoucher[] = [invoice],
): Promise<{ bytes: Buffer; warnings: Problem[] }> {
  const warnings: Problem[] = []
  const pieces: Uint8Array[] = []
  for await (const piece of writeVouchersCsv(given, vouchers, (problem) => warnings.push(problem))) pieces.push(piece)
  return { bytes: Buffer.concat(pieces), warnings }
}
const refusals = async (given: VouchersCsvTemplate, vouchers?: CsvVoucher[]) => {
  const error: unknown = await write(given, vouchers).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Refused)
  return (error as Refused).problems.map(({ code, row }) => [code, row])
}

test('the default: one row per posting, quoted where needed', async () => {
  const { bytes, warnings } = await write(defaultVouchersCsv)
  expect(bytes.toString('utf8')).toBe(
    '\ufeffSeries;Number;Date;Document;Party;Name;Account;Text;Debit;Credit;Currency\r\n' +
      'K;17;2026-03-31;1001;C100;"Kafé ""Ängen""; filial";1510;Kundfaktura 1001;1250,50;;SEK\r\n' +
      'K;17;2026-03-31;1001;C100;"Kafé ""Ängen""; filial";3001;Vatten;;1250,50;SEK\r\n',
  )
  expect(warnings).toEqual([])
})

test('no vouchers give the titles alone', async () => {
  expect((await write(template({ encoding: 'utf-8', columns: columns('posting.amount') }), [])).bytes.toString()).toBe(
    'posting.amount\r\n',
  )
})

test('every value has its column', async () => {
  const given = template({
    encoding: 'utf-8',
    separator: '|',
    decimalMark: '.',
    dateForm: 'dd.MM.yyyy',
    titles: false,
    columns: columns(...vouchersCsvValues, 'dimension:ansvar', 'constant:AR'),
  })
  expect((await write(given)).bytes.toString().split('\r\n')).toEqual([
    'K|17|31.03.2026|Kundfaktura 1001|SEK|invoice|1001|30.03.2026|30.04.2026|C100|"Kafé ""Ängen""; filial"|556334-3689||1|1510|Kundfaktura 1001|1250.50|1250.50||D|1250.50||10|AR',
    'K|17|31.03.2026|Kundfaktura 1001|SEK|invoice|1001|30.03.2026|30.04.2026|C100|"Kafé ""Ängen""; filial"|556334-3689||2|3001|Vatten|-1250.50||1250.50|C|1250.50|25||AR',
    '',
  ])
})

test('fixed width: texts left, amounts right; a text is cut with a warning', async () => {
  const given = template({
    encoding: 'windows-1252',
    separator: '',
    lineEnd: '\n',
    titles: false,
    decimalMark: '.',
    dateForm: 'yyyyMMdd',
    columns: [
      { title: 'Konto', value: 'posting.account', width: 6 },
      { title: 'Dag', value: 'voucher.on', width: 8 },
      { title: 'Belopp', value: 'posting.amount', width: 10 },
      { title: 'Namn', value: 'party.name', width: 6 },
      { title: 'Nr', value: 'voucher.number', width: 4, align: 'right' },
    ],
  })
  const { bytes, warnings } = await write(given)
  expect(iconv.decode(bytes, 'windows-1252')).toBe(
    '1510  20260331   1250.50Kafé "  17\n3001  20260331  -1250.50Kafé "  17\n',
  )
  expect(warnings.map(({ row, data }) => [row, data?.to])).toEqual([
    [1, 'Kafé "'],
    [2, 'Kafé "'],
  ])
})

describe('code pages', () => {
  const named = (name: string): CsvVoucher => ({ ...invoice, party: { ...invoice.party!, name } })
  test.each<[VouchersCsvTemplate['encoding'], string, string]>([
    ['windows-1251', 'Щъркел ООД', 'Щъркел ООД'],
    ['windows-1251', 'Ängen på Ö №1', 'Angen pa O №1'],
    ['windows-1252', 'Щъркел ООД', 'Shtarkel OOD'],
    ['windows-1252', 'Ærø – 5 €', 'Ærø – 5 €'],
    ['windows-1252', '日本', '??'],
    ['utf-8', '日本 😀', '日本 😀'],
    ['utf-8', 'rad\nrad\u0000', 'rad rad'],
    ['utf-8', 'a\ud800b', 'a?b'],
  ])('%s: %j is written %j', async (encoding, name, expected) => {
    const { bytes, warnings } = await write(
      template({ encoding, titles: false, columns: columns('party.name', 'posting.amount') }),
      [named(name)],
    )
    expect(iconv.decode(bytes, encoding).split(';')[0]).toBe(expected)
    expect(warnings).toHaveLength(name === expected ? 0 : 2)
  })
})

test.each(['=HYPERLINK("x")', '+1', '-1', '@a'])('the text %j does not become a formula', async (text) => {
  const shown = async (guardFormulas: boolean) =>
    (
      await write(
        template({
          encoding: 'utf-8',
          guardFormulas,
          quotes: 'never',
          titles: false,
          columns: columns('voucher.text', 'posting.amount'),
        }),
        [{ ...invoice, text }],
      )
    ).bytes.toString()
  expect(await shown(true)).toMatch(/^'/)
  expect(await shown(false)).not.toMatch(/^'/)
  expect(await shown(true)).toContain(';-1250,50')
})

test('where a program knows no quotes, separators leave the texts', async () => {
  const { bytes, warnings } = await write(
    template({
      encoding: 'utf-8',
      quotes: 'never',
      decimalMark: '.',
      titles: false,
      columns: columns('party.name', 'posting.amount'),
    }),
  )
  expect(bytes.toString()).toBe("Kafé 'Ängen'  filial;1250.50\r\nKafé 'Ängen'  filial;-1250.50\r\n")
  expect(warnings).toHaveLength(2)
})

describe('refusals', () => {
  test.each<[string, Partial<VouchersCsvTemplate>, string[]]>([
    ['the default is good', {}, []],
    ['two characters', { separator: '::' }, ['vouchers-csv.separator']],
    ['a quote as separator', { separator: '"' }, ['vouchers-csv.separator']],
    ['a digit as separator', { separator: '0' }, ['vouchers-csv.separator']],
    ['comma for both without quotes', { separator: ',', quotes: 'never' }, ['vouchers-csv.decimal-mark']],
    ['no columns', { columns: [] }, ['vouchers-csv.no-columns']],
    ['no amount', { columns: columns('posting.account') }, ['vouchers-csv.no-amount']],
    ['debit alone', { columns: columns('posting.debit') }, ['vouchers-csv.half-amount']],
    ['magnitude alone', { columns: columns('posting.magnitude') }, ['vouchers-csv.side-missing']],
    [
      'unknown value',
      { columns: columns('posting.amount', 'posting.colour' as 'posting.text') },
      ['vouchers-csv.value'],
    ],
    ['no width', { separator: '', columns: columns('posting.amount') }, ['vouchers-csv.width-missing']],
    [
      'title wider than column',
      { separator: '', columns: [{ title: 'Belopp', value: 'posting.amount', width: 5 }] },
      ['vouchers-csv.title-too-long'],
    ],
  ])('template: %s', async (_, change, codes) => {
    expect(templateProblems(template(change)).map(({ code }) => code)).toEqual(codes)
    if (codes.length > 0) expect((await refusals(template(change))).map(([code]) => code)).toEqual(codes)
  })

  test('all vouchers that cannot be written are named', async () => {
    const halved: CsvVoucher = { ...invoice, postings: invoice.postings.slice(0, 1) }
    const given = template({
      columns: [
        { title: 'Konto', value: 'posting.account', width: 3 },
        { title: 'Belopp', value: 'posting.amount' },
      ],
    })
    expect(await refusals(given, [invoice, halved])).toEqual([
      ['vouchers-csv.too-long', 2],
      ['vouchers-csv.too-long', 3],
      ['vouchers-csv.unbalanced', 4],
      ['vouchers-csv.too-long', 4],
    ])
  })
})

test('whatever the texts, a reader of CSV gets them back, and rows keep their columns', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom(';', ',', '\t', '|'),
      fc.constantFrom<'when-needed' | 'always'>('when-needed', 'always'),
      async (texts, separator, quotes) => {
        const given = template({
          encoding: 'utf-8',
          separator,
          quotes,
          titles: false,
          guardFormulas: false,
          columns: columns('voucher.text', 'posting.amount', 'party.name'),
        })
        const { bytes } = await write(
          given,
          texts.map((text) => ({ ...invoice, text, party: { ...invoice.party!, name: text } })),
        )
        const shown = texts.map((text) => text.normalize('NFC'))
        expect(parse(bytes.toString(), separator)).toEqual(
          shown.flatMap((text) => [
            [text, '1250,50', text],
            [text, '-1250,50', text],
          ]),
        )
      },
    ),
  ))

test('amounts are exact', async () => {
  const huge = 9007199254740993001n
  const postings = [
    { ...invoice.postings[0]!, amount: minor(huge) },
    { ...invoice.postings[1]!, amount: minor(-huge) },
  ]
  const { bytes } = await write(template({ titles: false, encoding: 'utf-8', columns: columns('posting.amount') }), [
    { ...invoice, postings },
  ])
  expect(bytes.toString()).toBe('90071992547409930,01\r\n-90071992547409930,01\r\n')
})

/** RFC 4180, read by hand: the test must not share code with the writer. */
function parse(text: string, separator: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    let value = ''
    if (text[at] === '"') {
      for (at++; ; at++) {
        if (text[at] !== '"') value += text[at]
        else if (text[at + 1] === '"') value += text[at++]
        else break
      }
      at++
    } else while (text[at] !== separator && text[at] !== '\r') value += text[at++]
    row.push(value)
    if (text[at] === separator) {
      at++
      continue
    }
    at += 2
    rows.push(row)
    row = []
  }
  return rows
}

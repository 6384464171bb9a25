import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SafTItem } from './items.ts'
import { readSafT } from './read.ts'
import { safT } from './saf-t.ts'

const own = readFileSync(new URL('samples/fjord-2026-01.xml', import.meta.url))
const utf8 = (text: string) => new TextEncoder().encode(text)
async function read(bytes: Uint8Array, piece = bytes.length): Promise<SafTItem[]> {
  const pieces: Uint8Array[] = []
  for (let from = 0; from < bytes.length; from += piece) pieces.push(bytes.subarray(from, from + piece))
  const items: SafTItem[] = []
  for await (const item of readSafT(pieces)) items.push(item)
  return items
}
const codes = (items: SafTItem[]) => items.flatMap((item) => (item.type === 'problem' ? [item.problem.code] : []))
const changed = async (from: string | RegExp, to: string) => {
  const text = own.toString()
  const other = text.replace(from, to)
  expect(other).not.toBe(text)
  return read(utf8(other))
}

test('header, balances and vouchers; what customers, taxes and foreign amounts bear is passed over', async () => {
  expect(await read(own)).toEqual([
    {
      type: 'header',
      version: '1.30',
      companyName: 'Fjord Eksempel AS',
      organisationNumber: '974760673',
      currency: 'NOK',
      from: '2026-01-01',
      until: '2026-01-31',
    },
    { type: 'balance', account: '1500', opening: 40000n, closing: 165000n, line: 22 },
    { type: 'balance', account: '2700', opening: -8000n, closing: -33000n, line: 28 },
    { type: 'balance', account: '3000', opening: -32000n, closing: -132000n, line: 34 },
    {
      type: 'voucher',
      number: '71',
      on: '2026-01-15',
      text: 'Faktura 5001',
      line: 54,
      rows: [
        { account: '1500', amount: 125000n, text: 'Kari Kunde' },
        { account: '3000', amount: -100000n, text: null },
        { account: '2700', amount: -25000n, text: null },
      ],
    },
    { type: 'end', vouchers: 1, debit: 125000n, errors: 0 },
  ])
})

test('Bulgaria: lines of another name, the company’s own account, days in place of periods', async () => {
  const text = own
    .toString()
    .replaceAll('n1:Line>', 'n1:TransactionLine>')
    .replaceAll('<n1:AccountID>1500', '<n1:TaxpayerAccountID>411/1</n1:TaxpayerAccountID><n1:AccountID>411')
    .replace(
      /<n1:PeriodStart>[\s\S]*<\/n1:PeriodEndYear>/,
      '<n1:SelectionStartDate>2026-01-01</n1:SelectionStartDate><n1:SelectionEndDate>2026-01-20</n1:SelectionEndDate>',
    )
  const items = await read(utf8(text))
  expect(codes(items)).toEqual([])
  expect(items.find((item) => item.type === 'header')).toMatchObject({ until: '2026-01-20' })
  expect(items.flatMap((item) => (item.type === 'voucher' ? item.rows.map((row) => row.account) : []))).toEqual([
    '411/1',
    '3000',
    '2700',
  ])
})

test.each<[string, string | RegExp, string, string[]]>([
  [
    'an amount of three decimals',
    '<n1:CreditAmount><n1:Amount>250.00',
    '<n1:CreditAmount><n1:Amount>250.005',
    ['saf-t.amount'],
  ],
  ['an amount with a comma', '<n1:ClosingDebitBalance>1650', '<n1:ClosingDebitBalance>1650,00', ['saf-t.amount']],
  ['a voucher that does not balance', '<n1:Amount>1000.00', '<n1:Amount>1000.01', ['saf-t.unbalanced']],
  ['a voucher without a day', '<n1:GLPostingDate>2026-01-15', '<n1:GLPostingDate>2026-02-31', ['saf-t.day']],
  [
    'a line without an account',
    '<n1:AccountID>2700</n1:AccountID>\n          <n1:CreditAmount>',
    '<n1:CreditAmount>',
    ['saf-t.account-missing'],
  ],
  [
    'an account without a number',
    '<n1:AccountID>1500</n1:AccountID>\n        <n1:AccountDesc',
    '<n1:AccountDesc',
    ['saf-t.account-missing'],
  ],
  ['a total that the lines do not come to', '<n1:TotalDebit>1250', '<n1:TotalDebit>2250', ['saf-t.total']],
  ['XML that ends too soon', /<n1:Line>\s*<n1:RecordID>3[\s\S]*/, '', ['saf-t.damaged']],
  ['an encoding that nobody knows', 'encoding="UTF-8"', 'encoding="klingon"', ['saf-t.encoding']],
])('%s is told', async (_, from, to, told) => {
  expect(codes(await changed(from, to))).toEqual(told)
})

test('in any pieces the same; cut or changed anywhere it never throws, and never says that it is whole when it is not', async () => {
  const whole = await read(own)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 700 }), fc.nat(own.length - 40), async (piece, cut) => {
      expect(await read(own, piece)).toEqual(whole)
      expect(codes(await read(own.subarray(0, cut)))).not.toEqual([])
    }),
    { numRuns: 40 },
  )
  await fc.assert(
    fc.asyncProperty(fc.nat(own.length - 1), fc.integer({ min: 0, max: 255 }), async (at, byte) => {
      const bytes = Uint8Array.from(own)
      bytes[at] = byte
      const items = await read(bytes)
      expect(items.length).toBeGreaterThan(0)
    }),
    { numRuns: 200 },
  )
})

const shared = new URL('../../../../../shared/samples/saf-t-no/', import.meta.url)
describe.skipIf(!existsSync(shared))('the tax authority’s examples (skipped without ../shared)', () => {
  test.each<[string, number, object]>([
    ['ExampleFile SAF-T Financial_888888888_20180228235959.xml', 22, { vouchers: 53, debit: 948704935n, errors: 0 }],
    ['ExampleFile SAF-T Financial_999999999_20161125213512.xml', 4, { vouchers: 2, debit: 2500000n, errors: 0 }],
    ['v1.30_Eksempelfil_fra_xmlSpy.xml', 1, { vouchers: 1, debit: 0n, errors: 0 }],
  ])('%s', async (name, balances, end) => {
    const bytes = readFileSync(new URL(name, shared))
    expect(safT.recognise(bytes)).toBe(true)
    const items = await read(bytes)
    expect(codes(items)).toEqual([])
    expect(items.filter((one) => one.type === 'balance').length).toBe(balances)
    expect(items.at(-1)).toEqual({ type: 'end', ...end })
  })
})

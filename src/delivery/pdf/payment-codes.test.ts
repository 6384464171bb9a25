import { expect, test } from 'vitest'
import { bulgarianSale, m, norwegianSale, swedishFee, swedishSale } from '../../../test/pdf-documents.ts'
import { luhnValid } from '../../countries/check-digits.ts'
import type { IssuedDocument } from '../../formats/e-invoice/document.ts'
import { type CodePiece, norwegianSlip, paymentQr, swedishSlip } from './payment-codes.ts'

/** The line as the reader sees it, a character a column. */
function typed(line: readonly CodePiece[]): string {
  const columns: string[] = []
  for (const { column, text } of line)
    for (const [i, character] of [...text].entries()) {
      expect(columns[column + i]).toBeUndefined()
      columns[column + i] = character
    }
  return Array.from(columns, (character) => character ?? ' ').join('')
}

const paying = (amount: number, payment: Partial<IssuedDocument['payment']>, base = swedishFee()): IssuedDocument => ({
  ...base,
  totals: { ...base.totals, payable: m(amount) },
  payment: { ...base.payment!, ...payment },
})

test('the Swedish line: reference, kronor, öre, check digit of the amount, bankgiro, document type', () => {
  const line = typed(swedishSlip(paying(125_000, { reference: '1234567806' }))!.line)
  expect(line).toBe('#                1234567806 #     1250 00   0 >                 9912346#41#')
  expect(line.length).toBe(75)
})

test.each([1, 99, 100, 281_300, 9_999_999_999])('the check digit of %s öre passes modulus 10', (amount) => {
  const slip = swedishSlip(paying(amount, {}))!
  expect(luhnValid(slip.kronor + slip.ore + slip.line[5]!.text)).toBe(true)
  expect(BigInt(slip.kronor + slip.ore)).toBe(BigInt(amount))
})

test('the longest reference and amount fit without touching', () => {
  const line = typed(swedishSlip(paying(9_999_999_999, { reference: '1'.repeat(25) }))!.line)
  expect(line).toMatch(/^# 1{25} # 99999999 99 {3}\d > +9912346#41#$/)
})

test.each<[string, IssuedDocument]>([
  ['a credit note', swedishFee({ kind: 'credit-note' })],
  ['a proforma', swedishFee({ kind: 'proforma' })],
  ['an internal invoice', swedishFee({ kind: 'internal-invoice' })],
  ['euro', swedishFee({ currency: 'EUR' })],
  ['nothing to pay', paying(0, {})],
  ['more kronor than the field holds', paying(10_000_000_000, {})],
  ['no OCR reference', paying(100, { referenceKind: 'number' })],
  ['plusgiro alone', paying(100, { accounts: [{ kind: 'plusgiro', id: '4123456' }] })],
  ['no payment', swedishFee({ payment: null })],
])('%s gets no Swedish slip', (_, document) => {
  expect(swedishSlip(document)).toBeNull()
})

test('the Norwegian line: KID to the right, two blanks before øre, the check digit between < and >', () => {
  expect(typed(norwegianSlip(norwegianSale())!.line)).toBe(
    'H            00501180008812       1684  29  <9>  15032080119',
  )
})

test('a KID may end in a hyphen (modulus 11); a Norwegian IBAN holds the account', () => {
  const document = norwegianSale()
  const payment = {
    ...document.payment!,
    reference: '123-',
    accounts: [{ kind: 'iban', id: 'NO9386011117947' } as const],
  }
  const slip = norwegianSlip({ ...document, payment })!
  expect(slip).toMatchObject({ kid: '123-', account: '86011117947' })
  expect(norwegianSlip(swedishFee())).toBeNull()
})

test('the Swedish invoice QR is JSON with exact amounts', () => {
  const qr = paymentQr(swedishSale())!
  expect(qr.standard).toBe('usingqr')
  expect(JSON.parse(qr.text)).toEqual({
    uqr: 1,
    tp: 1,
    nme: 'Björkviks Bygg & Värme AB',
    cc: 'SE',
    cid: '5560360793',
    iref: '2026004172',
    idt: '20261001',
    ddt: '20261031',
    due: 60783,
    vat: 12111.52,
    cur: 'SEK',
    pt: 'BG',
    acc: '50501055',
  })
  expect(qr.text).toContain('"due":60783.00,')
})

test('euro to an IBAN is an EPC code, line by line', () => {
  expect(paymentQr(bulgarianSale())!.text.split('\n')).toEqual([
    'BCD',
    '002',
    '1',
    'SCT',
    'BNBGBGSD',
    'Роза Консулт ЕООД',
    'BG80BNBG96611020345678',
    'EUR1371.00',
    '',
    '',
    '0000001287',
  ])
})

test('no standard, no code', () => {
  expect(paymentQr(norwegianSale())).toBeNull()
  expect(paymentQr(bulgarianSale({ kind: 'credit-note' }))).toBeNull()
})

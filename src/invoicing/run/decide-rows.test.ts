import { expect, test } from 'vitest'
import { country } from '../../countries/index.ts'
import type { Decided } from './decide-rows.ts'
import { giveNumbers, numberNeeds } from './decide-rows.ts'

const group = {
  seriesId: 'invoices',
  proformaSeriesId: 'proformas',
  interestSeriesId: null,
  referenceKind: 'number',
  voucherSeriesId: 'vouchers',
}
const document = (kind: string, issuedOn = '2026-03-31'): Decided =>
  ({
    draft: { kind, issuedOn },
    group,
    voucher:
      kind === 'proforma' ? null : { id: `voucher of ${kind}`, seriesId: 'vouchers', postedOn: issuedOn, text: '' },
  }) as unknown as Decided
const block = (year: number, first: bigint) => ({ year, first, last: first + 9n, prefix: '', width: 1 })

test('documents and vouchers draw from their own series and years, in the order of the rows', () => {
  const rows = [
    document('invoice'),
    document('proforma'),
    document('interest-invoice'),
    document('invoice', '2027-01-01'),
    document('credit-note'),
  ]
  expect(numberNeeds(rows).map(({ key, count }) => `${key}: ${count}`)).toEqual([
    'invoices 2026: 3',
    'invoices 2027: 1',
    'proformas 2026: 1',
    'vouchers 2026: 3',
    'vouchers 2027: 1',
  ])
  const blocks = new Map([
    ['invoices 2026', block(2026, 7n)],
    ['invoices 2027', block(2027, 1n)],
    ['proformas 2026', block(2026, 40n)],
    ['vouchers 2026', block(2026, 100n)],
    ['vouchers 2027', block(2027, 1n)],
  ])
  const numbered = giveNumbers(rows, blocks, country('SE'))
  expect(
    numbered.map(({ number, voucherNumber }) => [
      number.year,
      number.number,
      voucherNumber?.year,
      voucherNumber?.number,
    ]),
  ).toEqual([
    [2026, 7n, 2026, 100n],
    [2026, 40n, undefined, undefined],
    [2026, 8n, 2026, 101n],
    [2027, 1n, 2027, 1n],
    [2026, 9n, 2026, 102n],
  ])
  // The text of a voucher is the number of its document.
  for (const { voucher, number } of numbered) if (voucher) expect(voucher.text).toBe(number.text)
})

import { expect, test } from 'vitest'
import { makeDocuments } from '../../../../test/e-invoice/documents.ts'
import { mutations } from '../../../../test/e-invoice/mutations.ts'
import type { DocumentKind, IssuedDocument } from '../document.ts'
import { checkDocument } from './rules.ts'

const documents = makeDocuments(60).map(({ document }) => document)
const good = documents.find(
  ({ kind, vat, country }) => kind === 'invoice' && country === 'SE' && vat[0]?.category === 'S',
)!

const changed = (change: string | ((document: IssuedDocument) => unknown)): IssuedDocument => {
  const document = structuredClone(good)
  if (typeof change === 'string') mutations[change]!(document)
  else change(document)
  return document
}

/** Without the official files: what a clerk reads, by its code and place. The rest is in the mutation tests. */
test.each([
  ['no reference at all', 'e-invoice.buyer-reference-missing theirReference'],
  ['buyer without endpoint', 'e-invoice.buyer-endpoint-missing buyer.endpoint'],
  ['Norwegian endpoint with wrong check digit', 'e-invoice.buyer-endpoint-wrong buyer.endpoint'],
  ['seller organisation number wrong digit', 'e-invoice.seller-organisation-number-wrong seller.organisationNumber'],
  ['line without unit', 'e-invoice.unit-code-unknown 1'],
  [
    'line percent 24',
    'e-invoice.vat-percent-not-swedish 1; e-invoice.vat-base-wrong vat[0]; e-invoice.vat-base-inexact vat; e-invoice.vat-base-inexact vat',
  ],
  ['total payable one cent more', 'e-invoice.total-wrong totals.payable'],
  [
    'no VAT summary',
    'e-invoice.vat-breakdown-missing vat; e-invoice.vat-entry-missing vat; e-invoice.vat-base-inexact vat; e-invoice.total-wrong totals.vat',
  ],
])('%s', (name, expected) => {
  const document = changed((copy) => {
    // One line, so that each case shows its own problems alone.
    copy.lines = copy.lines
      .filter((line) => !line.textOnly)
      .slice(0, 1)
      .map((line) => ({
        ...line,
        lineNo: 1,
        quantity: '2',
        unitPrice: '100',
        allowance: null,
        discountPercent: null,
        amountNet: 200_00n as never,
      }))
    copy.allowances = []
    copy.charges = []
    copy.vat = [{ category: 'S', percent: '25', base: 200_00n as never, vat: 50_00n as never }]
    copy.totals = {
      lines: 200_00n,
      net: 200_00n,
      vat: 50_00n,
      gross: 250_00n,
      prepaid: 0n,
      rounding: 0n,
      payable: 250_00n,
    } as never
    expect(checkDocument(copy)).toEqual([])
    mutations[name]!(copy)
  })
  const found = checkDocument(document)
  expect(found.map((problem) => `${problem.code} ${problem.row ?? problem.path}`).join('; ')).toBe(expected)
  for (const problem of found) expect(problem.message).toMatch(/^[A-Z].{15,}\.$/s)
})

test.each(['proforma', 'internal-invoice'] as DocumentKind[])('a %s is no e-invoice', (kind) => {
  expect(checkDocument({ ...good, kind }).map((problem) => problem.code)).toEqual(['e-invoice.kind-not-sendable'])
})

test('stricter than the official rules: the books and the document say the same', () => {
  const half = changed('VAT base half a unit more')
  expect(
    checkDocument(half)
      .filter((problem) => problem.data?.rules === null)
      .map((problem) => problem.code),
  ).toContain('e-invoice.vat-base-inexact')
  const alone = changed((document) => Object.assign(document, { kind: 'credit-note', preceding: [] }))
  expect(checkDocument(alone).map((problem) => problem.code)).toEqual(['e-invoice.preceding-missing'])
})

test('a Norwegian seller outside of Foretaksregisteret can send: a warning', () => {
  const document = structuredClone(documents.find(({ country }) => country === 'NO')!)
  document.seller.inBusinessRegister = false
  expect(checkDocument(document)).toMatchObject([{ severity: 'warning', data: { rules: 'NO-R-002' } }])
})

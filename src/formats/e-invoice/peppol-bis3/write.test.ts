import fc from 'fast-check'
import { parseXmlDocument } from 'slimdom'
import { expect, test } from 'vitest'
import { makeDocuments } from '../../../../test/e-invoice/documents.ts'
import type { IssuedDocument } from '../document.ts'
import { readPeppol } from './read.ts'
import { writePeppol } from './write.ts'

const documents = makeDocuments(150).map(({ document }) => document)
const one = (wanted: (document: IssuedDocument) => boolean): IssuedDocument => structuredClone(documents.find(wanted)!)

test.each([
  ['invoice', 'Invoice', '<cbc:InvoiceTypeCode>380<'],
  ['interest-invoice', 'Invoice', '<cbc:InvoiceTypeCode>380<'],
  ['debit-note', 'Invoice', '<cbc:InvoiceTypeCode>383<'],
  ['advance-invoice', 'Invoice', '<cbc:InvoiceTypeCode>386<'],
  ['credit-note', 'CreditNote', '<cbc:CreditNoteTypeCode>381<'],
] as const)('%s', (kind, root, code) => {
  const xml = writePeppol(one((document) => document.kind === kind))
  expect(xml).toContain(code)
  expect(xml.trimEnd().endsWith(`</${root}>`)).toBe(true)
})

test('a proforma is refused, not written', () => {
  expect(() => writePeppol({ ...documents[0]!, kind: 'proforma' })).toThrow(/no e-invoice/)
})

test.each([
  [
    'bankgiro',
    'SE',
    [{ kind: 'bankgiro', id: '991-2346' }],
    '<cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cbc:PaymentID>1234574</cbc:PaymentID><cac:PayeeFinancialAccount><cbc:ID>9912346</cbc:ID><cac:FinancialInstitutionBranch><cbc:ID>SE:BANKGIRO<',
  ],
  [
    'plusgiro',
    'SE',
    [{ kind: 'plusgiro', id: '4 12 34-5' }],
    '<cbc:ID>412345</cbc:ID><cac:FinancialInstitutionBranch><cbc:ID>SE:PLUSGIRO<',
  ],
  [
    'KID',
    'NO',
    [{ kind: 'bban', id: '8601 11 17947' }],
    '<cbc:PaymentID>123456782</cbc:PaymentID><cac:PayeeFinancialAccount><cbc:ID>86011117947<',
  ],
  [
    'IBAN and BIC',
    'BG',
    [{ kind: 'iban', id: 'BG80 BNBG 9661 1020 3456 78', bic: 'BNBGBGSD' }],
    '<cbc:ID>BG80BNBG96611020345678</cbc:ID><cac:FinancialInstitutionBranch><cbc:ID>BNBGBGSD<',
  ],
  ['no account', 'SE', [], '<cbc:PaymentMeansCode>1</cbc:PaymentMeansCode>'],
] as const)('payment by %s', (_name, country, accounts, expected) => {
  const document = one((candidate) => candidate.country === country && candidate.kind === 'invoice')
  document.payment!.accounts = structuredClone(accounts) as unknown as NonNullable<
    IssuedDocument['payment']
  >['accounts']
  expect(writePeppol(document)).toContain(expected)
})

test('national texts', () => {
  expect(writePeppol(one(({ seller }) => seller.approvedForFTax === true))).toContain(
    '<cbc:CompanyID>Godkänd för F-skatt</cbc:CompanyID><cac:TaxScheme><cbc:ID>TAX<',
  )
  expect(writePeppol(one(({ country }) => country === 'NO'))).toContain(
    '<cbc:CompanyID>Foretaksregisteret</cbc:CompanyID>',
  )
  expect(writePeppol(one(({ country }) => country === 'NO'))).toMatch(/<cbc:CompanyID>NO\d{9}MVA</)
  expect(writePeppol(one(({ country }) => country === 'BG'))).toContain(
    '<cbc:CompanyLegalForm>МОЛ: Иван Петров; Съставил: Мария Колева<',
  )
})

test('no VAT number stands on what is outside VAT', () => {
  expect(writePeppol(one(({ kind }) => kind === 'interest-invoice'))).not.toContain(
    '<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>',
  )
})

test('the reference falls back to the contact person where no order number is known', () => {
  const document = one(({ kind }) => kind === 'invoice')
  Object.assign(document, { theirReference: null, purchaseOrder: null })
  document.buyer.contact = { name: 'Beställare Ek' }
  expect(writePeppol(document)).toContain('<cbc:BuyerReference>Beställare Ek<')
  expect(writePeppol({ ...document, purchaseOrder: 'PO 1' })).not.toContain('BuyerReference')
})

test('a PDF goes along', () => {
  const pdf = { fileName: 'a&b.pdf', mediaType: 'application/pdf', base64: 'JVBERi0=' }
  expect(writePeppol(documents[0]!, [pdf])).toContain('mimeCode="application/pdf" filename="a&amp;b.pdf">JVBERi0=<')
})

test('any text makes well-formed XML and comes back as far as XML can say it', () => {
  const sample = one(({ kind }) => kind === 'invoice')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (a, b) => {
      const document = structuredClone(sample)
      document.lines = document.lines.filter((line) => !line.textOnly)
      document.lines[0]!.name = `x${a}`
      document.lines[0]!.unitCode = b
      document.number = `1${b}`
      document.buyer.endpoint = { scheme: b, id: `2${a}` }
      const xml = writePeppol(document)
      parseXmlDocument(xml)
      const back = readPeppol(xml).document!.lines[0]!.name
      // XML ends lines with \n alone when they are not written as references; ours are.
      const kept = `x${a}`.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '').trim()
      expect(back).toBe(kept)
    }),
    { numRuns: 300 },
  )
})

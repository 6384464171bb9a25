import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { makeDocuments } from '../../../../test/e-invoice/documents.ts'
import { day } from '../../../kernel/day.ts'
import { minor } from '../../../kernel/money.ts'
import { checkDocument } from '../peppol-bis3/rules.ts'
import { loadSchemas } from '../schematron/xsd.ts'
import type { ReminderFacts } from './write.ts'
import { reminderCustomization, reminderDocument, reminderFaults, reminderProfile, writeReminder } from './write.ts'

const invoices = makeDocuments(900)
  .map(({ document }) => document)
  .filter(({ kind, country, totals }) => kind === 'invoice' && country === 'NO' && totals.payable > 100n)
const facts = (open: bigint): ReminderFacts => ({
  number: '10024817-P1',
  issuedOn: day('2026-11-20'),
  dueOn: day('2026-12-04'),
  open: minor(open),
  fee: minor(3800n),
  feeReason: 'Purregebyr',
  others: [{ amount: minor(1234n), reason: 'Forsinkelsesrente' }],
  notes: ['Purring på faktura.'],
})
const errors = (document: Parameters<typeof checkDocument>[0]) =>
  checkDocument(document)
    .filter(({ severity }) => severity !== 'warning')
    .map(({ code }) => code)

test('a good invoice gives a good reminder, whatever of it is paid; the sum is what is open and what was added', () => {
  expect(invoices.length).toBeGreaterThan(20)
  for (const invoice of invoices) {
    const good = errors(invoice).length === 0
    const open = invoice.totals.payable - 50n
    const reminder = reminderDocument(invoice, facts(open))
    if (good) expect([invoice.number, reminderFaults(invoice, facts(open))]).toEqual([invoice.number, []])
    expect(reminder.totals.payable).toBe(open + 3800n + 1234n)
  }
})

test('what the specification wants, and what it takes away', () => {
  const xml = writeReminder(invoices[0]!, facts(100n))
  for (const wanted of [
    `<cbc:CustomizationID>${reminderCustomization}</cbc:CustomizationID><cbc:ProfileID>${reminderProfile}</cbc:ProfileID>`,
    '<cbc:ID>10024817-P1</cbc:ID><cbc:IssueDate>2026-11-20</cbc:IssueDate><cbc:DueDate>2026-12-04</cbc:DueDate>',
    `<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>${invoices[0]!.number}</cbc:ID>`,
    '<cbc:AllowanceChargeReasonCode>REM</cbc:AllowanceChargeReasonCode><cbc:AllowanceChargeReason>Purregebyr</cbc:AllowanceChargeReason><cbc:Amount currencyID="NOK">38.00</cbc:Amount>',
    '<cbc:ChargeIndicator>true</cbc:ChargeIndicator><cbc:AllowanceChargeReason>Forsinkelsesrente</cbc:AllowanceChargeReason><cbc:Amount currencyID="NOK">12.34</cbc:Amount>',
    '<cbc:PayableAmount currencyID="NOK">51.34</cbc:PayableAmount>',
  ])
    expect(xml).toContain(wanted)
  expect(xml).not.toMatch(/InvoiceTypeCode|OrderReference>|<cac:Delivery>|<cbc:Description>|SellersItemIdentification/)
  expect(xml.match(/<cac:BillingReference>/g)).toHaveLength(1)
})

test('an invoice outside VAT has its reminder outside VAT', () => {
  const outside = makeDocuments(300)
    .map(({ document }) => document)
    .find(({ kind, vat }) => kind === 'interest-invoice' && vat.every(({ category }) => category === 'O'))!
  const reminder = reminderDocument(outside, facts(outside.totals.payable))
  expect(reminder.vat.map(({ category }) => category)).toEqual(['O'])
  expect(errors(reminder)).toEqual(errors(outside))
})

const xsd = '../shared/rules/xsd/ubl-2.1'
describe.skipIf(!existsSync(xsd))('UBL 2.1 schema (skipped: ../shared/rules is not here)', () => {
  test('every reminder is valid', async () => {
    const schemas = loadSchemas({ readFile: (name) => readFileSync(`${xsd}/${name}`) })
    for (const invoice of invoices.slice(0, 25)) {
      const verdict = schemas.validate(Buffer.from(writeReminder(invoice, facts(invoice.totals.payable))))
      expect(verdict).toEqual([])
    }
  })
})

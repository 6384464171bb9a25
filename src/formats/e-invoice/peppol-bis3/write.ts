import { absolute, formatMinor } from '../../../kernel/money.ts'
import { assert } from '../../../kernel/problem.ts'
import type { DocumentParty, IssuedDocument } from '../document.ts'
import {
  accountOf,
  buyerReference,
  clean,
  customization,
  discountWord,
  endpoint,
  isDecimal,
  legalId,
  legalInformation,
  note,
  outsideVat,
  pricedLines,
  pricing,
  profile,
  references,
  sellerContact,
  taxRegistration,
  typeCodes,
  vatId,
} from './fields.ts'

export interface Attachment {
  /** "faktura-1001.pdf". */
  fileName: string
  /** application/pdf, image/png, image/jpeg, text/csv, or the xlsx and ods types (BR-CL-24). */
  mediaType: string
  base64: string
  description?: string | null
}

/** Another specification in the same syntax (EHF Reminder). */
export interface Variant {
  customization: string
  profile: string
  /** False: the specification has no type code (BT-3). */
  hasTypeCode: boolean
  /** Reason code of a document-level charge (BT-105). */
  chargeCode(charge: IssuedDocument['charges'][number]): string | null
}
const billing: Variant = { customization, profile, hasTypeCode: true, chargeCode: () => null }

/**
 * UBL 2.1 Invoice or CreditNote, Peppol BIS Billing 3.0 (in Norway: EHF 3). Strings only: some ten thousand a second.
 * It writes what the document says, right or wrong: ask `checkDocument` first.
 * @throws when the kind is no e-invoice (proforma, internal invoice): `checkDocument` refuses these.
 */
export function writePeppol(
  document: IssuedDocument,
  attachments: readonly Attachment[] = [],
  variant: Variant = billing,
): string {
  const type = typeCodes[document.kind]
  assert(type, `${document.kind} is no e-invoice`)
  const credit = document.kind === 'credit-note'
  const root = credit ? 'CreditNote' : 'Invoice'
  const money = (name: string, amount: bigint, currency = document.currency) =>
    `<cbc:${name} currencyID="${escaped(currency)}">${formatMinor(amount, currency)}</cbc:${name}>`
  const dueOn = document.payment?.dueOn ?? null
  const documentNote = basic('Note', note(document))
  const typeCode = variant.hasTypeCode ? `<cbc:${root}TypeCode>${type}</cbc:${root}TypeCode>` : ''
  const order = clean(document.purchaseOrder)
  const contract = clean(document.contractReference)

  return `<?xml version="1.0" encoding="UTF-8"?>
<${root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:${root}-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"><cbc:CustomizationID>${variant.customization}</cbc:CustomizationID><cbc:ProfileID>${variant.profile}</cbc:ProfileID>${
    basic('ID', document.number) +
    basic('IssueDate', document.issuedOn) +
    (credit ? typeCode : basic('DueDate', dueOn) + typeCode) +
    documentNote +
    basic('DocumentCurrencyCode', document.currency) +
    (document.accountingVat ? basic('TaxCurrencyCode', document.accountingVat.currency) : '') +
    basic('BuyerReference', buyerReference(document)) +
    period(document.supplyFrom, document.supplyTo) +
    (order ? `<cac:OrderReference>${basic('ID', order)}</cac:OrderReference>` : '') +
    references(document)
      .map(
        (reference) =>
          `<cac:BillingReference><cac:InvoiceDocumentReference>${basic('ID', reference.number)}${basic('IssueDate', reference.issuedOn)}</cac:InvoiceDocumentReference></cac:BillingReference>`,
      )
      .join('') +
    (contract ? `<cac:ContractDocumentReference>${basic('ID', contract)}</cac:ContractDocumentReference>` : '') +
    attachments.map(attachment).join('') +
    seller(document) +
    buyer(document) +
    group('PayeeParty', group('PartyName', basic('Name', document.payment?.payee))) +
    delivery(document) +
    paymentMeans(document, credit) +
    paymentTerms(document) +
    document.allowances.map((entry) => allowanceCharge(false, entry, money)).join('') +
    document.charges.map((entry) => allowanceCharge(true, entry, money, variant.chargeCode(entry))).join('') +
    taxTotal(document, money) +
    monetaryTotal(document, money) +
    lines(document, credit, money)
  }</${root}>
`
}

type Money = (name: string, amount: bigint, currency?: string) => string

const escaped = (text: string): string =>
  /[&<>"\r]/.test(text)
    ? text.replace(/[&<>"\r]/g, (c) =>
        c === '&' ? '&amp;' : c === '<' ? '&lt;' : c === '>' ? '&gt;' : c === '"' ? '&quot;' : '&#13;',
      )
    : text

/** An element, or nothing when there is no text. */
function basic(name: string, text: string | null | undefined): string {
  const kept = clean(text)
  return kept === null ? '' : `<cbc:${name}>${escaped(kept)}</cbc:${name}>`
}

const group = (name: string, content: string): string => (content === '' ? '' : `<cac:${name}>${content}</cac:${name}>`)

const period = (from: string | null | undefined, to: string | null | undefined): string =>
  group('InvoicePeriod', basic('StartDate', from) + basic('EndDate', to))

const attachment = (file: Attachment): string =>
  `<cac:AdditionalDocumentReference>${basic('ID', file.fileName)}${basic('DocumentDescription', file.description)}<cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode="${escaped(file.mediaType)}" filename="${escaped(file.fileName)}">${file.base64}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>`

function seller(document: IssuedDocument): string {
  const legal = basic('CompanyLegalForm', legalInformation(document.seller))
  const contact = sellerContact(document)
  return `<cac:AccountingSupplierParty>${party(document.seller, {
    vat: outsideVat(document) ? null : vatId(document.seller),
    tax: taxRegistration(document.seller),
    legal,
    contact,
  })}</cac:AccountingSupplierParty>`
}

function buyer(document: IssuedDocument): string {
  const { contact } = document.buyer
  return `<cac:AccountingCustomerParty>${party(document.buyer, {
    vat: outsideVat(document) ? null : vatId(document.buyer),
    tax: null,
    legal: '',
    contact: { name: clean(contact?.name), phone: clean(contact?.phone), email: clean(contact?.email) },
  })}</cac:AccountingCustomerParty>`
}

function party(
  of: DocumentParty,
  with_: {
    vat: string | null
    tax: string | null
    legal: string
    contact: { name: string | null; phone: string | null; email: string | null }
  },
): string {
  const address = endpoint(of)
  const registered = legalId(of)
  const legalName = clean(of.legalName) ?? clean(of.name)
  const scheme = (id: string, text: string) =>
    `<cac:PartyTaxScheme>${basic('CompanyID', text)}<cac:TaxScheme><cbc:ID>${id}</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>`
  return `<cac:Party>${
    (address ? `<cbc:EndpointID${attribute('schemeID', address.scheme)}>${escaped(address.id)}</cbc:EndpointID>` : '') +
    group('PartyIdentification', basic('ID', of.number)) +
    group('PartyName', basic('Name', of.name)) +
    postalAddress(of) +
    (with_.vat ? scheme('VAT', with_.vat) : '') +
    (with_.tax ? scheme('TAX', with_.tax) : '') +
    group(
      'PartyLegalEntity',
      basic('RegistrationName', legalName) +
        (registered
          ? `<cbc:CompanyID${attribute('schemeID', registered.scheme)}>${escaped(registered.id)}</cbc:CompanyID>`
          : '') +
        with_.legal,
    ) +
    group(
      'Contact',
      basic('Name', with_.contact.name) +
        basic('Telephone', with_.contact.phone) +
        basic('ElectronicMail', with_.contact.email),
    )
  }</cac:Party>`
}

const attribute = (name: string, text: string | null): string => (text ? ` ${name}="${escaped(text)}"` : '')

const postalAddress = ({ address }: DocumentParty): string =>
  group(
    'PostalAddress',
    basic('StreetName', address.street) +
      basic('AdditionalStreetName', address.street2) +
      basic('CityName', address.city) +
      basic('PostalZone', address.postCode) +
      group('AddressLine', clean(address.careOf) ? basic('Line', `c/o ${clean(address.careOf)}`) : '') +
      group('Country', basic('IdentificationCode', address.country)),
  )

/** An intra-community supply names the country it goes to (BR-IC-12): the buyer's. */
function delivery(document: IssuedDocument): string {
  const abroad = document.vat.some((entry) => entry.category === 'K')
  const country = group('Country', basic('IdentificationCode', document.buyer.address.country))
  return group(
    'Delivery',
    basic('ActualDeliveryDate', document.supplyOn) +
      (abroad ? group('DeliveryLocation', group('Address', country)) : ''),
  )
}

/**
 * One group per account, all with code 30 and the same reference (UBL-SR-44, -47; SE-R-011, -012: bankgiro and
 * plusgiro are 30 with a branch). Without an account the code is 1, "not defined". A credit note's due day stands here.
 */
function paymentMeans({ payment }: IssuedDocument, credit: boolean): string {
  if (!payment) return ''
  const reference = basic('PaymentID', payment.reference)
  const accounts = payment.accounts.length === 0 ? [null] : payment.accounts
  return accounts
    .map((account, i) => {
      const due = credit && i === 0 ? basic('PaymentDueDate', payment.dueOn) : ''
      if (account === null)
        return group('PaymentMeans', `<cbc:PaymentMeansCode>1</cbc:PaymentMeansCode>${due}${reference}`)
      const { id, branch } = accountOf(account)
      const into = basic('ID', id) + (branch ? group('FinancialInstitutionBranch', basic('ID', branch)) : '')
      return group(
        'PaymentMeans',
        `<cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>${due}${reference}${group('PayeeFinancialAccount', into)}`,
      )
    })
    .join('')
}

const paymentTerms = ({ payment }: IssuedDocument): string =>
  group(
    'PaymentTerms',
    basic(
      'Note',
      [clean(payment?.termsText)?.replace(/\s*\n\s*/g, ' '), clean(payment?.latePaymentText)]
        .filter(Boolean)
        .join('\n'),
    ),
  )

function taxCategory(
  name: string,
  entry: { category: string; percent: string | null; exemptionReason?: string | null; exemptionCode?: string | null },
): string {
  return `<cac:${name}>${
    basic('ID', entry.category) +
    basic('Percent', entry.percent) +
    basic('TaxExemptionReasonCode', entry.exemptionCode) +
    basic('TaxExemptionReason', entry.exemptionReason)
  }<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:${name}>`
}

function allowanceCharge(
  charge: boolean,
  entry: IssuedDocument['charges'][number],
  money: Money,
  code: string | null = null,
): string {
  return `<cac:AllowanceCharge><cbc:ChargeIndicator>${charge}</cbc:ChargeIndicator>${
    basic('AllowanceChargeReasonCode', code) +
    basic('AllowanceChargeReason', entry.reason) +
    money('Amount', entry.amount) +
    taxCategory('TaxCategory', { category: entry.vatCategory, percent: entry.vatPercent })
  }</cac:AllowanceCharge>`
}

function taxTotal(document: IssuedDocument, money: Money): string {
  const subtotals = document.vat
    .map(
      (entry) =>
        `<cac:TaxSubtotal>${money('TaxableAmount', entry.base)}${money('TaxAmount', entry.vat)}${taxCategory('TaxCategory', entry)}</cac:TaxSubtotal>`,
    )
    .join('')
  const accounting = document.accountingVat
  return `<cac:TaxTotal>${money('TaxAmount', document.totals.vat)}${subtotals}</cac:TaxTotal>${
    accounting ? `<cac:TaxTotal>${money('TaxAmount', accounting.vat, accounting.currency)}</cac:TaxTotal>` : ''
  }`
}

function monetaryTotal({ totals, allowances, charges }: IssuedDocument, money: Money): string {
  const total = (entries: { amount: bigint }[]) => entries.reduce((sum, { amount }) => sum + amount, 0n)
  return `<cac:LegalMonetaryTotal>${
    money('LineExtensionAmount', totals.lines) +
    money('TaxExclusiveAmount', totals.net) +
    money('TaxInclusiveAmount', totals.gross) +
    (allowances.length > 0 ? money('AllowanceTotalAmount', total(allowances)) : '') +
    (charges.length > 0 ? money('ChargeTotalAmount', total(charges)) : '') +
    (totals.prepaid !== 0n ? money('PrepaidAmount', totals.prepaid) : '') +
    (totals.rounding !== 0n ? money('PayableRoundingAmount', totals.rounding) : '') +
    money('PayableAmount', totals.payable)
  }</cac:LegalMonetaryTotal>`
}

function lines(document: IssuedDocument, credit: boolean, money: Money): string {
  const [element, quantityName] = credit ? ['CreditNoteLine', 'CreditedQuantity'] : ['InvoiceLine', 'InvoicedQuantity']
  return pricedLines(document)
    .map(({ line, note: text }) => {
      const { quantity, unitPrice } = pricing(line)
      const article = group('SellersItemIdentification', basic('ID', line.articleNumber))
      return `<cac:${element}>${
        basic('ID', String(line.lineNo)) +
        basic('Note', text) +
        `<cbc:${quantityName}${attribute('unitCode', clean(line.unitCode))}>${escaped(quantity)}</cbc:${quantityName}>` +
        money('LineExtensionAmount', line.amountNet) +
        period(line.supplyFrom, line.supplyTo) +
        group('OrderLineReference', basic('LineID', line.orderLineReference)) +
        lineAllowance(document, line, money)
      }<cac:Item>${
        basic('Description', line.description) +
        basic('Name', line.name) +
        article +
        taxCategory('ClassifiedTaxCategory', { category: line.vatCategory, percent: line.vatPercent })
      }</cac:Item><cac:Price><cbc:PriceAmount currencyID="${escaped(document.currency)}">${escaped(unitPrice)}</cbc:PriceAmount></cac:Price></cac:${element}>`
    })
    .join('')
}

function lineAllowance(document: IssuedDocument, line: IssuedDocument['lines'][number], money: Money): string {
  const { allowance } = line
  if (allowance === null || allowance === undefined || allowance === 0n) return ''
  const base = line.amountNet + allowance
  const percent = allowancePercent(line, base)
  return `<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>${
    basic('AllowanceChargeReason', clean(line.allowanceReason) ?? discountWord(document.language)) +
    (percent === null ? '' : basic('MultiplierFactorNumeric', percent)) +
    money('Amount', allowance) +
    (percent === null ? '' : money('BaseAmount', base))
  }</cac:AllowanceCharge>`
}

/** The percent where it explains the amount to the minor unit (R040 allows no more than 0.02); else the amount stands alone. */
function allowancePercent(line: IssuedDocument['lines'][number], base: bigint): string | null {
  const text = line.discountPercent
  if (!text || !isDecimal(text) || line.allowance === null || line.allowance === undefined) return null
  const digits = (text.split('.')[1] ?? '').length
  const factor = BigInt(text.replace('.', ''))
  const scale = 100n * 10n ** BigInt(digits)
  const off = base * factor - line.allowance * scale
  return absolute(off) <= scale ? text : null
}

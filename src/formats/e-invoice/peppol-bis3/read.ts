import { type Element, parseXmlDocument } from 'slimdom'
import { type Day, isDay } from '../../../kernel/day.ts'
import { Decimal } from '../../../kernel/decimal.ts'
import { add, currencyDigits, type Minor, parseMinor, subtract, zero } from '../../../kernel/money.ts'
import type { Problem } from '../../../kernel/problem.ts'
import type {
  DocumentKind,
  DocumentLine,
  DocumentParty,
  DocumentPayment,
  DocumentSeller,
  DocumentVat,
  IssuedDocument,
  Language,
  PaymentAccount,
  VatCategory,
} from '../document.ts'
import { isDecimal, readNote } from './fields.ts'

/** As the issued document, but the seller may sit in any country. */
export interface ReadDocument extends Omit<IssuedDocument, 'country' | 'seller'> {
  country: string
  seller: Omit<DocumentSeller, 'country'> & { country: string }
}

export interface PeppolReading {
  /** Null when something that the document cannot do without is missing or unreadable. */
  document: ReadDocument | null
  kind: DocumentKind | null
  number: string | null
  problems: Problem[]
}

/**
 * Peppol BIS Billing 3.0 (EHF 3, self-billing 3.0 with a warning) → neutral document. It asks no more of a file than
 * that its amounts and days can be read: whether it keeps the rules is `validate`'s question. Never throws.
 * UBL does not say everything: language and reference kind are the usual ones of the seller's country,
 * a price per base quantity becomes a price per unit, line charges count as negative allowance,
 * an exchange rate that stands nowhere is the quotient of the two VAT amounts.
 */
export function readPeppol(bytes: Uint8Array | string): PeppolReading {
  const problems: Problem[] = []
  const failed = (code: string, message: string): PeppolReading => ({
    document: null,
    kind: null,
    number: null,
    problems: [{ code, message, severity: 'error' }],
  })
  let root: Element | null
  try {
    const text = typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    // Entities could unfold into gigabytes; no e-invoice needs a DTD.
    if (/<!DOCTYPE/i.test(text))
      return failed('e-invoice.doctype', 'The file has a document type declaration, which no e-invoice may have.')
    root = parseXmlDocument(text.replace(/^\uFEFF/, '')).documentElement
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error)
    return failed('e-invoice.not-xml', `The file is no well-formed XML in UTF-8: ${reason}`)
  }
  const element = root?.localName
  if (
    !root ||
    (element !== 'Invoice' && element !== 'CreditNote') ||
    !root.namespaceURI?.startsWith('urn:oasis:names:specification:ubl:schema:xsd:')
  )
    return failed('e-invoice.not-ubl', 'The file is no UBL 2.1 Invoice or CreditNote.')
  const specification = text(root, 'CustomizationID') ?? ''
  if (!specification.includes('billing:3.0'))
    return failed('e-invoice.not-peppol-bis-3', `The file follows "${specification}", not Peppol BIS Billing 3.0.`)
  if (specification.includes('selfbilling:3.0'))
    problems.push({
      code: 'e-invoice.self-billed',
      message:
        'This is a self-billed invoice: the buyer made it, and it belongs to the accounts receivable of the one it names as seller.',
      severity: 'warning',
    })
  return readRoot(root, problems)
}

function readRoot(root: Element, problems: Problem[]): PeppolReading {
  const credit = root.localName === 'CreditNote'
  const kind = kindOf(text(root, 'InvoiceTypeCode') ?? text(root, 'CreditNoteTypeCode') ?? '', credit)
  const currency = text(root, 'DocumentCurrencyCode') ?? ''
  const at = reader(root, currency, problems)
  if (!/^[A-Z]{3}$/.test(currency)) at.missing('DocumentCurrencyCode', 'the currency')
  const number = text(root, 'ID')
  if (!number) at.missing('ID', 'the document number')
  const issuedOn = at.day(root, 'IssueDate', true)

  const seller = readSeller(root)
  const country = seller.country
  const fromNote = readNote(texts(root, 'Note').join('\n'))
  const vatTotals = children(root, 'TaxTotal')
  const main = vatTotals.find((total) => children(total, 'TaxSubtotal').length > 0) ?? vatTotals[0]
  const totals = children(root, 'LegalMonetaryTotal')[0]
  if (!totals) at.missing('LegalMonetaryTotal', 'the totals')
  const total = (name: string): Minor => (totals ? at.amount(totals, name) : zero)
  const lines = children(root, credit ? 'CreditNoteLine' : 'InvoiceLine').flatMap((line, i) => readLine(line, i, at))
  if (lines.length === 0) at.missing(credit ? 'CreditNoteLine' : 'InvoiceLine', 'at least one line')

  const document: ReadDocument = {
    kind,
    country,
    language: languageOf(country),
    number: number ?? '',
    issuedOn,
    supplyOn: at.optionalDay(root, 'Delivery/ActualDeliveryDate'),
    supplyFrom: at.optionalDay(root, 'InvoicePeriod/StartDate'),
    supplyTo: at.optionalDay(root, 'InvoicePeriod/EndDate'),
    currency,
    seller,
    buyer: readParty(find(root, 'AccountingCustomerParty/Party')),
    theirReference: text(root, 'BuyerReference'),
    purchaseOrder: text(root, 'OrderReference/ID'),
    contractReference: text(root, 'ContractDocumentReference/ID'),
    preceding: children(root, 'BillingReference').flatMap((reference) => {
      const id = text(reference, 'InvoiceDocumentReference/ID')
      const on = at.optionalDay(reference, 'InvoiceDocumentReference/IssueDate')
      return id ? [{ number: id, issuedOn: on ?? issuedOn }] : []
    }),
    notes: fromNote.notes,
    lines,
    vat: main ? children(main, 'TaxSubtotal').map((subtotal) => readVat(subtotal, at)) : [],
    allowances: documentCharges(root, 'false', at),
    charges: documentCharges(root, 'true', at),
    totals: {
      lines: total('LineExtensionAmount'),
      net: total('TaxExclusiveAmount'),
      vat: main ? at.amount(main, 'TaxAmount') : zero,
      gross: total('TaxInclusiveAmount'),
      prepaid: total('PrepaidAmount'),
      rounding: total('PayableRoundingAmount'),
      payable: total('PayableAmount'),
    },
    payment: readPayment(root, number ?? '', country, issuedOn, credit, at),
  }
  const accounting = readAccountingVat(root, vatTotals, document, fromNote.rate, problems)
  if (accounting) document.accountingVat = accounting
  const advances = fromNote.advances.flatMap((paid) =>
    isDay(paid.issuedOn)
      ? [
          {
            number: paid.number,
            issuedOn: paid.issuedOn,
            gross: at.parse(paid.gross, 'Note'),
            vat: at.parse(paid.vat, 'Note'),
          },
        ]
      : [],
  )
  if (advances.length > 0) document.advances = advances
  const broken = problems.some((problem) => problem.severity !== 'warning')
  return { document: broken ? null : document, kind, number, problems }
}

const kindOf = (code: string, credit: boolean): DocumentKind =>
  credit ? 'credit-note' : code === '383' ? 'debit-note' : code === '386' ? 'advance-invoice' : 'invoice'

const languageOf = (country: string): Language =>
  country === 'SE' ? 'sv' : country === 'NO' ? 'nb' : country === 'BG' ? 'bg' : 'en'

// ── Parties ─────────────────────────────────────────────────────────────────

function readParty(party: Element | null): DocumentParty {
  const legalName = text(party, 'PartyLegalEntity/RegistrationName')
  const name = text(party, 'PartyName/Name') ?? legalName ?? ''
  const endpoint = find(party, 'EndpointID')
  const address = find(party, 'PostalAddress')
  const contact = find(party, 'Contact')
  return {
    name,
    legalName: legalName === name ? null : legalName,
    address: {
      careOf: text(address, 'AddressLine/Line')?.replace(/^c\/o\s+/i, '') ?? null,
      street: text(address, 'StreetName'),
      street2: text(address, 'AdditionalStreetName'),
      postCode: text(address, 'PostalZone'),
      city: text(address, 'CityName'),
      country: text(address, 'Country/IdentificationCode') ?? '',
    },
    organisationNumber: text(party, 'PartyLegalEntity/CompanyID'),
    vatNumber: taxNumber(party, 'VAT'),
    endpoint: endpoint?.textContent
      ? { scheme: endpoint.getAttribute('schemeID') ?? '', id: endpoint.textContent.trim() }
      : null,
    contact: contact
      ? { name: text(contact, 'Name'), phone: text(contact, 'Telephone'), email: text(contact, 'ElectronicMail') }
      : null,
    number: text(party, 'PartyIdentification/ID'),
  }
}

function readSeller(root: Element): ReadDocument['seller'] {
  const element = find(root, 'AccountingSupplierParty/Party')
  const party = readParty(element)
  const registration = taxNumber(element, 'TAX') ?? ''
  const legal = text(element, 'PartyLegalEntity/CompanyLegalForm') ?? ''
  const part = (label: string) => new RegExp(`(?:^|; )${label}: ([^;]+)`).exec(legal)?.[1]?.trim() ?? null
  return {
    ...party,
    country: party.address.country || party.vatNumber?.slice(0, 2).toUpperCase() || '',
    approvedForFTax: /f-skatt/i.test(registration),
    inBusinessRegister: /foretaksregisteret/i.test(registration),
    registeredOffice: part('Säte'),
    responsiblePerson: part('МОЛ'),
    compiledBy: part('Съставил'),
  }
}

/** TAX stands for every scheme that is not VAT (others write FRT, SWT, …). */
function taxNumber(party: Element | null, scheme: 'VAT' | 'TAX'): string | null {
  for (const entry of party ? children(party, 'PartyTaxScheme') : []) {
    const isVat = text(entry, 'TaxScheme/ID')?.toUpperCase() === 'VAT'
    if (isVat === (scheme === 'VAT')) return text(entry, 'CompanyID')
  }
  return null
}

// ── Lines, VAT, allowances ──────────────────────────────────────────────────

function readLine(line: Element, index: number, at: Reader): DocumentLine[] {
  const quantity = find(line, 'InvoicedQuantity') ?? find(line, 'CreditedQuantity')
  const unitCode = quantity?.getAttribute('unitCode') ?? ''
  const id = text(line, 'ID') ?? ''
  const lineNo = /^[1-9]\d{0,5}$/.test(id) ? Number(id) : index + 1
  const entries = children(line, 'AllowanceCharge')
  let allowance = zero
  for (const entry of entries) {
    const amount = at.amount(entry, 'Amount')
    allowance = text(entry, 'ChargeIndicator') === 'true' ? subtract(allowance, amount) : add(allowance, amount)
  }
  const reasons = entries.map((entry) => text(entry, 'AllowanceChargeReason')).filter((reason) => reason !== null)
  const category = find(line, 'Item/ClassifiedTaxCategory')
  const priced: DocumentLine = {
    lineNo,
    name: text(line, 'Item/Name') ?? '',
    description: text(line, 'Item/Description'),
    articleNumber: text(line, 'Item/SellersItemIdentification/ID'),
    quantity: at.decimal(quantity, '1'),
    unit: unitCode,
    unitCode,
    unitPrice: unitPrice(line, at),
    discountPercent: entries.length === 1 ? text(entries[0]!, 'MultiplierFactorNumeric') : null,
    allowance: entries.length > 0 ? allowance : null,
    allowanceReason: reasons.length > 0 ? reasons.join('; ') : null,
    amountNet: at.amount(line, 'LineExtensionAmount', true),
    vatCategory: (text(category, 'ID') ?? '') as VatCategory,
    vatPercent: text(category, 'Percent'),
    supplyFrom: at.optionalDay(line, 'InvoicePeriod/StartDate'),
    supplyTo: at.optionalDay(line, 'InvoicePeriod/EndDate'),
    orderLineReference: text(line, 'OrderLineReference/LineID'),
  }
  const above = (text(line, 'Note') ?? '').split('\n').filter((row) => row.trim() !== '')
  return [...above.map((row, i) => textRow(row, lineNo - above.length + i)), priced]
}

const textRow = (name: string, lineNo: number): DocumentLine => ({
  lineNo,
  textOnly: true,
  name,
  quantity: '0',
  unit: '',
  unitCode: '',
  unitPrice: '0',
  amountNet: zero,
  vatCategory: 'S',
  vatPercent: null,
})

function unitPrice(line: Element, at: Reader): string {
  const price = at.decimal(find(line, 'Price/PriceAmount'), '0')
  const per = at.decimal(find(line, 'Price/BaseQuantity'), '1')
  return per === '1' || new Decimal(per).isZero() ? price : new Decimal(price).div(per).toFixed()
}

function readVat(subtotal: Element, at: Reader): DocumentVat {
  const category = find(subtotal, 'TaxCategory')
  return {
    category: (text(category, 'ID') ?? '') as VatCategory,
    percent: text(category, 'Percent'),
    base: at.amount(subtotal, 'TaxableAmount'),
    vat: at.amount(subtotal, 'TaxAmount'),
    exemptionReason: text(category, 'TaxExemptionReason'),
    exemptionCode: text(category, 'TaxExemptionReasonCode'),
  }
}

const documentCharges = (root: Element, indicator: 'true' | 'false', at: Reader): IssuedDocument['charges'] =>
  children(root, 'AllowanceCharge')
    .filter((entry) => text(entry, 'ChargeIndicator') === indicator)
    .map((entry) => ({
      amount: at.amount(entry, 'Amount'),
      reason: text(entry, 'AllowanceChargeReason') ?? text(entry, 'AllowanceChargeReasonCode') ?? '',
      vatCategory: (text(entry, 'TaxCategory/ID') ?? '') as VatCategory,
      vatPercent: text(entry, 'TaxCategory/Percent'),
    }))

function readAccountingVat(
  root: Element,
  totals: readonly Element[],
  document: ReadDocument,
  rate: { rate: string; rateOn: string } | null,
  problems: Problem[],
): NonNullable<IssuedDocument['accountingVat']> | null {
  const currency = text(root, 'TaxCurrencyCode')
  const total = totals.find((entry) => find(entry, 'TaxAmount')?.getAttribute('currencyID') === currency)
  if (!currency || !total || currency === document.currency) return null
  const vat = reader(root, currency, problems).amount(total, 'TaxAmount')
  const implied =
    document.totals.vat === 0n
      ? '1'
      : new Decimal(vat.toString()).div(document.totals.vat.toString()).toDecimalPlaces(6).toFixed()
  return {
    currency,
    vat,
    rate: rate?.rate ?? implied,
    rateOn: rate && isDay(rate.rateOn) ? rate.rateOn : document.issuedOn,
  }
}

// ── Payment ─────────────────────────────────────────────────────────────────

function readPayment(
  root: Element,
  number: string,
  country: string,
  issuedOn: Day,
  credit: boolean,
  at: Reader,
): DocumentPayment | null {
  const means = children(root, 'PaymentMeans')
  const due = at.optionalDay(root, 'DueDate') ?? at.optionalDay(root, 'PaymentMeans/PaymentDueDate')
  const terms = texts(find(root, 'PaymentTerms') ?? root, find(root, 'PaymentTerms') ? 'Note' : '-').join('\n')
  if (means.length === 0 && due === null && terms === '') return null
  if (due === null && !credit)
    at.warn('e-invoice.due-day-missing', 'The file names no due day: the issue day stands in its place.')
  const reference = means.map((entry) => text(entry, 'PaymentID')).find((id) => id !== null) ?? number
  const payee = text(root, 'PayeeParty/PartyName/Name')
  const [termsText, ...late] = terms.split('\n')
  return {
    dueOn: due ?? issuedOn,
    reference,
    referenceKind:
      reference === number ? 'number' : country === 'NO' ? 'kid' : /^\d{2,25}$/.test(reference) ? 'ocr' : 'number',
    accounts: means.flatMap(readAccount),
    ...(payee ? { payee } : {}),
    termsText: termsText || null,
    latePaymentText: late.length > 0 ? late.join('\n') : null,
  }
}

function readAccount(means: Element): PaymentAccount[] {
  const id = text(means, 'PayeeFinancialAccount/ID')
  if (!id) return []
  const branch = text(means, 'PayeeFinancialAccount/FinancialInstitutionBranch/ID')
  const code = text(means, 'PaymentMeansCode')
  // 56 and 50 were bankgiro and plusgiro before the branch codes (SE-R-011).
  if (branch === 'SE:BANKGIRO' || code === '56') return [{ kind: 'bankgiro', id }]
  if (branch === 'SE:PLUSGIRO' || code === '50') return [{ kind: 'plusgiro', id }]
  if (/^[A-Z]{2}\d{2}[A-Z0-9 ]{8,}$/i.test(id)) return [{ kind: 'iban', id, bic: branch }]
  return [{ kind: 'bban', id }]
}

// ── XML ─────────────────────────────────────────────────────────────────────

type Reader = ReturnType<typeof reader>

/** Amounts and days with their problems: the path of the element is the position. */
function reader(root: Element, currency: string, problems: Problem[]) {
  const error = (code: string, message: string, path: string) => {
    problems.push({ code, message, severity: 'error', path })
  }
  const parse = (value: string, path: string): Minor => {
    const plain = value
      .trim()
      .replace(/^\+/, '')
      .replace(/^(-?)\./, '$10.')
      .replace(/\.$/, '')
    try {
      return parseMinor(plain, currency)
    } catch {
      const digits = currencyDigits(currency)
      error('e-invoice.amount-unreadable', `${path}: "${value}" is no amount with at most ${digits} decimals.`, path)
      return zero
    }
  }
  const day = (from: Element, path: string, required: boolean): Day | null => {
    const value = text(from, path)
    if (value === null) {
      if (required) error('e-invoice.missing', `${path} is missing: an invoice cannot do without its issue day.`, path)
      return null
    }
    const plain = value.slice(0, 10)
    if (isDay(plain)) return plain
    error('e-invoice.day-unreadable', `${path}: "${value}" is no day.`, `${pathOf(root, from)}/${path}`)
    return null
  }
  return {
    parse,
    missing: (path: string, what: string) =>
      error('e-invoice.missing', `${path} is missing: an invoice cannot do without ${what}.`, path),
    warn: (code: string, message: string) => {
      problems.push({ code, message, severity: 'warning' })
    },
    amount: (from: Element, path: string, required = false): Minor => {
      const value = text(from, path)
      const where = `${pathOf(root, from)}/${path}`
      if (value !== null) return parse(value, where)
      if (required) error('e-invoice.missing', `${where} is missing: a line cannot do without its amount.`, where)
      return zero
    },
    decimal: (element: Element | null, otherwise: string): string => {
      const value = element?.textContent?.trim() ?? ''
      if (value === '') return otherwise
      if (isDecimal(value))
        return value
          .replace(/^\+/, '')
          .replace(/^(-?)\./, '$10.')
          .replace(/\.$/, '')
      const where = pathOf(root, element!)
      error('e-invoice.number-unreadable', `${where}: "${value}" is no decimal number.`, where)
      return otherwise
    },
    day: (from: Element, path: string, required: boolean): Day => day(from, path, required) ?? ('1970-01-01' as Day),
    optionalDay: (from: Element, path: string): Day | null => day(from, path, false),
  }
}

const children = (element: Element, name: string): Element[] =>
  element.children.filter((child) => child.localName === name)

function find(element: Element | null, path: string): Element | null {
  let at = element
  for (const step of path.split('/')) {
    if (!at) return null
    at = at.children.find((child) => child.localName === step) ?? null
  }
  return at
}

function text(element: Element | null, path: string): string | null {
  const value = find(element, path)?.textContent?.trim() ?? ''
  return value === '' ? null : value
}

const texts = (element: Element, name: string): string[] =>
  children(element, name).flatMap((child) => (child.textContent?.trim() ? [child.textContent.trim()] : []))

function pathOf(root: Element, element: Element): string {
  const steps: string[] = []
  for (let at: Element | null = element; at && at !== root; at = at.parentElement) {
    const same = at.parentElement ? children(at.parentElement, at.localName) : []
    steps.unshift(same.length > 1 ? `${at.localName}[${same.indexOf(at) + 1}]` : at.localName)
  }
  return steps.join('/')
}

import type { Day } from '../../kernel/day.ts'
import type { Minor } from '../../kernel/money.ts'

/**
 * The neutral issued document: what the PDF shows and what the e-invoice carries, nothing else.
 * Terms in brackets are the business terms of EN 16931-1. Amounts are minor units of `currency`.
 * A credit note carries positive amounts (as Peppol BIS 3 wants); the sign lives in `kind` alone.
 */
export type DocumentKind =
  | 'invoice'
  | 'credit-note'
  | 'debit-note'
  | 'proforma'
  | 'advance-invoice'
  | 'internal-invoice'
  | 'interest-invoice'
export type Country = 'SE' | 'NO' | 'BG'
export type Language = 'sv' | 'nb' | 'bg' | 'en'
/** EN 16931 VAT categories that the product issues: UNCL5305. */
export type VatCategory = 'S' | 'Z' | 'E' | 'AE' | 'K' | 'G' | 'O'

export interface PostalAddress {
  careOf?: string | null
  street?: string | null
  street2?: string | null
  postCode?: string | null
  city?: string | null
  /** ISO 3166-1 alpha-2. */
  country: string
}

export interface DocumentParty {
  name: string
  /** Legal name where it differs (BT-27/BT-44). */
  legalName?: string | null
  address: PostalAddress
  /** Organisation number, EIK, or null for a private person (never a personal number in a document). */
  organisationNumber?: string | null
  vatNumber?: string | null
  /** Peppol endpoint: EAS scheme and value (0007, 0192, 9926, 0088 …). */
  endpoint?: { scheme: string; id: string } | null
  contact?: { name?: string | null; phone?: string | null; email?: string | null } | null
  /** Customer number with the seller. */
  number?: string | null
  isPerson?: boolean
}

export interface DocumentSeller extends DocumentParty {
  country: Country
  /** SE: "Godkänd för F-skatt" applies. */
  approvedForFTax?: boolean
  /** NO: registered in Foretaksregisteret. */
  inBusinessRegister?: boolean
  /** SE AB: registered office (säte). */
  registeredOffice?: string | null
  /** BG: name of the person who made the document (ЗСч чл. 6). */
  compiledBy?: string | null
  /** BG: МОЛ, the responsible person. */
  responsiblePerson?: string | null
  website?: string | null
}

export type PaymentAccount =
  | { kind: 'bankgiro' | 'plusgiro'; id: string }
  | { kind: 'iban'; id: string; bic?: string | null; bankName?: string | null }
  | { kind: 'bban'; id: string; bankName?: string | null }

export interface DocumentPayment {
  dueOn: Day
  /** OCR, KID or invoice number to quote (BT-83). */
  reference: string
  referenceKind: 'ocr' | 'kid' | 'number'
  accounts: PaymentAccount[]
  /** Who is paid, where it is another than the seller: a partner who holds the claim (BT-59). */
  payee?: string | null
  /** "30 dagar netto" in the document's language (BT-20). */
  termsText?: string | null
  /** Interest per year after the due day, plain decimal percent, where terms say so. */
  latePaymentText?: string | null
}

export interface DocumentLine {
  lineNo: number
  /** A heading or text row without amounts is carried by `details` of the next line or, alone, as text here. */
  textOnly?: boolean
  name: string
  description?: string | null
  articleNumber?: string | null
  /** Plain decimals. */
  quantity: string
  /** Unit as printed and as UN/ECE rec 20 code (C62 piece, HUR hour, MTQ m³, MON month …). */
  unit: string
  unitCode: string
  unitPrice: string
  /** Line allowance (BG-27), positive amount, and its percent where given. */
  discountPercent?: string | null
  allowance?: Minor | null
  allowanceReason?: string | null
  amountNet: Minor
  vatCategory: VatCategory
  /** Percent as plain decimal ("25"); null for O. */
  vatPercent: string | null
  /** Delivery period (BG-26). */
  supplyFrom?: Day | null
  supplyTo?: Day | null
  orderLineReference?: string | null
}

export interface DocumentVat {
  category: VatCategory
  percent: string | null
  base: Minor
  vat: Minor
  /** Reason text and VATEX code for E, AE, K, G, O. */
  exemptionReason?: string | null
  exemptionCode?: string | null
}

export interface IssuedDocument {
  kind: DocumentKind
  country: Country
  language: Language
  /** Number as printed. */
  number: string
  issuedOn: Day
  /** Delivery or tax-event day (BT-72). */
  supplyOn?: Day | null
  supplyFrom?: Day | null
  supplyTo?: Day | null
  currency: string
  seller: DocumentSeller
  buyer: DocumentParty
  /** Where the letter goes when another pays or the address is a forwarding one. */
  recipient?: DocumentParty | null
  /** BT-10; a Peppol document needs this or `purchaseOrder`. */
  theirReference?: string | null
  ourReference?: string | null
  purchaseOrder?: string | null
  contractReference?: string | null
  /** Documents that this one corrects or follows (BG-3): credit note, debit note, final invoice after advances. */
  preceding: { number: string; issuedOn: Day; kind?: DocumentKind; reason?: string | null }[]
  /** Why a credit or debit note was issued. */
  reason?: string | null
  notes: string[]
  lines: DocumentLine[]
  vat: DocumentVat[]
  /** Document-level allowances and charges (BG-20, BG-21). */
  allowances: { amount: Minor; reason: string; vatCategory: VatCategory; vatPercent: string | null }[]
  charges: { amount: Minor; reason: string; vatCategory: VatCategory; vatPercent: string | null }[]
  totals: {
    /** Σ line nets (BT-106). */
    lines: Minor
    /** BT-109. */
    net: Minor
    /** BT-110. */
    vat: Minor
    /** BT-112. */
    gross: Minor
    /** BT-113: advances already paid. */
    prepaid: Minor
    /** BT-114: cash rounding. */
    rounding: Minor
    /** BT-115 = gross − prepaid + rounding. */
    payable: Minor
  }
  /** VAT in the accounting currency where the document's currency is another (BT-111). */
  accountingVat?: { currency: string; vat: Minor; rate: string; rateOn: Day } | null
  /** Advances deducted on a final invoice, each with its VAT. */
  advances?: { number: string; issuedOn: Day; gross: Minor; vat: Minor }[]
  payment: DocumentPayment | null
  businessArea?: { name: string; phone?: string | null; email?: string | null; website?: string | null } | null
  layout?: {
    /** PNG, JPEG or SVG bytes, base64. */
    logo?: { mediaType: string; base64: string } | null
    /** "#RRGGBB" with contrast on white. */
    accent?: string | null
    footer?: string | null
  } | null
}

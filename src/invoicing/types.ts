import type { DocumentKind, VatCategory } from '../formats/e-invoice/document.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { Minor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'

/** An order as it waits to be billed. Numbers are exact plain decimals. */
export interface Order {
  id: Id
  kind: DocumentKind
  source: string
  sourceReference: string
  sourceRow: number | null
  partyId: Id
  invoiceGroupId: Id
  businessAreaId: Id | null
  currency: string
  invoiceOn: Day | null
  dueOn: Day | null
  supplyOn: Day | null
  supplyFrom: Day | null
  supplyTo: Day | null
  theirReference: string | null
  ourReference: string | null
  purchaseOrder: string | null
  text: string | null
  creditsId: Id | null
  reason: string | null
  lines: OrderLine[]
}

export interface OrderLine {
  orderId: Id
  lineNo: number
  textOnly: boolean
  articleId: Id | null
  name: string
  description: string | null
  quantity: string
  unit: string
  unitCode: string
  unitPrice: string
  discountPercent: string | null
  vatCode: string
  supplyFrom: Day | null
  supplyTo: Day | null
  /** Account and dimension wishes; amounts in minor units as text. */
  coding: { account: string | null; dimensions: Record<string, string>; amount: string | null }[] | null
  creditsLineNo: number | null
}

/** A line with its VAT resolved on the day of supply and its amounts computed. */
export interface DraftLine extends OrderLine {
  vatCategory: VatCategory
  vatPercent: string | null
  allowance: Minor
  amountNet: Minor
}

export interface DraftVat {
  vatCode: string
  category: VatCategory
  percent: string | null
  base: Minor
  vat: Minor
  exemptionReason: string | null
  exemptionCode: string | null
}

export interface DraftTotals {
  lines: Minor
  net: Minor
  vat: Minor
  gross: Minor
  prepaid: Minor
  rounding: Minor
  payable: Minor
}

/** One future document: what the proposal shows and what issue writes; the same function makes it both times. */
export interface Draft {
  kind: Order['kind']
  orders: Order[]
  partyId: Id
  payerId: Id
  invoiceGroupId: Id
  businessAreaId: Id | null
  currency: string
  issuedOn: Day
  dueOn: Day
  termsDays: number | null
  supplyOn: Day | null
  supplyFrom: Day | null
  supplyTo: Day | null
  theirReference: string | null
  ourReference: string | null
  purchaseOrder: string | null
  text: string | null
  creditsId: Id | null
  reason: string | null
  /** A correction goes to the account of the item that it corrects, at that document's rate; null: by rule, by day. */
  controlAccount?: string | null
  rate?: { rate: string; on: Day } | null
  /** Kind of the document that a credit note corrects. */
  creditsKind?: string
  /** What a credit note takes of a document in another currency, in that currency. */
  creditsAmount?: bigint
  lines: DraftLine[]
  vat: DraftVat[]
  totals: DraftTotals
  /** Advances deducted on a final invoice. */
  advances: {
    invoiceId: Id
    number: string
    issuedOn: Day
    gross: Minor
    vat: Minor
    net: Minor
    vatRows: { vatCode: string; percent: string | null; vat: Minor }[]
  }[]
  channel: 'peppol' | 'e-mail' | 'print' | 'portal' | 'folder' | 'internal'
  /** Why it must wait: each with its cause. */
  holds: { kind: string; reason: string; by?: string | null; data?: Record<string, string> }[]
  /** Why it cannot be issued. */
  problems: Problem[]
}

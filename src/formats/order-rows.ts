import type { Day } from '../kernel/day.ts'
import type { Minor } from '../kernel/money.ts'
import type { ProblemItem } from './format.ts'

/** A customer as the order file knows it; whatever is absent is null and never erases what the register knows. */
export interface OrderCustomer {
  /** Our customer number, where the file has it. */
  number: string | null
  /** Organisation or personal number as written. */
  identityNumber: string | null
  kind: 'person' | 'company' | null
  name: string | null
  careOf: string | null
  street: string | null
  postCode: string | null
  city: string | null
  country: string | null
  email: string | null
  vatNumber: string | null
  /** Motpart. */
  counterparty: string | null
}

/** Posting wishes of the file: account and dimension values by dimension code ("ansvar", "verksamhet", …). */
export interface OrderCoding {
  account: string | null
  dimensions: Record<string, string>
  amount: Minor | null
  /** Accrual key or period as written. */
  accrual: string | null
  text: string | null
}

export interface OrderLine {
  /** Row or line in the file, 1-based: the number that the user sees in the sheet. */
  row: number
  /** A row with text only. */
  textOnly: boolean
  article: string | null
  description: string
  /** Extra description rows under it. */
  details: string[]
  /** Plain decimals as text ("1.5"); exact until `calculate` rounds. */
  quantity: string | null
  unit: string | null
  unitPrice: string | null
  discountPercent: string | null
  /** Net amount as the file states it; checked against quantity × price. */
  amountNet: Minor | null
  /** VAT code or percent as written in the file ("25", "K25", "06"). */
  vatCode: string | null
  supplyFrom: Day | null
  supplyTo: Day | null
  coding: OrderCoding[]
}

/** One order = one future invoice unless the invoice group combines. */
export interface OrderRecord {
  type: 'order'
  row: number
  /** Unique within the source system; the same again changes nothing. Derived by the reader from content where the file has none. */
  sourceReference: string
  customer: OrderCustomer
  invoiceGroup: string | null
  businessArea: string | null
  currency: string | null
  dueOn: Day | null
  invoiceOn: Day | null
  theirReference: string | null
  ourReference: string | null
  purchaseOrder: string | null
  text: string | null
  internal: boolean
  lines: OrderLine[]
  /** Control sum that the file states for this order, where it does. */
  statedTotal: Minor | null
}

export interface OrdersEnd {
  type: 'end'
  orders: number
  lines: number
  statedTotal: Minor | null
  computedTotal: Minor
  sourceSystem: string | null
  createdOn: Day | null
}

/** An order that the reader's problems keep out: whoever imports judges it further, so that all is told at once, and never takes it. */
export interface RefusedOrder {
  type: 'refused'
  /** Null where not even an order could be made of it. */
  order: OrderRecord | null
}

export type OrderItem = OrderRecord | RefusedOrder | OrdersEnd | ProblemItem

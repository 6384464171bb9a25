import type { OrderCoding, OrderCustomer, OrderLine, OrderRecord } from '../order-rows.ts'

/** Records with nothing filled in; the readers set what their file has. */
export const blankCustomer = (): OrderCustomer => ({
  number: null,
  identityNumber: null,
  kind: null,
  name: null,
  careOf: null,
  street: null,
  postCode: null,
  city: null,
  country: null,
  email: null,
  vatNumber: null,
  counterparty: null,
})

export const blankOrder = (row: number): OrderRecord => ({
  type: 'order',
  row,
  sourceReference: '',
  customer: blankCustomer(),
  invoiceGroup: null,
  businessArea: null,
  currency: null,
  dueOn: null,
  invoiceOn: null,
  theirReference: null,
  ourReference: null,
  purchaseOrder: null,
  text: null,
  internal: false,
  lines: [],
  statedTotal: null,
})

export const blankLine = (row: number, description: string): OrderLine => ({
  row,
  textOnly: false,
  article: null,
  description,
  details: [],
  quantity: null,
  unit: null,
  unitPrice: null,
  discountPercent: null,
  amountNet: null,
  vatCode: null,
  supplyFrom: null,
  supplyTo: null,
  coding: [],
})

export const blankCoding = (): OrderCoding => ({
  account: null,
  dimensions: {},
  amount: null,
  accrual: null,
  text: null,
})

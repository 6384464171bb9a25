import type { NewOrder } from '../src/invoicing/orders/save-orders.ts'
import type { World } from './world.ts'

export type PlainLine = [name: string, quantity: string, unitPrice: string, vatCode: string]

/** An order as short as a story wants it. */
export const plainOrder = (
  world: World,
  partyId: string,
  reference: string,
  lines: PlainLine[],
  more: Partial<NewOrder> = {},
): NewOrder => ({
  kind: 'invoice',
  source: 'test',
  sourceReference: reference,
  sourceRow: null,
  partyId,
  invoiceGroupId: world.defaultInvoiceGroupId,
  businessAreaId: null,
  currency: 'SEK',
  invoiceOn: null,
  dueOn: null,
  supplyOn: null,
  supplyFrom: null,
  supplyTo: null,
  theirReference: null,
  ourReference: null,
  purchaseOrder: null,
  text: null,
  creditsId: null,
  reason: null,
  lines: lines.map(([name, quantity, unitPrice, vatCode]) => ({
    textOnly: false,
    articleId: null,
    name,
    description: null,
    quantity,
    unit: 'st',
    unitCode: 'C62',
    unitPrice,
    discountPercent: null,
    vatCode,
    supplyFrom: null,
    supplyTo: null,
    coding: null,
    creditsLineNo: null,
  })),
  ...more,
})

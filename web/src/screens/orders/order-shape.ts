/** An order as `invoicing.read-order` gives it. */
export interface OrderRead {
  orderId: string
  kind: string
  source: string
  reference: string
  row: number | null
  importId: string | null
  fileName: string | null
  customer: string
  customerName: string
  isProtected: boolean
  partyId: string
  invoiceGroup: string
  currency: string
  net: string | null
  invoiceOn: string | null
  dueOn: string | null
  supplyOn: string | null
  supplyFrom: string | null
  supplyTo: string | null
  theirReference: string | null
  ourReference: string | null
  purchaseOrder: string | null
  text: string | null
  createdAt: string
  createdBy: string | null
  cancelledAt: string | null
  invoiceId: string | null
  invoiceNumber: string | null
  lines: OrderLine[]
  holds: {
    holdId: string
    reason: string
    from: string
    to: string | null
    by: string | null
    of: 'customer' | 'order'
  }[]
}

export interface OrderLine {
  lineNo: number
  row: number | null
  textOnly: boolean
  article: string | null
  name: string
  description: string | null
  quantity: string
  unit: string
  unitPrice: string
  discountPercent: string | null
  vatCode: string
  net: string | null
  supplyFrom: string | null
  supplyTo: string | null
  coding: { account: string | null; dimensions: Record<string, string> }[] | null
}

/** What people call it by; where the source gave no reference, the program made one of the content, and nobody reads that. */
export const shownReference = ({ source, reference }: { source: string; reference: string }): string =>
  source === 'manual' || /^[0-9a-f]{32}-\d+$/.test(reference) ? '' : reference

export const asOrder = (order: Record<string, unknown>): OrderRead => order as unknown as OrderRead

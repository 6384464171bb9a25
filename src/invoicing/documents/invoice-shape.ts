import { z } from 'zod'
import { id } from '../../db/schemas.ts'
import { invoiceKinds, invoiceStates } from '../invoice-filter.ts'

const text = z.string().nullable()
const note = z.object({
  invoiceId: id,
  kind: z.enum(invoiceKinds),
  number: z.string(),
  issuedOn: z.string(),
  reason: text,
  gross: z.string(),
})
const posting = z.object({
  lineNo: z.number(),
  account: z.string(),
  accountName: text,
  base: z.string(),
  amount: z.string(),
  vatCode: text,
  dimensions: z.record(z.string(), z.string()).nullable(),
  ruleId: text,
  /** Why this account: the rule that decided. */
  rule: z.object({ note: text, validFrom: z.string() }).nullable(),
})
const allocation = z.object({
  allocationId: id,
  /** Kind of the item on the other side. */
  with: z.string(),
  withItemId: id,
  withInvoiceId: id.nullable(),
  number: text,
  bankTransactionId: id.nullable(),
  voucherId: id.nullable(),
  decisionId: id.nullable(),
  valueOn: z.string(),
  effectiveOn: z.string(),
  recordedAt: z.string(),
  by: text,
  /** It is itself a reversal of that one. */
  reverses: id.nullable(),
  /** It was taken back by that one. */
  reversedBy: id.nullable(),
  payment: z
    .object({
      transactionId: id,
      bookedOn: text,
      payerName: text,
      payerAccount: text,
      bankAccount: z.string(),
      fileId: id.nullable(),
    })
    .nullable(),
  amount: z.string(),
})
const line = z.object({
  lineNo: z.number(),
  textOnly: z.boolean(),
  article: text,
  name: z.string(),
  description: text,
  quantity: z.string(),
  unit: z.string(),
  unitPrice: z.string(),
  discountPercent: text,
  net: z.string(),
  vatCode: z.string(),
  vatCategory: z.string(),
  vatPercent: text,
  creditsLineNo: z.number().nullable(),
  orderId: id.nullable(),
  fileRow: z.number().nullable(),
})
const delivery = z.object({
  deliveryId: id,
  channel: z.string(),
  attempt: z.number(),
  state: z.string(),
  /** Null for a protected person, to who may not see such. */
  address: text,
  nextTryAt: text,
  hasFile: z.boolean(),
  events: z.array(z.object({ kind: z.string(), at: z.string(), text })),
})

/** One document with all that belongs to it. Amounts are plain decimals of its currency, `base` of the currency of the books. */
export const invoiceShape = z.object({
  invoiceId: id,
  kind: z.enum(invoiceKinds),
  number: z.string(),
  reference: z.string(),
  referenceKind: text,
  partyId: id,
  customer: z.string(),
  customerName: z.string(),
  isProtected: z.boolean(),
  payerId: id,
  payer: z.string(),
  payerName: z.string(),
  invoiceGroup: z.string(),
  invoiceGroupName: z.string(),
  businessArea: z.object({ code: z.string(), name: z.string() }).nullable(),
  termsDays: z.number().nullable(),
  state: z.enum(invoiceStates),
  paidOn: text,
  issuedOn: z.string(),
  dueOn: z.string(),
  supplyOn: text,
  supplyFrom: text,
  supplyTo: text,
  currency: z.string(),
  rate: text,
  rateOn: text,
  language: z.string(),
  lines: z.array(line),
  /** Of the lines, before VAT. */
  net: z.string(),
  gross: z.string(),
  prepaid: z.string(),
  rounding: z.string(),
  payable: z.string(),
  vat: z.array(
    z.object({ vatCode: z.string(), category: z.string(), percent: text, base: z.string(), vat: z.string() }),
  ),
  vatAmount: z.string(),
  theirReference: text,
  ourReference: text,
  purchaseOrder: text,
  text,
  reason: text,
  credits: z.object({ invoiceId: id, number: z.string(), kind: z.enum(invoiceKinds) }).nullable(),
  annulment: z.object({ reason: z.string(), on: z.string(), voucherId: id.nullable() }).nullable(),
  issuedBy: text,
  issuedAt: z.string(),
  runId: id.nullable(),
  voucher: z
    .object({
      voucherId: id,
      series: z.string(),
      year: z.number(),
      number: z.string(),
      postedOn: z.string(),
      baseCurrency: z.string(),
      postings: z.array(posting),
    })
    .nullable(),
  /** What is open of the claim, wherever it lives, and in which currency. */
  open: z.string(),
  openCurrency: z.string(),
  item: z
    .object({
      itemId: id,
      account: z.string(),
      closedOn: text,
      amount: z.string(),
      open: z.string(),
      allocations: z.array(allocation),
      /** Items with which the claim lives on: after a change of currency, on another account, of another payer. */
      carriedOn: z.array(
        z.object({
          itemId: id,
          account: z.string(),
          partyId: id,
          currency: z.string(),
          closedOn: text,
          amount: z.string(),
          open: z.string(),
          allocations: z.array(allocation),
        }),
      ),
    })
    .nullable(),
  deliveries: z.array(delivery),
  holds: z.array(
    z.object({
      holdId: id,
      kind: z.string(),
      reason: z.string(),
      from: z.string(),
      to: text,
      by: text,
      of: z.enum(['document', 'customer']),
    }),
  ),
  /** Credit and debit notes, advance invoices, the invoice of a proforma. */
  notes: z.array(note),
  orders: z.array(
    z.object({
      orderId: id,
      source: z.string(),
      reference: z.string(),
      row: z.number().nullable(),
      importId: id.nullable(),
      fileName: text,
      fileSha256: text,
    }),
  ),
  advances: z.array(
    z.object({ invoiceId: id, number: z.string(), issuedOn: z.string(), gross: z.string(), vat: z.string() }),
  ),
})

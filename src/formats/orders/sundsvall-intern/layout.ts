import type { Position } from '../records.ts'

/** Record table of the internal invoices: 0-based offset and length; two-character record ids. */
export const layout = {
  order: { customer: [2, 10], invoiceOn: [12, 8], dueOn: [20, 19], theirReference: [39, 63], ourReference: [102, 30] },
  textRow: { text: [2, 100] },
  row: { text: [2, 30], quantity: [54, 7], unitPrice: [61, 13], amount: [89, 15] },
  coding: { account: [12, 6], amount: [103, 15], accrual: [119, 13] },
  dimensions: {
    ansvar: [2, 8],
    verksamhet: [22, 6],
    aktivitet: [32, 4],
    projekt: [42, 5],
    objekt: [52, 7],
    motpart: [62, 3],
  },
  total: { amount: [2, 15] },
} as const satisfies Record<string, Record<string, Position>>

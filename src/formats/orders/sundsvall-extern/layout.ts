import type { Position } from '../records.ts'

/** Record table of "extern debitering": 0-based offset and length. */
export const layout = {
  header: { system: [1, 20], createdOn: [21, 6], invoiceType: [28, 126] },
  customer: {
    identityNumber: [1, 10],
    name: [11, 35],
    careOf: [46, 35],
    street: [81, 35],
    place: [116, 35],
    counterparty: [151, 3],
  },
  order: { identityNumber: [1, 10], dueOn: [11, 6], theirReference: [17, 30], ourReference: [47, 30] },
  row: {
    identityNumber: [1, 10],
    text: [11, 30],
    quantity: [41, 8],
    unitPrice: [49, 9],
    amount: [58, 15],
    vatCode: [73, 2],
  },
  detail: { text: [11, 51] },
  coding: { account: [9, 6], amount: [40, 12], accrual: [52, 13] },
  dimensions: {
    ansvar: [1, 8],
    verksamhet: [15, 6],
    aktivitet: [21, 4],
    projekt: [25, 5],
    objekt: [30, 7],
    motpart: [37, 3],
  },
  total: { amount: [1, 15] },
} as const satisfies Record<string, Record<string, Position>>

import type { Position } from '../records.ts'

/** The record description counts from 1; the readers count from 0. */
const at = (position: number, length: number): Position => [position - 1, length]

export const layout = {
  customer: {
    name: at(15, 40),
    careOf: at(55, 40),
    street: at(95, 40),
    postCode: at(135, 9),
    city: at(145, 30),
    vatNumber: at(175, 16),
    identityNumber: at(195, 12),
    country: at(210, 2),
    counterparty: at(215, 10),
    kind: at(225, 10),
  },
  order: { theirReference: at(65, 30), identityNumber: at(145, 12), invoiceNumber: at(200, 10) },
  row: { text: at(3, 60), amount: at(63, 15), sign: at(78, 1), vatCode: at(79, 3) },
  coding: { account: at(3, 10), amount: at(125, 15), sign: at(140, 1), text: at(145, 30), accrual: at(175, 10) },
  dimensions: {
    ansvar: at(13, 10),
    verksamhet: at(23, 10),
    aktivitet: at(33, 10),
    objekt: at(43, 10),
    projekt: at(53, 10),
    fri: at(63, 10),
    motpart: at(73, 10),
  },
} as const satisfies Record<string, Record<string, Position>>

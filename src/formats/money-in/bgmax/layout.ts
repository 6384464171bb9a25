import type { Field } from '../fixed-width.ts'

/** Records of Bankgiro Inbetalningar (BgMax), technical manual November 2019; named as there, in English. */

export const code = [1, 2] as const satisfies Field

/** TK01. */
export const start = {
  name: [3, 22],
  version: [23, 24],
  writtenAt: [25, 44],
  test: [45, 45],
} as const satisfies Record<string, Field>

/** TK05: opens a section. */
export const opening = { bankgiro: [3, 12], plusgiro: [13, 22], currency: [23, 25] } as const satisfies Record<
  string,
  Field
>

/** TK20 payment, TK21 deduction, TK22 and TK23 extra references. */
export const payment = {
  sender: [3, 12],
  reference: [13, 37],
  amount: [38, 55],
  referenceCode: [56, 56],
  channel: [57, 57],
  serial: [58, 69],
  image: [70, 70],
  deductionCode: [71, 71],
} as const satisfies Record<string, Field>

/** TK25. */
export const information = { text: [3, 52] } as const satisfies Record<string, Field>
/** TK26. */
export const name = { name: [3, 37], extra: [38, 72] } as const satisfies Record<string, Field>
/** TK27. */
export const street = { street: [3, 37], postCode: [38, 46] } as const satisfies Record<string, Field>
/** TK28. */
export const town = { town: [3, 37], country: [38, 72], countryCode: [73, 74] } as const satisfies Record<string, Field>
/** TK29. */
export const identity = { number: [3, 14] } as const satisfies Record<string, Field>

/** TK15: the deposit, ends a section. */
export const deposit = {
  account: [3, 37],
  day: [38, 45],
  serial: [46, 50],
  amount: [51, 68],
  currency: [69, 71],
  payments: [72, 79],
  type: [80, 80],
} as const satisfies Record<string, Field>

/** TK70. */
export const end = {
  payments: [3, 10],
  deductions: [11, 18],
  references: [19, 26],
  deposits: [27, 34],
} as const satisfies Record<string, Field>

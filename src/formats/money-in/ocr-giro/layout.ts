import type { Field } from '../fixed-width.ts'

/** Records of OCR giro, system specification of Mastercard Payment Services (Nets); named as there, in English. */

/** Every record: "NY", service (00 transmission, 09 OCR giro), transaction or assignment type, record type. */
export const head = { format: [1, 2], service: [3, 4], type: [5, 6], record: [7, 8] } as const satisfies Record<
  string,
  Field
>

/** 10. */
export const transmission = { sender: [9, 16], number: [17, 23], recipient: [24, 31] } as const satisfies Record<
  string,
  Field
>

/** 20. */
export const assignment = { agreement: [9, 17], number: [18, 24], account: [25, 35] } as const satisfies Record<
  string,
  Field
>

/** 30: amount item 1. */
export const item1 = {
  transaction: [9, 15],
  day: [16, 21],
  centre: [22, 23],
  dayCode: [24, 25],
  partial: [26, 26],
  serial: [27, 31],
  sign: [32, 32],
  amount: [33, 49],
  kid: [50, 74],
} as const satisfies Record<string, Field>

/** 31: amount item 2. */
export const item2 = {
  transaction: [9, 15],
  form: [16, 25],
  archive: [26, 34],
  bankDay: [42, 47],
  debitAccount: [48, 58],
} as const satisfies Record<string, Field>

/** 32: amount item 3, purchases and reversals with free text only. */
export const item3 = { transaction: [9, 15], text: [16, 55] } as const satisfies Record<string, Field>

/** 88 ends an assignment, 89 the transmission. */
export const end = {
  transactions: [9, 16],
  records: [17, 24],
  total: [25, 41],
  day: [42, 47],
} as const satisfies Record<string, Field>

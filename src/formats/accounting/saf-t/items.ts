import type { Day } from '../../../kernel/day.ts'
import type { Minor } from '../../../kernel/money.ts'
import type { ProblemItem } from '../../format.ts'

/** The general ledger of a SAF-T file, in neutral records. Amounts: minor units of the file's currency, debit +, credit −. */
export type SafTItem = SafTHeader | SafTBalance | SafTVoucher | SafTEnd | ProblemItem

export interface SafTHeader {
  type: 'header'
  version: string | null
  companyName: string | null
  /** As written; Norway: nine digits, with or without MVA. */
  organisationNumber: string | null
  /** ISO 4217. */
  currency: string
  /** What was chosen when the file was made, by days or by periods of the calendar; null when the file does not say. */
  from: Day | null
  until: Day | null
}

/** One account: where it stood before the first and after the last day of the file. */
export interface SafTBalance {
  type: 'balance'
  /** The company's own number of the account. */
  account: string
  opening: Minor | null
  closing: Minor | null
  line: number
}

/** Only sound vouchers are told: readable in every line and balanced. */
export interface SafTVoucher {
  type: 'voucher'
  number: string
  on: Day
  text: string | null
  rows: SafTRow[]
  line: number
}
export interface SafTRow {
  account: string
  amount: Minor
  text: string | null
}

export interface SafTEnd {
  type: 'end'
  vouchers: number
  /** Σ of the debit amounts of all vouchers told. */
  debit: Minor
  /** Problems of severity 'error': when not 0, the file must not be imported. */
  errors: number
}

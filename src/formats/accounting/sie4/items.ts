import type { Day } from '../../../kernel/day.ts'
import type { Minor } from '../../../kernel/money.ts'
import type { ProblemItem } from '../../format.ts'

/** What a SIE file says, in neutral records. Amounts: minor units of the file's currency, debit +, credit −. */
export type SieItem =
  | SieHeader
  | SieAccountItem
  | SieDimensionItem
  | SieObjectItem
  | SieBalanceItem
  | SieVoucherItem
  | SieEnd
  | ProblemItem

/** 1 year balances, 2 + period balances, 3 + object balances, 4E + vouchers, 4I vouchers for import only. */
export type SieKind = '1' | '2' | '3' | '4E' | '4I'
export type SieEncoding = 'ascii' | 'cp437' | 'utf-8' | 'iso-8859-1'

/** Who wrote what for which company (#FLAGGA … #VALUTA). Null = the file does not say. */
export interface SieHead {
  /** True when a receiver has set #FLAGGA 1: the file is already imported somewhere. */
  imported: boolean
  program: string | null
  programVersion: string | null
  generatedOn: Day | null
  generatedBy: string | null
  companyName: string | null
  /** As written; the standard wants 556334-3689. */
  organisationNumber: string | null
  /** #FNR, the writing program's own code for the company. */
  companyCode: string | null
  /** #FTYP: AB, E, HB … */
  companyForm: string | null
  /** #BKOD */
  industryCode: string | null
  address: { contact: string; street: string; postal: string; phone: string } | null
  note: string | null
  years: SieYear[]
  taxYear: string | null
  /** #OMFATTN: the balances reach to this day. */
  balancesUntil: Day | null
  chart: string | null
  /** ISO 4217; SEK when the file says nothing (the standard's default). */
  currency: string
}
/** Year 0 is the current one, −1 the one before. */
export interface SieYear {
  year: number
  from: Day
  until: Day
}
export interface SieHeader extends SieHead {
  type: 'header'
  sieType: '1' | '2' | '3' | '4'
  encoding: SieEncoding
}

export interface SieAccount {
  account: string
  name: string
  /** T asset, S liability, K cost, I income. */
  accountType: 'T' | 'S' | 'K' | 'I' | null
  sru: string[]
  unit: string | null
}
export interface SieAccountItem extends SieAccount {
  type: 'account'
  line: number
}

/** Reserved: 1 cost centre, 2 cost bearer (under 1), 6 project, 7 employee, 8 customer, 9 supplier, 10 invoice, 20– free. */
export interface SieDimension {
  dimension: number
  name: string
  /** #UNDERDIM: the dimension above. */
  under: number | null
}
export interface SieDimensionItem extends SieDimension {
  type: 'dimension'
  line: number
}

export interface SieObject {
  dimension: number
  object: string
  name: string
}
export interface SieObjectItem extends SieObject {
  type: 'object'
  line: number
}
export interface SieObjectReference {
  dimension: number
  object: string
}

export interface SieBalance {
  /** As the label: IB/UB opening and closing, RES result account, OIB/OUB per object, PSALDO period, PBUDGET period budget. */
  balance: 'IB' | 'UB' | 'RES' | 'OIB' | 'OUB' | 'PSALDO' | 'PBUDGET'
  year: number
  /** '2026-03'; only PSALDO and PBUDGET. */
  period: string | null
  account: string
  objects: SieObjectReference[]
  amount: Minor
  /** Plain decimal as text. */
  quantity: string | null
}
export interface SieBalanceItem extends SieBalance {
  type: 'balance'
  line: number
}

export interface SieTransaction {
  account: string
  objects: SieObjectReference[]
  amount: Minor
  /** Null: the voucher's day. */
  on: Day | null
  text: string | null
  quantity: string | null
  by: string | null
  /** Added after the voucher was first booked (#RTRANS before it). */
  added?: boolean
  line?: number
}
export interface SieVoucher {
  /** '' in 4I: the receiver chooses. */
  series: string
  number: string
  on: Day
  text: string | null
  registeredOn: Day | null
  by: string | null
  transactions: SieTransaction[]
  /** Struck out after booking (#BTRANS): shown, never summed. */
  removed?: SieTransaction[]
}
/** Only sound vouchers are yielded: readable in every row and balanced. */
export interface SieVoucherItem extends SieVoucher {
  type: 'voucher'
  line: number
}

export interface SieEnd {
  type: 'end'
  kind: SieKind
  /** Records seen, sound or not. */
  vouchers: number
  transactions: number
  /** Σ of the debit amounts of all vouchers yielded: a control total for the importer. */
  debit: Minor
  checksum: 'none' | 'correct' | 'wrong' | 'missing'
  /** Records by label, unknown ones too. */
  labels: Record<string, number>
  /** Labels that the standard does not know; read past, as it demands. */
  unused: string[]
  /** Problems of severity 'error': when not 0, the file must not be imported. */
  errors: number
}

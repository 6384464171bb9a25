import type { Day } from '../../kernel/day.ts'
import type { Problem } from '../../kernel/problem.ts'

/**
 * The file exchange about payment orders (betalningsföreläggande), whatever layout carries it. Amounts are minor units of
 * the file's currency.
 */
export const claimTypes = [
  'Kapital',
  'Ranta',
  'Paminnelse',
  'Inkasso',
  'Forseningsersattning',
  'Amorteringsplan',
  'Ansokningsavgift',
  'Ombudsarvode',
  'Ovrigt',
] as const
export type ClaimType = (typeof claimTypes)[number]

export interface CourtParty {
  role: 'applicant' | 'representative' | 'respondent'
  isPerson: boolean
  number: string
  name: string
  street: string
  postCode: string
  city: string
  country: string
}

export interface CourtClaim {
  no: number
  type: ClaimType
  amount: bigint
  dueOn: Day | null
  invoiceNumber: string
  /** AnsokanGrundText: what, when, invoice number, due day, in plain words. */
  ground: string
  /** Interest that runs on: by the Interest Act (6 §), or an agreed percent; null: none. */
  interest: { kind: 'law' | 'percent'; percent: string | null; from: Day } | null
}

export interface Application {
  kind: 'application'
  /** Ours: "K12". */
  case: string
  currency: string
  parties: CourtParty[]
  claims: CourtClaim[]
  payments: { on: Day; amount: bigint }[]
}
/** Less is claimed than before: the debtor paid, or was credited. */
export interface Reduction {
  kind: 'reduction'
  case: string
  courtNumber: string
  on: Day
  amount: bigint
  reason: string
}
export interface Withdrawal {
  kind: 'withdrawal'
  case: string
  courtNumber: string
  on: Day
  reason: string
}
/** After the decision: enforcement is asked for. */
export interface EnforcementRequest {
  kind: 'enforcement'
  case: string
  courtNumber: string
  on: Day
}
export type Transaction = Application | Reduction | Withdrawal | EnforcementRequest

export interface OutFile {
  representativeCode: string
  serialNo: number
  madeOn: Day
  test: boolean
  transactions: Transaction[]
}

/** What the authority answers. */
export type CourtAnswer = {
  /** Ours, or null where it names its own number alone. */
  case: string | null
  courtNumber: string | null
  on: Day
  text: string
} & (
  | { kind: 'confirmed' | 'served' | 'objected' | 'rejected' | 'withdrawn' | 'attachment' | 'enforcement-ended' }
  | { kind: 'decision'; capital: bigint; costs: bigint; interestFrom: Day | null }
)

export interface InFile {
  serialNo: number
  madeOn: Day | null
  /** Receipts for our files. */
  receipts: { serialNo: number; taken: boolean; text: string }[]
  answers: CourtAnswer[]
  problems: Problem[]
}

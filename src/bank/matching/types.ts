import type { Day } from '../../kernel/day.ts'
import type { Minor } from '../../kernel/money.ts'

/** Money that came in and is to be applied. `amount` is positive; a returned payment is not matched here. */
export interface MatchPayment {
  id: string
  amount: Minor
  currency: string
  /** Free text of the payer and of the bank, as it arrived. */
  text: string
  /** Structured references (OCR, KID, creditor reference), as they arrived; `amount` where the file splits the payment. */
  references: readonly { reference: string; amount: Minor | null }[]
  payerName: string | null
  payerAccount: string | null
  /** Organisation or personal number of the payer, when the bank tells it. */
  payerIdentity: string | null
  bookedOn: Day
}

/** An open item a payment can settle. */
export interface MatchItem {
  id: string
  partyId: string
  partyName: string
  partyIdentity?: string | null
  /** Payment references printed on the document (OCR, KID). */
  references: readonly string[]
  /** Every other number the payer has seen: invoice number, assignment, billing, order … */
  numbers: readonly string[]
  /** What is open: debit + (owed to us), credit − (credit note, money on account). */
  amountOpen: Minor
  currency: string
  openedOn: Day
  dueOn: Day
  /** Accounts this party has paid from before, taught by confirmed decisions. */
  payerAccounts: readonly string[]
  /** Other names this party has paid under before, taught likewise. */
  payerNames: readonly string[]
}

export type EvidenceKind =
  | 'reference-exact'
  | 'reference-near'
  | 'number-in-text'
  | 'number-damaged'
  | 'payer-account'
  | 'payer-identity'
  | 'name'
  | 'name-differs'
  | 'amount-exact'
  | 'amount-sum'
  | 'amount-tolerance'
  | 'amount-near'
  | 'amount-part'
  | 'amount-over'
  | 'credit-between'
  | 'other-number'
  | 'settle-order'
  | 'timing'

/** One reason for or against, in words and in bits: log2 of (how likely if right ÷ how likely if by chance). */
export interface Evidence {
  kind: EvidenceKind
  itemId?: string
  /** Plain English for the person who decides. */
  text: string
  weight: number
  data?: Record<string, string | number>
}

export interface Suggestion {
  /** What would be allocated; negative for a credit note. The amounts and `remainder` add up to the payment. */
  items: { itemId: string; amount: Minor }[]
  partyId: string
  /** Probability that these items, and no others offered and none unseen, are the right ones: 0..1. */
  score: number
  evidence: Evidence[]
  /** Payment left over: an overpayment, for the account of the party. */
  remainder: Minor
  /** What the items would still have open. `writeOff` says that it lies within the tolerance. */
  difference: Minor
  writeOff: boolean
}

/** Digits of documents of ours, open or settled, that a payment bears → the customers whose documents they are. */
export type KnownNumbers = ReadonlyMap<string, ReadonlySet<string>>

/** Pairs a person has refused for this payment: ids of items. */
export type Refusals = ReadonlySet<string>

export interface MatchSettings {
  /** A suggestion is taken without a person from this score on. */
  threshold: number
  /** Short or over by at most this is the full amount: the larger of the two applies. */
  tolerance: { minor: bigint; partsPerMillion: bigint }
  /** Suggestions shown. */
  most: number
  /** Items looked for in one sum, and steps of that search for one payment. */
  sumItems: number
  sumSteps: number
}

export const standardSettings: MatchSettings = {
  threshold: 0.999,
  tolerance: { minor: 100n, partsPerMillion: 2n },
  most: 5,
  sumItems: 8,
  sumSteps: 20_000,
}

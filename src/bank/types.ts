import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { Component } from '../subledger/open-items.ts'

/** A bank transaction as matching reads it. */
export interface BankTransaction {
  id: Id
  bankAccountId: Id
  /** Null for a payment entered by hand. */
  fileId: Id | null
  /** The general ledger account of the bank account, and the bank account's own code (posting rules know it as channel). */
  account: string
  channel: string
  /** What was paid: + in, − out. More than what reached the account where the bank kept charges that the file states. */
  amount: bigint
  /** Charges that the bank kept of `amount`; 0 where the file states none. */
  deducted: bigint
  currency: string
  bookedOn: Day
  valueOn: Day
  reference: string | null
  refs: { kind: string; reference: string; amount: string | null }[]
  text: string
  payerName: string | null
  payerAccount: string | null
  payerScheme: string | null
  payerIdentity: string | null
  returnReason: string | null
  returnedReference: string | null
  bankReference: string | null
  endToEndId: string | null
  transactionCode: string | null
  /** The bank says that it took this money for itself. */
  isCharge: boolean
  /** Postings so far, reversals among them; and the last day of one taken back: nothing is posted anew before it. */
  postingCount: number
  freedOn: Day | null
}

/** An open item that a payment may settle. */
export interface Candidate {
  id: Id
  partyId: Id
  account: string
  currency: string
  amountOpen: bigint
  openedOn: Day
  dueOn: Day
  numberText: string
  reference: string | null
  businessAreaId: Id | null
  /** What part of a debt it is, and the capital that a charge belongs to. */
  component: Component
  mainItemId: Id | null
}

export interface ReopenedClaim {
  amount: bigint
  numberText: string
  reference: string | null
  dueOn: Day
  invoiceId: Id | null
  invoiceGroupId: Id | null
  businessAreaId: Id | null
  continuesId: Id
}

/** What is to be done with one payment. */
export interface Placement {
  transaction: BankTransaction
  /** Whose money it is; null: nobody knows yet, it goes to suspense. */
  partyId: Id | null
  /** The control account the money goes to; the cost account of bank charges. */
  account: string
  businessAreaId: Id | null
  /** What it settles: positive amounts take from debit items, negative ones from credit notes in between. */
  items: { candidate: Candidate; amount: bigint }[]
  /** A return of what was settled in books carried over since: the claims that it opens anew; Σ amounts = what went out. */
  claims?: ReopenedClaim[]
  /** A small difference written off on the last item: + short, − over. */
  writeOff: bigint
  pass: 'reference' | 'evidence' | 'known-payer' | 'return' | 'charges' | 'person' | 'none'
  score: number | null
  evidence: unknown[]
  /** The decision that the caller writes itself. */
  decisionId?: Id
}

import type { Day } from '../../kernel/day.ts'

/**
 * The house's own neutral exchange with a collection agency: what a case is, what is told about it, and what comes back.
 * Amounts are plain decimals in major units. Spec: README.md beside this file (version 1).
 */
export interface CollectionCase {
  /** Ours: "K12". */
  case: string
  currency: string
  handedOverOn: Day
  creditor: {
    name: string
    organisationNumber: string | null
    /** How the agency knows us. */
    membershipNumber: string | null
    creditorNumber: string | null
  }
  debtor: {
    number: string
    name: string
    isCompany: boolean
    identityNumber: string | null
    country: string
    language: string
    careOf: string | null
    street: string | null
    street2: string | null
    postCode: string | null
    city: string | null
    email: string | null
    mobile: string | null
  }
  /** Principal, interest and fees apart: Σ of the claims. */
  capital: string
  interest: string
  fees: string
  total: string
  claims: CollectionClaim[]
}

export interface CollectionClaim {
  /** The document that the claim comes from. */
  invoiceNumber: string
  reference: string | null
  description: string
  invoiceOn: Day
  dueOn: Day
  /** As it was issued, and what of it is open. */
  original: string
  capital: string
  interest: string
  interestFrom: Day | null
  /** Its days, rates and principal; amounts here are unrounded, six decimals. */
  segments: { from: Day; through: Day; days: number; percent: string; principal: string; amount: string }[]
  fees: { kind: string; amount: string; chargedOn: Day }[]
  /** Interest that was charged before. */
  interestCharged: string
  letters: { kind: string; sentOn: Day; deadlineOn: Day }[]
  payments: { on: Day; amount: string }[]
}

/** Money that came to us, a credit note, another change, a dispute or its end, or the end of the case. */
export interface CollectionReport {
  case: string
  agencyNumber: string | null
  /** `dispute`: nothing of `amount` (null: of the whole claim) is to be asked for until `dispute-ended`. */
  kind: 'payment' | 'credit' | 'adjustment' | 'dispute' | 'dispute-ended' | 'withdrawal'
  on: Day
  currency: string
  /** Less owed: +; a payment that was taken back: −; what is disputed: +. Null for a withdrawal, and where the whole claim is disputed. */
  amount: string | null
  invoiceNumber: string | null
  /** What of it went where. */
  capital: string | null
  interest: string | null
  fees: string | null
  /** What we still have open. */
  remaining: string
  text: string | null
}

/** What an agency says of a case. */
export interface CollectionAnswer {
  /** Our number, or theirs. */
  case: string
  kind: 'accepted' | 'refused' | 'status' | 'watch' | 'withdrawn' | 'closed'
  on: Day
  agencyNumber: string | null
  text: string | null
  /** Their word for this event; the same word twice is one event. */
  key: string
}

/** A payment of the agency for several cases, net of its fee. */
export interface Remittance {
  reference: string
  on: Day
  currency: string
  fee: string
  feeVat: string
  /** Σ rows − fee − feeVat: proved when it is read. */
  net: string
  rows: { case: string; paidOn: Day; capital: string; interest: string; fees: string }[]
}

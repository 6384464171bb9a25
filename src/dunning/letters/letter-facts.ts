import type { LetterKind } from '../../countries/claims.ts'
import type {
  DocumentParty,
  DocumentSeller,
  IssuedDocument,
  Language,
  PaymentAccount,
} from '../../formats/e-invoice/document.ts'
import type { Day } from '../../kernel/day.ts'
import type { Minor } from '../../kernel/money.ts'

/** Days of one rate on one principal; `from` and `through` both bear interest. */
export interface LetterSegment {
  from: Day
  through: Day
  days: number
  /** Per year, plain decimal. */
  percent: string
  principal: Minor
}

/** One claim of a letter. */
export interface LetterItem {
  /** Number of the document, as printed. */
  number: string
  /** The ground of the claim in words: what was delivered. */
  what: string | null
  issuedOn: Day | null
  dueOn: Day
  reference: string | null
  /** Capital that is asked for. */
  open: Minor
  interest: Minor
  segments: readonly LetterSegment[]
  /** Days whose interest was charged before and is asked for still: its sum is in the letter's `charged.interest`. */
  chargedSegments: readonly LetterSegment[]
}

/** Parts of what was charged before and is open still. */
export type ChargedBefore = Partial<Record<'fee' | 'interest' | 'compensation' | 'cost', Minor>>

/**
 * Everything that a letter says, whether it is stored or only proposed. Amounts are minor units of `currency`;
 * the total is Σ items (open + interest) + Σ charged + fee + compensation.
 */
export interface LetterFacts {
  kind: LetterKind
  language: Language
  sentOn: Day
  /** The last day to pay. */
  deadlineOn: Day
  currency: string
  reference: string
  referenceKind: 'ocr' | 'kid' | 'number'
  seller: DocumentSeller
  party: DocumentParty
  /** What letters do about interest that is not charged yet. */
  interest: 'none' | 'shown' | 'charged'
  items: readonly LetterItem[]
  charged: ChargedBefore
  fee: Minor
  compensation: Minor
  /** The step's own words; the house's where null. Placeholders are still in them. */
  text: { subject: string | null; text: string | null }
  accounts: PaymentAccount[]
  /** A partner who holds the claim and is paid; left out: the seller. */
  payee?: string | null
  businessArea: IssuedDocument['businessArea']
  layout: IssuedDocument['layout']
}

export const capitalOf = (facts: Pick<LetterFacts, 'items'>): bigint =>
  facts.items.reduce((sum, item) => sum + item.open, 0n)
export const interestOf = (facts: Pick<LetterFacts, 'items'>): bigint =>
  facts.items.reduce((sum, item) => sum + item.interest, 0n)
export const totalOf = (facts: LetterFacts): bigint =>
  capitalOf(facts) +
  interestOf(facts) +
  Object.values(facts.charged).reduce<bigint>((sum, amount) => sum + amount, 0n) +
  facts.fee +
  facts.compensation

import type { LetterKind, LetterLaw } from '../countries/claims.ts'
import type { Language } from '../formats/e-invoice/document.ts'
import type { Accrued } from '../interest/accrue.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'

/** Steps of a policy: letters, and the two that mark a claim ready for somebody else. */
export const stepKinds = ['reminder', 'collection-notice', 'payment-demand', 'collection', 'enforcement'] as const
export type StepKind = (typeof stepKinds)[number]
export const isLetter = (kind: StepKind): kind is LetterKind => kind !== 'collection' && kind !== 'enforcement'

export const letterChannels = ['e-mail', 'sms', 'print', 'portal', 'peppol'] as const
export type LetterChannel = (typeof letterChannels)[number]

export interface Step {
  stepNo: number
  kind: StepKind
  /** The first step: days after the due day. Later ones: days after the deadline of the letter before. */
  days: number
  fee: 'none' | 'law' | 'fixed'
  /** Minor units of the currency of the books. */
  feeAmount: bigint | null
  compensation: boolean
  deadlineDays: number
  channels: LetterChannel[]
  texts: Partial<Record<Language, { subject?: string; text?: string }>>
}

/** A version of a policy in force on a day, with its steps in order. */
export interface Policy {
  id: Id
  code: string
  name: string
  businessAreaId: Id | null
  isDefault: boolean
  versionNo: number
  validFrom: Day
  /** By currency, minor units. */
  minimum: Record<string, bigint>
  graceDays: number
  bankFileDays: number | null
  interest: 'none' | 'shown' | 'charged'
  feeAgreed: boolean
  approval: 'two-person' | 'one-person' | 'none'
  steps: Step[]
}

/** A letter that was sent for a claim and not recalled; the fee is that of the whole letter. */
export interface PastLetter {
  letterId: Id
  kind: LetterKind
  sentOn: Day
  deadlineOn: Day
  fee: bigint
  /** False while it has not left, or could not. */
  left: boolean
  /** It came back or bounced: nobody has got it. */
  returned: boolean
}

/** Charge items beside the capital, by component. */
export type Charged = Record<'fee' | 'interest' | 'compensation' | 'cost', bigint>
export const sumCharged = (charged: Charged): bigint =>
  charged.fee + charged.interest + charged.compensation + charged.cost

/** An open capital item that is due, with its chain. Amounts in minor units of its currency. */
export interface Claim {
  itemId: Id
  partyId: Id
  currency: string
  number: string
  reference: string
  invoiceId: Id | null
  invoiceGroupId: Id | null
  businessAreaId: Id | null
  /** Of the part that is due first, where the item is due in parts. */
  dueOn: Day
  /** What is due of what is open. */
  open: bigint
  /** Oldest first. */
  letters: PastLetter[]
  /** The newest letter of all, recalled or not: what the next one follows. */
  lastLetterId: Id | null
  /** Fees, interest, compensation charged before and still open. */
  charged: Charged
  /** Delay compensation that was ever charged for it. */
  compensation: bigint
  /** Fees that were ever charged for it. */
  costs: bigint
  /** It waits for the agency or the court, or waited and was sent back. */
  queued: 'waiting' | 'ended' | null
  policy: Policy | null
}

/** Why a row does not go out. `until`: the first day on which it holds no more, where it is known. */
export interface Cause {
  code: CauseCode
  until?: Day | null
  data?: Record<string, string | number | null>
}
export const ownCauses = [
  'bank-file-old',
  'minimum',
  'no-channel',
  'e-mail-bounced',
  'letter-not-sent',
  'letter-returned',
  'law-forbids',
  'law-too-early',
  'law-missing',
  'internal-customer',
  'by-person',
] as const
export type CauseCode = (typeof ownCauses)[number] | (string & { readonly _hindrance?: never })

/** What a person may let go all the same; the others are law, or somebody else's to decide. */
export const releasable: ReadonlySet<string> = new Set([
  'bank-file-old',
  'minimum',
  'unapplied-money',
  'letter-not-sent',
  'letter-returned',
  'by-person',
])

/** An overdue claim for which no step is due: why, and when the next one comes. */
export interface Waiting {
  claim: Claim
  code: 'not-yet' | 'no-policy' | 'chain-ended' | 'queued'
  stepNo: number | null
  nextOn: Day | null
}

export interface AccruedInterest {
  /** First day that bears interest here; null: none does. */
  from: Day | null
  amount: bigint
  segments: Accrued['segments']
  /** As it is charged; null: nothing is asked. */
  accrued: Accrued | null
}

export interface ProposedItem {
  claim: Claim
  /** Of what is open, so much is asked for (a part may be disputed). */
  asked: bigint
  interest: AccruedInterest
  compensation: bigint
  /** The row of the law that gives the compensation which is claimed here. */
  compensationLaw: LetterLaw['values']
  /** What the law says of a letter for this claim alone; null: it is no letter, or a rate is missing. */
  law: LetterLaw | null
}

export interface Said {
  code: string
  text: string
  source: string
}

/** A row of a run: one letter, or one hand-over; held when it has causes. */
export interface Proposal {
  partyId: Id
  currency: string
  businessAreaId: Id | null
  policy: Policy
  step: Step
  items: ProposedItem[]
  /** Whose reference the letter carries, and whose fee it is. */
  main: Claim
  capital: bigint
  interest: bigint
  charged: bigint
  fee: bigint
  compensation: bigint
  total: bigint
  deadlineOn: Day
  channel: LetterChannel | null
  /** Channels that were passed over, and why. */
  passedOver: { channel: LetterChannel; why: string }[]
  causes: Cause[]
  /** What the law said about the fee, where it changed it. */
  said: Said[]
  /** The rows of the law that the fee and the compensation stand on. */
  law: LetterLaw['values']
}

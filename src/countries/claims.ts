import type { Day } from '../kernel/day.ts'
import type { Minor } from '../kernel/money.ts'
import type { DatedAmount, DatedPercent, Sourced } from './sourced.ts'

/**
 * Letters that ask for money, in the order of the chain.
 * reminder: betalningspåminnelse, purring, напомняне · collection-notice: inkassokrav, inkassovarsel, покана за плащане ·
 * payment-demand: betalingsoppfordring (Norway alone).
 */
export const letterKinds = ['reminder', 'collection-notice', 'payment-demand'] as const
export type LetterKind = (typeof letterKinds)[number]

export type DebtorKind = 'consumer' | 'business' | 'authority'
/** What the law calls a customer of the register's kind. */
export const debtorOf = (partyKind: string): DebtorKind =>
  partyKind === 'person' ? 'consumer' : partyKind === 'public' ? 'authority' : 'business'

/** Whose claim it is: an enterprise (näringsidkare), or a municipality or other authority. */
export type CreditorKind = 'business' | 'authority'

/** Names of law that changes by date, as rows of `law_values`; a country knows some of them. */
export const lawNames = [
  'reference-rate',
  'late-interest',
  'compensation',
  'collection-rate',
  'reminder-fee',
  'collection-notice-fee',
  'plan-fee',
  'plan-notice-fee',
  'court-fee',
  'court-fee-minimum',
  'court-representation',
  'enforcement-fee',
  'bad-debt-small-claim',
  'dunning-regime',
] as const
export type LawName = (typeof lawNames)[number]

/** An act that is in force from a day, by its short name ('inkassoloven-1988'). */
export interface DatedWord extends Sourced {
  word: string
}

/**
 * What a country knows under a name. `each` half-year: every half-year needs its own row, the last one is never carried on
 * (rates that an authority publishes); until-changed: a row stands until a later one (amounts that stand in an act).
 */
export type LawSeries = { what: string; each: 'half-year' | 'until-changed' } & (
  | {
      unit: 'percent'
      rows: readonly DatedPercent[] /** The rate is that of another name and so many points. */
      above?: { name: LawName; points: string; source: string }
    }
  | { unit: 'amount'; currency: string; rows: readonly DatedAmount[] }
  | { unit: 'word'; words: readonly string[]; rows: readonly DatedWord[] }
)

/** The dated rows that hold for a company: the country's own, and those that its people have added. */
export interface LawValues {
  /** The row in force on a day. @throws Refused RATE_MISSING naming the first day that lacks one. */
  percentOn(name: LawName, on: Day): DatedPercent
  amountOn(name: LawName, on: Day): DatedAmount
  /** As amountOn, where a name that has no row yet says that there is no such amount: null. */
  anyAmountOn(name: LawName, on: Day): DatedAmount | null
  wordOn(name: LawName, on: Day): DatedWord
  /** Days after `after`, up to `through`, on which the percent changes or what it stands on, in order. */
  changesOf(name: LawName, after: Day, through: Day): Day[]
}

/** An earlier letter of the same claim, oldest first. */
export interface EarlierLetter {
  kind: LetterKind
  sentOn: Day
  deadlineOn: Day
  fee: Minor
}

export interface LetterQuestion {
  kind: LetterKind
  sentOn: Day
  dueOn: Day
  debtor: DebtorKind
  creditor: CreditorKind
  /** A fee for reminders was agreed no later than when the debt arose. */
  feeAgreed: boolean
  disputed: boolean
  earlier: readonly EarlierLetter[]
  /** Delay compensation claimed for the same debt, and costs claimed before: they are set off where the law says so. */
  compensation: Minor
  costsBefore: Minor
}

/** What the law lets a letter be and cost on its day. */
export interface LetterLaw {
  /** False: such a letter may not be sent at all; why says so. */
  allowed: boolean
  /** The most that may be charged for it; 0 where nothing may. */
  maximumFee: Minor
  currency: string
  /** The first day that its deadline may be. */
  earliestDeadline: Day
  /** Why it is so, each with its source, in plain English: "the second fee needs a first letter with 14 days that ran out". */
  why: { code: string; text: string; source: string }[]
  /** The dated rows that were used. */
  values: { name: LawName; from: Day; value: string; source: string }[]
}

export interface ClaimRules {
  /** The dated rows that the house ships; a name that is not here has no meaning in the country. */
  law: Readonly<Partial<Record<LawName, LawSeries>>>
  letter(law: LawValues, question: LetterQuestion): LetterLaw
  /**
   * Delay compensation of a claim; 0 where the law gives none. `why` as in LetterLaw.
   * `lateOn`: the first day that may bear interest. The right arises with that of interest (direktiv 2011/7/EU art. 6), so its
   * amount is that of this day whenever it is claimed.
   * `costsBefore`: fees charged for the same claim, which it is set off against.
   */
  compensation(law: LawValues, lateOn: Day, debtor: DebtorKind, creditor: CreditorKind, costsBefore?: Minor): LetterLaw
  /** Where the law binds an agreed rate to the statutory one: never less (a void exclusion), never more. */
  agreedRateLimit(debtor: DebtorKind): { least: boolean; most: boolean; source: string }
  /**
   * The last day that bears no interest: interest counts for the days after it.
   * `agreed`: the due day was agreed in advance; else the demand, sent on `demandedOn`, starts the clock.
   */
  interestFreeThrough(question: { dueOn: Day; demandedOn: Day; agreed: boolean; debtor: DebtorKind }): Day
  /** The last day before the claim is barred by time, counted from the later of its origin and the last interruption. */
  limitationOn(question: {
    originOn: Day
    /** The last of them, a decision too. */
    interruptedOn: Day | null
    /** The last decision that can be enforced. */
    decidedOn: Day | null
    /** The debtor was given time, or acknowledged the debt. */
    isRescheduled: boolean
    debtor: DebtorKind
    periodic: boolean
  }): {
    day: Day
    years: number
    source: string
    unverified?: boolean
  }
  /** Least interest that is invoiced by itself, by currency; less is carried forward. */
  interestMinimum: Record<string, Minor>
}

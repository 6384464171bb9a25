import type { Day } from '../kernel/day.ts'
import { type Minor, minor, zero } from '../kernel/money.ts'
import type { DatedWord, LawName, LetterLaw, LetterQuestion } from './claims.ts'
import type { DatedAmount, DatedPercent } from './sourced.ts'

/** Fees of reminders and collection, and what they are set off against: shared by the countries. */

export type Why = LetterLaw['why'][number]
type Value = LetterLaw['values'][number]

export const nothing = (currency: string, on: Day, why: Why[], allowed = true): LetterLaw => ({
  allowed,
  maximumFee: zero,
  currency,
  earliestDeadline: on,
  why,
  values: [],
})

export const used = (name: LawName, row: DatedAmount | DatedPercent | DatedWord): Value => ({
  name,
  from: row.from,
  value: 'amount' in row ? String(row.amount) : 'percent' in row ? row.percent : row.word,
  source: row.source,
})

/**
 * What of a fee may be charged beside delay compensation: costs only to the extent that all of them exceed it, so that the
 * creditor has the greater of the two, never their sum. `letters`: what the earlier letters could have cost, charged or not.
 */
export function besideCompensation(fee: Minor, letters: bigint, question: LetterQuestion): Minor {
  const { compensation, costsBefore, earlier } = question
  if (compensation === 0n) return fee
  const charged = earlier.reduce((sum, letter) => sum + letter.fee, 0n)
  const otherCosts = costsBefore > charged ? costsBefore - charged : 0n
  const costs = letters + otherCosts + fee
  const most = costs > compensation ? costs : compensation
  return clamp(most - compensation - (otherCosts + charged), fee)
}

/** The rest of the compensation when costs were charged before it. */
export const lessCosts = (compensation: Minor, costsBefore: bigint): Minor =>
  clamp(compensation - costsBefore, compensation)

const clamp = (amount: bigint, most: Minor): Minor => (amount <= 0n ? zero : amount > most ? most : minor(amount))

/** A letter of the kind has had its fee, or lost it to the compensation. */
export const chargedBefore = ({ earlier, kind, compensation }: LetterQuestion): boolean =>
  earlier.some((letter) => letter.kind === kind && (letter.fee > 0n || compensation > 0n))

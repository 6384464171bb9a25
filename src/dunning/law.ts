import type { CreditorKind, DebtorKind, LawValues, LetterKind, LetterLaw, LetterQuestion } from '../countries/claims.ts'
import type { CountryRules } from '../countries/country.ts'
import type { Day } from '../kernel/day.ts'
import { addDays, later } from '../kernel/day.ts'
import { minor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'
import type { Claim } from './types.ts'

/** Longest wait that a law asks for between a due day and a letter (Norway: 14 days), and some. */
const lawWaitMax = 35

export type LawAnswer = { law: LetterLaw; problem?: undefined } | { law?: undefined; problem: Problem }

/** Questions to the law, each asked once: claims of one due day and chain have one answer. */
export interface LawDesk {
  /** The last day to pay: so many days after the letter, no sooner than the law allows, on a day with banking. */
  deadline(sentOn: Day, days: number, earliest: Day): Day
  letter(question: LetterQuestion): LawAnswer
  /** @param lateOn the first day that may bear interest */
  compensation(lateOn: Day, debtor: DebtorKind, costsBefore: bigint): LawAnswer
  /** The first day after `sentOn` on which the letter may bear a fee, or may be sent at all; null: not within a month. */
  waitFor(question: LetterQuestion, what: 'fee' | 'letter'): Day | null
  creditor: CreditorKind
}

export function lawDesk(
  { claims: rules, holidays }: Pick<CountryRules, 'claims' | 'holidays'>,
  law: LawValues,
  creditor: CreditorKind,
): LawDesk {
  const deadlines = new Map<string, Day>()
  const known = new Map<string, LawAnswer>()
  const ask = (key: string, question: () => LetterLaw): LawAnswer => {
    let answer = known.get(key)
    if (!answer) {
      answer = answered(question)
      known.set(key, answer)
    }
    return answer
  }
  const payable = new Map<Day, Day>()
  /** A due day without banking moves on (lag 1930:173 2 §, ЗЗД чл. 72): who may pay today is not asked today. */
  const lastDayOf = (dueOn: Day): Day => {
    let found = payable.get(dueOn)
    if (!found) payable.set(dueOn, (found = holidays.nextBankingDay(dueOn)))
    return found
  }
  const letter = (question: LetterQuestion) => {
    const last = lastDayOf(question.dueOn)
    const asked = question.sentOn <= last && last !== question.dueOn ? { ...question, dueOn: last } : question
    return ask(keyOf(asked), () => rules.letter(law, asked))
  }
  return {
    creditor,
    letter,
    deadline(sentOn, days, earliest) {
      const key = `${sentOn} ${days} ${earliest}`
      let found = deadlines.get(key)
      if (!found) deadlines.set(key, (found = holidays.nextBankingDay(later(addDays(sentOn, days), earliest))))
      return found
    },
    compensation: (lateOn, debtor, costsBefore) =>
      ask(`compensation ${lateOn} ${debtor} ${costsBefore}`, () =>
        rules.compensation(law, lateOn, debtor, creditor, minor(costsBefore)),
      ),
    waitFor(question, what) {
      for (let days = 1; days <= lawWaitMax; days++) {
        const sentOn = addDays(question.sentOn, days)
        const { law: found } = letter({ ...question, sentOn })
        if (found && (what === 'letter' ? found.allowed : found.allowed && found.maximumFee > 0n)) return sentOn
      }
      return null
    },
  }
}

/** A rate or amount that the law does not give yet is a reason to wait, not to guess. */
function answered(question: () => LetterLaw): LawAnswer {
  try {
    return { law: question() }
  } catch (error) {
    if (error instanceof Refused) return { problem: error.problems[0]! }
    throw error
  }
}

const keyOf = (q: LetterQuestion): string =>
  `${q.kind} ${q.sentOn} ${q.dueOn} ${q.debtor} ${q.feeAgreed} ${q.disputed} ${q.compensation} ${q.costsBefore} ${q.earlier
    .map((one) => `${one.kind} ${one.sentOn} ${one.deadlineOn} ${one.fee}`)
    .join('|')}`

const noLetters: LetterQuestion['earlier'] = []

/** @param compensation claimed for it, with what this letter claims */
export const letterQuestion = (
  claim: Pick<Claim, 'dueOn' | 'letters' | 'costs'>,
  compensation: bigint,
  kind: LetterKind,
  more: { sentOn: Day; debtor: DebtorKind; creditor: CreditorKind; feeAgreed: boolean; disputed: boolean },
): LetterQuestion => ({
  kind,
  dueOn: claim.dueOn,
  earlier:
    claim.letters.length === 0
      ? noLetters
      : claim.letters.map(({ kind, sentOn, deadlineOn, fee }) => ({ kind, sentOn, deadlineOn, fee: minor(fee) })),
  compensation: minor(compensation),
  costsBefore: minor(claim.costs),
  sentOn: more.sentOn,
  debtor: more.debtor,
  creditor: more.creditor,
  feeAgreed: more.feeAgreed,
  disputed: more.disputed,
})

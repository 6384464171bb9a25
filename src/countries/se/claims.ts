import { addDays, addMonths, later } from '../../kernel/day.ts'
import { type Minor, minor, zero } from '../../kernel/money.ts'
import type { ClaimRules, EarlierLetter, LawValues, LetterLaw, LetterQuestion } from '../claims.ts'
import { besideCompensation, chargedBefore, lessCosts, nothing, used, type Why } from '../costs.ts'
import { amounts } from '../rates.ts'
import { rates } from './rates.ts'

const act = 'lag (1981:739) om ersättning för inkassokostnader m.m.'
const since2013 = (paragraph: string, amount: bigint) =>
  amounts(`${act} ${paragraph}, SFS 2013:56`, 'SEK', [['2013-03-16', amount]])
const standing = (what: string, rows: ReturnType<typeof amounts>) =>
  ({ what, each: 'until-changed', unit: 'amount', currency: 'SEK', rows }) as const

export const claims: ClaimRules = {
  law: {
    'reference-rate': {
      what: 'the Swedish reference rate',
      each: 'half-year',
      unit: 'percent',
      rows: rates.reference!,
    },
    'late-interest': {
      what: 'the Swedish reference rate',
      each: 'half-year',
      unit: 'percent',
      rows: [],
      above: { name: 'reference-rate', points: '8.00', source: 'räntelag 6 §' },
    },
    compensation: standing('the Swedish delay compensation', [...rates.compensation]),
    'reminder-fee': standing('the Swedish reminder fee', since2013('2, 4 §§', 60_00n)),
    'collection-notice-fee': standing('the Swedish fee for a collection notice', since2013('4 §', 180_00n)),
    'plan-fee': standing('the Swedish fee for an instalment plan', since2013('4 § (Aros, Intrum)', 170_00n)),
    'plan-notice-fee': standing(
      'the Swedish fee for a notice of an instalment',
      since2013('4 § (Aros, Intrum)', 60_00n),
    ),
    'court-fee': standing(
      'the Swedish fee of a payment order',
      amounts('förordning (1992:1094) 1 §, kronofogden.se', 'SEK', [['2013-01-01', 300_00n]]),
    ),
    'court-representation': standing(
      'the Swedish compensation for representation at a payment order',
      // At most so much, unless there are special reasons. Of the applicant's own work as well as of an ombud.
      amounts('lag (1990:746) om betalningsföreläggande och handräckning 48 §, SFS 2013:1062', 'SEK', [
        ['2014-01-01', 380_00n],
      ]),
    ),
    'enforcement-fee': standing(
      'the Swedish basic fee of enforcement',
      amounts('förordning (1992:1094) 6 §', 'SEK', [['2013-01-01', 600_00n]]),
    ),
  },
  letter,
  compensation(law, lateOn, debtor, creditor, costsBefore = zero) {
    const source = `${act} 4 a §`
    if (creditor !== 'business')
      return nothing('SEK', lateOn, [
        { code: 'compensation.creditor-no-business', text: 'Only a business may claim delay compensation.', source },
      ])
    if (debtor === 'consumer')
      return nothing('SEK', lateOn, [
        { code: 'compensation.consumer', text: 'No delay compensation is owed by a consumer.', source },
      ])
    const row = law.amountOn('compensation', lateOn)
    return {
      ...nothing('SEK', lateOn, [
        { code: 'compensation.due', text: 'Owed as soon as interest may be charged; no reminder is needed.', source },
      ]),
      maximumFee: lessCosts(row.amount, costsBefore),
      values: [used('compensation', row)],
    }
  },
  agreedRateLimit: (debtor) => ({
    least: debtor === 'authority',
    most: false,
    source: 'räntelag 4 a §, 6 § 2 st.',
  }),
  // 3 §: a due day that was agreed; else 4 §: thirty days after the demand that says that interest will be charged.
  interestFreeThrough: ({ dueOn, demandedOn, agreed }) => (agreed ? dueOn : later(dueOn, addDays(demandedOn, 30))),
  // 7 §: a decision begins the time of 2 § anew, three years of a consumer's debt too (so NJA 2022 s. 150).
  limitationOn({ originOn, interruptedOn, debtor }) {
    const years = debtor === 'consumer' ? 3 : 10
    return {
      day: addMonths(later(originOn, interruptedOn ?? originOn), years * 12),
      years,
      source: 'preskriptionslag (1981:130) 2, 6–7 §§',
    }
  },
  interestMinimum: { SEK: minor(50_00n), EUR: minor(5_00n) },
}

function letter(law: LawValues, question: LetterQuestion): LetterLaw {
  const { kind, sentOn, dueOn } = question
  if (kind === 'payment-demand')
    return nothing(
      'SEK',
      sentOn,
      [{ code: 'letter.unknown-here', text: 'Sweden knows reminders and collection notices.', source: act }],
      false,
    )
  const earliestDeadline = kind === 'collection-notice' ? addDays(sentOn, 8) : sentOn
  if (sentOn <= dueOn)
    return {
      ...nothing(
        'SEK',
        sentOn,
        [{ code: 'letter.not-overdue', text: `Not overdue before ${dueOn}.`, source: act }],
        false,
      ),
      earliestDeadline,
    }
  const { fee, why, values } = kind === 'reminder' ? reminderFee(law, question) : noticeFee(law, question)
  const maximumFee = besideCompensation(fee, possibleOf(law, question), question)
  if (maximumFee < fee)
    why.push({
      code: 'fee.set-off',
      text: 'Costs are owed only to the extent that they exceed the delay compensation.',
      source: `${act} 4 a § (unverified)`,
    })
  return {
    allowed: kind === 'reminder' || !question.disputed,
    maximumFee,
    currency: 'SEK',
    earliestDeadline,
    why,
    values,
  }
}

interface Fee {
  fee: Minor
  why: Why[]
  values: LetterLaw['values']
}

function reminderFee(law: LawValues, question: LetterQuestion): Fee {
  const source = `${act} 2, 4 §§`
  const none = (code: string, text: string, from = source): Fee => ({
    fee: zero,
    why: [{ code, text, source: from }],
    values: [],
  })
  if (question.disputed) return none('fee.disputed', 'A disputed claim bears no fee.', 'inkassolag (1974:182) 8 §')
  if (!question.feeAgreed) return none('fee.not-agreed', 'No fee was agreed before the debt arose.')
  if (chargedBefore(question)) return none('fee.once', 'One reminder of a claim bears a fee.', `${source} (unverified)`)
  const row = law.amountOn('reminder-fee', question.sentOn)
  return {
    fee: row.amount,
    why: [{ code: 'fee.agreed', text: 'A written reminder; the fee was agreed before the debt arose.', source }],
    values: [used('reminder-fee', row)],
  }
}

function noticeFee(law: LawValues, question: LetterQuestion): Fee {
  const why: Why[] = [
    {
      code: 'deadline.eight-days',
      text: 'At least eight days from sending.',
      source: 'inkassolag (1974:182) 5 §; god inkassosed (IMY, FI)',
    },
  ]
  const none = (code: string, text: string, source: string): Fee => ({
    fee: zero,
    why: [...why, { code, text, source }],
    values: [],
  })
  if (question.disputed)
    return none('letter.disputed', 'A disputed claim is not collected.', 'inkassolag (1974:182) 8 §')
  if (chargedBefore(question))
    return none('fee.once', 'One collection notice of a claim bears a fee.', `${act} 4 § (unverified)`)
  const row = law.amountOn('collection-notice-fee', question.sentOn)
  return {
    fee: row.amount,
    why: [...why, { code: 'fee.by-law', text: 'Owed without agreement for a written notice.', source: `${act} 4 §` }],
    values: [used('collection-notice-fee', row)],
  }
}

/** What the earlier letters could have cost: the first of each kind. */
function possibleOf(law: LawValues, { earlier, feeAgreed, compensation }: LetterQuestion): bigint {
  if (compensation === 0n) return 0n
  const first = (kind: EarlierLetter['kind']) => earlier.find((one) => one.kind === kind)
  const reminder = feeAgreed ? first('reminder') : undefined
  const notice = first('collection-notice')
  return (
    (reminder ? law.amountOn('reminder-fee', reminder.sentOn).amount : 0n) +
    (notice ? law.amountOn('collection-notice-fee', notice.sentOn).amount : 0n)
  )
}

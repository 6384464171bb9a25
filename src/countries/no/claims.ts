import { addDays, addMonths, day, daysBetween, later } from '../../kernel/day.ts'
import { type Minor, minor, proportion, zero } from '../../kernel/money.ts'
import type { ClaimRules, EarlierLetter, LawValues, LetterLaw, LetterQuestion } from '../claims.ts'
import { besideCompensation, lessCosts, nothing, used, type Why } from '../costs.ts'
import { amounts, checked } from '../rates.ts'
import type { DatedAmount } from '../sourced.ts'
import { rates } from './rates.ts'

const regulation = 'inkassoforskriften (FOR-1989-07-14-562)'
const act1988 = 'inkassoloven-1988'
/** LOV-2026-05-22-19: adopted, in force from a day that is not fixed. A row with this word and its day switches it on. */
const act2026 = 'inkassoloven-2026'

export const claims: ClaimRules = {
  law: {
    'reference-rate': { what: 'the Norwegian styringsrente', each: 'half-year', unit: 'percent', rows: [] },
    'late-interest': {
      what: 'the Norwegian forsinkelsesrente',
      each: 'half-year',
      unit: 'percent',
      rows: rates.late,
    },
    compensation: {
      what: 'the Norwegian standardkompensasjon',
      each: 'half-year',
      unit: 'amount',
      currency: 'NOK',
      rows: rates.compensation,
    },
    'collection-rate': {
      what: 'the Norwegian inkassosats',
      each: 'until-changed',
      unit: 'amount',
      currency: 'NOK',
      rows: [
        ...amounts(`${regulation} § 1-1; forskriften av 2019 (kred.no)`, 'NOK', [['2019-01-01', 700_00n]]),
        ...amounts(
          `${regulation} § 1-1; the regulation of 2026, by a third party`,
          'NOK',
          [['2026-01-01', 750_00n]],
          true,
        ),
      ],
    },
    // Under the new act a creditor's own letters bear a fee by a regulation that does not exist yet: no row, no fee.
    'reminder-fee': {
      what: 'the fee of a creditor’s own letters under the new inkassolov',
      each: 'until-changed',
      unit: 'amount',
      currency: 'NOK',
      rows: [],
    },
    // rettsgebyrloven § 7: 1,1 R from 2022 (LOV-2021-12-22-166, forliksraadet.no), 1,54 R proposed (Prop. 80 L (2023–2024)); R is set
    // anew each year. That of today was found in no source: no row, the queue asks for it.
    'court-fee': {
      what: 'the Norwegian court fee of a forliksklage',
      each: 'until-changed',
      unit: 'amount',
      currency: 'NOK',
      rows: [],
    },
    // tvisteloven § 6-13 (as printed by advokatwulff.no and eiendomsrett.no): legal help up to four times the rettsgebyr, up to one where
    // collection costs are claimed too (halved by Prop. 18 L (2020–2021), adoption unverified); the applicant's own work is not compensated.
    'court-representation': {
      what: 'the Norwegian compensation for representation before the conciliation board',
      each: 'until-changed',
      unit: 'amount',
      currency: 'NOK',
      rows: [],
    },
    'dunning-regime': {
      what: 'the Norwegian act on debt collection',
      each: 'until-changed',
      unit: 'word',
      words: [act1988, act2026],
      rows: [{ from: day('1989-07-01'), word: act1988, source: 'inkassoloven (LOV-1988-05-13-26)', checked }],
    },
  },
  letter,
  compensation(law, lateOn, debtor, creditor, costsBefore = zero) {
    // Prop. 150 L (2011–2012) kap. 7: owed when interest is, as one fixed sum. § 3 lets a new rate work on old claims for interest alone.
    const source = 'forsinkelsesrenteloven § 3a'
    if (debtor === 'consumer')
      return nothing('NOK', lateOn, [
        { code: 'compensation.consumer', text: 'Only businesses owe standard compensation.', source },
      ])
    if (creditor !== 'business')
      return nothing('NOK', lateOn, [
        {
          code: 'compensation.creditor-no-business',
          text: 'Only a business may claim it.',
          source: `${source} (unverified)`,
        },
      ])
    const row = law.amountOn('compensation', lateOn)
    return {
      ...nothing('NOK', lateOn, [
        {
          code: 'compensation.due',
          text: 'EUR 40 in kroner of the half-year in which the claim became late; no reminder is needed.',
          source,
        },
        { code: 'compensation.set-off', text: 'Set off against fees.', source: `${regulation} §§ 1-5, 2-6` },
      ]),
      maximumFee: lessCosts(row.amount, costsBefore),
      values: [used('compensation', row)],
    }
  },
  agreedRateLimit: (debtor) => ({
    least: false,
    most: debtor === 'consumer',
    source: 'forsinkelsesrenteloven § 4',
  }),
  // § 2: the due day fixed in advance; else thirty days after the demand.
  interestFreeThrough: ({ dueOn, demandedOn, agreed }) => (agreed ? dueOn : later(dueOn, addDays(demandedOn, 30))),
  limitationOn({ originOn, interruptedOn, decidedOn }) {
    const years = decidedOn ? 10 : 3
    return {
      day: addMonths(later(originOn, interruptedOn ?? originOn), years * 12),
      years,
      // From when it could be asked for; a decision: from its day (Høyesterett 23.12.2021).
      source: `foreldelsesloven (LOV-1979-05-18-18) ${decidedOn ? '§ 21 nr. 2' : '§§ 2–3'}`,
    }
  },
  interestMinimum: { NOK: minor(50_00n), EUR: minor(5_00n) },
}

function letter(law: LawValues, question: LetterQuestion): LetterLaw {
  const { kind, sentOn, dueOn, disputed } = question
  const asked = `${regulation} § 1-2`
  const earliestDeadline = kind === 'reminder' ? sentOn : addDays(sentOn, 14)
  const regime = law.wordOn('dunning-regime', sentOn)
  const say = (allowed: boolean, code: string, text: string, source: string): LetterLaw => ({
    ...nothing('NOK', sentOn, [...(allowed ? deadlineWhy(kind) : []), { code, text, source }], allowed),
    earliestDeadline,
    values: [used('dunning-regime', regime)],
  })
  if (sentOn <= dueOn) return say(false, 'letter.not-overdue', `Not overdue before ${dueOn}.`, 'inkassoloven § 9')
  if (regime.word === act2026) {
    if (kind !== 'reminder')
      return say(false, 'letter.agency-alone', 'Only an agency may send it under the new act.', regime.source)
    const own = law.anyAmountOn('reminder-fee', sentOn)
    if (!own) return say(true, 'fee.no-regulation', 'No regulation of the fee is entered: no fee.', regime.source)
    if (disputed) return say(true, 'fee.disputed', 'A disputed claim bears no costs.', 'inkassoloven § 17')
    return {
      ...say(true, 'fee.by-law', 'A creditor’s own letter under the new act.', own.source),
      maximumFee: besideCompensation(own.amount, own.amount * BigInt(question.earlier.length), question),
      values: [used('dunning-regime', regime), used('reminder-fee', own)],
    }
  }
  if (
    kind === 'payment-demand' &&
    !question.earlier.some((one) => one.kind === 'collection-notice' && one.deadlineOn < sentOn)
  )
    return say(
      false,
      'letter.needs-notice',
      'It needs a collection notice that ran out.',
      'inkassoloven §§ 9–10 (unverified)',
    )
  if (disputed) return say(true, 'fee.disputed', 'A disputed claim bears no costs.', 'inkassoloven § 17')
  if (sentOn < addDays(dueOn, 14))
    return say(true, 'fee.too-early', 'A letter bears a fee from fourteen days after the due day.', asked)
  const barred = noFee(question)
  if (barred) return say(true, barred.code, barred.text, barred.source)
  const rate = law.amountOn('collection-rate', sentOn)
  const fee = part(rate, kind)
  const maximumFee = besideCompensation(fee, possibleOf(law, question), question)
  const why: Why[] = [
    ...deadlineWhy(kind),
    {
      code: 'fee.by-law',
      text: `${kind === 'payment-demand' ? '3/20' : '1/20'} of the inkassosats of the sending day, in whole kroner.`,
      source: `${regulation} §§ 1-1, 1-2`,
    },
  ]
  if (maximumFee < fee)
    why.push({
      code: 'fee.set-off',
      text: 'Fees are set off against the standard compensation: the greater, never the sum.',
      source: `${regulation} §§ 1-5, 2-6`,
    })
  return {
    allowed: true,
    maximumFee,
    currency: 'NOK',
    earliestDeadline,
    why,
    values: [used('collection-rate', rate), used('dunning-regime', regime)],
  }
}

const deadlineWhy = (kind: LetterQuestion['kind']): Why[] =>
  kind === 'reminder'
    ? []
    : [
        {
          code: 'deadline.fourteen-days',
          text: 'At least fourteen days from sending.',
          source: kind === 'payment-demand' ? 'inkassoloven § 10' : 'inkassoloven § 9',
        },
      ]

/** 1/20 or 3/20 in whole kroner, half a krone up. */
function part(rate: DatedAmount, kind: LetterQuestion['kind']): Minor {
  const twentieths = kind === 'payment-demand' ? 3n : 1n
  return minor(proportion(rate.amount, twentieths, 2000n) * 100n)
}

/** Why an earlier letter with a fee bars this one's (§ 1-3), or null. */
function noFee(question: LetterQuestion): Why | null {
  const source = `${regulation} § 1-3`
  const counted = countedLetters(question)
  if (question.kind === 'payment-demand') {
    if (counted.some((one) => one.kind === 'payment-demand'))
      return { code: 'fee.once', text: 'One payment demand of a claim bears a fee.', source }
    return null
  }
  const twentieths = counted.filter((one) => one.kind !== 'payment-demand')
  if (twentieths.length >= 2) return { code: 'fee.two', text: 'At most two letters of a claim bear 1/20.', source }
  const [first] = twentieths
  if (!first) return null
  if (daysBetween(first.sentOn, first.deadlineOn) < 14)
    return { code: 'fee.first-too-short', text: 'A second fee needs a first letter with fourteen days.', source }
  if (first.deadlineOn >= question.sentOn)
    return { code: 'fee.first-not-over', text: `The first letter’s time runs until ${first.deadlineOn}.`, source }
  return null
}

/** Letters with a fee since the last pause of six months: after it the counting begins anew. */
function countedLetters({ earlier, sentOn }: LetterQuestion): EarlierLetter[] {
  const counted: EarlierLetter[] = []
  let next = sentOn
  for (const one of [...earlier].filter(({ fee }) => fee > 0n).reverse()) {
    if (addMonths(one.sentOn, 6) <= next) break
    counted.unshift(one)
    next = one.sentOn
  }
  return counted
}

/** What the earlier letters could have cost, charged or not. */
function possibleOf(law: LawValues, question: LetterQuestion): bigint {
  if (question.compensation === 0n) return 0n
  const could: EarlierLetter[] = []
  for (const one of question.earlier) {
    const asked = { ...question, kind: one.kind, sentOn: one.sentOn, earlier: could }
    if (one.sentOn < addDays(question.dueOn, 14) || noFee(asked)) continue
    could.push({ ...one, fee: part(law.amountOn('collection-rate', one.sentOn), one.kind) })
  }
  return could.reduce((sum, one) => sum + one.fee, 0n)
}

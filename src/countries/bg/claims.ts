import { addDays, addMonths, day, later } from '../../kernel/day.ts'
import { minor, zero } from '../../kernel/money.ts'
import type { ClaimRules } from '../claims.ts'
import { lessCosts, nothing, used } from '../costs.ts'
import { amounts, percents } from '../rates.ts'
import { rates } from './rates.ts'

const compensationAct = 'Търговски закон чл. 309а'

const tariff = 'Тарифа за държавните такси по ГПК (ПМС 38/2008)'

export const claims: ClaimRules = {
  law: {
    'reference-rate': {
      what: 'the ECB’s main refinancing rate on the first day of the half-year',
      each: 'half-year',
      unit: 'percent',
      rows: [...percents('ЕЦБ, основни операции по рефинансиране (ПМС 347/29.12.2025)', [['2026-01-01', '2.15']])],
    },
    'late-interest': {
      what: 'the Bulgarian legal interest',
      each: 'half-year',
      unit: 'percent',
      rows: rates.late,
      above: { name: 'reference-rate', points: '8.00', source: 'ПМС 426/2014 чл. 1, ПМС 347/29.12.2025' },
    },
    // 80 лв until 2025 (ДВ 20/2013); what the euro has made of it is not looked up: no row, nothing is claimed until a person enters one.
    compensation: {
      what: 'the Bulgarian compensation for recovery costs',
      each: 'until-changed',
      unit: 'amount',
      currency: 'EUR',
      rows: [],
    },
    'court-fee': {
      what: 'the Bulgarian state fee of a payment order, of the claim',
      each: 'until-changed',
      unit: 'percent',
      rows: percents(`${tariff}, заявление за издаване на заповед (targovishte-os.justice.bg)`, [['2008-03-01', '2']]),
    },
    'court-fee-minimum': {
      what: 'the least Bulgarian state fee of a payment order',
      each: 'until-changed',
      unit: 'amount',
      currency: 'EUR',
      // The page is of the time of the lev: what the tariff says in euro was not seen.
      rows: amounts(`${tariff}: 25 лв (targovishte-os.justice.bg), по 1,95583`, 'EUR', [['2026-01-01', 12_78n]], true),
    },
    // Of a lawyer (ГПК чл. 78 ал. 1: advokatatanasova.com), and of a legal person's own jurist (ал. 8: unverified, and said so on the
    // case); the amounts stand in ordinances.
    'court-representation': {
      what: 'the Bulgarian compensation for representation at a payment order',
      each: 'until-changed',
      unit: 'amount',
      currency: 'EUR',
      rows: [],
    },
    'bad-debt-small-claim': {
      what: 'the Bulgarian limit of small claims that are lost after 365 days',
      each: 'until-changed',
      unit: 'amount',
      currency: 'EUR',
      rows: amounts('ЗДДС чл. 126а: 600 лв (plusminus.com, balkantax.bg)', 'EUR', [['2026-01-01', 306_78n]]),
    },
  },
  letter(_law, { kind, sentOn, dueOn }) {
    const source = 'ЗЗД чл. 84; no statutory fee for reminders'
    const unknown = kind === 'payment-demand'
    if (unknown || sentOn < dueOn)
      return nothing(
        'EUR',
        sentOn,
        [
          unknown
            ? { code: 'letter.unknown-here', text: 'Bulgaria knows reminders and покана за плащане.', source }
            : { code: 'letter.not-overdue', text: `Not due before ${dueOn}.`, source },
        ],
        false,
      )
    return nothing('EUR', sentOn, [{ code: 'fee.none-by-law', text: 'The law gives no fee for a letter.', source }])
  },
  compensation(law, lateOn, debtor, creditor, costsBefore = zero) {
    if (debtor === 'consumer' || creditor !== 'business')
      return nothing('EUR', lateOn, [
        {
          code: 'compensation.consumer',
          text: 'Between businesses, or of an authority, alone.',
          source: compensationAct,
        },
      ])
    const row = law.anyAmountOn('compensation', lateOn)
    if (!row)
      return nothing('EUR', lateOn, [
        {
          code: 'compensation.not-entered',
          text: 'The amount in euro is not verified: nothing is claimed until it is entered with its source.',
          source: `${compensationAct} (unverified)`,
        },
      ])
    return {
      ...nothing('EUR', lateOn, [{ code: 'compensation.due', text: 'Owed without a reminder.', source: row.source }]),
      maximumFee: lessCosts(row.amount, costsBefore),
      currency: row.currency,
      values: [used('compensation', row)],
    }
  },
  agreedRateLimit: () => ({ least: false, most: false, source: 'Търговски закон чл. 309б (unverified)' }),
  // ЗЗД чл. 84: from the day of delay; ТЗ чл. 303а: fourteen days from the demand where no term was agreed.
  interestFreeThrough: ({ dueOn, demandedOn, agreed }) => (agreed ? dueOn : later(dueOn, addDays(demandedOn, 14))),
  limitationOn({ originOn, interruptedOn, decidedOn, isRescheduled, debtor, periodic }) {
    const years = periodic && !decidedOn ? 3 : 5
    const ends = addMonths(later(originOn, interruptedOn ?? originOn), years * 12)
    // Whatever interrupts it, a debt of a private person ends after ten years, unless it was deferred or rescheduled.
    // Claims of before run from its first day: what would have taken them further back was struck down (КС, решение 20.04.2021).
    const last = addMonths(later(originOn, day('2021-06-02')), 10 * 12)
    if (debtor === 'consumer' && !isRescheduled && last < ends)
      return { day: last, years: 10, source: 'ЗЗД чл. 112 (ДВ 102/2020)' }
    // That an order of payment counts as a decision is custom of the courts, and disputed.
    return {
      day: ends,
      years,
      source: decidedOn ? 'ЗЗД чл. 117 ал. 2' : 'ЗЗД чл. 110–111',
      ...(decidedOn ? { unverified: true } : {}),
    }
  },
  interestMinimum: { EUR: minor(5_00n), BGN: minor(10_00n) },
}

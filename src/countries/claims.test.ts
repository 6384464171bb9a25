import { describe, expect, test } from 'vitest'
import { addDays, type Day, day } from '../kernel/day.ts'
import { formatMinor, minor, parseMinor, zero } from '../kernel/money.ts'
import type { EarlierLetter, LetterKind, LetterQuestion } from './claims.ts'
import { country } from './index.ts'
import { type AddedLawValue, lawValues } from './law-values.ts'

const checked = day('2026-11-21')

interface Sent {
  kind?: LetterKind
  on: string
  days?: number
}
interface Course extends Partial<LetterQuestion> {
  added?: AddedLawValue[]
}

/** Letters of one claim in order, each costing what the law lets it. */
function course(code: string, due: string, letters: readonly Sent[], question: Course = {}): string[] {
  const { claims } = country(code)
  const law = lawValues(claims, question.added)
  const earlier: EarlierLetter[] = []
  let costs = question.costsBefore ?? zero
  return letters.map(({ kind = 'reminder', on, days = 14 }) => {
    const got = claims.letter(law, {
      debtor: 'consumer',
      creditor: 'business',
      feeAgreed: true,
      disputed: false,
      compensation: zero,
      ...question,
      kind,
      sentOn: day(on),
      dueOn: day(due),
      earlier: [...earlier],
      costsBefore: costs,
    })
    if (!got.allowed) return got.why.at(-1)!.code
    earlier.push({ kind, sentOn: day(on), deadlineOn: addDays(day(on), days), fee: got.maximumFee })
    costs = minor(costs + got.maximumFee)
    return formatMinor(got.maximumFee, got.currency)
  })
}

const notice = (on: string, days?: number): Sent => ({ kind: 'collection-notice', on, ...(days ? { days } : {}) })
const demand = (on: string): Sent => ({ kind: 'payment-demand', on })
const sek = (text: string) => parseMinor(text, 'SEK')

describe('fees of letters', () => {
  test.each<[string, string, string, Sent[], Course, string[]]>([
    [
      'SE: reminder 60, collection notice 180',
      'SE',
      '2026-09-01',
      [{ on: '2026-09-08' }, notice('2026-09-24')],
      {},
      ['60.00', '180.00'],
    ],
    [
      'SE: no agreement, no fee for the reminder',
      'SE',
      '2026-09-01',
      [{ on: '2026-09-08' }, notice('2026-09-24')],
      { feeAgreed: false },
      ['0.00', '180.00'],
    ],
    [
      'SE: one fee a kind',
      'SE',
      '2026-09-01',
      [{ on: '2026-09-08' }, { on: '2026-09-20' }, notice('2026-10-05'), notice('2026-10-20')],
      {},
      ['60.00', '0.00', '180.00', '0.00'],
    ],
    ['SE: nothing before it is overdue', 'SE', '2026-09-01', [{ on: '2026-09-01' }], {}, ['letter.not-overdue']],
    ['SE: payment demands are Norwegian', 'SE', '2026-09-01', [demand('2026-10-01')], {}, ['letter.unknown-here']],
    [
      'SE: a disputed claim is not collected',
      'SE',
      '2026-09-01',
      [{ on: '2026-09-08' }, notice('2026-09-24')],
      { disputed: true },
      ['0.00', 'letter.disputed'],
    ],
    [
      'SE: 60 and 180 are less than 450',
      'SE',
      '2026-09-01',
      [{ on: '2026-09-08' }, notice('2026-09-24')],
      { debtor: 'business', compensation: sek('450') },
      ['0.00', '0.00'],
    ],
    [
      'SE: with 20 of other costs still less than 450',
      'SE',
      '2026-09-01',
      [{ on: '2026-09-08' }, notice('2026-09-24')],
      { debtor: 'business', compensation: sek('450'), costsBefore: sek('20') },
      ['0.00', '0.00'],
    ],
    [
      'NO: 38 and 38, no third',
      'NO',
      '2026-08-01',
      [{ on: '2026-08-15' }, { on: '2026-08-31' }, { on: '2026-09-16' }],
      {},
      ['38.00', '38.00', '0.00'],
    ],
    [
      'NO: a first letter with ten days bars the second fee',
      'NO',
      '2026-08-01',
      [{ on: '2026-08-15', days: 10 }, { on: '2026-08-31' }],
      {},
      ['38.00', '0.00'],
    ],
    [
      'NO: not before the first one’s time is over: paid on its last day is in time',
      'NO',
      '2026-08-01',
      [{ on: '2026-08-15' }, { on: '2026-08-29' }, { on: '2026-08-30' }],
      {},
      ['38.00', '0.00', '38.00'],
    ],
    [
      'NO: fourteen days after the due day, not thirteen',
      'NO',
      '2026-09-01',
      [{ on: '2026-09-14' }, { on: '2026-09-15' }],
      {},
      ['0.00', '38.00'],
    ],
    [
      'NO: purring, inkassovarsel, betalingsoppfordring',
      'NO',
      '2026-08-01',
      [{ on: '2026-08-15' }, notice('2026-09-01'), demand('2026-09-17'), demand('2026-10-05')],
      {},
      ['38.00', '38.00', '113.00', '0.00'],
    ],
    [
      'NO: no betalingsoppfordring before the varsel ran out',
      'NO',
      '2026-08-01',
      [{ on: '2026-08-15' }, demand('2026-09-01'), notice('2026-09-02'), demand('2026-09-16')],
      {},
      ['38.00', 'letter.needs-notice', '38.00', 'letter.needs-notice'],
    ],
    [
      'NO: six months after the last fee the counting begins anew',
      'NO',
      '2025-08-01',
      [{ on: '2025-08-20' }, { on: '2025-09-10' }, { on: '2026-03-09' }, { on: '2026-03-10' }],
      {},
      ['35.00', '35.00', '0.00', '38.00'],
    ],
    [
      'NO: the rate of the sending day',
      'NO',
      '2025-11-01',
      [{ on: '2025-12-31' }, { on: '2026-01-20' }],
      {},
      ['35.00', '38.00'],
    ],
    ['NO: disputed, no costs', 'NO', '2026-08-01', [{ on: '2026-08-20' }], { disputed: true }, ['0.00']],
    [
      'NO: fees lie within the compensation',
      'NO',
      '2026-08-01',
      [{ on: '2026-08-20' }, notice('2026-09-10'), demand('2026-09-25')],
      { debtor: 'business', compensation: parseMinor('430', 'NOK') },
      ['0.00', '0.00', '0.00'],
    ],
    ['BG: no fees', 'BG', '2026-08-01', [{ on: '2026-08-02' }, notice('2026-08-20')], {}, ['0.00', '0.00']],
    ['BG: a friendly word on the due day', 'BG', '2026-08-01', [{ on: '2026-08-01' }], {}, ['0.00']],
  ])('%s', (_, code, due, letters, question, fees) => {
    expect(course(code, due, letters, question)).toEqual(fees)
  })

  test('a second letter of a kind costs nothing in Sweden, also where the compensation took the first one’s fee', () => {
    const compensation = sek('60')
    const letters = [{ on: '2026-08-20' }, { on: '2026-09-10' }, notice('2026-09-25'), notice('2026-10-10')]
    const fees = course('SE', '2026-08-01', letters, { debtor: 'business', compensation })
    expect(fees).toEqual(['0.00', '0.00', '180.00', '0.00'])
  })

  test('a small compensation: only what costs exceed it by', () => {
    // 38 and 38 of 60: nothing, then 16.
    const compensation = parseMinor('60', 'NOK')
    const letters = [{ on: '2026-08-20' }, { on: '2026-09-10' }]
    // The first letter bore no fee, so the second is counted as what it could have cost.
    expect(course('NO', '2026-08-01', letters, { debtor: 'business', compensation })).toEqual(['0.00', '16.00'])
  })

  test('the new Norwegian act is a dated row: no varsel, no demand, no fee until its regulation is entered', () => {
    const regime: AddedLawValue = {
      name: 'dunning-regime',
      from: day('2027-01-01'),
      word: 'inkassoloven-2026',
      source: 'LOV-2026-05-22-19',
      checked,
    }
    const fee: AddedLawValue = {
      name: 'reminder-fee',
      from: day('2027-02-01'),
      amount: parseMinor('40', 'NOK'),
      currency: 'NOK',
      source: 'forskrift',
      checked,
    }
    const letters = [{ on: '2026-12-31' }, { on: '2027-01-15' }, notice('2027-01-20')]
    expect(course('NO', '2026-12-01', letters, { added: [regime] })).toEqual(['38.00', '0.00', 'letter.agency-alone'])
    expect(course('NO', '2026-12-01', [{ on: '2027-02-15' }], { added: [regime, fee] })).toEqual(['40.00'])
  })

  test.each<[string, LetterKind, string]>([
    ['SE', 'collection-notice', '2026-11-10'],
    ['NO', 'collection-notice', '2026-11-16'],
    ['NO', 'payment-demand', '2026-11-16'],
    ['SE', 'reminder', '2026-11-02'],
  ])('%s %s sent on 2 November runs out on %s at the earliest', (code, kind, earliest) => {
    const got = country(code).claims.letter(lawValues(country(code).claims), {
      kind,
      sentOn: day('2026-11-02'),
      dueOn: day('2026-10-01'),
      debtor: 'consumer',
      creditor: 'business',
      feeAgreed: true,
      disputed: false,
      earlier: [],
      compensation: zero,
      costsBefore: zero,
    })
    expect(got.earliestDeadline).toBe(earliest)
  })
})

describe('delay compensation', () => {
  test.each<[string, string, 'consumer' | 'business' | 'authority', 'business' | 'authority', string, string]>([
    ['SE', '2026-08-01', 'business', 'business', '0', '450.00'],
    ['SE', '2026-08-01', 'authority', 'business', '0', '450.00'],
    ['SE', '2026-08-01', 'consumer', 'business', '0', '0.00'],
    ['SE', '2026-08-01', 'business', 'authority', '0', '0.00'],
    ['SE', '2026-08-01', 'business', 'business', '240', '210.00'],
    ['NO', '2026-06-20', 'business', 'business', '0', '460.00'],
    ['NO', '2026-07-01', 'business', 'business', '38', '392.00'],
    ['NO', '2026-07-01', 'consumer', 'business', '0', '0.00'],
    ['BG', '2026-07-01', 'business', 'business', '0', '0.00'],
  ])('%s on %s, owed by a %s to a %s after costs of %s: %s', (code, on, debtor, creditor, costs, amount) => {
    const { claims } = country(code)
    const got = claims.compensation(lawValues(claims), day(on), debtor, creditor, parseMinor(costs, 'SEK'))
    expect(formatMinor(got.maximumFee, got.currency)).toBe(amount)
  })

  test('a half-year without a Norwegian amount refuses', () => {
    const { claims } = country('NO')
    expect(() => claims.compensation(lawValues(claims), day('2021-08-01'), 'business', 'business')).toThrow(
      'RATE_MISSING 2021-07-01',
    )
  })
})

describe('from when, until when', () => {
  test('a Bulgarian debt of a private person from before June 2021 has its ten years from then', () => {
    const got = country('BG').claims.limitationOn({
      originOn: day('2015-03-01'),
      interruptedOn: day('2030-05-05'),
      decidedOn: null,
      isRescheduled: false,
      debtor: 'consumer',
      periodic: false,
    })
    expect([got.day, got.years]).toEqual(['2031-06-02', 10])
  })

  test('an amount that begins on a day is none before it, and holds nothing up', () => {
    const { claims } = country('BG')
    const row = {
      from: day('2027-01-01'),
      amount: parseMinor('40', 'EUR'),
      currency: 'EUR',
      source: 'ТЗ чл. 309а',
      checked,
    }
    const law = lawValues(claims, [{ name: 'compensation', ...row }])
    const sums = ['2026-12-31', '2027-01-01'].map(
      (on) => claims.compensation(law, day(on), 'business', 'business').maximumFee,
    )
    expect(sums).toEqual([0n, 4000n])
  })

  test.each<[string, string, string, boolean, Day | string]>([
    ['SE', '2026-07-31', '2026-07-01', true, '2026-07-31'],
    ['SE', '2026-07-31', '2026-07-03', false, '2026-08-02'],
    ['SE', '2026-09-30', '2026-07-03', false, '2026-09-30'],
    ['NO', '2026-07-14', '2026-07-01', false, '2026-07-31'],
    ['BG', '2026-07-10', '2026-07-01', false, '2026-07-15'],
  ])('%s due %s, demanded %s, agreed %s: no interest through %s', (code, dueOn, demandedOn, agreed, through) => {
    const question = { dueOn: day(dueOn), demandedOn: day(demandedOn), agreed, debtor: 'business' as const }
    expect(country(code).claims.interestFreeThrough(question)).toBe(through)
  })

  test.each<
    [string, 'consumer' | 'business', string | null, { on: string; rescheduled?: true } | null, boolean, string]
  >([
    ['SE', 'consumer', null, null, false, '2026-02-28'],
    ['SE', 'business', null, null, false, '2033-02-28'],
    ['SE', 'consumer', '2025-01-31', null, false, '2028-01-31'],
    ['SE', 'consumer', '2025-06-30', { on: '2025-06-30' }, false, '2028-06-30'],
    ['NO', 'business', null, null, false, '2026-02-28'],
    ['NO', 'consumer', '2025-06-30', null, false, '2028-06-30'],
    ['NO', 'consumer', '2025-06-30', { on: '2025-06-30' }, false, '2035-06-30'],
    ['NO', 'business', '2027-01-10', { on: '2025-06-30' }, false, '2037-01-10'],
    ['BG', 'business', null, null, false, '2028-02-28'],
    ['BG', 'business', null, null, true, '2026-02-28'],
    ['BG', 'consumer', '2025-06-30', { on: '2025-06-30' }, true, '2030-06-30'],
    ['BG', 'consumer', '2031-01-10', { on: '2025-06-30' }, false, '2033-02-28'],
    ['BG', 'business', '2031-01-10', { on: '2025-06-30' }, false, '2036-01-10'],
    ['BG', 'consumer', '2031-01-10', { on: '2025-06-30', rescheduled: true }, false, '2036-01-10'],
  ])(
    '%s, %s, interrupted %s, decided %j, periodic %s: barred after %s',
    (code, debtor, interrupted, decided, periodic, last) => {
      const got = country(code).claims.limitationOn({
        originOn: day('2023-02-28'),
        interruptedOn: interrupted ? day(interrupted) : null,
        decidedOn: decided ? day(decided.on) : null,
        isRescheduled: decided?.rescheduled ?? false,
        debtor,
        periodic,
      })
      expect(got.day).toBe(last)
    },
  )
})

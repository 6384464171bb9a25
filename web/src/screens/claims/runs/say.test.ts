import { expect, test } from 'vitest'
import { formatsOf } from '../../../lang/formats.ts'
import { say } from '../../../lang/language.tsx'
import type { Language } from '../../../lang/phrase.ts'
import { sayCauseMore, sayUntil, sayWhy } from './say.ts'
import { placeOf } from './where-solved.ts'

const told = (cause: Parameters<typeof sayCauseMore>[0], language: Language = 'en') =>
  sayCauseMore(cause, (phrase, values) => say(language, phrase, values), formatsOf(language))?.replaceAll('\u00a0', ' ')
const money = (how: string) => ({
  code: 'unapplied-money',
  data: { how, amount: '1250.00', currency: 'SEK', from: '2026-11-03', number: null },
})

test('of money that waits a held row says how much, since when, and why it may be meant', () => {
  expect(told(money('named'))).toBe('1,250.00 SEK (3 Nov) names the invoice')
  expect(told(money('exact'))).toBe('1,250.00 SEK (3 Nov) is the very sum')
  expect(told(money('enough'), 'sv')).toMatch(/^1 250,00 SEK .* räcker till kravet$/)
  expect(told(money('oldest'), 'bg')).toMatch(/покриват първо най-старото$/)
  expect(told({ code: 'unapplied-money' })).toBeUndefined()
  expect(told({ ...money('exact'), code: 'refund-pending' }), 'what is to be paid back').toBe('1,250.00 SEK (3 Nov)')
  expect(told({ code: 'pause', data: { reason: 'Utreds av enheten' } })).toBe('Utreds av enheten')
})

test('of a rate that lacks: which, and from which day', () => {
  const data = { code: 'RATE_MISSING', from: '2027-01-01', what: 'the Swedish reference rate', name: 'reference-rate' }
  expect(told({ code: 'law-missing', data })).toBe('Reference rate from 1 Jan is missing')
  // A run of before knew no name.
  expect(told({ code: 'law-missing', data: { ...data, name: null } })).toBe(
    'the Swedish reference rate from 1 Jan is missing',
  )
})

test('a rest is told by its last day, as it was given; what the law wants later by the first day that it allows', () => {
  const until = (code: string, language: Language = 'sv') =>
    sayUntil(code, '2027-03-01', 'Anstånd', (phrase, values) => say(language, phrase, values), formatsOf(language))
  expect(until('deferral')).toBe('Anstånd till och med 28 feb')
  expect(until('deferral', 'nb')).toBe('Anstånd til og med 28. feb')
  expect(until('law-too-early')).toBe('Anstånd, tidigast 1 mars')
})

test('a letter before is said to be unpaid, and after another reason alone', () => {
  const row = {
    state: 'held',
    dueOn: '2026-10-01',
    before: { kind: 'reminder', sentOn: '2026-10-10' },
    causes: [] as unknown[],
    passedOver: [],
  }
  const why = (causes: unknown[]) =>
    sayWhy({ ...row, causes } as never, '2026-11-20', (phrase, values) => say('en', phrase, values), formatsOf('en'))
  expect(why([])).toBe('Unpaid after the reminder of 10 Oct')
  // The word for the letter bends no other word, whatever its gender.
  const notice = { ...row, before: { kind: 'collection-notice', sentOn: '2026-10-10' } }
  const inLanguage = (language: Language) =>
    sayWhy(notice as never, '2026-11-20', (phrase, values) => say(language, phrase, values), formatsOf(language))
  expect(inLanguage('bg')).toBe('Без плащане след последна покана от 10.10')
  expect(inLanguage('sv')).toBe('Obetalt efter inkassokrav 10 okt')
  expect(why([money('named')]).replaceAll('\u00a0', ' ')).toBe(
    '1,250.00 SEK (3 Nov) names the invoice · Reminder of 10 Oct',
  )
  expect(why([money('exact'), money('exact')]).replaceAll('\u00a0', ' '), 'what the chip says is not said again').toBe(
    '1,250.00 SEK (3 Nov) is the very sum · Reminder of 10 Oct',
  )
})

test('what holds a claim leads to where it is solved', () => {
  expect(
    ['credit-note-pending', 'dispute', 'plan', 'e-mail-bounced', 'unapplied-money', 'bank-file-old', 'law-missing'].map(
      placeOf,
    ),
  ).toEqual(['order', 'claim', 'plans', 'customer', 'desk', 'bank', 'law'])
  // Time alone, or the person who looks at the row.
  expect(['law-too-early', 'by-person', 'some-older-code'].map(placeOf)).toEqual([null, null, null])
})

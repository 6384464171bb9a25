import { expect, test } from 'vitest'
import { formatsOf } from '../../../lang/formats.ts'
import { say } from '../../../lang/language.tsx'
import type { Language } from '../../../lang/phrase.ts'
import { sayCauseMore } from './say.ts'

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
})

test('of a rate that lacks: which, and from which day', () => {
  const data = { code: 'RATE_MISSING', from: '2027-01-01', what: 'the Swedish reference rate', name: 'reference-rate' }
  expect(told({ code: 'law-missing', data })).toBe('Reference rate from 1 Jan is missing')
  // A run of before knew no name.
  expect(told({ code: 'law-missing', data: { ...data, name: null } })).toBe(
    'the Swedish reference rate from 1 Jan is missing',
  )
})

import { expect, test } from 'vitest'
import type { Language } from '../../../src/kernel/words/phrase.ts'
import { reason, reasons, sayReason } from '../../../src/kernel/words/reasons.ts'
import { formFaults } from './form-faults.ts'

const all = Object.entries(reasons) as [keyof typeof reasons, (typeof reasons)[keyof typeof reasons]][]

test('the four languages say the same', () => {
  expect(
    all.flatMap(([code, { says: _, ...phrase }]) => formFaults(phrase).map((fault) => `${code}: ${fault}`)),
  ).toEqual([])
})

test('each sentence is known again by itself alone, in every language', () => {
  const values = new Proxy({}, { get: (_, name) => (name === 'state' ? 'broken' : '7') })
  for (const [code, phrase] of all)
    for (const language of ['sv', 'nb', 'bg', 'en'] as const satisfies Language[]) {
      const told = (reason as (code: string, values: object) => string)(code, values)
      const expected = phrase[language].replaceAll(/\{(\w+)\}/g, (_, name) =>
        name === 'state' ? sayReason('the plan is broken', language).match(/(\S+?)\.?$/)![1]! : '7',
      )
      expect(sayReason(told, language), code).toBe(expected)
    }
})
test.each([
  ['the access point cannot be reached', 'sv', 'Åtkomstpunkten kan inte nås.'],
  [
    'given up after 8 tries: the mail server cannot be used: ECONNREFUSED',
    'nb',
    'Ga opp etter 8 forsøk. E-posttjeneren kan ikke brukes: ECONNREFUSED',
  ],
  [
    'unknown outcome: no answer within 60 seconds; find out whether it arrived, then record it',
    'bg',
    'Не е ясно дали е пристигнало. Няма отговор за 60 секунди. Проверете и отбележете.',
  ],
  [
    'not to be asked for any more: money-came 1001, dispute',
    'sv',
    'Får inte längre krävas: det har kommit pengar 1001, bestridd.',
  ],
  ['not to be told any more: the plan is broken', 'nb', 'Skal ikke lenger sendes: avtalen er brutt.'],
  [
    'given up after 20 tries: the provider of text messages cannot be reached',
    'sv',
    'Gav upp efter 20 försök. Sms-leverantören kan inte nås.',
  ],
  ['554 mailbox unavailable', 'sv', '554 mailbox unavailable'],
] as const)('%s', (text, language, said) => {
  expect(sayReason(text, language)).toBe(said)
})

import { expect, test } from 'vitest'
import { say } from '../../../lang/language.tsx'
import type { Language } from '../../../lang/phrase.ts'
import { pointsOf } from './policy-line.tsx'

const steps = [
  { kind: 'reminder', days: 7, deadlineDays: 10 },
  { kind: 'collection-notice', days: 2, deadlineDays: 10 },
  { kind: 'collection', days: 0 },
]
const told = (graceDays: number, language: Language) =>
  pointsOf({ steps, graceDays }, (phrase, values) => say(language, phrase, values))
    .slice(1)
    .map(({ gap, clause }) => `${gap}: ${clause}`)

test('the days above the line are those of the step and what is added to them, and add up to the day below it', () => {
  expect(told(3, 'sv')).toEqual(['7 + 3 dagar: dag 10', '10 + 2 + 3 dagar: dag 25', '10 + 3 dagar: dag 38'])
  expect(told(3, 'nb')[0]).toBe('7 + 3 dager: dag 10')
  expect(told(3, 'bg')[0]).toBe('7 + 3 дни: ден 10')
  expect(told(3, 'en')[0]).toBe('7 + 3 days: day 10')
  expect(told(0, 'sv')).toEqual(['7 dagar: dag 7', '10 + 2 dagar: dag 19', '10 dagar: dag 29'])
  let day = 0
  for (const line of told(5, 'en')) {
    const [terms, below] = line.split(': ')
    day += (terms!.match(/\d+/g) ?? []).reduce((sum, term) => sum + Number(term), 0)
    expect(below).toBe(`day ${day}`)
  }
})

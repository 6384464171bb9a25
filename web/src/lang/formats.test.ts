import { expect, test } from 'vitest'
import { formatsOf } from './formats.ts'
import { say } from './language.tsx'

test('a day in a sentence: the Bulgarian year keeps its abbreviation, the Norwegian month loses its full stop', () => {
  expect(formatsOf('bg').dayInText('2026-11-20')).toBe('20 ноември 2026 г.')
  expect(formatsOf('nb').dayInText('2026-11-20', 'short')).toBe('20. nov')
  expect(formatsOf('sv').dayInText('2026-10-10', 'short')).toBe('10 okt')
})

test('a sentence that ends with a Bulgarian day ends once', () => {
  const phrase = { sv: 'Till {day}.', nb: 'Til {day}.', bg: 'До {day}. Нататък', en: 'Until {day}.' }
  expect(say('bg', phrase, { day: formatsOf('bg').day('2027-01-01') })).toBe('До 01.01.2027 г. Нататък')
  expect(say('sv', phrase, { day: '2027-01-01' })).toBe('Till 2027-01-01.')
})

import { expect, test } from 'vitest'
import { formatsOf } from './formats.ts'

test.each([
  ['sv', 'Söndag 22 november'],
  ['nb', 'Søndag 22. november'],
  ['bg', 'Неделя, 22 ноември'],
  ['en', 'Sunday 22 November'],
] as const)('the day of the week in %s', (language, text) => {
  expect(formatsOf(language).dayOfWeek('2026-11-22')).toBe(text)
})

test.each([
  ['nb', '11.11', '11,11'],
  ['sv', '25', '25'],
  ['bg', '-0.5', '\u22120,5'],
  ['en', '1250.125', '1,250.125'],
] as const)('%s: a decimal keeps its decimals: %s', (language, value, text) => {
  expect(formatsOf(language).decimal(value)).toBe(text)
})

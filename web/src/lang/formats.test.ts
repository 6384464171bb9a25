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

import { expect, test } from 'vitest'
import { monthEnd, monthsBefore, readNamedDay } from './read-month.ts'

test.each([
  ['2026-08', '2026-08-31'],
  ['2024-02', '2024-02-29'],
  ['2026-12', '2026-12-31'],
])('%s ends on %s', (month, day) => expect(monthEnd(month)).toBe(day))

test('months before a day, newest first', () =>
  expect(monthsBefore('2026-02-14', 4)).toEqual(['2026-02', '2026-01', '2025-12', '2025-11']))

test.each([
  ['aged aug', '2026-08-31', 'aged'],
  ['åldersanalys 2026-08', '2026-08-31', 'åldersanalys'],
  ['åldersanalys dec', '2025-12-31', 'åldersanalys'],
  ['анализ август', '2026-08-31', 'анализ'],
  ['aldersfordeling oktober 2024', '2024-10-31', 'aldersfordeling'],
  ['ageing 15 aug', '2026-08-15', 'ageing'],
  ['ageing nov', '2026-11-22', 'ageing'],
  ['reconciliation 2026-06-30', '2026-06-30', 'reconciliation'],
  ['май', '2026-05-31', ''],
])('%s shows %s', (text, day, rest) => expect(readNamedDay(text, '2026-11-22')).toEqual({ day, rest }))

test.each(['bergström', 'faktura 10024817', '2026-13', ''])('%s names no day', (text) =>
  expect(readNamedDay(text, '2026-11-22')).toBeNull(),
)

import { expect, test } from 'vitest'
import { day, instantOn } from './day.ts'

test.each([
  ['winter', '2026-01-15', '07:45', 'Europe/Stockholm', '2026-01-15T06:45:00.000Z'],
  ['summer', '2026-07-15', '07:45', 'Europe/Stockholm', '2026-07-15T05:45:00.000Z'],
  ['one hour east', '2026-07-15', '07:45', 'Europe/Sofia', '2026-07-15T04:45:00.000Z'],
  ['the morning after the night of summer', '2026-03-29', '07:45', 'Europe/Oslo', '2026-03-29T05:45:00.000Z'],
  ['a time that is skipped', '2026-03-29', '02:30', 'Europe/Oslo', '2026-03-29T01:30:00.000Z'],
  ['before the clocks go back', '2026-10-25', '01:30', 'Europe/Oslo', '2026-10-24T23:30:00.000Z'],
])('the instant of a time of day, %s', (_name, on, time, zone, instant) => {
  expect(instantOn(day(on), time, zone).toISOString()).toBe(instant)
})

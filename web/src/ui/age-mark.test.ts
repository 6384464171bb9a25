import { expect, test } from 'vitest'
import { ageOf } from './age-mark.tsx'

test.each([
  [-12, 0],
  [0, 0],
  [1, 1],
  [30, 1],
  [31, 2],
  [60, 2],
  [61, 3],
  [90, 3],
  [91, 4],
  [389, 4],
])('%i days late is age %i', (days, age) => expect(ageOf(days)).toBe(age))

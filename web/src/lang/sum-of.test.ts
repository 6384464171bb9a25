import { expect, test } from 'vitest'
import { sumOf } from './sum-of.ts'

test.each([
  [[], '0.00'],
  [['0.10', '0.20'], '0.30'],
  [['1250.50', '-250.5'], '1000.00'],
  [['-1', '-0.05'], '-1.05'],
  [['9007199254740993.01', '0.01'], '9007199254740993.02'],
  [['0.123', '0.1'], '0.223'],
])('the sum of %j is %s', (amounts, sum) => expect(sumOf(amounts)).toBe(sum))

import { expect, test } from 'vitest'
import { postCodeOf } from './post-code.ts'

test.each([
  ['SE', '11122', '111 22'],
  ['SE', ' 111  22 ', '111 22'],
  ['SE', 'SE-111 22', '111 22'],
  ['SE', 's-11122', '111 22'],
  ['SE', '111–22', '111 22'],
  ['SE', '１１１２２', '111 22'],
  ['SE', 'xx##', null],
  ['SE', '1112', null],
  ['SE', '111 222', null],
  ['NO', '0155', '0155'],
  ['NO', 'N-0155', '0155'],
  ['NO', '01 55', '0155'],
  ['NO', '01555', null],
  ['BG', 'BG-1000', '1000'],
  ['BG', '1000', '1000'],
  ['BG', '100', null],
  ['GB', 'SW1A 1AA', 'SW1A 1AA'],
  ['IE', 'D02 X285', 'D02 X285'],
  ['PL', '00-950', '00-950'],
  ['DE', '10115', '10115'],
  ['DE', 'xx##', null],
  ['DE', 'Berlin', null],
  ['DE', '1234567890123', null],
])('%s %s', (country, given, wanted) => {
  const found = postCodeOf(country, given)
  expect(found.value ?? null).toBe(wanted)
  if (wanted === null) expect(found).toMatchObject({ problem: { code: 'post-code.shape' } })
})

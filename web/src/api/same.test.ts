import { expect, test } from 'vitest'
import { same } from './same.ts'

test.each([
  [
    { kind: 'reminder', days: 5, texts: { sv: 'a', en: 'b' } },
    { texts: { en: 'b', sv: 'a' }, days: 5, kind: 'reminder' },
    true,
  ],
  [[{ a: 1, b: 2 }], [{ b: 2, a: 1 }], true],
  [{ a: 1, b: undefined }, { a: 1 }, true],
  [null, undefined, true],
  [[1, 2], [2, 1], false],
  [{ a: 1 }, { a: '1' }, false],
  ['', null, false],
])('%j and %j say the same: %s', (a, b, answer) => expect(same(a, b)).toBe(answer))

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Day } from '../kernel/day.ts'
import { addDays } from '../kernel/day.ts'
import { newestFirst, timelineKinds } from './timeline-order.ts'

type Entry = Parameters<typeof newestFirst>[0][number]
const entry = (on: string, kind: string, more: Partial<Entry> = {}): Entry =>
  ({ on, kind, at: null, isOfTheDay: false, what: null, key: '', ...more }) as Entry
const at = (on: string, time: string, kind: string, more: Partial<Entry> = {}) =>
  entry(on, kind, { at: `${on}T${time}Z`, isOfTheDay: true, ...more })
const told = (entries: readonly Entry[]) =>
  newestFirst(entries).map(({ on, kind, what }) => [on.slice(8), kind, what].filter(Boolean).join(' '))

test.each<[string, Entry[], string[]]>([
  [
    'days and what is in them run one way',
    [
      at('2026-09-01', '09:00', 'issued'),
      at('2026-09-02', '08:00', 'hold'),
      at('2026-09-02', '10:00', 'payment'),
      at('2026-09-02', '14:00', 'hold-ended'),
    ],
    ['02 hold-ended', '02 payment', '02 hold', '01 issued'],
  ],
  [
    'a claim that is due on the day it is issued was issued first',
    [entry('2026-09-01', 'due'), at('2026-09-01', '09:00', 'issued'), at('2026-09-01', '10:00', 'payment')],
    ['01 due', '01 payment', '01 issued'],
  ],
  [
    'what was recorded on another day stands where its kind does',
    [
      entry('2026-09-01', 'charge', { at: '2026-11-22T19:00Z', what: 'fee' }),
      entry('2026-09-01', 'letter', { at: '2026-11-22T19:00Z' }),
      at('2026-09-01', '12:00', 'letter-sent'),
      at('2026-09-01', '13:00', 'payment'),
    ],
    ['01 payment', '01 letter-sent', '01 charge fee', '01 letter'],
  ],
  [
    'of one moment and kind the ids tell',
    [
      at('2026-09-01', '10:00', 'case', { what: 'proposed', key: '1' }),
      at('2026-09-01', '10:00', 'case', { what: 'handed-over', key: '3' }),
      at('2026-09-01', '10:00', 'case', { what: 'approved', key: '2' }),
      entry('2026-09-01', 'charge', { what: 'cost' }),
    ],
    ['01 charge cost', '01 case handed-over', '01 case approved', '01 case proposed'],
  ],
])('%s', (_, entries, expected) => {
  expect(told(entries)).toEqual(expected)
  expect(told([...entries].reverse())).toEqual(expected)
})

test('nothing is lost, days descend, moments of a day descend, and the order does not hang on how they came', () => {
  const entries = fc.uniqueArray(
    fc.record({
      day: fc.nat(3),
      kind: fc.constantFrom(...timelineKinds),
      minute: fc.option(fc.integer({ min: 10, max: 59 })),
      key: fc.uuid(),
    }),
    { selector: ({ key }) => key, maxLength: 20 },
  )
  fc.assert(
    fc.property(entries, (rows) => {
      const given = rows.map(({ day, kind, minute, key }) => {
        const on = addDays('2026-09-01' as Day, day)
        return minute === null ? entry(on, kind, { key }) : at(on, `10:${minute}`, kind, { key })
      })
      const order = newestFirst(given)
      expect([...order].sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual(
        [...given].sort((a, b) => (a.key < b.key ? -1 : 1)),
      )
      expect(order.map(({ on }) => on)).toEqual([...order.map(({ on }) => on)].sort().reverse())
      const moments = order.flatMap((one) => (one.at ? [one.at] : []))
      expect(moments).toEqual([...moments].sort().reverse())
      expect(newestFirst([...given].reverse())).toEqual(order)
    }),
  )
})

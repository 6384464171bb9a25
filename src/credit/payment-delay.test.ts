import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ahead, curveOf, customerCurve, emptyCurve, kindCurve, quantile } from './payment-delay.ts'

const paid = (...days: number[]) => days.map((day) => ({ days: day, paid: 1, waiting: 0 }))
const waiting = (...days: number[]) => days.map((day) => ({ days: day, paid: 0, waiting: 1 }))

describe('when claims are paid', () => {
  test('without anything waiting the shares are counted', () => {
    expect(curveOf(paid(0, 0, 5, 10))).toEqual({ days: [0, 5, 10], share: [0.5, 0.25, 0.25], until: [0.5, 0.75, 1] })
  })
  test('what waits counts up to the day it has waited (worked by hand: 1/4, 3/4 × 1/2, rest 3/8)', () => {
    expect(curveOf([...paid(0, 10), ...waiting(3, 20)])).toEqual({
      days: [0, 10],
      share: [0.25, 0.375],
      until: [0.25, 0.625],
    })
  })
  test.each([
    ['half of them', 0.5, -100, 0],
    ['nearly all', 0.9, -100, 10],
    ['of those that have waited a day, half', 0.5, 1, 5],
    ['of those that have waited six days, half', 0.5, 6, 10],
    ['nobody was seen being paid so late', 0.5, 10, null],
  ])('%s', (_, part, waited, day) => expect(quantile(curveOf(paid(0, 0, 5, 10)), part, waited)).toBe(day))

  test('nobody known: nothing is said', () => expect(quantile(emptyCurve, 0.5, 0)).toBeNull())
  test('one payment of one’s own moves little, forty tell themselves', () => {
    const kind = kindCurve(paid(...Array(100).fill(0)), emptyCurve)
    expect(quantile(customerCurve([30], [], kind), 0.5, -100)).toBe(0)
    expect(quantile(customerCurve(Array(40).fill(30), [], kind), 0.5, -100)).toBe(30)
  })
})

const history = fc.array(fc.record({ days: fc.integer({ min: -60, max: 400 }), paid: fc.nat(5), waiting: fc.nat(5) }), {
  maxLength: 60,
})
describe('whatever the history', () => {
  test('shares are never negative, never more than one, and ascend', () =>
    fc.assert(
      fc.property(history, (observed) => {
        const { days, share, until } = curveOf(observed)
        expect(days).toEqual([...new Set(days)].sort((a, b) => a - b))
        expect(share.every((one) => one > 0)).toBe(true)
        expect(until.every((one, i) => one <= 1 + 1e-9 && one >= (until[i - 1] ?? 0))).toBe(true)
      }),
    ))
  test('a later part is no earlier day, and no day lies within what was waited', () =>
    fc.assert(
      fc.property(history, fc.integer({ min: -60, max: 400 }), (observed, waited) => {
        const curve = curveOf(observed)
        const days = [0.1, 0.5, 0.9].map((part) => quantile(curve, part, waited) ?? Number.POSITIVE_INFINITY)
        expect([...days].sort((a, b) => a - b)).toEqual(days)
        expect(days.every((day) => day > waited)).toBe(true)
        const rest = [...ahead(curve, waited)].reduce((sum, [, share]) => sum + share, 0)
        expect(rest).toBeLessThanOrEqual(1 + 1e-9)
      }),
    ))
  test('the order in which payments are told says nothing', () =>
    fc.assert(
      fc.property(history, (observed) => {
        expect(curveOf([...observed].reverse())).toEqual(curveOf(observed))
      }),
    ))
})

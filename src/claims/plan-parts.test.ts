import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RateCourse } from '../countries/interest.ts'
import type { Day } from '../kernel/day.ts'
import type { Minor } from '../kernel/money.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { planParts, standingOf } from './plan-parts.ts'

const kr = (n: number): Minor => minor(BigInt(Math.round(n * 100)))
const text = (amount: Minor) => formatMinor(amount, 'SEK')
const tenPercent: RateCourse = {
  on: () => ({ percent: '10', from: '2020-01-01' as Day, source: 'test', checked: '2026-01-01' as Day }) as never,
  changes: () => [],
}
const plain = { everyMonths: 1, planFee: kr(0), noticeFee: kr(0), interest: null, firstOn: '2026-12-31' as Day }

describe('parts of a plan', () => {
  test('a debt in equal parts, the odd öre first; costs are paid before interest, interest before capital', () => {
    const parts = planParts(
      { capital: kr(1000), interest: kr(20), fee: kr(60) },
      { ...plain, parts: { count: 3 }, planFee: kr(170) },
    )
    expect(parts.map((p) => [p.dueOn, text(p.capital), text(p.interest), text(p.fee), text(p.total)])).toEqual([
      ['2026-12-31', '166.67', '20.00', '230.00', '416.67'],
      ['2027-01-31', '416.67', '0.00', '0.00', '416.67'],
      ['2027-02-28', '416.66', '0.00', '0.00', '416.66'],
    ])
  })

  test('by an amount a month the last part is what is left; each notice costs its fee', () => {
    const parts = planParts(
      { capital: kr(1000), interest: kr(0), fee: kr(0) },
      { ...plain, parts: { amount: kr(400) }, noticeFee: kr(60) },
    )
    expect(parts.map((p) => text(p.total))).toEqual(['460.00', '460.00', '260.00'])
  })

  test('interest runs on what is left of the capital: 10 % of 1000 for 31 days, then of 500 for 28', () => {
    const parts = planParts(
      { capital: kr(1000), interest: kr(0), fee: kr(0) },
      {
        ...plain,
        firstOn: '2027-01-31' as Day,
        parts: { count: 2 },
        interest: { after: '2026-12-31' as Day, rate: tenPercent, dayCount: 'ACT/365F' },
      },
    )
    expect(parts.map((p) => text(p.interest))).toEqual(['8.49', '3.84'])
  })

  test('parts sum to the debt, whatever it is and however it is divided', () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 9n }).map(minor)
    fc.assert(
      fc.property(
        fc.record({ capital: fc.bigInt({ min: 1n, max: 10n ** 9n }).map(minor), interest: amount, fee: amount }),
        fc.oneof(
          fc.record({ count: fc.integer({ min: 1, max: 60 }) }),
          fc.record({ amount: fc.bigInt({ min: 10n ** 8n, max: 10n ** 9n }).map(minor) }),
        ),
        amount,
        fc.bigInt({ min: 0n, max: 6000n }).map(minor),
        (debt, parts, planFee, noticeFee) => {
          const list = planParts(debt, { ...plain, parts, planFee, noticeFee })
          const sum = (of: (p: (typeof list)[number]) => bigint) => list.reduce((total, p) => total + of(p), 0n)
          expect(sum((p) => p.capital)).toBe(debt.capital)
          expect(sum((p) => p.interest)).toBe(debt.interest)
          expect(sum((p) => p.fee)).toBe(debt.fee + planFee + noticeFee * BigInt(list.length))
          expect(list.every((p) => p.total === p.capital + p.interest + p.fee && p.total > 0n)).toBe(true)
          expect(list.every((p, i) => i === 0 || p.dueOn > list[i - 1]!.dueOn)).toBe(true)
        },
      ),
    )
  })

  test('money meets parts in their order, and all of them when nothing is open', () => {
    const parts = planParts({ capital: kr(900), interest: kr(0), fee: kr(0) }, { ...plain, parts: { count: 3 } })
    expect(standingOf(parts, kr(450), false).map((p) => [text(p.paid), text(p.left)])).toEqual([
      ['300.00', '0.00'],
      ['150.00', '150.00'],
      ['0.00', '300.00'],
    ])
    expect(standingOf(parts, kr(450), true).every((p) => p.left === 0n)).toBe(true)
  })
})

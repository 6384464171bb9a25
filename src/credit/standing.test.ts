import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { area, postItem, settle, undo } from '../../test/books.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import type { User } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import { addDays } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { listCustomers } from './list-customers.ts'
import { listExpected } from './list-expected.ts'
import { listExpectedClaims } from './list-expected-claims.ts'
import { readCustomer } from './read-customer.ts'
import { scoreCustomers } from './score-customers.ts'

let world: World
let n = 0
const parties = new Map<string, Id>()

/** Claims of 1 000 SEK due on a day, paid so many days after (null: not). */
async function claims(
  customer: string,
  list: [due: string, days: number | null][],
  more: { area?: Id } = {},
): Promise<void> {
  const party = parties.get(customer)!
  for (const [due, days] of list) {
    const debit = await postItem(world, {
      party,
      number: `F${++n}`,
      amount: '1000.00',
      on: addDays(due as Day, -30),
      due,
      ...more,
    })
    if (days === null) continue
    const on = addDays(due as Day, days)
    const credit = await postItem(world, { party, number: `P${n}`, amount: '-1000.00', on, ...more })
    await settle(world, debit, credit, '1000.00', on)
  }
}
const months = (from: string, count: number, days: number | null): [string, number | null][] =>
  Array.from({ length: count }, (_, i) => [addDays(from as Day, 30 * i), days])

type Told = {
  standing: Record<string, unknown> | null
  reasons: { kind: string; deducted: number; figures: Record<string, unknown> }[]
}
const told = (number: string, user?: User) => world.do<Told>(readCustomer, { number }, user)
const listed = async (filter: string, user?: User) =>
  (await world.do<{ rows: { customer: string; score: number | null }[] }>(listCustomers, { filter }, user)).rows.map(
    ({ customer, score }) => `${customer}: ${score}`,
  )

let parks: Id
let social: Id
beforeAll(async () => {
  world = await openWorld('SE', { booksFrom: '2024-06-01', today: '2026-11-20' })
  parks = await area(world, 'park')
  social = await area(world, 'soc')
  for (const number of ['1', '2', '3', '4', '5', '6'])
    parties.set(number, await world.party({ number, name: `Kund ${number} AB`, kind: 'company' } as never))
  await claims('1', months('2025-10-01', 12, 0))
  await claims('2', [...months('2025-04-01', 12, 2), ...months('2026-05-25', 5, 32)])
  await claims('3', months('2026-08-01', 3, -2))
  await claims('4', [['2026-10-01', 1]])
  await claims('5', [...months('2025-10-01', 4, 45), ['2026-06-01', null], ['2026-11-25', null]])
  await claims('6', months('2025-10-01', 3, 0), { area: parks })
  await claims('6', months('2025-10-01', 3, 20), { area: social })
  await world.do(scoreCustomers, {})
})

describe('the score follows from plain figures', () => {
  test('always on time: a hundred', async () =>
    expect(await told('1')).toMatchObject({
      standing: {
        score: 100,
        paid: 12,
        paidLate: 0,
        meanDays: '0.0',
        paidAmount: '12000.00',
        lateAmount: '0.00',
        openAmount: '0.00',
      },
    }))
  test('worsening: each reason with what it takes off', async () => {
    const { standing, reasons } = await told('2')
    // (12 × 2 + 5 × 32) ÷ 17 = 10.8 days; 5 of 17 late; 32 days since May against 2 before: 30 ÷ 2, at most 10.
    expect(standing).toMatchObject({ score: 73, meanDays: '10.8', recentDays: '32.0', earlierDays: '2.0' })
    expect(reasons.map(({ kind, deducted }) => [kind, deducted])).toEqual([
      ['days-late', 11],
      ['late-share', 6],
      ['letters', 0],
      ['trend', 10],
      ['long-overdue', 0],
    ])
    expect(reasons[1]!.figures).toEqual({ late: 5, lost: 0, overdue: 0, claims: 17 })
    expect(100 - reasons.reduce((sum, { deducted }) => sum + deducted, 0)).toBe(standing!.score)
  })
  test('late and overdue', async () =>
    expect(await told('5')).toMatchObject({
      // 45 days (at most 40), all five late or overdue (20), half of what is open is long overdue (5).
      standing: { score: 35, overdue: 1, openAmount: '2000.00', overdueAmount: '1000.00', oldestDueOn: '2026-06-01' },
    }))
  test('one payment says too little', async () =>
    expect(await told('4')).toMatchObject({ standing: { score: null, paid: 1 }, reasons: [] }))
})

describe('who stands out', () => {
  test.each([
    ['new-and-good', ['3: 100']],
    ['worsening', ['2: 73']],
    ['bad', ['5: 35']],
    ['all', ['5: 35', '2: 73', '6: 80', '1: 100', '3: 100', '4: null']],
  ])('%s', async (filter, rows) => expect((await listed(filter)).sort()).toEqual([...rows].sort()))
  test('the worst first, page by page', async () => {
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await world.do<{ rows: { customer: string }[]; next: string | null }>(listCustomers, {
        limit: 2,
        after,
      })
      seen.push(...page.rows.map((row) => row.customer))
      after = page.next ?? undefined
    } while (after)
    expect(seen.slice(0, 3)).toEqual(['5', '2', '6'])
    expect([...seen].sort()).toEqual(['1', '2', '3', '4', '5', '6'])
  })
})

describe('areas are walls', () => {
  const person = (...areas: Id[]): User => ({ id: newId(), name: 'X', areas, permissions: ['*'] })
  test('a customer shows each area its own payments', async () => {
    const figures = async (user?: User) => {
      const { standing } = await told('6', user)
      return [standing!.paid, standing!.meanDays]
    }
    expect(await figures(person(parks))).toEqual([3, '0.0'])
    expect(await figures(person(social))).toEqual([3, '20.0'])
    expect(await figures(person(parks, social))).toEqual([6, '10.0'])
    expect(await figures()).toEqual([6, '10.0'])
  })
  test('expected money too', async () => {
    await claims('6', [['2026-11-30', null]], { area: social })
    await world.do(scoreCustomers, {})
    const open = async (user?: User) => (await world.do<{ open: string | null }>(listExpected, {}, user)).open
    expect(await open(person(parks))).toBe('2000.00')
    expect(await open(person(social))).toBe('3000.00')
  })
})

describe('when money comes', () => {
  test('a customer who pays twenty days late is expected then, not on the due day', async () => {
    const { rows } = await world.do<{ rows: Record<string, unknown>[] }>(listExpectedClaims, { customer: '6' })
    expect(rows).toMatchObject([{ dueOn: '2026-11-30', expectedOn: '2026-12-21', seen: 3 }])
    expect(String(rows[0]!.from) <= '2026-12-20' && String(rows[0]!.to) >= '2026-12-20').toBe(true)
  })
  test('a claim is never expected in the past', async () => {
    const { rows } = await world.do<{ rows: { expectedOn: string | null; from: string | null; to: string | null }[] }>(
      listExpectedClaims,
      {},
    )
    expect(rows).toHaveLength(3)
    for (const { expectedOn, from, to } of rows)
      for (const day of [expectedOn, from, to]) expect(day === null || day > world.today).toBe(true)
  })
  test('the weeks hold what is open, no more', async () => {
    const answer = await world.do<{
      weeks: { expected: string; low: string; high: string }[]
      open: string
      later: string
    }>(listExpected, {})
    const cents = (text: string) => BigInt(text.replace('.', ''))
    const expected = answer.weeks.reduce((sum, week) => sum + cents(week.expected), 0n)
    expect(expected + cents(answer.later)).toBe(cents(answer.open))
    expect(answer.weeks.every(({ expected: e, low, high }) => cents(low) <= cents(e) && cents(e) <= cents(high))).toBe(
      true,
    )
  })
})

test('twice the same ledger, twice the same figures; what was undone never happened', async () => {
  const all = () => world.tx(({ db }) => db.rows(`select * from credit_standings order by party_id, area_key`))
  const before = await all()
  const party = parties.get('1')!
  const debit = await postItem(world, { party, number: 'X', amount: '500.00', on: '2026-10-01', due: '2026-10-31' })
  const credit = await postItem(world, { party, number: 'Y', amount: '-500.00', on: '2026-11-10' })
  await undo(world, await settle(world, debit, credit, '500.00', '2026-11-10'))
  await world.do(scoreCustomers, {})
  expect((await told('1')).standing).toMatchObject({ paid: 12, overdue: 1, overdueAmount: '500.00' })
  await settle(world, debit, credit, '500.00', '2026-11-20')
  await world.do(scoreCustomers, {})
  expect((await told('1')).standing).toMatchObject({ paid: 13, paidLate: 1, overdue: 0, score: 96 })
  const first = await all()
  expect(first.length).toBe(before.length)
  await world.do(scoreCustomers, {})
  expect(await all()).toEqual(first)
})

/** The same arithmetic once more, in exact fractions and another language. */
describe('the deductions, whatever the figures', () => {
  const count = fc.integer({ min: 0, max: 50 })
  const amount = fc.integer({ min: 0, max: 1_000_000 })
  const roundHalfUp = (over: number, under: number) => Math.floor((2 * over + under) / (2 * under))
  test('are what the words say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          paid: count,
          late: count,
          lost: count,
          letters: count,
          overdue: count,
          money: amount,
          days: fc.integer({ min: 0, max: 90 }),
          open: amount,
          long: amount,
        }),
        async ({ paid, late, lost, letters, overdue, money, days, open, long }) => {
          const [paidLate, longOverdue] = [Math.min(late, paid), Math.min(long, open)]
          const { d } = await world.tx(({ db }) =>
            db.one<{ d: number[] | null }>(
              `select credit_deductions($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, 0, 0, 0, $8, $9) as d`,
              [paid, paidLate, lost, letters, overdue, money, money * days, open, longOverdue],
            ),
          )
          const ended = paid + lost + overdue
          expect(d).toEqual(
            paid + lost < 3
              ? null
              : [
                  money > 0 ? Math.min(40, days) : 40,
                  roundHalfUp(20 * (paidLate + lost + overdue), ended),
                  Math.min(20, roundHalfUp(20 * letters, ended)),
                  0,
                  open > 0 ? Math.min(10, roundHalfUp(10 * longOverdue, open)) : 0,
                ],
          )
          expect((d ?? []).reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(100)
        },
      ),
      { numRuns: 60 },
    )
  })
})

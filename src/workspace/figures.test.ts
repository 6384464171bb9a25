import { beforeAll, describe, expect, test } from 'vitest'
import { importPayments, money } from '../../test/bank-books.ts'
import { area, postItem, settle } from '../../test/books.ts'
import { person } from '../../test/http.ts'
import { plainOrder } from '../../test/orders.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { listExpected } from '../credit/list-expected.ts'
import { scoreCustomers } from '../credit/score-customers.ts'
import type { User } from '../db/context.ts'
import { saveOrders } from '../invoicing/orders/save-orders.ts'
import { approveBilling } from '../invoicing/run/approve-billing.ts'
import { issue } from '../invoicing/run/issue.ts'
import { proposeBilling } from '../invoicing/run/propose-billing.ts'
import type { Day } from '../kernel/day.ts'
import { addDays, day } from '../kernel/day.ts'
import { Refused } from '../kernel/problem.ts'
import { ageingPivot } from '../reports/ageing/pivot.ts'
import { countBack } from './figures/days-sales-outstanding.ts'
import { weeksAround } from './figures/weeks.ts'
import { readFigures } from './read-figures.ts'

interface Figures {
  receivables: {
    open: string
    onAccount: string
    buckets: { key: string; amount: string; share: string | null }[]
    ledger: string | null
    difference: string | null
  }
  cash: { basis: string; weeks: { from: string; paid: string | null; due: string; expected: string | null }[] }
  dso: { asOf: string; days: string | null; months: { asOf: string; days: string | null }[] }
  machine: { weeks: { payments: number; matched: number; share: string | null }[] } | null
  debtors: { number: string; name: string; overdue: string; oldestDueOn: string }[]
}

describe('days sales outstanding, counted back', () => {
  const on = day('2026-11-20')
  const sales = (amounts: Record<number, bigint>): Map<Day, bigint> =>
    new Map(Object.entries(amounts).map(([back, amount]) => [addDays(on, -Number(back)), amount]))
  test.each([
    ['a third of the only day', 50n, { 0: 150n }, '0.3'],
    ['one whole day', 150n, { 0: 150n }, '1.0'],
    ['days without sales count', 100n, { 9: 200n }, '9.5'],
    ['several days, the last in part', 250n, { 0: 100n, 1: 100n, 30: 100n }, '30.5'],
    ['a day of credits gives back', 100n, { 0: 80n, 1: -30n, 2: 100n }, '2.5'],
    ['nothing open', 0n, { 0: 100n }, null],
    ['more credit than debit', -5n, { 0: 100n }, null],
    ['more than was sold in a year', 500n, { 0: 100n, 400: 1000n }, null],
  ])('%s', (_name, open, amounts, days) => {
    expect(countBack(open, sales(amounts as Record<number, bigint>), on)).toBe(days)
  })
})

const cents = (text: string): bigint => BigInt(text.replace('.', ''))

test('weeks begin on Monday', () => {
  expect(weeksAround(day('2026-11-22'), 1, 1).map((week) => `${week.from}/${week.to}`)).toEqual([
    '2026-11-09/2026-11-15',
    '2026-11-16/2026-11-22',
    '2026-11-23/2026-11-29',
  ])
})

describe('the picture of a company', () => {
  let world: World
  const figures = (input: object = {}, user?: User) => world.do<Figures>(readFigures, input, user)

  beforeAll(async () => {
    world = await openWorld('SE', { today: '2026-11-20' })
    const park = await area(world, 'park')
    const ada = await world.party({ name: 'Ada Lind', number: '1' } as never)
    const bo = await world.party({ name: 'Bo Ek', number: '2' } as never)
    await world.tx(({ db, company }) =>
      db.query(`update parties set protection = 'secrecy-marked' where company_id = $1 and number = '2'`, [company.id]),
    )
    const old = await postItem(world, {
      party: ada,
      number: 'a1',
      amount: '1000.00',
      on: '2026-08-01',
      due: '2026-08-31',
    })
    await postItem(world, {
      party: bo,
      number: 'b1',
      amount: '300.00',
      on: '2026-10-10',
      due: '2026-11-09',
      area: park,
    })
    await postItem(world, { party: ada, number: 'a2', amount: '70.00', on: '2026-11-01', due: '2026-12-01' })
    const paid = await postItem(world, {
      party: ada,
      number: 'p1',
      amount: '-400.00',
      on: '2026-11-11',
      kind: 'payment',
    })
    await settle(world, old, paid, '400.00', '2026-11-11')
    await importPayments(world, 'A', [
      money('55.00', { text: 'x', on: '2026-11-18' } as never),
      money('45.00', { text: 'y', on: '2026-11-18' } as never),
    ])
  })

  test('receivables by age agree with the ledger', async () => {
    const { receivables } = await figures({ parts: 'receivables' })
    expect(receivables).toMatchObject({ open: '970.00', ledger: '970.00', difference: '0.00' })
    expect(receivables.buckets.map((bucket) => `${bucket.key} ${bucket.amount} ${bucket.share}`)).toEqual([
      'notDue 70.00 0.0722',
      '1-30 300.00 0.3093',
      '31-60 0.00 0.0000',
      '61-90 600.00 0.6186',
      '90+ 0.00 0.0000',
    ])
    expect((await figures({ parts: 'receivables', asOf: '2026-10-31' })).receivables).toMatchObject({
      open: '1300.00',
      ledger: '1300.00',
      difference: '0.00',
    })
    expect((await figures({ parts: 'receivables', businessArea: 'park' })).receivables).toMatchObject({
      open: '300.00',
      ledger: null,
      difference: null,
    })
  })

  test('money on a customer’s account stands apart: each age is what the ageing has, and together they are the ledger', async () => {
    const own = await openWorld('SE', { today: '2026-11-20' })
    const eva = await own.party({ name: 'Eva Ek', number: '1' } as never)
    await postItem(own, { party: eva, number: 'e1', amount: '200.00', on: '2026-10-10', due: '2026-11-09' })
    await postItem(own, { party: eva, number: 'p1', amount: '-30.00', on: '2026-11-11', kind: 'payment' })
    const { receivables } = await own.do<Figures>(readFigures, { parts: 'receivables' })
    expect(receivables).toMatchObject({ open: '170.00', onAccount: '-30.00', ledger: '170.00', difference: '0.00' })
    expect(receivables.buckets.map(({ amount }) => amount)).toEqual(['0.00', '200.00', '0.00', '0.00', '0.00'])
    const pivot = await own.do<{ rows: { cells: { amount: string }[] }[]; unplaced: { amount: string }[] }>(
      ageingPivot,
      { rows: 'currency', edges: '30,60,90' },
    )
    expect(pivot.rows[0]!.cells.map(({ amount }) => amount)).toEqual(receivables.buckets.map(({ amount }) => amount))
    expect(pivot.unplaced.map(({ amount }) => amount)).toEqual([receivables.onAccount])
  })

  test('cash by week: nine weeks back, two ahead; applied money under a filter', async () => {
    const { cash } = await figures({ parts: 'cash' })
    expect(cash.weeks).toHaveLength(12)
    expect(cash).toMatchObject({ basis: 'bank' })
    expect(cash.weeks.slice(-5).map(({ from, due }) => `${from} ${due}`)).toEqual([
      '2026-11-02 0.00',
      '2026-11-09 300.00',
      '2026-11-16 0.00',
      '2026-11-23 0.00',
      '2026-11-30 70.00',
    ])
    expect(cash.weeks.slice(-2).map((week) => week.paid)).toEqual([null, null])
    expect(cash.weeks.map((week) => week.paid).filter((paid) => paid !== null && paid !== '0.00')).toEqual(['100.00'])
    expect(
      cash.weeks.every((week) => week.expected === null),
      'nobody has reckoned yet',
    ).toBe(true)
    const applied = (await figures({ parts: 'cash', party: '1' })).cash
    expect(applied.basis).toBe('applied')
    expect(applied.weeks.find((week) => week.from === '2026-11-09')).toMatchObject({ paid: '400.00', due: '0.00' })
  })

  test('who owes most; a protected person has no name here; an area sees its own', async () => {
    expect((await figures({ parts: 'debtors' })).debtors).toMatchObject([
      { number: '1', name: 'Ada Lind', overdue: '600.00', oldestDueOn: '2026-08-31' },
      { number: '2', name: 'Skyddad identitet', overdue: '300.00', oldestDueOn: '2026-11-09' },
    ])
    const { userId } = await person(world, ['workspace.*'], 'park')
    const areas = await world.tx(({ db, company }) =>
      db.rows<{ id: string }>(`select id from business_areas where company_id = $1`, [company.id]),
    )
    const clerk: User = { id: userId, name: 'P', areas: areas.map((row) => row.id), permissions: ['workspace.*'] }
    await postItem(world, {
      party: await world.party({ name: 'Cia Dal', number: '3' } as never),
      number: 'c1',
      amount: '5.00',
      on: '2026-01-01',
      area: await area(world, 'soc'),
    })
    const seen = await figures({ parts: 'debtors,machine,receivables' }, clerk)
    expect(seen.debtors.map((one) => one.number)).toEqual(['1', '2'])
    expect(seen.machine).toBeNull()
    expect(seen.receivables).toMatchObject({ open: '970.00', difference: '0.00' })
  })

  test('an area whose claim was settled by the money of another agrees with its ledger', async () => {
    const [east, west] = [await area(world, 'east'), await area(world, 'west')]
    const party = await world.party({ name: 'Dag Ek', number: '5' } as never)
    const before = (await figures({ parts: 'receivables' })).receivables
    const claim = await postItem(world, { party, number: 'd1', amount: '100.00', on: '2026-11-01', area: east })
    const paid = await postItem(world, { party, number: 'd2', amount: '-60.00', on: '2026-11-02', area: west })
    await settle(world, claim, paid, '60.00', '2026-11-03')
    const { userId } = await person(world, ['workspace.*'], 'east')
    const clerk: User = { id: userId, name: 'E', areas: [east], permissions: ['workspace.*'] }
    const { receivables } = await figures({ parts: 'receivables' }, clerk)
    expect(receivables.difference).toBe('0.00')
    expect(cents((await figures({ parts: 'receivables' })).receivables.open)).toBe(cents(before.open) + 4_000n)
  })

  test('DSO rests on the invoices that were issued', async () => {
    const eva = await world.party({ name: 'Eva Falk', number: '4' } as never)
    await world.tx((ctx) => saveOrders(ctx, [plainOrder(world, eva, 'o', [['Avgift', '1', '800.00', 'S25']])]))
    const { runId } = await world.do<{ runId: string }>(proposeBilling, {})
    await world.do(approveBilling, { runId })
    await world.do(issue, { runId })
    const within = await figures({ parts: 'dso', party: '4' })
    expect(within.dso).toMatchObject({ asOf: '2026-10-31', days: null })
    const { dso } = await figures({ parts: 'dso', party: '4', asOf: '2026-11-30' })
    expect(dso).toMatchObject({ asOf: '2026-11-30', days: '11.0' })
    expect(dso.months.map((month) => `${month.asOf} ${month.days}`)).toEqual([
      '2026-05-31 null',
      '2026-06-30 null',
      '2026-07-31 null',
      '2026-08-31 null',
      '2026-09-30 null',
      '2026-10-31 null',
    ])
  })

  test('parts are chosen; one that is not known is refused', async () => {
    const only = await figures({ parts: 'machine' })
    expect(only).toMatchObject({ receivables: null, cash: null, dso: null, debtors: null })
    expect(only.machine?.weeks).toHaveLength(12)
    for (const { payments, matched, share } of only.machine!.weeks)
      expect(share).toBe(payments === 0 ? null : (matched / payments).toFixed(4))
    await expect(figures({ parts: 'pie' })).rejects.toBeInstanceOf(Refused)
    await expect(figures({ businessArea: 'nowhere' })).rejects.toBeInstanceOf(Refused)
  })
})

describe('expected money', () => {
  let world: World
  const weeksOf = async (input: object = {}) => {
    const { cash } = await world.do<Figures>(readFigures, { parts: 'cash', ...input })
    return Object.fromEntries(cash.weeks.map((week) => [week.from, week.expected]))
  }
  beforeAll(async () => {
    world = await openWorld('SE', { today: '2026-11-19' })
    await area(world, 'park')
    const ada = await world.party({ number: '1', name: 'Ada Lind' })
    for (const [i, due] of ['2026-06-30', '2026-07-31', '2026-08-31', '2026-09-30'].entries()) {
      const amount = '100.00'
      const invoice = await postItem(world, { party: ada, number: `o${i}`, amount, on: addDays(day(due), -30), due })
      const on = addDays(day(due), 1)
      const paid = await postItem(world, { party: ada, number: `p${i}`, amount: `-${amount}`, on, kind: 'payment' })
      await settle(world, invoice, paid, amount, on)
    }
    for (const due of ['2026-11-19', '2026-11-25'])
      await postItem(world, { party: ada, number: `n-${due}`, amount: '800.00', on: '2026-10-30', due })
    await importPayments(world, 'A', [money('55.00', { text: 'x', on: '2026-11-17' } as never)])
  })

  test('nothing before somebody has reckoned', async () => {
    expect(Object.values(await weeksOf()).every((expected) => expected === null)).toBe(true)
  })

  test('is what credit says, with what has come this week; no week that is over has any', async () => {
    await world.do(scoreCustomers, {})
    const told = await world.do<{ weeks: { from: string; expected: string }[] }>(listExpected, {})
    const [now, next] = ['2026-11-16', '2026-11-23'].map((from) => told.weeks.find((week) => week.from === from)!)
    expect(cents(now!.expected)).toBeGreaterThan(0n)
    const weeks = await weeksOf()
    expect(weeks).toMatchObject({ '2026-11-09': null, '2026-11-23': next!.expected })
    expect(cents(weeks['2026-11-16']!)).toBe(5500n + cents(now!.expected))
    expect((await weeksOf({ asOf: '2026-11-23' }))['2026-11-23'], 'reckoned the week before').toBe(next!.expected)
  })

  test('is not known by customer, nor long after; an area has its own', async () => {
    for (const input of [{ party: '1' }, { asOf: '2026-10-31' }, { asOf: '2026-12-10' }, { businessArea: 'park' }])
      expect(
        Object.values(await weeksOf(input)).filter((expected) => expected !== null),
        JSON.stringify(input),
      ).toEqual([])
  })
})

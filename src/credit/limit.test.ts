import { beforeAll, describe, expect, test } from 'vitest'
import { area, postItem } from '../../test/books.ts'
import { plainOrder } from '../../test/orders.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { saveParameters } from '../company/parameters.ts'
import type { User } from '../db/context.ts'
import { importOrders } from '../invoicing/imports/import-orders.ts'
import { saveOrders } from '../invoicing/orders/save-orders.ts'
import { approveBilling } from '../invoicing/run/approve-billing.ts'
import { issue } from '../invoicing/run/issue.ts'
import { listRunRows } from '../invoicing/run/list-run-rows.ts'
import { proposeBilling } from '../invoicing/run/propose-billing.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { Refused } from '../kernel/problem.ts'
import { approveOverLimit } from './approve-over-limit.ts'
import { listCustomers } from './list-customers.ts'
import { listLimits } from './list-limits.ts'
import { readCustomer } from './read-customer.ts'
import { scoreCustomers } from './score-customers.ts'
import { setLimit } from './set-limit.ts'

let world: World
let ada: Id
let bo: Id
let orders = 0
beforeAll(async () => {
  world = await openWorld('SE', { booksFrom: '2026-01-01', today: '2026-11-20' })
  ada = await world.party({ number: '1', name: 'Ada AB', kind: 'company' } as never)
  bo = await world.party({ number: '2', name: 'Bo AB', kind: 'company' } as never)
  await postItem(world, { party: ada, number: 'A1', amount: '600.00', on: '2026-10-01' })
})

interface Row {
  rowNo: number
  state: string
  holds: { kind: string; reason: string; data?: Record<string, string> }[]
}
/** Orders of net amounts (with 25 % VAT on top) that wait; @returns the rows of a proposal over them */
async function propose(list: [party: Id, net: string, more?: object][]): Promise<{ runId: string; rows: Row[] }> {
  const ids = await world.tx((ctx) =>
    saveOrders(
      ctx,
      list.map(([party, net, more]) => plainOrder(world, party, `O${++orders}`, [['Vara', '1', net, 'S25']], more)),
    ),
  )
  const { runId } = await world.do<{ runId: string }>(proposeBilling, { orderIds: ids })
  return { runId, rows: (await world.do<{ rows: Row[] }>(listRunRows, { runId })).rows }
}
const limitOf = (number: string, amount: string | null, more: object = {}) =>
  world.do(setLimit, { number, amount, reason: 'Kreditbeslut', ...more })
const cancelWaiting = () =>
  world.tx(({ db }) =>
    db.query(`update orders set cancelled_at = now() where invoice_id is null and cancelled_at is null`),
  )
const codesOf = async (work: Promise<unknown>): Promise<string[]> =>
  work.then(
    () => ['done'],
    (error) => (error instanceof Refused ? error.problems.map((problem) => problem.code) : [String(error)]),
  )

describe('billing against a limit', () => {
  test('nobody has one: nothing is held', async () => {
    const { rows } = await propose([[ada, '100000.00']])
    expect(rows).toMatchObject([{ state: 'proposed', holds: [] }])
    await cancelWaiting()
  })
  test('up to the limit and not an öre above: 600 open, 320 + 80 VAT make 1 000', async () => {
    await limitOf('1', '1000.00')
    expect((await propose([[ada, '320.00']])).rows).toMatchObject([{ state: 'proposed' }])
    await cancelWaiting()
    expect((await propose([[ada, '320.01']])).rows).toMatchObject([
      {
        state: 'held',
        holds: [
          {
            kind: 'credit-limit',
            reason: '1000.01 SEK > 1000.00 SEK',
            data: { owes: '1000.01 SEK', limit: '1000.00 SEK' },
          },
        ],
      },
    ])
    await cancelWaiting()
  })
  test('what waits counts, whatever the order of the rows; another customer is not touched', async () => {
    const { rows } = await propose([
      [ada, '200.00', { theirReference: 'A' }],
      [ada, '200.00', { theirReference: 'B' }],
      [bo, '9999.00'],
    ])
    expect(rows.map(({ state, holds }) => [state, holds[0]?.reason])).toEqual([
      ['held', '1100.00 SEK > 1000.00 SEK'],
      ['held', '1100.00 SEK > 1000.00 SEK'],
      ['proposed', undefined],
    ])
  })
  test('a person lets one go, with both figures on record; it is issued, the other waits', async () => {
    const { runId, rows } = await propose([[bo, '1.00']])
    expect(await codesOf(world.do(approveOverLimit, { runId, rowNo: rows[0]!.rowNo, reason: 'x' }))).toEqual([
      'credit.no-limit',
    ])
    const run = await world.do<{ runId: string }>(proposeBilling, {})
    const held = (await world.do<{ rows: Row[] }>(listRunRows, { runId: run.runId })).rows.filter(
      ({ state }) => state === 'held',
    )
    expect(held).toHaveLength(2)
    const judged = await world.do(approveOverLimit, {
      runId: run.runId,
      rowNo: held[0]!.rowNo,
      reason: 'Betalar på fredag',
    })
    expect(judged).toMatchObject({ state: 'proposed' })
    const decisions = await world.tx(({ db }) =>
      db.rows(`select limit_amount, owes, currency, reason from credit_limit_decisions`),
    )
    expect(decisions).toEqual([
      { limit_amount: 100_000n, owes: 110_000n, currency: 'SEK', reason: 'Betalar på fredag' },
    ])
    await world.do(approveBilling, { runId: run.runId })
    expect(await world.do(issue, { runId: run.runId })).toMatchObject({ rejected: 0, held: 1 })
    await cancelWaiting()
  })
  test('a limit that fell between approval and issue sends the row back', async () => {
    const { runId } = await propose([[bo, '100.00']])
    await world.do(approveBilling, { runId })
    await limitOf('2', '50.00')
    expect(await world.do(issue, { runId })).toMatchObject({ issued: 0, rejected: 1 })
    const { rows } = await world.do<{ rows: { problems: { code: string }[] }[] }>(listRunRows, { runId })
    expect(rows[0]!.problems.map(({ code }) => code)).toEqual(['hold.credit-limit'])
    await cancelWaiting()
  })
  test('a credit note and a proforma are never held', async () => {
    const { rows } = await propose([[bo, '100.00', { kind: 'proforma' }]])
    expect(rows).toMatchObject([{ holds: [] }])
    await cancelWaiting()
  })
  test('a company may turn it off', async () => {
    await world.do(saveParameters, { rows: [{ name: 'credit-limit', validFrom: '2026-11-01', value: { act: 'off' } }] })
    expect((await propose([[bo, '100000.00']])).rows).toMatchObject([{ state: 'proposed' }])
    await world.do(saveParameters, {
      rows: [{ name: 'credit-limit', validFrom: '2026-11-02', value: { act: 'hold' } }],
    })
    await cancelWaiting()
  })
})

describe('the limit itself', () => {
  test('has days: the one recorded last of those that hold', async () => {
    const carl = await world.party({ number: '3', name: 'Carl AB', kind: 'company' } as never)
    await limitOf('3', '100.00')
    await limitOf('3', '500.00', { from: '2026-11-20', until: '2026-12-01' })
    expect((await propose([[carl, '300.00']])).rows).toMatchObject([{ state: 'proposed' }])
    await cancelWaiting()
    world.today = '2026-12-01' as never
    expect((await propose([[carl, '300.00']])).rows).toMatchObject([{ state: 'held' }])
    await cancelWaiting()
    await limitOf('3', null)
    expect((await propose([[carl, '300.00']])).rows).toMatchObject([{ state: 'proposed' }])
    await cancelWaiting()
    const { rows } = await world.do<{ rows: { amount: string | null; counts: boolean }[] }>(listLimits, { number: '3' })
    expect(rows.map(({ amount, counts }) => [amount, counts])).toEqual([
      [null, true],
      ['500.00', false],
      ['100.00', false],
    ])
    world.today = '2026-11-20' as never
  })
  test.each([
    ['below zero', { number: '1', amount: '-1.00', reason: 'x' }],
    ['ending before it begins', { number: '1', amount: '1.00', reason: 'x', until: '2026-11-20' }],
    ['without a reason', { number: '1', amount: '1.00', reason: ' ' }],
  ])('is refused %s', async (_, input) => expect(await codesOf(world.do(setLimit, input))).not.toEqual(['done']))

  test('is taken back by what it answers: the limit before holds again, with its reason; at first there was none', async () => {
    type Done = { undo: { verb: string; input: Record<string, unknown> } }
    await world.party({ number: '90', name: 'Ny' })
    const first = await world.do<Done>(setLimit, { number: '90', amount: '700.00', reason: 'A' })
    const second = await world.do<Done>(setLimit, { number: '90', amount: '900.00', reason: 'B', until: '2099-01-01' })
    expect(second.undo).toMatchObject({ verb: 'credit.set-limit', input: { amount: '700.00', reason: 'A' } })
    expect(await world.do(setLimit, second.undo.input)).toMatchObject({ amount: '700.00' })
    expect(await world.do(setLimit, first.undo.input)).toMatchObject({ amount: null })
  })
  test('who is above it is listed, with what he owes', async () => {
    await world.do(scoreCustomers, {})
    const above = async () => {
      const { rows } = await world.do<{ rows: { customer: string; limit: string; owes: string }[] }>(listCustomers, {
        filter: 'over-limit',
      })
      return rows.map(({ customer, limit, owes }) => `${customer}: ${owes} of ${limit}`).sort()
    }
    // The run above issued 9 999.00 and 1.00, with VAT, to the second.
    expect(await above()).toEqual(['2: 12500.00 of 50.00'])
    await limitOf('1', '800.00')
    expect(await above()).toEqual(['1: 850.00 of 800.00', '2: 12500.00 of 50.00'])
    expect(await world.do(readCustomer, { number: '1' })).toMatchObject({
      limit: { amount: '800.00', open: '850.00', waiting: '0.00', isExceeded: true },
    })
  })
})

test('a limit within the walls: a row counts what is common and what is of its own area, and tells no more', async () => {
  const [park, social] = [await area(world, 'park'), await area(world, 'soc')]
  const eva = await world.party({ number: '5', name: 'Eva', kind: 'person' } as never)
  await postItem(world, { party: eva, number: 'S1', amount: '900.00', on: '2026-10-01', area: social })
  await limitOf('5', '1000.00')
  const { rows } = await propose([
    [eva, '100.00', { businessAreaId: park }],
    [eva, '100.00', { businessAreaId: social }],
  ])
  expect(rows.map(({ state, holds }) => [state, holds[0]?.reason])).toEqual([
    ['proposed', undefined],
    ['held', '1025.00 SEK > 1000.00 SEK'],
  ])
  const clerk: User = { id: newId(), name: 'P', areas: [park], permissions: ['*'] }
  expect(await world.do(readCustomer, { number: '5' }, clerk)).toMatchObject({
    limit: { open: '0.00', waiting: '125.00' },
  })
})

test('an order file is taken, and tells whom it takes above the limit', async () => {
  await world.party({ number: '9', name: 'Nio AB', kind: 'company' } as never)
  await limitOf('9', '1000.00')
  const bytes = Buffer.from(
    [
      'kundnummer;beskrivning;antal;pris;momskod',
      '9;Vara;1;700,00;S25',
      '9;Vara;1;300,00;S25',
      '2;Vara;1;10,00;S25',
    ].join('\n'),
  )
  const file = { name: 'order.csv', ...(await world.installation.files.put(world.companyId, [bytes])) }
  const answer = await world.do<{ state: string; problems: { code: string; row: number; data: object }[] }>(
    importOrders,
    {
      file,
      invoiceGroup: await groupCode(),
    },
  )
  expect(answer).toMatchObject({ state: 'imported', orders: { made: 2 } })
  expect(answer.problems.filter(({ code }) => code === 'order.credit-limit')).toMatchObject([
    { row: 2, severity: 'warning', data: { customer: '9', owes: '1250.00 SEK', limit: '1000.00 SEK' } },
    { row: 4, severity: 'warning', data: { customer: '2' } },
  ])
})
const groupCode = async () =>
  (
    await world.tx(({ db }) =>
      db.one<{ code: string }>(`select code from invoice_groups where id = $1`, [world.defaultInvoiceGroupId]),
    )
  ).code

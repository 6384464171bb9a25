import { beforeAll, describe, expect, test } from 'vitest'
import { saveRole } from '../../src/access/save-role.ts'
import { accounts } from '../../src/company/accounts.ts'
import { saveVerb } from '../../src/company/set-up/verbs-of.ts'
import type { Verb } from '../../src/db/verb.ts'
import { readOrder } from '../../src/invoicing/orders/read-order.ts'
import { saveOrder } from '../../src/invoicing/orders/save-order.ts'
import { saveOrders } from '../../src/invoicing/orders/save-orders.ts'
import { approveBilling } from '../../src/invoicing/run/approve-billing.ts'
import { excludeRow } from '../../src/invoicing/run/exclude-row.ts'
import { proposeBilling } from '../../src/invoicing/run/propose-billing.ts'
import { readRun } from '../../src/invoicing/run/read-run.ts'
import { saveSchedule } from '../../src/jobs/save-schedule.ts'
import { Refused } from '../../src/kernel/problem.ts'
import { read } from '../../src/parties/read.ts'
import { save } from '../../src/parties/save.ts'
import { verbs } from '../../src/verbs.ts'
import { saveMenu } from '../../src/workspace/save-menu.ts'
import { plainOrder } from '../orders.ts'
import { openWorld, type World } from '../world.ts'

// Two persons have opened the same thing; each saves what he has read, and what the other did meanwhile is not lost.

let world: World
const refusal = async (verb: Verb, input: unknown): Promise<(string | number | undefined)[]> => {
  try {
    await world.do(verb, input)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return [error.status, ...error.problems.flatMap(({ code, column }) => [code, column])]
  }
  return ['saved']
}
beforeAll(async () => {
  world = await openWorld('SE')
})

describe('a customer', () => {
  const address = { street: 'Strandvägen 8', postCode: '641 35', city: 'Ekevik', country: 'SE' }
  test('two fields by two persons: both hold; one field by two: the second is told', async () => {
    await world.party({ number: '2041', name: 'Elsa', kind: 'person', address })
    const change = (row: object) => refusal(save, { rows: [{ number: '2041', ...row }] })
    expect(await change({ name: 'Elsa Berg', was: { name: 'Elsa' } })).toEqual(['saved'])
    expect(await change({ termsDays: 10, was: { termsDays: null } })).toEqual(['saved'])
    expect(await change({ name: 'Elsa Bark', was: { name: 'Elsa' } })).toEqual([409, 'party.changed-meanwhile', 'name'])
    expect(await change({ address: { ...address, street: 'Ny väg 1' }, was: { address } })).toEqual(['saved'])
    expect(await change({ address: { ...address, street: 'Väg 2' }, was: { address } })).toEqual([
      409,
      'party.changed-meanwhile',
      'address',
    ])
    expect(await change({ clear: ['termsDays'], was: { termsDays: 30 } })).toEqual([
      409,
      'party.changed-meanwhile',
      'termsDays',
    ])
    // Who names nothing that he saw (a file, a register) overwrites, as before.
    expect(await change({ name: 'Elsa Bark' })).toEqual(['saved'])
    expect(await world.do(read, { number: '2041' })).toMatchObject({ name: 'Elsa Bark', party: { termsDays: 10 } })
  })
})

describe('the set-up', () => {
  const change = (row: object, was: object | null) => refusal(saveVerb(accounts), { rows: [row], was: [was] })
  test('column by column; what stands already is not made anew, what is gone not changed', async () => {
    expect(await change({ code: '1999', name: 'Prov', kind: 'asset' }, null)).toEqual(['saved'])
    expect(await change({ code: '1999', name: 'Annat', kind: 'asset' }, null)).toEqual([
      409,
      'account.already-there',
      undefined,
    ])
    expect(await change({ code: '1999', name: 'Prov 2' }, { name: 'Prov' })).toEqual(['saved'])
    expect(await change({ code: '1999', name: 'Prov 3' }, { name: 'Prov' })).toEqual([
      409,
      'account.changed-meanwhile',
      'name',
    ])
    expect(await change({ code: '1998', name: 'Borta' }, { name: 'Borta' })).toEqual([
      409,
      'account.removed-meanwhile',
      undefined,
    ])
  })
})

test('a role, a menu, a schedule', async () => {
  const role = (permissions: string[], was?: string[] | null) =>
    refusal(saveRole, { name: 'cash', permissions, ...(was === undefined ? {} : { was }) })
  expect(await role(['bank.*'], null)).toEqual(['saved'])
  expect(await role(['bank.match'], null)).toEqual([409, 'role.changed-meanwhile', undefined])
  expect(await role(['bank.match'], ['bank.*'])).toEqual(['saved'])
  expect(await role(['bank.list-files'], ['bank.*'])).toEqual([409, 'role.changed-meanwhile', undefined])

  const menu = [{ key: 'cash', names: { sv: 'Kassa' }, screens: ['bank'] }]
  expect(await refusal(saveMenu, { role: 'cash', groups: menu, was: null })).toEqual(['saved'])
  expect(await refusal(saveMenu, { role: 'cash', groups: [], was: null })).toEqual([
    409,
    'menu.changed-meanwhile',
    undefined,
  ])
  expect(await refusal(saveMenu, { role: 'cash', groups: null, was: menu })).toEqual(['saved'])

  const given = { verb: 'bank.fetch-folder', input: {}, everyMinutes: 60, enabled: true }
  const schedule = saveSchedule(verbs)
  expect(await refusal(schedule, { name: 'files', ...given, was: null })).toEqual(['saved'])
  expect(await refusal(schedule, { name: 'files', ...given, everyMinutes: 5, was: given })).toEqual(['saved'])
  expect(await refusal(schedule, { name: 'files', ...given, enabled: false, was: given })).toEqual([
    409,
    'schedule.changed-meanwhile',
    undefined,
  ])
})

test('an order is saved over what was read; a run is approved as it was seen', async () => {
  const other = await world.party({ number: '3002', name: 'Ola', kind: 'person' })
  const party = await world.party({ number: '3001', name: 'Bo', kind: 'person' })
  const orders = await world.tx((ctx) =>
    saveOrders(ctx, [
      plainOrder(world, party, 'a', [['Hyra', '1', '100', 'S25']]),
      plainOrder(world, other, 'b', [['Hyra', '1', '200', 'S25']]),
    ]),
  )
  expect(orders.length).toBe(2)
  const [orderId] = orders
  const { order, version } = await world.do<{ order: Record<string, unknown>; version: string }>(readOrder, { orderId })
  const given = {
    orderId,
    reference: order.reference,
    customer: '3001',
    invoiceGroup: order.invoiceGroup,
    lines: [{ name: 'Hyra', unitPrice: '150', vatCode: (order.lines as { vatCode: string }[])[0]!.vatCode }],
  }
  expect(await refusal(saveOrder, { ...given, version })).toEqual(['saved'])
  expect(await refusal(saveOrder, { ...given, version })).toEqual([409, 'order.changed-meanwhile', undefined])

  const { runId } = await world.do<{ runId: string }>(proposeBilling, { invoiceOn: world.today })
  const seen = (await world.do<{ sums: { documents: number }[] }>(readRun, { runId })).sums
  await world.do(excludeRow, { runId, rowNo: 1 })
  expect(await refusal(approveBilling, { runId, seen })).toEqual([409, 'run.changed-meanwhile', undefined])
})

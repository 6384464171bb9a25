import { expect, test } from 'vitest'
import { postItem } from '../../test/books.ts'
import { openWorld } from '../../test/world.ts'
import type { User } from '../db/context.ts'
import { newId } from '../kernel/id.ts'
import { listItems } from '../subledger/list-items.ts'
import { ageingPivot } from './ageing/pivot.ts'
import { ageing } from './ageing/report.ts'
import { customerAccount } from './customer-account/report.ts'
import { exportReport } from './export/export-report.ts'
import { generalLedger } from './general-ledger/report.ts'
import { openItems } from './open-items/report.ts'
import { statement } from './statement/report.ts'
import { subledgerSpecification } from './subledger-specification/report.ts'
import { unapplied } from './unapplied/report.ts'
import { vouchers } from './vouchers/report.ts'

test('every report that shows a protected person logs the look; who may not see is shown a mask, and nothing is logged', async () => {
  const world = await openWorld('SE')
  const hidden = await world.party({ name: 'Hemlig Person', number: '7', kind: 'person', protection: 'secrecy-marked' })
  const ada = await world.party({ name: 'Ada Lind', number: '8', kind: 'person' })
  for (const party of [hidden, ada]) {
    await postItem(world, { party, number: `F${party.slice(-4)}`, amount: '100.00', on: '2026-11-01' })
    await postItem(world, { party, number: `P${party.slice(-4)}`, amount: '-10.00', on: '2026-11-02' })
  }
  const clerk = await world.tx(async ({ db }): Promise<User> => {
    const id = newId()
    await db.query(`insert into users (id, email, name, language) values ($1, 'k@example.com', 'Karin', 'sv')`, [id])
    return { id, name: 'Karin', areas: 'all', permissions: ['reports.*'] }
  })
  const trusted = { ...clerk, permissions: ['reports.*', 'parties.read-protected'] }
  const reports = [
    [openItems, {}, 'Hemlig Person'],
    [unapplied, {}, 'Hemlig Person'],
    [ageing, {}, 'Hemlig Person'],
    [ageingPivot, { rows: 'party' }, 'Hemlig Person'],
    [customerAccount, { party: '7' }, 'Hemlig Person'],
    [statement, {}, 'Hemlig Person'],
    [subledgerSpecification, {}, 'Hemlig Person'],
    [vouchers, {}, 'Hemlig Person'],
    [generalLedger, {}, 'Hemlig Person'],
    [listItems, {}, 'Hemlig Person'],
  ] as const
  const looks = () =>
    world.tx(({ db }) =>
      db.rows<{ verb: string; party_id: string; user_id: string }>(
        `select verb, party_id, user_id from protected_reads order by id`,
      ),
    )
  for (const [verb, input, name] of reports) {
    expect(JSON.stringify(await world.do(verb, input, clerk)), verb.name).not.toContain(name)
    const before = await looks()
    expect(before.filter((look) => look.verb === verb.name)).toEqual([])
    expect(JSON.stringify(await world.do(verb, input, trusted)), verb.name).toContain(name)
    const own = (await looks()).slice(before.length)
    expect(own, verb.name).toEqual([{ verb: verb.name, party_id: hidden, user_id: clerk.id }])
  }
  const before = (await looks()).length
  await world.do(exportReport, { report: 'open-items' }, trusted)
  expect(await looks()).toHaveLength(before)
  await world.do(exportReport, { report: 'open-items', includeProtected: true }, trusted)
  expect((await looks()).at(-1)).toEqual({ verb: 'reports.export', party_id: hidden, user_id: clerk.id })
})

test('open items are found by a part of the name or the beginning of a number; a protected person by number alone', async () => {
  const world = await openWorld('SE')
  const hidden = await world.party({ name: 'Hemlig Åker', number: '71', kind: 'person', protection: 'secrecy-marked' })
  const ada = await world.party({ name: 'Ada Åkerlind', number: '82', kind: 'person' })
  await postItem(world, { party: hidden, number: '5001', amount: '100.00', on: '2026-11-01' })
  await postItem(world, { party: ada, number: '5002', amount: '10.00', on: '2026-11-02' })
  const clerk: User = { id: newId(), name: 'Karin', areas: 'all', permissions: ['reports.*'] }
  const found = async (text: string, user?: User) =>
    (await world.do<{ rows: { number: string }[] }>(openItems, { text }, user)).rows.map((row) => row.number)
  expect(await found('åker')).toEqual(['5001', '5002'])
  expect(await found('aker', clerk)).toEqual(['5002'])
  expect(await found('71', clerk)).toEqual(['5001'])
  expect(await found('500', clerk)).toEqual(['5001', '5002'])
  expect(await found('5002', clerk)).toEqual(['5002'])
  expect(await found('5_02')).toEqual([])
  const { rows } = await world.do<{ rows: { itemId: string }[] }>(openItems, {})
  const marked = await world.do<{ totals: { open: string; items: number }[] }>(openItems, {
    items: rows.map((row) => row.itemId).join(','),
    text: '5002',
  })
  expect(marked.totals).toMatchObject([{ open: '10.00', items: 1 }])
  expect(await found('002')).toEqual([])
})

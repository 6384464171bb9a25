import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { match } from '../../src/bank/placing/match.ts'
import type { ImportAnswer } from '../../src/invoicing/imports/import-orders.ts'
import { importOrders } from '../../src/invoicing/imports/import-orders.ts'
import { issue } from '../../src/invoicing/run/issue.ts'
import { camt054File } from '../bank-files.ts'
import { stored } from '../order-files.ts'
import { openWorld } from '../world.ts'
import { approvedRun, broken, issueAll, killAfter, random, seed, standing, startVerb, whole } from './crash.ts'

const orders = 4_000

test(`a billing run is killed again and again: nothing is lost, nothing twice (seed ${seed})`, async () => {
  const world = await openWorld('SE')
  const runId = await approvedRun(world, orders)
  const seen = [0]
  for (let kills = 0; kills < 3; kills++) {
    await killAfter(world, issue, { runId }, 300 + random(1_500))
    // What the dead process had begun may still commit or be rolled back: either way whole.
    const { state, ...found } = await standing(world)
    expect(found).toEqual(whole(found.documents))
    seen.push(found.documents)
    if (found.documents < orders) expect(['approved', 'executing']).toContain(state)
  }
  expect(seen).toEqual([...seen].sort((x, y) => x - y))
  const { state } = await standing(world)
  if (state !== 'done') expect(await world.do(issue, { runId })).toMatchObject({ issued: orders, rejected: 0 })
  expect(await standing(world)).toEqual({ state: 'done', ...whole(orders) })
  expect(await broken(world)).toBe('')
})

test('two processes execute the same run, and one of them is killed: the other ends it', async () => {
  const world = await openWorld('SE')
  const runId = await approvedRun(world, orders)
  const [one, other] = await Promise.all([startVerb(world, issue, { runId }), startVerb(world, issue, { runId })])
  one.begin()
  other.begin()
  await sleep(100 + random(500))
  one.child.kill('SIGKILL')
  await one.end
  const ended = await other.end
  expect(ended).toMatchObject({ signal: null, answer: { issued: orders, rejected: 0 } })
  expect(await standing(world)).toEqual({ state: 'done', ...whole(orders) })
  expect(await broken(world)).toBe('')
})

test(`an order file, a bank file and its matching are killed: half of nothing stays, and the next time all is there (seed ${seed})`, async () => {
  const world = await openWorld('SE')
  const rows = Array.from({ length: 3_000 }, (_, i) => `O-${i};${1000 + i};Kund ${i};Hyra;1;100,00;S25`)
  const file = await stored(
    world,
    'o.csv',
    ['Orderreferens;Kundnummer;Namn;Benämning;Antal;À-pris;Momskod', ...rows, ''].join('\r\n'),
  )
  const count = (what: string) => world.tx(async ({ db }) => (await db.one<{ n: number }>(`select ${what} as n`)).n)
  for (const millis of [60 + random(150), 200 + random(500)]) {
    const killed = await killAfter(world, importOrders, file, millis)
    const found = await count(`(select count(*)::int from orders)`)
    expect(killed ? [0, 3_000] : [3_000]).toContain(found)
    expect(await count(`(select count(*)::int from order_files)`)).toBe(found === 0 ? 0 : 1)
  }
  const imported = await world.do<ImportAnswer>(importOrders, file)
  expect(['imported', 'already-imported']).toContain(imported.state)
  expect(await count(`(select count(*)::int from orders)`)).toBe(3_000)

  // Their invoices, paid in one file; a twentieth names nothing.
  await issueAll(world)
  const invoices = await world.tx(({ db }) =>
    db.rows<{ reference: string }>(`select reference from invoices order by number`),
  )
  const payments = invoices.map(({ reference }, i) => ({
    amount: '125.00',
    ...(i % 20 === 0 ? { text: `okänd ${i}`, name: 'Q' } : { reference }),
  }))
  const money = await stored(world, 'b.xml', camt054File(payments))
  for (const millis of [30 + random(150), 150 + random(300)]) {
    await killAfter(world, importBankFile, money, millis)
    expect([0, 3_000]).toContain(await count(`(select count(*)::int from bank_transactions)`))
  }
  await world.do(importBankFile, money)
  expect(await count(`(select count(*)::int from bank_transactions)`)).toBe(3_000)
  for (let kills = 0; kills < 3; kills++) {
    await killAfter(world, match, {}, 80 + random(700))
    expect(await broken(world)).toBe('')
  }
  await world.do(match, {})
  const posted = await world.tx(({ db }) =>
    db.one(
      `select count(*)::int as postings, count(distinct bank_transaction_id)::int as payments, (select count(*)::int from open_items where kind = 'invoice' and amount_open = 0) as settled,
              (select sum(amount_open)::int from open_items where kind = 'unidentified') as unidentified from bank_postings`,
    ),
  )
  expect(posted).toEqual({ postings: 3_000, payments: 3_000, settled: 2_850, unidentified: -150 * 12_500 })
  expect(await broken(world)).toBe('')
})

import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { savePayment } from '../../src/bank/files/save-payment.ts'
import { match } from '../../src/bank/placing/match.ts'
import { undoMatch } from '../../src/bank/undo/undo-match.ts'
import type { LongCtx } from '../../src/db/context.ts'
import { appUrl } from '../../src/db/pool.ts'
import { annul } from '../../src/invoicing/direct/annul.ts'
import type { Billed } from '../../src/invoicing/direct/bill-now.ts'
import { credit } from '../../src/invoicing/direct/credit.ts'
import { invoiceNow } from '../../src/invoicing/direct/invoice-now.ts'
import type { ImportAnswer } from '../../src/invoicing/imports/import-orders.ts'
import { importOrders } from '../../src/invoicing/imports/import-orders.ts'
import { saveOrders } from '../../src/invoicing/orders/save-orders.ts'
import { approveBilling } from '../../src/invoicing/run/approve-billing.ts'
import { issueRun } from '../../src/invoicing/run/issue.ts'
import { proposeBilling } from '../../src/invoicing/run/propose-billing.ts'
import { Refused } from '../../src/kernel/problem.ts'
import { closePeriod } from '../../src/ledger/close-period.ts'
import { verify } from '../../src/reports/verify/verify.ts'
import { allocateItems } from '../../src/subledger/allocate-items.ts'
import { transfer } from '../../src/subledger/transfer.ts'
import { undoAllocation } from '../../src/subledger/undo-allocation.ts'
import { importPayments, money } from '../bank-books.ts'
import { camt054File } from '../bank-files.ts'
import { openItemsText, postItem } from '../books.ts'
import { stored } from '../order-files.ts'
import { plainOrder } from '../orders.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

const writers = 16
const times = <T>(n: number, work: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => work(i))
const line = { name: 'Hyra', unitPrice: '100.00', vatCode: 'S25' }

/** The first row that breaks an invariant of the books; '' where they are whole. */
async function broken(world: World): Promise<string> {
  const { checks } = await world.do<{ checks: { name: string; failed: number; first: unknown }[] }>(verify, {})
  return checks.flatMap((one) => (one.failed > 0 ? [`${one.name} ${JSON.stringify(one.first)}`] : [])).join('\n')
}
/** Who was slower is told so by a refusal; anything else is a fault. */
function refusedOrDone<T>(results: PromiseSettledResult<T>[]): { done: T[]; refused: number } {
  const done = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  for (const one of results) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(Refused)
  return { done, refused: results.length - done.length }
}
const count = async (world: World, table: string): Promise<number> =>
  world.tx(async ({ db }) => (await db.one<{ n: number }>(`select count(*)::int as n from ${table}`)).n)

/** A thread of a run has a connection of its own. */
async function aThreadIsThere({ database }: World): Promise<void> {
  for (let tries = 0; tries < 1_000; tries++) {
    const { rows } = await database.owner.query(
      `select 1 from pg_stat_activity where datname = current_database() and application_name = 'a thread'`,
    )
    if (rows.length > 0) return
    await sleep(10)
  }
}

test.each([
  ['this thread alone', null],
  ['two threads', 1_000],
])(
  '16 desks and a billing run of several chunks side by side on one series, by %s: no gap, no twin, none lost',
  async (_, rowsMin) => {
    const world = await openWorld('SE')
    const ada = await world.party({ number: '1', name: 'Ada Lind' })
    const orders = 3_200
    await world.tx((ctx) =>
      saveOrders(
        ctx,
        times(orders, (i) =>
          plainOrder(world, ada, `A-${i}`, [['Hyra', '1', '100.00', 'S25']], { theirReference: `R${i}` }),
        ),
      ),
    )
    await world.tx(({ db }) => db.query(`update invoice_groups set combine = false`))
    const { runId } = await world.do<{ runId: string }>(proposeBilling, {})
    await world.do(approveBilling, { runId })
    const each = 6
    const faults: object[] = []
    const long = await world.long()
    let transactions = 0
    const ctx: LongCtx = {
      ...long,
      log: { ...long.log, warn: (data) => faults.push(data) },
      // Few rows: what the two lanes here begin with waits for a thread, which finds the others.
      transaction: async (work, options) => {
        if (rowsMin !== null && [2, 3].includes(++transactions)) await aThreadIsThere(world)
        return long.transaction(work, options)
      },
      threads: rowsMin === null ? null : { url: appUrl(world.database.url), applicationName: 'a thread', rowsMin },
    }
    const [run, ...desks] = await Promise.allSettled([
      issueRun(ctx, { runId }),
      ...times(writers, async (i) => {
        for (let k = 0; k < each; k++)
          await world.do<Billed>(invoiceNow, { customer: '1', reference: `D${i}-${k}`, lines: [line] })
      }),
    ])
    expect(desks.filter((one) => one.status === 'rejected')).toEqual([])
    expect(run).toMatchObject({ status: 'fulfilled', value: { issued: orders, rejected: 0 } })
    // What a thread could not do would have been done without it.
    expect(faults).toEqual([])
    const numbers = await world.tx(({ db }) =>
      db.one<{ n: number; twins: number; span: number }>(
        `select count(*)::int as n, (count(*) - count(distinct number))::int as twins, (max(number) - min(number) + 1)::int as span from invoices`,
      ),
    )
    const all = orders + writers * each
    expect(numbers).toEqual({ n: all, twins: 0, span: all })
    expect(await broken(world)).toBe('')
  },
)

test('16 send the same invoice at once: it is issued once, and all are told its number', async () => {
  const world = await openWorld('SE')
  await world.party({ number: '1', name: 'Ada Lind' })
  const answers = await Promise.all(
    times(writers, () => world.do<Billed>(invoiceNow, { customer: '1', reference: 'SAME', lines: [line] })),
  )
  expect(new Set(answers.map((one) => one.documents[0]!.number)).size).toBe(1)
  expect(await count(world, 'invoices')).toBe(1)
  expect(await broken(world)).toBe('')
})

test('16 apply their money to one item at once: exactly what is open is applied', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind' })
  const invoice = await postItem(world, { party: ada, number: '1', amount: '105.00', on: '2026-11-01' })
  const credits: string[] = []
  for (let i = 0; i < writers; i++)
    credits.push(await postItem(world, { party: ada, number: `P${i}`, amount: '-10.00', on: '2026-11-02' }))
  const results = await Promise.allSettled(
    credits.map((itemId) => world.do<{ left: string }>(allocateItems, { itemId, targets: [{ itemId: invoice }] })),
  )
  const { done } = refusedOrDone(results)
  expect(done.map((one) => one.left).sort()).toEqual([...times(10, () => '0.00'), '5.00'])
  expect(await openItemsText(world)).toBe(
    [...times(5, () => '1510 Ada Lind payment -10.00'), '1510 Ada Lind payment -5.00'].join('\n'),
  )
  expect(await broken(world)).toBe('')
})

test('16 apply, take back and move the same few items crosswise: no deadlock reaches them, the books hold', async () => {
  const world = await openWorld('SE')
  const parties = ['1', '2', '3']
  const items: string[] = []
  for (const number of parties) {
    const party = await world.party({ number, name: `Kund ${number}` })
    for (let i = 0; i < 3; i++) {
      items.push(await postItem(world, { party, number: `F${i}`, amount: '100.00', on: '2026-11-01' }))
      items.push(await postItem(world, { party, number: `P${i}`, amount: '-60.00', on: '2026-11-02' }))
    }
  }
  const open = () =>
    world.tx(({ db }) => db.rows<{ id: string }>(`select id from open_items where amount_open <> 0 order by id`))
  const applied = () =>
    world.tx(({ db }) =>
      db.rows<{ id: string }>(
        `select id from allocations a where reverses_id is null and amount > 0 and not exists (select from allocations r where r.reverses_id = a.id) order by id`,
      ),
    )
  const act = async (i: number, k: number): Promise<unknown> => {
    const list = await open()
    const one = (n: number) => list[(n * 7 + i * 5 + k) % list.length]!.id
    if (k % 4 === 3) {
      const allocations = await applied()
      if (allocations.length === 0) return null
      return world.do(undoAllocation, {
        allocationIds: [allocations[(i * 3 + k) % allocations.length]!.id],
        reason: 'ångrad',
      })
    }
    if (k % 4 === 2)
      return world.do(transfer, { moves: [{ itemId: one(k), amount: '1.00', toParty: parties[(i + k) % 3] }] })
    return world.do(allocateItems, { itemId: one(k) })
  }
  const results = await Promise.all(
    times(writers, async (i) => {
      const own: PromiseSettledResult<unknown>[] = []
      for (let k = 0; k < 8; k++) own.push(...(await Promise.allSettled([act(i, k)])))
      return own
    }),
  )
  expect(refusedOrDone(results.flat()).done.length).toBeGreaterThan(writers)
  expect(await broken(world)).toBe('')
})

test('one bank file 16 times at once, and files that overlap at once: each payment is kept once', async () => {
  const world = await openWorld('SE')
  const payment = (i: number) => ({ text: `betalning ${i}`, amount: '10.00' })
  const file = await stored(world, 'a.xml', camt054File(times(40, payment), { id: 'SAME' }))
  const answers = await Promise.all(
    times(writers, () => world.do<{ alreadyImportedOn: string | null }>(importBankFile, file)),
  )
  expect(answers.filter((one) => one.alreadyImportedOn === null)).toHaveLength(1)
  expect(await count(world, 'bank_transactions')).toBe(40)
  // Other bytes, the same payments and some more.
  const overlapping = await Promise.all(
    times(6, (i) => stored(world, `b${i}.xml`, camt054File(times(41 + i, payment), { id: 'SAME' }))),
  )
  const later = await Promise.all(overlapping.map((one) => world.do<{ payments: number }>(importBankFile, one)))
  expect(later.reduce((sum, one) => sum + one.payments, 0)).toBe(6)
  expect(await count(world, 'bank_transactions')).toBe(46)
  expect(await world.do(importBankFile, overlapping[5]!)).toMatchObject({ payments: 0, duplicates: 46 })
})

test('one order file 8 times at once: its orders and customers are there once', async () => {
  const world = await openWorld('SE')
  const rows = times(50, (i) => `O-${i};${1000 + (i % 9)};Kund ${i % 9};Hyra;1;100,00;S25`)
  const bytes = ['Orderreferens;Kundnummer;Namn;Benämning;Antal;À-pris;Momskod', ...rows, ''].join('\r\n')
  const given = await stored(world, 'o.csv', bytes)
  const answers = await Promise.all(times(8, () => world.do<ImportAnswer>(importOrders, given)))
  expect(answers.map((one) => one.state).sort()).toEqual([...times(7, () => 'already-imported'), 'imported'])
  const others = await Promise.all(
    times(4, (i) => stored(world, `p${i}.csv`, `${bytes}N-${i};2000;Ny kund;Hyra;1;5,00;S25\r\n`)),
  )
  const more = await Promise.all(others.map((one) => world.do<ImportAnswer>(importOrders, one)))
  expect(more.map((one) => one.orders.made)).toEqual([1, 1, 1, 1])
  expect(await count(world, 'orders')).toBe(54)
  expect(await count(world, `parties where kind <> 'system'`)).toBe(10)
})

test('a period is closed while 16 write into it: its balances hold what it holds', async () => {
  const world = await openWorld('SE', { booksFrom: '2026-10-01', today: '2026-11-03' })
  await world.party({ number: '1', name: 'Ada Lind' })
  const october = (i: number, k: number) =>
    world.do(invoiceNow, { customer: '1', reference: `O${i}-${k}`, invoiceOn: '2026-10-31', lines: [line] })
  const results = await Promise.all([
    ...times(writers, async (i) => {
      const own: PromiseSettledResult<unknown>[] = []
      for (let k = 0; k < 4; k++) own.push(...(await Promise.allSettled([october(i, k)])))
      return own
    }),
    (async () => {
      while ((await count(world, 'invoices')) < 8) await new Promise((resolve) => setTimeout(resolve, 2))
      return Promise.allSettled([world.do(closePeriod, { on: '2026-10-31' })])
    })(),
  ])
  const { refused } = refusedOrDone(results.flat())
  expect(refused).toBeGreaterThan(0)
  const [period] = await world.tx(({ db }) =>
    db.rows<{ closed: boolean }>(
      `select closed_at is not null as closed from periods where ends_on = '2026-10-31' and ledger = 'general'`,
    ),
  )
  expect(period).toEqual({ closed: true })
  expect(await broken(world)).toBe('')
})

test('an invoice is paid, credited and annulled at once: one of them comes first, the others follow or are told', async () => {
  const world = await openWorld('BG')
  await world.party({ number: '1', name: 'Ада', country: 'BG' })
  for (let round = 0; round < 6; round++) {
    const { documents } = await world.do<Billed>(invoiceNow, { customer: '1', lines: [{ ...line, vatCode: 'S20' }] })
    const { invoiceId, reference } = documents[0]!
    const pay = { account: 'BANK', amount: '120.00', paidOn: world.today, reference }
    const results = await Promise.allSettled<unknown>([
      world.do(annul, { invoiceId, reason: 'Грешка' }),
      world.do(credit, { invoiceId, reason: 'Грешка' }),
      world.do(credit, { invoiceId, reason: 'Грешка' }),
      world.do(savePayment, pay),
      world.do(savePayment, pay),
    ])
    refusedOrDone(results)
  }
  expect(await broken(world)).toBe('')
})

test('two matchings and 6 people who take back: every payment stands once', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind' })
  for (let i = 0; i < 30; i++)
    await postItem(world, { party: ada, number: `70${i}`, amount: '100.00', on: '2026-11-01' })
  await importPayments(
    world,
    'F',
    times(30, (i) => money('100.00', { text: `faktura 70${i}` })),
  )
  const payments = await world.tx(({ db }) => db.rows<{ id: string }>(`select id from bank_transactions order by id`))
  const results = await Promise.all([
    ...times(2, async () => Promise.allSettled([world.do(match, {}), world.do(match, {})])),
    ...times(6, async (i) => {
      const own: PromiseSettledResult<unknown>[] = []
      for (let k = 0; k < 6; k++)
        own.push(
          ...(await Promise.allSettled([
            world.do(undoMatch, { transactionIds: [payments[(i * 5 + k) % 30]!.id], refuse: false }),
          ])),
        )
      return own
    }),
  ])
  refusedOrDone(results.flat())
  await world.do(match, {})
  const standing = await world.tx(({ db }) =>
    db.rows<{ n: number }>(
      `select count(*)::int as n from bank_postings p where reverses_no is null and decision_id is null
        and not exists (select from bank_postings r where r.bank_transaction_id = p.bank_transaction_id and r.reverses_no = p.posting_no) group by bank_transaction_id having count(*) > 1`,
    ),
  )
  expect(standing).toEqual([])
  expect(await broken(world)).toBe('')
})

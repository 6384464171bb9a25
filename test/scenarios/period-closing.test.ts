import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { match } from '../../src/bank/placing/match.ts'
import { saveOrders } from '../../src/invoicing/orders/save-orders.ts'
import { approveBilling } from '../../src/invoicing/run/approve-billing.ts'
import { issue } from '../../src/invoicing/run/issue.ts'
import { listRunRows } from '../../src/invoicing/run/list-run-rows.ts'
import { proposeBilling } from '../../src/invoicing/run/propose-billing.ts'
import type { Day } from '../../src/kernel/day.ts'
import { newId } from '../../src/kernel/id.ts'
import type { Refused } from '../../src/kernel/problem.ts'
import { closePeriod } from '../../src/ledger/close-period.ts'
import { listPeriods } from '../../src/ledger/list-periods.ts'
import { lockLedger } from '../../src/ledger/lock-ledger.ts'
import { post } from '../../src/ledger/post.ts'
import { reopenPeriod } from '../../src/ledger/reopen-period.ts'
import { verify } from '../../src/reports/verify/verify.ts'
import { allocateItems } from '../../src/subledger/allocate-items.ts'
import { undoAllocation } from '../../src/subledger/undo-allocation.ts'
import { camt054File } from '../bank-files.ts'
import { issueOrders, postItem, proofText, seriesOf } from '../books.ts'
import { plainOrder } from '../orders.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

/** The first row that breaks an invariant of the books; '' where they are whole. */
async function broken(world: World): Promise<string> {
  const { checks } = await world.do<{ checks: { name: string; failed: number; first: unknown }[] }>(verify, {})
  return checks
    .filter((check) => check.failed > 0)
    .map((check) => `${check.name} ${JSON.stringify(check.first)}`)
    .join('\n')
}

/** Everything that the books say at the end of a day: a closed period says it for ever. */
async function figures(world: World, on: string): Promise<string> {
  return world.tx(async ({ db, company }) => {
    const rows = await db.rows(
      `select 'ledger' as what, account, party_id::text, currency, base_currency, sum(amount)::text as amount, sum(base_amount)::text as base
         from postings where company_id = $1 and posted_on <= $2 group by account, party_id, currency, base_currency
       union all
       select 'item', item_id::text, party_id::text, currency, base_currency, amount_open::text, base_open::text from item_balances($1, $2)
       order by 1, 2, 3, 4`,
      [company.id, on],
    )
    return JSON.stringify(rows, null, 1)
  })
}

async function pay(world: World, id: string, bookedOn: string, payments: Parameters<typeof camt054File>[0]) {
  const stored = await world.installation.files.put(world.companyId, [camt054File(payments, { id, bookedOn })])
  await world.do(importBankFile, { file: { name: `${id}.xml`, ...stored } })
}

const allocationsOf = (world: World) =>
  world.tx(({ db, company }) =>
    db.rows<{ id: string; effective_on: Day; value_on: Day }>(
      `select id, effective_on, value_on from allocations where company_id = $1 and reverses_id is null order by id`,
      [company.id],
    ),
  )

test('a closed period never changes: late payments, undos and credit notes show on the first open day', async () => {
  const world = await openWorld('SE', { booksFrom: '2026-10-01', today: '2026-10-20' })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const bo = await world.party({ name: 'Bo Ek', kind: 'person' })
  await issueOrders(world, [
    plainOrder(world, ada, 'A-1', [['Barnomsorg', '1', '1000.00', 'S25']]),
    plainOrder(world, bo, 'B-1', [['Barnomsorg', '1', '400.00', 'S25']]),
  ])
  const [first] = await world.tx(({ db, company }) =>
    db.rows<{ reference: string }>(`select reference from invoices where company_id = $1 and party_id = $2`, [
      company.id,
      ada,
    ]),
  )
  await pay(world, 'OCT', '2026-10-28', [{ reference: first!.reference, amount: '1250.00' }])
  world.today = '2026-11-05' as Day

  await expect(world.do(closePeriod, { on: '2026-11-30' })).rejects.toThrow('2026-10-01 to 2026-10-31 is still open')
  await expect(world.do(closePeriod, { on: '2026-10-31' })).rejects.toThrow(
    '1 payments of the period are not posted (1250.00 SEK',
  )
  await world.do(match, {})
  expect(await world.do(closePeriod, { on: '2026-10-31' })).toMatchObject({
    closingNo: 1,
    alreadyClosed: false,
    warnings: [],
  })
  expect(await world.do(closePeriod, { on: '2026-10-31' })).toMatchObject({
    closingNo: 1,
    alreadyClosed: true,
    balances: 0,
  })
  const october = await figures(world, '2026-10-31')

  // A late file with money of October, the undo of October's match, the same applied anew.
  await pay(world, 'LATE', '2026-10-30', [{ text: 'ingen vet', amount: '77.00', name: 'Okänd' }])
  await world.do(match, {})
  const [paid] = await allocationsOf(world)
  expect(await world.do(undoAllocation, { allocationIds: [paid!.id], reason: 'wrong customer' })).toEqual({
    reversed: 1,
    alreadyReversed: 0,
  })
  expect(await world.do(undoAllocation, { allocationIds: [paid!.id], reason: 'once more' })).toEqual({
    reversed: 0,
    alreadyReversed: 1,
  })
  const payment = await world.tx(({ db, company }) =>
    db.one<{ id: string }>(`select id from open_items where company_id = $1 and kind = 'payment'`, [company.id]),
  )
  expect(await world.do(allocateItems, { itemId: payment.id, on: '2026-10-28' })).toMatchObject({ left: '0.00' })
  const again = (await allocationsOf(world)).at(-1)!
  expect(again).toMatchObject({ value_on: '2026-10-28', effective_on: '2026-11-05' })
  await issueOrders(world, [
    plainOrder(world, bo, 'B-2', [['Barnomsorg, åter', '1', '400.00', 'S25']], {
      kind: 'credit-note',
      creditsId: (
        await world.tx(({ db, company }) =>
          db.one<{ id: string }>(`select id from invoices where company_id = $1 and amount_net = 40000`, [company.id]),
        )
      ).id,
      reason: 'moved away',
    }),
  ])
  expect(await figures(world, '2026-10-31')).toBe(october)
  expect(await proofText(world, '2026-10-31')).toBe('')
  expect(await proofText(world, '2026-11-30')).toBe('')

  // The database refuses it, too.
  await expect(world.database.owner.query(`update period_balances set closing_base = 0`)).rejects.toThrow(
    'period_balances holds facts',
  )
  world.today = '2026-12-03' as Day
  await world.do(closePeriod, { on: '2026-11-30' })
  await expect(world.do(reopenPeriod, { on: '2026-10-31', reason: 'a late invoice' })).rejects.toThrow(
    'only the latest closed',
  )
  await world.do(reopenPeriod, { on: '2026-11-30', reason: 'a late invoice' })
  expect(await world.do(closePeriod, { on: '2026-11-30' })).toMatchObject({ closingNo: 2 })
  const counted = await world.tx(({ db, company }) =>
    db.rows(
      `select b.account, b.closing_no, sum(b.closing_base)::text as base,
              (select sum(p.base_amount)::text from postings p where p.company_id = $1 and p.account = b.account and p.posted_on <= b.ends_on) as posted
         from period_balances b where b.company_id = $1 and b.ends_on = '2026-11-30' group by b.account, b.closing_no, b.ends_on order by 2, 1`,
      [company.id],
    ),
  )
  expect(counted.length).toBeGreaterThan(4)
  for (const row of counted) expect(row.base).toBe(row.posted)
  const events = await world.tx(({ db, company }) =>
    db.rows<{ summary: object }>(
      `select summary from audit_events where company_id = $1 and verb = 'ledger.reopen-period'`,
      [company.id],
    ),
  )
  expect(events).toMatchObject([{ summary: { reason: 'a late invoice', closingNo: 1 } }])
  expect(await broken(world)).toBe('')
})

test('a posting by hand on a control account is found before closing; force lets unposted money pass, never that', async () => {
  const world = await openWorld('SE', { booksFrom: '2026-11-01', today: '2026-11-20' })
  await pay(world, 'NOV', '2026-11-10', [{ text: '?', amount: '10.00' }])
  expect(await world.do(closePeriod, { on: '2026-11-30', force: true })).toMatchObject({
    balances: 0,
    warnings: [{ code: 'period.unposted-payments' }],
  })
  await world.tx(async ({ db, company }) => {
    const series = await db.one<{ id: string }>(`select id from number_series where company_id = $1 and code = 'M'`, [
      company.id,
    ])
    await db.query(
      `insert into vouchers (company_id, id, series_id, year, number, ledger, transaction_type, posted_on, document_on, base_currency, posting_count, text)
       values ($1, '018f0000-0000-7000-8000-000000000001', $2, 2026, 900, 'general', 'transfer', '2026-12-01', '2026-12-01', 'SEK', 2, 'by hand')`,
      [company.id, series.id],
    )
    await db.query(
      `insert into postings (company_id, voucher_id, line_no, posting_count, posted_on, base_currency, account, base_amount, currency, amount)
       values ($1, '018f0000-0000-7000-8000-000000000001', 1, 2, '2026-12-01', 'SEK', '1510', 500, 'SEK', 500),
              ($1, '018f0000-0000-7000-8000-000000000001', 2, 2, '2026-12-01', 'SEK', '3001', -500, 'SEK', -500)`,
      [company.id],
    )
  })
  await expect(world.do(closePeriod, { on: '2026-12-31', force: true })).rejects.toThrow(
    'account 1510, party (none): the ledger differs from the open items by 5.00 SEK',
  )
})

test('a locked ledger takes no voucher of its own; the other one goes on; unlocking wants a reason', async () => {
  const world = await openWorld('SE', { booksFrom: '2026-11-01', today: '2026-11-20' })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  await issueOrders(world, [plainOrder(world, ada, 'A-1', [['Hyra', '1', '100.00', 'S25']])])
  const { reference } = await world.tx(({ db, company }) =>
    db.one<{ reference: string }>(`select reference from invoices where company_id = $1`, [company.id]),
  )
  await world.do(lockLedger, { ledger: 'receivable', on: '2026-11-15' })
  await pay(world, 'NOV', '2026-11-20', [{ reference, amount: '125.00' }])
  await world.do(match, {})
  const days = await world.tx(({ db, company }) =>
    db.rows(`select transaction_type, posted_on, document_on from vouchers where company_id = $1 order by id`, [
      company.id,
    ]),
  )
  expect(days).toEqual([
    { transaction_type: 'invoice', posted_on: '2026-11-20', document_on: '2026-11-20' },
    { transaction_type: 'payment', posted_on: '2026-12-01', document_on: '2026-11-20' },
  ])
  expect(await world.do(listPeriods, { from: '2026-11-01', to: '2026-11-30' })).toMatchObject({
    rows: [{ startsOn: '2026-11-01', receivableLocked: true, payableLocked: false, closedAt: null }],
    firstOpenDay: '2026-11-01',
  })
  await expect(world.do(lockLedger, { ledger: 'receivable', on: '2026-11-15', lock: false })).rejects.toThrow(
    'needs a reason',
  )
  await world.do(lockLedger, { ledger: 'receivable', on: '2026-11-15', lock: false, reason: 'locked too early' })
  expect(await world.do(listPeriods, { from: '2026-11-01', to: '2026-11-30' })).toMatchObject({
    rows: [{ receivableLocked: false }],
  })
})

test('whoever posts into the period is waited for: the closing counts what was committed before it, and no account ends before it', async () => {
  const world = await openWorld('SE', { booksFrom: '2026-11-01', today: '2026-11-20' })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  await postItem(world, { party: ada, number: '1', amount: '100.00', on: '2026-11-05' })
  let commit = () => {}
  const held = new Promise<void>((resolve) => (commit = resolve))
  let posted = () => {}
  const inFlight = new Promise<void>((resolve) => (posted = resolve))
  const writer = world.tx(async (ctx) => {
    const series = await seriesOf(ctx, 'M')
    await post(ctx.db, world.companyId, null, [
      {
        id: newId(),
        seriesId: series,
        ledger: 'general',
        transactionType: 'transfer',
        postedOn: '2026-11-30' as Day,
        documentOn: '2026-11-30' as Day,
        baseCurrency: 'SEK',
        text: 'late in the evening',
        postings: [
          { account: '1910', baseAmount: 700n, currency: 'SEK', amount: 700n },
          { account: '3740', baseAmount: -700n, currency: 'SEK', amount: -700n },
        ],
      },
    ])
    posted()
    await held
  })
  await inFlight
  // Who ends an account on which somebody posts at this moment waits as well, and learns of the posting.
  const ending = world
    .tx(({ db }) => db.query(`update accounts set valid_to = '2026-11-30' where code = '3740'`))
    .catch((error: { constraint: string }) => error.constraint)
  await someoneWaits(world)
  const closing = world.do(closePeriod, { on: '2026-11-30' })
  commit()
  await writer
  await closing
  expect(await ending).toBe('accounts_hold_their_postings')
  const { rows } = await world.database.owner.query(
    `select closing_base::text as base from period_balances where account = '1910'`,
  )
  expect(rows).toEqual([{ base: '700' }])
  await expect(postItem(world, { party: ada, number: '2', amount: '1.00', on: '2026-11-30' })).rejects.toThrow(
    'is closed',
  )
  expect(await broken(world)).toBe('')
})

/** Returns when a session of the story's database waits for a lock of another. */
async function someoneWaits(world: World): Promise<void> {
  for (;;) {
    const { rows } = await world.database.owner.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    if (rows.length > 0) return
    await sleep(5)
  }
}

test('a run approved for a day whose period is closed meanwhile rejects its rows in words, and bills them later', async () => {
  const world = await openWorld('SE', { today: '2026-10-30', booksFrom: '2026-10-01' })
  const ada = await world.party({ number: '1', name: 'Ada Lind' })
  await world.tx((ctx) => saveOrders(ctx, [plainOrder(world, ada, 'A-1', [['Hyra', '1', '100.00', 'S25']])]))
  const run = await world.do<{ runId: string }>(proposeBilling, {})
  await world.do(approveBilling, run)
  world.today = '2026-11-02' as Day
  await world.do(closePeriod, { on: '2026-10-31' })
  expect(await world.do(issue, { runId: run.runId })).toMatchObject({ issued: 0, rejected: 1 })
  const { rows } = await world.do<{ rows: { problems: { message: string }[] }[] }>(listRunRows, { runId: run.runId })
  expect(rows[0]!.problems).toMatchObject([
    { message: 'the books are closed on 2026-10-30: the first day that a document can have is 2026-11-01' },
  ])
  const next = await world.do<{ runId: string }>(proposeBilling, {})
  await world.do(approveBilling, next)
  expect(await world.do(issue, { runId: next.runId })).toMatchObject({ issued: 1 })
})

test('many open months are closed by one act: each by its own proofs, all of them or none', async () => {
  const world = await openWorld('SE', { booksFrom: '2026-07-01', today: '2026-07-20' })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  await issueOrders(world, [plainOrder(world, ada, 'A-1', [['Barnomsorg', '1', '1000.00', 'S25']])])
  await pay(world, 'AUG', '2026-08-12', [{ text: 'ingen vet', amount: '77.00', name: 'Okänd' }])
  await pay(world, 'SEP', '2026-09-14', [{ text: 'ingen vet', amount: '12.50', name: 'Okänd' }])
  world.today = '2026-11-05' as Day

  const states = async () =>
    (await world.do<{ rows: { startsOn: string; closedAt: string | null }[] }>(listPeriods, { to: '2026-11-30' })).rows
      .map(({ startsOn, closedAt }) => `${startsOn.slice(5, 7)} ${closedAt ? 'closed' : 'open'}`)
      .join(', ')
  const refused = await world.do(closePeriod, { on: '2026-10-31', earlier: true }).catch((error: Refused) => error)
  expect((refused as Refused).problems.map(({ code, data }) => [code, data?.to, data?.amount])).toEqual([
    ['period.unposted-payments', '2026-08-31', '77.00'],
    ['period.unposted-payments', '2026-09-30', '12.50'],
  ])
  expect(await states()).toBe('07 open, 08 open, 09 open, 10 open, 11 open')

  await world.do(match, {})
  expect(await world.do(closePeriod, { on: '2026-10-31', earlier: true })).toMatchObject({ closed: 4, closingNo: 1 })
  expect(await states()).toBe('07 closed, 08 closed, 09 closed, 10 closed, 11 open')
  const events = await world.tx(({ db, company }) =>
    db.rows(`select from audit_events where company_id = $1 and verb = 'ledger.close-period'`, [company.id]),
  )
  expect(events).toHaveLength(4)
  expect(await broken(world)).toBe('')
})

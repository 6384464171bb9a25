import { beforeAll, describe, expect, test } from 'vitest'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { match } from '../../src/bank/placing/match.ts'
import { writeCamt054 } from '../../src/formats/money-in/camt054/write.ts'
import type { Day } from '../../src/kernel/day.ts'
import { parseMinor } from '../../src/kernel/money.ts'
import { closePeriod } from '../../src/ledger/close-period.ts'
import { verify } from '../../src/reports/verify/verify.ts'
import { allocateItems } from '../../src/subledger/allocate-items.ts'
import { listItems } from '../../src/subledger/list-items.ts'
import { proposeRedenomination } from '../../src/subledger/propose-redenomination.ts'
import { proposeRevaluation } from '../../src/subledger/propose-revaluation.ts'
import { redenominate } from '../../src/subledger/redenominate.ts'
import { revalue } from '../../src/subledger/revalue.ts'
import { undoAllocation } from '../../src/subledger/undo-allocation.ts'
import { issueOrders, proofText } from '../books.ts'
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

interface Report {
  runId: string
  items: number
  accounts: { account: string; items: number; old: string; converted: string; carried: string; difference: string }[]
  rounding: string
  stillNamed: { what: string; count: number }[]
}
interface Item {
  itemId: string
  party: string
  number: string
  reference: string | null
  currency: string
  amountOpen: string
  baseCurrency: string
  baseOpen: string
  dueOn: string
  continuesId: string | null
  kind: string
}

const rates: [string, string, string, string][] = [
  ['USD', 'BGN', '2025-11-03', '1.70000'],
  ['USD', 'BGN', '2025-12-31', '1.66660'],
  ['EUR', 'BGN', '2025-01-01', '1.95583'],
  ['EUR', 'BGN', '2025-12-31', '1.95583'],
  ['USD', 'EUR', '2026-01-02', '0.85000'],
  ['USD', 'EUR', '2026-02-10', '0.86000'],
]

async function pay(world: World, on: string, currency: string, payments: [reference: string, amount: string][]) {
  const bytes = Buffer.concat([
    ...writeCamt054(
      {
        id: `BG-${on}-${currency}`,
        createdAt: `${on}T06:00:00Z`,
        account: { scheme: 'IBAN', id: 'BG80BNBG96611020345678' },
        currency,
        bookedOn: on as Day,
      },
      payments.map(([reference, amount], i) => ({
        amount: parseMinor(amount, currency),
        bankReference: `${on}-${currency}-${i}`,
        references: [{ kind: 'invoice' as const, reference, amount: null }],
        payer: { name: 'Клиент' },
      })),
    ),
  ])
  const stored = await world.installation.files.put(world.companyId, [bytes])
  await world.do(importBankFile, { file: { name: `${on}.xml`, ...stored } })
  return world.do<{ matched: number }>(match, {})
}

const open = async (world: World) => (await world.do<{ rows: Item[] }>(listItems, {})).rows

/** What was open at the end of a day, as an accountant would list it. */
const openOn = (world: World, on: string) =>
  world.tx(async ({ db, company }) =>
    (
      await db.rows<{ line: string }>(
        `select i.number_text || ' ' || b.currency || ' ' || b.amount_open || ' ' || b.base_currency || ' ' || b.base_open as line
           from item_balances($1, $2) b join open_items i on i.company_id = $1 and i.id = b.item_id order by 1`,
        [company.id, on],
      )
    ).map((row) => row.line),
  )

const balances = (world: World, on: string, base: string) =>
  world.tx(async ({ db, company }) =>
    Object.fromEntries(
      (
        await db.rows<{ account: string; base: string }>(
          `select account, sum(base_amount)::text as base from postings where company_id = $1 and posted_on <= $2 and base_currency = $3
            group by account having sum(base_amount) <> 0 order by account`,
          [company.id, on, base],
        )
      ).map((row) => [row.account, row.base]),
    ),
  )

describe('Bulgaria: BGN books until 2025-12-31, EUR books from 2026-01-01', () => {
  let world: World
  let before: { days: string[]; lists: string[][] }
  const days = ['2025-11-10', '2025-12-01', '2025-12-15', '2025-12-30', '2025-12-31']

  beforeAll(async () => {
    world = await openWorld('BG', { booksFrom: '2025-01-01', today: '2025-11-05' })
    await world.tx(async ({ db, company }) => {
      for (const [currency, base, on, rate] of rates)
        await db.query(
          `insert into exchange_rates (company_id, currency, base_currency, valid_on, rate, source) values ($1, $2, $3, $4, $5, 'test')`,
          [company.id, currency, base, on, rate],
        )
    })
    const ada = await world.party({ name: 'Ада ООД', kind: 'company', country: 'BG' })
    const boris = await world.party({ name: 'Борис ЕООД', kind: 'company', country: 'BG' })
    const acme = await world.party({ name: 'Acme Inc', kind: 'company', country: 'BG' })
    const order = (party: string, name: string, price: string, currency: string) =>
      plainOrder(world, party, name, [[name, '1', price, 'S20']], { currency })
    await issueOrders(world, [order(ada, 'A-1', '83.34', 'BGN')]) // 100.01 BGN
    world.today = '2025-11-20' as Day
    await issueOrders(world, [order(boris, 'B-1', '1000.00', 'BGN')])
    await issueOrders(world, [order(acme, 'U-1', '500.00', 'USD')])
    await issueOrders(world, [order(ada, 'E-1', '100.00', 'EUR')])
    world.today = '2025-12-02' as Day
    await issueOrders(world, [order(ada, 'A-2', '0.01', 'BGN')])
    await issueOrders(world, [order(boris, 'B-2', '33.33', 'BGN')])
    await pay(world, '2025-12-10', 'BGN', [
      ['0000000002', '700.00'],
      ['9999999', '12.34'],
    ])
    world.today = '2025-12-12' as Day
    await pay(world, '2025-12-11', 'BGN', [['0000000001', '20.00']])
    const { id } = await world.tx(({ db, company }) =>
      db.one<{ id: string }>(`select id from allocations where company_id = $1 and effective_on = '2025-12-11'`, [
        company.id,
      ]),
    )
    await world.do(undoAllocation, { allocationIds: [id], reason: 'not for this invoice' })
    before = { days, lists: await Promise.all(days.map((day) => openOn(world, day))) }
    world.today = '2026-01-08' as Day
  })

  test('before the run, old items are applied within the old books only', async () => {
    const payment = (await open(world)).find((item) => item.kind === 'payment')!
    expect(payment).toMatchObject({ amountOpen: '-20.00', baseCurrency: 'BGN' })
    await expect(world.do(allocateItems, { itemId: payment.itemId })).rejects.toThrow(
      'booked in BGN, the books are in EUR on that day',
    )
  })

  test('revaluation, then redenomination: shown, executed once, proved on both sides of the change', async () => {
    const proposed = await world.do<{ runId: string; items: number; sums: object[] }>(proposeRevaluation, {
      on: '2025-12-31',
    })
    // EUR at the fixed rate is worth what it was; USD 600 at 1.70 = 1020.00 is 999.96 at 1.6666.
    expect(proposed).toMatchObject({
      items: 1,
      sums: [{ currency: 'USD', open: '600.00', base: '1020.00', gain: '0.00', loss: '20.04' }],
    })
    expect(await world.do(revalue, { runId: proposed.runId })).toMatchObject({
      items: 1,
      result: '-20.04',
      reversedOn: null,
    })
    await expect(world.do(proposeRevaluation, { on: '2025-12-31' })).rejects.toThrow('has been revalued')

    const lastDay = await balances(world, '2025-12-31', 'BGN')
    expect(lastDay).toMatchObject({ '411': '185468', '503': '73234' })
    const stale = await world.do<Report>(proposeRedenomination, {})
    const report = await world.do<Report>(proposeRedenomination, {})
    expect(report).toMatchObject({ items: 8, stillNamed: [{ what: 'bank accounts', count: 1 }] })
    expect(report.accounts.find((line) => line.account === '411')).toMatchObject({ items: 7 })
    const oldSum = report.accounts.reduce((sum, line) => sum + parseMinor(line.old, 'BGN'), 0n)
    expect(oldSum).toBe(0n)
    const carried = report.accounts.reduce((sum, line) => sum + parseMinor(line.carried, 'EUR'), 0n)
    expect(parseMinor(report.rounding, 'EUR')).toBe(-carried)
    for (const line of report.accounts)
      expect(parseMinor(line.carried, 'EUR') + parseMinor(line.difference, 'EUR')).toBe(
        parseMinor(line.converted, 'EUR'),
      )

    expect(await world.do(redenominate, { runId: report.runId })).toMatchObject({ items: 8, rounding: report.rounding })
    await expect(world.do(redenominate, { runId: report.runId })).rejects.toThrow('done')
    await expect(world.do(redenominate, { runId: stale.runId })).rejects.toThrow('nothing is left in BGN')
    await expect(world.do(proposeRedenomination, {})).rejects.toThrow('nothing is left in BGN')

    for (const day of ['2025-11-30', '2025-12-30', '2025-12-31', '2026-01-01', '2026-01-08'])
      expect(await proofText(world, day)).toBe('')
    expect(await balances(world, '2025-12-31', 'BGN')).toEqual(lastDay)
    expect(await balances(world, '2025-12-31', 'EUR')).toEqual({})
    expect(await balances(world, '2026-01-01', 'BGN')).toEqual({})
    const opening = await balances(world, '2026-01-01', 'EUR')
    expect(Object.values(opening).reduce((sum, base) => sum + BigInt(base), 0n)).toBe(0n)
    expect(opening).not.toHaveProperty('499978')
    // The unrealised loss of December stays in the old books' result; January takes it back in euro.
    expect(opening['624']).toBe(undefined)
  })

  test('every item answers as of any day before as it did, and after in euro; it keeps its number and due day', async () => {
    for (const [i, day] of before.days.entries()) expect(await openOn(world, day)).toEqual(before.lists[i])
    expect(await openOn(world, '2026-01-01')).toEqual([
      '0000000001 EUR -1023 EUR -1023', // 20.00 = 10.2258…
      '0000000001 EUR 5113 EUR 5113', // 100.01 ÷ 1.95583 = 51.1343…
      '0000000002 EUR 25565 EUR 25565', // 500.00 of 1200.00 left = 255.646 → 255.65
      '0000000003 USD 60000 EUR 52152', // 1020.00 = 521.518…
      '0000000004 EUR 12000 EUR 12000', // stood in euro already
      '0000000005 EUR 1 EUR 1', // 0.01 = 0.0051…
      '0000000006 EUR 2045 EUR 2045', // 40.00 = 20.4517…
      '9999999 EUR -631 EUR -631', // 12.34 = 6.3093…
    ])
    const items = await open(world)
    expect(items.every((item) => item.continuesId !== null && item.baseCurrency === 'EUR')).toBe(true)
    const [due] = await world.tx(({ db, company }) =>
      db.rows(
        `select distinct i.due_on = o.due_on and i.invoice_id is not distinct from o.invoice_id and i.reference is not distinct from o.reference as same
                 from open_items i join open_items o on o.company_id = i.company_id and o.id = i.continues_id where i.company_id = $1`,
        [company.id],
      ),
    )
    expect(due).toEqual({ same: true })
  })

  test('a payment of 2026 with the reference of a BGN invoice settles the item that continues it', async () => {
    expect(
      await pay(world, '2026-01-07', 'EUR', [
        ['0000000001', '51.13'],
        ['0000000002', '255.65'],
      ]),
    ).toMatchObject({ matched: 2 })
    expect((await open(world)).map((item) => item.number).sort()).toEqual([
      '0000000001',
      '0000000003',
      '0000000004',
      '0000000005',
      '0000000006',
      '9999999',
    ])
    world.today = '2026-02-12' as Day
    await pay(world, '2026-02-10', 'USD', [['0000000003', '600.00']])
    // 600 USD at 0.86 = 516.00, carried at 521.52: a loss of 5.52 on the account of losses.
    expect((await balances(world, '2026-02-12', 'EUR'))['624']).toBe('552')
    expect(await proofText(world, '2026-02-12')).toBe('')
  })

  test('an allocation of the old books is not opened there again; a late voucher of December is carried by a second run', async () => {
    const [old] = await world.tx(({ db, company }) =>
      db.rows<{ id: string }>(`select id from allocations where company_id = $1 and effective_on = '2025-12-10'`, [
        company.id,
      ]),
    )
    await expect(world.do(undoAllocation, { allocationIds: [old!.id], reason: 'returned' })).rejects.toThrow(
      'carried over to EUR',
    )
    const items = await open(world)
    const [debit, credit] = [
      items.find((item) => item.number === '0000000006')!,
      items.find((item) => item.number === '9999999')!,
    ]
    await expect(
      world.do(allocateItems, { itemId: credit.itemId, targets: [{ itemId: debit.itemId }] }),
    ).rejects.toThrow('transfer it first')
    const left = items.find((item) => item.number === '0000000001')!
    expect(await world.do(allocateItems, { itemId: left.itemId })).toMatchObject({
      left: '0.00',
      allocations: [{ amount: '10.23' }],
    })

    world.today = '2025-12-31' as Day
    const late = await world.party({ name: 'Късна ООД', kind: 'company', country: 'BG' })
    await issueOrders(world, [plainOrder(world, late, 'L-1', [['услуга', '1', '10.00', 'S20']], { currency: 'BGN' })])
    world.today = '2026-02-12' as Day
    const second = await world.do<Report>(proposeRedenomination, {})
    expect(second).toMatchObject({ items: 1 })
    await world.do(redenominate, { runId: second.runId })
    expect(await balances(world, '2026-01-01', 'BGN')).toEqual({})
    expect((await balances(world, '2025-12-31', 'BGN'))['411']).toBe('186668') // 1854.68 and the late 12.00
    world.today = '2026-02-12' as Day
    for (let month = 1; month <= 12; month++)
      await world.do(closePeriod, { on: `2025-${String(month).padStart(2, '0')}-28` })
    await world.do(closePeriod, { on: '2026-01-31' })
    expect(
      await world.tx(({ db, company }) =>
        db.rows(
          `select distinct ends_on, base_currency from period_balances where company_id = $1 and ends_on >= '2025-12-01' order by 1, 2`,
          [company.id],
        ),
      ),
    ).toEqual([
      { ends_on: '2025-12-31', base_currency: 'BGN' },
      { ends_on: '2026-01-31', base_currency: 'EUR' },
    ])
    expect(await broken(world)).toBe('')
  })
})

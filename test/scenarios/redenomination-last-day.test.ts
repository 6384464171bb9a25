import { beforeAll, describe, expect, test } from 'vitest'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { reconcileAccount } from '../../src/bank/files/reconcile-account.ts'
import { match } from '../../src/bank/placing/match.ts'
import type { FileAnswer, Verb } from '../../src/db/verb.ts'
import { exportSie } from '../../src/exchange/export-sie.ts'
import { exportVouchersCsv } from '../../src/exchange/export-vouchers-csv.ts'
import { readPreview } from '../../src/exchange/read-preview.ts'
import type { SieItem } from '../../src/formats/accounting/sie4/items.ts'
import { readSie4 } from '../../src/formats/accounting/sie4/read.ts'
import { accrueInterest } from '../../src/interest/accrue.ts'
import type { Day } from '../../src/kernel/day.ts'
import type { Id } from '../../src/kernel/id.ts'
import { newId } from '../../src/kernel/id.ts'
import { formatMinor, parseMinor } from '../../src/kernel/money.ts'
import { closePeriod } from '../../src/ledger/close-period.ts'
import { listPeriods } from '../../src/ledger/list-periods.ts'
import type { Voucher } from '../../src/ledger/post.ts'
import { post } from '../../src/ledger/post.ts'
import { accountBalances } from '../../src/reports/account-balances/report.ts'
import { ageing } from '../../src/reports/ageing/report.ts'
import { customerAccount } from '../../src/reports/customer-account/report.ts'
import { openItems } from '../../src/reports/open-items/report.ts'
import { prove } from '../../src/reports/prove/prove.ts'
import { reconciliation } from '../../src/reports/reconciliation/report.ts'
import { subledgerSpecification } from '../../src/reports/subledger-specification/report.ts'
import { verify } from '../../src/reports/verify/verify.ts'
import { proposeRedenomination } from '../../src/subledger/propose-redenomination.ts'
import { proposeRevaluation } from '../../src/subledger/propose-revaluation.ts'
import { redenominate } from '../../src/subledger/redenominate.ts'
import { readSubledgerSetUp } from '../../src/subledger/subledger-set-up.ts'
import { camt054File } from '../bank-files.ts'
import { issueOrders, proofText } from '../books.ts'
import { plainOrder } from '../orders.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

const lastDay = '2025-12-31'

async function bytesOf(body: FileAnswer['body']): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of body instanceof Uint8Array ? [body] : body) parts.push(part)
  return Buffer.concat(parts)
}

interface Sums {
  currency: string
  open: string
  baseCurrency: string
  baseOpen: string
}

/** The statutory year end: every answer as of the last day in BGN is what it was before the books went over to EUR. */
describe('Bulgaria, 2025-12-31', () => {
  let world: World
  let before: unknown

  /** Everything that a controller asks for as of a day, without what an answer says of itself. */
  async function asked(on: string) {
    const questions: [Verb, object][] = [
      [openItems, { asOf: on, limit: 100 }],
      [ageing, { asOf: on, limit: 100 }],
      [reconciliation, { asOf: on, limit: 100 }],
      [customerAccount, { party: '1', from: '2025-12-01', to: on, limit: 100 }],
      [subledgerSpecification, { from: '2025-12-01', to: on, limit: 100 }],
      [accountBalances, { from: '2025-12-01', to: on, limit: 100 }],
      [prove, { asOf: on }],
    ]
    const answers: Record<string, unknown> = {}
    for (const [verb, input] of questions) {
      // The proof counts the rows of the whole company beside the figures of the day.
      const { counts: _, ...answer } = await world.do<Record<string, unknown>>(verb, input)
      answers[verb.name] = answer
    }
    return answers
  }
  const totals = async (verb: Verb, on: string): Promise<Sums[]> =>
    (await world.do<{ totals: Sums[] }>(verb, { asOf: on, limit: 100 })).totals.map((row) => ({
      currency: row.currency,
      open: row.open,
      baseCurrency: row.baseCurrency,
      baseOpen: row.baseOpen,
    }))
  const vouchersOf2025 = () =>
    world.tx(({ db, company }) =>
      db.rows(`select id, posted_on from vouchers where company_id = $1 and posted_on < '2026-01-01' order by id`, [
        company.id,
      ]),
    )
  const sie = async (year: number) => {
    const { body } = await world.do<FileAnswer>(exportSie, { type: '4E', year })
    const items: SieItem[] = []
    for await (const item of readSie4([await bytesOf(body)])) items.push(item)
    const balances = (kind: 'IB' | 'UB' | 'RES') =>
      Object.fromEntries(
        items.flatMap((item) =>
          item.type === 'balance' && item.balance === kind && item.amount !== 0n
            ? [[item.account, formatMinor(item.amount, 'BGN')]]
            : [],
        ),
      )
    return { ib: balances('IB'), ub: balances('UB'), res: balances('RES') }
  }

  beforeAll(async () => {
    world = await openWorld('BG', { booksFrom: '2025-01-01', today: '2025-12-01' })
    await world.tx(({ db, company }) =>
      db.query(
        `insert into exchange_rates (company_id, currency, base_currency, valid_on, rate, source) values ($1, 'EUR', 'BGN', '2025-01-01', 1.95583, 'test')`,
        [company.id],
      ),
    )
    const ada = await world.party({ name: 'Ада', kind: 'company', country: 'BG', number: '1' })
    const boris = await world.party({ name: 'Борис', kind: 'company', country: 'BG', number: '2' })
    const order = (party: Id, reference: string, price: string, currency = 'BGN') =>
      plainOrder(world, party, reference, [['услуга', '1', price, 'S20']], { currency })
    await issueOrders(world, [order(ada, 'A-1', '100.00')]) // 120.00
    await issueOrders(world, [order(boris, 'B-1', '500.00')]) // 600.00
    world.today = '2025-12-30' as Day
    await issueOrders(world, [order(ada, 'E-1', '50.00', 'EUR')]) // 60.00 EUR = 117.35 BGN
    world.today = lastDay as Day
    await issueOrders(world, [order(ada, 'A-2', '10.01')]) // 12.01
    const file = await world.installation.files.put(world.companyId, [
      camt054File([{ reference: '0000000002', amount: '250.00' }], {
        id: 'LAST',
        bookedOn: lastDay,
        iban: 'BG80BNBG96611020345678',
        currency: 'BGN',
      }),
    ])
    await world.do(importBankFile, { file: { name: 'last.xml', ...file } })
    expect(await world.do(match, {})).toMatchObject({ matched: 1 })
    world.today = '2026-01-08' as Day
    before = await asked(lastDay)
  })

  test('the year is closed first; the redenomination of January then writes nothing into it', async () => {
    for (let month = 1; month <= 12; month++)
      await world.do(closePeriod, { on: `2025-${String(month).padStart(2, '0')}-28` })
    const [vouchers, periods] = [await vouchersOf2025(), await world.do(listPeriods, {})]
    const { runId } = await world.do<{ runId: string }>(proposeRedenomination, {})
    expect(await world.do(redenominate, { runId })).toMatchObject({ items: 4, lastOn: lastDay, firstOn: '2026-01-01' })
    expect(await vouchersOf2025()).toEqual(vouchers)
    expect(await world.do(listPeriods, {})).toEqual(periods)
    await expect(world.do(proposeRedenomination, {})).rejects.toThrow('nothing is left in BGN')
  })

  test('open items, ageing, account, specification, reconciliation and proof of the last day are what they were', async () => {
    expect(await asked(lastDay)).toEqual(before)
  })

  test('they are those of the day before and the movements of the day', async () => {
    const bgn = { currency: 'BGN', baseCurrency: 'BGN' }
    const eur = { currency: 'EUR', open: '60.00', baseCurrency: 'BGN', baseOpen: '117.35' }
    for (const verb of [openItems, ageing]) {
      expect(await totals(verb, '2025-12-30')).toEqual([{ ...bgn, open: '720.00', baseOpen: '720.00' }, eur])
      // + 12.01 invoiced − 250.00 paid
      expect(await totals(verb, lastDay)).toEqual([{ ...bgn, open: '482.01', baseOpen: '482.01' }, eur])
      expect(await totals(verb, '2026-01-01')).toEqual([
        // 120.00 = 61.36, 350.00 = 178.95, 12.01 = 6.14, and 60.00 that stood in euro
        { currency: 'EUR', open: '306.45', baseCurrency: 'EUR', baseOpen: '306.45' },
      ])
    }
    for (const on of ['2025-12-30', lastDay, '2026-01-01', '2026-01-08']) expect(await proofText(world, on)).toBe('')
    const { accounts } = await world.do<{ accounts: object[] }>(reconciliation, { asOf: lastDay, limit: 100 })
    expect(accounts).toContainEqual(
      expect.objectContaining({
        account: '411',
        currency: 'BGN',
        baseCurrency: 'BGN',
        items: '482.01',
        postings: '482.01',
        difference: '0.00',
      }),
    )
    const { checks } = await world.do<{ checks: { name: string; failed: number }[] }>(verify, {})
    expect(checks.filter((check) => check.failed > 0)).toEqual([])
  })

  test('the accounts end the year in BGN and begin the next in EUR, where no BGN is left', async () => {
    const closing = async (on: string) =>
      Object.fromEntries(
        (
          await world.do<{ rows: { account: string; baseCurrency: string; closing: string }[] }>(accountBalances, {
            from: on,
            to: on,
            limit: 100,
          })
        ).rows.flatMap((row) =>
          row.closing === '0.00' ? [] : [[`${row.account} ${row.baseCurrency}`, row.closing] as const],
        ),
      )
    expect(await closing(lastDay)).toEqual({
      '411 BGN': '599.36',
      '4532 BGN': '-141.56',
      '503 BGN': '250.00',
      '703 BGN': '-707.80',
    })
    const first = await closing('2026-01-01')
    expect(first).toMatchObject({ '411 EUR': '306.45', '503 EUR': '127.82' })
    expect(Object.keys(first).filter((key) => key.endsWith('BGN') || key.startsWith('499'))).toEqual([])
  })

  test('what the books took over is no difference to the bank, which has turned its balance too', async () => {
    const { code } = await world.tx(({ db, company }) =>
      db.one<{ code: string }>(
        `update bank_accounts set currency = 'EUR' where company_id = $1 and account = '503' returning code`,
        [company.id],
      ),
    )
    expect(await world.do(reconcileAccount, { code, on: '2026-01-02' })).toMatchObject({
      currency: 'EUR',
      ledgerBalance: '127.82',
      explained: '0.00',
      differences: [],
    })
  })

  test('a file of the old year ends with its balances, one of the new year holds one currency', async () => {
    expect(await sie(2025)).toEqual({
      ib: {},
      ub: { '411': '599.36', '4532': '-141.56', '503': '250.00' },
      res: { '703': '-707.80' },
    })
    const next = await sie(2026)
    expect(next.ib).toEqual({})
    expect(next.ub).toMatchObject({ '411': '306.45', '503': '127.82' })
    const told = await world.do<{ waiting: { currency: string }[] }>(readPreview, {
      from: '2026-01-01',
      target: 'other',
    })
    expect(told.waiting.map((one) => one.currency)).toEqual(['EUR'])
    const csv = async (from: string, to: string) =>
      (await bytesOf((await world.do<FileAnswer>(exportVouchersCsv, { from, to, target: 'other' })).body)).toString()
    expect(await csv('2025-01-01', lastDay)).not.toContain('499975')
    expect(await csv('2026-01-01', '2026-01-31')).not.toContain('499975')
  })

  test('interest of the last day is borne in BGN, of the first in EUR, and no day twice', async () => {
    const spans = await world.tx(async (ctx) => {
      const items = await ctx.db.rows<{ id: Id; continues_id: Id | null }>(
        `select id, continues_id from open_items where company_id = $1 and number_text = '0000000001' and kind = 'invoice'
          order by opened_on`,
        [ctx.company.id],
      )
      const accrued = await accrueInterest(
        ctx,
        items.map((item) => item.id),
        '2026-01-08' as Day,
      )
      return items.map((item) => {
        const { stretches, from, last, currency } = accrued.get(item.id)!
        return `${stretches.map((one) => `${one.from} ${one.through}`).join()} ${currency}, in all ${from} ${last}`
      })
    })
    expect(spans).toEqual([
      '2025-12-16 2025-12-31 BGN, in all 2025-12-16 2025-12-31',
      '2026-01-01 2026-01-08 EUR, in all 2025-12-16 2026-01-08',
    ])
  })

  test('the database takes the old currency on the first day from a redenomination alone, and on no other day', async () => {
    const voucher = (postedOn: string, baseCurrency: string, transactionType: string) =>
      world.tx(async (ctx) => {
        const setUp = await readSubledgerSetUp(ctx)
        const amount = parseMinor('1.00', baseCurrency)
        const one: Voucher = {
          id: newId(),
          seriesId: setUp.seriesId,
          ledger: 'general',
          transactionType,
          postedOn: postedOn as Day,
          documentOn: postedOn as Day,
          baseCurrency,
          text: 'tried',
          postings: [
            { account: '703', baseAmount: amount, currency: baseCurrency, amount },
            { account: '624', baseAmount: -amount, currency: baseCurrency, amount: -amount },
          ],
        }
        await post(ctx.db, ctx.company.id, null, [one])
        throw new Error('taken')
      })
    const refused = 'not the currency of the books'
    for (const [on, currency, type, answer] of [
      ['2026-01-01', 'BGN', 'redenomination', 'taken'],
      ['2026-01-01', 'EUR', 'redenomination', 'taken'],
      ['2026-01-01', 'EUR', 'invoice', 'taken'],
      ['2026-01-01', 'BGN', 'invoice', refused],
      ['2026-01-01', 'BGN', 'revaluation', refused],
      ['2026-01-02', 'BGN', 'redenomination', refused],
      ['2026-01-01', 'USD', 'redenomination', refused],
    ] as const)
      await expect(voucher(on, currency, type), `${on} ${currency} ${type}`).rejects.toThrow(answer)
  })
})

test('the last day is revalued before the books go over, not after: what would stand on an item could not be carried', async () => {
  const world = await openWorld('BG', { booksFrom: '2025-12-01', today: '2025-12-10' })
  await world.tx(({ db, company }) =>
    db.query(
      `insert into exchange_rates (company_id, currency, base_currency, valid_on, rate, source)
       values ($1, 'USD', 'BGN', '2025-12-01', 1.7, 'test'), ($1, 'USD', 'BGN', '2025-12-31', 1.6666, 'test')`,
      [company.id],
    ),
  )
  const ada = await world.party({ name: 'Ада', kind: 'company', country: 'BG' })
  await issueOrders(world, [plainOrder(world, ada, 'U-1', [['услуга', '1', '500.00', 'S20']], { currency: 'USD' })])
  world.today = '2026-01-08' as Day
  const { runId } = await world.do<{ runId: string }>(proposeRedenomination, {})
  await world.do(redenominate, { runId })
  await expect(world.do(proposeRevaluation, { on: lastDay })).rejects.toThrow('comes before that')
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { country } from '../../src/countries/index.ts'
import type { Day } from '../../src/kernel/day.ts'
import { newId } from '../../src/kernel/id.ts'
import { minor } from '../../src/kernel/money.ts'
import type { Voucher } from '../../src/ledger/post.ts'
import { post } from '../../src/ledger/post.ts'
import { allocate } from '../../src/subledger/allocate.ts'
import { openItems } from '../../src/subledger/open-items.ts'
import { proposeRedenomination } from '../../src/subledger/propose-redenomination.ts'
import { redenominate } from '../../src/subledger/redenominate.ts'
import type { OldAmount } from '../../src/subledger/redenomination-plan.ts'
import { accountLines, inNew, redenominated } from '../../src/subledger/redenomination-plan.ts'
import { readSubledgerSetUp } from '../../src/subledger/subledger-set-up.ts'
import { proofText } from '../books.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

const change = { from: 'BGN', to: 'EUR', rate: '1.95583' }

describe('the figures', () => {
  test.each([
    [195583n, 100000n],
    [1n, 1n], // 0.00511 → 0.01
    [2n, 1n], // 0.01022
    [3n, 2n], // 0.01533: half up at the third decimal
    [10001n, 5113n],
    [-10001n, -5113n],
  ])('%s stotinki are %s cents', (old, wanted) => expect(inNew(old, change)).toBe(wanted))

  test('Σ of the rounded parts + the difference shown = the rounded Σ, and no part is off by more than half a cent', () => {
    const amount = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }).filter((n) => n !== 0n)
    fc.assert(
      fc.property(
        fc.array(fc.record({ account: fc.constantFrom('411', '401', '503'), old: amount }), {
          minLength: 1,
          maxLength: 60,
        }),
        (parts) => {
          const carried = parts.map((part) => {
            const old: OldAmount = { currency: 'BGN', amount: part.old, base: part.old }
            const next = redenominated(old, change)
            expect(next.base).toBe(country('BG').currency.redenominate(minor(part.old), 'BGN'))
            // |100000 × old − 195583 × new| ≤ half of 195583
            const off = 100_000n * part.old - 195_583n * next.base
            expect(2n * (off < 0n ? -off : off)).toBeLessThanOrEqual(195_583n)
            expect(next.base === 0n).toBe(false)
            return { ...part, new: next.base }
          })
          for (const line of accountLines(carried, change)) {
            const own = carried.filter((part) => part.account === line.account)
            const sum = own.reduce((total, part) => total + part.old, 0n)
            expect(line.carried).toBe(own.reduce((total, part) => total + part.new, 0n))
            expect(line.carried + line.difference).toBe(inNew(sum, change))
            expect(2n * (line.difference < 0n ? -line.difference : line.difference)).toBeLessThanOrEqual(
              BigInt(own.length + 1),
            )
          }
        },
      ),
    )
  })
})

/** A random month: items of both signs on random days, some of them applied to each other in part. */
interface Event {
  day: number
  amount: bigint
  usd: boolean
}

test('every item answers as of any day before and after, whatever the month was', async () => {
  const world = await openWorld('BG', { booksFrom: '2025-12-01', today: '2025-12-31' })
  const party = await world.party({ name: 'Ада ООД', kind: 'company', country: 'BG' })
  const event = fc.record({
    day: fc.integer({ min: 1, max: 31 }),
    amount: fc.bigInt({ min: 1n, max: 500_000n }),
    usd: fc.boolean(),
  })
  const month = fc.record({
    debits: fc.array(event, { minLength: 1, maxLength: 6 }),
    credits: fc.array(event, { maxLength: 4 }),
    shares: fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 4, maxLength: 4 }),
  })
  await fc.assert(
    fc.asyncProperty(month, async ({ debits, credits, shares }) => {
      await postMonth(world, party, debits, credits, shares)
      const past = await balancesByDay(world)
      const report = await world.do<{ runId: string; rounding: string }>(proposeRedenomination, {})
      await world.do(redenominate, { runId: report.runId })
      const now = await balancesByDay(world)
      const last = past.at(-1)!
      expect(now).toEqual(past)
      const carried = await world.tx(({ db, company }) =>
        db.rows<{ id: string; currency: string; amount: bigint; base: bigint }>(
          `select i.continues_id as id, b.currency, b.amount_open as amount, b.base_open as base
             from item_balances($1, '2026-01-01') b join open_items i on i.company_id = $1 and i.id = b.item_id where i.continues_id = any ($2::uuid[])`,
          [company.id, last.map((row) => row.item_id)],
        ),
      )
      expect(
        new Map(carried.map((row) => [row.id, { currency: row.currency, amount: row.amount, base: row.base }])),
      ).toEqual(
        new Map(
          last.map((row) => [
            row.item_id,
            redenominated({ currency: row.currency, amount: row.amount_open, base: row.base_open }, change),
          ]),
        ),
      )
      for (const day of ['2025-12-15', '2025-12-31', '2026-01-01']) expect(await proofText(world, day)).toBe('')
      expect(await ledgerSum(world, '2026-01-01', 'BGN')).toEqual([])
    }),
    { numRuns: 8 },
  )
})

async function postMonth(
  world: World,
  party: string,
  debits: Event[],
  credits: Event[],
  shares: number[],
): Promise<void> {
  await world.tx(async (ctx) => {
    const setUp = await readSubledgerSetUp(ctx)
    const items = [
      ...debits.map((one) => ({ ...one, sign: 1n })),
      ...credits.map((one) => ({ ...one, sign: -1n })),
    ].map((one) => {
      const amount = one.sign * one.amount
      const base = one.usd ? (amount * 17n) / 10n || one.sign : amount
      const on = `2025-12-${String(one.day).padStart(2, '0')}` as Day
      const voucher: Voucher = {
        id: newId(),
        seriesId: setUp.seriesId,
        ledger: 'receivable',
        transactionType: 'invoice',
        postedOn: on,
        documentOn: on,
        baseCurrency: 'BGN',
        text: 'random',
        postings: [
          { account: '411', baseAmount: base, currency: one.usd ? 'USD' : 'BGN', amount, partyId: party },
          { account: '703', baseAmount: -base, currency: 'BGN', amount: -base },
        ],
      }
      return { ...one, on, id: newId(), voucher, left: one.amount }
    })
    await post(
      ctx.db,
      ctx.company.id,
      null,
      items.map((item) => item.voucher),
    )
    await openItems(
      ctx.db,
      ctx.company.id,
      items.map((item, i) => ({
        id: item.id,
        voucher: item.voucher,
        lineNo: 1,
        kind: item.sign > 0n ? ('invoice' as const) : ('payment' as const),
        numberText: String(i),
        reference: null,
        dueOn: item.on,
      })),
    )
    const allocations = items
      .filter((item) => item.sign < 0n)
      .flatMap((credit, i) => {
        const debit = items.find((item) => item.sign > 0n && item.usd === credit.usd && item.left > 100n)
        if (!debit || credit.left < 100n) return []
        const most = debit.left < credit.left ? debit.left : credit.left
        const amount = shares[i] === 100 ? most : (most * BigInt(shares[i]!)) / 100n
        if (amount < 10n) return []
        debit.left -= amount
        credit.left -= amount
        return [{ debitItemId: debit.id, creditItemId: credit.id, amount, valueOn: credit.on }]
      })
    await allocate(ctx, allocations, {
      setUp: setUp.posting,
      openDay: setUp.openDay,
      ledger: 'receivable',
      voucherSeriesId: setUp.seriesId,
    })
  })
}

interface BalanceRow {
  item_id: string
  currency: string
  amount_open: bigint
  base_open: bigint
}

/** What was open at the end of every day of December. */
const balancesByDay = (world: World): Promise<BalanceRow[][]> =>
  world.tx(async ({ db, company }) => {
    const days: BalanceRow[][] = []
    for (let day = 1; day <= 31; day++)
      days.push(
        await db.rows<BalanceRow>(
          `select item_id, currency, amount_open, base_open from item_balances($1, $2) where base_currency = 'BGN' order by item_id`,
          [company.id, `2025-12-${String(day).padStart(2, '0')}`],
        ),
      )
    return days
  })

const ledgerSum = (world: World, on: string, base: string) =>
  world.tx(({ db, company }) =>
    db.rows(
      `select account, sum(base_amount)::text as base from postings where company_id = $1 and posted_on <= $2 and base_currency = $3
        group by account having sum(base_amount) <> 0`,
      [company.id, on, base],
    ),
  )

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acceptMatch } from '../../src/bank/desk/accept-match.ts'
import { splitPayment } from '../../src/bank/desk/split-payment.ts'
import { match } from '../../src/bank/placing/match.ts'
import { undoFile } from '../../src/bank/undo/undo-file.ts'
import { undoMatch } from '../../src/bank/undo/undo-match.ts'
import { undoRun } from '../../src/bank/undo/undo-run.ts'
import { addDays, type Day } from '../../src/kernel/day.ts'
import { formatMinor } from '../../src/kernel/money.ts'
import { Refused } from '../../src/kernel/problem.ts'
import { balances, broken, importPayments, money, open, openInvoice } from '../bank-books.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

type Act =
  | { do: 'invoice'; party: number; amount: number; euro: boolean }
  | { do: 'pay'; of: number; amount: number; how: 'whole' | 'part' | 'over' | 'unknown' | 'short'; back: number }
  | { do: 'match' }
  | { do: 'accept'; payment: number; item: number; part: boolean; writeOff: boolean; keep: boolean }
  | { do: 'split'; payment: number }
  | { do: 'undo'; payment: number }
  | { do: 'undo-run' }
  | { do: 'undo-file'; file: number }
  | { do: 'return'; payment: number }
  | { do: 'days'; count: number }
  | { do: 'close' }

const nat = fc.nat({ max: 20 })
const amount = fc.integer({ min: 2, max: 200_000 })
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('invoice' as const),
      party: fc.nat({ max: 2 }),
      amount,
      euro: fc.nat({ max: 3 }).map((n) => n === 0),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      of: nat,
      amount,
      how: fc.constantFrom('whole' as const, 'part' as const, 'over' as const, 'unknown' as const, 'short' as const),
      back: fc.nat({ max: 10 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('match' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('accept' as const),
      payment: nat,
      item: nat,
      part: fc.boolean(),
      writeOff: fc.nat({ max: 3 }).map((n) => n === 0),
      keep: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('split' as const), payment: nat }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('undo' as const), payment: nat }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('undo-run' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('undo-file' as const), file: nat }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('return' as const), payment: nat }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('days' as const), count: fc.integer({ min: 1, max: 25 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const) }) },
)

describe('whatever happens to payments', () => {
  test('residuals are the control accounts, nothing is over-allocated, and no past day changes by an undo', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 30 }), async (acts) => {
        const history = await openHistory()
        try {
          for (const one of acts) await history.act(one)
          expect(await broken(history.world, [...history.days])).toEqual([])
        } finally {
          await history.world.database.drop()
        }
      }),
      { numRuns: Number(process.env.HISTORIES ?? 12), endOnFailure: true },
    )
  })

  test('do, undo, do is do', async () => {
    const payment = fc.record({
      amount: fc.integer({ min: 100, max: 90_000 }),
      pay: fc.constantFrom('whole', 'part', 'short', 'over', 'none'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(payment, { minLength: 1, maxLength: 8 }), fc.boolean(), async (payments, byFile) => {
        const { world } = await openHistory()
        try {
          const party = await world.party({ name: 'Cecilia Berg' })
          for (const [i, { amount }] of payments.entries())
            await openInvoice(world, party, `7001${i}`, formatMinor(BigInt(amount), 'SEK'))
          const paid = payments.map(({ amount, pay }, i) =>
            money(formatMinor(paidOf(amount, pay), 'SEK'), pay === 'none' ? { text: 'x' } : { reference: `7001${i}` }),
          )
          const { fileId } = await importPayments(world, 'F', paid)
          const run = await world.do<{ runId: string }>(match, {})
          const done = [await open(world), await balances(world)]
          world.today = addDays(world.today, 3)
          await (byFile ? world.do(undoFile, { fileId }) : world.do(undoRun, { runId: run.runId }))
          expect((await open(world)).filter((line) => !line.includes('invoice'))).toEqual([])
          if (byFile) await importPayments(world, 'F', paid, { on: addDays(world.today, -3) })
          await world.do(match, {})
          expect([await open(world), await balances(world)]).toEqual(done)
          expect(await broken(world, [addDays(world.today, -2), world.today])).toEqual([])
        } finally {
          await world.database.drop()
        }
      }),
      { numRuns: 6 },
    )
  })
})

function paidOf(amount: number, how: string): bigint {
  const whole = BigInt(amount)
  if (how === 'part') return whole / 2n + 1n
  if (how === 'short') return whole > 200n ? whole - 70n : whole
  return how === 'over' ? whole + 5_000n : whole
}

async function openHistory() {
  const world: World = await openWorld('SE', { today: '2026-03-02' })
  const parties = [
    await world.party({ name: 'Ada Lind' }),
    await world.party({ name: 'Bo Ek AB', kind: 'company' }),
    await world.party({ name: 'Cecilia Berg' }),
  ]
  await world.tx(async ({ db, company }) => {
    for (const [on, rate] of [
      ['2026-01-01', '11.20'],
      ['2026-03-20', '11.35'],
      ['2026-05-01', '10.95'],
    ])
      await db.query(
        `insert into exchange_rates (company_id, currency, base_currency, valid_on, rate, source) values ($1, 'EUR', 'SEK', $2, $3, 'test')`,
        [company.id, on, rate],
      )
  })
  const days = new Set<Day>([world.today])
  const files: string[] = []
  const invoices: { number: string; amount: number; currency: string }[] = []
  let lastRun: string | null = null
  let count = 0

  const transactions = () =>
    world.tx(({ db, company }) =>
      db.rows<{ id: string; amount: bigint; currency: string; end: string | null }>(
        `select id, amount, currency, end_to_end_id as end from bank_transactions where company_id = $1 and amount > 0 order by id`,
        [company.id],
      ),
    )
  const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)]
  // A person may ask for what does not fit.
  const tolerant = async (work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
  }
  const unchanged = async (work: () => Promise<unknown>) => {
    const yesterday = addDays(world.today, -1)
    const before = [await balances(world, yesterday), await openAsOf(world, yesterday)]
    await tolerant(work)
    expect([await balances(world, yesterday), await openAsOf(world, yesterday)]).toEqual(before)
  }

  async function act(one: Act): Promise<void> {
    count += 1
    days.add(world.today)
    if (one.do === 'invoice') {
      const [number, currency] = [`7${String(count).padStart(5, '0')}`, one.euro ? 'EUR' : 'SEK']
      const base = one.euro ? formatMinor(BigInt(Math.round(one.amount * 11.2)), 'SEK') : undefined
      await openInvoice(world, parties[one.party]!, number, formatMinor(BigInt(one.amount), currency), {
        currency,
        ...(base ? { base } : {}),
      })
      invoices.push({ number, amount: one.amount, currency })
    } else if (one.do === 'pay') {
      const invoice = pick(invoices, one.of)
      const known = one.how !== 'unknown' && invoice
      const paid = known ? paidOf(invoice.amount, one.how) : BigInt(one.amount)
      const currency = known && one.amount % 3 !== 0 ? invoice.currency : 'SEK'
      const { fileId } = await importPayments(
        world,
        `F${count}`,
        [
          money(
            formatMinor(paid, currency),
            { ...(known ? { reference: invoice.number } : { text: 'oklart' }), endToEndId: `E${count}` },
            currency,
          ),
        ],
        {
          currency,
          on: addDays(world.today, -one.back),
        },
      )
      files.push(fileId)
    } else if (one.do === 'match') {
      lastRun = (await world.do<{ runId: string }>(match, {})).runId
    } else if (one.do === 'accept') {
      const payment = pick(await transactions(), one.payment)
      const items = await world.tx(({ db, company }) =>
        db.rows<{ id: string; amount_open: bigint; currency: string }>(
          `select id, amount_open, currency from open_items where company_id = $1 and kind = 'invoice' and amount_open <> 0 order by id`,
          [company.id],
        ),
      )
      const item = pick(items, one.item)
      if (!payment || !item) return
      const part = one.part ? formatMinor(item.amount_open / 2n || 1n, item.currency) : undefined
      const items_ = [{ itemId: item.id, ...(part ? { amount: part } : {}) }]
      await tolerant(() =>
        world.do(acceptMatch, {
          matches: [
            {
              transactionId: payment.id,
              items: items_,
              writeOff: one.writeOff,
              rest: one.keep ? 'on-account' : 'suspense',
            },
          ],
        }),
      )
    } else if (one.do === 'split') {
      const payment = pick(await transactions(), one.payment)
      if (!payment) return
      const part = formatMinor(payment.amount / 3n || 1n, payment.currency)
      await tolerant(() =>
        world.do(splitPayment, {
          transactionId: payment.id,
          parts: [
            { party: parties[0], amount: part },
            { party: parties[1], amount: part },
          ],
        }),
      )
    } else if (one.do === 'undo') {
      const payment = pick(await transactions(), one.payment)
      if (payment)
        await unchanged(() => world.do(undoMatch, { transactionIds: [payment.id], refuse: one.payment % 2 === 0 }))
    } else if (one.do === 'undo-run') {
      if (lastRun) await unchanged(() => world.do(undoRun, { runId: lastRun }))
    } else if (one.do === 'undo-file') {
      const file = pick(files, one.file)
      if (file) await unchanged(() => world.do(undoFile, { fileId: file }))
    } else if (one.do === 'return') {
      const payment = pick(await transactions(), one.payment)
      if (!payment) return
      const back = money(
        formatMinor(-payment.amount, payment.currency),
        { ...(payment.end ? { endToEndId: payment.end } : {}), returned: { reasonCode: 'AM04' } },
        payment.currency,
      )
      const { fileId } = await importPayments(world, `R${count}`, [back], { currency: payment.currency })
      files.push(fileId)
    } else if (one.do === 'days') {
      world.today = addDays(world.today, one.count)
    } else {
      await world.tx(({ db, company }) =>
        db.query(`update periods set closed_at = now() where company_id = $1 and ends_on < $2 and closed_at is null`, [
          company.id,
          world.today,
        ]),
      )
    }
    days.add(world.today)
  }
  return { world, act, days }
}

/** Residual of each party and account at the end of a day. */
const openAsOf = (world: World, day: string) =>
  world.tx(({ db, company }) =>
    db.rows(
      `select i.account, i.party_id, i.currency, sum(i.amount + coalesce((select sum(case when a.debit_item_id = i.id then -a.amount else a.amount end) from allocations a
                where a.company_id = i.company_id and i.id in (a.debit_item_id, a.credit_item_id) and a.effective_on <= $2), 0))::text as open
         from open_items i where i.company_id = $1 and i.opened_on <= $2 group by 1, 2, 3 order by 1, 2, 3`,
      [company.id, day],
    ),
  )

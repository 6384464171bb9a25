import fc from 'fast-check'
import { savePayment } from '../../src/bank/files/save-payment.ts'
import { match } from '../../src/bank/placing/match.ts'
import { undoMatch } from '../../src/bank/undo/undo-match.ts'
import { annul } from '../../src/invoicing/direct/annul.ts'
import type { Billed } from '../../src/invoicing/direct/bill-now.ts'
import { credit } from '../../src/invoicing/direct/credit.ts'
import { invoiceNow } from '../../src/invoicing/direct/invoice-now.ts'
import type { Day } from '../../src/kernel/day.ts'
import { addDays } from '../../src/kernel/day.ts'
import { formatMinor, parseMinor } from '../../src/kernel/money.ts'
import { Refused } from '../../src/kernel/problem.ts'
import { closePeriod } from '../../src/ledger/close-period.ts'
import { itemsAsOf } from '../../src/reports/items-as-of.ts'
import { verify } from '../../src/reports/verify/verify.ts'
import { allocateItems } from '../../src/subledger/allocate-items.ts'
import { proposeRedenomination } from '../../src/subledger/propose-redenomination.ts'
import { proposeRevaluation } from '../../src/subledger/propose-revaluation.ts'
import { redenominate } from '../../src/subledger/redenominate.ts'
import { revalue } from '../../src/subledger/revalue.ts'
import { transfer } from '../../src/subledger/transfer.ts'
import { undoAllocation } from '../../src/subledger/undo-allocation.ts'
import { importPayments, money } from '../bank-books.ts'
import { openItemsText, proofText } from '../books.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

export type Country = 'SE' | 'NO' | 'BG'

/** What somebody does to the books. Numbers pick among what there is; what does not fit is refused by the program. */
export type Act =
  | { do: 'invoice'; party: number; lines: { quantity: number; price: number; vat: number }[]; foreign: boolean }
  | { do: 'credit'; of: number; part: { line: number; quantity?: number; amount?: number } | null }
  | { do: 'annul'; of: number }
  | { do: 'pay'; of: number; how: How; amount: number; back: number }
  | { do: 'import'; payments: { of: number; how: How; amount: number }[]; back: number }
  | { do: 'match' }
  | { do: 'return'; payment: number }
  | { do: 'undo-match'; payment: number }
  | { do: 'allocate'; item: number; target: number | null; share: number; thrice: boolean }
  | { do: 'undo-allocation'; allocation: number; back: number }
  | { do: 'transfer'; item: number; to: 'party' | 'currency'; party: number; part: boolean }
  | { do: 'days'; count: number }
  | { do: 'close'; revalue: boolean }
  | { do: 'note' }
type How = 'exact' | 'part' | 'over' | 'short' | 'other-currency' | 'customer' | 'unknown'

const some = fc.nat({ max: 40 })
const amount = fc.integer({ min: 2, max: 300_000 })
const how = fc.constantFrom<How>('exact', 'exact', 'part', 'over', 'short', 'other-currency', 'customer', 'unknown')
const back = fc.nat({ max: 12 })
const line = fc.record({
  quantity: fc.integer({ min: 1, max: 30 }),
  price: fc.integer({ min: 1, max: 60_000 }),
  vat: fc.nat({ max: 2 }),
})
const sometimes = fc.nat({ max: 3 }).map((n) => n === 0)
const of = <T extends string, R extends Record<string, fc.Arbitrary<unknown>>>(what: T, fields: R) =>
  fc.record({ do: fc.constant(what), ...fields }) as unknown as fc.Arbitrary<Act>
const part = fc.oneof(
  fc.record({ line: fc.integer({ min: 1, max: 3 }), quantity: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ line: fc.integer({ min: 1, max: 3 }), amount }),
)

export const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: of('invoice', {
      party: some,
      lines: fc.array(line, { minLength: 1, maxLength: 3 }),
      foreign: sometimes,
    }),
  },
  { weight: 3, arbitrary: of('credit', { of: some, part: fc.option(part) }) },
  { weight: 1, arbitrary: of('annul', { of: some }) },
  { weight: 4, arbitrary: of('pay', { of: some, how, amount, back }) },
  {
    weight: 3,
    arbitrary: of('import', {
      payments: fc.array(fc.record({ of: some, how, amount }), { minLength: 1, maxLength: 4 }),
      back,
    }),
  },
  { weight: 3, arbitrary: of('match', {}) },
  { weight: 2, arbitrary: of('return', { payment: some }) },
  { weight: 2, arbitrary: of('undo-match', { payment: some }) },
  {
    weight: 4,
    arbitrary: of('allocate', {
      item: some,
      target: fc.option(some),
      share: fc.integer({ min: 1, max: 100 }),
      thrice: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: of('undo-allocation', { allocation: some, back }) },
  {
    weight: 2,
    arbitrary: of('transfer', {
      item: some,
      to: fc.constantFrom('party', 'party', 'currency'),
      party: some,
      part: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: of('days', { count: fc.integer({ min: 1, max: 25 }) }) },
  { weight: 1, arbitrary: of('close', { revalue: fc.boolean() }) },
  { weight: 2, arbitrary: of('note', {}) },
)

export interface History {
  world: World
  act(one: Act): Promise<void>
  /** All that must hold, and all that was noted before. Answers what does not hold; [] is good. */
  broken(): Promise<string[]>
  refusals: Map<string, number>
  done: Map<string, number>
}

const set = {
  SE: {
    from: '2026-02-20',
    base: 'SEK',
    foreign: 'EUR',
    rate: 11.2,
    vat: ['S25', 'S12', 'S6'],
    iban: 'SE4550000000058398257466',
  },
  NO: {
    from: '2026-02-20',
    base: 'NOK',
    foreign: 'EUR',
    rate: 11.7,
    vat: ['S25', 'S15', 'Z'],
    iban: 'NO9386011117947',
  },
  BG: {
    from: '2025-11-20',
    base: 'BGN',
    foreign: 'USD',
    rate: 1.7,
    vat: ['S20', 'S9', 'Z'],
    iban: 'BG80BNBG96611020345678',
  },
} as const
const ratesUntil = 400
const changeOn = '2026-01-01'

interface Open {
  id: string
  number_text: string
  party_id: string
  currency: string
  amount_open: bigint
}

export async function openHistory(country: Country): Promise<History> {
  const { from, foreign, rate, vat, iban } = set[country]
  const world = await openWorld(country, { today: from, booksFrom: from.slice(0, 8).concat('01') })
  const base = (on: string = world.today) => (country === 'BG' && on >= changeOn ? 'EUR' : set[country].base)
  const customers = ['1', '2', '3', '4']
  for (const [i, number] of customers.entries())
    await world.party({
      number,
      name: ['Ada Lind', 'Bo Ek', 'Cecilia Berg', 'Dag Dal AB'][i]!,
      kind: i === 3 ? 'company' : 'person',
      country,
    })
  await saveRates(world, from, foreign, rate, base)

  const invoices: {
    id: string
    number: string
    reference: string
    payable: bigint
    currency: string
    customer: string
  }[] = []
  /** Documents and transfers, per currency: with the money that is posted, what all control accounts together must have open. */
  let model = new Map<string, bigint>()
  const add = (currency: string, minor: bigint) => model.set(currency, (model.get(currency) ?? 0n) + minor)
  const noted: { at: Date; day: Day; figures: string[] }[] = []
  const closed: { endsOn: Day; figures: string[] }[] = []
  const refusals = new Map<string, number>()
  const done = new Map<string, number>()
  let count = 0

  const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)]
  const rows = <T>(text: string, params: unknown[] = []) =>
    world.tx(({ db, company }) => db.rows<T>(text, [company.id, ...params]))
  /** A person may ask for what does not fit: refused with a reason, and nothing else happens. */
  const tolerant = async <T>(what: Act['do'], work: () => Promise<T>): Promise<T | null> => {
    try {
      const result = await work()
      done.set(what, (done.get(what) ?? 0) + 1)
      return result
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const code = error.problems[0]!.code
      refusals.set(`${what} ${code}`, (refusals.get(`${what} ${code}`) ?? 0) + 1)
      return null
    }
  }
  const openItems = () =>
    rows<Open>(
      `select i.id, i.number_text, i.party_id, i.currency, i.amount_open from open_items i where i.company_id = $1 and i.amount_open <> 0 order by i.opened_on, i.id`,
    )
  const payments = () =>
    rows<{ id: string; amount: bigint; currency: string; end: string | null }>(
      `select id, amount, currency, end_to_end_id as end from bank_transactions where company_id = $1 and amount > 0 order by id`,
    )
  const take = (billed: Billed, customer: string, sign: bigint) => {
    for (const document of billed.documents) {
      const payable = parseMinor(document.payable, document.currency)
      add(document.currency, sign * payable)
      if (sign > 0n)
        invoices.push({
          id: document.invoiceId,
          number: document.number,
          reference: document.reference,
          payable,
          currency: document.currency,
          customer,
        })
    }
  }
  const moneyFor = (
    n: number,
    how: How,
    random: number,
  ): { amount: bigint; currency: string; party?: string; reference?: string } => {
    const invoice = pick(invoices, n)
    if (!invoice || how === 'unknown') return { amount: BigInt(random), currency: base() }
    const { payable, currency } = invoice
    const amounts: Record<How, bigint> = {
      exact: payable,
      part: payable / 2n + 1n,
      over: payable + BigInt(random),
      short: payable > 300n ? payable - 80n : payable,
      'other-currency': BigInt(random),
      customer: payable,
      unknown: 0n,
    }
    const other = currency === base() ? foreign : base()
    return {
      amount: amounts[how] || 1n,
      currency: how === 'other-currency' ? other : currency === 'BGN' ? base() : currency,
      ...(how === 'customer' ? { party: invoice.customer } : { reference: invoice.reference }),
    }
  }
  const acts: { [K in Act['do']]: (one: Extract<Act, { do: K }>) => Promise<void> } = {
    async invoice(one) {
      const customer = pick(customers, one.party)!
      const currency = one.foreign ? foreign : base()
      const billed = await tolerant('invoice', () =>
        world.do<Billed>(invoiceNow, {
          customer,
          currency,
          lines: one.lines.map((line) => ({
            name: 'Vara',
            quantity: String(line.quantity),
            unitPrice: formatMinor(BigInt(line.price), currency),
            vatCode: vat[line.vat],
          })),
        }),
      )
      if (billed) take(billed, customer, 1n)
    },
    async credit(one) {
      const invoice = pick(invoices, one.of)
      if (!invoice) return
      const given = one.part
      const lines = given && [
        {
          lineNo: given.line,
          ...(given.quantity ? { quantity: String(given.quantity) } : {}),
          ...(given.amount ? { amountNet: formatMinor(BigInt(given.amount), invoice.currency) } : {}),
        },
      ]
      const billed = await tolerant('credit', () =>
        world.do<Billed>(credit, { invoiceId: invoice.id, ...(lines ? { lines } : {}), reason: 'Fel' }),
      )
      if (billed) take(billed, invoice.customer, -1n)
    },
    async annul(one) {
      const invoice = pick(invoices, one.of)
      if (!invoice) return
      if (await tolerant('annul', () => world.do(annul, { invoiceId: invoice.id, reason: 'Fel' }))) {
        add(invoice.currency, -invoice.payable)
        invoices.splice(invoices.indexOf(invoice), 1)
      }
    },
    async pay(one) {
      const { amount, ...rest } = moneyFor(one.of, one.how, one.amount)
      const currency = rest.currency
      const paidOn = addDays(world.today, -one.back)
      const input = {
        account: 'BANK',
        amount: formatMinor(amount, currency),
        paidOn,
        text: `betalning ${count}`,
        ...rest,
      }
      await tolerant('pay', () => world.do(savePayment, input))
    },
    async import(one) {
      const paid = one.payments.map(({ of, how, amount }) => moneyFor(of, how, amount))
      for (const currency of new Set(paid.map((one) => one.currency))) {
        const own = paid.filter((one) => one.currency === currency)
        await importPayments(
          world,
          `F${count}${currency}`,
          own.map((one, i) =>
            money(
              formatMinor(one.amount, currency),
              {
                ...(one.reference ? { reference: one.reference } : { text: `oklart ${count}` }),
                endToEndId: `E${count}.${i}`,
              },
              currency,
            ),
          ),
          { currency, account: iban, on: addDays(world.today, -one.back) },
        )
      }
      done.set('import', (done.get('import') ?? 0) + 1)
    },
    async match() {
      await tolerant('match', () => world.do(match, {}))
    },
    async return(one) {
      const payment = pick(await payments(), one.payment)
      if (!payment) return
      const back = money(
        formatMinor(-payment.amount, payment.currency),
        { ...(payment.end ? { endToEndId: payment.end } : {}), returned: { reasonCode: 'AM04' } },
        payment.currency,
      )
      await importPayments(world, `R${count}`, [back], { currency: payment.currency, account: iban })
    },
    async 'undo-match'(one) {
      const payment = pick(await payments(), one.payment)
      if (!payment) return
      await keepsThePast(() =>
        tolerant('undo-match', () =>
          world.do(undoMatch, { transactionIds: [payment.id], refuse: one.payment % 2 === 0 }),
        ),
      )
    },
    async allocate(one) {
      const items = await openItems()
      const sidesOf = (item: Open) =>
        items.filter(
          (other) =>
            other.party_id === item.party_id &&
            other.currency === item.currency &&
            other.amount_open * item.amount_open < 0n,
        )
      const item = pick(
        items.filter((item) => sidesOf(item).length > 0),
        one.item,
      )
      if (!item) return
      const sides = sidesOf(item)
      const target = one.target === null ? undefined : pick(sides, one.target)
      const open = target && (target.amount_open < 0n ? -target.amount_open : target.amount_open)
      const share = open && formatMinor((open * BigInt(one.share)) / 100n || 1n, item.currency)
      const apply = () =>
        world.do<{ allocations: { allocationId: string }[] }>(allocateItems, {
          itemId: item.id,
          ...(target ? { targets: [{ itemId: target.id, amount: share }] } : {}),
        })
      const first = await tolerant('allocate', apply)
      if (!first || !one.thrice) return
      const after = await openItemsText(world)
      const undo = { allocationIds: first.allocations.map((one) => one.allocationId), reason: 'ångrad' }
      if (!(await tolerant('undo-allocation', () => world.do(undoAllocation, undo)))) return
      await apply()
      const again = await openItemsText(world)
      if (again !== after) throw new Error(`do, undo, do is not do:\n${after}\n—\n${again}`)
    },
    async 'undo-allocation'(one) {
      const allocations = await rows<{ id: string }>(
        `select id from allocations a where company_id = $1 and reverses_id is null and not exists (select from invoice_annulments n where n.company_id = $1)
          and not exists (select from allocations r where r.company_id = $1 and r.reverses_id = a.id) order by id`,
      )
      const allocation = pick(allocations, one.allocation)
      if (!allocation) return
      const on = addDays(world.today, -one.back)
      await tolerant('undo-allocation', () =>
        world.do(undoAllocation, { allocationIds: [allocation.id], reason: 'ångrad', on }),
      )
    },
    async transfer(one) {
      const item = pick(await openItems(), one.item)
      if (!item) return
      const all = item.amount_open < 0n ? -item.amount_open : item.amount_open
      const moved = one.part ? all / 2n || 1n : all
      const to =
        one.to === 'party'
          ? { toParty: pick(customers, one.party) }
          : { toCurrency: item.currency === base() ? foreign : base() }
      const done = await tolerant('transfer', () =>
        world.do<{ moved: { newItemId: string }[] }>(transfer, {
          moves: [{ itemId: item.id, ...(one.part ? { amount: formatMinor(moved, item.currency) } : {}), ...to }],
        }),
      )
      if (!done) return
      const [into] = await rows<{ amount: bigint; currency: string }>(
        `select amount, currency from open_items where company_id = $1 and id = $2`,
        [done.moved[0]!.newItemId],
      )
      add(item.currency, item.amount_open < 0n ? moved : -moved)
      add(into!.currency, into!.amount)
    },
    async days(one) {
      const next = addDays(world.today, one.count)
      if (country === 'BG' && world.today < changeOn && next >= changeOn) await changeCurrency()
      world.today = next
    },
    async close(one) {
      const [period] = await rows<{ ends_on: Day }>(
        `select ends_on from periods where company_id = $1 and ledger = 'general' and closed_at is null order by starts_on limit 1`,
      )
      if (!period || period.ends_on >= world.today) return
      const on = period.ends_on
      if (one.revalue) {
        const run = await tolerant('close', () => world.do<{ runId: string }>(proposeRevaluation, { on }))
        if (run) await tolerant('close', () => world.do(revalue, { runId: run.runId }))
      }
      if (await tolerant('close', () => world.do(closePeriod, { on, force: true })))
        closed.push({ endsOn: on, figures: [...(await figures(on, null)), ...(await ledger(on))] })
    },
    async note() {
      const { rows: clock } = await world.database.owner.query<{ at: Date }>(`select clock_timestamp() as at`)
      const at = new Date(clock[0]!.at.getTime() + 1)
      await new Promise((resolve) => setTimeout(resolve, 3))
      for (const day of [world.today, addDays(world.today, -9), addDays(world.today, -40), addDays(world.today, 20)])
        noted.push({ at, day, figures: await figures(day, null) })
    },
  }

  /** What is undone today changes no figure of yesterday. */
  async function keepsThePast(work: () => Promise<unknown>): Promise<void> {
    const yesterday = addDays(world.today, -1)
    const before = [await figures(yesterday, null), await ledger(yesterday)]
    await work()
    const after = [await figures(yesterday, null), await ledger(yesterday)]
    if (String(after) !== String(before)) throw new Error(`an undo changed ${yesterday}:\n${before}\n—\n${after}`)
  }

  /** Bulgaria on 1 January 2026: all that is open goes on in euro. */
  async function changeCurrency(): Promise<void> {
    world.today = '2025-12-31' as Day
    await world.do(match, {})
    const found = await broken()
    if (found.length > 0) throw new Error(`before the change of currency: ${found.join('\n')}`)
    const run = await tolerant('days', () => world.do<{ runId: string }>(proposeRedenomination, {}))
    if (!run) return
    const lastDay = [await figures(world.today, null), await ledger(world.today)]
    await world.do(redenominate, { runId: run.runId })
    const now = [await figures(world.today, null), await ledger(world.today)]
    if (String(now) !== String(lastDay))
      throw new Error(`the change of currency changed ${world.today}:\n${lastDay}\n—\n${now}`)
    await world.tx(({ db, company }) =>
      db.query(`update bank_accounts set currency = 'EUR' where company_id = $1`, [company.id]),
    )
    const money = await posted()
    model = new Map([...(await openSums())].map(([currency, open]) => [currency, open + (money.get(currency) ?? 0n)]))
  }

  const openSums = async () =>
    new Map(
      (
        await rows<{ currency: string; open: bigint }>(
          `select i.currency, (sum(i.amount_open) - coalesce(sum(i.amount) filter (where v.transaction_type = 'small-difference'), 0))::int8 as open
             from open_items i join vouchers v on v.company_id = i.company_id and v.id = i.voucher_id where i.company_id = $1 group by i.currency`,
        )
      ).map((row) => [row.currency, row.open]),
    )

  /** Money in and out that a voucher shows: an undo of what the machine did by itself takes the voucher back. */
  const posted = async () =>
    new Map(
      (
        await rows<{ currency: string; amount: bigint }>(
          `select t.currency, sum(t.amount)::int8 as amount from bank_transactions t
            where t.company_id = $1 and exists (select from bank_postings p where p.company_id = t.company_id and p.bank_transaction_id = t.id and p.reverses_no is null
              and not exists (select from bank_postings r where r.company_id = p.company_id and r.bank_transaction_id = p.bank_transaction_id and r.reverses_no = p.posting_no))
            group by t.currency`,
        )
      ).map((row) => [row.currency, row.amount]),
    )

  /** What was open at the end of a day, per account, party and currency: as known at an instant. */
  const figures = (asOf: Day, knownAt: Date | null): Promise<string[]> =>
    world.tx(async (ctx) =>
      (
        await ctx.db.rows<Record<string, unknown>>({
          ...grouped(itemsAsOf(ctx, { asOf, knownAt: knownAt?.toISOString() ?? null })),
        })
      ).map((row) => Object.values(row).join(' ')),
    )
  const ledger = async (until: Day): Promise<string[]> =>
    (
      await rows<Record<string, unknown>>(
        `select account, base_currency, currency, sum(base_amount) as base, sum(amount) as amount from postings where company_id = $1 and posted_on <= $2 group by 1, 2, 3 order by 1, 2, 3`,
        [until],
      )
    ).map((row) => Object.values(row).join(' '))

  async function broken(): Promise<string[]> {
    const found: string[] = []
    const { checks } = await world.do<{ checks: { name: string; failed: number; first: unknown }[] }>(verify, {})
    for (const check of checks) if (check.failed > 0) found.push(`${check.name}: ${JSON.stringify(check.first)}`)
    const [open, money] = [await openSums(), await posted()]
    for (const currency of new Set([...open.keys(), ...model.keys(), ...money.keys()])) {
      const [is, should] = [open.get(currency) ?? 0n, (model.get(currency) ?? 0n) - (money.get(currency) ?? 0n)]
      if (is !== should) found.push(`open in ${currency}: ${is}, by documents and money ${should}`)
    }
    for (const { at, day, figures: then } of noted) {
      const now = await figures(day, at)
      if (String(now) !== String(then))
        found.push(`${day} as known at ${at.toISOString()}:\n  then ${then.join(' | ')}\n  now  ${now.join(' | ')}`)
    }
    for (const { endsOn, figures: then } of closed) {
      const now = [...(await figures(endsOn, null)), ...(await ledger(endsOn))]
      if (String(now) !== String(then))
        found.push(`closed period until ${endsOn}:\n  then ${then.join(' | ')}\n  now  ${now.join(' | ')}`)
    }
    for (const day of new Set(noted.map((one) => one.day))) {
      const proof = await proofText(world, day)
      if (proof) found.push(`control accounts at ${day}: ${proof}`)
    }
    return found
  }

  return {
    world,
    refusals,
    done,
    broken,
    async act(one) {
      count += 1
      await (acts[one.do] as (one: Act) => Promise<void>)(one)
    },
  }
}

function grouped(items: { text: string; values: unknown[] }) {
  return {
    text: `select account, party_id, currency, base_currency, sum(open) as open, sum(base_open) as base from (${items.text}) i
            group by 1, 2, 3, 4 having sum(open) <> 0 or sum(base_open) <> 0 order by 1, 2, 3, 4`,
    values: items.values,
  }
}

/** A rate for each month end and twice in between, some days apart, so that differences arise. */
async function saveRates(
  world: World,
  from: string,
  currency: string,
  about: number,
  base: (on: string) => string,
): Promise<void> {
  const days: [string, string, number][] = []
  for (let i = -35; i < ratesUntil; i++) {
    const on = addDays(from as Day, i)
    const isMonthEnd = addDays(on, 1).endsWith('-01')
    if (!isMonthEnd && i % 11 !== 0) continue
    const value = base(on) === 'EUR' ? about / 1.95583 : about
    days.push([on, base(on), value * (1 + ((i * 7) % 13) / 200)])
  }
  await world.tx(({ db, company }) =>
    db.query(
      `insert into exchange_rates (company_id, currency, base_currency, valid_on, rate, source)
       select $1, $2, b, d, r, 'test' from unnest($3::date[], $4::text[], $5::numeric[]) as x (d, b, r)`,
      [company.id, currency, days.map(([on]) => on), days.map(([, b]) => b), days.map(([, , r]) => r.toFixed(6))],
    ),
  )
}

/** The books without ids and instants: what two companies with the same history have in common. */
export async function booksText(world: World): Promise<string> {
  const lines = await world.tx(({ db, company }) =>
    db.rows<{ line: string }>(
      `select concat_ws(' ', 'voucher', s.code, v.year, v.number, v.posted_on, v.transaction_type, v.text,
              (select string_agg(concat_ws(' ', p.account, y.number, p.base_amount, p.base_currency, p.amount, p.currency, p.vat_code), ' / ' order by p.line_no)
                 from postings p left join parties y on y.company_id = p.company_id and y.id = p.party_id where p.company_id = v.company_id and p.voucher_id = v.id)) as line
         from vouchers v join number_series s on s.company_id = v.company_id and s.id = v.series_id where v.company_id = $1
       union all
       select concat_ws(' ', 'item', s.code, v.number, v.year, i.line_no, i.kind, i.number_text, i.reference, i.opened_on, i.closed_on, i.due_on, i.amount_open, i.base_open)
         from open_items i join vouchers v on v.company_id = i.company_id and v.id = i.voucher_id join number_series s on s.company_id = v.company_id and s.id = v.series_id
        where i.company_id = $1
       union all
       select concat_ws(' ', 'document', kind, year, number_text, reference, issued_on, due_on, amount_net, amount_vat, amount_payable, currency, rate) from invoices where company_id = $1
       union all
       select concat_ws(' ', 'allocation', a.effective_on, a.value_on, a.amount, a.base_debit, a.base_credit, d.number_text, c.number_text, a.reverses_id is not null)
         from allocations a join open_items d on d.company_id = a.company_id and d.id = a.debit_item_id join open_items c on c.company_id = a.company_id and c.id = a.credit_item_id
        where a.company_id = $1
       order by line`,
      [company.id],
    ),
  )
  return lines.map((row) => row.line).join('\n')
}

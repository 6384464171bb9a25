import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { match } from '../../src/bank/placing/match.ts'
import { agreePlan } from '../../src/claims/agree-plan.ts'
import { defer } from '../../src/claims/defer.ts'
import { dispute } from '../../src/claims/dispute.ts'
import { followUp } from '../../src/claims/follow-up.ts'
import { promise } from '../../src/claims/promise.ts'
import { proposePlan } from '../../src/claims/propose-plan.ts'
import { release } from '../../src/claims/release.ts'
import { country } from '../../src/countries/index.ts'
import type { Ctx } from '../../src/db/context.ts'
import type { Pool } from '../../src/db/pool.ts'
import type { Verb } from '../../src/db/verb.ts'
import { assignPolicy } from '../../src/dunning/assign-policy.ts'
import { propose } from '../../src/dunning/propose.ts'
import { recheckLetters } from '../../src/dunning/recheck-letters.ts'
import type { Totals } from '../../src/dunning/run-shape.ts'
import { runUnattended } from '../../src/dunning/run-unattended.ts'
import { savePolicy } from '../../src/dunning/save-policy.ts'
import { takeBackLetters } from '../../src/dunning/take-back-letters.ts'
import type { NotifiedPayment } from '../../src/formats/money-in/camt054/write.ts'
import { writeCamt054 } from '../../src/formats/money-in/camt054/write.ts'
import { credit } from '../../src/invoicing/direct/credit.ts'
import type { NewOrder } from '../../src/invoicing/orders/save-orders.ts'
import { saveOrders } from '../../src/invoicing/orders/save-orders.ts'
import { approveAndIssue } from '../../src/invoicing/run/approve-and-issue.ts'
import { proposeBilling } from '../../src/invoicing/run/propose-billing.ts'
import type { Installation } from '../../src/jobs/perform.ts'
import type { Day } from '../../src/kernel/day.ts'
import { addDays, startOfMonth } from '../../src/kernel/day.ts'
import type { Id } from '../../src/kernel/id.ts'
import { formatMinor, minor } from '../../src/kernel/money.ts'
import { Refused } from '../../src/kernel/problem.ts'
import type { PartyInput } from '../../src/parties/party-input.ts'

/** What the replay needs of its surroundings; the world of the tests is one. */
export interface ReplayWorld {
  companyId: Id
  defaultInvoiceGroupId: Id
  today: Day
  installation: Pick<Installation, 'files'>
  database: { owner: Pool }
  do<T = unknown>(verb: Verb, input: unknown): Promise<T>
  tx<R>(work: (ctx: Ctx) => Promise<R>): Promise<R>
  party(input: Partial<PartyInput> & { name: string }): Promise<string>
}

export interface ReplayOptions {
  seed: number
  customers: number
  from: Day
  days: number
  /** As policies have it; null lets the replay see what it is there to see. */
  bankFileDays?: number | null
  /** How often the bank is late, as a share of the days; default one in twenty. */
  outages?: number
  /** Called after each day. */
  told?: (day: Day, counts: ReplayCounts) => void
}

export interface ReplayCounts {
  invoices: number
  payments: number
  filesLate: number
  letters: number
  dropped: number
  handovers: number
  fees: bigint
  interest: bigint
  interestComputed: bigint
  held: Record<string, number>
  explained: number
  events: Record<string, number>
}

/** One thing that must not happen, and did. */
export interface Fault {
  on: Day
  what: string
}

interface Invoice {
  id: Id
  itemId: Id
  number: string
  reference: string
  customer: number
  amount: bigint
  dueOn: Day
  credited: bigint
}
interface Payment {
  bookedOn: Day
  customer: number
  amount: bigint
  /** For which document; null: for the debts of the customer. */
  invoice: Invoice
  reference: string | null
}
interface Rest {
  itemId: Id
  kind: string
  from: Day
  /** First day on which it holds no more. */
  to: Day
  holdIds: Id[]
}

const account = { scheme: 'IBAN' as const, id: 'SE4550000000058398257466' }
const { holidays } = country('SE')
// räntelag 6 §: the Riksbank's reference rate and eight points, half-year by half-year.
const ratesOfTheYear: [Day, bigint][] = [
  ['2026-07-01' as Day, 1000n],
  ['2026-01-01' as Day, 1000n],
  ['2025-07-01' as Day, 1000n],
  ['2025-01-01' as Day, 1100n],
]
// lag (1981:739) 4 §.
const mostFee: Record<string, bigint> = { reminder: 60_00n, 'collection-notice': 180_00n }

/**
 * Some days of a municipality, day by day: invoices at the beginning of each month; customers who pay in time, late, in parts, too
 * much, with a wrong reference, or not at all; bank files that come late; disputes, promises, deferrals, plans, credit notes; the
 * unattended run each day, twice. Beside it its own memory of what was paid and when, its own law and its own interest.
 * @returns what happened, and everything that must not have
 */
export async function replayClaims(
  world: ReplayWorld,
  options: ReplayOptions,
): Promise<{ counts: ReplayCounts; faults: Fault[] }> {
  const replay = new Replay(world, options)
  await replay.begin()
  for (let i = 0; i < options.days; i++) await replay.day(addDays(options.from, i))
  await replay.end()
  return { counts: replay.counts, faults: replay.faults }
}

class Replay {
  readonly counts: ReplayCounts = {
    invoices: 0,
    payments: 0,
    filesLate: 0,
    letters: 0,
    dropped: 0,
    handovers: 0,
    fees: 0n,
    interest: 0n,
    interestComputed: 0n,
    held: {},
    explained: 0,
    events: {},
  }
  readonly faults: Fault[] = []
  private readonly world: ReplayWorld
  private readonly options: ReplayOptions
  private readonly random: () => number
  private readonly customers: { id: Id; number: string; name: string }[] = []
  private readonly invoices: Invoice[] = []
  /** Planned by day of booking. */
  private readonly planned: Payment[] = []
  private readonly booked: Payment[] = []
  private readonly files: { bookedOn: Day; arrivesOn: Day; payments: Payment[] }[] = []
  private readonly rests: Rest[] = []
  private outageUntil: Day | null = null

  constructor(world: ReplayWorld, options: ReplayOptions) {
    this.world = world
    this.options = options
    this.random = mulberry(options.seed)
  }

  async begin(): Promise<void> {
    const { world } = this
    world.today = this.options.from
    const shared = {
      validFrom: '2020-01-01',
      graceDays: 3,
      bankFileDays: this.options.bankFileDays === undefined ? 0 : this.options.bankFileDays,
      approval: 'none',
      feeAgreed: true,
      minimum: [{ amount: '40.00', currency: 'SEK' }],
    }
    await world.do(savePolicy, {
      ...shared,
      code: 'PRIVAT',
      name: 'Privatpersoner',
      isDefault: true,
      interest: 'charged',
      steps: [
        { kind: 'reminder', days: 2, fee: 'law', deadlineDays: 10, channels: ['e-mail', 'print'] },
        // More than the law allows: it must be cut.
        {
          kind: 'collection-notice',
          days: 3,
          fee: 'fixed',
          feeAmount: '250.00',
          deadlineDays: 4,
          channels: ['e-mail', 'print'],
        },
        { kind: 'collection', days: 5 },
      ],
    })
    await world.do(savePolicy, {
      ...shared,
      code: 'FORETAG',
      name: 'Företag',
      interest: 'shown',
      steps: [
        {
          kind: 'reminder',
          days: 0,
          fee: 'fixed',
          feeAmount: '75.00',
          compensation: true,
          deadlineDays: 8,
          channels: ['e-mail', 'print'],
        },
        { kind: 'reminder', days: 4, fee: 'law', deadlineDays: 8, channels: ['print'] },
        { kind: 'collection-notice', days: 3, fee: 'law', deadlineDays: 10, channels: ['print'] },
      ],
    })
    await world.do(assignPolicy, {
      policy: 'FORETAG',
      customerKind: 'company',
      from: this.options.from,
      reason: 'Företag',
    })
    for (let i = 0; i < this.options.customers; i++) {
      const kind = this.chance(0.75) ? 'person' : this.chance(0.8) ? 'company' : 'public'
      const name = `${this.pick(['Anna', 'Bo', 'Cecilia', 'David', 'Elsa', 'Filip', 'Greta'])} ${this.pick(['Lind', 'Ek', 'Berg', 'Ström', 'Dahl', 'Holm'])}${i}`
      const number = String(1000 + i)
      const channels = this.chance(0.4)
        ? [
            {
              channel: 'e-mail' as const,
              address: `${number}@example.net`,
              consentOn: '2020-01-01' as Day,
              consentSource: 'replay',
            },
          ]
        : []
      this.customers.push({ id: await world.party({ number, name, kind, channels }), number, name })
    }
    if (this.customers.length > 5)
      await world.do(assignPolicy, {
        policy: null,
        customer: this.customers[5]!.number,
        from: this.options.from,
        reason: 'Avtal',
      })
  }

  async day(on: Day): Promise<void> {
    const { world } = this
    world.today = on
    if (on === startOfMonth(on) || on === this.options.from) await this.bill(on)
    this.book(on)
    await this.filesArrive(on)
    await this.world.do(followUp, {})
    await this.something(on)
    await this.remind(on)
    this.options.told?.(on, this.counts)
  }

  async end(): Promise<void> {
    const { world } = this
    const wrong = await world.tx(({ db }) =>
      db.rows<{ account: string }>(
        `select account from control_proof($1, $2) where items_amount <> ledger_amount or items_base + adjustments <> ledger_base`,
        [world.companyId, world.today],
      ),
    )
    for (const row of wrong) this.fault(`the control account ${row.account} differs from its items`)
  }

  // ---- what people do ---------------------------------------------------------------------------

  private async bill(on: Day): Promise<void> {
    const { world } = this
    const orders = this.customers.map(
      (customer, i): NewOrder =>
        orderOf(
          world,
          customer.id,
          `${on}-${i}`,
          formatMinor(BigInt(20_000 + Math.floor(this.random() * 400_000)), 'SEK'),
        ),
    )
    await world.tx((ctx) => saveOrders(ctx, orders))
    const run = await world.do<{ runId: Id }>(proposeBilling, {})
    await world.do(approveAndIssue, { runId: run.runId })
    const rows = await world.tx(({ db }) =>
      db.rows<{ id: Id; itemId: Id; number: string; reference: string; partyId: Id; amount: bigint; dueOn: Day }>(
        `select v.id, i.id as "itemId", i.number_text as number, i.reference, i.party_id as "partyId", i.amount, i.due_on as "dueOn"
           from invoices v join open_items i on i.company_id = v.company_id and i.invoice_id = v.id and i.component = 'capital' where v.company_id = $1 and v.run_id = $2 order by v.number`,
        [world.companyId, run.runId],
      ),
    )
    for (const { partyId, ...row } of rows) {
      const invoice = { ...row, customer: this.customers.findIndex(({ id }) => id === partyId), credited: 0n }
      this.invoices.push(invoice)
      this.plan(invoice)
    }
    this.counts.invoices += rows.length
  }

  /** How an invoice will be paid. */
  private plan(invoice: Invoice): void {
    const pay = (bookedOn: Day, amount: bigint, reference: string | null = invoice.reference) =>
      this.planned.push({
        bookedOn: holidays.nextBankingDay(bookedOn),
        customer: invoice.customer,
        amount,
        invoice,
        reference,
      })
    const late = (from: number, to: number) =>
      addDays(invoice.dueOn, from + Math.floor(this.random() * (to - from + 1)))
    const luck = this.random()
    if (luck < 0.5) pay(late(-4, 0), invoice.amount)
    else if (luck < 0.72) pay(late(1, 25), invoice.amount)
    else if (luck < 0.8) pay(late(26, 70), invoice.amount)
    else if (luck < 0.86) {
      pay(late(-2, 6), invoice.amount / 2n)
      pay(late(15, 50), invoice.amount - invoice.amount / 2n)
    } else if (luck < 0.9) pay(late(-3, 10), invoice.amount + 100_00n)
    else if (luck < 0.93) pay(late(-3, 12), invoice.amount, String(70_000_000 + Math.floor(this.random() * 10_000_000)))
  }

  /** What customers pay on a day; who has had a letter pays its total as often as not. */
  private book(on: Day): void {
    if (!holidays.isBankingDay(on)) return
    const today = this.planned.filter((payment) => payment.bookedOn === on)
    this.booked.push(...today)
    const arrives = this.arrivalOf(on)
    if (arrives > holidays.addBankingDays(on, 1)) this.counts.filesLate += 1
    this.files.push({ bookedOn: on, arrivesOn: arrives, payments: today })
  }

  /** The morning after, or some days later: then all that was kept back comes at once. */
  private arrivalOf(on: Day): Day {
    const usual = holidays.addBankingDays(on, 1)
    if (this.outageUntil === null && this.chance(this.options.outages ?? 0.05))
      this.outageUntil = holidays.addBankingDays(usual, 1 + Math.floor(this.random() * 3))
    if (this.outageUntil !== null && this.outageUntil > usual) return this.outageUntil
    this.outageUntil = null
    return usual
  }

  private async filesArrive(on: Day): Promise<void> {
    const { world } = this
    const files = this.files.filter((file) => file.arrivesOn === on)
    for (const file of files) {
      const payments = file.payments.map(
        (payment): NotifiedPayment => ({
          amount: minor(payment.amount),
          ...(payment.reference
            ? { references: [{ kind: 'ocr' as const, reference: payment.reference, amount: null }] }
            : {}),
          payer: { name: this.customers[payment.customer]!.name },
        }),
      )
      // A bank tells every day: also of nothing but its own interest.
      payments.push({ amount: minor(1n), text: 'Ränta', payer: { name: 'Exempelbanken' } })
      const stored = await world.installation.files.put(world.companyId, [
        ...writeCamt054(
          {
            id: `R${file.bookedOn}`,
            createdAt: `${file.bookedOn}T20:00:00Z`,
            account,
            currency: 'SEK',
            bookedOn: file.bookedOn,
          },
          payments,
        ),
      ])
      await world.do(importBankFile, { file: { name: `${file.bookedOn}.xml`, ...stored } })
      this.counts.payments += file.payments.length
    }
    if (files.length > 0) await world.do(match, {})
  }

  /** A dispute, a promise, more time, a plan, a credit note: now and then, on a claim that is open and due. */
  private async something(on: Day): Promise<void> {
    for (const rest of this.rests.filter(({ to, holdIds }) => to === on && holdIds.length > 0))
      await this.world.do(release, { holdIds: rest.holdIds, reason: 'Avgjort' })
    for (const _ of Array.from({ length: Math.ceil(this.customers.length / 40) })) {
      if (!this.chance(0.35)) continue
      const due = this.invoices.filter(
        (one) => one.dueOn < on && !this.rests.some((rest) => rest.itemId === one.itemId),
      )
      const open = await this.openOf(due.map((one) => one.itemId))
      const candidates = due.filter((one) => (open.get(one.itemId) ?? 0n) > 0n)
      if (candidates.length === 0) return
      const invoice = this.pick(candidates)
      const what = this.pick(['dispute', 'promise', 'deferral', 'plan', 'credit', 'credit-part'])
      this.counts.events[what] = (this.counts.events[what] ?? 0) + 1
      await this.act(on, what, invoice)
    }
  }

  private async act(on: Day, what: string, invoice: Invoice): Promise<void> {
    const { world } = this
    const itemIds = [invoice.itemId]
    type Rested = { claims: { holdId: Id }[]; undo: { input: { holdIds: Id[] } } }
    if (what === 'dispute') {
      const { undo } = await world.do<Rested>(dispute, { itemIds, reason: 'Fel vara' })
      this.rests.push({
        itemId: invoice.itemId,
        kind: what,
        from: on,
        to: addDays(on, 15 + Math.floor(this.random() * 20)),
        holdIds: undo.input.holdIds,
      })
    } else if (what === 'promise') {
      await world.do(promise, { itemIds, by: addDays(on, 7), reason: 'Ringde' })
      this.rests.push({ itemId: invoice.itemId, kind: what, from: on, to: addDays(on, 8), holdIds: [] })
    } else if (what === 'deferral') {
      await world.do(defer, { itemIds, newDueOn: addDays(on, 20), reason: 'Bad om tid' })
      this.rests.push({ itemId: invoice.itemId, kind: what, from: on, to: addDays(on, 21), holdIds: [] })
    } else if (what === 'plan') {
      const { planId } = await world.do<{ planId: Id }>(proposePlan, { itemIds, parts: 3, firstOn: addDays(on, 14) })
      await world.do(agreePlan, { planId, by: 'signed' })
      // Until the first part is late for two weeks the plan holds for sure.
      this.rests.push({ itemId: invoice.itemId, kind: what, from: on, to: addDays(on, 14), holdIds: [] })
    } else {
      const part = formatMinor(invoice.amount / 5n, 'SEK')
      const lines = what === 'credit' ? {} : { lines: [{ lineNo: 1, amountNet: part }] }
      try {
        await world.do(credit, { invoiceId: invoice.id, reason: 'Fel', ...lines })
      } catch (error) {
        // What is left to credit may be less by now.
        if (!(error instanceof Refused)) throw error
        this.counts.events.refused = (this.counts.events.refused ?? 0) + 1
      }
      const row = await world.tx(({ db }) =>
        db.one<{ amount: bigint }>(
          `select coalesce(sum(amount_gross), 0)::bigint as amount from invoices where company_id = $1 and credits_id = $2`,
          [world.companyId, invoice.id],
        ),
      )
      invoice.credited = row.amount
    }
  }

  // ---- the run, and what must hold ---------------------------------------------------------------

  private async remind(on: Day): Promise<void> {
    const { world } = this
    const standing = await this.standing(on)
    const told = await world.do<Totals & { runId: Id }>(propose, {})
    const explained = told.items + told.heldItems + told.waiting.reduce((sum, one) => sum + one.items, 0)
    if (explained !== standing.length) this.fault(`${standing.length} claims are overdue, ${explained} are explained`)
    this.counts.explained += explained
    await this.heldRows(told.runId)
    const before = await this.debts(on)
    const run = await world.do<{ runId: Id; letters: number; handovers: number }>(runUnattended, {})
    this.counts.letters += run.letters
    this.counts.handovers += run.handovers
    await this.judgeLetters(on, run.runId, before)
    await this.judgeInterest(on, run.runId)
    await this.leave()
    const again = await world.do<{ letters: number; handovers: number }>(runUnattended, {})
    if (again.letters + again.handovers > 0)
      this.fault(`the same day a second time: ${again.letters} letters, ${again.handovers} hand-overs`)
  }

  private standing(on: Day): Promise<{ id: Id }[]> {
    return this.world.tx(({ db }) =>
      db.rows<{ id: Id }>(
        `select i.id from open_items i join accounts a on a.company_id = i.company_id and a.code = i.account and a.control = 'receivable'
          where i.company_id = $1 and i.amount_open > 0 and i.component = 'capital' and i.due_on < $2`,
        [this.world.companyId, on],
      ),
    )
  }

  private async heldRows(runId: Id): Promise<void> {
    const rows = await this.world.tx(({ db }) =>
      db.rows<{ rowNo: number; codes: string[]; items: number }>(
        `select row_no as "rowNo", array(select c ->> 'code' from jsonb_array_elements(reason -> 'causes') c) as codes, jsonb_array_length(reason -> 'items') as items
           from run_rows where company_id = $1 and run_id = $2 and state = 'held'`,
        [this.world.companyId, runId],
      ),
    )
    for (const { rowNo, codes } of rows) {
      if (codes.length === 0) this.fault(`row ${rowNo} is held and says not why`)
      for (const code of codes) this.counts.held[code] = (this.counts.held[code] ?? 0) + 1
    }
  }

  /** What each customer owes on what is due, by the replay's own memory: all that was paid before today has been paid, wherever the bank file is. */
  private async debts(on: Day): Promise<Map<number, bigint>> {
    const charges = await this.world.tx(({ db }) =>
      db.rows<{ mainId: Id; amount: bigint }>(
        `select main_item_id as "mainId", sum(amount)::bigint as amount from open_items where company_id = $1 and kind = 'charge' group by 1`,
        [this.world.companyId],
      ),
    )
    const charged = new Map(charges.map((row) => [row.mainId, row.amount]))
    const debts = new Map<number, bigint>()
    const add = (customer: number, amount: bigint) => debts.set(customer, (debts.get(customer) ?? 0n) + amount)
    for (const invoice of this.invoices) {
      if (invoice.dueOn >= on) continue
      add(invoice.customer, invoice.amount + (charged.get(invoice.itemId) ?? 0n) - invoice.credited)
    }
    for (const payment of this.booked)
      if (payment.bookedOn < on && payment.invoice.dueOn < on) add(payment.customer, -payment.amount)
    return debts
  }

  private async judgeLetters(on: Day, runId: Id, before: ReadonlyMap<number, bigint>): Promise<void> {
    const letters = await this.world.tx(({ db }) =>
      db.rows<{ id: Id; partyId: Id; kind: string; fee: bigint; compensation: bigint; items: Id[] }>(
        `select l.id, l.party_id as "partyId", l.kind, l.amount_fee as fee, l.amount_compensation as compensation,
                array(select x.item_id from dunning_letter_items x where x.company_id = l.company_id and x.letter_id = l.id) as items
           from dunning_letters l where l.company_id = $1 and l.run_id = $2`,
        [this.world.companyId, runId],
      ),
    )
    // What lies unapplied may be meant for one of several claims: those that are asked for are never more than what is owed less it.
    const asked = await this.world.tx(({ db }) =>
      db.rows<{ partyId: Id; open: bigint }>(
        `select party_id as "partyId", sum(amount_capital + amount_charged)::bigint as open from dunning_letters where company_id = $1 and run_id = $2 group by 1`,
        [this.world.companyId, runId],
      ),
    )
    for (const { partyId, open } of asked) {
      const customer = this.customers.findIndex(({ id }) => id === partyId)
      const owed = before.get(customer) ?? 0n
      if (open > owed) this.fault(`customer ${this.customers[customer]!.number} is asked for ${open}, and owes ${owed}`)
    }
    for (const letter of letters) {
      this.counts.fees += letter.fee
      if (letter.fee > (mostFee[letter.kind] ?? 0n)) this.fault(`a ${letter.kind} with a fee of ${letter.fee}`)
      // Only a business may claim delay compensation (4 a §); this is a municipality.
      if (letter.compensation > 0n) this.fault(`delay compensation of ${letter.compensation}`)
      for (const itemId of letter.items) {
        const rest = this.rests.find((one) => one.itemId === itemId && one.from <= on && on < one.to)
        if (rest) this.fault(`a claim is asked for during its ${rest.kind}`)
      }
    }
    const twice = await this.world.tx(({ db }) =>
      db.rows<{ itemId: Id; n: number; fees: bigint }>(
        `select x.item_id as "itemId", count(*) filter (where l.kind = 'reminder' and l.amount_fee > 0)::int as n, sum(l.amount_fee)::bigint as fees
           from dunning_letter_items x join dunning_letters l on l.company_id = x.company_id and l.id = x.letter_id
          where x.company_id = $1 and x.item_id = any ($2::uuid[]) and not exists (select from dunning_letter_events e where e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'recalled')
          group by 1 having count(*) filter (where l.kind = 'reminder' and l.amount_fee > 0) > 1 or sum(l.amount_fee) > 24000`,
        [this.world.companyId, letters.flatMap((letter) => letter.items)],
      ),
    )
    for (const row of twice) this.fault(`a claim with ${row.n} fees for reminders, ${row.fees} in all`)
  }

  /** Each new charge of interest against a computation of its own: every day its principal and its rate, exactly, rounded once. */
  private async judgeInterest(on: Day, runId: Id): Promise<void> {
    const charges = await this.world.tx(({ db }) =>
      db.rows<{ itemId: Id; through: Day; now: bigint; all: bigint; principal: bigint; dueOn: Day }>(
        `select i.id as "itemId", max(c.through_on) as through, sum(c.amount) filter (where c.run_id = $2)::bigint as now, sum(c.amount)::bigint as all, i.amount as principal, i.due_on as "dueOn"
           from interest_charges c join open_items i on i.company_id = c.company_id and i.id = c.item_id
          where c.company_id = $1 and c.kind = 'charged' and c.freed_at is null and exists (select from interest_charges x where x.company_id = c.company_id and x.item_id = c.item_id and x.run_id = $2)
          group by i.id, i.amount, i.due_on`,
        [this.world.companyId, runId],
      ),
    )
    if (charges.length === 0) return
    const ids = charges.map((charge) => charge.itemId)
    // What is credited was never owed, and bore nothing.
    const movements = await this.world.tx(({ db }) =>
      db.rows<{ itemId: Id; on: Day; amount: bigint }>(
        `select a.debit_item_id as "itemId", case when k.kind = 'credit-note' then '0001-01-01' else a.value_on end as on, a.amount
           from allocations a join open_items k on k.company_id = a.company_id and k.id = a.credit_item_id where a.company_id = $1 and a.debit_item_id = any ($2::uuid[])`,
        [this.world.companyId, ids],
      ),
    )
    // While a plan without interest is kept, no day bears any.
    const free = await this.world.tx(({ db, company }) =>
      db.rows<{ itemId: Id; from: Day; to: Day }>(
        `select item_id as "itemId", from_on as from, least(to_on, (released_at at time zone $3)::date) as to from holds where company_id = $1 and item_id = any ($2::uuid[]) and stops_interest`,
        [company.id, ids, company.timeZone],
      ),
    )
    for (const charge of charges) {
      const taken = movements.filter((one) => one.itemId === charge.itemId)
      const rested = free.filter((one) => one.itemId === charge.itemId)
      // Hundredths of a percent by 365 days: 3 650 000 parts to the minor unit.
      let parts = 0n
      for (let day = addDays(charge.dueOn, 1); day <= charge.through; day = addDays(day, 1)) {
        if (rested.some(({ from, to }) => from <= day && day < to)) continue
        const open = taken.reduce((left, one) => (one.on < day ? left - one.amount : left), charge.principal)
        parts += open * rateOn(day)
      }
      const computed = (2n * parts + 3_650_000n) / (2n * 3_650_000n)
      this.counts.interest += charge.now
      this.counts.interestComputed += charge.now + (computed - charge.all)
      if (computed !== charge.all)
        this.fault(`interest of ${charge.all} up to ${charge.through}, day by day it is ${computed}`)
      if (charge.through > on) this.fault(`interest of days to come: ${charge.through}`)
    }
  }

  /** The outbox leaves, each letter looked at once more. */
  private async leave(): Promise<void> {
    const { world } = this
    const waiting = await world.tx(({ db }) =>
      db.rows<{ id: Id }>(
        `select subject_id as id from deliveries where company_id = $1 and subject_kind = 'letter' and state = 'waiting'`,
        [world.companyId],
      ),
    )
    if (waiting.length === 0) return
    await world.tx(async (ctx) => {
      const verdicts = await recheckLetters(
        ctx,
        waiting.map((row) => row.id),
      )
      const by = (verdict: string) => [...verdicts].filter(([, one]) => one.verdict === verdict).map(([id]) => id)
      const drop = by('drop')
      if (drop.length > 0) await takeBackLetters(ctx, drop, 'Pengar har kommit')
      this.counts.dropped += drop.length
      await ctx.db.query(
        `update deliveries set state = 'sent' where company_id = $1 and subject_id = any ($2::uuid[]) and state = 'waiting'`,
        [world.companyId, by('send')],
      )
    })
  }

  private async openOf(itemIds: readonly Id[]): Promise<Map<Id, bigint>> {
    const rows = await this.world.tx(({ db }) =>
      db.rows<{ id: Id; open: bigint }>(
        `select id, amount_open as open from open_items where company_id = $1 and id = any ($2::uuid[])`,
        [this.world.companyId, itemIds],
      ),
    )
    return new Map(rows.map((row) => [row.id, row.open]))
  }

  private fault(what: string): void {
    this.faults.push({ on: this.world.today, what })
  }
  private chance(probability: number): boolean {
    return this.random() < probability
  }
  private pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)]!
  }
}

const rateOn = (day: Day): bigint => ratesOfTheYear.find(([from]) => from <= day)![1]

const orderOf = (world: ReplayWorld, partyId: Id, reference: string, unitPrice: string): NewOrder => ({
  kind: 'invoice',
  source: 'replay',
  sourceReference: reference,
  sourceRow: null,
  partyId,
  invoiceGroupId: world.defaultInvoiceGroupId,
  businessAreaId: null,
  currency: 'SEK',
  invoiceOn: null,
  dueOn: null,
  supplyOn: null,
  supplyFrom: null,
  supplyTo: null,
  theirReference: 'Ref',
  ourReference: null,
  purchaseOrder: null,
  text: null,
  creditsId: null,
  reason: null,
  lines: [
    {
      textOnly: false,
      articleId: null,
      name: 'Avgift',
      description: null,
      quantity: '1',
      unit: 'st',
      unitCode: 'C62',
      unitPrice,
      discountPercent: null,
      vatCode: 'S25',
      supplyFrom: null,
      supplyTo: null,
      coding: null,
      creditsLineNo: null,
    },
  ],
})

/** Numbers between 0 and 1, the same for the same seed. */
export function mulberry(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

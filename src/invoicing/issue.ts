import { z } from 'zod'
import { refusePartOfRun } from '../access/whole-run.ts'
import { audit } from '../db/audit.ts'
import type { Ctx, LongCtx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { runInThread } from '../db/run-in-thread.ts'
import { id } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import type { Threads } from '../db/threads.ts'
import { longVerb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { refuse } from '../kernel/problem.ts'
import type { Course, NumberNeed, Ticket } from '../ledger/number-course.ts'
import {
  confirmNumbers,
  expectNumbers,
  forgetNumbers,
  isStale,
  lendCourse,
  needKey,
  newCourse,
  takeAll,
  takeTicket,
  waitShortly,
} from '../ledger/number-course.ts'
import { readOpenDays } from '../ledger/open-day.ts'
import type { PostedVoucher, Voucher } from '../ledger/post.ts'
import { writeVouchers } from '../ledger/post.ts'
import type { NumberBlock } from '../ledger/take-numbers.ts'
import { numberText } from '../ledger/take-numbers.ts'
import type { PartyFacts } from '../parties/queries.ts'
import { allocate } from '../subledger/allocate.ts'
import type { NewItem } from '../subledger/open-items.ts'
import { openItems } from '../subledger/open-items.ts'
import type { Surroundings } from './assemble.ts'
import { assemble } from './assemble.ts'
import type { BillingSetUp, InvoiceGroup } from './billing-set-up.ts'
import { readBillingSetUp } from './billing-set-up.ts'
import { lockClaims } from './claims.ts'
import type { InvoicePostings } from './post-invoice.ts'
import { postInvoice } from './post-invoice.ts'
import type { Batch, Known } from './propose-billing.ts'
import { readOrders } from './read-orders.ts'
import { referenceOf } from './reference.ts'
import { readSurroundings } from './surroundings.ts'
import type { Draft, Order } from './types.ts'
import { writeLines } from './write-lines.ts'

/** Documents of one transaction: another writer on the same series waits for it (1 000 take about 0.2 s). */
const chunkMax = 1_000
/** Chunks written side by side; they commit one after the other, in the order of their numbers. */
const lanesMax = 4
const retriesMax = 5
/** They write a long run, and this thread is free for others; four processors have PostgreSQL to serve, too. */
const threadsMax = 2
export const threadLanes = 2

interface RunRow {
  row_no: number
  amount: bigint
  orders: Id[]
}

interface Ready {
  row: RunRow
  id: Id
  draft: Draft
  party: PartyFacts
  payer: PartyFacts
  group: InvoiceGroup
  posted: InvoicePostings
  number: { year: number; number: bigint; text: string; reference: string; kind: string }
  voucher: Voucher | null
  voucherNumber?: PostedVoucher
}

const answer = z.object({ runId: id, issued: z.number(), rejected: z.number(), held: z.number() })

/**
 * Issues an approved billing run, chunk by chunk. Each chunk is one transaction: the rows are assembled again by the
 * function that proposed them and checked against what was approved; then numbers, documents, vouchers, open items and
 * outbox rows are written by one statement per table. After a crash the next call goes on where the last commit was.
 */
export const issue = longVerb({
  kind: 'long',
  name: 'invoicing.issue',
  summary: 'Issue an approved billing run: number, freeze, post, open items, outbox',
  route: 'POST /billing-runs/{runId}/issue',
  input: z.object({ runId: id }),
  output: answer,
  run: (ctx, input) => issueRun(ctx, input),
})

/** @param known what the caller has read in this very transaction, in which it also made the orders and proposed the run */
export async function issueRun(
  ctx: LongCtx,
  { runId }: { runId: Id },
  known?: Known,
): Promise<z.output<typeof answer>> {
  const work = await ctx.transaction(async (tx) => {
    const { invoiceOn, lastRow, plain } = await startRun(tx, runId)
    const setUp = known?.setUp ?? (await readBillingSetUp(tx))
    return {
      runId,
      invoiceOn,
      setUp,
      inside: known !== undefined,
      read: known?.read ?? null,
      lanes: plain && !known ? Math.min(lanesMax, Math.ceil(lastRow / chunkMax)) : 1,
      lastRow,
    }
  })
  let threads = ctx.threads ?? null
  do {
    const lanes = await Promise.allSettled(startLanes(ctx, work, threads))
    // What a thread left undone is done here.
    threads = null
    for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason
  } while (!work.inside && (await ctx.transaction((tx) => rowsAreLeft(tx, runId))))
  return ctx.transaction((tx) => finishRun(tx, runId))
}

/**
 * Lanes that share rows and numbers: in this thread, or those of a long run in threads of their own. A thread takes a while before
 * it writes: until then there is a lane here in its place.
 */
function startLanes(ctx: LongCtx, work: Work, threads: Threads | null): Promise<void>[] {
  const course = work.lanes > 1 ? newCourse() : null
  const { runId, invoiceOn, lastRow } = work
  const [claimed, writing] = [new Int32Array(new SharedArrayBuffer(4)), new Int32Array(new SharedArrayBuffer(4))]
  const own = { ...work, claimed, writing }
  if (!threads || !course || lastRow < threads.rowsMin)
    return Array.from({ length: work.lanes }, () => issueLane(ctx, own, course))
  const input: ThreadInput = { runId, invoiceOn, lastRow, claimed, writing }
  const thread = { module: new URL('./issue-thread.ts', import.meta.url), connections: threadLanes, input }
  return Array.from({ length: threadsMax }, (_, i) => [
    runInThread(ctx, threads, thread, (port) => lendCourse(port, course)).catch((err: unknown) =>
      // What is wrong with its rows is met again by who does them here.
      ctx.log.warn({ err, run: runId }, 'a thread of a billing run ended early: its rows are done without it'),
    ),
    issueLane(ctx, own, course, () => Atomics.load(writing, 0) > i),
  ]).flat()
}

/** Waits for a row that another process holds: it commits it, or it has died and leaves it to us. */
async function rowsAreLeft({ db, company }: Ctx, runId: Id): Promise<boolean> {
  const row = await db.maybe(
    hot(
      `select 1 from run_rows where company_id = $1 and run_id = $2 and state = 'proposed' order by row_no limit 1 for update`,
      [company.id, runId],
    ),
  )
  return row !== undefined
}

/** What each lane needs to know, in whichever thread it runs. */
export interface ThreadInput {
  runId: Id
  invoiceOn: Day
  lastRow: number
  /** Rows up to here are some lane's of this process: each lane reads its own, not past what the others have done. */
  claimed: Int32Array
  /** How many threads have begun to write. */
  writing: Int32Array
}

interface LaneWork extends ThreadInput {
  /** Within the caller's transaction, which is lost with the first failed statement: the caller runs again, not the chunk. */
  inside: boolean
  setUp: BillingSetUp
  /** See Known. */
  read: Batch | null
}

interface Work extends Omit<LaneWork, 'claimed' | 'writing'> {
  lanes: number
}

/**
 * Chunk after chunk until no row is left, or another lane goes on in its place; one whose numbers another writer took, or whose
 * locks crossed, is done again by itself.
 */
export async function issueLane(
  ctx: LongCtx,
  work: LaneWork,
  course: Course | null,
  isRelieved = (): boolean => false,
): Promise<void> {
  let failures = 0
  let after = 0
  for (;;) {
    if (failures === 0 && isRelieved()) return
    if (failures === 0) after = Atomics.add(work.claimed, 0, chunkMax)
    if (after >= work.lastRow) return
    const ticket = course && failures === 0 ? takeTicket(course) : null
    try {
      const left = await ctx.transaction((tx) => issueChunk(tx, work, after, ticket))
      if (left) ctx.progress(left.done, left.total)
      failures = 0
    } catch (error) {
      if (work.inside || !isStale(error) || ++failures > retriesMax) throw error
      if (course) forgetNumbers(course)
    } finally {
      ticket?.leave()
    }
  }
}

/** The run is executing from here on; what its rows need is known: whether they are plain invoices that can go side by side. */
async function startRun(ctx: Ctx, runId: Id): Promise<{ invoiceOn: Day; lastRow: number; plain: boolean }> {
  const { db, company } = ctx
  const run = await db.maybe<{ state: string; kind: string; invoiceOn: Day }>(
    hot(
      `select state, kind, parameters ->> 'invoiceOn' as "invoiceOn" from runs where company_id = $1 and id = $2 for update`,
      [company.id, runId],
    ),
  )
  if (!run || run.kind !== 'billing')
    return refuse('run.unknown', `there is no billing run ${runId}`, { run: runId }, 404)
  await refusePartOfRun(ctx, runId)
  if (run.state === 'approved' || run.state === 'failed')
    await db.query(hot(`update runs set state = 'executing' where company_id = $1 and id = $2`, [company.id, runId]))
  else if (run.state === 'proposed') refuse('run.not-approved', 'the run has not been approved', { run: runId }, 409)
  else if (run.state !== 'executing')
    refuse('run.already-done', `the run is ${run.state}`, { run: runId, state: run.state }, 409)
  const rows = await db.one<{ lastRow: number; plain: boolean }>(
    hot(
      `select coalesce(max(row_no), 0) as "lastRow", coalesce(bool_and(reason ->> 'kind' in ('invoice', 'internal-invoice', 'proforma')), true) as plain
       from run_rows where company_id = $1 and run_id = $2 and state = 'proposed'`,
      [company.id, runId],
    ),
  )
  return { invoiceOn: run.invoiceOn, ...rows }
}

async function issueChunk(
  ctx: Ctx,
  { runId, invoiceOn, setUp, read }: LaneWork,
  after: number,
  ticket: Ticket | null,
): Promise<{ done: number; total: number } | null> {
  const { db, company } = ctx
  if (ticket) await waitShortly(db)
  const rows = await db.rows<RunRow>(
    hot(
      `select row_no, amount, reason -> 'orders' as orders from run_rows
        where company_id = $1 and run_id = $2 and row_no > $3 and row_no <= $4 and state = 'proposed' order by row_no for update skip locked`,
      [company.id, runId, after, after + chunkMax],
    ),
  )
  if (rows.length === 0) return null
  const ready: Ready[] = []
  const rejected: { row_no: number; problems: Problem[] }[] = []
  const ids = rows.flatMap((row) => row.orders)
  const { orders, around } = stillHolds(read, ids) ?? (await readBatch(ctx, setUp, ids, invoiceOn))
  const corrected = new Set<Id>()
  for (const row of rows) {
    const own = row.orders.flatMap((orderId) => orders.get(orderId) ?? [])
    const draft = own.length > 0 ? assemble(own, invoiceOn, around) : null
    if (draft?.creditsId && draft.kind === 'credit-note') {
      if (corrected.has(draft.creditsId)) draft.problems.push(creditedTwice)
      corrected.add(draft.creditsId)
    }
    const party = draft && around.parties.get(draft.partyId)
    const payer = draft && around.parties.get(draft.payerId)
    const posted = draft && party && payer && draft.problems.length === 0 ? postInvoice(draft, party, setUp) : null
    const problems = recheck(row, own.length, draft, posted)
    if (problems.length > 0 || !draft || !posted || !party || !payer) rejected.push({ row_no: row.row_no, problems })
    else {
      const group = setUp.groups.get(draft.invoiceGroupId)!
      ready.push({ row, id: newId(), draft, party, payer, group, posted, number: undefined as never, voucher: null })
    }
  }
  for (const one of ready) one.voucher = one.draft.kind === 'proforma' ? null : toVoucher(one, runId)
  const needs = numberNeeds(ready)
  const blocks = ticket ? await expectNumbers(ctx, ticket, needs) : await takeAll(ctx, needs)
  giveNumbers(ready, blocks, setUp)
  await write(ctx, runId, ready, setUp)
  if (rejected.length > 0) {
    await db.query(
      hot(
        `update run_rows r set state = 'rejected', problems = x.problems::jsonb from unnest($3::int[], $4::text[]) as x (row_no, problems)
        where r.company_id = $1 and r.run_id = $2 and r.row_no = x.row_no`,
        [company.id, runId, rejected.map((row) => row.row_no), rejected.map((row) => JSON.stringify(row.problems))],
      ),
    )
  }
  await audit(ctx, {
    verb: 'invoicing.issue',
    subjects: [runId],
    summary: {
      issued: ready.length,
      rejected: rejected.length,
      first: ready[0]?.number.text ?? null,
      last: ready.at(-1)?.number.text ?? null,
    },
  })
  // Last of all what other chunks wait for until the commit: the series, then the run.
  const progress = () =>
    db.one<{ done: number; total: number }>(
      hot(
        `update runs set progress_done = progress_done + $3 where company_id = $1 and id = $2 returning progress_done::int as done, progress_total::int as total`,
        [company.id, runId, rows.length],
      ),
    )
  return ticket ? confirmNumbers(ctx, ticket, needs, blocks, progress) : progress()
}

interface Read {
  orders: ReadonlyMap<Id, Order>
  around: Surroundings
}

/** Under locks: orders that nobody bills meanwhile, and what is left of the documents that they correct. */
async function readBatch(ctx: Ctx, setUp: BillingSetUp, ids: readonly Id[], on: Day): Promise<Read> {
  const orders = await readOrders(ctx.db, ctx.company.id, ids, true)
  await lockCorrected(ctx, [...orders.values()])
  return { orders, around: await readSurroundings(ctx, setUp, [...orders.values()], on) }
}

/**
 * What was proposed in this very transaction, of orders that it made, is not read a second time: nobody else sees them. What other
 * transactions take from meanwhile is: a document to be corrected, an advance, a credit limit.
 */
function stillHolds(read: Batch | null, ids: readonly Id[]): Read | null {
  if (!read) return null
  const { originals, advances, limits } = read.around
  if (originals.size + advances.size + limits.size > 0) return null
  const orders = new Map(read.orders.map((order) => [order.id, order]))
  return ids.every((one) => orders.has(one)) ? { orders, around: read.around } : null
}

const creditedTwice: Problem = {
  code: 'credit-note.twice-in-run',
  message:
    'another credit note of this run corrects the same document: propose again, so that the second counts the first',
}

/** What is left to credit is read after the lock: two credit notes of one document never take the same part. */
async function lockCorrected({ db, company }: Ctx, orders: readonly Order[]): Promise<void> {
  const ids = orders.flatMap((order) => (order.creditsId && order.kind === 'credit-note' ? [order.creditsId] : []))
  if (ids.length === 0) return
  await db.query(
    hot(`select 1 from invoices where company_id = $1 and id = any ($2::uuid[]) order by id for no key update`, [
      company.id,
      ids,
    ]),
  )
}

/** What was approved is what is issued, or the row goes back with the reason. */
function recheck(row: RunRow, ordersLeft: number, draft: Draft | null, posted: InvoicePostings | null): Problem[] {
  if (ordersLeft !== row.orders.length || !draft)
    return [
      { code: 'order.changed', message: 'an order of this row was billed, cancelled or hidden since the approval' },
    ]
  if (draft.problems.length > 0) return draft.problems
  if (draft.holds.length > 0)
    return draft.holds.map((hold) => ({
      code: `hold.${hold.kind}`,
      message: hold.reason,
      data: { reason: hold.reason, ...hold.data },
    }))
  if (draft.totals.payable !== row.amount) {
    return [
      {
        code: 'order.amount-changed',
        message: `approved ${formatMinor(row.amount, draft.currency)}, now ${formatMinor(draft.totals.payable, draft.currency)}: propose again`,
        data: {
          approved: formatMinor(row.amount, draft.currency),
          now: formatMinor(draft.totals.payable, draft.currency),
        },
      },
    ]
  }
  return posted?.problems ?? []
}

/** Numbers last: everything is computed and checked. A document and its voucher draw from series of their own. */
function numberNeeds(ready: readonly Ready[]): NumberNeed[] {
  const needs = new Map<string, NumberNeed>()
  const need = (seriesId: Id, on: Day) => {
    const key = needKey(seriesId, on)
    const known = needs.get(key)
    if (known) known.count += 1
    else needs.set(key, { key, seriesId, on, count: 1 })
  }
  for (const one of ready) {
    need(seriesOf(one), one.draft.issuedOn)
    if (one.voucher) need(one.voucher.seriesId, one.voucher.postedOn)
  }
  return [...needs.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}

function giveNumbers(ready: readonly Ready[], blocks: ReadonlyMap<string, NumberBlock>, setUp: BillingSetUp): void {
  const next = new Map([...blocks].map(([key, block]) => [key, block.first]))
  const draw = (seriesId: Id, on: Day): [NumberBlock, bigint] => {
    const key = needKey(seriesId, on)
    const number = next.get(key)!
    next.set(key, number + 1n)
    return [blocks.get(key)!, number]
  }
  for (const one of ready) {
    const [block, number] = draw(seriesOf(one), one.draft.issuedOn)
    const text = numberText(block, number)
    one.number = { year: block.year, number, text, ...referenceOf(setUp.rules, one.group, block, text, one.draft.kind) }
    if (!one.voucher) continue
    const [voucherBlock, voucherNumber] = draw(one.voucher.seriesId, one.voucher.postedOn)
    one.voucher.text = text
    one.voucherNumber = { id: one.voucher.id, year: voucherBlock.year, number: voucherNumber }
  }
}

const seriesOf = ({ draft, group }: Pick<Ready, 'draft' | 'group'>): Id => {
  if (draft.kind === 'proforma') return group.proformaSeriesId ?? group.seriesId
  return draft.kind === 'interest-invoice' ? (group.interestSeriesId ?? group.seriesId) : group.seriesId
}

async function write(ctx: Ctx, runId: Id, ready: readonly Ready[], setUp: BillingSetUp): Promise<void> {
  if (ready.length === 0) return
  const { db, company, user } = ctx
  const tenant = { company_id: { type: 'uuid' as const, value: company.id } }
  const withVoucher = ready.filter((one) => one.voucher)
  const vouchers = withVoucher.map((one) => one.voucher!)
  const items = ready.flatMap(itemOf)
  // All statements are sent without waiting: they run in this order, and each is made while the database does the one before.
  await Promise.all([
    writeVouchers(
      db,
      company.id,
      user.id,
      vouchers,
      withVoucher.map((one) => one.voucherNumber!),
    ),
    writeInvoices(ctx, runId, ready, setUp),
    openItems(db, company.id, items),
    insertRows(
      db,
      'deliveries',
      { id: 'uuid', subject_id: 'uuid', channel: 'text', party_id: 'uuid', business_area_id: 'uuid' },
      ready.map((one) => ({
        id: newId(),
        subject_id: one.id,
        channel: one.draft.channel,
        party_id: one.payer.id,
        business_area_id: one.draft.businessAreaId,
      })),
      { ...tenant, subject_kind: { type: 'text', value: 'invoice' }, created_by: { type: 'uuid', value: user.id } },
    ),
    // Named twice, so that both are found by their keys whatever the statistics say: a join alone may read all orders for each chunk.
    db.query(
      hot(
        `update orders o set invoice_id = x.invoice_id from unnest($2::uuid[], $3::uuid[]) as x (order_id, invoice_id)
          where o.company_id = $1 and o.id = any ($2::uuid[]) and o.id = x.order_id`,
        [
          company.id,
          list(ready.flatMap((one) => one.row.orders)),
          list(ready.flatMap((one) => one.row.orders.map(() => one.id))),
        ],
      ),
    ),
    db.query(
      hot(
        // Their invoices lie in the array by the number of the row: no join whose plan could go astray.
        `update run_rows set state = 'done', result_id = ($4::uuid[])[row_no - $5::int] where company_id = $1 and run_id = $2 and row_no = any ($3::int[])`,
        [company.id, runId, list(ready.map((one) => one.row.row_no)), list(idsByRow(ready)), ready[0]!.row.row_no - 1],
      ),
    ),
  ])
  await settleCorrections(ctx, runId, ready, items, setUp)
}

/** Ids and numbers need no quotes: the driver would look at every character of each. */
const list = (values: readonly (string | number)[]): string => `{${values.join(',')}}`

/** Ids of the documents from the first row's to the last row's; rows between without a document have any id, which nobody asks for. */
function idsByRow(ready: readonly Ready[]): Id[] {
  const first = ready[0]!.row.row_no
  const ids = new Array<Id>(ready.at(-1)!.row.row_no - first + 1).fill(ready[0]!.id)
  for (const one of ready) ids[one.row.row_no - first] = one.id
  return ids
}

async function writeInvoices(
  { db, company, user, now }: Ctx,
  runId: Id,
  ready: readonly Ready[],
  setUp: BillingSetUp,
): Promise<void> {
  const tenant = { company_id: { type: 'uuid' as const, value: company.id } }
  await Promise.all([
    insertRows(
      db,
      'invoices',
      {
        id: 'uuid',
        kind: 'text',
        series_id: 'uuid',
        year: 'int4',
        number: 'int8',
        number_text: 'text',
        reference: 'text',
        reference_kind: 'text',
        party_id: 'uuid',
        party_version_no: 'int4',
        payer_id: 'uuid',
        payer_version_no: 'int4',
        invoice_group_id: 'uuid',
        business_area_id: 'uuid',
        issued_on: 'date',
        supply_on: 'date',
        supply_from: 'date',
        supply_to: 'date',
        due_on: 'date',
        terms_days: 'int4',
        currency: 'bpchar',
        rate: 'numeric',
        rate_on: 'date',
        amount_lines: 'int8',
        amount_net: 'int8',
        amount_vat: 'int8',
        amount_gross: 'int8',
        amount_prepaid: 'int8',
        amount_rounding: 'int8',
        amount_payable: 'int8',
        their_reference: 'text',
        our_reference: 'text',
        purchase_order: 'text',
        text: 'text',
        credits_id: 'uuid',
        credits_amount: 'int8',
        reason: 'text',
        language: 'text',
        advances: 'jsonb',
        voucher_id: 'uuid',
      },
      ready.map(invoiceRow),
      {
        ...tenant,
        run_id: { type: 'uuid', value: runId },
        company_version_no: { type: 'int4', value: setUp.sellerVersionNo },
        issued_by: { type: 'uuid', value: user.id },
        issued_at: { type: 'timestamptz', value: now },
      },
    ),
    writeLines(db, company.id, ready),
    insertRows(
      db,
      'invoice_vat',
      {
        invoice_id: 'uuid',
        row_no: 'int4',
        vat_code: 'text',
        category: 'text',
        percent: 'numeric',
        base: 'int8',
        vat: 'int8',
        exemption_reason: 'text',
        exemption_code: 'text',
      },
      ready.flatMap((one) =>
        one.draft.vat.map((vat, i) => ({
          invoice_id: one.id,
          row_no: i + 1,
          vat_code: vat.vatCode,
          category: vat.category,
          percent: vat.percent,
          base: vat.base,
          vat: vat.vat,
          exemption_reason: vat.exemptionReason,
          exemption_code: vat.exemptionCode,
        })),
      ),
      tenant,
    ),
  ])
}

/** Source of an advance invoice that a payment made; its reference begins with the payment's item. */
export const paid = 'payment'
const paymentOf = (one: Ready): Id => one.draft.orders[0]!.sourceReference.slice(0, 36)

/**
 * A credit note settles what its invoice still has open, an advance invoice is settled by the payment that made it: in the
 * same transaction. What was paid before stays the customer's.
 */
async function settleCorrections(
  ctx: Ctx,
  runId: Id,
  ready: readonly Ready[],
  items: readonly NewItem[],
  setUp: BillingSetUp,
): Promise<void> {
  const notes = ready.filter((one) => one.draft.kind === 'credit-note' && one.draft.creditsId && one.voucher)
  const advances = ready.filter((one) => one.draft.kind === 'advance-invoice' && one.draft.orders[0]!.source === paid)
  if (notes.length + advances.length === 0) return
  const rows = await lockClaims(
    ctx,
    notes.map((one) => one.draft.creditsId!),
  )
  const payments = await ctx.db.rows<{ id: Id; amount_open: bigint }>(
    hot(
      `select id, amount_open from open_items where company_id = $1 and id = any ($2::uuid[]) and amount_open < 0 order by id for no key update`,
      [ctx.company.id, advances.map(paymentOf)],
    ),
  )
  const openDay = await readOpenDays(ctx.db, ctx.company.id)
  for (const advance of advances) {
    const item = items.find((one) => one.invoiceId === advance.id)
    const payment = payments.find((row) => row.id === paymentOf(advance))
    if (!item || !payment) continue
    const posted = advance.voucher!.postings[0]!.amount
    const amount = posted < -payment.amount_open ? posted : -payment.amount_open
    await allocate(ctx, [{ debitItemId: item.id, creditItemId: payment.id, amount, valueOn: advance.draft.issuedOn }], {
      setUp: setUp.posting,
      openDay,
      ledger: 'receivable',
      voucherSeriesId: advance.group.voucherSeriesId,
      runId,
    })
  }
  for (const note of notes) {
    const item = items.find((one) => one.invoiceId === note.id)
    const posting = note.voucher!.postings[0]!
    const targets = rows.filter(
      (row) =>
        row.invoiceId === note.draft.creditsId &&
        row.account === posting.account &&
        row.partyId === posting.partyId &&
        row.currency === posting.currency,
    )
    if (!item || targets.length === 0) continue
    let left = -posting.amount
    const taken = targets.map((target) => {
      const amount = target.open < left ? target.open : left
      left -= amount
      return { debitItemId: target.id, creditItemId: item.id, amount, valueOn: note.draft.issuedOn }
    })
    const allocations = taken.filter((one) => one.amount > 0n)
    await allocate(ctx, allocations, {
      setUp: setUp.posting,
      openDay,
      ledger: 'receivable',
      voucherSeriesId: note.group.voucherSeriesId,
      runId,
    })
  }
}

const toVoucher = ({ draft, posted, group }: Ready, runId: Id): Voucher => ({
  id: newId(),
  seriesId: group.voucherSeriesId,
  ledger: 'receivable',
  transactionType: draft.kind,
  postedOn: draft.issuedOn,
  documentOn: draft.issuedOn,
  baseCurrency: posted.baseCurrency,
  text: '',
  runId,
  businessAreaId: draft.businessAreaId,
  postings: posted.postings,
})

function invoiceRow({ id, draft, number, party, payer, group, posted, voucher }: Ready) {
  return {
    id,
    kind: draft.kind,
    series_id: seriesOf({ draft, group }),
    year: number.year,
    number: number.number,
    number_text: number.text,
    reference: number.reference,
    reference_kind: number.kind,
    party_id: party.id,
    party_version_no: party.versionNo,
    payer_id: payer.id,
    payer_version_no: payer.versionNo,
    invoice_group_id: group.id,
    business_area_id: draft.businessAreaId,
    issued_on: draft.issuedOn,
    supply_on: draft.supplyOn,
    supply_from: draft.supplyFrom,
    supply_to: draft.supplyTo,
    due_on: draft.dueOn,
    terms_days: draft.termsDays,
    currency: draft.currency,
    rate: posted.rate,
    rate_on: posted.rateOn,
    amount_lines: draft.totals.lines,
    amount_net: draft.totals.net,
    amount_vat: draft.totals.vat,
    amount_gross: draft.totals.gross,
    amount_prepaid: draft.totals.prepaid,
    amount_rounding: draft.totals.rounding,
    amount_payable: draft.totals.payable,
    their_reference: draft.theirReference,
    our_reference: draft.ourReference,
    purchase_order: draft.purchaseOrder,
    text: draft.text,
    credits_id: draft.creditsId,
    credits_amount: draft.creditsAmount ?? null,
    reason: draft.reason,
    language: payer.language,
    advances: draft.advances.length > 0 ? draft.advances : null,
    voucher_id: voucher?.id ?? null,
  }
}

/** The posting on the control account opens the item; a document with nothing to pay opens none. */
function itemOf({ id, draft, number, group, voucher }: Ready): NewItem[] {
  if (!voucher || voucher.postings[0]!.partyId === undefined || draft.totals.payable === 0n) return []
  return [
    {
      id: newId(),
      voucher,
      lineNo: 1,
      kind: draft.kind === 'credit-note' ? 'credit-note' : 'invoice',
      component: draft.kind === 'interest-invoice' ? 'interest' : 'capital',
      numberText: number.text,
      reference: number.reference,
      dueOn: draft.dueOn,
      invoiceId: id,
      invoiceGroupId: group.id,
      businessAreaId: draft.businessAreaId,
    },
  ]
}

async function finishRun({ db, company }: Ctx, runId: Id): Promise<z.output<typeof answer>> {
  const counts = await db.one<{ issued: number; rejected: number; held: number }>(
    hot(
      // Another process may have ended it, or someone may have left a row out meanwhile.
      `with counts as (
         select count(*) filter (where state = 'done')::int as issued, count(*) filter (where state = 'rejected')::int as rejected, count(*) filter (where state = 'held')::int as held,
                count(*) filter (where state = 'proposed') as left_over
           from run_rows where company_id = $1 and run_id = $2
       ), ended as (
         update runs r set state = 'done', finished_at = now(), report = jsonb_build_object('issued', c.issued, 'rejected', c.rejected, 'held', c.held)
           from counts c where r.company_id = $1 and r.id = $2 and r.state = 'executing' and c.left_over = 0
       )
       select issued, rejected, held from counts`,
      [company.id, runId],
    ),
  )
  return { runId, ...counts }
}

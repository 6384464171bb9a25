import { z } from 'zod'
import { refusePartOfRun } from '../../access/whole-run.ts'
import { audit } from '../../db/audit.ts'
import type { Ctx, LongCtx } from '../../db/context.ts'
import { runInThread } from '../../db/run-in-thread.ts'
import { id } from '../../db/schemas.ts'
import { hot } from '../../db/sql.ts'
import type { Threads } from '../../db/threads.ts'
import { longVerb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import type { Course, Ticket } from '../../ledger/number-course.ts'
import {
  confirmNumbers,
  expectNumbers,
  forgetNumbers,
  isStale,
  lendCourse,
  newCourse,
  takeAll,
  takeTicket,
  waitShortly,
} from '../../ledger/number-course.ts'
import type { BillingSetUp } from '../billing-set-up.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import type { Surroundings } from '../draft/assemble.ts'
import { readOrders } from '../draft/read-orders.ts'
import { readSurroundings } from '../draft/surroundings.ts'
import type { Order } from '../types.ts'
import type { RunRow } from './decide-rows.ts'
import { decideRows, giveNumbers, numberNeeds } from './decide-rows.ts'
import type { Batch, Known } from './propose-billing.ts'
import { writeDocuments } from './write-documents.ts'

/** Documents of one transaction: another writer on the same series waits for it (1 000 take about 0.2 s). */
const chunkMax = 1_000
/** Chunks written side by side; they commit one after the other, in the order of their numbers. */
const lanesMax = 4
const retriesMax = 5
/** They write a long run, and this thread is free for others; four processors have PostgreSQL to serve, too. */
const threadsMax = 2
export const threadLanes = 2

const answer = z.object({ runId: id, issued: z.number(), rejected: z.number(), held: z.number() })

/**
 * Issues an approved billing run, chunk by chunk. Each chunk is one transaction: the rows are decided again (decide-rows.ts)
 * and checked against what was approved; then numbers, documents, vouchers, open items and outbox rows are written
 * (write-documents.ts). After a crash the next call goes on where the last commit was.
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
  const ids = rows.flatMap((row) => row.orders)
  const { orders, around } = stillHolds(read, ids) ?? (await readBatch(ctx, setUp, ids, invoiceOn))
  const { decided, rejected } = decideRows(rows, orders, around, { runId, invoiceOn, setUp })
  const needs = numberNeeds(decided)
  const blocks = ticket ? await expectNumbers(ctx, ticket, needs) : await takeAll(ctx, needs)
  const ready = giveNumbers(decided, blocks, setUp.rules)
  await writeDocuments(ctx, runId, ready, setUp)
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

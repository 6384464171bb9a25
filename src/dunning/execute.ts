import { z } from 'zod'
import { refusePartOfRun } from '../access/whole-run.ts'
import { readParameter } from '../company/read-parameter.ts'
import { audit } from '../db/audit.ts'
import type { Ctx, LongCtx } from '../db/context.ts'
import { runInThread } from '../db/run-in-thread.ts'
import { id } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import type { Threads } from '../db/threads.ts'
import { longVerb } from '../db/verb.ts'
import type { ChargeSetUp } from '../interest/charge-set-up.ts'
import { readChargeSetUp } from '../interest/charge-set-up.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import type { Course, NumberNeed, Ticket } from '../ledger/number-course.ts'
import {
  confirmNumbers,
  expectNumbers,
  forgetNumbers,
  isStale,
  lendCourse,
  needKey,
  newCourse,
  takeTicket,
} from '../ledger/number-course.ts'
import type { post } from '../ledger/post.ts'
import { writeVouchers } from '../ledger/post.ts'
import type { NumberBlock } from '../ledger/take-numbers.ts'
import { causesOf, countRows, totalsOf } from './count-rows.ts'
import type { PolicyBook } from './policies.ts'
import { readPolicyBook } from './policies.ts'
import type { ClaimHints } from './read-claims.ts'
import { claimsOfParties, readHints } from './read-claims.ts'
import type { Judged, StoredRow } from './recheck.ts'
import { recheck } from './recheck.ts'
import type { RowReason, Totals } from './run-shape.ts'
import { reasonOf } from './run-shape.ts'
import type { Proposal } from './types.ts'
import { isLetter } from './types.ts'
import type { Scales } from './weigh.ts'
import { readAround, readScales } from './weigh.ts'
import { chargeLetters, writeLetters } from './write-letters.ts'

/** Rows of one transaction. */
const chunkMax = 1_000
/** Chunks written side by side. */
const lanesMax = 4
const retriesMax = 5
/** They write a long run, and this thread is free for others; four processors have PostgreSQL to serve, too. */
const threadsMax = 2
export const threadLanes = 3
/** So long a letter waits in the outbox, where it can be recalled. */
const recallMinutes = 60

const answer = z.object({
  runId: id,
  letters: z.number(),
  handovers: z.number(),
  dropped: z.number().meta({ description: 'Rows that were approved and no longer hold: each has its reason' }),
})
type Answer = z.output<typeof answer>

/**
 * Executes an approved run, chunk by chunk. Each chunk is one transaction: its claims are weighed again by the function that
 * proposed them; letters, charges, outbox rows and hand-overs are written by one statement a table. After a crash the next
 * call goes on where the last commit was; a run that is done is answered as it ended.
 */
export const execute = longVerb({
  kind: 'long',
  name: 'dunning.execute',
  summary: 'Execute an approved dunning run: look at each row again, write letters and charges, fill the outbox',
  route: 'POST /dunning-runs/{runId}/execute',
  input: z.object({ runId: id }),
  output: answer,
  run: (ctx, { runId }) => executeRun(ctx, runId),
})

/** What each lane needs to know, in whichever thread it runs. */
export interface ThreadInput {
  runId: Id
  rows: number
  lastRow: number
  /** Rows up to here are some lane's of this process: each lane reads its own, not past what the others have done. */
  claimed: Int32Array
}

interface Work extends ThreadInput {
  book: PolicyBook
  scales: Scales
  charges: ChargeSetUp
  hints: ClaimHints
  recallMinutes: number
}

export async function executeRun(ctx: LongCtx, runId: Id): Promise<Answer> {
  const { done, ...started } = await ctx.transaction((tx) => startRun(tx, runId))
  if (done) return done
  let threads = ctx.threads ?? null
  do {
    const claimed = new Int32Array(new SharedArrayBuffer(4))
    const lanes = await Promise.allSettled(await startLanes(ctx, { runId, ...started, claimed }, threads))
    // What a thread left undone is done here.
    threads = null
    for (const one of lanes) if (one.status === 'rejected') throw one.reason
  } while (await ctx.transaction((tx) => rowsAreLeft(tx, runId)))
  return ctx.transaction((tx) => finishRun(tx, runId))
}

/** Lanes that share rows and numbers: in this thread, or those of a long run in threads of their own. */
async function startLanes(ctx: LongCtx, input: ThreadInput, threads: Threads | null): Promise<Promise<void>[]> {
  const length = Math.min(lanesMax, Math.ceil(input.rows / chunkMax))
  const course = length > 1 ? newCourse() : null
  if (!threads || !course || input.rows < threads.rowsMin) {
    const work = await readWork(ctx, input)
    return Array.from({ length }, () => executeLane(ctx, work, course))
  }
  const thread = { module: new URL('./execute-thread.ts', import.meta.url), connections: threadLanes, input }
  return Array.from({ length: threadsMax }, () =>
    runInThread(ctx, threads, thread, (port) => lendCourse(port, course)).catch((err: unknown) =>
      // What is wrong with its rows is met again by who does them here.
      ctx.log.warn({ err, run: input.runId }, 'a thread of a dunning run ended early: its rows are done without it'),
    ),
  )
}

export const readWork = (ctx: LongCtx, input: ThreadInput): Promise<Work> =>
  ctx.transaction(
    async (tx): Promise<Work> => ({
      ...input,
      book: await readPolicyBook(tx, ctx.today),
      // What holds a claim is looked at again when its letter leaves; of many claims it is read once here, of few with each chunk.
      scales: await readScales(tx, ctx.today, input.rows > chunkMax ? 'all' : null),
      charges: await readChargeSetUp(tx),
      // What another run charges meanwhile stands with its letters: those are always asked for.
      hints: { ...(await readHints(tx)), letters: true, queue: true },
      recallMinutes: await readRecallMinutes(tx),
    }),
    { readOnly: true },
  )

async function readRecallMinutes(ctx: Ctx): Promise<number> {
  return (await readParameter(ctx, 'dunning', ctx.today))?.recallMinutes ?? recallMinutes
}

async function startRun(ctx: Ctx, runId: Id): Promise<{ rows: number; lastRow: number; done?: Answer }> {
  const { db, company, today } = ctx
  const run = await db.maybe<{ state: string; on: Day; report: Omit<Answer, 'runId'> | null }>(
    hot(
      `select state, parameters ->> 'on' as on, report from runs where company_id = $1 and id = $2 and kind = 'dunning' for update`,
      [company.id, runId],
    ),
  )
  if (!run) return refuse('run.unknown', `there is no dunning run ${runId}`, { run: runId }, 404)
  await refusePartOfRun(ctx, runId)
  if (run.state === 'done') return { rows: 0, lastRow: 0, done: { runId, ...run.report! } }
  if (run.state === 'proposed') refuse('run.not-approved', 'the run has not been approved', { run: runId }, 409)
  if (run.state === 'abandoned')
    refuse('run.already-done', `the run is ${run.state}`, { run: runId, state: run.state }, 409)
  if (run.on > today)
    refuse('dunning-run.too-early', `the letters of this run are of ${run.on}: execute it then`, { on: run.on }, 409)
  if (run.state !== 'executing')
    await db.query(hot(`update runs set state = 'executing' where company_id = $1 and id = $2`, [company.id, runId]))
  return db.one<{ rows: number; lastRow: number }>(
    hot(
      `select count(*)::int as rows, coalesce(max(row_no), 0) as "lastRow" from run_rows where company_id = $1 and run_id = $2 and state = 'proposed'`,
      [company.id, runId],
    ),
  )
}

/** Chunk after chunk until no row is left; one that met another writer is done again from its start. */
export async function executeLane(ctx: LongCtx, work: Work, course: Course | null): Promise<void> {
  let failures = 0
  let after = 0
  for (;;) {
    if (failures === 0) after = Atomics.add(work.claimed, 0, chunkMax)
    if (after >= work.lastRow) return
    // After a failure numbers are drawn as everybody draws them.
    const ticket = course && failures === 0 ? takeTicket(course) : null
    try {
      const progress = await ctx.transaction((tx) => executeChunk(tx, work, after, ticket))
      if (progress) ctx.progress(progress.done, progress.total)
      failures = 0
    } catch (error) {
      if (!isPassing(error) || ++failures > retriesMax) throw error
      if (course) forgetNumbers(course)
    } finally {
      ticket?.leave()
    }
  }
}

/** Another run has asked for one of the claims, or charged its days, meanwhile; or locks crossed: look again. */
function isPassing(error: unknown): boolean {
  if (error instanceof Refused) return error.problems.some((problem) => problem.code === 'interest.charged-meanwhile')
  const { code, constraint } = error as { code?: string; constraint?: string }
  if (code === '40001' || isStale(error)) return true
  return (
    code === '23505' &&
    (constraint === 'dunning_letter_items_one_after_another' || constraint === 'collection_queue_waits_once')
  )
}

async function executeChunk(
  ctx: Ctx,
  work: Work,
  after: number,
  ticket: Ticket | null,
): Promise<{ done: number; total: number } | null> {
  const { db, company } = ctx
  const { runId, book, scales } = work
  const stored = await db.rows<StoredRow>(
    hot(
      `select row_no as "rowNo", party_id as "partyId", currency::text as currency, amount, reason, business_area_id as "businessAreaId"
         from run_rows where company_id = $1 and run_id = $2 and row_no > $3 and row_no <= $4 and state = 'proposed' order by row_no for update skip locked`,
      [company.id, runId, after, after + chunkMax],
    ),
  )
  if (stored.length === 0) return null
  const partyIds = [...new Set(stored.map((row) => row.partyId))]
  const claims = await claimsOfParties(ctx, scales.on, book, partyIds, work.hints)
  const around = await readAround(ctx, scales, claims)
  const judged = recheck(stored, claims, around)
  const letters = judged.flatMap((one) =>
    one.proposal && isLetter(one.proposal.step.kind) ? [{ ...one, proposal: one.proposal }] : [],
  )
  await writeLetters(ctx, { ...work, parties: around.parties }, letters)
  await writeQueue(ctx, runId, judged)
  await writeOutcomes(ctx, runId, judged)
  await audit(ctx, {
    verb: 'dunning.execute',
    subjects: [runId],
    summary: { letters: letters.length, dropped: judged.filter((one) => !one.proposal).length },
  })
  // Last of all what other chunks wait for until the commit: the series of the vouchers, then the run.
  const numbers = ticket && expectedNumbers(ctx, ticket)
  await chargeLetters(ctx, work, letters, numbers?.post)
  await numbers?.confirm()
  return db.one<{ done: number; total: number }>(
    hot(
      `update runs set progress_done = progress_done + $3 where company_id = $1 and id = $2 returning progress_done::int as done, coalesce(progress_total, 0)::int as total`,
      [company.id, runId, stored.length],
    ),
  )
}

/** Vouchers are written with the numbers that they will get when it is this chunk's turn, and numbered for good at the end. */
function expectedNumbers(ctx: Ctx, ticket: Ticket): { post: typeof post; confirm: () => Promise<void> } {
  const needs = new Map<string, NumberNeed>()
  let blocks = new Map<string, NumberBlock>()
  return {
    async post(db, companyId, userId, vouchers) {
      for (const { seriesId, postedOn } of vouchers) {
        const key = needKey(seriesId, postedOn)
        const need = needs.get(key)
        if (need) need.count += 1
        else needs.set(key, { key, seriesId, on: postedOn, count: 1 })
      }
      blocks = await expectNumbers(ctx, ticket, [...needs.values()])
      const next = new Map([...blocks].map(([key, block]) => [key, block.first]))
      const numbers = vouchers.map(({ id, seriesId, postedOn }) => {
        const key = needKey(seriesId, postedOn)
        const number = next.get(key)!
        next.set(key, number + 1n)
        return { id, year: blocks.get(key)!.year, number }
      })
      await writeVouchers(db, companyId, userId, vouchers, numbers)
      return numbers
    },
    confirm: () => (needs.size === 0 ? Promise.resolve() : confirmNumbers(ctx, ticket, [...needs.values()], blocks)),
  }
}

/** Claims that the policy marks ready wait for the agency or the court. */
async function writeQueue({ db, company, user, today }: Ctx, runId: Id, judged: readonly Judged[]): Promise<void> {
  const rows = judged.flatMap(({ proposal }) =>
    proposal && !isLetter(proposal.step.kind)
      ? proposal.items.map(({ claim }) => ({
          item: claim.itemId,
          area: claim.businessAreaId,
          target: proposal.step.kind === 'collection' ? 'agency' : 'court',
          reason: `${proposal.policy.code} ${proposal.step.stepNo}`,
        }))
      : [],
  )
  if (rows.length === 0) return
  await db.query(
    hot(
      `insert into collection_queue (company_id, id, item_id, target, run_id, reason, queued_on, queued_by, business_area_id)
       select $1, gen_random_uuid(), x.item, x.target, $2, x.reason, $3, $4, x.area from unnest($5::uuid[], $6::text[], $7::text[], $8::uuid[]) as x (item, target, reason, area)`,
      [
        company.id,
        runId,
        today,
        user.id,
        rows.map((row) => row.item),
        rows.map((row) => row.target),
        rows.map((row) => row.reason),
        rows.map((row) => row.area),
      ],
    ),
  )
}

async function writeOutcomes({ db, company }: Ctx, runId: Id, judged: readonly Judged[]): Promise<void> {
  await db.query(
    hot(
      `update run_rows r set state = x.state, result_id = x.letter, problems = x.problems::jsonb from unnest($3::int[], $4::text[], $5::uuid[], $6::text[]) as x (row_no, state, letter, problems)
        where r.company_id = $1 and r.run_id = $2 and r.row_no = x.row_no and r.row_no between $7 and $8`,
      [
        company.id,
        runId,
        judged.map((one) => one.row.rowNo),
        judged.map((one) => (one.proposal ? 'done' : 'rejected')),
        judged.map((one) => (one.proposal && isLetter(one.proposal.step.kind) ? one.letterId : null)),
        judged.map((one) => (one.problems.length > 0 ? JSON.stringify(one.problems satisfies Problem[]) : null)),
        judged[0]!.row.rowNo,
        judged.at(-1)!.row.rowNo,
      ],
    ),
  )
  const otherwise = judged.flatMap(({ row, proposal }) =>
    proposal && proposal.total !== row.amount ? [{ row, proposal }] : [],
  )
  if (otherwise.length === 0) return
  await db.query(
    hot(
      `update run_rows r set amount = x.amount, reason = x.reason from unnest($3::int[], $4::int8[], $5::jsonb[]) as x (row_no, amount, reason)
        where r.company_id = $1 and r.run_id = $2 and r.row_no = x.row_no`,
      [
        company.id,
        runId,
        otherwise.map(({ row }) => row.rowNo),
        otherwise.map(({ proposal }) => proposal.total),
        otherwise.map(({ row, proposal }) => JSON.stringify(asExecuted(row, proposal))),
      ],
    ),
  )
}

/** A row tells what was asked for; what had been approved stands beside it. */
const asExecuted = ({ reason, amount }: StoredRow, proposal: Proposal): RowReason => ({
  ...reason,
  ...reasonOf(proposal),
  causes: reason.causes,
  approved: String(amount),
})

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

async function finishRun(ctx: Ctx, runId: Id): Promise<Answer> {
  const { db, company } = ctx
  const { changed, ...counts } = await db.one<Omit<Answer, 'runId'> & { changed: number }>(
    hot(
      `select count(*) filter (where state = 'done' and result_id is not null)::int as letters, count(*) filter (where state = 'done' and result_id is null)::int as handovers,
              count(*) filter (where state = 'rejected')::int as dropped, count(*) filter (where reason ? 'approved')::int as changed from run_rows where company_id = $1 and run_id = $2`,
      [company.id, runId],
    ),
  )
  // What fell away, or came to less, is not what the run came to.
  const totals = counts.dropped + changed > 0 ? await totalsNow(ctx, runId) : null
  await db.query(
    hot(
      `update runs r set state = 'done', finished_at = now(), report = $3, totals = coalesce($4, totals) where company_id = $1 and id = $2 and state = 'executing'
          and not exists (select from run_rows x where x.company_id = $1 and x.run_id = $2 and x.state = 'proposed')`,
      [company.id, runId, JSON.stringify(counts), totals && JSON.stringify(totals)],
    ),
  )
  return { runId, ...counts }
}

async function totalsNow(ctx: Ctx, runId: Id): Promise<Totals> {
  const { totals } = await ctx.db.one<{ totals: Totals }>(
    hot(`select totals from runs where company_id = $1 and id = $2`, [ctx.company.id, runId]),
  )
  return totalsOf(await countRows(ctx, runId, {}), await causesOf(ctx, runId, {}), totals.waiting)
}

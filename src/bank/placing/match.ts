import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx, LongCtx } from '../../db/context.ts'
import { asSystem } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import { longVerb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/problem.ts'
import type { Course } from '../../ledger/number-course.ts'
import { newCourse, takeTicket, waitForTurn, waitShortly } from '../../ledger/number-course.ts'
import { outsideOfAccount } from '../../ledger/post.ts'
import type { BankSetUp } from '../bank-set-up.ts'
import { readBankSetUp } from '../bank-set-up.ts'
import { endBrokenRuns, runLives } from '../end-broken-runs.ts'
import { transactionColumns, transactionJoins, unposted, unpostedInTurn } from '../read-transactions.ts'
import type { BankTransaction, Placement } from '../types.ts'
import { candidatesByReference } from './candidates-by-reference.ts'
import { learnPayers } from './learn-payers.ts'
import { matchByEvidence, readRefusals } from './match-by-evidence.ts'
import { placeByReference } from './place-by-reference.ts'
import { placeOnProforma } from './place-on-proforma.ts'
import { placeOutgoing } from './place-outgoing.ts'
import type { InLine } from './place-payments.ts'
import { placePayments } from './place-payments.ts'
import { refreshDesk } from './weigh-desk.ts'

const chunkMax = 2_000
/** Chunks under way at once: one reads, one decides, one writes. */
const lanesMax = 3
const rejectedShownMax = 100
const firstId = '00000000-0000-0000-0000-000000000000'

const answer = z.object({
  runId: id,
  payments: z.number(),
  matched: z.number().meta({ description: 'Settled by the machine, wholly or in part' }),
  onAccount: z.number().meta({ description: 'The payer is known, the invoice is not: a credit on the account' }),
  unidentified: z.number().meta({ description: 'In suspense, for a person: money in that nobody knows, money out' }),
  returned: z.number().meta({ description: 'Returns that found their original: its items are open again' }),
  charges: z.number().meta({ description: 'Bank charges, posted as costs' }),
  rejected: z
    .array(z.object({ transactionId: id, code: z.string(), message: z.string() }))
    .meta({ description: 'Not posted, with the reason; the next run tries again' }),
})
type Counts = Omit<z.output<typeof answer>, 'runId' | 'rejected'>
type Direction = 'in' | 'out'

/**
 * Posts and matches what is not posted yet, chunk by chunk: money in by passes from surest to weakest (payment reference;
 * then numbers in the text, learnt payer accounts, names and amounts, weighed as evidence), then returns, charges and other
 * money out. Only a unique, consistent candidate above the threshold is taken; all else is posted to suspense and waits
 * for a person.
 */
export const match = longVerb({
  kind: 'long',
  name: 'bank.match',
  summary: 'Match and post incoming payments',
  route: 'POST /match-runs',
  input: z.object({ fileId: id.optional() }),
  output: answer,
  run: (ctx, input) => matchPayments(ctx, input),
})

/** @param size payments of a chunk; stories of many chunks need not be long */
export async function matchPayments(
  ctx: LongCtx,
  { fileId }: { fileId?: Id | undefined },
  size = chunkMax,
): Promise<z.output<typeof answer>> {
  const runId = newId()
  const counts: Counts = { payments: 0, matched: 0, onAccount: 0, unidentified: 0, returned: 0, charges: 0 }
  const rejected: z.output<typeof answer>['rejected'] = []
  await ctx.transaction(async (tx) => {
    await endBrokenRuns(tx)
    await tx.db.query(
      `insert into runs (company_id, id, kind, state, parameters, proposed_by, approved_at, approved_by) values ($1, $2, 'match', 'executing', $3, $4, $5, $4)`,
      [ctx.company.id, runId, JSON.stringify({ fileId: fileId ?? null }), ctx.user.id, ctx.now],
    )
  })
  await clearRejected(ctx, fileId ?? null)
  for (const direction of ['in', 'out'] as const) {
    await matchDirection(ctx, { runId, fileId: fileId ?? null, direction, size }, counts, rejected)
  }
  await refreshDesk(ctx, { all: false })
  const report = { ...counts, rejected: rejected.length }
  await ctx.transaction(async (tx) => {
    await tx.db.query(
      `update runs set state = 'done', finished_at = now(), report = $3 where company_id = $1 and id = $2`,
      [ctx.company.id, runId, JSON.stringify({ ...report, reasons: rejected.slice(0, rejectedShownMax) })],
    )
    await audit(tx, { verb: 'bank.match', subjects: [runId], summary: report })
  })
  return { runId, ...counts, rejected: rejected.slice(0, rejectedShownMax) }
}

interface Part {
  runId: Id
  fileId: Id | null
  direction: Direction
  /** Payments of a chunk, at most. */
  size: number
}

/** A payment that cannot be posted (a rate is missing, a person was quicker) is found by smaller chunks, and stops no other. */
async function matchDirection(
  ctx: LongCtx,
  part: Part,
  counts: Counts,
  rejected: z.output<typeof answer>['rejected'],
): Promise<void> {
  let after: Id | null = null
  let size = part.size
  const tell = (done: Counts) => {
    for (const key of Object.keys(counts) as (keyof Counts)[]) counts[key] += done[key]
    ctx.progress(counts.payments, null)
  }
  for (;;) {
    // Side by side as far as it goes; what stops it is met again, and told, by the chunk that is done alone.
    if (part.direction === 'in' && size === part.size) {
      const went = await matchSideBySide(ctx, part, after, tell)
      if (went.ended) return
      after = went.last
    }
    try {
      const done: { last: Id | null; counts: Counts } = await ctx.transaction(
        (tx) => asSystem(tx, (system) => matchChunk(system, part, after, size)),
        { retry: true },
      )
      if (done.last === null) return
      tell(done.counts)
      after = done.last
      size = Math.min(part.size, size * 4)
    } catch (error) {
      const problem = problemOf(error)
      if (!problem) throw error
      if (size > 1) {
        size = Math.max(1, Math.floor(size / 8))
        continue
      }
      const from: Id | null = after
      const stuck: BankTransaction | undefined = await ctx.transaction((tx) =>
        asSystem(tx, async (system) => (await readUnposted(system, part, from, 1))[0]),
      )
      if (!stuck) return
      rejected.push({ transactionId: stuck.id, code: problem.code, message: problem.message })
      await showRejected(ctx, stuck.id, problem)
      after = stuck.id
    }
  }
}

/**
 * Chunks of payments in the order of their keys. The next one begins as soon as this one has locked what it pays and knows its
 * numbers: it is read and decided while this one is written. Where two pay the same item, the later one waits for the lock
 * and sees what is left. A chunk with payments that only evidence can place waits until those before it have committed,
 * for what they settled and taught, and keeps the next one waiting. All commit in their order (docs/adr/0003).
 */
interface Line {
  course: Course
  /** Opens when the chunk before has taken its locks and its place. */
  gate: Promise<void>
  /** The last payment that a chunk has read; of those committed. */
  read: Id | null
  last: Id | null
  ended: boolean
  /** A chunk failed: those behind it roll back. */
  broken: boolean
}

async function matchSideBySide(
  ctx: LongCtx,
  part: Part,
  after: Id | null,
  tell: (counts: Counts) => void,
): Promise<{ last: Id | null; ended: boolean }> {
  const line: Line = {
    course: newCourse(),
    gate: Promise.resolve(),
    read: after,
    last: after,
    ended: false,
    broken: false,
  }
  const lanes: Promise<{ error: unknown } | null>[] = []
  const lane = async (): Promise<null> => {
    while (!line.ended && !line.broken) {
      const done = await chunkInLine(ctx, part, line, startNext)
      if (done) tell(done)
    }
    return null
  }
  // A short run needs one lane: another one begins when a chunk came full.
  const startNext = () => {
    if (lanes.length < lanesMax) lanes.push(lane().catch(broken))
  }
  const broken = (error: unknown) => {
    line.broken = true
    return { error }
  }
  startNext()
  let failed: { error: unknown } | null = null
  for (let i = 0; i < lanes.length; i++) failed = (await lanes[i]) ?? failed
  if (failed) throw failed.error
  return { last: line.last, ended: line.ended && !line.broken }
}

/** Never throws: what went wrong breaks the line, and is met again by the chunk alone. */
async function chunkInLine(ctx: LongCtx, part: Part, line: Line, isFull: () => void): Promise<Counts | null> {
  const ticket = takeTicket(line.course)
  let open = () => {}
  const work = async (system: Ctx) => {
    await waitShortly(system.db)
    // Chunks of a run go beside each other, those of an undo beside none.
    await system.db.query(`select pg_advisory_xact_lock_shared(hashtext($1))`, [`match ${ctx.company.id}`])
    const setUp = await readBankSetUp(system)
    const before = line.gate
    line.gate = new Promise((resolve) => {
      open = resolve
    })
    await before
    if (line.ended || line.broken) return null
    const transactions = await readUnposted(system, part, line.read, part.size)
    const last = transactions.at(-1)?.id
    line.ended = last === undefined
    if (last === undefined) return null
    line.read = last
    if (transactions.length === part.size) isFull()
    const placements = await placeIncoming(system, transactions, setUp, part.runId, { ticket, next: open })
    if (line.broken) throw new Error('a chunk in front failed')
    const counts = countOf(placements)
    await runLives(system, part.runId, 0)
    await audit(system, { verb: 'bank.match', subjects: [part.runId], summary: counts })
    return { last, counts }
  }
  try {
    const done = await ctx.transaction((tx) => asSystem(tx, work))
    if (done) line.last = done.last
    return done?.counts ?? null
  } catch {
    line.broken = true
    return null
  } finally {
    ticket.leave()
    open()
  }
}

/** What cannot be posted lies on the desk with its reason, until a run or a person posts it. */
async function showRejected(ctx: LongCtx, transactionId: Id, { code, data }: Problem): Promise<void> {
  await ctx.transaction((tx) =>
    asSystem(tx, ({ db, company }) =>
      db.query(
        `insert into desk_payments (company_id, bank_transaction_id, bank_account_id, file_id, booked_on, currency, amount, certainty, why, why_data)
         select t.company_id, t.id, t.bank_account_id, t.file_id, t.booked_on, t.currency, t.amount, 5, $3, $4 from bank_transactions t
          where t.company_id = $1 and t.id = $2 and ${unposted}
         on conflict (company_id, bank_transaction_id) do update set why = excluded.why, why_data = excluded.why_data where desk_payments.certainty = 5`,
        [company.id, transactionId, code, data ? JSON.stringify(data) : null],
      ),
    ),
  )
}

/** The run that begins tries them again. */
async function clearRejected(ctx: LongCtx, fileId: Id | null): Promise<void> {
  await ctx.transaction((tx) =>
    asSystem(tx, ({ db, company }) =>
      db.query(
        `delete from desk_payments where company_id = $1 and certainty = 5 and ($2::uuid is null or file_id = $2)`,
        [company.id, fileId],
      ),
    ),
  )
}

/** What one row can be the cause of; null for the trouble of a machine. */
function problemOf(error: unknown): Problem | null {
  const refused = error instanceof Refused ? error : outsideOfAccount(error)
  if (refused) return { ...refused.problems[0]!, message: refused.message }
  const { code, constraint, message } = error as { code?: string; constraint?: string; message?: string }
  return code?.startsWith('23') ? { code: constraint ?? code, message: message ?? '' } : null
}

async function matchChunk(
  ctx: Ctx,
  part: Part,
  after: Id | null,
  size: number,
): Promise<{ last: Id | null; counts: Counts }> {
  // One matching run of a company at a time; a person at the desk works on, item locks keep them apart.
  await ctx.db.query(`select pg_advisory_xact_lock(hashtext($1))`, [`match ${ctx.company.id}`])
  const setUp = await readBankSetUp(ctx)
  const transactions = await readUnposted(ctx, part, after, size)
  const placements =
    transactions.length === 0
      ? []
      : part.direction === 'in'
        ? await placeIncoming(ctx, transactions, setUp, part.runId)
        : await placeOutgoing(ctx, transactions, setUp, part.runId)
  const counts = countOf(placements)
  if (placements.length > 0) await runLives(ctx, part.runId, 0)
  if (placements.length > 0) await audit(ctx, { verb: 'bank.match', subjects: [part.runId], summary: counts })
  return { last: transactions.at(-1)?.id ?? null, counts }
}

/** Incoming payments by all passes: placed, posted, and what they teach about payers kept. */
export async function placeIncoming(
  ctx: Ctx,
  transactions: readonly BankTransaction[],
  setUp: BankSetUp,
  runId: Id | null,
  inLine: InLine | null = null,
): Promise<Placement[]> {
  const found = await candidatesByReference(ctx, transactions)
  const refusals = await readRefusals(ctx, transactions)
  const placements: Placement[] = []
  const left: BankTransaction[] = []
  for (const transaction of transactions) {
    const placement = placeByReference(transaction, found, setUp, refusals.get(transaction.id))
    if (placement) placements.push(placement)
    else left.push(transaction)
  }
  // Exchange differences draw numbers of their own, evidence locks what it chose: neither beside another chunk.
  const beside = left.length === 0 && transactions.every((one) => one.currency === setUp.baseOn(one.bookedOn))
  if (inLine && !beside) await waitForTurn(inLine.ticket)
  const advances = await placeOnProforma(ctx, left, setUp)
  placements.push(...advances.placements, ...(await matchByEvidence(ctx, advances.left, found, setUp, refusals)))
  await placePayments(ctx, placements, setUp, runId, found.held, beside ? inLine : null)
  await learnPayers(ctx, placements)
  return placements
}

function countOf(placements: readonly Placement[]): Counts {
  const counts: Counts = {
    payments: placements.length,
    matched: 0,
    onAccount: 0,
    unidentified: 0,
    returned: 0,
    charges: 0,
  }
  for (const { pass, items, partyId } of placements) {
    if (pass === 'return') counts.returned += 1
    else if (pass === 'charges') counts.charges += 1
    else if (items.length > 0) counts.matched += 1
    else if (partyId) counts.onAccount += 1
    else counts.unidentified += 1
  }
  return counts
}

/** What no voucher shows yet, in the order of the files. */
function readUnposted(
  ctx: Ctx,
  { fileId, direction }: Part,
  after: Id | null,
  size: number,
): Promise<BankTransaction[]> {
  // Walked in the order of the key, so that a chunk costs a chunk, also before the new rows are known to the planner.
  return ctx.db.rows<BankTransaction>(
    `with chunk as materialized (
       select t.id from (
         select t.company_id, t.id, t.file_id from bank_transactions t
          where t.company_id = $1 and ($2::uuid is null or t.file_id = $2) and t.id > $3
            and (t.amount < 0 or t.return_reason is not null) = $5
          order by t.id) t
        where ${unpostedInTurn} order by t.id limit $4)
     select ${transactionColumns} from bank_transactions t ${transactionJoins} where t.company_id = $1 and t.id in (select id from chunk) order by t.id`,
    // The payments of a file are younger than the file.
    [ctx.company.id, fileId, after ?? fileId ?? firstId, size, direction === 'out'],
  )
}

import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx, LongCtx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import { longVerb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { Refused } from '../kernel/problem.ts'
import type { BankSetUp } from './bank-set-up.ts'
import { readBankSetUp } from './bank-set-up.ts'
import { candidatesByReference } from './candidates-by-reference.ts'
import { endBrokenRuns, runLives } from './end-broken-runs.ts'
import { learnPayers } from './learn-payers.ts'
import { matchByEvidence, readRefusals } from './match-by-evidence.ts'
import { placeByReference } from './place-by-reference.ts'
import { placeOnProforma } from './place-on-proforma.ts'
import { placeOutgoing } from './place-outgoing.ts'
import { placePayments } from './place-payments.ts'
import { transactionColumns, transactionJoins, unposted, unpostedInTurn } from './read-transactions.ts'
import type { BankTransaction, Placement } from './types.ts'
import { refreshDesk } from './weigh-desk.ts'

const chunkMax = 2_000
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
  run: matchPayments,
})

export async function matchPayments(
  ctx: LongCtx,
  { fileId }: { fileId?: Id | undefined },
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
    await matchDirection(ctx, { runId, fileId: fileId ?? null, direction }, counts, rejected)
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
}

/** A payment that cannot be posted (a rate is missing, a person was quicker) is found by smaller chunks, and stops no other. */
async function matchDirection(
  ctx: LongCtx,
  part: Part,
  counts: Counts,
  rejected: z.output<typeof answer>['rejected'],
): Promise<void> {
  let after: Id | null = null
  let size = chunkMax
  for (;;) {
    try {
      const done: { last: Id | null; counts: Counts } = await ctx.transaction(
        (tx) => asSystem(tx, (system) => matchChunk(system, part, after, size)),
        { retry: true },
      )
      if (done.last === null) return
      for (const key of Object.keys(counts) as (keyof Counts)[]) counts[key] += done.counts[key]
      ctx.progress(counts.payments, null)
      after = done.last
      size = Math.min(chunkMax, size * 4)
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
      rejected.push({ transactionId: stuck.id, ...problem })
      await showRejected(ctx, stuck.id, problem.code)
      after = stuck.id
    }
  }
}

/** What cannot be posted lies on the desk with its reason, until a run or a person posts it. */
async function showRejected(ctx: LongCtx, transactionId: Id, code: string): Promise<void> {
  await ctx.transaction((tx) =>
    asSystem(tx, ({ db, company }) =>
      db.query(
        `insert into desk_payments (company_id, bank_transaction_id, bank_account_id, file_id, booked_on, currency, amount, certainty, why)
         select t.company_id, t.id, t.bank_account_id, t.file_id, t.booked_on, t.currency, t.amount, 5, $3 from bank_transactions t
          where t.company_id = $1 and t.id = $2 and ${unposted}
         on conflict (company_id, bank_transaction_id) do update set why = excluded.why where desk_payments.certainty = 5`,
        [company.id, transactionId, code],
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
function problemOf(error: unknown): { code: string; message: string } | null {
  if (error instanceof Refused) return { code: error.problems[0]!.code, message: error.message }
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
  const advances = await placeOnProforma(ctx, left, setUp)
  placements.push(...advances.placements, ...(await matchByEvidence(ctx, advances.left, found, setUp, refusals)))
  await placePayments(ctx, placements, setUp, runId, found.held)
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

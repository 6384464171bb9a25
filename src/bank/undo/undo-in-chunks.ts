import { audit } from '../../db/audit.ts'
import type { Ctx, LongCtx } from '../../db/context.ts'
import { asSystem } from '../../db/context.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused, refuse } from '../../kernel/problem.ts'
import { endBrokenRuns, runLives } from '../end-broken-runs.ts'
import { planTakeBack, planWhatCan, takeBack } from '../placing/take-back.ts'
import type { UndoAnswer } from './undo-answer.ts'
import { addUndo, nothingUndone, takenBack, undoCounts } from './undo-answer.ts'

const chunkMax = 1_000

type PostedOf = (system: Ctx, after: Id | null, limit: number) => Promise<Id[]>

/** What the undo would do, chunk by chunk; nothing is changed. */
export function previewInChunks(ctx: LongCtx, postedOf: PostedOf): Promise<UndoAnswer> {
  return walk(ctx, postedOf, async (system, ids) => {
    const { plan, hindrances } = await planWhatCan(system, ids, 'all', ctx.today)
    return takenBack(system, plan, hindrances)
  })
}

/** All or nothing: before the first payment is taken back. @throws Refused with everything that hinders it */
export async function refuseHindered(ctx: LongCtx, postedOf: PostedOf): Promise<void> {
  const { hindrances } = await previewInChunks(ctx, postedOf)
  if (hindrances.length > 0)
    throw new Refused(
      hindrances.map(({ code, message, data }) => ({
        code,
        message,
        data: (data ?? {}) as NonNullable<Problem['data']>,
      })),
      409,
    )
}

/**
 * Takes everything of many transactions back, chunk by chunk: what is posted of them still is what remains to do, so that
 * after a crash it goes on where it was.
 */
export async function undoInChunks(
  ctx: LongCtx,
  options: { verb: string; subject: Id },
  postedOf: PostedOf,
): Promise<UndoAnswer & { runId: Id }> {
  const runId = await startRun(ctx, options)
  const total = await walk(ctx, postedOf, async (system, ids, before) => {
    const plan = await planTakeBack(system, ids, 'all', ctx.today)
    const answer = await takenBack(system, plan)
    await takeBack(system, plan, runId)
    await runLives(system, runId, before + ids.length)
    await audit(system, { verb: options.verb, subjects: [options.subject], summary: undoCounts(answer) })
    return answer
  })
  await finishRun(ctx, runId, total)
  return { ...total, runId }
}

/** One transaction a chunk; matching and undo of a company stand in line. */
async function walk(
  ctx: LongCtx,
  postedOf: PostedOf,
  work: (system: Ctx, ids: Id[], before: number) => Promise<UndoAnswer>,
): Promise<UndoAnswer> {
  const total = nothingUndone()
  let after: Id | null = null
  for (;;) {
    const from: Id | null = after
    const part: { ids: Id[]; answer: UndoAnswer | null } = await ctx.transaction(
      (tx) =>
        asSystem(tx, async (system) => {
          await system.db.query(`select pg_advisory_xact_lock(hashtext($1))`, [`match ${ctx.company.id}`])
          const ids = await postedOf(system, from, chunkMax)
          return { ids, answer: ids.length === 0 ? null : await work(system, ids, total.transactions) }
        }),
      { retry: true },
    )
    if (!part.answer) return total
    addUndo(total, part.answer)
    ctx.progress(total.transactions + total.hindered, null)
    after = part.ids.at(-1)!
  }
}

async function startRun(ctx: LongCtx, { verb, subject }: { verb: string; subject: Id }): Promise<Id> {
  const runId = newId()
  await ctx.transaction(async (tx) => {
    await endBrokenRuns(tx)
    await tx.db.query(
      `insert into runs (company_id, id, kind, state, parameters, proposed_by, approved_at, approved_by) values ($1, $2, 'undo', 'executing', $3, $4, $5, $4)`,
      [ctx.company.id, runId, JSON.stringify({ verb, subject }), ctx.user.id, ctx.now],
    )
  })
  return runId
}

async function finishRun(ctx: LongCtx, runId: Id, total: UndoAnswer): Promise<void> {
  await ctx.transaction((tx) =>
    tx.db.query(`update runs set state = 'done', finished_at = now(), report = $3 where company_id = $1 and id = $2`, [
      ctx.company.id,
      runId,
      JSON.stringify(undoCounts(total)),
    ]),
  )
}

/** Standing postings of a transaction `t`: what an undo has still to do. */
export const standing = `exists (
  select from bank_postings p where p.company_id = t.company_id and p.bank_transaction_id = t.id and p.reverses_no is null
     and not exists (select from bank_postings r where r.company_id = p.company_id and r.bank_transaction_id = p.bank_transaction_id and r.reverses_no = p.posting_no))`

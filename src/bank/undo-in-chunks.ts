import { audit } from '../db/audit.ts'
import type { Ctx, LongCtx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { endBrokenRuns, runLives } from './end-broken-runs.ts'
import { planTakeBack, takeBack } from './take-back.ts'
import type { UndoAnswer } from './undo-answer.ts'
import { takenBack } from './undo-answer.ts'

const chunkMax = 1_000

/** Rows in areas that a person does not see cannot be left standing half-way: such an undo is for who sees all. */
export function requireAllAreas(ctx: LongCtx): void {
  if (ctx.user.areas !== 'all')
    refuse(
      'bank.needs-all-areas',
      'a whole file or run may reach into other business areas: somebody who sees all of them must undo it',
      {},
      403,
    )
}

/**
 * Takes everything of many transactions back, chunk by chunk: what is posted of them still is what remains to do, so that
 * after a crash it goes on where it was. With `preview` nothing is changed.
 */
export async function undoInChunks(
  ctx: LongCtx,
  options: { verb: string; preview: boolean; subject: Id },
  postedOf: (system: Ctx, after: Id | null, limit: number) => Promise<Id[]>,
): Promise<UndoAnswer & { runId: Id | null }> {
  const runId = options.preview ? null : await startRun(ctx, options)
  const total: UndoAnswer = { transactions: 0, allocations: 0, vouchers: 0, firstOn: null, lastOn: null, items: [] }
  let after: Id | null = null
  for (;;) {
    const from: Id | null = after
    const part: { ids: Id[]; answer: UndoAnswer | null } = await ctx.transaction(
      (tx) =>
        asSystem(tx, async (system) => {
          await system.db.query(`select pg_advisory_xact_lock(hashtext($1))`, [`match ${ctx.company.id}`])
          const ids = await postedOf(system, from, chunkMax)
          if (ids.length === 0) return { ids, answer: null }
          const plan = await planTakeBack(system, ids, 'all', ctx.today)
          const answer = await takenBack(system, plan)
          if (!options.preview) {
            await takeBack(system, plan, runId)
            if (runId) await runLives(system, runId, total.transactions + ids.length)
            const { items, ...counts } = answer
            await audit(system, {
              verb: options.verb,
              subjects: [options.subject],
              summary: { ...counts, items: items.length },
            })
          }
          return { ids, answer }
        }),
      { retry: true },
    )
    if (!part.answer) break
    add(total, part.answer)
    ctx.progress(total.transactions, null)
    after = part.ids.at(-1)!
  }
  if (runId) await finishRun(ctx, runId, total)
  return { ...total, runId }
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
      JSON.stringify({ ...total, items: total.items.length }),
    ]),
  )
}

function add(total: UndoAnswer, part: UndoAnswer): void {
  total.transactions += part.transactions
  total.allocations += part.allocations
  total.vouchers += part.vouchers
  if (part.firstOn && (!total.firstOn || part.firstOn < total.firstOn)) total.firstOn = part.firstOn
  if (part.lastOn && (!total.lastOn || part.lastOn > total.lastOn)) total.lastOn = part.lastOn
  if (total.items.length < 200) total.items.push(...part.items)
}

/** Standing postings of a transaction `t`: what an undo has still to do. */
export const standing = `exists (
  select from bank_postings p where p.company_id = t.company_id and p.bank_transaction_id = t.id and p.reverses_no is null
     and not exists (select from bank_postings r where r.company_id = p.company_id and r.bank_transaction_id = p.bank_transaction_id and r.reverses_no = p.posting_no))`

import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { causesOf, countRows, totalsOf } from './count-rows.ts'
import type { Totals } from './run-shape.ts'

interface StoredRun {
  runId: Id
  proposedById: Id | null
  totals: Totals | null
  report: Record<string, unknown> | null
  /** Letters of it that were recalled: what was stored counts them, what it has come to does not. */
  letters?: { recalled: number }
}

/**
 * What a run comes to for who looks at it: who sees all areas is told what was stored, less what was recalled since, anybody else what his rows come to. Claims
 * that wait are no rows: they are told to who proposed the run by his own areas.
 */
export async function seenTotals<Run extends StoredRun>(
  ctx: Ctx,
  { proposedById, ...run }: Run,
): Promise<Omit<Run, 'proposedById'> & Partial<{ done: number; total: number | null }>> {
  const seesAll = ctx.user.areas === 'all'
  if (!run.totals || (seesAll && !run.letters?.recalled)) return run
  const counts = await countRows(ctx, run.runId, {})
  const isOwn = proposedById !== null && proposedById === ctx.user.id
  const totals = totalsOf(counts, await causesOf(ctx, run.runId, {}), seesAll || isOwn ? run.totals.waiting : [])
  if (seesAll) return { ...run, totals }
  const rowsIn = (...states: string[]) =>
    counts.filter(({ state }) => states.includes(state)).reduce((sum, one) => sum + one.rows, 0)
  const done = counts.filter(({ state }) => state === 'done')
  const letters = done.filter(({ kind }) => kind !== 'collection' && kind !== 'enforcement')
  const sum = (some: typeof counts) => some.reduce((total, one) => total + one.rows, 0)
  return {
    ...run,
    totals,
    report: run.report && {
      letters: sum(letters),
      handovers: sum(done) - sum(letters),
      dropped: rowsIn('rejected'),
    },
    done: rowsIn('done', 'rejected'),
    total: rowsIn('done', 'rejected', 'proposed'),
  }
}

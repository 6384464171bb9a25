import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

export const seesWhole = z
  .boolean()
  .meta({ description: 'False: rows of areas that the caller does not see; somebody who sees all of it decides' })

/** Those of the runs that have no row in a business area that the caller does not see. */
export async function wholeRuns(ctx: Ctx, runIds: readonly Id[]): Promise<ReadonlySet<Id>> {
  if (ctx.user.areas === 'all') return new Set(runIds)
  const count = async ({ db, company }: Ctx): Promise<ReadonlyMap<Id, number>> => {
    const rows = await db.rows<{ id: Id; n: number }>(
      hot(
        `select run_id as id, count(*)::int as n from run_rows where company_id = $1 and run_id = any ($2::uuid[]) group by 1`,
        [company.id, runIds],
      ),
    )
    return new Map(rows.map(({ id, n }) => [id, n]))
  }
  const seen = await count(ctx)
  const all = await asSystem(ctx, count)
  return new Set(runIds.filter((id) => seen.get(id) === all.get(id)))
}

export const seesWholeRun = async (ctx: Ctx, runId: Id): Promise<boolean> => (await wholeRuns(ctx, [runId])).has(runId)

/**
 * A run is approved, executed or abandoned whole: who does not see all of its rows decides about none.
 * @throws Refused run.other-areas
 */
export async function refusePartOfRun(ctx: Ctx, runId: Id): Promise<void> {
  if (!(await seesWholeRun(ctx, runId)))
    refuse(
      'run.other-areas',
      'the run has rows of business areas that you do not see: somebody who sees all of it decides, or propose a run of your own',
      { run: runId },
      403,
    )
}

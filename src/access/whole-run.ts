import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

export const seesWhole = z
  .boolean()
  .meta({ description: 'False: rows of areas that the caller does not see; somebody who sees all of it decides' })

/** Whether no row of the run lies in a business area that the caller does not see. */
export async function seesWholeRun(ctx: Ctx, runId: Id): Promise<boolean> {
  if (ctx.user.areas === 'all') return true
  const count = async ({ db, company }: Ctx): Promise<number> =>
    (
      await db.one<{ n: number }>(
        hot(`select count(*)::int as n from run_rows where company_id = $1 and run_id = $2`, [company.id, runId]),
      )
    ).n
  const seen = await count(ctx)
  return (await asSystem(ctx, count)) === seen
}

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

import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

export interface LossRun {
  state: string
  proposedBy: Id | null
  /** Rows still to be written off. */
  rows: number
}

/** @throws Refused run.unknown */
export async function lockLossRun({ db, company }: Ctx, runId: Id): Promise<LossRun> {
  const run = await db.maybe<LossRun>(
    `select r.state, r.proposed_by as "proposedBy",
            (select count(*)::int from run_rows x where x.company_id = r.company_id and x.run_id = r.id and x.state = 'proposed') as rows
       from runs r where r.company_id = $1 and r.id = $2 and r.kind = 'loss' for update of r`,
    [company.id, runId],
  )
  return run ?? refuse('run.unknown', `there is no such run ${runId}`, { run: runId }, 404)
}

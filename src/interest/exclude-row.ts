import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { lockRun } from './run-shape.ts'

/** Leaves a document out of a run; its interest goes on accruing and comes with a later one. */
export const excludeRow = verb({
  kind: 'write',
  name: 'interest.exclude-row',
  summary: 'Leave a document out of a run of interest invoices',
  route: 'POST /interest-runs/{runId}/rows/{rowNo}/exclude',
  input: z.object({ runId: id, rowNo: z.coerce.number().int(), reason: z.string().trim().min(3).max(500) }),
  output: z.object({ runId: id, rowNo: z.number() }),
  async run(ctx, { runId, rowNo, reason }) {
    const run = await lockRun(ctx, runId)
    if (run.state !== 'proposed')
      refuse('run.already-done', `the run is ${run.state}`, { run: runId, state: run.state }, 409)
    const changed = await ctx.db.query(
      hot(
        `update run_rows set state = 'excluded', reason = reason || jsonb_build_object('excluded', $4::text)
          where company_id = $1 and run_id = $2 and row_no = $3 and state in ('proposed', 'held')`,
        [ctx.company.id, runId, rowNo, reason],
      ),
    )
    if (changed.rowCount === 0) refuse('run.row-unknown', `the run has no row ${rowNo} that waits`, { row: rowNo }, 404)
    await audit(ctx, { verb: 'interest.exclude-row', subjects: [runId], summary: { row: rowNo, reason } })
    return { runId, rowNo }
  },
})

import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { undoing } from '../invoicing/undoing.ts'
import { refuse } from '../kernel/problem.ts'
import { lockRun } from './run-shape.ts'

/** Leaves a document out of a run; its interest goes on accruing and comes with a later one. `back` takes it in again, as it was. */
export const excludeRow = verb({
  kind: 'write',
  name: 'interest.exclude-row',
  summary: 'Leave a document out of a run of interest invoices',
  route: 'POST /interest-runs/{runId}/rows/{rowNo}/exclude',
  input: z.object({
    runId: id,
    rowNo: z.coerce.number().int(),
    reason: z.string().trim().min(3).max(500),
    back: z.boolean().default(false),
  }),
  output: z.object({ runId: id, rowNo: z.number(), undo: undoing }),
  async run(ctx, { runId, rowNo, reason, back }) {
    const run = await lockRun(ctx, runId)
    if (run.state !== 'proposed')
      refuse('run.already-done', `the run is ${run.state}`, { run: runId, state: run.state }, 409)
    const changed = await ctx.db.query(
      hot(
        `update run_rows set state = case when $5 then coalesce(reason ->> 'was', 'proposed') else 'excluded' end,
                reason = case when $5 then reason - 'excluded' - 'was' else reason || jsonb_build_object('excluded', $4::text, 'was', state) end
          where company_id = $1 and run_id = $2 and row_no = $3 and case when $5 then state = 'excluded' else state in ('proposed', 'held') end`,
        [ctx.company.id, runId, rowNo, reason, back],
      ),
    )
    if (changed.rowCount === 0) refuse('run.row-unknown', `the run has no row ${rowNo} that waits`, { row: rowNo }, 404)
    await audit(ctx, { verb: 'interest.exclude-row', subjects: [runId], summary: { row: rowNo, reason, back } })
    return { runId, rowNo, undo: { verb: 'interest.exclude-row', input: { runId, rowNo, reason, back: !back } } }
  },
})

import { z } from 'zod'
import { reasonText, undoing } from '../claims/find-claims.ts'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { lockLossRun } from './loss-runs.ts'

/** A claim is taken out of a proposal: it stays as it is. `back` takes it in again. */
export const excludeRow = verb({
  kind: 'write',
  name: 'losses.exclude-row',
  summary: 'Take a claim out of proposed losses',
  route: 'POST /losses/runs/{runId}/rows/{rowNo}/exclude',
  input: z.object({
    runId: id,
    rowNo: z.coerce.number().int().min(1),
    reason: reasonText,
    back: z.boolean().default(false),
  }),
  output: z.object({ runId: id, rowNo: z.number(), undo: undoing }),
  async run(ctx, { runId, rowNo, reason, back }) {
    const run = await lockLossRun(ctx, runId)
    if (run.state !== 'proposed')
      refuse('run.already-done', `the run is ${run.state}`, { run: runId, state: run.state }, 409)
    const { rowCount } = await ctx.db.query(
      `update run_rows set state = case when $5 then 'proposed' else 'excluded' end,
              problems = case when not $5 then jsonb_build_array(jsonb_build_object('code', 'loss.excluded', 'message', $4::text)) end
        where company_id = $1 and run_id = $2 and row_no = $3 and state = case when $5 then 'excluded' else 'proposed' end`,
      [ctx.company.id, runId, rowNo, reason, back],
    )
    if (rowCount === 0)
      refuse('loss.row-unknown', `row ${rowNo} is not ${back ? 'left out' : 'proposed'}`, { row: rowNo }, 404)
    await audit(ctx, { verb: 'losses.exclude-row', subjects: [runId], summary: { rowNo, reason, back } })
    return { runId, rowNo, undo: { verb: 'losses.exclude-row', input: { runId, rowNo, reason, back: !back } } }
  },
})

import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { verb } from '../../db/verb.ts'
import { undoing } from '../undoing.ts'
import { lockRow, lockRun, recount, rowAnswer, rowInput } from './run-rows.ts'

/** Takes a row out of a run before it is issued; its orders wait for the next run. */
export const excludeRow = verb({
  kind: 'write',
  name: 'invoicing.exclude-row',
  summary: 'Leave a row out of a billing run',
  route: 'POST /billing-runs/{runId}/rows/{rowNo}/exclude',
  input: rowInput.extend({ reason: z.string().max(500).optional() }),
  output: rowAnswer.extend({ undo: undoing }),
  async run(ctx, { runId, rowNo, reason }) {
    const run = await lockRun(ctx, runId)
    const row = await lockRow(ctx, runId, rowNo)
    if (row.state === 'excluded') return { runId, rowNo, state: 'excluded', payable: null, problems: [], undo: null }
    await ctx.db.query(
      `update run_rows set state = 'excluded', reason = reason || jsonb_build_object('excluded', $4::text) where company_id = $1 and run_id = $2 and row_no = $3`,
      [ctx.company.id, runId, rowNo, reason ?? ''],
    )
    await recount(ctx, runId, run.state)
    await audit(ctx, { verb: 'invoicing.exclude-row', subjects: [runId], summary: { rowNo, reason: reason ?? null } })
    return {
      runId,
      rowNo,
      state: 'excluded',
      payable: null,
      problems: [],
      undo: { verb: 'invoicing.release-row', input: { runId, rowNo } },
    }
  },
})

import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { verb } from '../db/verb.ts'
import { lockRow, lockRun, moveRow, rowAnswer, rowInput } from './run-rows.ts'

/** Leaves a row out of this run alone: the next one asks again. */
export const excludeRow = verb({
  kind: 'write',
  name: 'dunning.exclude-row',
  summary: 'Leave a row out of a dunning run',
  route: 'POST /dunning-runs/{runId}/rows/{rowNo}/exclude',
  input: rowInput.extend({ reason: z.string().max(500).optional() }),
  output: rowAnswer,
  async run(ctx, { runId, rowNo, reason }) {
    const run = await lockRun(ctx, runId)
    const row = await lockRow(ctx, runId, rowNo)
    const causes = row.reason.causes.map((cause) => cause.code)
    if (row.state === 'excluded') return { runId, rowNo, state: 'excluded', causes, undo: null }
    await moveRow(ctx, runId, rowNo, run, row, 'excluded', { ...row.reason, excluded: reason ?? '' })
    await audit(ctx, {
      verb: 'dunning.exclude-row',
      subjects: [runId],
      summary: { rowNo, reason: reason ?? null },
      businessAreaId: row.businessAreaId,
    })
    return { runId, rowNo, state: 'excluded', causes, undo: { verb: 'dunning.release-row', input: { runId, rowNo } } }
  },
})

import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { lockRow, lockRun, moveRow, rowAnswer, rowInput } from './run-rows.ts'
import { releasable } from './types.ts'

/**
 * A row goes on: the pause that a person laid on it is ended, one left out comes back. What holds a row by law, or by somebody
 * else's decision (a dispute, a plan, an estate), is not let go here.
 */
export const releaseRow = verb({
  kind: 'write',
  name: 'dunning.release-row',
  summary: 'Release a held row of a dunning run, or take one in again',
  route: 'POST /dunning-runs/{runId}/rows/{rowNo}/release',
  input: rowInput.extend({
    reason: z.string().trim().max(500).optional().meta({ description: 'Why it goes although something holds it' }),
  }),
  output: rowAnswer,
  async run(ctx, { runId, rowNo, reason }) {
    const run = await lockRun(ctx, runId)
    const row = await lockRow(ctx, runId, rowNo)
    if (row.state === 'proposed') return { runId, rowNo, state: 'proposed', causes: [], undo: null }
    const { excluded, held, ...rest } = row.reason
    const wasLeftOut = row.state === 'excluded'
    // One left out comes back as it was: held, if something holds it.
    const causes = wasLeftOut ? rest.causes : rest.causes.filter((cause) => cause.code !== 'by-person')
    const firm = causes.find((cause) => !releasable.has(cause.code))
    if (!wasLeftOut && firm)
      refuse(
        'dunning-row.held-firmly',
        `the row is held by ${firm.code}, which is not let go here`,
        { cause: firm.code },
        409,
      )
    if (!wasLeftOut && causes.length > 0 && !reason)
      refuse('dunning-row.reason-needed', `say why it goes although ${causes[0]!.code} holds it`, {
        cause: causes[0]!.code,
      })
    if (held)
      await ctx.db.query(
        `update holds set released_at = $3, released_by = $4 where company_id = $1 and item_id = any ($2::uuid[]) and kind = 'pause' and released_at is null and reason = $5`,
        [ctx.company.id, rest.items.map((item) => item.id), ctx.now, ctx.user.id, held.reason],
      )
    const state = wasLeftOut && causes.length > 0 ? 'held' : 'proposed'
    const released =
      state === 'proposed' && causes.length > 0
        ? { released: { reason: reason ?? '', by: ctx.user.id, causes: causes.map((cause) => cause.code) } }
        : {}
    await moveRow(ctx, runId, rowNo, run, row, state, { ...rest, causes: state === 'held' ? causes : [], ...released })
    await audit(ctx, {
      verb: 'dunning.release-row',
      subjects: [runId, ...rest.items.map((item) => item.id)],
      summary: { rowNo, reason: reason ?? null, causes: causes.map((cause) => cause.code).join(' ') },
      businessAreaId: row.businessAreaId,
    })
    return {
      runId,
      rowNo,
      state,
      causes: state === 'held' ? causes.map((cause) => cause.code) : [],
      undo: wasLeftOut
        ? { verb: 'dunning.exclude-row', input: { runId, rowNo, reason: excluded } }
        : { verb: 'dunning.hold-row', input: { runId, rowNo, reason: held?.reason ?? reason ?? '…' } },
    }
  },
})

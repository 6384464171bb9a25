import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { Refused } from '../kernel/problem.ts'
import { readOpenDays } from '../ledger/open-day.ts'
import { reverseAllocations } from './reverse-allocations.ts'

/** Takes allocations back by dated reversals: both items are open again from the day given, or the first open one. */
export const undoAllocation = verb({
  kind: 'write',
  name: 'subledger.undo-allocation',
  summary: 'Take allocations back',
  route: 'POST /allocations/undo',
  input: z.object({
    allocationIds: z.array(id).min(1).max(10_000),
    reason: z.string().trim().min(3).max(500),
    on: dayText.optional().meta({ description: 'Default: today' }),
  }),
  output: z.object({ reversed: z.number(), alreadyReversed: z.number() }),
  async run(ctx, { allocationIds, reason, on }) {
    const wanted = [...new Set(allocationIds)]
    const rows = await ctx.db.rows<{ id: Id; reverses_id: Id | null }>(
      `select id, reverses_id from allocations where company_id = $1 and id = any ($2::uuid[])`,
      [ctx.company.id, wanted],
    )
    const known = new Map(rows.map((row) => [row.id, row]))
    const problems = wanted.flatMap((one) => {
      const row = known.get(one)
      if (!row)
        return [{ code: 'allocation.unknown', message: `there is no allocation ${one}`, data: { allocation: one } }]
      if (row.reverses_id)
        return [
          {
            code: 'allocation.is-reversal',
            message: `${one} is itself a reversal: apply the items anew instead`,
            data: { allocation: one },
          },
        ]
      return []
    })
    if (problems.length > 0) throw new Refused(problems)
    const openDay = await readOpenDays(ctx.db, ctx.company.id)
    const reversed = await reverseAllocations(ctx, wanted, on ?? ctx.today, openDay)
    await audit(ctx, {
      verb: 'subledger.undo-allocation',
      subjects: wanted.slice(0, 100),
      summary: { reversed, reason },
    })
    return { reversed, alreadyReversed: wanted.length - reversed }
  },
})

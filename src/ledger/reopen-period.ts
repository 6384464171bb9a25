import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import { refuse } from '../kernel/problem.ts'
import { lockPeriod } from './periods.ts'

/** Opens the latest closed period again, with a reason that stays. What its closing said stays too; the next closing adds its own. */
export const reopenPeriod = verb({
  kind: 'write',
  name: 'ledger.reopen-period',
  summary: 'Open the latest closed period again',
  route: 'POST /periods/reopen',
  ofWholeCompany: true,
  input: z.object({
    on: dayText.meta({ description: 'A day of the period' }),
    reason: z.string().trim().min(3).max(500),
  }),
  output: z.object({ startsOn: dayText, endsOn: dayText }),
  async run(ctx, { on, reason }) {
    const period = await lockPeriod(ctx, on)
    const { starts_on: startsOn, ends_on: endsOn } = period
    if (!period.closed_at) return refuse('period.open', `the period ${startsOn} to ${endsOn} is open`, { on }, 409)
    const later = await ctx.db.maybe<{ starts_on: Day; ends_on: Day }>(
      `select starts_on, ends_on from periods where company_id = $1 and ledger = 'general' and starts_on > $2 and closed_at is not null
        order by starts_on desc limit 1`,
      [ctx.company.id, endsOn],
    )
    if (later) {
      const message = `only the latest closed period can be opened: ${later.starts_on} to ${later.ends_on} was closed after it`
      refuse('period.later-closed', message, { from: later.starts_on, to: later.ends_on }, 409)
    }
    await ctx.db.query(
      `update periods set closed_at = null, closed_by = null where company_id = $1 and ledger = 'general' and starts_on = $2`,
      [ctx.company.id, startsOn],
    )
    await audit(ctx, {
      verb: 'ledger.reopen-period',
      summary: { startsOn, endsOn, closingNo: period.closing_no, reason },
    })
    return { startsOn, endsOn }
  },
})

import type { Ctx } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

export interface Period {
  starts_on: Day
  ends_on: Day
  closed_at: Date | null
  closed_by: Id | null
  closing_no: number
}

/** The period of the general ledger that holds a day, locked: whoever posts into it now is waited for. */
export async function lockPeriod(ctx: Ctx, on: Day): Promise<Period> {
  const period = await ctx.db.maybe<Period>(
    `select starts_on, ends_on, closed_at, closed_by, closing_no from periods
      where company_id = $1 and ledger = 'general' and $2 between starts_on and ends_on for update`,
    [ctx.company.id, on],
  )
  return period ?? refuse('period.unknown', `no period holds ${on}: add it in the set-up of periods`, { on }, 404)
}

/** The open periods of the general ledger that end before a day's own, oldest first, locked. */
export function lockEarlierOpen(ctx: Ctx, on: Day): Promise<Period[]> {
  return ctx.db.rows<Period>(
    `select starts_on, ends_on, closed_at, closed_by, closing_no from periods
      where company_id = $1 and ledger = 'general' and ends_on < $2 and closed_at is null order by starts_on for update`,
    [ctx.company.id, on],
  )
}

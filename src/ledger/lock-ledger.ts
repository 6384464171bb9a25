import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { lockPeriod } from './periods.ts'

/** Locks the receivable or payable ledger of a period apart (its vouchers and allocations), or unlocks it with a reason. */
export const lockLedger = verb({
  kind: 'write',
  name: 'ledger.lock-ledger',
  summary: 'Lock the receivable or payable ledger of a period',
  route: 'POST /periods/lock',
  ofWholeCompany: true,
  input: z.object({
    ledger: z.enum(['receivable', 'payable']),
    on: dayText.meta({ description: 'A day of the period' }),
    lock: z.boolean().default(true),
    reason: z.string().trim().max(500).optional().meta({ description: 'Needed for unlocking' }),
  }),
  output: z.object({ startsOn: dayText, endsOn: dayText, locked: z.boolean() }),
  async run(ctx, { ledger, on, lock, reason }) {
    const { starts_on: startsOn, ends_on: endsOn, closed_at } = await lockPeriod(ctx, on)
    if (!lock && !reason) refuse('period.reason-missing', 'unlocking a ledger needs a reason')
    if (!lock && closed_at)
      refuse('period.closed', `the period ${startsOn} to ${endsOn} is closed: open it first`, { on }, 409)
    await ctx.db.query(
      `insert into periods (company_id, ledger, starts_on, ends_on, closed_at, closed_by, closing_no) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (company_id, ledger, starts_on) do update set closed_at = excluded.closed_at, closed_by = excluded.closed_by,
         closing_no = periods.closing_no + excluded.closing_no
        where (periods.closed_at is null) <> (excluded.closed_at is null)`,
      [ctx.company.id, ledger, startsOn, endsOn, lock ? ctx.now : null, lock ? ctx.user.id : null, lock ? 1 : 0],
    )
    await audit(ctx, {
      verb: 'ledger.lock-ledger',
      summary: { ledger, startsOn, endsOn, lock, reason: reason ?? null },
    })
    return { startsOn, endsOn, locked: lock }
  },
})

import { z } from 'zod'
import { amountText, dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { logShown } from '../invoicing/log-shown.ts'
import { daysBetween } from '../kernel/day.ts'
import { formatMinor } from '../kernel/money.ts'
import { readOverdueOf } from './overdue.ts'

/** The overdue customers that the asker answers for. */
export const listOwnOverdue = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'credit.list-own-overdue',
  summary: 'Overdue customers that one answers for oneself, the largest first',
  route: 'GET /credit/own-overdue',
  input: z.object({}),
  output: z.object({
    rows: z.array(
      z.object({
        partyId: id,
        customer: z.string(),
        customerName: z.string(),
        isProtected: z.boolean(),
        claims: z.number().int(),
        currency: z.string(),
        amount: amountText,
        oldestDueOn: dayText,
        daysOverdue: z.number().int(),
      }),
    ),
  }),
  async run(ctx) {
    const rows = await readOverdueOf(ctx, ctx.user.id)
    await logShown(ctx, 'credit.list-own-overdue', rows)
    return {
      rows: rows.map(({ isSecret: _, amount, ...row }) => ({
        ...row,
        amount: formatMinor(amount, row.currency),
        daysOverdue: daysBetween(row.oldestDueOn, ctx.today),
      })),
    }
  },
})

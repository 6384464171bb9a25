import { z } from 'zod'
import { amountText, dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { findParty } from '../parties/find-party.ts'

/** Every limit that a customer had, newest first: who set it, when, why. */
export const listLimits = verb({
  kind: 'read',
  name: 'credit.list-limits',
  summary: 'Credit limits of a customer, newest first',
  route: 'GET /customers/{number}/credit-limits',
  input: z.object({ number: z.string() }),
  output: z.object({
    rows: z.array(
      z.object({
        limitId: id,
        amount: amountText.nullable(),
        currency: z.string(),
        from: dayText,
        until: dayText.nullable(),
        reason: z.string(),
        recordedAt: z.string(),
        recordedBy: z.string().nullable(),
        counts: z.boolean().meta({ description: 'The one that counts today' }),
      }),
    ),
  }),
  async run(ctx, { number }) {
    const party = await findParty(ctx, number)
    const rows = await ctx.db.rows<{
      limitId: Id
      amount: bigint | null
      currency: string
      from: Day
      until: Day | null
      reason: string
      recordedAt: string
      recordedBy: string | null
      inForce: boolean
    }>(
      `select l.id as "limitId", l.amount, l.currency, l.valid_from as "from", nullif(l.valid_to, 'infinity') as until, l.reason, u.name as "recordedBy",
              to_char(l.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "recordedAt", l.valid_from <= $3 and $3 < l.valid_to as "inForce"
         from credit_limits l left join users u on u.id = l.recorded_by where l.company_id = $1 and l.party_id = $2 order by l.id desc`,
      [ctx.company.id, party.id, ctx.today],
    )
    const counting = rows.find((row) => row.inForce)?.limitId
    return {
      rows: rows.map(({ inForce: _, amount, ...row }) => ({
        ...row,
        amount: amount === null ? null : formatMinor(amount, row.currency),
        counts: row.limitId === counting,
      })),
    }
  },
})

import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { findOwnParty } from './find-party.ts'

/** A closed party takes no new orders; what is open stays and is paid. Without a day it is opened again. */
export const close = verb({
  kind: 'write',
  name: 'parties.close',
  summary: 'Close a customer or supplier from a day, or open it again',
  route: 'POST /parties/{number}/close',
  input: z.object({
    number: z.string(),
    on: dayText.nullable().optional().meta({ description: 'Default: today; null opens it again' }),
  }),
  output: z.object({ number: z.string(), closedOn: dayText.nullable(), openItems: z.number().int() }),
  async run(ctx, input) {
    const party = await findOwnParty(ctx, input.number)
    const closedOn = input.on === undefined ? ctx.today : input.on
    const stored = closedOn ?? 'infinity'
    const { count } = await ctx.db.one<{ count: number }>(
      `select count(*)::int as count from open_items where company_id = $1 and party_id = $2 and amount_open <> 0`,
      [ctx.company.id, party.id],
    )
    if (stored !== party.closedOn) {
      await ctx.db.query(`update parties set closed_on = $3 where company_id = $1 and id = $2`, [
        ctx.company.id,
        party.id,
        stored,
      ])
      await audit(ctx, {
        verb: 'parties.close',
        subjects: [party.id],
        summary: { before: party.closedOn, after: stored },
      })
    }
    return { number: party.number, closedOn, openItems: count }
  },
})

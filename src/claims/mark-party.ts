import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { placeHolds } from '../invoicing/holds/place-holds.ts'
import { refuse } from '../kernel/problem.ts'
import { findOwnParty } from '../parties/find-party.ts'
import { reasonText, undoing } from './find-claims.ts'
import { written } from './written-words.ts'

/**
 * A customer has died, is bankrupt or has debt relief: nothing is asked for by letter any more; the estate, the administrator
 * or the authority is (claims are lodged there by hand). In debt relief no interest runs.
 */
export const markParty = verb({
  kind: 'write',
  name: 'claims.mark-party',
  summary: 'Mark a customer as deceased, bankrupt or in debt relief',
  route: 'POST /claims/parties/{customer}/mark',
  input: z.object({
    customer: z.string(),
    mark: z.enum(['deceased', 'bankrupt', 'debt-relief']),
    on: dayText.meta({ description: 'The day of death, or of the decision' }),
    source: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .meta({ description: 'Where it is known from: register, court, relative' }),
    reason: reasonText.optional(),
  }),
  output: z.object({ holdId: id, undo: undoing }),
  async run(ctx, { customer, mark, on, source, reason }) {
    if (on > ctx.today) refuse('claim.day-to-come', `${on} is yet to come: give the day on which it happened`, { on })
    const party = await findOwnParty(ctx, customer)
    const standing = await ctx.db.maybe<{ id: string }>(
      `select id from holds where company_id = $1 and party_id = $2 and kind = $3 and released_at is null`,
      [ctx.company.id, party.id, mark],
    )
    if (standing)
      refuse('claim.marked-already', `${customer} is marked as such already`, { customer, hold: standing.id }, 409)
    const [holdId] = await placeHolds(ctx, [
      {
        kind: mark,
        partyId: party.id,
        fromOn: on,
        reason: reason ?? source,
        source,
        stopsInterest: mark === 'debt-relief',
      },
    ])
    await audit(ctx, { verb: 'claims.mark-party', subjects: [holdId!, party.id], summary: { mark, on } })
    return {
      holdId: holdId!,
      undo: { verb: 'claims.release', input: { holdIds: [holdId!], reason: written[ctx.company.language].undone } },
    }
  },
})

import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { type NewHold, placeHolds, releaseHolds } from '../invoicing/holds/place-holds.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { undoing } from './find-claims.ts'
import { endedByHand } from './release.ts'
import { written } from './written-words.ts'

interface Ended extends NewHold {
  id: Id
  toOn: Day | null
}

/**
 * What was let go by mistake rests again, from today, for the reason and until the day that it had: a row of its own beside the
 * ended one, which stays as it was. Days between the two are not covered.
 */
export const restAgain = verb({
  kind: 'write',
  name: 'claims.rest-again',
  summary: 'Let claims rest again whose rest was ended by mistake',
  route: 'POST /claims/holds/again',
  input: z.object({
    holdIds: z.array(id).min(1).max(1000).meta({ description: 'Holds that were ended' }),
    insteadOf: z.array(id).max(1000).default([]).meta({ description: 'Holds that stood in their place, ended now' }),
  }),
  output: z.object({ holdIds: z.array(id), undo: undoing }),
  async run(ctx, { holdIds, insteadOf }) {
    const ended = await ctx.db.rows<Ended>(
      `select h.id, h.kind, h.item_id as "itemId", h.party_id as "partyId", h.reason, h.amount, h.currency, h.stops_interest as "stopsInterest", h.source,
              nullif(h.to_on, 'infinity') as "toOn", h.business_area_id as "businessAreaId"
         from holds h
        where h.company_id = $1 and h.id = any ($2::uuid[]) and h.released_at is not null and $3 < h.to_on and h.kind = any ($4)
          and not exists (select from holds x where x.company_id = h.company_id and x.kind = h.kind and x.released_at is null and $3 < x.to_on
                             and x.item_id is not distinct from h.item_id and x.party_id is not distinct from h.party_id)
        order by h.id for update of h`,
      [ctx.company.id, holdIds, ctx.today, endedByHand],
    )
    if (ended.length === 0)
      refuse('hold.not-ended', 'the hold stands, or its day has passed: record a new one', { hold: holdIds[0]! }, 409)
    const { undone } = written[ctx.company.language]
    await releaseHolds(ctx, insteadOf, 'replaced', undone, endedByHand)
    const again = await placeHolds(
      ctx,
      ended.map((hold) => ({ ...hold, fromOn: ctx.today })),
    )
    await audit(ctx, {
      verb: 'claims.rest-again',
      subjects: [...again, ...ended.flatMap((hold) => [hold.id, hold.itemId ?? hold.partyId!])].slice(0, 100),
      summary: { holds: again.length, kinds: [...new Set(ended.map((hold) => hold.kind))] },
      businessAreaId: ended[0]!.businessAreaId ?? null,
    })
    return { holdIds: again, undo: { verb: 'claims.release', input: { holdIds: again, reason: undone } } }
  },
})

import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { placeHolds, releaseHolds } from '../invoicing/holds/place-holds.ts'
import { refuse } from '../kernel/problem.ts'
import { reasonText, undoing } from './find-claims.ts'

/**
 * A dispute is decided. For the claim: it goes on where it stood. Against it: it rests until it has been credited, so that
 * nobody is asked for what the house knows to be wrong.
 */
export const resolveDispute = verb({
  kind: 'write',
  name: 'claims.resolve-dispute',
  summary: 'Decide a dispute, for or against the claim',
  route: 'POST /claims/disputes/{holdId}/resolve',
  input: z.object({
    holdId: id,
    outcome: z.enum(['for', 'against']).meta({ description: 'for: the claim stands · against: it is to be credited' }),
    reason: reasonText,
  }),
  output: z.object({
    holdId: id,
    waitsForCredit: id.nullable().meta({ description: 'The hold under which the claim rests until it is credited' }),
    undo: undoing,
  }),
  async run(ctx, { holdId, outcome, reason }) {
    const [ended] = await releaseHolds(ctx, [holdId], outcome, reason, ['dispute'])
    if (!ended) return refuse('hold.unknown', 'there is no such hold in force', { hold: holdId }, 404)
    const [waits] =
      outcome === 'against'
        ? await placeHolds(ctx, [
            {
              kind: 'pause',
              itemId: ended.itemId,
              partyId: ended.partyId,
              fromOn: ctx.today,
              reason,
              businessAreaId: ended.businessAreaId,
            },
          ])
        : []
    await audit(ctx, {
      verb: 'claims.resolve-dispute',
      subjects: [holdId, ...(ended.itemId ? [ended.itemId] : []), ...(waits ? [waits] : [])],
      summary: { outcome, waitsForCredit: waits ?? null },
      businessAreaId: ended.businessAreaId,
    })
    return {
      holdId,
      waitsForCredit: waits ?? null,
      undo: { verb: 'claims.rest-again', input: { holdIds: [holdId], ...(waits ? { insteadOf: [waits] } : {}) } },
    }
  },
})

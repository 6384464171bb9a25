import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { placeHolds } from '../invoicing/holds/place-holds.ts'
import { Refused } from '../kernel/problem.ts'
import {
  findToRest,
  leaveOut,
  leftOut,
  noneToRest,
  positiveAmount,
  reasonText,
  rested,
  restedClaim,
  spread,
  subject,
  undoing,
} from './find-claims.ts'
import { written } from './written-words.ts'

/**
 * A customer contests a claim, all or a part of it: nothing disputed is asked for (inkassolagen 8 §, inkassoloven § 17).
 * Interest runs on by law until the dispute is decided; `stopsInterest` is the creditor's grant.
 */
export const dispute = verb({
  kind: 'write',
  name: 'claims.dispute',
  summary: 'Record that a customer disputes claims, or a part of them',
  route: 'POST /claims/disputes',
  input: z.object({
    ...subject,
    amount: positiveAmount.optional().meta({ description: 'What of it is disputed; left out: all' }),
    from: dayText.optional(),
    reason: reasonText,
    source: z.string().trim().max(200).optional().meta({ description: 'The letter, mail or call that it came by' }),
    stopsInterest: z.boolean().default(false),
    leaveOut,
  }),
  output: z.object({ claims: z.array(restedClaim), leftOut, undo: undoing }),
  async run(ctx, given) {
    const found = await findToRest(ctx, given, { kind: 'dispute', stopsInterest: given.stopsInterest })
    const { claims } = found
    if (claims.length === 0) throw new Refused(noneToRest(found), 409)
    const rows = given.amount
      ? spread(claims, given.amount).map(({ claim, amount }) => ({
          claim,
          amount: amount === claim.open ? null : amount,
        }))
      : claims.map((claim) => ({ claim, amount: null }))
    const holdIds = await placeHolds(
      ctx,
      rows.map(({ claim, amount }) => ({
        kind: 'dispute',
        itemId: claim.itemId,
        fromOn: given.from ?? ctx.today,
        reason: given.reason,
        amount,
        currency: claim.currency,
        stopsInterest: given.stopsInterest,
        source: given.source ?? null,
        businessAreaId: claim.businessAreaId,
      })),
    )
    await audit(ctx, {
      verb: 'claims.dispute',
      subjects: [...holdIds, ...rows.flatMap(({ claim }) => claim.invoiceId ?? claim.itemId)].slice(0, 100),
      summary: { claims: rows.length, numbers: rows.map(({ claim }) => claim.number).slice(0, 20) },
      businessAreaId: rows[0]!.claim.businessAreaId,
    })
    return {
      claims: rested(rows, holdIds),
      leftOut: found.leftOut,
      undo: { verb: 'claims.release', input: { holdIds, reason: written[ctx.company.language].undone } },
    }
  },
})

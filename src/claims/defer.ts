import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { postCharges } from '../interest/post-charges.ts'
import { placeHolds } from '../invoicing/place-holds.ts'
import { addDays } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { parseMinor } from '../kernel/money.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { findOpenClaims, positiveAmount, reasonText, rested, restedClaim, subject, undoing } from './find-claims.ts'

/**
 * More time (anstånd, betalingsutsettelse): the claims are due on a later day. Interest runs on unless it is granted that it
 * does not; a fee is asked for only where it was agreed, and stands beside the first claim.
 */
export const defer = verb({
  kind: 'write',
  name: 'claims.defer',
  summary: 'Give a customer more time to pay',
  route: 'POST /claims/deferrals',
  input: z.object({
    ...subject,
    newDueOn: dayText.meta({ description: 'The new last day to pay' }),
    interest: z.boolean().default(true).meta({ description: 'Whether interest runs in the meantime' }),
    fee: positiveAmount.optional().meta({ description: 'A fee that was agreed for the deferral' }),
    reason: reasonText,
  }),
  output: z.object({ claims: z.array(restedClaim), feeItemId: id.nullable(), undo: undoing }),
  async run(ctx, given) {
    const claims = await findOpenClaims(ctx, given)
    if (given.newDueOn < ctx.today)
      refuse('claim.day-passed', `${given.newDueOn} has passed: give a day to come`, { on: given.newDueOn })
    const early = claims.find((claim) => claim.dueOn >= given.newDueOn)
    if (early)
      refuse('claim.due-later-already', `${early.number} is due on ${early.dueOn} already: give a later day`, {
        number: early.number,
        on: early.dueOn,
      })
    const holdIds = await placeHolds(
      ctx,
      claims.map((claim) => ({
        kind: 'deferral',
        itemId: claim.itemId,
        fromOn: ctx.today,
        toOn: addDays(given.newDueOn, 1),
        reason: given.reason,
        stopsInterest: !given.interest,
        businessAreaId: claim.businessAreaId,
      })),
    )
    let feeItemId: Id | null = null
    if (given.fee) {
      const [charge] = await postCharges(
        ctx,
        [
          {
            mainItemId: claims[0]!.itemId,
            component: 'fee',
            amount: parseMinor(given.fee, claims[0]!.currency),
            dueOn: given.newDueOn,
            text: 'Deferral',
          },
        ],
        { on: ctx.today },
      )
      if (!charge?.itemId) throw new Refused(charge?.problems ?? [])
      feeItemId = charge.itemId
    }
    await audit(ctx, {
      verb: 'claims.defer',
      subjects: [...holdIds, ...claims.flatMap((claim) => claim.invoiceId ?? claim.itemId)].slice(0, 100),
      summary: { claims: claims.length, newDueOn: given.newDueOn, fee: given.fee ?? null },
      businessAreaId: claims[0]!.businessAreaId,
    })
    return {
      claims: rested(
        claims.map((claim) => ({ claim })),
        holdIds,
      ),
      feeItemId,
      undo: { verb: 'claims.release', input: { holdIds, reason: 'Undone' } },
    }
  },
})

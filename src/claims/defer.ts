import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { postCharges } from '../interest/post-charges.ts'
import { placeHolds } from '../invoicing/holds/place-holds.ts'
import type { Day } from '../kernel/day.ts'
import { addDays } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { parseMinor } from '../kernel/money.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import type { Claim } from './find-claims.ts'
import {
  dueLaterAlready,
  findToRest,
  leaveOut,
  leftOut,
  noneToRest,
  positiveAmount,
  reasonText,
  rested,
  restedClaim,
  subject,
  undoing,
} from './find-claims.ts'
import { sayDeferral } from './letters/say-plan.ts'
import { writeClaimLetter } from './letters/write-claim-letter.ts'
import { written } from './written-words.ts'

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
    send: z.boolean().default(false).meta({ description: 'The customer is told by letter, one for each currency' }),
    leaveOut,
  }),
  output: z.object({
    claims: z.array(restedClaim),
    feeItemId: id.nullable(),
    letters: z.array(id),
    leftOut,
    undo: undoing,
  }),
  async run(ctx, given) {
    if (given.newDueOn < ctx.today)
      refuse('claim.day-passed', `${given.newDueOn} has passed: give a day to come`, { on: given.newDueOn })
    const found = await findToRest(ctx, given, {
      kind: 'deferral',
      newDueOn: given.newDueOn,
      stopsInterest: !given.interest,
    })
    const { claims } = found
    const early = claims.find((claim) => claim.dueOn >= given.newDueOn)
    if (early) throw new Refused(dueLaterAlready(early))
    if (claims.length === 0) throw new Refused(noneToRest(found), 409)
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
    const letters = given.send
      ? await tell(ctx, claims, holdIds, {
          ...given,
          fee: given.fee ? parseMinor(given.fee, claims[0]!.currency) : 0n,
          feeItemId,
        })
      : []
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
      letters,
      leftOut: found.leftOut,
      undo: { verb: 'claims.release', input: { holdIds, reason: written[ctx.company.language].undone } },
    }
  },
})

/** A letter tells of claims of one customer, currency and business area; the fee stands in the one with the first claim. */
async function tell(
  ctx: Ctx,
  claims: readonly Claim[],
  holdIds: readonly Id[],
  terms: { newDueOn: Day; interest: boolean; fee: bigint; feeItemId: Id | null },
): Promise<Id[]> {
  const groups = new Map<string, { claims: Claim[]; holds: Id[] }>()
  claims.forEach((claim, i) => {
    const key = `${claim.partyId} ${claim.currency} ${claim.businessAreaId}`
    const one = groups.get(key) ?? { claims: [], holds: [] }
    one.claims.push(claim)
    one.holds.push(holdIds[i]!)
    groups.set(key, one)
  })
  const letters: Id[] = []
  for (const one of groups.values()) {
    const { partyId, currency, businessAreaId } = one.claims[0]!
    const isFirst = one.claims[0] === claims[0]
    const said = await sayDeferral(
      ctx,
      one.claims.map((claim) => claim.itemId),
      { ...terms, fee: isFirst ? terms.fee : 0n },
    )
    const letterId = await writeClaimLetter(ctx, {
      kind: 'deferral',
      said,
      partyId,
      currency,
      businessAreaId,
      holdIds: one.holds,
      chargeItemId: isFirst ? terms.feeItemId : null,
    })
    if (letterId) letters.push(letterId)
  }
  return letters
}

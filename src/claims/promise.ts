import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { placeHolds } from '../invoicing/holds/place-holds.ts'
import { addDays } from '../kernel/day.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import {
  findToRest,
  leaveOut,
  leftOut,
  noneToRest,
  positiveAmount,
  promiseGraceDays,
  reasonText,
  rested,
  restedClaim,
  spread,
  subject,
  undoing,
} from './find-claims.ts'
import { written } from './written-words.ts'

/** A customer promises an amount by a day: his claims rest until then; claims.follow-up looks whether it was kept. */
export const promise = verb({
  kind: 'write',
  name: 'claims.promise',
  summary: 'Record a promise to pay',
  route: 'POST /claims/promises',
  input: z.object({
    ...subject,
    amount: positiveAmount.optional().meta({ description: 'Left out: all that is open' }),
    by: dayText.meta({ description: 'The day by which it is promised' }),
    reason: reasonText,
    leaveOut,
  }),
  output: z.object({ claims: z.array(restedClaim), leftOut, undo: undoing }),
  async run(ctx, given) {
    if (given.by < ctx.today) refuse('claim.day-passed', `${given.by} has passed: give a day to come`, { on: given.by })
    const found = await findToRest(ctx, given, { kind: 'promise', by: given.by })
    const { claims } = found
    if (claims.length === 0) throw new Refused(noneToRest(found), 409)
    const rows = given.amount ? spread(claims, given.amount) : claims.map((claim) => ({ claim, amount: claim.open }))
    const holdIds = await placeHolds(
      ctx,
      rows.map(({ claim, amount }) => ({
        kind: 'promise',
        itemId: claim.itemId,
        fromOn: ctx.today,
        toOn: addDays(given.by, 1 + promiseGraceDays),
        reason: given.reason,
        amount,
        currency: claim.currency,
        businessAreaId: claim.businessAreaId,
      })),
    )
    await audit(ctx, {
      verb: 'claims.promise',
      subjects: [...holdIds, ...rows.flatMap(({ claim }) => claim.invoiceId ?? claim.itemId)].slice(0, 100),
      summary: { claims: rows.length, by: given.by },
      businessAreaId: rows[0]!.claim.businessAreaId,
    })
    return {
      claims: rested(rows, holdIds),
      leftOut: found.leftOut,
      undo: { verb: 'claims.release', input: { holdIds, reason: written[ctx.company.language].undone } },
    }
  },
})

import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { placeHolds } from '../invoicing/holds/place-holds.ts'
import { addDays } from '../kernel/day.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import {
  findToRest,
  leaveOut,
  leftOut,
  noneToRest,
  reasonText,
  rested,
  restedClaim,
  subject,
  undoing,
  untilText,
} from './find-claims.ts'
import { written } from './written-words.ts'

/** Claims rest for a reason of our own; of a customer named alone also those that are yet to come. */
export const pause = verb({
  kind: 'write',
  name: 'claims.pause',
  summary: 'Let claims of a customer rest',
  route: 'POST /claims/pauses',
  input: z.object({
    ...subject,
    from: dayText.optional(),
    until: untilText.optional(),
    reason: reasonText,
    stopsInterest: z.boolean().default(false),
    leaveOut,
  }),
  output: z.object({
    claims: z.array(restedClaim),
    holdId: id.nullable().meta({ description: 'The hold of the whole customer, where he was named alone' }),
    leftOut,
    undo: undoing,
  }),
  async run(ctx, given) {
    const from = given.from ?? ctx.today
    if (given.until && given.until < from) refuse('claim.days-reversed', 'it ends before it begins')
    const found = await findToRest(ctx, given, { ...given, kind: 'pause' })
    const { claims, party } = found
    if (given.leaveOut && claims.length === 0) throw new Refused(noneToRest(found), 409)
    const whole = party && !given.invoiceIds?.length && !given.itemIds?.length
    const common = {
      kind: 'pause' as const,
      fromOn: from,
      toOn: given.until ? addDays(given.until, 1) : null,
      reason: given.reason,
      stopsInterest: given.stopsInterest,
    }
    const rows = whole ? [] : claims.map((claim) => ({ claim }))
    const holdIds = await placeHolds(
      ctx,
      whole
        ? [{ ...common, partyId: party.id }]
        : rows.map(({ claim }) => ({ ...common, itemId: claim.itemId, businessAreaId: claim.businessAreaId })),
    )
    await audit(ctx, {
      verb: 'claims.pause',
      subjects: [
        ...holdIds,
        ...(whole ? [party.id] : claims.flatMap((claim) => claim.invoiceId ?? claim.itemId)),
      ].slice(0, 100),
      summary: { claims: rows.length, from, until: given.until ?? null },
      businessAreaId: rows[0]?.claim.businessAreaId ?? null,
    })
    return {
      claims: rested(rows, holdIds),
      holdId: whole ? holdIds[0]! : null,
      leftOut: found.leftOut,
      undo: { verb: 'claims.release', input: { holdIds, reason: written[ctx.company.language].undone } },
    }
  },
})

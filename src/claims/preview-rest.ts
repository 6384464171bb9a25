import { z } from 'zod'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { findToRest, leaveOut, leftOut, positiveAmount, restKinds, spread, subject, untilText } from './find-claims.ts'
import { hindranceKinds, readHindrances } from './hindrances.ts'
import { claimStages, readStages } from './stage.ts'

/** Before claims are let rest: which they are, where they stand, what holds them already, and what of them would rest. */
export const previewRest = verb({
  kind: 'read',
  name: 'claims.preview-rest',
  summary: 'Show what letting claims rest would do',
  route: 'POST /claims/preview-rest',
  input: z.object({
    ...subject,
    amount: positiveAmount.optional().meta({ description: 'Of a dispute or a promise: how much' }),
    leaveOut,
    kind: z.enum(restKinds).default('pause').meta({ description: 'With leaveOut: how they are to rest' }),
    newDueOn: dayText.optional(),
    by: dayText.optional().meta({ description: 'Of a promise' }),
    until: untilText.optional(),
    stopsInterest: z.boolean().optional(),
  }),
  output: z.object({
    leftOut,
    sums: z.array(z.object({ currency: z.string(), rests: z.string() })),
    claims: z.array(
      z.object({
        itemId: id,
        number: z.string(),
        customer: z.string(),
        dueOn: dayText,
        currency: z.string(),
        open: z.string(),
        rests: z.string().meta({ description: 'Would not be asked for' }),
        stage: z.enum(claimStages),
        deadlineOn: dayText.nullable().meta({ description: 'The day that its last letter gives' }),
        /** A case that is told of it by the collection module. */
        caseId: id.nullable(),
        hindrances: z.array(
          z.object({
            kind: z.enum(hindranceKinds),
            causeId: id,
            toOn: dayText.nullable(),
            reason: z.string().nullable(),
          }),
        ),
      }),
    ),
  }),
  async run(ctx, given) {
    const { claims, leftOut: out } = await findToRest(ctx, given, given)
    const parts = new Map(
      given.amount && claims.length > 0
        ? spread(claims, given.amount).map((part) => [part.claim.itemId, part.amount])
        : claims.map((claim) => [claim.itemId, claim.open]),
    )
    const items = claims.map((claim) => claim.itemId)
    const stages = await readStages(ctx, ctx.today, { items })
    const hindrances = await readHindrances(ctx, ctx.today, { items })
    return {
      leftOut: out,
      sums: sumsOf(claims.map(({ currency, itemId }) => ({ currency, rests: parts.get(itemId) ?? 0n }))),
      claims: claims.map((claim) => {
        const stage = stages.get(claim.itemId)
        return {
          itemId: claim.itemId,
          number: claim.number,
          customer: claim.customer,
          dueOn: claim.dueOn,
          currency: claim.currency,
          open: formatMinor(minor(claim.open), claim.currency),
          rests: formatMinor(minor(parts.get(claim.itemId) ?? 0n), claim.currency),
          stage: stage?.stage ?? 'none',
          deadlineOn: stage?.deadlineOn ?? null,
          caseId: stage?.caseId ?? null,
          hindrances: (hindrances.get(claim.itemId) ?? []).map(({ kind, causeId, toOn, reason }) => ({
            kind,
            causeId,
            toOn,
            reason,
          })),
        }
      }),
    }
  },
})

function sumsOf(rows: readonly { currency: string; rests: bigint }[]): { currency: string; rests: string }[] {
  const sums = new Map<string, bigint>()
  for (const { currency, rests } of rows) sums.set(currency, (sums.get(currency) ?? 0n) + rests)
  return [...sums].map(([currency, rests]) => ({ currency, rests: formatMinor(minor(rests), currency) }))
}

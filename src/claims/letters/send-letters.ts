import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { LongCtx } from '../../db/context.ts'
import { longVerb } from '../../db/verb.ts'
import type { SendingResult } from '../../delivery/send.ts'
import { sendWaiting } from '../../delivery/send.ts'
import { fallToNextChannel } from '../../invoicing/sending/next-channel.ts'
import { markBounced } from '../../parties/mark-bounced.ts'
import type { RenderSheet } from './prepare-claim-letters.ts'
import { claimLetterPreparer, withSheetRenderer } from './prepare-claim-letters.ts'
import { recheckClaimDeliveries } from './recheck-claim-letters.ts'
import { takeBackClaimLetters } from './take-back-claim-letters.ts'

/**
 * Letters about plans and deferrals that wait in the outbox: each is looked at again before it is made, and once more in the
 * transaction after which it leaves. What was paid, changed or ended meanwhile is taken back, with the fee that it made.
 */
export const sendLetters = longVerb({
  kind: 'long',
  name: 'claims.send-letters',
  summary: 'Send the letters about plans and deferrals that wait, each looked at again as it leaves',
  route: 'POST /claims/letters/send',
  input: z.object({ limit: z.number().int().min(1).max(100_000).default(10_000) }),
  output: z.object({
    sent: z.number(),
    failed: z.number(),
    postponed: z.number(),
    held: z.number(),
    recalled: z.number(),
    problems: z.array(z.object({ channel: z.string(), code: z.string(), message: z.string() })),
  }),
  run: (ctx, { limit }) => withSheetRenderer((render) => deliverClaimLetters(ctx, render, limit)),
})

export async function deliverClaimLetters(ctx: LongCtx, render: RenderSheet, limit = 10_000): Promise<SendingResult> {
  const result = await sendWaiting(ctx, {
    subjectKind: 'claim-letter',
    channels: ['portal', 'e-mail'],
    limit,
    prepare: claimLetterPreparer(render),
    recheck: recheckClaimDeliveries,
    refused: async (tx, delivery, { text, deadAddress }) => {
      await markBounced(tx, delivery, deadAddress)
      await fallToNextChannel(tx, delivery, text)
    },
    withdrawn: async (tx, delivery, why) => void (await takeBackClaimLetters(tx, [delivery.subjectId], why.text)),
  })
  const { problems, ...counts } = result
  if (Object.values(counts).some((count) => count > 0))
    await ctx.transaction((tx) => audit(tx, { verb: 'claims.send-letters', summary: counts }))
  return { ...counts, problems }
}

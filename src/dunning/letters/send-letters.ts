import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx, LongCtx } from '../../db/context.ts'
import { longVerb } from '../../db/verb.ts'
import type { ChannelName } from '../../delivery/channel.ts'
import type { SendingResult } from '../../delivery/send.ts'
import { sendWaiting } from '../../delivery/send.ts'
import { markBounced } from '../../parties/mark-bounced.ts'
import { takeBackLetters } from '../take-back-letters.ts'
import { fallToNextLetterChannel } from './next-letter-channel.ts'
import type { RenderLetter } from './prepare-letters.ts'
import { letterPreparer, recheckDeliveries, withLetterRenderer } from './prepare-letters.ts'

/** Paper leaves in bundles (dunning.print-letters). */
const channels = ['portal', 'peppol', 'e-mail', 'sms'] as const

const answer = z.object({
  sent: z.number(),
  failed: z.number(),
  postponed: z.number(),
  held: z.number().meta({ description: 'Outcome unknown: a person must find out and record it' }),
  recalled: z
    .number()
    .meta({ description: 'Taken back in the last moment: paid, credited, disputed … since it was decided' }),
  waiting: z.number().meta({ description: 'Written, and still within the time in which they can be recalled' }),
  waitUntil: z.string().nullable().meta({ description: 'When the last of them may leave; null: none waits' }),
  problems: z.array(z.object({ channel: z.string(), code: z.string(), message: z.string() })),
})

/**
 * Sends the letters that wait in the outbox. Each is looked at again before it is made, and once more in the transaction after
 * which it leaves: what was paid, credited, disputed or recalled meanwhile is taken back, with its charges.
 */
export const sendLetters = longVerb({
  kind: 'long',
  name: 'dunning.send-letters',
  summary: 'Send the reminders and notices that wait, each looked at again as it leaves',
  route: 'POST /dunning-letters/send',
  input: z.object({
    channel: z.enum(channels).optional(),
    limit: z.number().int().min(1).max(100_000).default(10_000),
  }),
  output: answer,
  async run(ctx, { channel, limit }) {
    const wanted = channel ? [channel] : channels
    const sent = await withLetterRenderer((render) => deliverLetters(ctx, render, { channels: wanted, limit }))
    return { ...sent, ...(await ctx.transaction((tx) => recallable(tx, wanted))) }
  },
})

/** Letters that nothing was tried with yet, since they may still be recalled. */
const recallable = ({ db, company }: Ctx, wanted: readonly ChannelName[]) =>
  db.one<{ waiting: number; waitUntil: string | null }>(
    `select count(*)::int as waiting, to_char(max(next_try_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "waitUntil"
       from deliveries where company_id = $1 and subject_kind = 'letter' and state = 'waiting' and tries = 0 and next_try_at > clock_timestamp() and channel = any ($2)`,
    [company.id, [...wanted]],
  )

export async function deliverLetters(
  ctx: LongCtx,
  render: RenderLetter,
  { channels: wanted = channels, limit = 10_000 }: { channels?: readonly ChannelName[]; limit?: number } = {},
): Promise<SendingResult> {
  const result = await sendWaiting(ctx, {
    subjectKind: 'letter',
    channels: wanted,
    limit,
    prepare: letterPreparer(render),
    recheck: recheckDeliveries,
    refused: async (tx, delivery, { text, deadAddress }) => {
      await markBounced(tx, delivery, deadAddress)
      await fallToNextLetterChannel(tx, delivery, text)
    },
    withdrawn: async (tx, delivery, why) => void (await takeBackLetters(tx, [delivery.subjectId], why.text)),
  })
  const { problems, ...counts } = result
  if (Object.values(counts).some((count) => count > 0))
    await ctx.transaction((tx) =>
      audit(tx, { verb: 'dunning.send-letters', summary: { ...counts, channels: [...wanted] } }),
    )
  return { ...counts, problems }
}

import type { Ctx } from '../../db/context.ts'
import type { ChannelName, Delivery } from '../../delivery/channel.ts'
import { nextAttempt } from '../../delivery/next-attempt.ts'
import type { Id } from '../../kernel/id.ts'
import { readParties } from '../../parties/queries.ts'
import { usableAddress } from '../../parties/usable-address.ts'

/** From the surest to the slowest; paper reaches everybody. */
const order: ChannelName[] = ['peppol', 'e-mail', 'print']

/**
 * A receiver could not be reached by one channel: the document takes the next that he accepts, a letter the next of its own
 * order, and it is on record. The caller holds the failed row. @returns the new delivery, or null when paper had failed too.
 */
export async function fallToNextChannel(ctx: Ctx, failed: Delivery, reason: string): Promise<Id | null> {
  if (failed.channel === 'print') return null
  const { channels, tried } = await ctx.db.one<{ channels: ChannelName[] | null; tried: ChannelName[] }>(
    `select letter_channels($1, $2, $3) as channels,
            (select coalesce(json_agg(distinct d.channel), '[]') from deliveries d where d.company_id = $1 and d.subject_id = $3) as tried`,
    [ctx.company.id, failed.subjectKind, failed.subjectId],
  )
  const at = order.indexOf(failed.channel)
  const rest =
    channels?.filter((channel) => !tried.includes(channel)) ?? (at < 0 ? ['print' as const] : order.slice(at + 1))
  const party = failed.partyId
    ? (await readParties(ctx.db, ctx.company.id, [failed.partyId], ctx.today)).get(failed.partyId)
    : undefined
  const next = rest.find(
    (channel) => channel === 'print' || (party && usableAddress(party, channel as 'e-mail', ctx.today)),
  )
  return next ? nextAttempt(ctx, failed, next, 'next-channel', reason) : null
}

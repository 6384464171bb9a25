import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import type { ChannelName, Delivery } from './channel.ts'
import type { EventKind } from './outbox.ts'
import { appendEvents } from './outbox.ts'

/**
 * The document goes out once more, as a row of its own, by this channel or another; the row that it follows says so, with
 * the reason. The caller holds that row (`for update`), so that two callers do not both see it as the last.
 */
export async function nextAttempt(
  ctx: Ctx,
  after: Delivery,
  channel: ChannelName,
  kind: Extract<EventKind, 'resent' | 'next-channel'>,
  reason: string,
): Promise<Id> {
  const id = newId()
  await ctx.db.query(
    `insert into deliveries (company_id, id, subject_kind, subject_id, channel, attempt, party_id, business_area_id, created_by)
     select $1, $2, $3, $4, $5, coalesce(max(attempt), 0) + 1, $6, $7, $8 from deliveries where company_id = $1 and subject_id = $4 and channel = $5`,
    [ctx.company.id, id, after.subjectKind, after.subjectId, channel, after.partyId, after.businessAreaId, ctx.user.id],
  )
  await appendEvents(ctx, [{ delivery: after, kind, text: reason, data: { delivery: id, channel } }])
  return id
}

import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'

/** Mail to this address came back: it is not used again until the channel is saved anew. Answers whether it was in use. */
export async function markBounced(
  ctx: Ctx,
  partyId: Id,
  channel: 'e-mail' | 'peppol',
  address: string,
): Promise<boolean> {
  const { rowCount } = await ctx.db.query(
    `update party_channels set bounced_at = $5 where company_id = $1 and party_id = $2 and channel = $3 and lower(address) = lower($4) and bounced_at is null`,
    [ctx.company.id, partyId, channel, address, ctx.now],
  )
  return rowCount > 0
}

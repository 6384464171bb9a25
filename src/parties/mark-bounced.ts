import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'

/** Nothing arrives at this address: it is not used again until the channel is saved anew. A null address is none. */
export async function markBounced(
  ctx: Ctx,
  { partyId, channel }: { partyId: Id | null; channel: string },
  address: string | null,
): Promise<void> {
  if (!partyId || !address) return
  await ctx.db.query(
    `update party_channels set bounced_at = $5 where company_id = $1 and party_id = $2 and channel = $3 and lower(address) = lower($4) and bounced_at is null`,
    [ctx.company.id, partyId, channel, address, ctx.now],
  )
}

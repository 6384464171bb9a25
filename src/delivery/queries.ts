import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import type { ChannelName, Delivery } from './channel.ts'

export type DeliveryState = 'waiting' | 'sending' | 'held' | 'sent' | 'delivered' | 'failed' | 'recalled'
export interface KnownDelivery extends Delivery {
  state: DeliveryState
  providerId: string | null
  address: string | null
}

/** The rows by id, locked until the transaction ends. @throws Refused that names each one that is not there or not visible. */
export async function lockDeliveries(ctx: Ctx, ids: readonly Id[]): Promise<KnownDelivery[]> {
  const rows = await ctx.db.rows<KnownDelivery>(
    `select id, subject_kind as "subjectKind", subject_id as "subjectId", channel, attempt, party_id as "partyId", business_area_id as "businessAreaId",
            tries, begun_at as "begunAt", state, provider_id as "providerId", address
       from deliveries where company_id = $1 and id = any ($2::uuid[]) order by id for update`,
    [ctx.company.id, ids],
  )
  const known = new Set(rows.map((row) => row.id))
  const unknown = ids.filter((id) => !known.has(id))
  if (unknown.length > 0)
    refuse('delivery.unknown', `there is no delivery ${unknown.join(', ')}`, { deliveries: unknown.join(', ') }, 404)
  return rows
}

import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { appendEvents } from './outbox.ts'
import type { DeliveryState } from './queries.ts'
import { lockDeliveries } from './queries.ts'

/** From which states a receipt moves a row, and to which; from others it is kept as an event and moves nothing. */
const moves: Record<'sent' | 'delivered' | 'failed' | 'not-sent', { to: DeliveryState; from: DeliveryState[] }> = {
  sent: { to: 'sent', from: ['held'] },
  delivered: { to: 'delivered', from: ['held', 'sent'] },
  failed: { to: 'failed', from: ['held', 'sent', 'delivered'] },
  'not-sent': { to: 'waiting', from: ['held'] },
}

/**
 * What a carrier, a print house or a person knows of a delivery. Receipts come late, twice and out of order: each new one
 * is an event, the state only goes forward. For a row held with an unknown outcome: 'sent' when it arrived, 'not-sent'
 * when it did not and shall leave again.
 */
export const recordReceipt = verb({
  kind: 'write',
  name: 'delivery.record-receipt',
  summary: 'Record a receipt, a failure or the outcome of a held delivery',
  route: 'POST /deliveries/{delivery}/receipts',
  input: z.object({
    delivery: id,
    outcome: z.enum(['sent', 'delivered', 'failed', 'not-sent']),
    providerId: z.string().max(200).optional(),
    text: z.string().max(1000).optional(),
  }),
  output: z.object({ state: z.string() }),
  async run(ctx, { delivery, outcome, providerId, text }) {
    const [row] = await lockDeliveries(ctx, [delivery])
    const { to, from } = moves[outcome]
    if (outcome === 'not-sent' && row!.state !== 'held')
      refuse(
        'delivery.not-held',
        `the delivery is ${row!.state}: only one whose outcome is unknown can wait again`,
        { state: row!.state },
        409,
      )
    if (['waiting', 'sending', 'recalled'].includes(row!.state))
      refuse(
        'delivery.not-sent',
        `the delivery is ${row!.state}: there is nothing to receipt`,
        { state: row!.state },
        409,
      )
    const kind = outcome === 'not-sent' ? 'postponed' : outcome
    const twice = await ctx.db.one<{ known: boolean }>(
      `select exists (select from delivery_events where company_id = $1 and delivery_id = $2 and kind = $3 and provider_id is not distinct from $4
                         and text is not distinct from $5) and $3 <> 'postponed' as known`,
      [ctx.company.id, delivery, kind, providerId ?? null, text ?? null],
    )
    if (twice.known) return { state: row!.state }
    const moved = from.includes(row!.state)
    if (moved)
      await ctx.db.query(
        `update deliveries set state = $3, provider_id = coalesce($4, provider_id), begun_at = case when $3 = 'waiting' then null else begun_at end, next_try_at = case when $3 = 'waiting' then clock_timestamp() else next_try_at end
          where company_id = $1 and id = $2`,
        [ctx.company.id, delivery, to, providerId ?? null],
      )
    await appendEvents(ctx, [
      { delivery: row!, kind, providerId: providerId ?? null, text: text ?? null, data: { by: ctx.user.id } },
    ])
    await audit(ctx, {
      verb: 'delivery.record-receipt',
      subjects: [row!.subjectId],
      summary: { delivery, outcome, moved },
    })
    return { state: moved ? to : row!.state }
  },
})

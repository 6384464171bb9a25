import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { hot } from '../db/sql.ts'
import { appendEvents } from '../delivery/outbox.ts'
import { waiveCharges } from '../interest/waive-charges.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { freeMoney } from './free-money.ts'

/**
 * Letters that have not left count for nothing: they are recalled, their charges taken back, the days of their interest free
 * again, and what waits of them in the outbox goes no further. A letter recalled before is left out. The caller knows that
 * none of them has left: it holds their deliveries.
 * @returns the letters that were taken back now
 */
export async function takeBackLetters(ctx: Ctx, letterIds: readonly Id[], reason: string): Promise<Id[]> {
  const { db, company, user, today } = ctx
  const taken = await insertRows(
    db,
    'dunning_letter_events',
    { id: 'uuid', letter_id: 'uuid' },
    [...new Set(letterIds)].sort().map((letterId) => ({ id: newId(), letter_id: letterId })),
    {
      company_id: { type: 'uuid', value: company.id },
      kind: { type: 'text', value: 'recalled' },
      reason: { type: 'text', value: reason },
      recorded_by: { type: 'uuid', value: user.id },
    },
    `on conflict (company_id, letter_id) where kind = 'recalled' do nothing`,
  )
  if (taken === 0) return []
  const rows = await db.rows<{ letterId: Id; chargeIds: Id[] }>(
    hot(
      `select e.letter_id as "letterId", coalesce((select array_agg(c.item_id) from dunning_letter_charges c where c.company_id = e.company_id and c.letter_id = e.letter_id), '{}') as "chargeIds"
         from dunning_letter_events e where e.company_id = $1 and e.letter_id = any ($2::uuid[]) and e.kind = 'recalled'`,
      [company.id, letterIds],
    ),
  )
  await freeMoney(
    ctx,
    rows.map((row) => row.letterId),
  )
  // A charge that was taken back before has nothing open, and is passed over.
  await waiveCharges(
    ctx,
    rows.flatMap((row) => row.chargeIds),
    { reason, on: today, freeDays: true },
  )
  const deliveries = await db.rows<{ id: Id; businessAreaId: Id | null }>(
    hot(
      `update deliveries set state = 'recalled' where company_id = $1 and subject_id = any ($2::uuid[]) and subject_kind = 'letter' and state = 'waiting'
       returning id, business_area_id as "businessAreaId"`,
      [company.id, letterIds],
    ),
  )
  await appendEvents(
    ctx,
    deliveries.map((delivery) => ({ delivery, kind: 'recalled' as const, text: reason, data: { by: user.id } })),
  )
  return rows.map((row) => row.letterId)
}

import type { Ctx } from '../../db/context.ts'
import { insertRows } from '../../db/insert.ts'
import { sql } from '../../db/sql.ts'
import { appendEvents } from '../../delivery/outbox.ts'
import { waiveCharges } from '../../interest/waive-charges.ts'
import type { Id } from '../../kernel/id.ts'

/** Letters that have not left: recalled, with the charge that each made; what waits of them in the outbox goes no further. */
export async function takeBackClaimLetters(ctx: Ctx, letterIds: readonly Id[], reason: string): Promise<Id[]> {
  const { db, company, user, today } = ctx
  const before = await db.rows<{ id: Id; chargeItemId: Id | null }>(
    sql`select l.id, l.charge_item_id as "chargeItemId" from claim_letters l where l.company_id = ${company.id} and l.id = any (${[...letterIds]}::uuid[])
           and not exists (select from claim_letter_recalls r where r.company_id = l.company_id and r.letter_id = l.id) order by l.id`,
  )
  await insertRows(
    db,
    'claim_letter_recalls',
    { letter_id: 'uuid' },
    before.map((letter) => ({ letter_id: letter.id })),
    {
      company_id: { type: 'uuid', value: company.id },
      reason: { type: 'text', value: reason },
      recorded_by: { type: 'uuid', value: user.id },
    },
    'on conflict do nothing',
  )
  await waiveCharges(
    ctx,
    before.flatMap((letter) => letter.chargeItemId ?? []),
    { reason, on: today, freeDays: true },
  )
  const deliveries = await db.rows<{ id: Id; businessAreaId: Id | null }>(
    sql`update deliveries set state = 'recalled' where company_id = ${company.id} and subject_id = any (${before.map((letter) => letter.id)}::uuid[])
           and subject_kind = 'claim-letter' and state = 'waiting' returning id, business_area_id as "businessAreaId"`,
  )
  await appendEvents(
    ctx,
    deliveries.map((delivery) => ({ delivery, kind: 'recalled' as const, text: reason, data: { by: user.id } })),
  )
  return before.map((letter) => letter.id)
}

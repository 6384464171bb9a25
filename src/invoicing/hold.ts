import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

/** Orders of a customer, or one order, wait: a dated row with author and reason. */
export const hold = verb({
  kind: 'write',
  name: 'invoicing.hold',
  summary: 'Hold the billing of a customer or of an order',
  route: 'POST /billing-holds',
  input: z
    .object({
      customer: z.string().optional().meta({ description: 'Customer number' }),
      orderId: id.optional(),
      from: dayText.optional(),
      to: dayText.optional().meta({ description: 'First day on which it holds no more; default: until released' }),
      reason: z.string().trim().min(1).max(500),
    })
    .refine((given) => Boolean(given.customer) !== Boolean(given.orderId), { error: 'name a customer or an order' })
    .refine((given) => !given.to || !given.from || given.from < given.to, { error: 'the hold ends before it begins' }),
  output: z.object({ holdId: id }),
  async run(ctx, given) {
    const subject = given.orderId
      ? await ctx.db.maybe<{ id: Id; area: Id | null }>(
          `select id, business_area_id as area from orders where company_id = $1 and id = $2 and invoice_id is null and cancelled_at is null`,
          [ctx.company.id, given.orderId],
        )
      : await ctx.db.maybe<{ id: Id; area: Id | null }>(
          `select id, null::uuid as area from parties where company_id = $1 and number = $2 and merged_into_id is null`,
          [ctx.company.id, given.customer],
        )
    if (!subject)
      return refuse('hold.subject-unknown', 'there is no such customer, or no such order that waits', {}, 404)
    const holdId = newId()
    await ctx.db.query(
      `insert into holds (company_id, id, kind, party_id, order_id, from_on, to_on, reason, recorded_by, business_area_id)
       values ($1, $2, 'billing', $3, $4, $5, coalesce($6::date, 'infinity'), $7, $8, $9)`,
      [
        ctx.company.id,
        holdId,
        given.orderId ? null : subject.id,
        given.orderId ? subject.id : null,
        given.from ?? ctx.today,
        given.to ?? null,
        given.reason,
        ctx.user.id,
        subject.area,
      ],
    )
    await audit(ctx, {
      verb: 'invoicing.hold',
      subjects: [holdId, subject.id],
      summary: { from: given.from ?? ctx.today, to: given.to ?? null },
      businessAreaId: subject.area,
    })
    return { holdId }
  },
})

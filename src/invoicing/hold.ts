import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { claimsOf } from './claims.ts'

/**
 * Orders of a customer, or one order, wait (kind billing); or the claim of an issued document rests: disputed, deferred, paused.
 * A dated row with author and reason.
 */
export const hold = verb({
  kind: 'write',
  name: 'invoicing.hold',
  summary: 'Hold the billing of a customer or of an order, or the claim of a document',
  route: 'POST /billing-holds',
  input: z
    .object({
      customer: z.string().optional().meta({ description: 'Customer number' }),
      orderId: id.optional(),
      invoiceId: id.optional().meta({ description: 'An issued document with something open' }),
      kind: z
        .enum(['dispute', 'deferral', 'pause'])
        .default('pause')
        .meta({ description: 'Of a document: why its claim rests; billing is held as such' }),
      from: dayText.optional(),
      to: dayText.optional().meta({ description: 'First day on which it holds no more; default: until released' }),
      reason: z.string().trim().min(1).max(500),
    })
    .refine((given) => [given.customer, given.orderId, given.invoiceId].filter(Boolean).length === 1, {
      error: 'name a customer, an order or a document',
    })
    .refine((given) => !given.to || !given.from || given.from < given.to, { error: 'the hold ends before it begins' }),
  output: z.object({ holdId: id }),
  async run(ctx, given) {
    const subject = await subjectOf(ctx, given)
    if (!subject)
      return refuse(
        'hold.subject-unknown',
        'there is no such customer, no such order that waits, or no such document with something open',
        {},
        404,
      )
    const holdId = newId()
    await ctx.db.query(
      `insert into holds (company_id, id, kind, party_id, order_id, item_id, from_on, to_on, reason, recorded_by, business_area_id)
       values ($1, $2, $3, $4, $5, $6, $7, coalesce($8::date, 'infinity'), $9, $10, $11)`,
      [
        ctx.company.id,
        holdId,
        given.invoiceId ? given.kind : 'billing',
        given.customer ? subject.id : null,
        given.orderId ? subject.id : null,
        given.invoiceId ? subject.id : null,
        given.from ?? ctx.today,
        given.to ?? null,
        given.reason,
        ctx.user.id,
        subject.area,
      ],
    )
    await audit(ctx, {
      verb: 'invoicing.hold',
      subjects: [holdId, given.invoiceId ?? subject.id],
      summary: { from: given.from ?? ctx.today, to: given.to ?? null },
      businessAreaId: subject.area,
    })
    return { holdId }
  },
})

function subjectOf(
  { db, company }: Ctx,
  given: { customer?: string | undefined; orderId?: Id | undefined; invoiceId?: Id | undefined },
): Promise<{ id: Id; area: Id | null } | undefined> {
  if (given.orderId)
    return db.maybe(
      `select id, business_area_id as area from orders where company_id = $1 and id = $2 and invoice_id is null and cancelled_at is null`,
      [company.id, given.orderId],
    )
  if (given.invoiceId)
    return db.maybe(
      `select t.id, t.business_area_id as area from invoices i cross join lateral ${claimsOf} t
        where i.company_id = $1 and i.id = $2 and t.amount_open <> 0 order by t.id limit 1`,
      [company.id, given.invoiceId],
    )
  return db.maybe(
    `select id, null::uuid as area from parties where company_id = $1 and number = $2 and merged_into_id is null`,
    [company.id, given.customer],
  )
}

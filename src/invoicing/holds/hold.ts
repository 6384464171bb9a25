import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { dayText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { claimsOf } from '../claims.ts'
import { placeHolds } from './place-holds.ts'

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
    const [holdId] = await placeHolds(ctx, [
      {
        kind: given.invoiceId ? given.kind : 'billing',
        partyId: given.customer ? subject.id : null,
        orderId: given.orderId ? subject.id : null,
        itemId: given.invoiceId ? subject.id : null,
        fromOn: given.from ?? ctx.today,
        toOn: given.to ?? null,
        reason: given.reason,
        businessAreaId: subject.area,
      },
    ])
    await audit(ctx, {
      verb: 'invoicing.hold',
      subjects: [holdId!, given.invoiceId ?? subject.id],
      summary: { from: given.from ?? ctx.today, to: given.to ?? null },
      businessAreaId: subject.area,
    })
    return { holdId: holdId! }
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

import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { id, problemShape } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import type { Problem } from '../../kernel/problem.ts'
import { refuse } from '../../kernel/problem.ts'
import type { BillingSetUp } from '../billing-set-up.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { assemble } from '../draft/assemble.ts'
import { checkDraft } from '../draft/check-draft.ts'
import { readOrders } from '../draft/read-orders.ts'
import { readSurroundings } from '../draft/surroundings.ts'
import { orderInput, resolveOrder } from './order-input.ts'
import { orderVersion } from './order-version.ts'
import { replaceOrder, saveOrders } from './save-orders.ts'

/** An order by hand: made, or changed until it is billed. It is kept also where it could not be billed yet; `problems` tells why. */
export const saveOrder = verb({
  kind: 'write',
  name: 'invoicing.save-order',
  summary: 'Make an order, or change one that is not billed',
  route: 'POST /orders',
  input: orderInput.extend({
    orderId: id.optional().meta({ description: 'The order to change' }),
    version: z
      .string()
      .optional()
      .meta({ description: 'As it was read: refused where another has changed the order since' }),
  }),
  output: z.object({ orderId: id, problems: z.array(problemShape) }),
  async run(ctx, { orderId: changed, version, ...input }) {
    const setUp = await readBillingSetUp(ctx)
    const order = await resolveOrder(ctx, setUp, input, 'manual')
    let orderId = changed
    if (orderId) {
      await lockWaiting(ctx, orderId)
      if (version !== undefined && version !== (await orderVersion(ctx, orderId)))
        refuse(
          'order.changed-meanwhile',
          'the order has changed since it was read: look at both, then save',
          { order: orderId },
          409,
        )
      await replaceOrder(ctx, orderId, order)
    } else {
      const [made] = await saveOrders(ctx, [order])
      orderId =
        made ??
        refuse(
          'order.known',
          `an order with the reference ${order.sourceReference} exists`,
          { reference: order.sourceReference },
          409,
        )
    }
    await audit(ctx, {
      verb: 'invoicing.save-order',
      subjects: [orderId],
      summary: { made: !changed, lines: order.lines.length },
      businessAreaId: order.businessAreaId,
    })
    return { orderId, problems: await problemsOf(ctx, setUp, orderId) }
  },
})

/** The order, locked, that may still be changed. @throws Refused order.unknown, order.billed, order.cancelled */
export async function lockWaiting(
  { db, company }: Ctx,
  orderId: Id,
): Promise<{ source: string; invoice_group_id: Id }> {
  const order = await db.maybe<{
    invoice_id: Id | null
    number: string | null
    cancelled: boolean
    source: string
    invoice_group_id: Id
  }>(
    `select o.invoice_id, (select i.number_text from invoices i where i.company_id = o.company_id and i.id = o.invoice_id) as number,
            o.cancelled_at is not null as cancelled, o.source, o.invoice_group_id
       from orders o where o.company_id = $1 and o.id = $2 for no key update of o`,
    [company.id, orderId],
  )
  if (!order) return refuse('order.unknown', `there is no order ${orderId}`, { order: orderId }, 404)
  if (order.invoice_id)
    refuse(
      'order.billed',
      `the order is billed by invoice ${order.number}: correct it by a credit note or an annulment`,
      { order: orderId, number: order.number },
      409,
    )
  if (order.cancelled) refuse('order.cancelled', 'the order is cancelled', { order: orderId }, 409)
  return order
}

/** What would stop the order in a billing run today. */
export async function problemsOf(ctx: Ctx, setUp: BillingSetUp, orderId: Id): Promise<Problem[]> {
  const orders = [...(await readOrders(ctx.db, ctx.company.id, [orderId])).values()]
  if (orders.length === 0) return []
  const around = await readSurroundings(ctx, setUp, orders, ctx.today)
  return checkDraft(assemble(orders, ctx.today, around), around).problems
}

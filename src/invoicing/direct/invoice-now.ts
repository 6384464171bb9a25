import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { orderInput, resolveOrder } from '../orders/order-input.ts'
import type { NewOrder } from '../orders/save-orders.ts'
import { saveOrders } from '../orders/save-orders.ts'
import type { Billed } from './bill-now.ts'
import { billed, billNow, documentsOf, leavesLater, recallSeconds } from './bill-now.ts'

/** A manual invoice in one call and one transaction: order, proposal, approval, issue. A reference given twice gives the first answer. */
export const invoiceNow = verb({
  kind: 'write',
  name: 'invoicing.invoice-now',
  summary: 'Issue one invoice at once, for a known or a new customer',
  route: 'POST /invoices',
  input: orderInput.extend({ recallSeconds }),
  output: billed,
  later: leavesLater,
  async run(ctx, input) {
    const setUp = await readBillingSetUp(ctx)
    const order = await resolveOrder(ctx, setUp, input, 'manual')
    const [orderId] = await saveOrders(ctx, [order])
    if (!orderId) return firstAnswer(ctx, order)
    const twoPersons = setUp.groups.get(order.invoiceGroupId)!.twoPersonApproval
    const result = await billNow(ctx, setUp, [orderId], {
      invoiceOn: input.invoiceOn ?? null,
      twoPersons,
      recallSeconds: input.recallSeconds,
    })
    await audit(ctx, {
      verb: 'invoicing.invoice-now',
      subjects: [orderId, ...result.documents.map((document) => document.invoiceId)],
      summary: { number: result.documents[0]?.number ?? null, state: result.state },
      businessAreaId: order.businessAreaId,
    })
    return result
  },
})

async function firstAnswer(ctx: Ctx, { source, sourceReference }: NewOrder): Promise<Billed> {
  const known = await ctx.db.maybe<{ id: Id; runId: Id }>(
    `select i.id, i.run_id as "runId" from orders o join invoices i on i.company_id = o.company_id and i.id = o.invoice_id
      where o.company_id = $1 and o.source = $2 and o.source_reference = $3`,
    [ctx.company.id, source, sourceReference],
  )
  if (!known)
    return refuse(
      'order.known',
      `an order with the reference ${sourceReference} exists and is not billed: approve its run, or bill it`,
      { reference: sourceReference },
      409,
    )
  return { runId: known.runId, state: 'issued', documents: await documentsOf(ctx, known.runId, known.id) }
}

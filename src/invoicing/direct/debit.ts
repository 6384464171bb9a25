import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { dayText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { linesMax, orderLineInput, resolveLines } from '../orders/order-input.ts'
import type { NewOrder } from '../orders/save-orders.ts'
import { saveOrders } from '../orders/save-orders.ts'
import { billed, billNow, leavesLater, recallSeconds } from './bill-now.ts'
import { headOf, lockDocument, textOf } from './credit.ts'

/** A debit note adds to an issued document and names it (ЗДДС чл. 115; in Sweden and Norway an additional invoice). */
export const debit = verb({
  kind: 'write',
  name: 'invoicing.debit',
  summary: 'Add to an issued invoice by a debit note',
  route: 'POST /invoices/{invoiceId}/debit',
  input: z.object({
    invoiceId: id,
    lines: z.array(orderLineInput).min(1).max(linesMax),
    reason: z.string().trim().min(1).max(500),
    invoiceOn: dayText.optional(),
    text: z.string().max(1_000).optional(),
    recallSeconds,
  }),
  output: billed,
  later: leavesLater,
  async run(ctx, { invoiceId, lines, reason, invoiceOn, text, recallSeconds: seconds }) {
    const setUp = await readBillingSetUp(ctx)
    const document = await lockDocument(ctx, invoiceId, invoiceOn ?? ctx.today)
    const group = setUp.groups.get(document.invoiceGroupId)!
    const order: NewOrder = {
      ...headOf(document, 'debit-note', reason),
      text: textOf(document, text),
      lines: await resolveLines(ctx, lines, document.currency, group),
    }
    const [orderId] = await saveOrders(ctx, [order])
    const result = await billNow(ctx, setUp, [orderId!], {
      invoiceOn: invoiceOn ?? null,
      twoPersons: group.twoPersonApproval,
      recallSeconds: seconds,
    })
    await audit(ctx, {
      verb: 'invoicing.debit',
      subjects: [invoiceId, ...result.documents.map((one) => one.invoiceId)],
      summary: { debits: document.numberText, number: result.documents[0]?.number ?? null, state: result.state },
      businessAreaId: order.businessAreaId,
    })
    return result
  },
})

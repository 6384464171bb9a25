import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { dayText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { linesMax, orderLineInput, resolveLines } from '../orders/order-input.ts'
import type { NewOrder } from '../orders/save-orders.ts'
import { saveOrders } from '../orders/save-orders.ts'
import { standing } from './advance-invoice.ts'
import { billed, billNow } from './bill-now.ts'
import { lockIssued } from './credit.ts'

/** The final invoice of a proforma: its lines, or those given; advances paid on it are deducted with their VAT. A proforma is invoiced once. */
export const makeInvoiceOfProforma = verb({
  kind: 'write',
  name: 'invoicing.make-invoice-of-proforma',
  summary: 'Issue the invoice of a proforma, less the advances paid',
  route: 'POST /invoices/{proformaId}/invoice',
  input: z.object({
    proformaId: id,
    lines: z.array(orderLineInput).min(1).max(linesMax).optional(),
    invoiceOn: dayText.optional(),
    supplyOn: dayText.optional(),
  }),
  output: billed,
  async run(ctx, { proformaId, lines, invoiceOn, supplyOn }) {
    const setUp = await readBillingSetUp(ctx)
    const proforma = await lockIssued(ctx, proformaId, invoiceOn ?? ctx.today)
    if (proforma.kind !== 'proforma')
      refuse('invoice.no-proforma', `${proforma.numberText} is no proforma`, { number: proforma.numberText }, 409)
    const group = setUp.groups.get(proforma.invoiceGroupId)!
    const order: NewOrder = {
      kind: 'invoice',
      source: 'proforma',
      sourceReference: proforma.id,
      sourceRow: null,
      partyId: proforma.partyId,
      invoiceGroupId: group.id,
      businessAreaId: proforma.businessAreaId,
      currency: proforma.currency,
      invoiceOn: null,
      dueOn: null,
      supplyOn: supplyOn ?? proforma.supplyOn,
      supplyFrom: proforma.supplyFrom,
      supplyTo: proforma.supplyTo,
      theirReference: proforma.theirReference,
      ourReference: proforma.ourReference,
      purchaseOrder: proforma.purchaseOrder,
      text: null,
      creditsId: null,
      reason: null,
      lines: lines
        ? await resolveLines(ctx, lines, proforma.currency, group)
        : proforma.lines.map(({ lineNo: _, ...line }) => ({ ...line, textOnly: false, creditsLineNo: null })),
    }
    const [orderId] = await saveOrders(ctx, [order])
    if (!orderId)
      return refuse(
        'proforma.invoiced',
        `proforma ${proforma.numberText} has been invoiced`,
        { proforma: proforma.numberText },
        409,
      )
    const advances = await ctx.db.rows<{ id: Id }>(
      `insert into order_advances (company_id, order_id, advance_invoice_id)
       select i.company_id, $3, i.id from invoices i
        where i.company_id = $1 and i.credits_id = $2 and i.kind = 'advance-invoice' and ${standing('i')}
       returning advance_invoice_id as id`,
      [ctx.company.id, proforma.id, orderId],
    )
    const result = await billNow(ctx, setUp, [orderId], {
      invoiceOn: invoiceOn ?? null,
      twoPersons: group.twoPersonApproval,
    })
    await audit(ctx, {
      verb: 'invoicing.make-invoice-of-proforma',
      subjects: [proformaId, ...advances.map((one) => one.id), ...result.documents.map((one) => one.invoiceId)],
      summary: {
        proforma: proforma.numberText,
        advances: advances.length,
        number: result.documents[0]?.number ?? null,
      },
      businessAreaId: proforma.businessAreaId,
    })
    return result
  },
})

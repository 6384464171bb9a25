import { z } from 'zod'
import { id, problemShape } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { logShown } from '../log-shown.ts'
import { shownName } from '../shown-name.ts'
import { orderVersion } from './order-version.ts'
import { problemsOf } from './save-order.ts'

/** One order with its lines, where it came from, its holds, and what would stop it today. */
export const readOrder = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'invoicing.read-order',
  summary: 'One order with its lines and what would stop it today',
  route: 'GET /orders/{orderId}',
  input: z.object({ orderId: id }),
  output: z.object({
    order: z.record(z.string(), z.unknown()),
    editable: z.boolean(),
    version: z.string().meta({ description: 'Of what it says now, for save-order' }),
    problems: z.array(problemShape),
  }),
  async run(ctx, { orderId }) {
    const row = await ctx.db.maybe<{ order: Record<string, unknown>; editable: boolean }>(
      `select json_build_object(
                'orderId', o.id, 'kind', o.kind, 'source', o.source, 'reference', o.source_reference, 'row', o.source_row, 'importId', o.import_id,
                'fileSha256', encode(o.file_sha256, 'hex'), 'fileName', f.file_name, 'customer', p.number, 'partyId', p.id, 'customerName', ${shownName(ctx, 'p')}, 'isProtected', p.protection <> 'none', 'net', (select sum(round(x.quantity * x.unit_price * (1 - coalesce(x.discount_percent, 0) / 100), 2))::text from order_lines x where x.company_id = o.company_id and x.order_id = o.id), 'invoiceGroup', g.code,
                'currency', o.currency, 'invoiceOn', o.invoice_on, 'dueOn', o.due_on, 'supplyOn', o.supply_on, 'supplyFrom', o.supply_from, 'supplyTo', o.supply_to,
                'theirReference', o.their_reference, 'ourReference', o.our_reference, 'purchaseOrder', o.purchase_order, 'text', o.text,
                'creditsId', o.credits_id, 'reason', o.reason, 'createdAt', o.created_at, 'createdBy', u.name, 'cancelledAt', o.cancelled_at,
                'invoiceId', o.invoice_id, 'invoiceNumber', i.number_text,
                'lines', (select coalesce(json_agg(json_build_object('lineNo', l.line_no, 'row', l.source_row, 'textOnly', l.text_only, 'article', a.code, 'name', l.name,
                            'description', l.description, 'quantity', trim_scale(l.quantity)::text, 'unit', l.unit, 'unitPrice', trim_scale(l.unit_price)::text,
                            'discountPercent', trim_scale(l.discount_percent)::text, 'vatCode', l.vat_code, 'net', case when not l.text_only then round(l.quantity * l.unit_price * (1 - coalesce(l.discount_percent, 0) / 100), 2)::text end, 'supplyFrom', l.supply_from, 'supplyTo', l.supply_to,
                            'coding', l.coding) order by l.line_no), '[]')
                            from order_lines l left join articles a on a.company_id = l.company_id and a.id = l.article_id
                           where l.company_id = o.company_id and l.order_id = o.id),
                'holds', (select coalesce(json_agg(json_build_object('holdId', h.id, 'reason', h.reason, 'from', h.from_on, 'to', nullif(h.to_on, 'infinity'), 'by', w.name,
                            'of', case when h.order_id is null then 'customer' else 'order' end) order by h.from_on), '[]')
                            from holds h left join users w on w.id = h.recorded_by
                           where h.company_id = o.company_id and h.released_at is null and h.kind = 'billing' and (h.order_id = o.id or h.party_id = o.party_id)))
                as "order", o.invoice_id is null and o.cancelled_at is null as editable
         from orders o
         join parties p on p.company_id = o.company_id and p.id = o.party_id
         join invoice_groups g on g.company_id = o.company_id and g.id = o.invoice_group_id
         left join order_files f on f.company_id = o.company_id and f.id = o.import_id
         left join invoices i on i.company_id = o.company_id and i.id = o.invoice_id
         left join users u on u.id = o.created_by
        where o.company_id = $1 and o.id = $2`,
      [ctx.company.id, orderId],
    )
    if (!row) return refuse('order.unknown', `there is no order ${orderId}`, { order: orderId }, 404)
    await logShown(ctx, 'invoicing.read-order', [row.order as unknown as { partyId: Id; isProtected: boolean }])
    const problems = row.editable ? await problemsOf(ctx, await readBillingSetUp(ctx), orderId) : []
    return { ...row, version: await orderVersion(ctx, orderId), problems }
  },
})

import { z } from 'zod'
import { dayText, id, pageOf, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'

const orderRow = z.object({
  orderId: id,
  kind: z.string(),
  source: z.string(),
  reference: z.string(),
  row: z.number().nullable(),
  customer: z.string(),
  customerName: z.string(),
  invoiceGroup: z.string(),
  currency: z.string(),
  /** Σ quantity × price less discount, without VAT, as it stands. */
  net: z.string(),
  lines: z.number(),
  state: z.enum(['waiting', 'billed', 'cancelled']),
  invoiceNumber: z.string().nullable(),
  invoiceOn: z.string().nullable(),
  createdAt: z.string(),
})

export const listOrders = verb({
  kind: 'read',
  name: 'invoicing.list-orders',
  summary: 'Orders, newest first',
  route: 'GET /orders',
  input: z.object({
    ...paging,
    state: z.enum(['waiting', 'billed', 'cancelled']).optional(),
    customer: z.string().optional(),
    invoiceGroup: z.string().optional(),
    source: z.string().optional(),
    importId: id.optional(),
    from: dayText.optional().meta({ description: 'Made on or after this day' }),
  }),
  output: pageOf(orderRow),
  async run({ db, company }, { after, limit, ...filter }) {
    const rows = await db.rows<z.output<typeof orderRow>>(
      `select o.id as "orderId", o.kind, o.source, o.source_reference as reference, o.source_row as row, p.number as customer, p.name as "customerName",
              g.code as "invoiceGroup", o.currency, coalesce(l.net, '0.00') as net, coalesce(l.lines, 0) as lines,
              case when o.invoice_id is not null then 'billed' when o.cancelled_at is not null then 'cancelled' else 'waiting' end as state,
              i.number_text as "invoiceNumber", o.invoice_on as "invoiceOn", to_char(o.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "createdAt"
         from orders o
         join parties p on p.company_id = o.company_id and p.id = o.party_id
         join invoice_groups g on g.company_id = o.company_id and g.id = o.invoice_group_id
         left join invoices i on i.company_id = o.company_id and i.id = o.invoice_id
         left join lateral (select round(sum(x.quantity * x.unit_price * (1 - coalesce(x.discount_percent, 0) / 100)), 2)::text as net, count(*)::int as lines
                              from order_lines x where x.company_id = o.company_id and x.order_id = o.id) l on true
        where o.company_id = $1 and ($2::uuid is null or o.id < $2)
          and ($3::text is null or $3 = case when o.invoice_id is not null then 'billed' when o.cancelled_at is not null then 'cancelled' else 'waiting' end)
          and ($4::text is null or p.number = $4) and ($5::text is null or g.code = $5) and ($6::text is null or o.source = $6)
          and ($7::uuid is null or o.import_id = $7) and ($8::date is null or o.created_at >= $8)
        order by o.id desc limit $9`,
      [
        company.id,
        after ?? null,
        filter.state ?? null,
        filter.customer ?? null,
        filter.invoiceGroup ?? null,
        filter.source ?? null,
        filter.importId ?? null,
        filter.from ?? null,
        limit,
      ],
    )
    return { rows, next: rows.length === limit ? (rows.at(-1)!.orderId as Id) : null }
  },
})

import { z } from 'zod'
import { id, pageOf, paging } from '../../db/schemas.ts'
import { raw, sql } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { logShown } from '../log-shown.ts'
import { shownName } from '../shown-name.ts'
import { orderFilter, orderTables, whereOrders } from './order-filter.ts'

const orderRow = z.object({
  orderId: id,
  kind: z.string(),
  source: z.string(),
  reference: z.string(),
  row: z.number().nullable(),
  partyId: id,
  customer: z.string(),
  customerName: z.string(),
  isProtected: z.boolean(),
  invoiceGroup: z.string(),
  currency: z.string(),
  /** Σ quantity × price less discount, without VAT, as it stands. */
  net: z.string(),
  lines: z.number(),
  state: z.enum(['waiting', 'billed', 'cancelled']),
  invoiceId: id.nullable(),
  invoiceNumber: z.string().nullable(),
  invoiceOn: z.string().nullable(),
  createdAt: z.string(),
})

/** Expression and type; with the id they name one row. */
const sorts = {
  newest: ['o.id', 'uuid'],
  customer: ['p.number', 'text'],
  row: ['coalesce(o.source_row, 0)', 'int4'],
  net: ['l.net', 'numeric'],
} as const
type Sort = keyof typeof sorts

export const listOrders = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'invoicing.list-orders',
  summary: 'Orders, newest first',
  route: 'GET /orders',
  input: z.object({
    ...paging,
    ...orderFilter,
    sort: z.enum(Object.keys(sorts) as [Sort, ...Sort[]]).default('newest'),
    ascending: z.stringbool().or(z.boolean()).default(false),
  }),
  output: pageOf(orderRow),
  async run(ctx, { after, limit, sort, ascending, ...filter }) {
    const [key, type] = sorts[sort]
    const cursor = after === undefined ? null : readCursor(after)
    const beyond = cursor
      ? sql`(${raw(key)}, o.id) ${raw(ascending ? '>' : '<')} (${cursor.key}::text::${raw(type)}, ${cursor.row}::text::uuid)`
      : raw('true')
    const direction = ascending ? '' : 'desc'
    const rows = await ctx.db.rows<z.output<typeof orderRow> & { key: string }>(
      sql`select o.id as "orderId", o.kind, o.source, o.source_reference as reference, o.source_row as row, o.party_id as "partyId", p.number as customer,
              ${raw(shownName(ctx, 'p'))} as "customerName", p.protection <> 'none' as "isProtected", g.code as "invoiceGroup", o.currency, l.net::text as net, l.lines,
              case when o.invoice_id is not null then 'billed' when o.cancelled_at is not null then 'cancelled' else 'waiting' end as state, o.invoice_id as "invoiceId",
              (select i.number_text from invoices i where i.company_id = o.company_id and i.id = o.invoice_id) as "invoiceNumber", o.invoice_on as "invoiceOn",
              to_char(o.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "createdAt", (${raw(key)})::text as key
         from ${raw(orderTables)}
        where ${await whereOrders(ctx, filter)} and ${beyond}
        order by ${raw(`${key} ${direction}, o.id ${direction}`)} limit ${limit}`,
    )
    await logShown(ctx, 'invoicing.list-orders', rows)
    const last = rows.length === limit ? rows.at(-1)! : null
    return {
      rows: rows.map(({ key: _, ...row }) => row),
      next: last ? writeCursor({ key: last.key, row: last.orderId }) : null,
    }
  },
})

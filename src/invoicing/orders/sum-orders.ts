import { z } from 'zod'
import { raw, sql } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import { orderFilter, orderTables, whereOrders } from './order-filter.ts'

/** Totals over everything that a list of orders would show, by currency. */
export const sumOrders = verb({
  kind: 'read',
  name: 'invoicing.sum-orders',
  summary: 'Count and net of the orders of a filter',
  route: 'GET /orders/sums',
  input: z.object(orderFilter),
  output: z.object({
    count: z.number(),
    sums: z.array(z.object({ currency: z.string(), count: z.number(), lines: z.number(), net: z.string() })),
    byGroup: z.array(
      z.object({
        invoiceGroup: z.string(),
        name: z.string(),
        currency: z.string(),
        count: z.number(),
        net: z.string(),
      }),
    ),
  }),
  async run(ctx, filter) {
    const where = await whereOrders(ctx, filter)
    const sums = await ctx.db.rows<{ currency: string; count: number; lines: number; net: string }>(
      sql`select o.currency, count(*)::int as count, sum(l.lines)::int as lines, sum(l.net)::text as net from ${raw(orderTables)}
           where ${where} group by o.currency order by o.currency`,
    )
    const byGroup = await ctx.db.rows<{
      invoiceGroup: string
      name: string
      currency: string
      count: number
      net: string
    }>(
      sql`select g.code as "invoiceGroup", g.name, o.currency, count(*)::int as count, sum(l.net)::text as net from ${raw(orderTables)}
           where ${where} group by 1, 2, 3 order by 1, 3`,
    )
    return { count: sums.reduce((total, row) => total + row.count, 0), sums, byGroup }
  },
})

import { z } from 'zod'
import { raw, sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { formatMinor } from '../kernel/money.ts'
import { invoiceFilter, invoiceTables, whereInvoices } from './invoice-filter.ts'

/** Totals over everything that a list of documents would show, by currency; credit notes count as negative. */
export const sumInvoices = verb({
  kind: 'read',
  name: 'invoicing.sum-invoices',
  summary: 'Count and sums of the documents of a filter',
  route: 'GET /invoices/sums',
  input: z.object(invoiceFilter),
  output: z.object({
    count: z.number(),
    sums: z.array(
      z.object({
        currency: z.string(),
        count: z.number(),
        net: z.string(),
        vat: z.string(),
        gross: z.string(),
        open: z.string(),
      }),
    ),
  }),
  async run(ctx, filter) {
    const sign = raw(`case when i.kind = 'credit-note' then -1 else 1 end`)
    const rows = await ctx.db.rows<{
      currency: string
      count: number
      net: bigint
      vat: bigint
      gross: bigint
      open: bigint
    }>(
      sql`select i.currency, count(*)::int as count, sum(${sign} * i.amount_net)::bigint as net, sum(${sign} * i.amount_vat)::bigint as vat, sum(${sign} * i.amount_gross)::bigint as gross,
                 coalesce(sum(t.amount_open), 0)::bigint as open
            from ${raw(invoiceTables)} where ${await whereInvoices(ctx, filter)} group by i.currency order by i.currency`,
    )
    return {
      count: rows.reduce((total, row) => total + row.count, 0),
      sums: rows.map(({ currency, count, ...sums }) => ({
        currency,
        count,
        net: formatMinor(sums.net, currency),
        vat: formatMinor(sums.vat, currency),
        gross: formatMinor(sums.gross, currency),
        open: formatMinor(sums.open, currency),
      })),
    }
  },
})

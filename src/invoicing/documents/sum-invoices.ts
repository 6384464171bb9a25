import { z } from 'zod'
import type { Statement } from '../../db/sql.ts'
import { raw, sql } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import { formatMinor } from '../../kernel/money.ts'
import { fewSettled, invoiceFilter, invoiceTables, tablesFor, whereInvoices } from '../invoice-filter.ts'

interface Sums {
  currency: string
  count: number
  net: bigint
  vat: bigint
  gross: bigint
  open: bigint
}

/**
 * Totals over everything that a list of documents would show, by currency; credit notes count as negative. What is open stands
 * in the currency that it is open in: with documents of before a change of currency, in that of the books now.
 */
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
    // For joining a million documents with their items in memory.
    await ctx.db.query(`set local work_mem = '64MB'`)
    const own = await whereInvoices(ctx, filter, true)
    const sign = raw(`case when i.kind = 'credit-note' then -1 else 1 end`)
    const sums = (times: Statement) =>
      sql`sum(${times})::int as count, sum(${times} * ${sign} * i.amount_net)::bigint as net, sum(${times} * ${sign} * i.amount_vat)::bigint as vat,
          sum(${times} * ${sign} * i.amount_gross)::bigint as gross, coalesce(sum(${times} * t.amount_open), 0)::bigint as open`
    const rows = await ctx.db.rows<Sums>(
      sql`select i.currency, ${sums(raw('1'))} from ${raw(tablesFor(ctx, filter, ['t']))} where ${own} and ${await fewSettled(ctx, filter)} group by i.currency order by i.currency`,
    )
    // Documents whose claims live on in other items: few. For them it is looked twice, and put right what was summed above.
    const livingOn = sql`select c.invoice_id from open_items c where c.company_id = ${ctx.company.id} and c.continues_id is not null and c.amount_open <> 0 and c.invoice_id is not null`
    const among = await whereInvoices(ctx, filter)
    const put = [
      ...(await ctx.db.rows<Sums>(
        sql`select i.currency, ${sums(raw('x.times'))}
              from ${raw(invoiceTables)} cross join lateral (select coalesce((${among})::int, 0) - coalesce((${own})::int, 0) as times) x
             where i.company_id = ${ctx.company.id} and i.id = any (array(${livingOn})) and x.times <> 0 group by i.currency order by i.currency`,
      )),
      ...(await ctx.db.rows<Sums>(
        sql`select c.currency::text as currency, 0 as count, 0::bigint as net, 0::bigint as vat, 0::bigint as gross, sum(c.amount_open)::bigint as open
              from ${raw(invoiceTables)}
              join open_items c on c.company_id = i.company_id and c.invoice_id = i.id and c.number_text = i.number_text and c.continues_id is not null and c.amount_open <> 0
             where i.id = any (array(${livingOn})) and ${among} group by 1 order by 1`,
      )),
    ]
    for (const { currency, ...more } of put) {
      let row = rows.find((one) => one.currency === currency)
      if (!row) rows.push((row = { currency, count: 0, net: 0n, vat: 0n, gross: 0n, open: 0n }))
      row.count += more.count
      for (const of of ['net', 'vat', 'gross', 'open'] as const) row[of] += more[of]
    }
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

import { z } from 'zod'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { formatMinor } from '../../kernel/money.ts'
import { shownName } from '../shown-name.ts'
import { withComparison } from './compare-rows.ts'

const samplesMax = 5

const sample = z.object({
  rowNo: z.number(),
  /** Why this one: the largest, a typical one, the most lines, an outlier, the first of a kind or channel. */
  why: z.enum(['largest', 'typical', 'most-lines', 'outlier', 'kind', 'channel']),
  kind: z.string(),
  channel: z.string(),
  customer: z.string(),
  customerName: z.string(),
  currency: z.string(),
  payable: z.string(),
  invoiceId: id.nullable(),
})

/** Five documents of a run that say most about the others; the same run gives the same five. */
export const samples = verb({
  kind: 'read',
  name: 'invoicing.samples',
  summary: 'Five rows of a billing run worth looking at before approval',
  route: 'GET /billing-runs/{runId}/samples',
  input: z.object({ runId: id }),
  output: z.object({ samples: z.array(sample) }),
  async run(ctx, { runId }) {
    const rows = await ctx.db.rows<Omit<z.output<typeof sample>, 'payable'> & { amount: bigint }>(
      `with own as (
         select r.row_no, r.amount, r.currency, r.party_id, r.result_id, r.reason ->> 'kind' as kind, r.reason ->> 'channel' as channel, (r.reason ->> 'lines')::int as lines, coalesce(c.attention, false) as attention
           from run_rows r ${withComparison}
          where r.company_id = $1 and r.run_id = $2 and r.state in ('proposed', 'done')
       ), median as materialized (select percentile_disc(0.5) within group (order by amount) as amount from own where kind <> 'credit-note'),
       wanted as (
         (select row_no, 'largest' as why, 1 as rank from own order by amount desc, row_no limit 1)
         union all (select o.row_no, 'typical', 2 from own o cross join median m order by abs(o.amount - m.amount), o.row_no limit 1)
         union all (select distinct on (kind) row_no, 'kind', 3 from own order by kind, row_no)
         union all (select distinct on (channel) row_no, 'channel', 4 from own order by channel, row_no)
         union all (select row_no, 'most-lines', 5 from own order by lines desc, row_no limit 1)
         union all (select row_no, 'outlier', 6 from own where attention order by row_no limit ${samplesMax})
         union all (select row_no, 'typical', 7 from own order by row_no limit ${samplesMax})
       ), first as (select distinct on (row_no) row_no, why, rank from wanted order by row_no, rank
       ), chosen as (select row_no, why, rank from first order by rank, row_no limit ${samplesMax})
       select o.row_no as "rowNo", c.why, o.kind, o.channel, p.number as customer, ${shownName(ctx, 'p')} as "customerName", o.currency, o.amount, o.result_id as "invoiceId"
         from chosen c cross join lateral (select * from own o where o.row_no = c.row_no offset 0) o
        cross join lateral (select p.number, p.name, p.protection from parties p where p.company_id = $1 and p.id = o.party_id offset 0) p order by c.rank, o.row_no`,
      [ctx.company.id, runId],
    )
    return { samples: rows.map(({ amount, ...row }) => ({ ...row, payable: formatMinor(amount, row.currency) })) }
  },
})

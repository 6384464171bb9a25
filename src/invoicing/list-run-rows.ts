import { z } from 'zod'
import { id, pageOf, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { formatMinor } from '../kernel/money.ts'
import { problemShape } from './save-order.ts'

const row = z.object({
  rowNo: z.number(),
  state: z.string(),
  kind: z.string(),
  customer: z.string().nullable(),
  customerName: z.string().nullable(),
  currency: z.string(),
  net: z.string(),
  vat: z.string(),
  payable: z.string(),
  dueOn: z.string(),
  channel: z.string(),
  lines: z.number(),
  orders: z.array(id),
  holds: z.array(z.object({ kind: z.string(), reason: z.string(), by: z.string().nullish() })),
  problems: z.array(problemShape),
  invoiceId: id.nullable(),
})

export const listRunRows = verb({
  kind: 'read',
  name: 'invoicing.list-run-rows',
  summary: 'Rows of a billing run: one per document',
  route: 'GET /billing-runs/{runId}/rows',
  input: z.object({
    ...paging,
    runId: id,
    state: z.enum(['proposed', 'held', 'excluded', 'done', 'rejected']).optional(),
  }),
  output: pageOf(row),
  async run({ db, company }, { after, limit, runId, state }) {
    type Found = Omit<z.output<typeof row>, 'net' | 'vat' | 'payable'> & { net: string; vat: string; amount: bigint }
    const found = await db.rows<Found>(
      `select r.row_no as "rowNo", r.state, r.reason ->> 'kind' as kind, p.number as customer, p.name as "customerName", r.currency, r.amount,
              r.reason ->> 'net' as net, r.reason ->> 'vat' as vat, r.reason ->> 'dueOn' as "dueOn", r.reason ->> 'channel' as channel, (r.reason ->> 'lines')::int as lines,
              r.reason -> 'orders' as orders, r.reason -> 'holds' as holds, coalesce(r.problems, '[]') as problems, r.result_id as "invoiceId"
         from run_rows r left join parties p on p.company_id = r.company_id and p.id = r.party_id
        where r.company_id = $1 and r.run_id = $2 and r.row_no > $3 and ($4::text is null or r.state = $4)
        order by r.row_no limit $5`,
      [company.id, runId, Number(after ?? 0), state ?? null, limit],
    )
    return {
      rows: found.map(({ amount, ...one }) => ({
        ...one,
        net: formatMinor(BigInt(one.net), one.currency),
        vat: formatMinor(BigInt(one.vat), one.currency),
        payable: formatMinor(amount, one.currency),
      })),
      next: found.length === limit ? String(found.at(-1)!.rowNo) : null,
    }
  },
})

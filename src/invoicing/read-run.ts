import { z } from 'zod'
import { amountText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor, parseMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'

/** A document above this many times its customer's median is shown as an outlier. */
const timesMedian = 5
/** How many earlier documents make a median worth comparing with. */
const historyMin = 3
const shownMax = 50
/** First documents of a customer above this are shown (major units of their currency), unless the caller says otherwise. */
const firstAboveDefault = '50000'

const money = z.object({ currency: z.string(), documents: z.number(), payable: z.string() })

/** A run as who approves it looks at it: totals, change since the last run of the same groups, outliers, holds, problems by cause. */
export const readRun = verb({
  kind: 'read',
  name: 'invoicing.read-run',
  summary: 'A billing run: totals, change, outliers, holds, problems',
  route: 'GET /billing-runs/{runId}',
  input: z.object({ runId: id, firstAbove: amountText.default(firstAboveDefault) }),
  output: z.object({
    runId: id,
    state: z.string(),
    parameters: z.record(z.string(), z.unknown()),
    report: z.record(z.string(), z.unknown()).nullable(),
    done: z.number(),
    total: z.number().nullable(),
    counts: z.record(z.string(), z.number()),
    sums: z.array(money),
    byGroup: z.array(money.extend({ invoiceGroup: z.string(), kind: z.string() })),
    previous: z
      .object({
        runId: id,
        invoiceOn: z.string(),
        sums: z.array(money),
        newCustomers: z.number(),
        missingCustomers: z.number(),
      })
      .nullable(),
    outliers: z.array(
      z.object({
        rowNo: z.number(),
        customer: z.string(),
        customerName: z.string(),
        currency: z.string(),
        payable: z.string(),
        /** Null for a customer's first document. */
        median: z.string().nullable(),
        seen: z.number(),
      }),
    ),
    holds: z.array(z.object({ kind: z.string(), reason: z.string(), rows: z.number() })),
    problems: z.array(z.object({ code: z.string(), example: z.string(), rows: z.number() })),
  }),
  async run({ db, company }, { runId, firstAbove }) {
    const run = await db.maybe<{
      state: string
      parameters: Record<string, unknown>
      report: Record<string, unknown> | null
      done: number
      total: number | null
    }>(
      `select state, parameters, report, progress_done::int as done, progress_total::int as total from runs where company_id = $1 and id = $2 and kind = 'billing'`,
      [company.id, runId],
    )
    if (!run) return refuse('run.unknown', `there is no billing run ${runId}`, { run: runId }, 404)
    const counts = await db.rows<{ state: string; rows: number }>(
      `select state, count(*)::int as rows from run_rows where company_id = $1 and run_id = $2 group by state`,
      [company.id, runId],
    )
    const byGroup = await db.rows<{
      invoiceGroup: string
      kind: string
      currency: string
      documents: number
      amount: bigint
    }>(
      `select g.code as "invoiceGroup", r.reason ->> 'kind' as kind, r.currency, count(*)::int as documents, sum(${signed})::bigint as amount
         from run_rows r join invoice_groups g on g.company_id = r.company_id and g.id = (r.reason ->> 'invoiceGroupId')::uuid
        where r.company_id = $1 and r.run_id = $2 and r.state in ('proposed', 'done') group by 1, 2, 3 order by 1, 2, 3`,
      [company.id, runId],
    )
    const holds = await db.rows<{ kind: string; reason: string; rows: number }>(
      `select h ->> 'kind' as kind, h ->> 'reason' as reason, count(*)::int as rows from run_rows r, jsonb_array_elements(r.reason -> 'holds') h
        where r.company_id = $1 and r.run_id = $2 and r.state = 'held' group by 1, 2 order by 3 desc, 1, 2 limit ${shownMax}`,
      [company.id, runId],
    )
    const problems = await db.rows<{ code: string; example: string; rows: number }>(
      `select p ->> 'code' as code, min(p ->> 'message') as example, count(distinct r.row_no)::int as rows from run_rows r, jsonb_array_elements(r.problems) p
        where r.company_id = $1 and r.run_id = $2 and r.state = 'rejected' group by 1 order by 3 desc, 1 limit ${shownMax}`,
      [company.id, runId],
    )
    // The median of what the customer was invoiced in two years, in the same currency; a first document has none.
    const outliers = await db.rows<{
      rowNo: number
      customer: string
      customerName: string
      currency: string
      amount: bigint
      median: bigint | null
      seen: number
    }>(
      `select r.row_no as "rowNo", p.number as customer, p.name as "customerName", r.currency, r.amount, m.median, m.seen
         from run_rows r
         join parties p on p.company_id = r.company_id and p.id = r.party_id
         cross join lateral (
           select (percentile_disc(0.5) within group (order by i.amount_payable))::bigint as median, count(*)::int as seen
             from invoices i
            where i.company_id = r.company_id and i.party_id = r.party_id and i.currency = r.currency and i.kind in ('invoice', 'internal-invoice')
              and i.issued_on > ($3::date - 730) and i.run_id is distinct from r.run_id) m
        where r.company_id = $1 and r.run_id = $2 and r.state in ('proposed', 'done') and r.reason ->> 'kind' <> 'credit-note'
          and (m.seen >= ${historyMin} and r.amount > ${timesMedian} * m.median or m.seen = 0 and r.amount > $4)
        order by r.amount desc, r.row_no limit ${shownMax}`,
      [company.id, runId, run.parameters.invoiceOn, parseMinor(firstAbove, 'XXX')],
    )
    return {
      runId,
      ...run,
      counts: Object.fromEntries(counts.map((count) => [count.state, count.rows])),
      sums: summed(byGroup),
      byGroup: byGroup.map(({ amount, ...row }) => ({ ...row, payable: formatMinor(amount, row.currency) })),
      previous: await readPrevious(),
      outliers: outliers.map(({ amount, median, ...row }) => ({
        ...row,
        payable: formatMinor(amount, row.currency),
        median: median === null ? null : formatMinor(median, row.currency),
      })),
      holds,
      problems,
    }

    async function readPrevious() {
      const previous = await db.maybe<{ runId: Id; invoiceOn: string; newCustomers: number; missingCustomers: number }>(
        `with own as (
           select distinct party_id, reason ->> 'invoiceGroupId' as g from run_rows where company_id = $1 and run_id = $2 and state in ('proposed', 'done')
         ), before as (
           select r.id, r.parameters ->> 'invoiceOn' as invoice_on from runs r
            where r.company_id = $1 and r.kind = 'billing' and r.state = 'done' and r.id < $2
              and exists (select from run_rows x where x.company_id = r.company_id and x.run_id = r.id and x.state = 'done' and x.reason ->> 'invoiceGroupId' in (select g from own))
            order by r.id desc limit 1
         )
         select b.id as "runId", b.invoice_on as "invoiceOn",
                (select count(distinct o.party_id)::int from own o where not exists (
                   select from run_rows x where x.company_id = $1 and x.run_id = b.id and x.state = 'done' and x.party_id = o.party_id)) as "newCustomers",
                (select count(distinct x.party_id)::int from run_rows x where x.company_id = $1 and x.run_id = b.id and x.state = 'done'
                    and x.reason ->> 'invoiceGroupId' in (select g from own) and not exists (select from own o where o.party_id = x.party_id)) as "missingCustomers"
           from before b`,
        [company.id, runId],
      )
      if (!previous) return null
      const sums = await db.rows<{ currency: string; documents: number; amount: bigint }>(
        `select r.currency, count(*)::int as documents, sum(${signed})::bigint as amount from run_rows r
          where r.company_id = $1 and r.run_id = $2 and r.state = 'done'
            and r.reason ->> 'invoiceGroupId' in (select reason ->> 'invoiceGroupId' from run_rows where company_id = $1 and run_id = $3) group by r.currency order by r.currency`,
        [company.id, previous.runId, runId],
      )
      return { ...previous, sums: summed(sums) }
    }
  },
})

const signed = `case when r.reason ->> 'kind' = 'credit-note' then -r.amount else r.amount end`

function summed(rows: { currency: string; documents: number; amount: bigint }[]): z.output<typeof money>[] {
  const sums = new Map<string, { documents: number; amount: bigint }>()
  for (const row of rows) {
    const sum = sums.get(row.currency) ?? { documents: 0, amount: 0n }
    sums.set(row.currency, { documents: sum.documents + row.documents, amount: sum.amount + row.amount })
  }
  return [...sums].map(([currency, { documents, amount }]) => ({
    currency,
    documents,
    payable: formatMinor(amount, currency),
  }))
}

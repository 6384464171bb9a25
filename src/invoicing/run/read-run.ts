import { z } from 'zod'
import { seesWhole, seesWholeRun } from '../../access/whole-run.ts'
import { amountText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { formatMinor, parseMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { shownName } from '../shown-name.ts'
import { previousRuns, signed } from './compare-rows.ts'
import { unseenOf } from './review-row.ts'
import { readReturn } from './send-back.ts'

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
    proposedBy: z.string().nullable(),
    proposedAt: z.string(),
    approvedBy: z.string().nullable(),
    approvedAt: z.string().nullable(),
    finishedAt: z.string().nullable(),
    /** The caller proposed it, and an invoice group of the run wants another to approve it. */
    wantsAnother: z.boolean(),
    seesWhole,
    /** Sent back and not yet sent on. */
    returned: z.object({ reason: z.string(), by: z.string().nullable(), at: z.string() }).nullable(),
    /** Outliers that nobody marked as looked at. */
    unseen: z.number(),
    byChannel: z.array(z.object({ channel: z.string(), documents: z.number() })),
    counts: z.record(z.string(), z.number()),
    sums: z.array(money),
    byGroup: z.array(money.extend({ invoiceGroup: z.string(), name: z.string(), kind: z.string() })),
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
  async run(ctx, { runId, firstAbove }) {
    const { db, company } = ctx
    const run = await db.maybe<{
      state: string
      parameters: Record<string, unknown>
      report: Record<string, unknown> | null
      done: number
      total: number | null
      proposedBy: string | null
      proposedAt: string
      approvedBy: string | null
      approvedAt: string | null
      finishedAt: string | null
      wantsAnother: boolean
    }>(
      `select r.state, r.parameters, r.report, r.progress_done::int as done, r.progress_total::int as total, p.name as "proposedBy", a.name as "approvedBy",
              ${instant('r.proposed_at')} as "proposedAt", ${instant('r.approved_at')} as "approvedAt", ${instant('r.finished_at')} as "finishedAt",
              r.state = 'proposed' and r.proposed_by is not distinct from $3
                and exists (select from run_rows x join invoice_groups g on g.company_id = x.company_id and g.id = (x.reason ->> 'invoiceGroupId')::uuid
                             where x.company_id = $1 and x.run_id = $2 and x.state = 'proposed' and g.two_person_approval) as "wantsAnother"
         from runs r left join users p on p.id = r.proposed_by left join users a on a.id = r.approved_by
        where r.company_id = $1 and r.id = $2 and r.kind = 'billing'`,
      [company.id, runId, ctx.user.id],
    )
    if (!run) return refuse('run.unknown', `there is no billing run ${runId}`, { run: runId }, 404)
    const counts = await db.rows<{ state: string; rows: number }>(
      `select state, count(*)::int as rows from run_rows where company_id = $1 and run_id = $2 group by state`,
      [company.id, runId],
    )
    const byGroup = await db.rows<{
      invoiceGroup: string
      name: string
      kind: string
      currency: string
      documents: number
      amount: bigint
    }>(
      `select g.code as "invoiceGroup", g.name, r.reason ->> 'kind' as kind, r.currency, count(*)::int as documents, sum(${signed('r')})::bigint as amount
         from run_rows r join invoice_groups g on g.company_id = r.company_id and g.id = (r.reason ->> 'invoiceGroupId')::uuid
        where r.company_id = $1 and r.run_id = $2 and r.state in ('proposed', 'done') group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
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
      `select r.row_no as "rowNo", p.number as customer, ${shownName(ctx, 'p')} as "customerName", r.currency, r.amount, m.median, m.seen
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
    const byChannel = await db.rows<{ channel: string; documents: number }>(
      `select reason ->> 'channel' as channel, count(*)::int as documents from run_rows
        where company_id = $1 and run_id = $2 and state in ('proposed', 'done') group by 1 order by 2 desc, 1`,
      [company.id, runId],
    )
    const { unseen } = await db.one<{ unseen: number }>(unseenOf, [company.id, runId])
    const returned = await readReturn(ctx, runId)
    return {
      runId,
      ...run,
      seesWhole: await seesWholeRun(ctx, runId),
      byChannel,
      unseen,
      returned: returned ? { reason: returned.reason, by: returned.by, at: returned.at } : null,
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
      const before = await previousRuns(ctx, runId)
      if (before.length === 0) return null
      const pairs = [company.id, before.map((one) => one.groupId), before.map((one) => one.runId)]
      const earlier = `unnest($2::uuid[], $3::uuid[]) b (group_id, run_id)
         join run_rows r on r.company_id = $1 and r.run_id = b.run_id and r.state = 'done' and r.reason ->> 'invoiceGroupId' = b.group_id::text`
      const customers = await db.one<{ newCustomers: number; missingCustomers: number }>(
        `with own as (select distinct party_id from run_rows where company_id = $1 and run_id = $4 and state in ('proposed', 'done')),
              earlier as (select distinct r.party_id from ${earlier})
         select count(*) filter (where not was)::int as "newCustomers", count(*) filter (where not is_now)::int as "missingCustomers"
           from (select party_id, bool_or(is_now) as is_now, bool_or(not is_now) as was
                   from (select party_id, true as is_now from own union all select party_id, false from earlier) x group by party_id) y`,
        [...pairs, runId],
      )
      const sums = await db.rows<{ currency: string; documents: number; amount: bigint }>(
        `select r.currency, count(*)::int as documents, sum(${signed('r')})::bigint as amount from ${earlier} group by r.currency order by r.currency`,
        pairs,
      )
      const last = before.reduce((a, b) => (a.runId > b.runId ? a : b))
      return { runId: last.runId, invoiceOn: last.invoiceOn, ...customers, sums: summed(sums) }
    }
  },
})

const instant = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`

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

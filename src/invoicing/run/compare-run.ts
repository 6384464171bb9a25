import { z } from 'zod'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { absolute, formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { previousRuns, signed, withComparison } from './compare-rows.ts'

const causeCodes = [
  'new-customers',
  'ended-customers',
  'held',
  'left-out',
  'changed-price',
  'changed-quantity',
  'new-lines',
  'ended-lines',
  'more-documents',
  'credit-notes',
  'other',
] as const

const total = z.object({ documents: z.number(), payable: z.string() })

/**
 * A run beside the last run of the same invoice groups, by currency: the difference and its causes, which sum to it. "other" is
 * what rounding, VAT rates and advances leave.
 */
export const compareRun = verb({
  kind: 'read',
  name: 'invoicing.compare-run',
  summary: 'Why a billing run differs from the last one: causes that sum to the difference',
  route: 'GET /billing-runs/{runId}/comparison',
  input: z.object({ runId: id }),
  output: z.object({
    runId: id,
    previous: z.array(z.object({ runId: id, invoiceOn: z.string(), invoiceGroups: z.array(z.string()) })),
    currencies: z.array(
      z.object({
        currency: z.string(),
        now: total,
        before: total,
        difference: z.string(),
        /** Null where the last run was zero. */
        percent: z.string().nullable(),
        causes: z.array(z.object({ code: z.enum(causeCodes), customers: z.number(), amount: z.string() })),
      }),
    ),
  }),
  async run(ctx, { runId }) {
    const { db, company } = ctx
    const run = await db.maybe(`select 1 from runs where company_id = $1 and id = $2 and kind = 'billing'`, [
      company.id,
      runId,
    ])
    if (!run) return refuse('run.unknown', `there is no billing run ${runId}`, { run: runId }, 404)
    const before = await previousRuns(ctx, runId)
    const codes = await db.rows<{ id: string; code: string }>(
      `select id, code from invoice_groups where company_id = $1 and id = any ($2::uuid[])`,
      [company.id, before.map((one) => one.groupId)],
    )
    const codeOf = new Map(codes.map((row) => [row.id, row.code]))
    const runs = [...new Set(before.map((one) => one.runId))].map((previousId) => {
      const own = before.filter((one) => one.runId === previousId)
      return {
        runId: previousId,
        invoiceOn: own[0]!.invoiceOn,
        invoiceGroups: own.flatMap((one) => codeOf.get(one.groupId) ?? []).sort(),
      }
    })
    const rows = await db.rows<{
      currency: string
      code: string
      customers: number
      documents: number
      amount: bigint
    }>(causesOf, [company.id, runId, before.map((one) => one.groupId), before.map((one) => one.runId)])
    return {
      runId,
      previous: runs,
      currencies: [...new Set(rows.map((row) => row.currency))].sort().map((currency) => {
        const of = (code: string) => rows.find((row) => row.currency === currency && row.code === code)
        const [now, then] = [of('now')?.amount ?? 0n, of('before')?.amount ?? 0n]
        const money = (amount: bigint) => formatMinor(amount as never, currency)
        return {
          currency,
          now: { documents: of('now')?.documents ?? 0, payable: money(now) },
          before: { documents: of('before')?.documents ?? 0, payable: money(then) },
          difference: money(now - then),
          percent: then === 0n ? null : (Number(((now - then) * 1000n) / absolute(then)) / 10).toFixed(1),
          causes: causeCodes.flatMap((code) => {
            const row = of(code)
            return row && (row.amount !== 0n || row.customers > 0)
              ? [{ code, customers: row.customers, amount: money(row.amount) }]
              : []
          }),
        }
      }),
    }
  },
})

const causesOf = `
with own as (
  select r.row_no, r.party_id, (r.reason ->> 'invoiceGroupId')::uuid as group_id, r.reason ->> 'kind' = 'credit-note' as is_note, r.state, r.currency, ${signed('r')} as amount, r.state in ('proposed', 'done') as goes,
         c.previous, c.price_effect, c.quantity_effect, c.new_lines, c.ended_lines
    from run_rows r ${withComparison}
   where r.company_id = $1 and r.run_id = $2
), before as (
  select r.party_id, p.group_id, r.currency, r.reason ->> 'kind' = 'credit-note' as is_note, ${signed('r')} as amount
    from unnest($3::uuid[], $4::uuid[]) p (group_id, run_id)
    join run_rows r on r.company_id = $1 and r.run_id = p.run_id and r.state = 'done' and r.reason ->> 'invoiceGroupId' = p.group_id::text
), ended as (
  -- By grouping, not by looking each up: what is estimated about JSON would have the rows compared with each other one by one.
  select currency, party_id, sum(amount) as amount from (
    select currency, party_id, group_id, amount, false as now from before where not is_note
    union all select currency, party_id, group_id, 0, true from own where not is_note
  ) x group by currency, party_id, group_id having not bool_or(now)
)
select currency, code, count(distinct party_id)::int as customers, count(*)::int as documents, coalesce(sum(amount), 0)::bigint as amount from (
  select currency, 'now' as code, party_id, amount from own where goes
  union all select currency, 'before', party_id, amount from before
  union all select currency, 'new-customers', party_id, amount from own where goes and not is_note and previous is null
  union all select currency, 'more-documents', party_id, amount from own where goes and not is_note and previous = 0
  union all select currency, 'ended-customers', party_id, -amount from ended
  union all select currency, case state when 'held' then 'held' else 'left-out' end, party_id, -previous from own where not goes and not is_note and previous <> 0
  union all select currency, 'changed-price', party_id, price_effect from own where goes and not is_note and previous <> 0 and price_effect <> 0
  union all select currency, 'changed-quantity', party_id, quantity_effect from own where goes and not is_note and previous <> 0 and quantity_effect <> 0
  union all select currency, 'new-lines', party_id, new_lines from own where goes and not is_note and previous <> 0 and new_lines <> 0
  union all select currency, 'ended-lines', party_id, ended_lines from own where goes and not is_note and previous <> 0 and ended_lines <> 0
  union all select currency, 'other', party_id, amount - previous - price_effect - quantity_effect - new_lines - ended_lines from own
             where goes and not is_note and previous <> 0 and amount <> previous + price_effect + quantity_effect + new_lines + ended_lines
  union all select currency, 'credit-notes', party_id, amount from own where goes and is_note
  union all select currency, 'credit-notes', party_id, -amount from before where is_note
) x group by 1, 2`

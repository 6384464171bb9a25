import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { amountText, currencyCode, dayText, id } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { scopeOf } from './run-shape.ts'

const changes = ['new', 'next-step', 'again', 'held-now', 'released-now', 'held-still', 'settled', 'waits'] as const

/**
 * A run beside the one before it, claim by claim: what is new, what goes on to its next step, what is held now or no longer, what
 * was asked for then and is settled, or waits for its deadline. Every claim of both runs is in one of these.
 */
export const compareRun = verb({
  kind: 'read',
  name: 'dunning.compare-run',
  summary: 'How a dunning run differs from the last one: new, next step, held, released, settled',
  route: 'GET /dunning-runs/{runId}/comparison',
  input: z.object({
    runId: id,
    with: id.optional().meta({
      description:
        'Another run; default the last one of the same choice (policies, groups, kinds, areas, customers) before it that was executed',
    }),
  }),
  output: z.object({
    runId: id,
    previous: z.object({ runId: id, on: dayText, state: z.string() }).nullable(),
    changes: z.array(
      z.object({
        change: z.enum(changes),
        customers: z.number(),
        items: z.number(),
        amounts: z.array(z.object({ amount: amountText, currency: currencyCode })),
      }),
    ),
  }),
  async run(ctx, { runId, with: other }) {
    const { db, company } = ctx
    const run = await db.maybe(
      hot(`select 1 from runs where company_id = $1 and id = $2 and kind = 'dunning'`, [company.id, runId]),
    )
    if (!run) return refuse('run.unknown', `there is no dunning run ${runId}`, { run: runId }, 404)
    const previous = await previousOf(ctx, runId, other ?? null)
    const rows = await db.rows<{
      change: (typeof changes)[number]
      customers: number
      items: number
      currency: string
      amount: bigint
    }>(
      hot(
        `with own as (${itemsOf('$2')}), before as (${itemsOf('$3')}),
         joined as (
           select coalesce(o.party_id, b.party_id) as party_id, coalesce(o.currency, b.currency) as currency, coalesce(o.asked, b.asked) as asked,
                  case when b.id is null then case when o.goes then 'new' else 'held-now' end
                       when o.id is null then case when i.amount_open is null or i.amount_open = 0 then 'settled' else 'waits' end
                       when o.goes and not b.goes then 'released-now'
                       when o.goes and o.step_no > b.step_no then 'next-step'
                       when o.goes then 'again'
                       when b.goes then 'held-now' else 'held-still' end as change
             from own o full join before b on b.id = o.id left join open_items i on o.id is null and i.company_id = $1 and i.id = b.id)
         select change, currency::text as currency, count(distinct party_id)::int as customers, count(*)::int as items, sum(asked)::bigint as amount from joined group by 1, 2 order by 2`,
        [company.id, runId, previous?.runId ?? null],
      ),
    )
    return {
      runId,
      previous,
      changes: changes.flatMap((change) => {
        const own = rows.filter((row) => row.change === change)
        if (own.length === 0) return []
        return [
          {
            change,
            customers: own.reduce((sum, row) => sum + row.customers, 0),
            items: own.reduce((sum, row) => sum + row.items, 0),
            amounts: own.map(({ currency, amount }) => ({ amount: formatMinor(amount, currency), currency })),
          },
        ]
      }),
    }
  },
})

const itemsOf = (run: string): string =>
  `select (x ->> 'id')::uuid as id, (x ->> 'asked')::bigint as asked, r.party_id, r.currency, (r.reason ->> 'stepNo')::int as step_no, r.state in ('proposed', 'done') as goes
     from run_rows r cross join lateral jsonb_array_elements(r.reason -> 'items') x where r.company_id = $1 and r.run_id = ${run}::uuid`

async function previousOf({ db, company }: Ctx, runId: Id, other: Id | null) {
  return (
    (await db.maybe<{ runId: Id; on: Day; state: string }>(
      hot(
        `select id as "runId", parameters ->> 'on' as on, state from runs
          where company_id = $1 and kind = 'dunning' and id <> $2 and case when $3::uuid is null then id < $2 and state in ('done', 'executing')
            and coalesce(parameters ->> 'dryRun', 'false') <> 'true' and ${scopeOf('runs')} = (select ${scopeOf('o')} from runs o where o.company_id = $1 and o.id = $2) else id = $3 end
          order by id desc limit 1`,
        [company.id, runId, other],
      ),
    )) ?? null
  )
}

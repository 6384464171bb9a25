import { z } from 'zod'
import { dayText } from '../db/schemas.ts'
import { raw, sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { claimFilter, isReceivable, openOf, standsOn, whereOf } from './claim-filter.ts'
import { claimStages, stepsOf } from './stage.ts'

/** Every open claim by the stage where it stands, with what rests there; as of any day. */
export const listBoard = verb({
  kind: 'read',
  name: 'claims.list-board',
  summary: 'Open claims by stage',
  route: 'GET /claims/board',
  input: z.object({
    ...claimFilter,
    on: dayText.optional().meta({ description: 'At the end of which day; default: today' }),
  }),
  output: z.object({
    on: dayText,
    stages: z.array(
      z.object({
        stage: z.enum(claimStages),
        currency: z.string(),
        count: z.number(),
        customers: z.number(),
        amount: z.string().meta({ description: 'Open capital' }),
        oldestDueOn: dayText,
        resting: z.number().meta({ description: 'Of them under a dispute, deferral, promise, plan, pause or mark' }),
      }),
    ),
  }),
  async run(ctx, given) {
    const on = given.on ?? ctx.today
    const where = await whereOf(ctx, given)
    // For a million claims of some hundred thousand customers in memory.
    await ctx.db.query(`set local work_mem = '64MB'`)
    // Looked up before: what is asked of each row keeps PostgreSQL from scanning in parallel.
    const { later, items, parties } = await ctx.db.one<{ later: boolean; items: Id[]; parties: Id[] }>(
      sql`with resting as (select h.item_id, h.party_id from holds h where h.company_id = ${ctx.company.id} and h.from_on <= ${on} and ${on} < h.to_on and (h.released_at is null or company_day(h.company_id, h.released_at) > ${on})
             and h.kind in ('dispute', 'deferral', 'promise', 'plan', 'pause', 'deceased', 'bankrupt', 'debt-relief'))
          select exists (select from allocations where company_id = ${ctx.company.id} and effective_on > ${on}) as later,
                 array(select item_id from resting where item_id is not null) as items, array(select party_id from resting where party_id is not null) as parties`,
    )
    const figures = sql`i.currency, i.party_id, count(*) as count, sum_minor(${later ? openOf(on) : raw('i.amount_open')}) as amount, min(i.due_on) as oldest,
      count(*) filter (where i.id = any (${items}::uuid[]) or i.party_id = any (${parties}::uuid[])) as resting`
    // One scan; a join of claims with their stages would read them twice. A row for each customer of a stage.
    const standing = sql`select coalesce(s.stage, case when i.due_on < ${on} then 'overdue' else 'none' end) as stage, ${figures}
        from open_items i left join ${stepsOf(ctx.company.id, on)} s on s.item_id = i.id
       where i.company_id = ${ctx.company.id} and ${standsOn(on)} and ${isReceivable(ctx.company.id)} and ${where.items} group by 1, 2, 3`
    const rows = await ctx.db.rows<{ currency: string; amount: bigint }>(
      sql`select c.stage, c.currency, sum(c.count)::int as count, count(*)::int as customers, sum(c.amount)::bigint as amount, min(c.oldest) as "oldestDueOn", sum(c.resting)::int as resting
            from (${standing}) c join parties p on p.company_id = ${ctx.company.id} and p.id = c.party_id
           where ${where.parties} group by c.stage, c.currency`,
    )
    return {
      on,
      stages: rows
        .map((row) => ({ ...row, amount: formatMinor(minor(row.amount), row.currency) }))
        .sort((a, b) => rank(a) - rank(b) || (a.currency < b.currency ? -1 : 1)) as never,
    }
  },
})

const rank = (row: object): number => claimStages.indexOf((row as { stage: (typeof claimStages)[number] }).stage)

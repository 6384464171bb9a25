import { z } from 'zod'
import { dayText } from '../db/schemas.ts'
import { sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { claimFilter, openOf, whereOf } from './claim-filter.ts'
import { claimStages, stagesOf } from './stage.ts'

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
    const rows = await ctx.db.rows<{ currency: string; amount: bigint }>(
      sql`with resting as materialized (
            select h.item_id, h.party_id from holds h where h.company_id = ${ctx.company.id} and h.from_on <= ${on} and ${on} < h.to_on and (h.released_at is null or company_day(h.company_id, h.released_at) > ${on})
               and h.kind in ('dispute', 'deferral', 'promise', 'plan', 'pause', 'deceased', 'bankrupt', 'debt-relief'))
          select s.stage, i.currency, count(*)::int as count, count(distinct i.party_id)::int as customers, sum(b.open)::bigint as amount, min(i.due_on) as "oldestDueOn",
                 count(*) filter (where i.id in (select item_id from resting where item_id is not null) or i.party_id in (select party_id from resting where party_id is not null))::int as resting
            from ${stagesOf(ctx.company.id, on)} s
            join open_items i on i.company_id = ${ctx.company.id} and i.id = s.item_id
            join parties p on p.company_id = i.company_id and p.id = i.party_id
           cross join lateral ${openOf(on)} b
           where ${where} group by s.stage, i.currency`,
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

import { z } from 'zod'
import { dayText, id, pageOf, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { totalsShape } from './run-shape.ts'
import { seenTotals } from './seen-totals.ts'

const runRow = z.object({
  runId: id,
  state: z.string(),
  on: dayText,
  isUnattended: z.boolean(),
  isDryRun: z.boolean().meta({ description: 'Nothing was to come of it' }),
  totals: totalsShape.nullable(),
  report: z.record(z.string(), z.unknown()).nullable(),
  done: z.number(),
  total: z.number().nullable(),
  proposedAt: z.string(),
  proposedBy: z.string().nullable(),
  approvedBy: z.string().nullable(),
})

export const listRuns = verb({
  kind: 'read',
  name: 'dunning.list-runs',
  summary: 'Dunning runs, newest first',
  route: 'GET /dunning-runs',
  input: z.object({
    ...paging,
    state: z.string().optional().meta({
      description: 'abandoned: also what ran by itself and nothing came of; without a state those are left out',
    }),
  }),
  output: pageOf(runRow),
  async run(ctx, { after, limit, state }) {
    const { db, company } = ctx
    const found = await db.rows<z.output<typeof runRow> & { proposedById: Id | null; letters: { recalled: number } }>(
      `select r.id as "runId", r.state, r.parameters ->> 'on' as on, coalesce((r.parameters ->> 'unattended')::boolean, false) as "isUnattended",
              coalesce((r.parameters ->> 'dryRun')::boolean, false) as "isDryRun", case when r.totals ? 'letters' then r.totals end as totals, r.report,
              r.progress_done::int as done, r.progress_total::int as total, to_char(r.proposed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "proposedAt", r.proposed_by as "proposedById", p.name as "proposedBy", a.name as "approvedBy",
              json_build_object('recalled', (select count(*) from dunning_letters l join dunning_letter_events e on e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'recalled'
                                              where l.company_id = r.company_id and l.run_id = r.id)) as letters
         from runs r left join users p on p.id = r.proposed_by left join users a on a.id = r.approved_by
        where r.company_id = $1 and r.kind = 'dunning' and ($2::uuid is null or r.id < $2) and (r.state = $3 or ($3::text is null and not (r.state = 'abandoned' and r.parameters @> '{"unattended": true}')))
        order by r.id desc limit $4`,
      [company.id, after ?? null, state ?? null, limit],
    )
    const rows: z.output<typeof runRow>[] = []
    for (const run of found) rows.push(await seenTotals(ctx, run))
    return { rows, next: rows.length === limit ? rows.at(-1)!.runId : null }
  },
})

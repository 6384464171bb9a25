import { z } from 'zod'
import { id, pageOf, paging } from '../db/schemas.ts'
import { sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { sumsOf } from './propose.ts'

/** Runs of losses, newest first. */
export const listRuns = verb({
  kind: 'read',
  name: 'losses.list-runs',
  summary: 'List runs of losses',
  route: 'GET /losses/runs',
  input: z.object({
    ...paging,
    state: z.enum(['proposed', 'approved', 'executing', 'done', 'abandoned', 'failed']).optional(),
  }),
  output: pageOf(
    z.object({
      runId: id,
      state: z.string(),
      kind: z.string(),
      rows: z.number(),
      sums: z.array(z.object({ currency: z.string(), amount: z.string(), vat: z.string() })),
      proposedBy: z.string().nullable(),
      proposedAt: z.string(),
      finishedAt: z.string().nullable(),
    }),
  ),
  async run(ctx, { after, limit, state }) {
    const { db, company } = ctx
    const rows = await db.rows<{ runId: string; rows: number; sums: ReturnType<typeof sumsOf> }>(
      sql`select r.id as "runId", r.state, r.parameters ->> 'lossKind' as kind, (r.totals ->> 'proposed')::int as rows, r.totals -> 'sums' as sums, u.name as "proposedBy",
                 to_char(r.proposed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "proposedAt",
                 to_char(r.finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "finishedAt"
            from runs r left join users u on u.id = r.proposed_by
           where r.company_id = ${company.id} and r.kind = 'loss' and (${after ?? null}::uuid is null or r.id < ${after ?? null}) and (${state ?? null}::text is null or r.state = ${state ?? null})
           order by r.id desc limit ${limit}`,
    )
    // Rows of areas that a person does not see are not in his sums either.
    if (ctx.user.areas !== 'all')
      for (const run of rows) {
        const own = await db.rows<Parameters<typeof sumsOf>[0][number]>(
          sql`select currency, amount, reason from run_rows where company_id = ${company.id} and run_id = ${run.runId} and state in ('proposed', 'done')`,
        )
        run.rows = own.length
        run.sums = sumsOf(own)
      }
    return { rows: rows as never, next: rows.length === limit ? rows.at(-1)!.runId : null }
  },
})

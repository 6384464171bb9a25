import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { lockRun } from './run-rows.ts'

/** Marks rows of a proposal as looked at, at the amount they have now; again with `seen: false` takes the mark away. */
export const reviewRow = verb({
  kind: 'write',
  name: 'invoicing.review-row',
  summary: 'Mark rows of a billing run as looked at',
  route: 'POST /billing-runs/{runId}/reviews',
  input: z.object({
    runId: id,
    rowNos: z.array(z.number().int().positive()).min(1).max(10_000),
    seen: z.boolean().default(true),
  }),
  output: z.object({ runId: id, rows: z.number(), unseen: z.number() }),
  async run(ctx, { runId, rowNos, seen }) {
    const { db, company } = ctx
    await lockRun(ctx, runId)
    const { rowCount } = seen
      ? await db.query(
          `insert into billing_reviews (company_id, run_id, row_no, amount, reviewed_at, reviewed_by, business_area_id)
           select company_id, run_id, row_no, amount, $4, $5, business_area_id from run_rows where company_id = $1 and run_id = $2 and row_no = any ($3::int[])
           on conflict (company_id, run_id, row_no) do update set amount = excluded.amount, reviewed_at = excluded.reviewed_at, reviewed_by = excluded.reviewed_by`,
          [company.id, runId, rowNos, ctx.now, ctx.user.id],
        )
      : await db.query(
          `delete from billing_reviews where company_id = $1 and run_id = $2 and row_no = any ($3::int[])`,
          [company.id, runId, rowNos],
        )
    await audit(ctx, { verb: 'invoicing.review-row', subjects: [runId], summary: { rows: rowCount, seen } })
    const { unseen } = await db.one<{ unseen: number }>(unseenOf, [company.id, runId])
    return { runId, rows: rowCount, unseen }
  },
})

/** SQL: outliers that go out and that nobody has looked at, at the amount they have. */
export const unseenOf = `
  select count(*)::int as unseen from billing_comparisons c
   cross join lateral (select r.amount from run_rows r where r.company_id = c.company_id and r.run_id = c.run_id and r.row_no = c.row_no and r.state = 'proposed' offset 0) r
    left join lateral (select 1 as seen from billing_reviews v where v.company_id = c.company_id and v.run_id = c.run_id and v.row_no = c.row_no and v.amount = r.amount offset 0) v on true
   where c.company_id = $1 and c.run_id = $2 and c.attention and v.seen is null`

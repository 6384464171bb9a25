import { z } from 'zod'
import { id, pageOf, paging } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'

const runRow = z.object({
  runId: id,
  state: z.string(),
  invoiceOn: z.string().nullable(),
  invoiceGroups: z.array(z.string()).nullable(),
  /** Proposed over the orders of one file, or over chosen ones. */
  ofImport: id.nullable(),
  ofOrders: z.boolean(),
  totals: z.record(z.string(), z.unknown()),
  done: z.number(),
  total: z.number().nullable(),
  proposedAt: z.string(),
  proposedBy: z.string().nullable(),
  approvedBy: z.string().nullable(),
})

export const listRuns = verb({
  kind: 'read',
  name: 'invoicing.list-runs',
  summary: 'Billing runs, newest first',
  route: 'GET /billing-runs',
  input: z.object({ ...paging, state: z.string().optional() }),
  output: pageOf(runRow),
  async run({ db, company }, { after, limit, state }) {
    const rows = await db.rows<z.output<typeof runRow>>(
      `select r.id as "runId", r.state, r.parameters ->> 'invoiceOn' as "invoiceOn", r.parameters -> 'invoiceGroups' as "invoiceGroups", r.parameters ->> 'importId' as "ofImport", r.parameters ? 'orderIds' as "ofOrders", r.totals,
              r.progress_done::int as done, r.progress_total::int as total, to_char(r.proposed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "proposedAt",
              p.name as "proposedBy", a.name as "approvedBy"
         from runs r left join users p on p.id = r.proposed_by left join users a on a.id = r.approved_by
        where r.company_id = $1 and r.kind = 'billing' and ($2::uuid is null or r.id < $2) and ($3::text is null or r.state = $3)
        order by r.id desc limit $4`,
      [company.id, after ?? null, state ?? null, limit],
    )
    return { rows, next: rows.length === limit ? rows.at(-1)!.runId : null }
  },
})

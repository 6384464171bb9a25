import { z } from 'zod'
import { id, pageOf, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'

export const runShape = z.object({
  runId: id,
  state: z.string(),
  mode: z.string(),
  through: z.string(),
  documents: z.number(),
  held: z.number(),
  rejected: z.number(),
  issued: z.number(),
  proposedAt: z.string(),
  proposedBy: z.string().nullable(),
  approvedBy: z.string().nullable(),
})

export const runColumns = `r.id as "runId", r.state, r.parameters ->> 'mode' as mode, r.parameters ->> 'through' as through,
  coalesce((r.totals ->> 'documents')::int, 0) as documents, coalesce((r.totals ->> 'held')::int, 0) as held, coalesce((r.totals ->> 'rejected')::int, 0) as rejected,
  coalesce((r.report ->> 'issued')::int, 0) as issued, to_json(r.proposed_at) #>> '{}' as "proposedAt",
  (select u.name from users u where u.id = r.proposed_by) as "proposedBy", (select u.name from users u where u.id = r.approved_by) as "approvedBy"`

/** Runs of interest invoices, newest first. */
export const listRuns = verb({
  kind: 'read',
  name: 'interest.list-runs',
  summary: 'List runs of interest invoices',
  route: 'GET /interest-runs',
  input: z.object(paging),
  output: pageOf(runShape),
  async run({ db, company }, { after, limit }) {
    const rows = await db.rows<z.output<typeof runShape>>(
      `select ${runColumns} from runs r where r.company_id = $1 and r.kind = 'interest' and ($2::uuid is null or r.id < $2::uuid) order by r.id desc limit $3`,
      [company.id, after ?? null, limit],
    )
    return { rows, next: rows.length === limit ? rows.at(-1)!.runId : null }
  },
})

import { z } from 'zod'
import type { User } from '../db/context.ts'
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

/** Counts of a run: as stored, or, for who does not see all areas, of the rows that he sees. */
export const runColumns = (areas: User['areas']): string => {
  const stored = (where: string, name: string) => `coalesce((r.${where} ->> '${name}')::int, 0)`
  const seen = (...states: string[]) =>
    `(select count(*)::int from run_rows x where x.company_id = r.company_id and x.run_id = r.id and x.state in (${states.map((state) => `'${state}'`).join(', ')}))`
  const all = areas === 'all'
  return `r.id as "runId", r.state, r.parameters ->> 'mode' as mode, r.parameters ->> 'through' as through,
    ${all ? stored('totals', 'documents') : seen('proposed', 'done')} as documents, ${all ? stored('totals', 'held') : seen('held')} as held,
    ${all ? stored('totals', 'rejected') : seen('rejected')} as rejected, ${all ? stored('report', 'issued') : seen('done')} as issued, to_json(r.proposed_at) #>> '{}' as "proposedAt",
    (select u.name from users u where u.id = r.proposed_by) as "proposedBy", (select u.name from users u where u.id = r.approved_by) as "approvedBy"`
}

/** Runs of interest invoices, newest first. */
export const listRuns = verb({
  kind: 'read',
  name: 'interest.list-runs',
  summary: 'List runs of interest invoices',
  route: 'GET /interest-runs',
  input: z.object(paging),
  output: pageOf(runShape),
  async run({ db, company, user }, { after, limit }) {
    const rows = await db.rows<z.output<typeof runShape>>(
      `select ${runColumns(user.areas)} from runs r where r.company_id = $1 and r.kind = 'interest' and ($2::uuid is null or r.id < $2::uuid) order by r.id desc limit $3`,
      [company.id, after ?? null, limit],
    )
    return { rows, next: rows.length === limit ? rows.at(-1)!.runId : null }
  },
})

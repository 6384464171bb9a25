import { z } from 'zod'
import type { Ctx, User } from '../db/context.ts'
import { id, pageOf, paging } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'

export const runShape = z.object({
  runId: id,
  state: z.string(),
  isUnattended: z.boolean(),
  isDryRun: z.boolean().meta({ description: 'Nothing was to come of it' }),
  mode: z.string(),
  through: z.string(),
  documents: z.number(),
  held: z.number(),
  rejected: z.number(),
  issued: z.number(),
  proposedAt: z.string(),
  proposedBy: z.string().nullable(),
  approvedBy: z.string().nullable(),
  sums: z
    .array(z.object({ currency: z.string(), proposed: z.string(), held: z.string(), done: z.string() }))
    .meta({ description: 'Of all rows that are seen: to be invoiced, carried on, invoiced' }),
})
export type RunOfInterest = z.output<typeof runShape>

/** Counts of a run: as stored, or, for who does not see all areas, of the rows that he sees. */
export const runColumns = (areas: User['areas']): string => {
  const stored = (where: string, name: string) => `coalesce((r.${where} ->> '${name}')::int, 0)`
  const seen = (...states: string[]) =>
    `(select count(*)::int from run_rows x where x.company_id = r.company_id and x.run_id = r.id and x.state in (${states.map((state) => `'${state}'`).join(', ')}))`
  const all = areas === 'all'
  return `r.id as "runId", r.state, coalesce((r.parameters ->> 'unattended')::boolean, false) as "isUnattended", coalesce((r.parameters ->> 'dryRun')::boolean, false) as "isDryRun", r.parameters ->> 'mode' as mode, r.parameters ->> 'through' as through,
    ${all ? stored('totals', 'documents') : seen('proposed', 'done')} as documents, ${all ? stored('totals', 'held') : seen('held')} as held,
    ${all ? stored('totals', 'rejected') : seen('rejected')} as rejected, ${all ? stored('report', 'issued') : seen('done')} as issued, to_json(r.proposed_at) #>> '{}' as "proposedAt",
    (select u.name from users u where u.id = r.proposed_by) as "proposedBy", (select u.name from users u where u.id = r.approved_by) as "approvedBy"`
}

/** What runs come to, by run. */
export async function readRunSums(
  { db, company }: Ctx,
  runIds: readonly Id[],
): Promise<Map<Id, RunOfInterest['sums']>> {
  const rows = await db.rows<{ runId: Id; currency: string; proposed: bigint; held: bigint; done: bigint }>(
    hot(
      `select run_id as "runId", currency::text as currency, coalesce(sum(amount) filter (where state = 'proposed'), 0)::bigint as proposed,
              coalesce(sum(amount) filter (where state = 'held'), 0)::bigint as held, coalesce(sum(amount) filter (where state = 'done'), 0)::bigint as done
         from run_rows where company_id = $1 and run_id = any ($2::uuid[]) group by 1, 2 order by 1, 2`,
      [company.id, runIds],
    ),
  )
  const sums = new Map<Id, RunOfInterest['sums']>()
  for (const { runId, currency, ...amounts } of rows) {
    const text = (amount: bigint) => formatMinor(amount, currency)
    const own = sums.get(runId) ?? []
    own.push({ currency, proposed: text(amounts.proposed), held: text(amounts.held), done: text(amounts.done) })
    sums.set(runId, own)
  }
  return sums
}

/** Runs of interest invoices, newest first. */
export const listRuns = verb({
  kind: 'read',
  name: 'interest.list-runs',
  summary: 'List runs of interest invoices',
  route: 'GET /interest-runs',
  input: z.object({
    ...paging,
    state: z.enum(['proposed', 'approved', 'executing', 'done', 'abandoned', 'failed']).optional().meta({
      description: 'abandoned: also what ran by itself and nothing came of; without a state those are left out',
    }),
  }),
  output: pageOf(runShape),
  async run(ctx, { after, limit, state }) {
    const runs = await ctx.db.rows<Omit<RunOfInterest, 'sums'>>(
      `select ${runColumns(ctx.user.areas)} from runs r
        where r.company_id = $1 and r.kind = 'interest' and ($2::uuid is null or r.id < $2::uuid) and (r.state = $4 or ($4::text is null and not (r.state = 'abandoned' and r.parameters @> '{"unattended": true}')))
         order by r.id desc limit $3`,
      [ctx.company.id, after ?? null, limit, state ?? null],
    )
    const sums = await readRunSums(
      ctx,
      runs.map(({ runId }) => runId as Id),
    )
    return {
      rows: runs.map((run) => ({ ...run, sums: sums.get(run.runId as Id) ?? [] })),
      next: runs.length === limit ? runs.at(-1)!.runId : null,
    }
  },
})

import { wholeRuns } from '../../access/whole-run.ts'
import type { Ctx } from '../../db/context.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import type { Work } from './work.ts'

interface RunRow {
  runId: Id
  title: string | null
  totals: { documents?: number; held?: number; rejected?: number; sums?: { currency: string; payable: string }[] }
  invoiceOn: string | null
  by: string | null
  at: string
  on: Day
}

// A run that someone else must look at is not shown to who proposed it; where one person is enough, it waits for him too.
const forMe = `(r.proposed_by is distinct from $3::uuid or not exists (
  select from run_rows x join invoice_groups g on g.company_id = x.company_id and g.id = (x.reason ->> 'invoiceGroupId')::uuid
   where x.company_id = r.company_id and x.run_id = r.id and x.state = 'proposed' and g.two_person_approval))`

const sentBack = `exists (select from billing_returns b where b.company_id = r.company_id and b.run_id = r.id and b.answered_at is null)`

export const runsToApprove = (ctx: Ctx, verb: string): Promise<Work[]> =>
  runsIn(
    ctx,
    'approve-runs',
    verb,
    `r.state = 'proposed' and (r.totals ->> 'documents')::int > 0 and not ${sentBack} and ${forMe}`,
  )

export const runsSentBack = (ctx: Ctx, verb: string): Promise<Work[]> =>
  runsIn(
    ctx,
    'runs-sent-back',
    verb,
    `r.state = 'proposed' and ${sentBack} and r.proposed_by is not distinct from $3::uuid`,
  )

export const runsToIssue = (ctx: Ctx, verb: string): Promise<Work[]> =>
  runsIn(ctx, 'runs-to-issue', verb, `r.state = 'approved' and ($3::uuid is null or true)`)

/** One line a run, with its proposer, documents and sums as proposed. */
async function runsIn(
  ctx: Ctx,
  kind: 'approve-runs' | 'runs-sent-back' | 'runs-to-issue',
  verb: string,
  which: string,
): Promise<Work[]> {
  const { db, company, user } = ctx
  const rows = await db.rows<RunRow>(
    `select r.id as "runId", r.totals, r.parameters ->> 'invoiceOn' as "invoiceOn", u.name as by,
            to_char(r.proposed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, (r.proposed_at at time zone $2)::date as on,
            (select string_agg(g.name, ', ' order by g.name) from invoice_groups g
              where g.company_id = r.company_id and jsonb_typeof(r.parameters -> 'invoiceGroups') = 'array' and r.parameters -> 'invoiceGroups' ? g.code) as title
       from runs r left join users u on u.id = r.proposed_by
      where r.company_id = $1 and r.kind = 'billing' and ${which} order by r.proposed_at, r.id limit 50`,
    [company.id, company.timeZone, user.id],
  )
  // What a run comes to elsewhere is not told: one with rows of areas that one does not see is decided by somebody else.
  const whole = await wholeRuns(
    ctx,
    rows.map((run) => run.runId),
  )
  const own = rows.filter((run) => whole.has(run.runId))
  return own.map(({ runId, title, totals, invoiceOn, by, at, on }) => ({
    kind,
    verb,
    subjectId: runId,
    title,
    count: totals.documents ?? 0,
    amounts: (totals.sums ?? []).map(({ currency, payable }) => ({ amount: payable, currency })),
    oldestOn: on,
    figures: { proposedBy: by, proposedAt: at, invoiceOn, held: totals.held ?? 0, rejected: totals.rejected ?? 0 },
  }))
}

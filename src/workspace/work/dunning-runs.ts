import type { Ctx } from '../../db/context.ts'
import type { Totals } from '../../dunning/run-shape.ts'
import { seenTotals } from '../../dunning/seen-totals.ts'
import type { Day } from '../../kernel/day.ts'
import { addDays } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import type { Work } from './work.ts'

/** Holds of an older run are history: a newer one tells them again. */
const heldDays = 14

interface RunRow {
  runId: Id
  totals: Totals
  report: Record<string, unknown> | null
  proposedById: Id | null
  letterDay: string
  by: string | null
  at: string
  on: Day
}

export const dunningToApprove = (ctx: Ctx, verb: string): Promise<Work[]> =>
  runsIn(
    ctx,
    'dunning-to-approve',
    verb,
    // A run that someone else must look at is not shown to who proposed it.
    `r.state = 'proposed' and (r.totals ->> 'letters')::int + (r.totals ->> 'handovers')::int > 0
      and (r.proposed_by is distinct from $3::uuid or not exists (
        select from run_rows x where x.company_id = r.company_id and x.run_id = r.id and x.state = 'proposed' and x.reason ->> 'approval' = 'two-person'))`,
  )

export const dunningToSend = (ctx: Ctx, verb: string): Promise<Work[]> =>
  runsIn(ctx, 'dunning-to-send', verb, `r.state = 'approved' and ($3::uuid is null or true)`)

/** One line a run, with its proposer, rows and sums as proposed. */
async function runsIn(
  ctx: Ctx,
  kind: 'dunning-to-approve' | 'dunning-to-send',
  verb: string,
  which: string,
): Promise<Work[]> {
  const { db, company, user } = ctx
  const stored = await db.rows<RunRow>(
    `select r.id as "runId", r.totals, r.report, r.proposed_by as "proposedById", r.parameters ->> 'on' as "letterDay", u.name as by,
            to_char(r.proposed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, (r.proposed_at at time zone $2)::date as on
       from runs r left join users u on u.id = r.proposed_by
      where r.company_id = $1 and r.kind = 'dunning' and ${which} order by r.proposed_at, r.id limit 50`,
    [company.id, company.timeZone, user.id],
  )
  const rows: Omit<RunRow, 'proposedById'>[] = []
  for (const run of stored) rows.push(await seenTotals(ctx, run))
  // A run that has nothing of one's own areas is not one's own work.
  const own = user.areas === 'all' ? rows : rows.filter(({ totals }) => totals.letters + totals.handovers > 0)
  return own.map(({ runId, totals, letterDay, by, at, on }) => ({
    kind,
    verb,
    subjectId: runId,
    title: null,
    count: totals.letters + totals.handovers,
    amounts: totals.sums.map(({ currency, total }) => ({ amount: total, currency })),
    oldestOn: on,
    figures: { proposedBy: by, proposedAt: at, letterDay, held: totals.held },
  }))
}

/** What the newest run could not ask for, and why. */
export async function dunningHeld(ctx: Ctx, verb: string): Promise<Work[]> {
  const { db, company } = ctx
  const run = await newestHeld(ctx)
  if (!run) return []
  const row = await db.one<{ n: number; noChannel: number; money: number; bank: number }>(
    `select count(*)::int as n, count(*) filter (where reason -> 'causes' @> '[{"code": "no-channel"}]' or reason -> 'causes' @> '[{"code": "e-mail-bounced"}]')::int as "noChannel",
            count(*) filter (where reason -> 'causes' @> '[{"code": "unapplied-money"}]')::int as money, count(*) filter (where reason -> 'causes' @> '[{"code": "bank-file-old"}]')::int as bank
       from run_rows where company_id = $1 and run_id = $2 and state = 'held'`,
    [company.id, run.runId],
  )
  if (row.n === 0) return []
  return [
    {
      kind: 'dunning-held',
      verb,
      subjectId: run.runId,
      title: null,
      count: row.n,
      amounts: [],
      oldestOn: run.on,
      figures: { noChannel: row.noChannel, unappliedMoney: row.money, bankFileOld: row.bank },
    },
  ]
}

/** What the law says of a step and no other day or claim will change: the letter is an agency's alone, unknown in the country, or lacks the one before. */
const ofThePolicy = ['letter.agency-alone', 'letter.unknown-here', 'letter.needs-notice']

/** Claims at a step that the law of their day forbids (a new act is in force): held until the policy is another; a line a policy. */
export async function dunningForbidden(ctx: Ctx, verb: string): Promise<Work[]> {
  const { db, company, today } = ctx
  const run = await newestHeld(ctx)
  if (!run) return []
  const rows = await db.rows<{ id: Id; code: string; name: string; source: string | null; count: number }>(
    `select p.id, p.code, p.name, min(c -> 'data' ->> 'source') as source, count(*)::int as count
       from run_rows r cross join lateral jsonb_array_elements(r.reason -> 'causes') c
       join dunning_policies p on p.company_id = r.company_id and p.id = (r.reason ->> 'policyId')::uuid
      where r.company_id = $1 and r.run_id = $2 and r.state = 'held' and c ->> 'code' = 'law-forbids' and c -> 'data' ->> 'code' = any ($4)
        -- Who has changed the policy since has done it: the next run tells whether it is enough.
        and not exists (select from dunning_policy_versions v where v.company_id = p.company_id and v.policy_id = p.id
                           and v.version_no > (r.reason ->> 'versionNo')::int and v.valid_from <= $3)
      group by p.company_id, p.id order by p.code`,
    [company.id, run.runId, today, ofThePolicy],
  )
  return rows.map(({ id, code, name, source, count }) => ({
    kind: 'dunning-forbidden',
    verb,
    subjectId: id,
    title: name,
    count,
    amounts: [],
    oldestOn: run.on,
    figures: { policy: code, source },
  }))
}

/** The newest run, where it could not ask for something. */
async function newestHeld({ db, company, today }: Ctx): Promise<{ runId: Id; on: Day } | null> {
  const run = await db.maybe<{ runId: Id; on: Day; held: number }>(
    `select id as "runId", parameters ->> 'on' as on, (totals ->> 'held')::int as held from runs
      where company_id = $1 and kind = 'dunning' and state <> 'failed' order by id desc limit 1`,
    [company.id],
  )
  return run?.held && run.on >= addDays(today, -heldDays) ? run : null
}

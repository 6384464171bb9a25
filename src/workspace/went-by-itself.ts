import type { Right } from '../access/rights.ts'
import type { Ctx } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import { withinRights } from './within.ts'

export interface ByItself {
  since: Day
  paymentsMatched: number | null
  paymentsRead: number | null
  invoicesDelivered: number | null
  filesFetched: number | null
  remindersSent: number | null
  failures: number | null
}

/** What the machine did since the beginning of a day, each figure for who may list what it counts. */
export async function whatWentByItself(ctx: Ctx, rights: readonly Right[], since: Day): Promise<ByItself> {
  const from = [ctx.company.id, since, ctx.company.timeZone]
  const begin = `($2::date::timestamp at time zone $3)`
  // Runs of the whole company tell of all areas: they are for who sees all.
  const matched = await withinRights(ctx, rights, 'bank.list-unmatched', async (own) =>
    own.user.areas !== 'all'
      ? null
      : own.db.one<{ matched: number; read: number }>(
          `select coalesce(sum((report ->> 'matched')::int), 0)::int as matched,
                  coalesce(sum((report ->> 'matched')::int + (report ->> 'onAccount')::int + (report ->> 'unidentified')::int), 0)::int as read
             from runs where company_id = $1 and kind = 'match' and state = 'done' and approved_at >= ${begin}`,
          from,
        ),
  )
  const delivered = await withinRights(ctx, rights, 'delivery.list-deliveries', (own) =>
    own.db.one<{ n: number }>(
      `select count(distinct e.delivery_id)::int as n from delivery_events e join deliveries d on d.company_id = e.company_id and d.id = e.delivery_id
        where e.company_id = $1 and e.kind = 'sent' and e.recorded_at >= ${begin} and d.subject_kind = 'invoice' and d.state in ('sent', 'delivered')`,
      from,
    ),
  )
  const banks = await withinRights(ctx, rights, 'bank.list-files', (own) =>
    own.db.one<{ n: number }>(
      `select count(*)::int as n from bank_files where company_id = $1 and imported_by is null and undone_at is null and imported_at >= ${begin}`,
      from,
    ),
  )
  const orders = await withinRights(ctx, rights, 'invoicing.list-imports', (own) =>
    own.db.one<{ n: number }>(
      `select count(*)::int as n from order_files where company_id = $1 and imported_by is null and undone_at is null and imported_at >= ${begin}`,
      from,
    ),
  )
  const reminders = await withinRights(ctx, rights, 'dunning.list-runs', (own) =>
    own.db.one<{ n: number }>(
      `select coalesce(sum((report ->> 'letters')::int), 0)::int as n from runs
        where company_id = $1 and kind = 'dunning' and state = 'done' and parameters ->> 'unattended' = 'true' and approved_at >= ${begin}`,
      from,
    ),
  )
  const failed = await withinRights(ctx, rights, 'jobs.list-jobs', (own) =>
    own.db.one<{ n: number }>(
      `select count(*)::int as n from jobs where company_id = $1 and state = 'failed' and user_id is null and finished_at >= ${begin}`,
      from,
    ),
  )
  return {
    since,
    paymentsMatched: matched?.matched ?? null,
    paymentsRead: matched?.read ?? null,
    invoicesDelivered: delivered?.n ?? null,
    filesFetched: banks === null && orders === null ? null : (banks?.n ?? 0) + (orders?.n ?? 0),
    remindersSent: reminders?.n ?? null,
    failures: failed?.n ?? null,
  }
}

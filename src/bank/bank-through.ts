import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import { addDays } from '../kernel/day.ts'

/** An account of which so many files came in a month is one that tells daily: it must be as fresh as the others. */
const regularFiles = 8

/**
 * Through which day the bank has told of money: by the last closing day of its statements, or the last payment in its files.
 * Where several accounts tell regularly, the one that tells the least counts. Null: no file ever came.
 * @param asThen by the files that were here at the end of that day
 */
export async function bankThrough(ctx: Ctx, on: Day, { asThen = false } = {}): Promise<Day | null> {
  const rows = await asSystem(ctx, ({ db, company }) =>
    db.rows<{ through: Day; files: number }>(
      hot(
        `with late as (
           select id from bank_files where company_id = $1 and $4 and (imported_at at time zone $5)::date > $2),
         told as (
           select (s ->> 'bankAccountId')::uuid as account, f.id, nullif(s ->> 'closingOn', '')::date as closing from bank_files f cross join lateral jsonb_array_elements(f.statements) s
            where f.company_id = $1 and f.undone_at is null and s ->> 'bankAccountId' is not null and f.id not in (select id from late)),
         seen as (
           select b.id as account, greatest((select max(closing) from told t where t.account = b.id and t.closing <= $2),
                  (select t.booked_on from bank_transactions t where t.company_id = b.company_id and t.bank_account_id = b.id and t.file_id is not null and t.booked_on <= $2 and t.file_id not in (select id from late) order by t.booked_on desc limit 1)) as through
             from bank_accounts b where b.company_id = $1 and b.kind <> 'cash')
         select s.through, (select count(distinct x.day)::int from (
                   select t.booked_on as day from bank_transactions t where t.company_id = $1 and t.bank_account_id = s.account and t.file_id is not null and t.booked_on between $3 and $2 and t.file_id not in (select id from late)
                   union select closing from told t where t.account = s.account and t.closing between $3 and $2) x) as files
           from seen s where s.through is not null`,
        [company.id, on, addDays(on, -30), asThen, company.timeZone],
      ),
    ),
  )
  if (rows.length === 0) return null
  const newest = rows
    .map((row) => row.through)
    .sort()
    .at(-1)!
  const regular = rows.filter((row) => row.files >= regularFiles).map((row) => row.through)
  return [newest, ...regular].sort()[0]!
}

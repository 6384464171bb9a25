import type { Ctx } from '../../db/context.ts'
import type { Day } from '../../kernel/day.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Problem } from '../../kernel/problem.ts'

/**
 * A statement (camt.053) shows what a notification, BgMax or OCR giro tells payment by payment as one entry without payer or
 * reference: the same money, whose keys have nothing in common. Both ways round it is taken once: by its payments.
 */
const bare = `amount > 0 and payer_name is null and payer_account is null and reference is null and return_reason is null`

/** What stands as one entry on the statement: a camt entry, a deposit of BgMax, a serial of OCR giro. */
const entryOf = (format: string) => `case ${format}
  when 'bgmax' then regexp_replace(bank_reference, '/[^/]*$', '')
  when 'ocr-giro' then regexp_replace(bank_reference, '\\.[^.]*\\.[^.]*$', '')
  else regexp_replace(source_path, '/TxDtls.*$', '') end`

interface Entry {
  on: Day
  currency: string
  amount: bigint
  payments: number
  file: string
}

const dataOf = ({ on, currency, amount, payments, file }: Entry) => ({
  on,
  currency,
  amount: formatMinor(amount, currency),
  payments,
  file,
})

/** Entries of a statement whose payments are here already are taken out of `incoming`; each is told. */
export async function leaveOutTotals({ db, company }: Ctx): Promise<Problem[]> {
  const left = await db.rows<Entry>(
    `with totals as (
       select seq, bank_account_id, booked_on, currency, amount, row_number() over (partition by bank_account_id, booked_on, currency, amount order by seq) as nth
         from incoming where ${bare}
     ), told as (
       select t.bank_account_id, t.booked_on, t.currency, f.file_name, ${entryOf('f.format')} as entry, sum(t.amount)::bigint as amount, count(*)::int as payments, min(t.id::text) as first
         from bank_transactions t join bank_files f on f.company_id = t.company_id and f.id = t.file_id
        where t.company_id = $1 and f.undone_at is null and f.format in ('camt054', 'bgmax', 'ocr-giro')
          and (t.bank_account_id, t.booked_on) in (select bank_account_id, booked_on from totals)
        group by t.bank_account_id, t.booked_on, t.currency, f.id, f.file_name, entry
     ), numbered as (
       select *, row_number() over (partition by bank_account_id, booked_on, currency, amount order by first) as nth from told
     ), gone as (
       delete from incoming i using totals s join numbered n using (bank_account_id, booked_on, currency, amount, nth) where i.seq = s.seq
       returning i.seq, n.booked_on, n.currency, n.amount, n.payments, n.file_name
     )
     select booked_on as "on", currency, amount, payments, file_name as file from gone order by seq`,
    [company.id],
  )
  return left.map((entry) => {
    const data = dataOf(entry)
    return {
      code: 'bank-file.told-in-detail',
      severity: 'warning',
      message: `the entry of ${data.amount} ${data.currency} on ${data.on} is the sum of ${data.payments} payments imported from ${data.file}: it is not taken a second time`,
      data,
    }
  })
}

/** Payments whose sum a statement brought as one entry before: not to be taken beside it. */
export async function totalsTaken({ db, company }: Ctx, format: string): Promise<Problem[]> {
  const { statements } = await db.one<{ statements: boolean }>(
    `select exists (select from bank_files where company_id = $1 and format = 'camt053' and undone_at is null) as statements`,
    [company.id],
  )
  if (!statements) return []
  // Each sum is looked up by its amount; of the few that are found, those count whose payments are not all here already.
  const taken = await db.rows<Entry>(
    `with told as materialized (
       select bank_account_id, booked_on, currency, ${entryOf('$2::text')} as entry, sum(amount)::bigint as amount, count(*)::int as payments, min(seq) as first, array_agg(content_key) as keys
         from incoming group by bank_account_id, booked_on, currency, entry
     ), met as materialized (
       select d.*, t.file_name from told d cross join lateral (
         select f.file_name from bank_transactions t join bank_files f on f.company_id = t.company_id and f.id = t.file_id
          where t.company_id = $1 and t.amount = d.amount and t.booked_on = d.booked_on and t.bank_account_id = d.bank_account_id and t.currency = d.currency
            and f.undone_at is null and f.format = 'camt053'
            and t.amount > 0 and t.payer_name is null and t.payer_account is null and t.reference is null and t.return_reason is null
          limit 1) t
     )
     select booked_on as "on", currency, amount, payments, file_name as file from met m
      where exists (
        select key from unnest(m.keys) as k (key)
        except
        select split_part(t.identity_key, '#', 1) from bank_transactions t join bank_files f on f.company_id = t.company_id and f.id = t.file_id and f.undone_at is null
         where t.company_id = $1 and t.bank_account_id = m.bank_account_id and t.booked_on = m.booked_on)
      order by first`,
    [company.id, format],
  )
  return taken.map((entry) => {
    const data = dataOf(entry)
    return {
      code: 'bank-file.total-taken',
      message: `the ${data.payments} payments of ${data.amount} ${data.currency} on ${data.on} were taken as one entry from ${data.file}: undo that file (bank undo-file), import this one, then that one again`,
      data,
    }
  })
}

import type { Statement } from '../../db/sql.ts'
import { sql } from '../../db/sql.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'

export interface LedgerImport {
  id: Id
  source: string
  asOf: Day
  /** First day of its postings; null when it holds balances alone. */
  firstOn: Day | null
  baseCurrency: string
}

/** A posting found within so many days on the other side is the same one on another day. */
const daysApartMax = 31

/**
 * Postings of the control accounts here against those of an imported general ledger, voucher by voucher: paired by voucher
 * number and year, else by day and amount, else by amount within a month; what has no pair or differs is a row with its
 * cause. `effect` is what the row adds to (posted here − imported balance); the effects of an account sum to it.
 */
export function generalLedgerDifferences(company: Id, gl: LedgerImport, accounts: string[]): Statement {
  const key = (text: string) => `upper(regexp_replace(${text}, '[^[:alnum:]]', '', 'g'))`
  return sql`
    with ours as materialized (
      select row_number() over () as id, p.account, p.voucher_id, s.code || ' ' || v.number as voucher,
             ${{ text: key(`s.code || v.number`), values: [] }} as voucher_key, p.posted_on, extract(year from p.posted_on) as year, sum(p.base_amount)::int8 as amount,
             v.transaction_type in ('exchange-difference', 'revaluation') as is_exchange,
             bool_and(i.id is null and p.adjusts_item_id is null) as is_manual
        from postings p join vouchers v on v.company_id = p.company_id and v.id = p.voucher_id
        join number_series s on s.company_id = v.company_id and s.id = v.series_id
        left join open_items i on i.company_id = p.company_id and i.voucher_id = p.voucher_id and i.line_no = p.line_no
       where p.company_id = ${company} and p.account = any (${accounts}::text[]) and p.base_currency = ${gl.baseCurrency}
         and p.posted_on between ${gl.firstOn}::date and ${gl.asOf}::date + ${daysApartMax}::int
       group by p.account, p.voucher_id, s.code, v.number, p.posted_on, v.transaction_type having sum(p.base_amount) <> 0
    ), theirs as materialized (
      select row_number() over () as id, account, min(voucher) as voucher, ${{ text: key('voucher'), values: [] }} as voucher_key, min(posted_on) as posted_on,
             extract(year from posted_on) as year, sum(amount)::int8 as amount, min(text) as text
        from ledger_import_postings where company_id = ${company} and import_id = ${gl.id} and account = any (${accounts}::text[]) and posted_on <= ${gl.asOf}
       group by account, voucher_key, year having sum(amount) <> 0
    ), by_number as materialized (
      select o.id as our_id, t.id as their_id from ours o join theirs t using (account, voucher_key, year)
    ), by_day as materialized (
      select o.id as our_id, t.id as their_id
        from (select *, row_number() over (partition by account, posted_on, amount order by id) as nth from ours where id not in (select our_id from by_number)) o
        join (select *, row_number() over (partition by account, posted_on, amount order by id) as nth from theirs where id not in (select their_id from by_number)) t
       using (account, posted_on, amount, nth)
    ), by_amount as materialized (
      select o.id as our_id, t.id as their_id
        from (select *, row_number() over (partition by account, amount order by posted_on, id) as nth from ours
               where id not in (select our_id from by_number union all select our_id from by_day)) o
        join (select *, row_number() over (partition by account, amount order by posted_on, id) as nth from theirs
               where id not in (select their_id from by_number union all select their_id from by_day)) t
       using (account, amount, nth)
       where abs(o.posted_on - t.posted_on) <= ${daysApartMax}::int
    ), pairs as (
      select * from by_number union all select * from by_day union all select * from by_amount
    ), compared as (
      select o.account, o.voucher_id, o.voucher, o.posted_on, o.amount, t.voucher as imported_voucher, t.posted_on as imported_on, t.amount as imported_amount, t.text,
             o.is_exchange, o.is_manual,
             case when o.posted_on <= ${gl.asOf} then o.amount else 0 end - t.amount as effect
        from pairs join ours o on o.id = our_id join theirs t on t.id = their_id
      union all
      select account, voucher_id, voucher, posted_on, amount, null, null, null, null, is_exchange, is_manual, amount
        from ours where posted_on <= ${gl.asOf} and id not in (select our_id from pairs)
      union all
      select account, null, null, null, null, voucher, posted_on, amount, text, false, false, -amount from theirs where id not in (select their_id from pairs)
      union all
      select a.account, null, null, null, null, null, null, null, null, false, false,
             coalesce((select sum(p.base_amount) from postings p where p.company_id = ${company} and p.account = a.account and p.base_currency = ${gl.baseCurrency} and p.posted_on < ${gl.firstOn}::date), 0)::int8
             - (coalesce(b.balance, 0) - coalesce((select sum(t.amount) from theirs t where t.account = a.account), 0))::int8
        from unnest(${accounts}::text[]) as a (account)
        left join ledger_import_balances b on b.company_id = ${company} and b.import_id = ${gl.id} and b.account = a.account
    )
    select account, voucher_id as "voucherId", voucher, posted_on as "postedOn", amount, imported_voucher as "importedVoucher", imported_on as "importedOn",
           imported_amount as "importedAmount", text, effect::int8 as effect, ${gl.baseCurrency}::text as "baseCurrency",
           case
             when voucher is null and imported_voucher is null then 'opening-balance'
             when imported_voucher is null and is_exchange then 'exchange-difference'
             when imported_voucher is null and is_manual then 'manual-posting'
             when imported_voucher is null then 'not-in-general-ledger'
             when voucher is null and exists (
               select from number_series s where s.company_id = ${company} and s.kind = 'voucher' and s.code = upper(regexp_replace(imported_voucher, '[^[:alpha:]]', '', 'g'))
             ) then 'not-in-subledger'
             when voucher is null then 'manual-posting'
             when amount <> imported_amount then 'amount-differs'
             else 'date-differs'
           end as cause
      from compared
     where effect <> 0 or posted_on <> imported_on`
}

import type { Statement } from '../../db/sql.ts'
import { raw, sql } from '../../db/sql.ts'
import type { Id } from '../../kernel/id.ts'

/** One thing that must always hold: how many rows are held to it, and those that break it, the first one first. */
export interface Check {
  name: string
  says: string
  checked(company: Id): Statement
  /** Selects what names the row to a person: numbers, days, amounts in minor units as text. */
  broken(company: Id): Statement
}

export const counted = (table: string) => (company: Id) =>
  sql`select count(*) from ${raw(table)} where company_id = ${company}`
const voucherLabel = `s.code || ' ' || v.number || case when v.year > 0 then '/' || v.year else '' end`
/** What allocations took from each item, day by day: `taken` and `base_taken` are positive. */
const sides = (company: Id): Statement => sql`
  select debit_item_id as item_id, effective_on, amount as taken, base_debit as base_taken from allocations where company_id = ${company}
  union all select credit_item_id, effective_on, amount, base_credit from allocations where company_id = ${company}`
const runningSides = (company: Id): Statement => sql`
  select item_id, effective_on, sum(taken) over running as taken, sum(base_taken) over running as base_taken
    from (select item_id, effective_on, sum(taken) as taken, sum(base_taken) as base_taken from (${sides(company)}) d group by item_id, effective_on) d
  window running as (partition by item_id order by effective_on)`

/** What must always hold (ARCHITECTURE, “What cannot happen”), on the stored rows. Each query reads its tables once, by sets; none trusts a constraint or a projection. */
export const checks: Check[] = [
  {
    name: 'vouchers-sum-to-zero',
    says: 'every voucher sums to zero in the currency of the books',
    checked: counted('vouchers'),
    broken: (company) => sql`
      select v.id as "voucherId", ${raw(voucherLabel)} as voucher, v.posted_on as "postedOn", p.difference::text as difference
        from (select voucher_id, sum(base_amount) as difference from postings where company_id = ${company} group by voucher_id having sum(base_amount) <> 0) p
        join vouchers v on v.company_id = ${company} and v.id = p.voucher_id
        join number_series s on s.company_id = v.company_id and s.id = v.series_id order by v.posted_on, v.id`,
  },
  {
    name: 'vouchers-whole',
    says: 'every voucher has the postings that it promises, of its own day and currency',
    checked: counted('vouchers'),
    broken: (company) => sql`
      select v.id as "voucherId", ${raw(voucherLabel)} as voucher, v.posted_on as "postedOn", v.posting_count as promised, coalesce(p.lines, 0) as found
        from vouchers v join number_series s on s.company_id = v.company_id and s.id = v.series_id
        left join (select voucher_id, count(*) as lines, min(line_no) as first, max(line_no) as last, min(posted_on) as first_on, max(posted_on) as last_on,
                          min(base_currency) as one_currency, max(base_currency) as other_currency
                     from postings where company_id = ${company} group by voucher_id) p on p.voucher_id = v.id
       where v.company_id = ${company} and (p.lines is distinct from v.posting_count or p.first <> 1 or p.last <> v.posting_count
         or p.first_on <> v.posted_on or p.last_on <> v.posted_on or p.one_currency <> v.base_currency or p.other_currency <> v.base_currency)
       order by v.posted_on, v.id`,
  },
  {
    name: 'one-currency-one-amount',
    says: 'a posting in the currency of the books has one amount, not two',
    checked: counted('postings'),
    broken: (company) => sql`
      select v.id as "voucherId", ${raw(voucherLabel)} as voucher, p.line_no as line, p.amount::text as amount, p.base_amount::text as "baseAmount"
        from postings p join vouchers v on v.company_id = p.company_id and v.id = p.voucher_id
        join number_series s on s.company_id = v.company_id and s.id = v.series_id
       where p.company_id = ${company} and p.currency = p.base_currency and p.amount <> p.base_amount and p.adjusts_item_id is null
       order by p.posted_on, p.voucher_id, p.line_no`,
  },
  {
    name: 'control-postings-are-items',
    says: 'every posting on a control account names a party and opens an item, or adjusts one; no other posting does',
    checked: (
      company,
    ) => sql`select count(*) from postings p join accounts a on a.company_id = p.company_id and a.code = p.account
      where p.company_id = ${company} and a.control is not null`,
    broken: (company) => sql`
      select v.id as "voucherId", ${raw(voucherLabel)} as voucher, p.line_no as line, p.account, p.posted_on as "postedOn"
        from postings p join vouchers v on v.company_id = p.company_id and v.id = p.voucher_id
        join number_series s on s.company_id = v.company_id and s.id = v.series_id
        join accounts a on a.company_id = p.company_id and a.code = p.account
        left join open_items i on i.company_id = p.company_id and i.voucher_id = p.voucher_id and i.line_no = p.line_no
       where p.company_id = ${company}
         and case when a.control is null then i.id is not null or p.adjusts_item_id is not null
                  else p.party_id is null or (i.id is null) = (p.adjusts_item_id is null) end
       order by p.posted_on, p.voucher_id, p.line_no`,
  },
  {
    name: 'items-equal-postings',
    says: 'every item is its posting: account, party, currency, amounts, day, business area',
    checked: counted('open_items'),
    broken: (company) => sql`
      select i.id as "itemId", i.number_text as number, i.voucher_id as "voucherId", i.line_no as line, i.amount::text as amount, p.amount::text as posted
        from open_items i left join postings p on p.company_id = i.company_id and p.voucher_id = i.voucher_id and p.line_no = i.line_no
       where i.company_id = ${company}
         and (p.voucher_id is null or (i.account, i.party_id, i.currency, i.base_currency, i.amount, i.base_amount, i.opened_on, i.business_area_id)
           is distinct from (p.account, p.party_id, p.currency, p.base_currency, p.amount, p.base_amount, p.posted_on, p.business_area_id))
       order by i.opened_on, i.id`,
  },
  {
    name: 'items-equal-control-account',
    says: 'what is open equals the control account, per account, party and currency, on every day',
    checked: (
      company,
    ) => sql`select count(distinct (account, party_id, currency, base_currency, posted_on)) from postings p
      where p.company_id = ${company} and p.account in (select code from accounts where company_id = ${company} and control is not null)`,
    // What changes on a day changes on both sides: then the sums are equal at the end of each day.
    broken: (company) => sql`
      select d.day as on, d.account, p.number as "partyNumber", d.currency, d.base_currency as "baseCurrency", d.difference::text as difference, d.base_difference::text as "baseDifference",
             (select ${raw(voucherLabel)} from postings q join vouchers v on v.company_id = q.company_id and v.id = q.voucher_id
                join number_series s on s.company_id = v.company_id and s.id = v.series_id
               where q.company_id = ${company} and q.account = d.account and q.party_id is not distinct from d.party_id and q.posted_on = d.day order by v.id limit 1) as voucher
        from (
          select account, party_id, currency, base_currency, day, sum(amount) as difference, sum(base_amount) as base_difference from (
            select account, party_id, currency, base_currency, opened_on as day, amount, base_amount from open_items where company_id = ${company}
            union all
            select i.account, i.party_id, i.currency, i.base_currency, a.effective_on, -a.amount, -a.base_debit
              from allocations a join open_items i on i.company_id = a.company_id and i.id = a.debit_item_id where a.company_id = ${company}
            union all
            select i.account, i.party_id, i.currency, i.base_currency, a.effective_on, a.amount, a.base_credit
              from allocations a join open_items i on i.company_id = a.company_id and i.id = a.credit_item_id where a.company_id = ${company}
            union all
            select account, party_id, currency, base_currency, posted_on, 0, base_amount from item_adjustments where company_id = ${company}
            union all
            select account, party_id, currency, base_currency, posted_on, -amount, -base_amount from postings
             where company_id = ${company} and account in (select code from accounts where company_id = ${company} and control is not null)
          ) changes group by account, party_id, currency, base_currency, day having sum(amount) <> 0 or sum(base_amount) <> 0
        ) d left join parties p on p.company_id = ${company} and p.id = d.party_id order by d.day, d.account, p.number`,
  },
  {
    name: 'allocated-within-item',
    says: 'allocations take between nothing and the whole item, on every day',
    checked: counted('allocations'),
    broken: (company) => sql`
      select i.id as "itemId", i.number_text as number, r.effective_on as on, i.amount::text as amount, r.taken::text as taken, i.base_amount::text as "baseAmount", r.base_taken::text as "baseTaken"
        from (${runningSides(company)}) r join open_items i on i.company_id = ${company} and i.id = r.item_id
       where r.taken not between 0 and abs(i.amount) or r.base_taken not between 0 and abs(i.base_amount) order by r.effective_on, i.id`,
  },
  {
    name: 'zero-together',
    says: 'nothing is open in the currency of the document exactly when nothing is open in the currency of the books, on every day',
    checked: counted('open_items'),
    broken: (company) => sql`
      select i.id as "itemId", i.number_text as number, r.effective_on as on, (abs(i.amount) - r.taken)::text as open, (abs(i.base_amount) - r.base_taken)::text as "baseOpen"
        from (${runningSides(company)}) r join open_items i on i.company_id = ${company} and i.id = r.item_id
       where (r.taken = abs(i.amount)) <> (r.base_taken = abs(i.base_amount)) order by r.effective_on, i.id`,
  },
  {
    name: 'projection-equals-facts',
    says: 'what is open now and when it closed is what the allocations say',
    checked: counted('open_items'),
    broken: (company) => sql`
      select i.id as "itemId", i.number_text as number, i.amount_open::text as "amountOpen", (i.amount - sign(i.amount) * coalesce(f.taken, 0))::int8::text as "byAllocations",
             i.closed_on as "closedOn", i.first_effective_on as "firstEffectiveOn", i.last_effective_on as "lastEffectiveOn"
        from open_items i
        left join (select item_id, sum(taken) as taken, sum(base_taken) as base_taken, min(effective_on) as first_on, max(effective_on) as last_on from (${sides(company)}) d group by item_id) f on f.item_id = i.id
       where i.company_id = ${company}
         and (i.amount_open, i.base_open, i.first_effective_on, i.last_effective_on, i.closed_on) is distinct from (
           (i.amount - sign(i.amount) * coalesce(f.taken, 0))::int8, (i.base_amount - sign(i.base_amount) * coalesce(f.base_taken, 0))::int8,
           coalesce(f.first_on, 'infinity'), coalesce(f.last_on, '-infinity'), case when f.taken = abs(i.amount) then f.last_on else 'infinity' end)
       order by i.opened_on, i.id`,
  },
  {
    name: 'open-item-sums-equal-items',
    says: 'the sums that lists and reports answer from are those of the items and their allocations, on every day',
    checked: counted('open_item_sums'),
    broken: (company) => sql`
      select on_day as on, due_on as "dueOn", account, currency, base_currency as "baseCurrency", kind, sign,
             sum(kept)::text as kept, sum(open)::text as open, sum(kept_base)::text as "keptBase", sum(base_open)::text as "baseOpen", sum(kept_items)::text as "keptItems", sum(items)::text as items
        from (
          select on_day, due_on, account, currency, base_currency, kind, sign, invoice_group_id, business_area_id, open as kept, base_open as kept_base, 0 as kept_items, 0 as open, 0 as base_open, 0 as items
            from open_item_sums where company_id = ${company}
          union all
          select i.opened_on, i.due_on, i.account, i.currency, i.base_currency, i.kind, sign(i.amount)::smallint, i.invoice_group_id, i.business_area_id, 0, 0, 0, i.amount, i.base_amount, 0
            from open_items i where i.company_id = ${company}
          union all
          select s.effective_on, i.due_on, i.account, i.currency, i.base_currency, i.kind, sign(i.amount)::smallint, i.invoice_group_id, i.business_area_id, 0, 0, 0, -sign(i.amount)::int8 * s.taken, -sign(i.amount)::int8 * s.base_taken, 0
            from (${sides(company)}) s join open_items i on i.company_id = ${company} and i.id = s.item_id
          union all
          select null, due_on, account, currency, base_currency, kind, sign, invoice_group_id, business_area_id, 0, 0, items, 0, 0, 0 from open_item_sums where company_id = ${company}
          union all
          select null, i.due_on, i.account, i.currency, i.base_currency, i.kind, sign(i.amount)::smallint, i.invoice_group_id, i.business_area_id, 0, 0, 0, 0, 0, (i.amount_open <> 0)::int
            from open_items i where i.company_id = ${company}
        ) s
       group by on_day, due_on, account, currency, base_currency, kind, sign, invoice_group_id, business_area_id
      having sum(kept) <> sum(open) or sum(kept_base) <> sum(base_open) or sum(kept_items) <> sum(items)
       order by on_day nulls last, due_on, account, currency`,
  },
  {
    name: 'allocations-join-like',
    says: 'an allocation joins a debit item and a credit item of its own party, account and currency',
    checked: counted('allocations'),
    broken: (company) => sql`
      select a.id as "allocationId", d.number_text as "debitNumber", c.number_text as "creditNumber", a.amount::text as amount
        from allocations a left join open_items d on d.company_id = a.company_id and d.id = a.debit_item_id
        left join open_items c on c.company_id = a.company_id and c.id = a.credit_item_id
       where a.company_id = ${company}
         and (d.id is null or c.id is null or d.amount < 0 or c.amount > 0
           or (d.account, d.party_id, d.currency) <> (a.account, a.party_id, a.currency) or (c.account, c.party_id, c.currency) <> (a.account, a.party_id, a.currency))
       order by a.effective_on, a.id`,
  },
  {
    name: 'allocation-days',
    says: 'no allocation takes effect before both of its items opened',
    checked: counted('allocations'),
    broken: (company) => sql`
      select a.id as "allocationId", a.effective_on as "effectiveOn", d.number_text as "debitNumber", d.opened_on as "debitOpenedOn", c.number_text as "creditNumber", c.opened_on as "creditOpenedOn"
        from allocations a join open_items d on d.company_id = a.company_id and d.id = a.debit_item_id
        join open_items c on c.company_id = a.company_id and c.id = a.credit_item_id
       where a.company_id = ${company} and a.effective_on < greatest(d.opened_on, c.opened_on) order by a.effective_on, a.id`,
  },
  {
    name: 'reversals-mirror',
    says: 'a reversal takes back exactly one allocation, once, and not before it',
    checked: (company) =>
      sql`select count(*) from allocations where company_id = ${company} and reverses_id is not null`,
    broken: (company) => sql`
      select r.id as "allocationId", r.reverses_id as "reversesId", r.amount::text as amount, a.amount::text as reversed
        from (select *, count(*) over (partition by reverses_id) as times from allocations where company_id = ${company} and reverses_id is not null) r
        left join allocations a on a.company_id = r.company_id and a.id = r.reverses_id
       where a.id is null or r.times > 1 or r.effective_on < a.effective_on
          or (r.debit_item_id, r.credit_item_id, r.amount, r.base_debit, r.base_credit) <> (a.debit_item_id, a.credit_item_id, -a.amount, -a.base_debit, -a.base_credit)
       order by r.id`,
  },
  {
    name: 'exchange-differences-posted',
    says: 'the base money that an allocation leaves over is posted, exactly and on its day',
    checked: counted('allocations'),
    broken: (company) => sql`
      select a.voucher_id as "voucherId", ${raw(voucherLabel)} as voucher, a.difference::text as difference, coalesce(p.posted, 0)::text as posted
        from (select voucher_id, sum(base_credit - base_debit) as difference, min(effective_on) as first_on, max(effective_on) as last_on
                from allocations where company_id = ${company} and (base_debit <> base_credit or voucher_id is not null) group by voucher_id) a
        left join (select q.voucher_id, sum(q.base_amount) as posted, min(q.posted_on) as posted_on from postings q
                    where q.company_id = ${company} and q.adjusts_item_id is not null group by q.voucher_id) p on p.voucher_id = a.voucher_id
        left join vouchers v on v.company_id = ${company} and v.id = a.voucher_id
        left join number_series s on s.company_id = ${company} and s.id = v.series_id
       where a.voucher_id is null or a.difference <> coalesce(p.posted, 0) or a.first_on <> v.posted_on or a.last_on <> v.posted_on
       order by v.posted_on, v.id`,
  },
  {
    name: 'adjustments-of-open-items',
    says: 'a revaluation adjusts an item of its own party, account and currency, and only while the item is open',
    checked: counted('item_adjustments'),
    broken: (company) => sql`
      select i.id as "itemId", i.number_text as number, j.posted_on as "postedOn", j.base_amount::text as adjusted, j.standing::text as standing, i.closed_on as "closedOn",
             (select ${raw(voucherLabel)} from vouchers v join number_series s on s.company_id = v.company_id and s.id = v.series_id where v.company_id = ${company} and v.id = j.voucher_id) as voucher
        from (select j.*, sum(base_amount) over (partition by item_id order by posted_on) as standing,
                     lead(posted_on, 1, 'infinity') over (partition by item_id order by posted_on) as until
                from item_adjustments j where j.company_id = ${company}) j
        left join open_items i on i.company_id = ${company} and i.id = j.item_id
       where i.id is null or (j.account, j.party_id, j.currency, j.base_currency) is distinct from (i.account, i.party_id, i.currency, i.base_currency)
          or j.posted_on < i.opened_on or (j.standing <> 0 and i.closed_on < j.until)
       order by j.posted_on, i.id`,
  },
  {
    name: 'due-parts-sum-to-item',
    says: 'the instalments of an item sum to it',
    checked: (company) => sql`select count(distinct item_id) from item_due_parts where company_id = ${company}`,
    broken: (company) => sql`
      select i.id as "itemId", i.number_text as number, i.amount::text as amount, d.amount::text as parts
        from (select item_id, sum(amount) as amount from item_due_parts where company_id = ${company} group by item_id) d
        join open_items i on i.company_id = ${company} and i.id = d.item_id where d.amount <> i.amount order by i.id`,
  },
  {
    name: 'series-without-gap-or-twin',
    says: 'every series runs from its first number to its counter without a gap and without a twin, annulled documents included',
    checked: (company) =>
      sql`select (select count(*) from vouchers where company_id = ${company}) + (select count(*) from invoices where company_id = ${company})`,
    broken: (company) => sql`
      with numbers as materialized (
        select series_id, year, number from vouchers where company_id = ${company}
        union all select series_id, year, number from invoices where company_id = ${company}
      ), found as (
        select series_id, year, count(*) as count, min(number) as first, max(number) as last, count(distinct number) as different from numbers group by series_id, year
      )
      select s.code as series, coalesce(f.year, c.year) as year, coalesce(f.count, 0)::text as found, f.first::text as first, f.last::text as last, c.last_number::text as counter,
             case when f.first > s.first_number then s.first_number
                  when f.different < f.last - f.first + 1 then (select min(n.number + 1) from numbers n where n.series_id = f.series_id and n.year = f.year and n.number < f.last
                    and not exists (select from numbers m where m.series_id = n.series_id and m.year = n.year and m.number = n.number + 1))
                  when f.last < c.last_number then f.last + 1 when f.last is null then s.first_number end::text as missing,
             (select min(t.number)::text from (select number from numbers n where n.series_id = f.series_id and n.year = f.year group by number having count(*) > 1) t) as twin
        from found f full join (
          select c.* from number_series_counters c join number_series k on k.company_id = c.company_id and k.id = c.series_id
           where c.company_id = ${company} and k.kind <> 'customer') c on c.series_id = f.series_id and c.year = f.year
        join number_series s on s.company_id = ${company} and s.id = coalesce(f.series_id, c.series_id)
       where f.count is distinct from f.different or f.first is distinct from s.first_number or f.last is distinct from c.last_number or f.different <> f.last - f.first + 1
       order by s.code, 2`,
  },
  {
    name: 'invoice-arithmetic',
    says: 'net = Σ lines, VAT = Σ of its categories, gross = net + VAT, payable = gross − prepaid + rounding',
    checked: counted('invoices'),
    broken: (company) => sql`
      select i.id as "invoiceId", i.number_text as number, i.kind, i.amount_net::text as net, coalesce(l.net, 0)::text as lines, i.amount_vat::text as vat, coalesce(t.vat, 0)::text as "vatOfCategories",
             i.amount_gross::text as gross, i.amount_payable::text as payable
        from invoices i
        left join (select invoice_id, sum(amount_net) as net from invoice_lines where company_id = ${company} and not text_only group by invoice_id) l on l.invoice_id = i.id
        left join (select invoice_id, sum(base) as base, sum(vat) as vat from invoice_vat where company_id = ${company} group by invoice_id) t on t.invoice_id = i.id
       where i.company_id = ${company}
         and ((i.amount_lines, i.amount_net, i.amount_vat, i.amount_net, i.amount_gross, i.amount_payable) is distinct from
           (coalesce(l.net, 0)::int8, i.amount_lines, coalesce(t.vat, 0)::int8, coalesce(t.base, i.amount_net)::int8, i.amount_net + i.amount_vat, i.amount_gross - i.amount_prepaid + i.amount_rounding))
       order by i.issued_on, i.id`,
  },
  {
    name: 'invoice-vat-posted',
    says: 'the VAT of a document, less that of the advances it deducts, is the VAT posted',
    checked: (company) => sql`select count(*) from invoices where company_id = ${company} and voucher_id is not null`,
    broken: (company) => sql`
      select d.* from (
        select i.id as "invoiceId", i.number_text as number, i.voucher_id as "voucherId",
               ((i.amount_vat - coalesce((select sum((a ->> 'vat')::int8) from jsonb_array_elements(i.advances) a), 0)) * case when i.kind = 'credit-note' then 1 else -1 end)::text as vat,
               coalesce(p.posted, 0)::text as posted
          from invoices i
          left join (select voucher_id, sum(amount) as posted from postings
                      where company_id = ${company} and account in (select account from account_roles where company_id = ${company} and (role like 'outputVat%' or role like 'advanceVat%')) group by voucher_id) p
            on p.voucher_id = i.voucher_id
         where i.company_id = ${company} and i.voucher_id is not null
         order by i.issued_on, i.id
      ) d where d.vat <> d.posted`,
  },
  {
    name: 'documents-are-posted',
    says: 'every issued tax document has its voucher, and what is to pay stands as an item of the payer with its reference',
    checked: counted('invoices'),
    broken: (company) => sql`
      select i.id as "invoiceId", i.number_text as number, i.kind, i.voucher_id as "voucherId", o.id as "itemId", i.amount_payable::text as payable, o.amount::text as item
        from invoices i
        left join vouchers v on v.company_id = i.company_id and v.id = i.voucher_id
        left join open_items o on o.company_id = i.company_id and o.voucher_id = i.voucher_id and o.invoice_id = i.id
       where i.company_id = ${company}
         and case when i.kind = 'proforma' then i.voucher_id is not null
             else v.id is null or v.posted_on <> i.issued_on
               or (i.amount_payable <> 0 and (o.party_id, o.currency, o.amount, o.reference) is distinct from
                 (i.payer_id, i.currency, i.amount_payable * case when i.kind = 'credit-note' then -1 else 1 end, i.reference)) end
       order by i.issued_on, i.id`,
  },
  {
    name: 'references-unique',
    says: 'two documents never share a payment reference',
    checked: counted('invoices'),
    broken: (company) => sql`
      select reference, min(number_text) as number, max(number_text) as "otherNumber" from invoices
       where company_id = ${company} and reference_kind <> 'number' group by reference having count(*) > 1 order by reference`,
  },
  {
    name: 'orders-billed-once',
    says: 'an order is billed by one document, each of its lines once, and the order names that document',
    checked: (company) => sql`select count(*) from orders where company_id = ${company} and invoice_id is not null`,
    broken: (company) => sql`
      select o.id as "orderId", o.source_reference as "orderReference", o.invoice_id as "invoiceId", b.documents, b.twice
        from orders o
        left join (select order_id, count(distinct invoice_id) as documents, min(invoice_id::text) as invoice_id, count(*) - count(distinct order_line_no) as twice
                     from invoice_lines where company_id = ${company} and order_id is not null group by order_id) b on b.order_id = o.id
       where o.company_id = ${company} and (b.documents > 1 or b.twice > 0 or o.invoice_id::text is distinct from b.invoice_id or o.invoice_id is not null and o.cancelled_at is not null)
       order by o.created_at, o.id`,
  },
  {
    name: 'bank-postings-equal-payments',
    says: 'what stands in the books of a payment is what the bank file says, once; of one taken back, nothing',
    checked: counted('bank_postings'),
    broken: (company) => sql`
      select t.id as "transactionId", t.booked_on as "bookedOn", f.file_name as file, t.amount::text as amount, l.booked::text as booked, l.standing
        from (select b.bank_transaction_id as id, sum(p.amount) as booked, sum(case when b.reverses_no is null then 1 else -1 end)::int as standing
                from bank_postings b join vouchers v on v.company_id = b.company_id and v.id = b.voucher_id
                left join vouchers o on o.company_id = v.company_id and o.id = v.reverses_id
                join postings p on p.company_id = v.company_id and p.voucher_id = v.id and p.line_no = 1
               where b.company_id = ${company} and coalesce(o.transaction_type, v.transaction_type) in ('payment', 'return', 'bank-charges') group by 1) l
        join bank_transactions t on t.company_id = ${company} and t.id = l.id
        left join bank_files f on f.company_id = t.company_id and f.id = t.file_id
       where l.booked <> t.amount * l.standing or l.standing not in (0, 1) order by t.booked_on, t.id`,
  },
  {
    name: 'bank-account-is-payments',
    says: 'what is posted on a bank account is a payment of the bank, but what was carried over or taken over',
    checked: (company) =>
      sql`select count(*) from postings where company_id = ${company} and account in (select account from bank_accounts where company_id = ${company})`,
    broken: (company) => sql`
      select v.id as "voucherId", ${raw(voucherLabel)} as voucher, v.posted_on as "postedOn", p.account, p.amount::text as amount, p.currency, v.transaction_type as "transactionType"
        from postings p join vouchers v on v.company_id = p.company_id and v.id = p.voucher_id
        join number_series s on s.company_id = v.company_id and s.id = v.series_id
       where p.company_id = ${company} and p.account in (select account from bank_accounts where company_id = ${company})
         and v.transaction_type not in ('redenomination', 'take-over')
         and not exists (select from bank_postings b where b.company_id = p.company_id and b.voucher_id = p.voucher_id)
       order by v.posted_on, v.id`,
  },
  {
    name: 'bank-files-sum',
    says: 'the payments kept of a bank file are as many as it had beside those known before; where none was, they sum to what it says',
    checked: counted('bank_files'),
    broken: (company) => sql`
      with kept as (select file_id, currency, count(*) as payments, sum(amount) as amount from bank_transactions where company_id = ${company} and file_id is not null group by 1, 2)
      select * from (
        select f.id as "fileId", f.file_name as file, null as currency, (f.payment_count - f.duplicate_count)::text as said, coalesce(sum(k.payments), 0)::text as kept
          from bank_files f left join kept k on k.file_id = f.id where f.company_id = ${company} group by f.id, f.file_name, f.payment_count, f.duplicate_count
         having f.payment_count - f.duplicate_count <> coalesce(sum(k.payments), 0)
        union all
        select f.id, f.file_name, t ->> 'currency', replace(t ->> 'amount', '.', ''), coalesce(k.amount, 0)::text
          from bank_files f cross join lateral jsonb_array_elements(f.totals) t left join kept k on k.file_id = f.id and k.currency = t ->> 'currency'
         where f.company_id = ${company} and f.duplicate_count = 0 and replace(t ->> 'amount', '.', '')::numeric <> coalesce(k.amount, 0)) x
      order by "fileId"`,
  },
  {
    name: 'desk-equals-suspense',
    says: 'the matching desk shows each payment in suspense with what is left of it, but those to be paid back',
    checked: counted('desk_payments'),
    broken: (company) => sql`
      select coalesce(d.bank_transaction_id, s.id) as "transactionId", d.amount::text as shown, s.amount::text as left
        from (select * from desk_payments where company_id = ${company} and certainty <= 4) d
        full join (select bank_transaction_id as id, sum(-amount_open)::int8 as amount from open_items
                    where company_id = ${company} and kind = 'unidentified' and amount_open <> 0 and bank_transaction_id is not null
                      and not exists (select from refunds r where r.company_id = ${company} and r.item_id = open_items.id and r.withdrawn_at is null) group by 1) s
          on s.id = d.bank_transaction_id
       where d.amount is distinct from s.amount order by 1`,
  },
  {
    name: 'period-balances-equal-facts',
    says: 'the balances kept when a period closed are those of the period before and what was posted since',
    checked: counted('period_balances'),
    broken: (company) => sql`
      with periods_in_order as (
        select starts_on, ends_on, closing_no, closed_at, lag(ends_on) over (order by starts_on) as before_on, lag(closing_no) over (order by starts_on) as before_no
          from periods where company_id = ${company} and ledger = 'general'
      ), closed as (select * from periods_in_order where closed_at is not null and closing_no > 0)
      select d.ends_on as "endsOn", d.account, p.number as "partyNumber", d.currency, d.base_currency as "baseCurrency", d.base::text as "baseDifference", d.amount::text as difference
        from (
          select ends_on, account, party_id, currency, base_currency, sum(base) as base, sum(amount) as amount from (
            select c.ends_on, b.account, b.party_id, b.currency, b.base_currency, b.closing_base as base, b.closing_amount as amount
              from closed c join period_balances b on b.company_id = ${company} and b.ends_on = c.ends_on and b.closing_no = c.closing_no
            union all
            select c.ends_on, b.account, b.party_id, b.currency, b.base_currency, -b.closing_base, -b.closing_amount
              from closed c join period_balances b on b.company_id = ${company} and b.ends_on = c.before_on and b.closing_no = c.before_no
            union all
            select c.ends_on, q.account, case when a.control is null or q.party_id is null then '00000000-0000-0000-0000-000000000000' else q.party_id end, q.currency, q.base_currency, -q.base_amount, -q.amount
              from closed c join postings q on q.company_id = ${company} and q.posted_on between c.starts_on and c.ends_on
              join accounts a on a.company_id = q.company_id and a.code = q.account
          ) sides group by ends_on, account, party_id, currency, base_currency having sum(base) <> 0 or sum(amount) <> 0
        ) d left join parties p on p.company_id = ${company} and p.id = d.party_id order by d.ends_on, d.account, p.number`,
  },
]

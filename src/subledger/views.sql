-- What every proof and report of open items rests on. Rights are those of who asks (security_invoker, no security definer).

-- Base money posted on an item beside its allocations: revaluation and its reversal. The exchange difference of an allocation
-- is left out: the allocation has taken it from base_open already (base_debit and base_credit differ by it).
create view item_adjustments with (security_invoker = true) as
select p.company_id, p.adjusts_item_id as item_id, p.voucher_id, p.posted_on, p.account, p.party_id, p.currency, p.base_currency, p.base_amount, p.business_area_id
  from postings p join vouchers v on v.company_id = p.company_id and v.id = p.voucher_id
 where p.adjusts_item_id is not null and v.transaction_type <> 'exchange-difference';

-- Items open at the end of a day, by their sign: what of them was open, and the base money that this part carries.
-- Only items that are open now or have moved since cost more than a look at their row.
drop function if exists item_balances(uuid, date);
create function item_balances(company uuid, on_day date)
  returns table (item_id uuid, account text, party_id uuid, currency text, base_currency text, amount_open bigint, base_open bigint)
  language sql stable as $$
  select i.id, i.account, i.party_id, i.currency::text, i.base_currency::text, x.amount_open, x.base_open
    from open_items i
   cross join lateral (
     select i.amount_open, i.base_open where i.last_effective_on <= on_day
     union all
     select i.amount, i.base_amount where i.last_effective_on > on_day and i.first_effective_on > on_day
     union all
     select i.amount - coalesce(sum(t.amount), 0)::bigint, i.base_amount - coalesce(sum(t.base), 0)::bigint
       from (select a.amount, a.base_debit as base from allocations a where a.company_id = company and a.debit_item_id = i.id and a.effective_on <= on_day
             union all
             select -a.amount, -a.base_credit from allocations a where a.company_id = company and a.credit_item_id = i.id and a.effective_on <= on_day) t
      where i.last_effective_on > on_day and i.first_effective_on <= on_day
     having i.last_effective_on > on_day and i.first_effective_on <= on_day
   ) x
   where i.company_id = company and i.opened_on <= on_day and i.closed_on > on_day and x.amount_open <> 0
$$;

-- The proof: postings of the control accounts against residuals of items and the adjustments that stand, at the end of a day,
-- per account, party, currency and currency of the books. No row differs where the books are whole.
drop function if exists control_proof(uuid, date);
create function control_proof(company uuid, on_day date)
  returns table (account text, party_id uuid, currency text, base_currency text, ledger_amount bigint, ledger_base bigint, items_amount bigint, items_base bigint, adjustments bigint)
  language sql stable as $$
  with sides as (
    select p.account, p.party_id, p.currency::text as currency, p.base_currency::text as base_currency,
           sum(p.amount)::bigint as ledger_amount, sum(p.base_amount)::bigint as ledger_base, 0::bigint as items_amount, 0::bigint as items_base, 0::bigint as adjustments
      from postings p join accounts a on a.company_id = p.company_id and a.code = p.account
     where p.company_id = company and a.control is not null and p.posted_on <= on_day
     group by p.account, p.party_id, p.currency, p.base_currency
    union all
    select b.account, b.party_id, b.currency, b.base_currency, 0, 0, sum(b.amount_open)::bigint, sum(b.base_open)::bigint, 0
      from item_balances(company, on_day) b group by b.account, b.party_id, b.currency, b.base_currency
    union all
    select j.account, j.party_id, j.currency::text, j.base_currency::text, 0, 0, 0, 0, sum(j.base_amount)::bigint
      from item_adjustments j where j.company_id = company and j.posted_on <= on_day group by j.account, j.party_id, j.currency, j.base_currency
  )
  select account, party_id, currency, base_currency, sum(ledger_amount)::bigint, sum(ledger_base)::bigint, sum(items_amount)::bigint, sum(items_base)::bigint, sum(adjustments)::bigint
    from sides group by account, party_id, currency, base_currency
$$;

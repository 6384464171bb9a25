-- The old currency of the books goes out on the first day of the new one: at the end of its last day everything still stands in it
-- (docs/adr/0009). On that one day a voucher of a redenomination, and no other, may bear it.

drop function refuse_other_base(uuid, date[], text[]);
create function refuse_other_base(company uuid, days date[], currencies text[], redenominations boolean[]) returns void language plpgsql as $$
declare wrong record;
begin
  select x.d, x.c into wrong from unnest(days, currencies, redenominations) as x (d, c, r)
    where not exists (select from company_currencies b where b.company_id = company and b.currency = x.c and b.valid_from <= x.d
      and (x.d < b.valid_to or x.r and x.d = b.valid_to)) limit 1;
  if found then
    raise exception using errcode = 'check_violation', constraint = 'vouchers_base_currency_in_force', message = format('%s is not the currency of the books on %s', wrong.c, wrong.d);
  end if;
end $$;

create or replace function vouchers_in_open_period() returns trigger language plpgsql as $$
declare company uuid; days date[]; ledgers text[]; base_days date[]; bases text[]; redenominations boolean[]; series uuid[]; known bigint;
begin
  for company, days, ledgers in select company_id, array_agg(posted_on), array_agg(ledger)
    from (select distinct company_id, posted_on, ledger from new_vouchers) x group by company_id
  loop
    perform refuse_closed_days(company, days, ledgers);
    select array_agg(posted_on), array_agg(base_currency::text), array_agg(redenomination) into base_days, bases, redenominations
      from (select distinct posted_on, base_currency, transaction_type = 'redenomination' as redenomination from new_vouchers where company_id = company) x;
    perform refuse_other_base(company, base_days, bases, redenominations);
    select array_agg(distinct series_id) into series from new_vouchers where company_id = company;
    select count(*) into known from number_series s where s.company_id = company and s.id = any (series) and s.kind = 'voucher';
    if known <> cardinality(series) then
      raise exception using errcode = 'foreign_key_violation', constraint = 'vouchers_series_exists', message = 'a voucher is numbered by a voucher series of its company';
    end if;
  end loop;
  return null;
end $$;

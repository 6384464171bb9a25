-- Nothing is posted on an account outside of its days, whatever verb posts it; and an account ends after its last posting, also where
-- somebody posts at the same moment: posters hold their period's row (refuse_closed_days), who ends an account waits for them.
create or replace function postings_whole_and_balanced()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
declare company uuid; ids uuid[]; counts integer[]; days date[]; currencies text[]; sums numeric[]; lines bigint[]; accts text[]; firsts date[]; lasts date[]; known bigint; bad integer; shut record;
begin
  for company in select distinct company_id from new_postings loop
    select array_agg(voucher_id), array_agg(promised), array_agg(day), array_agg(ccy), array_agg(total), array_agg(arrived)
      into ids, counts, days, currencies, sums, lines
      from (select voucher_id, posting_count as promised, posted_on as day, base_currency as ccy, sum(base_amount) as total, count(*) as arrived
              from new_postings where company_id = company group by voucher_id, posting_count, posted_on, base_currency) v;
    select min(n) into bad from unnest(counts, lines) with ordinality as x (promised, arrived, n) where promised <> arrived;
    if bad is not null then
      raise exception using errcode = 'check_violation', constraint = 'postings_voucher_whole',
        message = format('voucher %s promises %s postings, %s arrived', ids[bad], counts[bad], lines[bad]);
    end if;
    select min(n) into bad from unnest(sums) with ordinality as x (total, n) where total <> 0;
    if bad is not null then
      raise exception using errcode = 'check_violation', constraint = 'postings_voucher_balanced',
        message = format('voucher %s does not sum to zero: %s', ids[bad], sums[bad]);
    end if;
    -- `offset 0` keeps each look-up on the primary key, whatever the statistics said when the plan was made.
    select count(*) into known from unnest(ids, counts, days, currencies) as x (id, promised, day, ccy)
     cross join lateral (select posting_count, posted_on, base_currency from vouchers v where v.company_id = company and v.id = x.id offset 0) v
     where v.posting_count = x.promised and v.posted_on = x.day and v.base_currency = x.ccy;
    if known <> cardinality(ids) then
      raise exception using errcode = 'foreign_key_violation', constraint = 'postings_belong_to_voucher',
        message = 'postings name their voucher, its day, its base currency and how many they are';
    end if;
    select array_agg(account), array_agg(first_on), array_agg(last_on) into accts, firsts, lasts
      from (select account, min(posted_on) as first_on, max(posted_on) as last_on from new_postings where company_id = company group by account) x;
    select count(*) into known from accounts a where a.company_id = company and a.code = any (accts);
    if known <> cardinality(accts) then
      raise exception using errcode = 'foreign_key_violation', constraint = 'postings_account_exists',
        message = format('no account %s', (select string_agg(x, ', ') from unnest(accts) x where not exists (select from accounts a where a.company_id = company and a.code = x)));
    end if;
    select a.code, a.valid_from, a.valid_to, x.first_on, x.last_on, x.last_on >= a.valid_to as ended into shut
      from unnest(accts, firsts, lasts) as x (code, first_on, last_on) join accounts a on a.company_id = company and a.code = x.code
     where x.last_on >= a.valid_to or x.first_on < a.valid_from limit 1;
    if found and shut.ended then
      raise exception using errcode = 'check_violation', constraint = 'postings_account_open',
        message = format('account %s is closed from %s', shut.code, shut.valid_to),
        detail = json_build_object('account', shut.code, 'from', shut.valid_to, 'on', shut.last_on)::text;
    elsif found then
      raise exception using errcode = 'check_violation', constraint = 'postings_account_begun',
        message = format('account %s begins on %s', shut.code, shut.valid_from),
        detail = json_build_object('account', shut.code, 'from', shut.valid_from, 'on', shut.first_on)::text;
    end if;
  end loop;
  return null;
end $function$;

create function accounts_hold_their_postings() returns trigger language plpgsql as $$
declare one record;
begin
  perform 1 from periods p where p.company_id = new.company_id order by p.ledger, p.starts_on for no key update;
  select p.posted_on into one from postings p
   where p.company_id = new.company_id and p.account = new.code and (p.posted_on >= new.valid_to or p.posted_on < new.valid_from) limit 1;
  if found then
    raise exception using errcode = 'check_violation', constraint = 'accounts_hold_their_postings',
      message = format('account %s has a posting on %s', new.code, one.posted_on);
  end if;
  return new;
end $$;
create trigger accounts_hold_their_postings before update on accounts for each row
  when (new.valid_to < old.valid_to or new.valid_from > old.valid_from) execute function accounts_hold_their_postings();

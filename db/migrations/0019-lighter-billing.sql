-- Lighter billing: what triggers look up is found by key whatever the statistics say, and costs less.

-- A plan that a connection made while a table held a handful of rows reads the table from its beginning to its end, and is kept: a
-- large run on a young database would then read all of it for each of its rows. Look-ups by key need no such plan, ever.
alter function open_items_are_postings() set enable_seqscan = off;
alter function invoices_refer_to_what_exists() set enable_seqscan = off;
alter function refers_to_what_stays() set enable_seqscan = off;

-- The accounts of a set are few: gathered by hash, not by sorting all postings.
create or replace function postings_whole_and_balanced() returns trigger language plpgsql set enable_seqscan = off as $$
declare company uuid; ids uuid[]; counts integer[]; days date[]; currencies text[]; sums numeric[]; lines bigint[]; accts text[]; known bigint; bad integer;
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
    select array_agg(account) into accts from (select account from new_postings where company_id = company group by account) x;
    select count(*) into known from accounts a where a.company_id = company and a.code = any (accts);
    if known <> cardinality(accts) then
      raise exception using errcode = 'foreign_key_violation', constraint = 'postings_account_exists',
        message = format('no account %s', (select string_agg(x, ', ') from unnest(accts) x where not exists (select from accounts a where a.company_id = company and a.code = x)));
    end if;
  end loop;
  return null;
end $$;

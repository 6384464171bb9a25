-- Vouchers, postings, open items, allocations: the centre. All facts; one projection (open_items.*_open, closed_on).

create table vouchers (
  company_id uuid not null,
  id uuid not null,
  series_id uuid not null,
  year integer not null,
  number bigint not null,
  ledger text not null constraint vouchers_ledger_known check (ledger in ('general', 'receivable', 'payable')),
  transaction_type text not null,
  -- The day the books show it (effective); always in an open period.
  posted_on date not null,
  document_on date not null,
  base_currency char(3) not null,
  posting_count integer not null constraint vouchers_two_postings_at_least check (posting_count >= 2),
  text text not null,
  reverses_id uuid,
  run_id uuid,
  business_area_id uuid,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, id),
  constraint vouchers_number_unique unique (company_id, series_id, year, number)
);
create unique index vouchers_reversed_once on vouchers (company_id, reverses_id) where reverses_id is not null;
-- Lists by day go page by page; days ascend, so it grows at its right edge.
create index vouchers_by_day on vouchers (company_id, posted_on, id);

create table postings (
  company_id uuid not null,
  voucher_id uuid not null,
  line_no integer not null,
  posting_count integer not null,
  posted_on date not null,
  base_currency char(3) not null,
  account text not null,
  -- Base currency, debit +, credit −.
  base_amount bigint not null,
  currency char(3) not null,
  -- Document currency; 0 only on a posting that moves base money alone.
  amount bigint not null,
  party_id uuid,
  -- Set on a posting that moves base money of an existing item (exchange difference, revaluation).
  adjusts_item_id uuid,
  vat_code text,
  dimensions jsonb,
  text text,
  rule_id uuid,
  business_area_id uuid,
  primary key (company_id, voucher_id, line_no),
  constraint postings_line_in_voucher check (line_no between 1 and posting_count),
  constraint postings_amount_not_zero check (base_amount <> 0 or amount <> 0),
  constraint postings_one_sign check (base_amount >= 0 and amount >= 0 or base_amount <= 0 and amount <= 0),
  constraint postings_base_only_adjusts check (amount <> 0 or base_amount = 0 or adjusts_item_id is not null or party_id is null)
);
create index postings_by_account on postings (company_id, account, posted_on);
create index postings_by_adjusted_item on postings (company_id, adjusts_item_id) where adjusts_item_id is not null;
-- The account and the statements of one customer, whatever the size of the books.
create index postings_by_party on postings (company_id, party_id, posted_on) where party_id is not null;

-- A voucher arrives whole, in one INSERT, sums to zero, and its accounts and its head exist. Vouchers are never deleted and
-- accounts in use neither, so one look at insertion is what a foreign key would give, for a set instead of for each row
-- (measured: docs/adr/0004). The transition table is folded into arrays first, so that it is not joined (Citus).
create function postings_whole_and_balanced() returns trigger language plpgsql as $$
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
    select array_agg(distinct account) into accts from new_postings where company_id = company;
    select count(*) into known from accounts a where a.company_id = company and a.code = any (accts);
    if known <> cardinality(accts) then
      raise exception using errcode = 'foreign_key_violation', constraint = 'postings_account_exists',
        message = format('no account %s', (select string_agg(x, ', ') from unnest(accts) x where not exists (select from accounts a where a.company_id = company and a.code = x)));
    end if;
  end loop;
  return null;
end $$;
create trigger postings_whole_and_balanced after insert on postings referencing new table as new_postings
  for each statement execute function postings_whole_and_balanced();

-- A posting day lies in an existing, open period of the general ledger and of the voucher's own ledger.
create function refuse_closed_days(company uuid, days date[], ledgers text[]) returns void language plpgsql as $$
declare missing date; closed record;
begin
  perform 1 from periods p where p.company_id = company and p.ledger = any (array['general', 'receivable', 'payable'])
    and exists (select from unnest(days) d where d between p.starts_on and p.ends_on) for share;
  select d into missing from unnest(days) d where not exists (
    select from periods p where p.company_id = company and p.ledger = 'general' and d between p.starts_on and p.ends_on) limit 1;
  if found then
    raise exception using errcode = 'check_violation', constraint = 'periods_day_has_period', message = format('no period holds %s', missing);
  end if;
  select d, p.starts_on, p.ledger into closed from unnest(days, ledgers) as x (d, l)
    join periods p on p.company_id = company and p.ledger in ('general', x.l) and x.d between p.starts_on and p.ends_on
    where p.closed_at is not null limit 1;
  if found then
    raise exception using errcode = 'check_violation', constraint = 'periods_open', message = format('the period of %s is closed (%s ledger)', closed.d, closed.ledger);
  end if;
end $$;

-- A voucher balances in the base currency in force on its day.
create function refuse_other_base(company uuid, days date[], currencies text[]) returns void language plpgsql as $$
declare wrong record;
begin
  select x.d, x.c into wrong from unnest(days, currencies) as x (d, c)
    where not exists (select from company_currencies b where b.company_id = company and b.valid_from <= x.d and x.d < b.valid_to and b.currency = x.c) limit 1;
  if found then
    raise exception using errcode = 'check_violation', constraint = 'vouchers_base_currency_in_force', message = format('%s is not the currency of the books on %s', wrong.c, wrong.d);
  end if;
end $$;

create function vouchers_in_open_period() returns trigger language plpgsql as $$
declare company uuid; days date[]; ledgers text[]; base_days date[]; bases text[]; series uuid[]; known bigint;
begin
  for company, days, ledgers in select company_id, array_agg(posted_on), array_agg(ledger)
    from (select distinct company_id, posted_on, ledger from new_vouchers) x group by company_id
  loop
    perform refuse_closed_days(company, days, ledgers);
    select array_agg(posted_on), array_agg(base_currency::text) into base_days, bases
      from (select distinct posted_on, base_currency from new_vouchers where company_id = company) x;
    perform refuse_other_base(company, base_days, bases);
    select array_agg(distinct series_id) into series from new_vouchers where company_id = company;
    select count(*) into known from number_series s where s.company_id = company and s.id = any (series) and s.kind = 'voucher';
    if known <> cardinality(series) then
      raise exception using errcode = 'foreign_key_violation', constraint = 'vouchers_series_exists', message = 'a voucher is numbered by a voucher series of its company';
    end if;
  end loop;
  return null;
end $$;
create trigger vouchers_in_open_period after insert on vouchers referencing new table as new_vouchers
  for each statement execute function vouchers_in_open_period();

create table open_items (
  company_id uuid not null,
  id uuid not null,
  voucher_id uuid not null,
  line_no integer not null,
  account text not null,
  party_id uuid not null,
  currency char(3) not null,
  base_currency char(3) not null,
  amount bigint not null constraint open_items_amount_not_zero check (amount <> 0),
  base_amount bigint not null,
  -- The projection: what is open now.
  amount_open bigint not null,
  base_open bigint not null,
  opened_on date not null,
  closed_on date not null default 'infinity',
  -- First and last effective day among its allocations: an as-of question between needs the allocations, outside it does not.
  first_effective_on date not null default 'infinity',
  last_effective_on date not null default '-infinity',
  component text not null default 'capital' constraint open_items_component_known check (component in ('capital', 'interest', 'fee', 'cost', 'compensation')),
  main_item_id uuid,
  continues_id uuid,
  kind text not null constraint open_items_kind_known check (kind in ('invoice', 'credit-note', 'payment', 'prepayment', 'unidentified', 'transfer', 'write-off', 'take-over')),
  invoice_id uuid,
  bank_transaction_id uuid,
  number_text text not null,
  reference text,
  due_on date not null,
  invoice_group_id uuid,
  business_area_id uuid,
  recorded_at timestamptz not null default now(),
  primary key (company_id, id),
  constraint open_items_posting_unique unique (company_id, voucher_id, line_no),
  constraint open_items_one_sign check (amount > 0 and base_amount > 0 or amount < 0 and base_amount < 0),
  constraint open_items_not_over_allocated check (amount_open between least(0, amount) and greatest(0, amount)),
  constraint open_items_base_not_over_allocated check (base_open between least(0, base_amount) and greatest(0, base_amount)),
  constraint open_items_zero_together check ((amount_open = 0) = (base_open = 0)),
  constraint open_items_closed_when_zero check ((amount_open = 0) = (closed_on < 'infinity')),
  constraint open_items_allocated_after_opening check (first_effective_on >= opened_on)
);
create index open_items_as_of on open_items (company_id, closed_on, opened_on);
create index open_items_open_by_party on open_items (company_id, party_id) where amount_open <> 0;
create index open_items_open_by_reference on open_items (company_id, reference) where amount_open <> 0 and reference is not null;
-- Found by the document's number although another voucher holds them: redenominated, moved, taken over.
create index open_items_moved_by_number on open_items (company_id, number_text) where amount_open <> 0 and (continues_id is not null or kind = 'take-over');
create index open_items_open_by_amount on open_items (company_id, amount_open) where amount_open <> 0;
-- Small differences wait for an attest; they are few.
create index open_items_write_offs on open_items (company_id, voucher_id) where kind = 'write-off';
-- What fell due in some weeks: items come in the order of their days, so that a summary of pages finds them at no cost.
create index open_items_by_due_day on open_items using brin (due_on) with (pages_per_range = 32);

-- An instalment or a deferral: parts of an item with own due days (Σ = amount, checked by the verb and by verify).
create table item_due_parts (
  company_id uuid not null,
  item_id uuid not null,
  part_no integer not null,
  due_on date not null,
  amount bigint not null,
  recorded_at timestamptz not null default now(),
  primary key (company_id, item_id, part_no)
);

create table allocations (
  company_id uuid not null,
  id uuid not null,
  ledger text not null constraint allocations_ledger_known check (ledger in ('receivable', 'payable')),
  debit_item_id uuid not null,
  credit_item_id uuid not null,
  account text not null,
  party_id uuid not null,
  currency char(3) not null,
  -- Positive takes from both items; negative only on the reversal of an earlier allocation.
  amount bigint not null constraint allocations_amount_not_zero check (amount <> 0),
  base_debit bigint not null,
  base_credit bigint not null,
  -- Three times: the day the money counts, the day the books show it, when we learnt it.
  value_on date not null,
  effective_on date not null,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  -- The exchange difference between the two base amounts, posted in the same transaction.
  voucher_id uuid,
  reverses_id uuid,
  decision_id uuid,
  run_id uuid,
  business_area_id uuid,
  primary key (company_id, id),
  constraint allocations_two_items check (debit_item_id <> credit_item_id),
  constraint allocations_positive_unless_reversal check ((amount > 0) = (reverses_id is null)),
  constraint allocations_base_sign check (sign(base_debit) = sign(amount) and sign(base_credit) = sign(amount)),
  constraint allocations_difference_posted check (base_debit = base_credit or voucher_id is not null)
);
create unique index allocations_reversed_once on allocations (company_id, reverses_id) where reverses_id is not null;
create index allocations_by_debit on allocations (company_id, debit_item_id) include (effective_on, recorded_at, amount, base_debit);
create index allocations_by_credit on allocations (company_id, credit_item_id) include (effective_on, recorded_at, amount, base_credit);
create index allocations_by_recorded on allocations (company_id, recorded_at);
create index allocations_by_day on allocations using brin (effective_on);
create index allocations_by_run on allocations (company_id, run_id) where run_id is not null;

-- An allocation takes from both items in the same statement; what would be more than is open, or joins two parties,
-- accounts or currencies, is refused by the checks of open_items. The transition table is folded into arrays first,
-- so that it is not joined (a distributed database refuses that).
-- Its plans must stay on the primary key, whatever the statistics said when they were made: no scans, no hashes.
create function allocations_take() returns trigger language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  company uuid; items uuid[]; takes bigint[]; base_takes bigint[]; firsts date[]; lasts date[]; accts text[]; partys uuid[]; currencies text[];
  days date[]; ledgers text[]; touched integer; undone uuid[]; others uuid[]; other_bases bigint[];
begin
  for company in select distinct company_id from new_allocations loop
    select array_agg(item), array_agg(take), array_agg(base_take), array_agg(first_on), array_agg(last_on), array_agg(account), array_agg(party), array_agg(ccy)
      into items, takes, base_takes, firsts, lasts, accts, partys, currencies
      from (
        select item, account, party_id as party, currency as ccy, sum(take)::bigint as take, sum(base_take)::bigint as base_take, min(effective_on) as first_on, max(effective_on) as last_on
          from (
            select debit_item_id as item, account, party_id, currency, -amount as take, -base_debit as base_take, effective_on from new_allocations where company_id = company
            union all
            select credit_item_id, account, party_id, currency, amount, base_credit, effective_on from new_allocations where company_id = company
          ) sides
         group by item, account, party_id, currency
         order by item
      ) folded;
    update open_items i
       set amount_open = i.amount_open + t.take,
           base_open = i.base_open + t.base_take,
           first_effective_on = least(i.first_effective_on, t.first_on),
           last_effective_on = greatest(i.last_effective_on, t.last_on),
           closed_on = case when i.amount_open + t.take = 0 then greatest(i.last_effective_on, t.last_on) else 'infinity' end
      from unnest(items, takes, base_takes, firsts, lasts, accts, partys, currencies) as t (item, take, base_take, first_on, last_on, account, party, ccy)
     where i.company_id = company and i.id = t.item and i.account = t.account and i.party_id = t.party and i.currency = t.ccy;
    get diagnostics touched = row_count;
    if touched <> cardinality(items) then
      raise exception using errcode = 'check_violation', constraint = 'allocations_same_party_account_currency',
        message = 'an allocation joins a debit item and a credit item of one party, account and currency';
    end if;
    -- What is taken back is what was taken, between the same two items.
    select array_agg(reverses_id), array_agg(debit_item_id), array_agg(credit_item_id), array_agg(-amount), array_agg(-base_debit), array_agg(-base_credit)
      into undone, items, others, takes, base_takes, other_bases from new_allocations where company_id = company and reverses_id is not null;
    if undone is not null then
      select count(*) into touched from unnest(undone, items, others, takes, base_takes, other_bases) as x (id, debit, credit, amount, base_debit, base_credit)
       cross join lateral (select * from allocations a where a.company_id = company and a.id = x.id offset 0) a
       where a.reverses_id is null and a.debit_item_id = x.debit and a.credit_item_id = x.credit and a.amount = x.amount and a.base_debit = x.base_debit and a.base_credit = x.base_credit;
      if touched <> cardinality(undone) then
        raise exception using errcode = 'check_violation', constraint = 'allocations_reversal_mirrors', message = 'a reversal takes back an allocation whole: the same items and amounts';
      end if;
    end if;
    select array_agg(effective_on), array_agg(ledger) into days, ledgers
      from (select distinct effective_on, ledger from new_allocations where company_id = company) x;
    perform refuse_closed_days(company, days, ledgers);
  end loop;
  return null;
end $$;
create trigger allocations_take after insert on allocations referencing new table as new_allocations
  for each statement execute function allocations_take();

-- The identity of an item never changes; only its projection moves, and only inside the trigger above.
create function open_items_only_projection() returns trigger language plpgsql as $$
begin
  if pg_trigger_depth() < 2 then
    raise exception using errcode = 'restrict_violation', constraint = 'open_items_only_by_allocation',
      message = 'what is open changes by an allocation only';
  end if;
  return null;
end $$;
create trigger open_items_only_projection before update on open_items for each statement execute function open_items_only_projection();
-- A new item is the posting that it is: account, party, currency and amounts; looked at for the whole set at once.
create function open_items_are_postings() returns trigger language plpgsql as $$
declare company uuid; known bigint; wanted bigint; ids uuid[]; lines integer[]; accts text[]; partys uuid[]; currencies text[]; amounts bigint[]; bases bigint[];
begin
  for company in select distinct company_id from new_items loop
    select array_agg(voucher_id), array_agg(line_no), array_agg(account), array_agg(party_id), array_agg(currency), array_agg(amount), array_agg(base_amount), count(*)
      into ids, lines, accts, partys, currencies, amounts, bases, wanted from new_items where company_id = company;
    select count(*) into known from unnest(ids, lines, accts, partys, currencies, amounts, bases) as x (voucher_id, line_no, account, party_id, ccy, amount, base_amount)
     cross join lateral (select * from postings p where p.company_id = company and p.voucher_id = x.voucher_id and p.line_no = x.line_no offset 0) p
     where p.account = x.account and p.party_id = x.party_id and p.currency = x.ccy and p.amount = x.amount and p.base_amount = x.base_amount;
    if known <> wanted then
      raise exception using errcode = 'foreign_key_violation', constraint = 'open_items_are_postings',
        message = 'an open item is a posting on a control account: same account, party, currency and amounts';
    end if;
    if exists (select from (select distinct c from unnest(accts) c) x join accounts a on a.company_id = company and a.code = x.c where a.control is null) then
      raise exception using errcode = 'check_violation', constraint = 'open_items_on_control_account', message = 'an open item stands on a control account';
    end if;
    select count(*) into known from unnest(partys) x (id) cross join lateral (select 1 from parties p where p.company_id = company and p.id = x.id offset 0) p;
    if known <> wanted then
      raise exception using errcode = 'foreign_key_violation', constraint = 'open_items_party_exists', message = 'an open item belongs to a party of its company';
    end if;
  end loop;
  return null;
end $$;
create trigger open_items_are_postings after insert on open_items referencing new table as new_items for each statement execute function open_items_are_postings();
-- A new item is wholly open.
alter table open_items add constraint open_items_born_open check (first_effective_on < 'infinity' or (amount_open = amount and base_open = base_amount));

create trigger vouchers_append_only before update or delete or truncate on vouchers for each statement execute function refuse_change();
create trigger postings_append_only before update or delete or truncate on postings for each statement execute function refuse_change();
create trigger allocations_append_only before update or delete or truncate on allocations for each statement execute function refuse_change();
create trigger open_items_append_only before delete or truncate on open_items for each statement execute function refuse_change();
create trigger audit_events_append_only before update or delete or truncate on audit_events for each statement execute function refuse_change();
create trigger audit_seals_append_only before update or delete or truncate on audit_seals for each statement execute function refuse_change();
create trigger audit_sealed_events_append_only before update or delete or truncate on audit_sealed_events for each statement execute function refuse_change();
create trigger period_balances_append_only before update or delete or truncate on period_balances for each statement execute function refuse_change();
create trigger company_versions_append_only before update or delete or truncate on company_versions for each statement execute function refuse_change();

-- What facts refer to stays: it is closed, not deleted.
create function accounts_in_use_stay() returns trigger language plpgsql as $$
begin
  if exists (select from postings p where p.company_id = old.company_id and p.account = old.code) then
    raise exception using errcode = 'foreign_key_violation', constraint = 'postings_account_exists', message = format('account %s has postings: close it instead', old.code);
  end if;
  return old;
end $$;
create trigger accounts_in_use_stay before delete or update of code on accounts for each row execute function accounts_in_use_stay();
create trigger parties_stay before delete or truncate on parties for each statement execute function refuse_change();
create trigger party_versions_stay before delete or truncate on party_versions for each statement execute function refuse_change();
create trigger runs_stay before delete or truncate on runs for each statement execute function refuse_change();
create trigger number_series_counters_stay before delete or truncate on number_series_counters for each statement execute function refuse_change();
create trigger protected_reads_append_only before update or delete or truncate on protected_reads for each statement execute function refuse_change();
create trigger number_series_stay before delete or truncate on number_series for each statement execute function refuse_change();
create trigger invoice_groups_stay before delete or truncate on invoice_groups for each statement execute function refuse_change();

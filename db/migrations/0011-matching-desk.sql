-- The matching desk: what waits for a person, weighed beforehand; and money that is to be paid back.

-- A projection: one row for each payment that waits, so that a list of any length is read along an index. Which rows there
-- are and what is left of each follows the open items in suspense by a trigger; how sure the program is, by src/bank/weigh-desk.ts.
create table desk_payments (
  company_id uuid not null,
  bank_transaction_id uuid not null,
  bank_account_id uuid not null,
  file_id uuid,
  booked_on date not null,
  currency char(3) not null,
  -- What is left: + money in, − money out.
  amount bigint not null,
  -- In the order of the list: surest first. 4: not weighed yet; 5: could not be posted, `why` says for which reason.
  certainty smallint not null default 4 constraint desk_payments_certainty_known check (certainty between 1 and 5),
  -- Probability of the best suggestion.
  score numeric(6, 5) not null default 0,
  why text,
  party_id uuid,
  item_ids uuid[] not null default '{}',
  -- What those items had open when they were weighed; another sum now means that the row is stale.
  items_open bigint,
  weighed_at timestamptz,
  primary key (company_id, bank_transaction_id)
);
create index desk_payments_in_order on desk_payments (company_id, certainty, score desc, bank_transaction_id) include (currency, amount);
create index desk_payments_by_file on desk_payments (company_id, file_id, certainty) include (currency, amount);
create index desk_payments_by_item on desk_payments using gin (item_ids);
-- Suspense by its payment, for the trigger and for who settles it.
create index open_items_in_suspense on open_items (company_id, bank_transaction_id) where amount_open <> 0 and kind = 'unidentified';

create function desk_follows_suspense() returns trigger language plpgsql security definer set search_path = public as $$
declare remains bigint;
begin
  select sum(-amount_open) into remains from open_items
   where company_id = new.company_id and bank_transaction_id = new.bank_transaction_id and amount_open <> 0 and kind = 'unidentified';
  if coalesce(remains, 0) = 0 then
    delete from desk_payments where company_id = new.company_id and bank_transaction_id = new.bank_transaction_id;
  else
    insert into desk_payments (company_id, bank_transaction_id, bank_account_id, file_id, booked_on, currency, amount)
    select t.company_id, t.id, t.bank_account_id, t.file_id, t.booked_on, new.currency, remains from bank_transactions t
     where t.company_id = new.company_id and t.id = new.bank_transaction_id
    on conflict (company_id, bank_transaction_id) do update
      set amount = excluded.amount, currency = excluded.currency, certainty = 4, score = 0, why = null, party_id = null, item_ids = '{}', items_open = null, weighed_at = null;
  end if;
  return null;
end $$;
create trigger desk_follows_suspense_in after insert on open_items for each row
  when (new.kind = 'unidentified' and new.bank_transaction_id is not null) execute function desk_follows_suspense();
create trigger desk_follows_suspense_out after update of amount_open on open_items for each row
  when (new.kind = 'unidentified' and new.bank_transaction_id is not null and new.amount_open <> old.amount_open) execute function desk_follows_suspense();

-- Money to be paid back: proposed, attested, withdrawn. What has been paid is told by the bank, and closes the item.
create table refunds (
  company_id uuid not null,
  id uuid not null,
  bank_transaction_id uuid not null,
  -- The credit that is to be paid out; held from matching and set-off meanwhile.
  item_id uuid not null,
  hold_id uuid not null,
  amount bigint not null constraint refunds_amount_positive check (amount > 0),
  currency char(3) not null,
  payee_name text,
  payee_scheme text,
  payee_account text,
  reason text not null constraint refunds_reason_not_empty check (reason <> ''),
  -- Attest wants somebody else than who proposed; as the company's parameter said on that day.
  four_eyes boolean not null,
  proposed_at timestamptz not null default now(),
  proposed_by uuid,
  attested_at timestamptz,
  attested_by uuid,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  primary key (company_id, id),
  constraint refunds_attested_by_another check (not four_eyes or attested_by is null or attested_by is distinct from proposed_by),
  constraint refunds_withdrawn_or_attested check (withdrawn_at is null or attested_at is null or withdrawn_at >= attested_at)
);
create unique index refunds_once on refunds (company_id, item_id) where withdrawn_at is null;
create index refunds_standing on refunds (company_id, bank_transaction_id) where withdrawn_at is null;
create trigger refunds_stay before delete or truncate on refunds for each statement execute function refuse_change();

alter table desk_payments add foreign key (company_id, bank_transaction_id) references bank_transactions (company_id, id);
alter table refunds
  add foreign key (company_id, bank_transaction_id) references bank_transactions (company_id, id),
  add foreign key (company_id, item_id) references open_items (company_id, id),
  add foreign key (company_id, hold_id) references holds (company_id, id);

alter table desk_payments enable row level security;
alter table refunds enable row level security;
-- Both are seen with the payment.
do $$
declare child text; seen text;
begin
  foreach child in array array['desk_payments', 'refunds'] loop
    seen := format('using (company_id = (select tenant_id()) and ((select sees_all_areas()) or exists (select from bank_transactions t where t.company_id = %I.company_id and t.id = %I.bank_transaction_id)))', child, child);
    execute format('create policy %I on %I for insert with check (company_id = (select tenant_id()))', child || '_insert', child);
    execute format('create policy %I on %I for select %s', child || '_visible', child, seen);
    execute format('create policy %I on %I for update %s', child || '_update', child, seen);
    execute format('create policy %I on %I for delete %s', child || '_delete', child, seen);
  end loop;
end $$;

-- Who did what at the desk: people's decisions are few beside the machine's.
create index match_decisions_by_person on match_decisions (company_id, recorded_at) include (bank_transaction_id, recorded_by, decision) where decided_by_kind = 'person';

-- Where in a bank file is what: byte and line of every so many-th record, so that one payment's bytes are found without reading the file.
create table bank_file_places (
  company_id uuid not null,
  file_id uuid not null,
  size bigint not null,
  places jsonb not null,
  primary key (company_id, file_id),
  foreign key (company_id, file_id) references bank_files (company_id, id)
);
alter table bank_file_places enable row level security;
create policy bank_file_places_visible on bank_file_places using (company_id = (select tenant_id()));

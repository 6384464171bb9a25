-- Collection: what is handed over to an agency or a court, what came of it, and invoices that a financing partner holds.

-- ── Who collects: an agency (inkassobolag, inkassobyrå), or a court or other authority ──
create table collection_agencies (
  company_id uuid not null,
  id uuid not null,
  code text not null,
  name text not null constraint collection_agencies_name_not_empty check (btrim(name) <> ''),
  target text not null constraint collection_agencies_target_known check (target in ('agency', 'court')),
  -- src/collection/adapters (agency), src/formats/enforcement (court); 'paper': a dossier that a person files.
  adapter text not null constraint collection_agencies_adapter_known check (adapter in ('folder', 'amili', 'authority-file', 'paper')),
  -- Of the adapter: its folders, its address, references to its secrets (never a secret).
  settings jsonb not null default '{}',
  -- The agency in our books: its remittances are owed by this party until the bank has them.
  party_id uuid,
  -- How the agency knows us.
  membership_number text,
  creditor_number text,
  -- What is queued goes by itself, or when a person has let it go.
  handover text not null default 'approved' constraint collection_agencies_handover_known check (handover in ('by-itself', 'approved')),
  -- What its fee is expected to be: {"percent": "8.5", "fixed": "0.00", "vatPercent": "25"}; a remittance that differs is pointed out.
  fee_terms jsonb not null default '{}',
  -- Interest of the days that a claim is with it is the agency's to claim and to remit; false: ours, it runs on here.
  accrues_interest boolean not null default true,
  -- Takes what names no other; one a target.
  is_default boolean not null default false,
  business_area_id uuid,
  closed_on date not null default 'infinity',
  primary key (company_id, id),
  constraint collection_agencies_code_unique unique (company_id, code),
  constraint collection_agencies_adapter_fits check ((target = 'court') = (adapter in ('authority-file', 'paper')))
);
create unique index collection_agencies_one_default on collection_agencies (company_id, target) where is_default and closed_on = 'infinity';

-- ── The queue: claims that the policy, or a person, has marked ready ──
create table collection_queue (
  company_id uuid not null,
  id uuid not null,
  -- The capital item.
  item_id uuid not null,
  target text not null constraint collection_queue_target_known check (target in ('agency', 'court')),
  -- The dunning run that marked it; null: a person.
  run_id uuid,
  reason text not null,
  queued_on date not null,
  queued_by uuid,
  state text not null default 'waiting' constraint collection_queue_state_known check (state in ('waiting', 'taken', 'dropped')),
  -- The case that took it.
  case_id uuid,
  ended_at timestamptz,
  ended_by uuid,
  ended_reason text,
  recorded_at timestamptz not null default now(),
  business_area_id uuid,
  primary key (company_id, id),
  constraint collection_queue_ended_once check ((state = 'waiting') = (ended_at is null)),
  constraint collection_queue_taken_by_case check ((state = 'taken') = (case_id is not null))
);
create unique index collection_queue_waits_once on collection_queue (company_id, item_id) where state = 'waiting';
create index collection_queue_by_item on collection_queue (company_id, item_id);
create function collection_queue_forward_only() returns trigger language plpgsql as $$
begin
  if old.state <> 'waiting' then
    raise exception using errcode = 'check_violation', constraint = 'collection_queue_forward_only', message = format('row %s of the queue was %s already', old.id, old.state);
  end if;
  return new;
end $$;
create trigger collection_queue_forward_only before update on collection_queue for each row execute function collection_queue_forward_only();
create trigger collection_queue_stays before delete or truncate on collection_queue for each statement execute function refuse_change();

-- ── Cases: facts as they stood when the claim was handed over; what came after stands in events ──
create table collection_cases (
  company_id uuid not null,
  id uuid not null,
  -- Ours, said in every message: "K" and this number.
  number bigint not null,
  target text not null constraint collection_cases_target_known check (target in ('agency', 'court')),
  agency_id uuid not null,
  party_id uuid not null,
  party_version_no integer not null,
  company_version_no integer not null,
  currency char(3) not null,
  opened_on date not null,
  -- Open capital, interest (charged and, up to opened_on, accrued), and fees with compensation and costs: apart, as the law asks.
  amount_capital bigint not null,
  amount_interest bigint not null,
  amount_fees bigint not null,
  -- What the application claims beside: fee of the court, representation. Not in our books before it is awarded.
  amount_court bigint not null default 0,
  -- The law as it stood: [{name, value, from, source}].
  law jsonb not null default '[]',
  business_area_id uuid,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  -- Projections of the events: the day the case ended; since when it is only watched; its last word.
  ended_on date not null default 'infinity',
  watch_since date,
  state text not null default 'proposed',
  -- What the agency or the court calls it.
  agency_number text,
  primary key (company_id, id),
  constraint collection_cases_number_unique unique (company_id, number)
);
create index collection_cases_by_party on collection_cases (company_id, party_id);
create index collection_cases_open on collection_cases (company_id, agency_id) where ended_on = 'infinity';
create index collection_cases_by_agency_number on collection_cases (company_id, agency_id, agency_number) where agency_number is not null;

-- Open items of the case: capital, and the charges that followed from it.
create table collection_case_items (
  company_id uuid not null,
  case_id uuid not null,
  item_id uuid not null,
  component text not null,
  -- The capital item that a charge follows from; an item that was moved names the one it continues.
  main_item_id uuid,
  continues_id uuid,
  number_text text not null,
  due_on date not null,
  -- Open when it was handed over, and the interest on it that was not charged: up to and with opened_on.
  amount bigint not null,
  amount_interest bigint not null default 0,
  interest_from date,
  -- [{from, through, days, percent, principal, amount}]
  segments jsonb not null default '[]',
  -- Projection: the end of its case.
  ended_on date not null default 'infinity',
  primary key (company_id, case_id, item_id)
);
-- A claim is asked for in one place.
create unique index collection_case_items_one_case on collection_case_items (company_id, item_id) where ended_on = 'infinity';
create index collection_case_items_by_item on collection_case_items (company_id, item_id);

-- The claims of an application (delkrav), each with its ground.
create table collection_claims (
  company_id uuid not null,
  case_id uuid not null,
  claim_no integer not null,
  kind text not null constraint collection_claims_kind_known check (kind in ('capital', 'interest', 'reminder', 'collection', 'compensation', 'plan', 'court-fee', 'representation', 'other')),
  item_id uuid,
  amount bigint not null constraint collection_claims_amount_positive check (amount > 0),
  -- In plain words: what, when, invoice number, due day, who the first creditor was.
  ground text not null,
  -- Interest that runs on: 'law' with its first day, or an agreed percent.
  interest_from date,
  interest_percent numeric(9, 4),
  interest_text text,
  -- Law that the amount comes from, and its source.
  source text,
  primary key (company_id, case_id, claim_no)
);

create table collection_events (
  company_id uuid not null,
  id uuid not null,
  case_id uuid not null,
  kind text not null constraint collection_events_kind_known check (kind in (
    'proposed', 'approved', 'handed-over', 'accepted', 'refused', 'payment-reported', 'credit-reported', 'adjusted', 'status', 'remitted',
    'watch', 'resumed', 'note', 'withdrawal-asked', 'withdrawn', 'closed',
    'confirmed', 'served', 'objected', 'reduced', 'decision', 'enforcement-requested', 'attachment', 'enforcement-ended')),
  -- The day it happened, as told.
  happened_on date not null,
  amount bigint,
  text text,
  data jsonb not null default '{}',
  message_id uuid,
  file_id uuid,
  -- What the sender calls it: the same word twice is one event.
  source_key text,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, id)
);
create index collection_events_by_case on collection_events (company_id, case_id, recorded_at);
create unique index collection_events_once on collection_events (company_id, case_id, source_key) where source_key is not null;
-- A case ends once.
create unique index collection_events_end_once on collection_events (company_id, case_id) where kind in ('refused', 'withdrawn', 'closed');

-- What was told about payments and credit notes: an allocation is reported once. No message: it was told with the case.
create table collection_reported (
  company_id uuid not null,
  case_id uuid not null,
  allocation_id uuid not null,
  message_id uuid,
  primary key (company_id, case_id, allocation_id)
);

-- ── Messages: the outbox to the agency or the court; claimed and committed before anything leaves ──
create table collection_messages (
  company_id uuid not null,
  id uuid not null,
  agency_id uuid not null,
  case_id uuid not null,
  kind text not null constraint collection_messages_kind_known check (kind in ('register', 'document', 'payment', 'credit', 'adjustment', 'withdrawal', 'application', 'reduction', 'enforcement')),
  -- Said to the other side where it can be said: it knows a message that comes again by it.
  key text not null,
  body jsonb not null,
  file_sha256 bytea,
  state text not null default 'waiting' constraint collection_messages_state_known check (state in ('waiting', 'sending', 'sent', 'refused', 'held', 'recalled')),
  tries integer not null default 0,
  next_try_at timestamptz not null default now(),
  leased_until timestamptz,
  -- When it may have begun to leave: from then on the other side is asked before it is sent again.
  begun_at timestamptz,
  sent_at timestamptz,
  provider_id text,
  answer jsonb,
  -- The file that carried it.
  file_id uuid,
  business_area_id uuid,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, id),
  constraint collection_messages_nothing_twice unique (company_id, key),
  constraint collection_messages_leased_while_sending check ((state = 'sending') = (leased_until is not null))
);
create index collection_messages_waiting on collection_messages (company_id, next_try_at) where state in ('waiting', 'sending');
create index collection_messages_by_case on collection_messages (company_id, case_id);
create function collection_messages_forward_only() returns trigger language plpgsql as $$
begin
  if new.state = old.state then return new; end if;
  if not (case old.state
    when 'waiting' then new.state in ('sending', 'recalled', 'held')
    when 'sending' then new.state in ('waiting', 'sent', 'refused', 'held')
    when 'held' then new.state in ('waiting', 'sent', 'refused', 'recalled')
    else false end) then
    raise exception using errcode = 'check_violation', constraint = 'collection_messages_forward_only', message = format('message %s cannot go from %s to %s', old.id, old.state, new.state);
  end if;
  return new;
end $$;
create trigger collection_messages_forward_only before update on collection_messages for each row execute function collection_messages_forward_only();
create trigger collection_messages_stay before delete or truncate on collection_messages for each statement execute function refuse_change();

-- Files to and from agencies, courts and financing partners; bytes that came once are known.
create table collection_files (
  company_id uuid not null,
  id uuid not null,
  agency_id uuid,
  partner_id uuid,
  direction text not null constraint collection_files_direction_known check (direction in ('in', 'out')),
  -- Counted by who sends; a file of the authority that skips one is pointed out.
  serial_no integer,
  format text not null,
  name text not null,
  sha256 bytea not null,
  row_count integer not null default 0,
  -- Of a file out: dropped when its bytes lie there; received or refused as its receipt says.
  state text not null constraint collection_files_state_known check (state in ('made', 'dropped', 'received', 'refused', 'read')),
  problems jsonb not null default '[]',
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, id),
  constraint collection_files_of_one check (num_nonnulls(agency_id, partner_id) = 1)
);
create unique index collection_files_in_once on collection_files (company_id, coalesce(agency_id, partner_id), sha256) where direction = 'in';
create unique index collection_files_serial_once on collection_files (company_id, coalesce(agency_id, partner_id), direction, serial_no) where serial_no is not null;
create trigger collection_files_stay before delete or truncate on collection_files for each statement execute function refuse_change();

-- ── Remittances (redovisning): what the agency pays us of what it collected, net of its fee ──
create table collection_remittances (
  company_id uuid not null,
  id uuid not null,
  agency_id uuid not null,
  -- What the agency calls it; the bank's money comes under it.
  reference text not null,
  remitted_on date not null,
  currency char(3) not null,
  amount_gross bigint not null,
  amount_fee bigint not null default 0,
  amount_fee_vat bigint not null default 0,
  amount_net bigint not null,
  file_id uuid,
  -- What the books say of it: the agency owes us the net until the bank has it.
  voucher_id uuid,
  item_id uuid,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, id),
  constraint collection_remittances_once unique (company_id, agency_id, reference),
  constraint collection_remittances_net check (amount_net = amount_gross - amount_fee - amount_fee_vat)
);
create table collection_remittance_rows (
  company_id uuid not null,
  remittance_id uuid not null,
  row_no integer not null,
  -- As the agency named it.
  named text not null,
  case_id uuid,
  paid_on date not null,
  amount_capital bigint not null default 0,
  amount_interest bigint not null default 0,
  amount_fees bigint not null default 0,
  -- The debtor's credit that it became.
  item_id uuid,
  -- What a person should look at: unknown case, more than is open, another currency.
  problem text,
  primary key (company_id, remittance_id, row_no)
);

-- ── Credit handling (factoring, fakturabelåning): invoices pledged or sold to a partner ──
create table financing_agreements (
  company_id uuid not null,
  id uuid not null,
  code text not null,
  name text not null,
  -- The partner in our books.
  party_id uuid not null,
  -- Pledged: still our claim, on an account of its own (1512). Sold: the claim is the partner's, who owes us for it.
  kind text not null constraint financing_agreements_kind_known check (kind in ('pledged', 'sold')),
  valid_from date not null,
  valid_to date not null default 'infinity',
  -- Where the customer pays: {"bankgiro": "…"} or {"iban": "…", "bic": "…"}, and the partner's name.
  payment jsonb not null,
  -- Notice of assignment by language: what the invoice says.
  texts jsonb not null,
  -- Part that is paid at once, in percent; the rest is the reserve.
  advance_percent numeric(6, 3) not null default 100 constraint financing_agreements_advance_sane check (advance_percent between 0 and 100),
  -- Folder that reports are dropped in and settlements are read from.
  settings jsonb not null default '{}',
  client_number text,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, id),
  constraint financing_agreements_code_unique unique (company_id, code),
  constraint financing_agreements_days_ordered check (valid_from < valid_to)
);
-- Which invoices: of a group or of a customer; none: all.
create table financing_scopes (
  company_id uuid not null,
  id uuid not null,
  agreement_id uuid not null,
  invoice_group_id uuid,
  party_id uuid,
  primary key (company_id, id),
  constraint financing_scopes_one_subject check (num_nonnulls(invoice_group_id, party_id) = 1)
);
create table financed_items (
  company_id uuid not null,
  id uuid not null,
  agreement_id uuid not null,
  invoice_id uuid not null,
  -- The claim as it was issued, and what it became: the pledged claim; sold: the partner's debt to us.
  item_id uuid not null,
  financed_item_id uuid not null,
  amount bigint not null,
  currency char(3) not null,
  financed_on date not null,
  file_id uuid,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, id),
  constraint financed_items_once unique (company_id, item_id)
);
create index financed_items_by_agreement on financed_items (company_id, agreement_id, financed_on);
create index financed_items_by_invoice on financed_items (company_id, invoice_id);
create index financed_items_by_item on financed_items (company_id, financed_item_id);
create table financing_settlements (
  company_id uuid not null,
  id uuid not null,
  agreement_id uuid not null,
  reference text not null,
  settled_on date not null,
  currency char(3) not null,
  amount_net bigint not null,
  file_id uuid,
  voucher_id uuid,
  item_id uuid,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, id),
  constraint financing_settlements_once unique (company_id, agreement_id, reference)
);
create table financing_settlement_rows (
  company_id uuid not null,
  settlement_id uuid not null,
  row_no integer not null,
  -- advance: paid to us for the invoice · payment: the customer has paid the partner · reserve: the rest, paid to us ·
  -- fee, vat: kept · repurchase: taken back, we owe the advance.
  kind text not null constraint financing_settlement_rows_kind_known check (kind in ('advance', 'payment', 'reserve', 'fee', 'vat', 'interest', 'repurchase')),
  named text not null,
  financed_id uuid,
  -- Positive: to us.
  amount bigint not null,
  item_id uuid,
  problem text,
  primary key (company_id, settlement_id, row_no)
);

-- ── Facts ──
-- The last word of a case follows its events; nothing else moves it.
create function collection_events_move() returns trigger language plpgsql as $$
begin
  update collection_cases c
     set ended_on = case when new.kind in ('refused', 'withdrawn', 'closed') then new.happened_on else c.ended_on end,
         watch_since = case when new.kind = 'watch' then new.happened_on when new.kind in ('resumed', 'refused', 'withdrawn', 'closed') then null else c.watch_since end,
         agency_number = coalesce(new.data ->> 'agencyNumber', c.agency_number),
         state = case when new.kind in ('note', 'payment-reported', 'credit-reported', 'adjusted', 'remitted', 'status', 'reduced')
                        or (c.state in ('refused', 'withdrawn', 'closed') and new.kind not in ('refused', 'withdrawn', 'closed')) then c.state else new.kind end
   where c.company_id = new.company_id and c.id = new.case_id;
  if new.kind in ('refused', 'withdrawn', 'closed') then
    update collection_case_items i set ended_on = new.happened_on where i.company_id = new.company_id and i.case_id = new.case_id and i.ended_on = 'infinity';
  end if;
  return null;
end $$;
create trigger collection_events_move after insert on collection_events for each row execute function collection_events_move();
create function collection_only_by_event() returns trigger language plpgsql as $$
begin
  if pg_trigger_depth() < 2 then
    raise exception using errcode = 'restrict_violation', constraint = tg_table_name || '_only_by_event', message = format('%s change by events of the case only', tg_table_name);
  end if;
  return null;
end $$;
create trigger collection_cases_only_by_event before update on collection_cases for each statement execute function collection_only_by_event();
create trigger collection_case_items_only_by_event before update on collection_case_items for each statement execute function collection_only_by_event();
create trigger collection_cases_append_only before delete or truncate on collection_cases for each statement execute function refuse_change();
create trigger collection_case_items_append_only before delete or truncate on collection_case_items for each statement execute function refuse_change();
do $$
declare t text;
begin
  foreach t in array array['collection_claims', 'collection_events', 'collection_reported', 'collection_remittances', 'collection_remittance_rows',
    'financed_items', 'financing_settlements', 'financing_settlement_rows'] loop
    execute format('create trigger %I before update or delete or truncate on %I for each statement execute function refuse_change()', t || '_append_only', t);
  end loop;
end $$;

-- ── Foreign keys ──
alter table collection_agencies add foreign key (company_id, party_id) references parties (company_id, id),
  add foreign key (company_id, business_area_id) references business_areas (company_id, id);
alter table collection_queue add foreign key (company_id, item_id) references open_items (company_id, id),
  add foreign key (company_id, run_id) references runs (company_id, id),
  add foreign key (company_id, case_id) references collection_cases (company_id, id);
alter table collection_cases add foreign key (company_id, agency_id) references collection_agencies (company_id, id),
  add foreign key (company_id, party_id, party_version_no) references party_versions (company_id, party_id, version_no),
  add foreign key (company_id, company_version_no) references company_versions (company_id, version_no),
  add foreign key (company_id, business_area_id) references business_areas (company_id, id);
alter table collection_case_items add foreign key (company_id, case_id) references collection_cases (company_id, id),
  add foreign key (company_id, item_id) references open_items (company_id, id),
  add foreign key (company_id, main_item_id) references open_items (company_id, id),
  add foreign key (company_id, continues_id) references open_items (company_id, id);
alter table collection_claims add foreign key (company_id, case_id) references collection_cases (company_id, id),
  add foreign key (company_id, item_id) references open_items (company_id, id);
alter table collection_messages add foreign key (company_id, case_id) references collection_cases (company_id, id),
  add foreign key (company_id, agency_id) references collection_agencies (company_id, id),
  add foreign key (company_id, file_id) references collection_files (company_id, id),
  add foreign key (company_id, file_sha256) references files (company_id, sha256);
alter table collection_files add foreign key (company_id, agency_id) references collection_agencies (company_id, id),
  add foreign key (company_id, partner_id) references financing_agreements (company_id, id);
alter table collection_events add foreign key (company_id, case_id) references collection_cases (company_id, id),
  add foreign key (company_id, message_id) references collection_messages (company_id, id),
  add foreign key (company_id, file_id) references collection_files (company_id, id);
alter table collection_reported add foreign key (company_id, case_id) references collection_cases (company_id, id),
  add foreign key (company_id, allocation_id) references allocations (company_id, id),
  add foreign key (company_id, message_id) references collection_messages (company_id, id);
alter table collection_remittances add foreign key (company_id, agency_id) references collection_agencies (company_id, id),
  add foreign key (company_id, file_id) references collection_files (company_id, id),
  add foreign key (company_id, voucher_id) references vouchers (company_id, id),
  add foreign key (company_id, item_id) references open_items (company_id, id);
alter table collection_remittance_rows add foreign key (company_id, remittance_id) references collection_remittances (company_id, id),
  add foreign key (company_id, case_id) references collection_cases (company_id, id),
  add foreign key (company_id, item_id) references open_items (company_id, id);
alter table financing_agreements add foreign key (company_id, party_id) references parties (company_id, id);
alter table financing_scopes add foreign key (company_id, agreement_id) references financing_agreements (company_id, id),
  add foreign key (company_id, invoice_group_id) references invoice_groups (company_id, id),
  add foreign key (company_id, party_id) references parties (company_id, id);
alter table financed_items add foreign key (company_id, agreement_id) references financing_agreements (company_id, id),
  add foreign key (company_id, invoice_id) references invoices (company_id, id),
  add foreign key (company_id, item_id) references open_items (company_id, id),
  add foreign key (company_id, financed_item_id) references open_items (company_id, id),
  add foreign key (company_id, file_id) references collection_files (company_id, id);
alter table financing_settlements add foreign key (company_id, agreement_id) references financing_agreements (company_id, id),
  add foreign key (company_id, file_id) references collection_files (company_id, id),
  add foreign key (company_id, voucher_id) references vouchers (company_id, id),
  add foreign key (company_id, item_id) references open_items (company_id, id);
alter table financing_settlement_rows add foreign key (company_id, settlement_id) references financing_settlements (company_id, id),
  add foreign key (company_id, financed_id) references financed_items (company_id, id),
  add foreign key (company_id, item_id) references open_items (company_id, id);

-- ── Row-level security ──
do $$
declare t text; c record; seen text;
begin
  foreach t in array array['collection_agencies', 'collection_queue', 'collection_cases', 'collection_messages'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I using (company_id = (select tenant_id()) and (business_area_id is null or (select sees_all_areas()) or business_area_id = any ((select visible_areas())::uuid[])))', t || '_visible', t);
  end loop;
  -- Sums over all areas, and files that hold many customers' claims, are for who sees all areas.
  foreach t in array array['collection_files', 'collection_remittances', 'collection_remittance_rows', 'financing_settlements', 'financing_settlement_rows'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I using (company_id = (select tenant_id()) and (select sees_all_areas()))', t || '_visible', t);
  end loop;
  -- Invoices say the notice of assignment in whatever area they are made.
  foreach t in array array['financing_agreements', 'financing_scopes'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I using (company_id = (select tenant_id()))', t || '_visible', t);
  end loop;
  for c in select * from (values
    ('collection_case_items', 'collection_cases', 'case_id'), ('collection_claims', 'collection_cases', 'case_id'), ('collection_events', 'collection_cases', 'case_id'),
    ('collection_reported', 'collection_cases', 'case_id'), ('financed_items', 'invoices', 'invoice_id')
  ) as x (child, parent, child_key)
  loop
    execute format('alter table %I enable row level security', c.child);
    seen := format('using (company_id = (select tenant_id()) and ((select sees_all_areas()) or exists (select from %I p where p.company_id = %I.company_id and p.id = %I.%I)))', c.parent, c.child, c.child, c.child_key);
    execute format('create policy %I on %I for insert with check (company_id = (select tenant_id()))', c.child || '_insert', c.child);
    execute format('create policy %I on %I for select %s', c.child || '_visible', c.child, seen);
    execute format('create policy %I on %I for update %s', c.child || '_update', c.child, seen);
  end loop;
end $$;

-- Numbers are unique over all business areas, so the next one is found past the walls between them; nothing else leaves.
create function highest_collection_case() returns bigint language sql stable security definer set search_path = public as $$
  select coalesce((select number from collection_cases where company_id = tenant_id() order by number desc limit 1), 0)
$$;

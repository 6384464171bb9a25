-- Orders → invoices.

-- One order = one future document unless its invoice group combines. Free to edit until it is billed.
create table orders (
  company_id uuid not null,
  id uuid not null,
  kind text not null constraint orders_kind_known check (kind in ('invoice', 'credit-note', 'debit-note', 'proforma', 'advance-invoice', 'internal-invoice', 'interest-invoice')),
  source text not null,
  source_reference text not null,
  source_row integer,
  import_id uuid,
  file_sha256 bytea,
  party_id uuid not null,
  invoice_group_id uuid not null,
  business_area_id uuid,
  currency char(3) not null,
  invoice_on date,
  due_on date,
  supply_on date,
  supply_from date,
  supply_to date,
  their_reference text,
  our_reference text,
  purchase_order text,
  text text,
  -- The document that a credit or debit note corrects, and why.
  credits_id uuid,
  reason text,
  created_at timestamptz not null default now(),
  created_by uuid,
  cancelled_at timestamptz,
  cancelled_by uuid,
  invoice_id uuid,
  primary key (company_id, id),
  constraint orders_source_unique unique (company_id, source, source_reference),
  constraint orders_note_names_document check (kind not in ('credit-note', 'debit-note') or (credits_id is not null and reason is not null)),
  constraint orders_billed_or_cancelled check (invoice_id is null or cancelled_at is null)
);
create index orders_waiting on orders (company_id, invoice_group_id, party_id) where invoice_id is null and cancelled_at is null;
create index orders_by_import on orders (company_id, import_id) where import_id is not null;

create table order_lines (
  company_id uuid not null,
  order_id uuid not null,
  line_no integer not null,
  source_row integer,
  text_only boolean not null default false,
  article_id uuid,
  name text not null,
  description text,
  quantity numeric(20, 6) not null,
  unit text not null default '',
  unit_code text not null default 'C62',
  unit_price numeric(20, 6) not null,
  discount_percent numeric(7, 4),
  vat_code text not null,
  supply_from date,
  supply_to date,
  -- Account and dimension wishes, each with its part of the net amount: [{account, dimensions, amount}].
  coding jsonb,
  -- A line of a credit note names the line that it takes back.
  credits_line_no integer,
  primary key (company_id, order_id, line_no)
);

-- Advances that a final invoice deducts; an advance is deducted once.
create table order_advances (
  company_id uuid not null,
  order_id uuid not null,
  advance_invoice_id uuid not null,
  primary key (company_id, order_id, advance_invoice_id),
  constraint order_advances_deducted_once unique (company_id, advance_invoice_id)
);

-- What was wrong in an imported file: every problem of every row.
create table import_problems (
  company_id uuid not null,
  import_id uuid not null,
  problem_no integer not null,
  row_no integer,
  column_name text,
  severity text not null,
  code text not null,
  message text not null,
  data jsonb not null default '{}',
  business_area_id uuid,
  resolved_at timestamptz,
  primary key (company_id, import_id, problem_no)
);

-- An imported order file; the same bytes a second time answer "already imported on …".
create table order_files (
  company_id uuid not null,
  id uuid not null,
  sha256 bytea not null,
  file_name text,
  format text not null,
  source text not null,
  business_area_id uuid,
  order_count integer not null,
  line_count integer not null,
  rejected_count integer not null,
  total bigint not null,
  currency char(3) not null,
  imported_at timestamptz not null default now(),
  imported_by uuid,
  undone_at timestamptz,
  primary key (company_id, id)
);
create unique index order_files_once on order_files (company_id, sha256) where undone_at is null;

create table invoices (
  company_id uuid not null,
  id uuid not null,
  kind text not null constraint invoices_kind_known check (kind in ('invoice', 'credit-note', 'debit-note', 'proforma', 'advance-invoice', 'internal-invoice', 'interest-invoice')),
  series_id uuid not null,
  year integer not null,
  number bigint not null,
  number_text text not null,
  reference text not null,
  reference_kind text not null,
  party_id uuid not null,
  party_version_no integer not null,
  company_version_no integer not null,
  payer_id uuid not null,
  payer_version_no integer not null,
  invoice_group_id uuid not null,
  business_area_id uuid,
  issued_on date not null,
  supply_on date,
  supply_from date,
  supply_to date,
  due_on date not null,
  terms_days integer,
  currency char(3) not null,
  -- Units of base currency for one unit of the document's; null when they are the same.
  rate numeric(20, 10),
  rate_on date,
  -- Positive on every kind; the sign lives in the kind, once.
  amount_lines bigint not null,
  amount_net bigint not null,
  amount_vat bigint not null,
  amount_gross bigint not null,
  amount_prepaid bigint not null default 0,
  amount_rounding bigint not null default 0,
  amount_payable bigint not null,
  their_reference text,
  our_reference text,
  purchase_order text,
  text text,
  credits_id uuid,
  -- What a credit note takes of its document, in that one's currency; null: amount_gross, they have the same currency.
  credits_amount bigint,
  reason text,
  language text not null,
  -- Advances deducted: [{invoiceId, gross, vat}].
  advances jsonb,
  voucher_id uuid,
  run_id uuid,
  issued_at timestamptz not null default now(),
  issued_by uuid,
  primary key (company_id, id),
  constraint invoices_number_unique unique (company_id, series_id, year, number),
  constraint invoices_gross_is_net_and_vat check (amount_gross = amount_net + amount_vat),
  constraint invoices_payable check (amount_payable = amount_gross - amount_prepaid + amount_rounding),
  constraint invoices_tax_document_is_posted check ((kind = 'proforma') = (voucher_id is null)),
  constraint invoices_note_names_document check (kind not in ('credit-note', 'debit-note') or (credits_id is not null and reason is not null))
);
-- Few, and asked for after each matching.
create index invoices_proformas on invoices (company_id, issued_on) where kind = 'proforma';
create index invoices_by_party on invoices (company_id, party_id, issued_on);
-- Pattern order serves equality and the search by a first part alike.
create index invoices_by_number on invoices (company_id, number_text text_pattern_ops);
create index invoices_by_day on invoices using brin (issued_on);
create index invoices_by_credited on invoices (company_id, credits_id) where credits_id is not null;
-- Two documents never share a payment reference.
create unique index invoices_reference_unique on invoices (company_id, reference text_pattern_ops) where reference_kind <> 'number';

create table invoice_lines (
  company_id uuid not null,
  invoice_id uuid not null,
  line_no integer not null,
  text_only boolean not null default false,
  order_id uuid,
  order_line_no integer,
  article_id uuid,
  name text not null,
  description text,
  quantity numeric(20, 6) not null,
  unit text not null,
  unit_code text not null,
  unit_price numeric(20, 6) not null,
  discount_percent numeric(7, 4),
  amount_allowance bigint,
  amount_net bigint not null,
  vat_code text not null,
  vat_category text not null,
  vat_percent numeric(6, 3),
  supply_from date,
  supply_to date,
  credits_line_no integer,
  primary key (company_id, invoice_id, line_no)
);
-- Twice is once: an order line is billed by one document only.
create unique index invoice_lines_billed_once on invoice_lines (company_id, order_id, order_line_no) where order_id is not null;

create table invoice_vat (
  company_id uuid not null,
  invoice_id uuid not null,
  row_no integer not null,
  vat_code text not null,
  category text not null,
  percent numeric(6, 3),
  base bigint not null,
  vat bigint not null,
  exemption_reason text,
  exemption_code text,
  primary key (company_id, invoice_id, row_no)
);

-- An annulled document keeps its number and is listed (Bulgaria: чл. 116 ЗДДС).
create table invoice_annulments (
  company_id uuid not null,
  invoice_id uuid not null,
  reason text not null,
  annulled_on date not null,
  voucher_id uuid,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, invoice_id)
);

-- Dated rows with an author and a reason, not flags.
create table holds (
  company_id uuid not null,
  id uuid not null,
  kind text not null constraint holds_kind_known check (kind in ('billing', 'dispute', 'deferral', 'protected', 'pause', 'delivery')),
  party_id uuid,
  item_id uuid,
  order_id uuid,
  from_on date not null,
  to_on date not null default 'infinity',
  reason text not null,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  released_at timestamptz,
  released_by uuid,
  business_area_id uuid,
  primary key (company_id, id),
  constraint holds_one_subject check (num_nonnulls(party_id, item_id, order_id) = 1)
);
create index holds_by_party on holds (company_id, party_id) where released_at is null and party_id is not null;
create index holds_by_item on holds (company_id, item_id) where released_at is null and item_id is not null;
create index holds_by_order on holds (company_id, order_id) where released_at is null and order_id is not null;

-- What a document refers to exists; looked at for the whole set at once, since none of it is ever deleted (docs/adr/0004).
create function invoices_refer_to_what_exists() returns trigger language plpgsql as $$
declare company uuid; missing text;
  partys uuid[]; party_nos integer[]; payers uuid[]; payer_nos integer[]; groups uuid[]; series uuid[]; vouchers_named uuid[]; credited uuid[];
begin
  for company in select distinct company_id from new_invoices loop
    select array_agg(party_id), array_agg(party_version_no), array_agg(payer_id), array_agg(payer_version_no), array_agg(distinct invoice_group_id), array_agg(distinct series_id),
           array_agg(voucher_id) filter (where voucher_id is not null), array_agg(distinct credits_id) filter (where credits_id is not null)
      into partys, party_nos, payers, payer_nos, groups, series, vouchers_named, credited from new_invoices where company_id = company;
    missing := case
      when (select count(*) from unnest(partys, party_nos) x (id, no) cross join lateral (select 1 from party_versions v where v.company_id = company and v.party_id = x.id and v.version_no = x.no offset 0) v) <> cardinality(partys) then 'party version'
      when payers <> partys and (select count(*) from unnest(payers, payer_nos) x (id, no) cross join lateral (select 1 from party_versions v where v.company_id = company and v.party_id = x.id and v.version_no = x.no offset 0) v) <> cardinality(payers) then 'payer version'
      when (select count(*) from invoice_groups g where g.company_id = company and g.id = any (groups)) <> cardinality(groups) then 'invoice group'
      when (select count(*) from number_series s where s.company_id = company and s.id = any (series)) <> cardinality(series) then 'number series'
      when vouchers_named is not null and (select count(*) from unnest(vouchers_named) x (id) cross join lateral (select 1 from vouchers v where v.company_id = company and v.id = x.id offset 0) v) <> cardinality(vouchers_named) then 'voucher'
      when credited is not null and (select count(*) from unnest(credited) x (id) cross join lateral (select 1 from invoices i where i.company_id = company and i.id = x.id offset 0) i) <> cardinality(credited) then 'credited document'
    end;
    if missing is not null then
      raise exception using errcode = 'foreign_key_violation', constraint = 'invoices_refer_to_what_exists', message = format('an invoice names a %s that does not exist', missing);
    end if;
  end loop;
  return null;
end $$;
create trigger invoices_refer_to_what_exists after insert on invoices referencing new table as new_invoices for each statement execute function invoices_refer_to_what_exists();

create trigger invoices_append_only before update or delete or truncate on invoices for each statement execute function refuse_change();
create trigger invoice_lines_append_only before update or delete or truncate on invoice_lines for each statement execute function refuse_change();
create trigger invoice_vat_append_only before update or delete or truncate on invoice_vat for each statement execute function refuse_change();
create trigger invoice_annulments_append_only before update or delete or truncate on invoice_annulments for each statement execute function refuse_change();

-- ── Delivery outbox ──────────────────────────────────────────────────────────
create table deliveries (
  company_id uuid not null,
  id uuid not null,
  subject_kind text not null constraint deliveries_subject_known check (subject_kind in ('invoice', 'statement', 'letter')),
  subject_id uuid not null,
  channel text not null constraint deliveries_channel_known check (channel in ('peppol', 'e-mail', 'print', 'portal', 'folder', 'internal')),
  -- 1 for the first sending; a resend that names the document takes the next.
  attempt integer not null default 1 constraint deliveries_attempt_positive check (attempt > 0),
  party_id uuid,
  business_area_id uuid,
  state text not null default 'waiting' constraint deliveries_state_known check (state in ('waiting', 'sending', 'held', 'sent', 'delivered', 'failed', 'recalled')),
  tries integer not null default 0,
  next_try_at timestamptz not null default now(),
  -- While 'sending': whose turn it is ends here; a row left by a dead worker is resolved by asking the channel.
  leased_until timestamptz,
  -- When the bytes may have begun to leave; null while nothing can have left.
  begun_at timestamptz,
  -- Where it went (personal: here it can be erased, in the events it could not).
  address text,
  provider_id text,
  file_sha256 bytea,
  created_at timestamptz not null default now(),
  created_by uuid,
  primary key (company_id, id),
  constraint deliveries_nothing_twice unique (company_id, subject_id, channel, attempt),
  constraint deliveries_leased_while_sending check ((state = 'sending') = (leased_until is not null))
);
create index deliveries_waiting on deliveries (company_id, channel, next_try_at) where state in ('waiting', 'sending');
create index deliveries_stuck on deliveries (company_id) where state in ('held', 'failed');
-- What happened to a delivery: sent, receipt, bounce, refusal. Appended.
create table delivery_events (
  company_id uuid not null,
  id uuid not null,
  delivery_id uuid not null,
  kind text not null constraint delivery_events_kind_known check (kind in ('rendered', 'refused', 'sending', 'postponed', 'held', 'sent', 'delivered', 'bounced', 'failed', 'recalled', 'resent', 'next-channel')),
  recorded_at timestamptz not null default now(),
  provider_id text,
  text text,
  data jsonb not null default '{}',
  business_area_id uuid,
  primary key (company_id, id)
);
create index delivery_events_by_delivery on delivery_events (company_id, delivery_id);
create index delivery_events_by_time on delivery_events using brin (recorded_at);
-- What was sent never waits again, what has ended never begins again: sending once more is another attempt, a row of its own.
create function deliveries_forward_only() returns trigger language plpgsql as $$
begin
  if new.state = old.state then return new; end if;
  if not (case old.state
    when 'waiting' then new.state in ('sending', 'sent', 'delivered', 'failed', 'recalled')
    -- What a worker holds can be taken back while none of it has left.
    when 'sending' then new.state <> 'recalled' or old.begun_at is null
    when 'held' then new.state <> 'sending'
    when 'sent' then new.state in ('delivered', 'failed')
    when 'delivered' then new.state = 'failed'
    when 'failed' then new.state = 'recalled'
    else false end) then
    raise exception using errcode = 'check_violation', constraint = 'deliveries_forward_only', message = format('delivery %s cannot go from %s to %s', old.id, old.state, new.state);
  end if;
  return new;
end $$;
create trigger deliveries_forward_only before update on deliveries for each row execute function deliveries_forward_only();
create trigger delivery_events_append_only before update or delete or truncate on delivery_events for each statement execute function refuse_change();

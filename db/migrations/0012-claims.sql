-- What stays unpaid: the tables that reminders, interest, collection and enforcement share.

-- Law as dated data that a user may add: a row of the country (src/countries) stands until the company has one of the same
-- name and day; the row recorded last is the one that counts. Never changed: a wrong one is met by a new one.
create table law_values (
  company_id uuid not null,
  id uuid not null,
  -- A name that the country knows (src/countries/claims.ts, lawNames).
  name text not null,
  valid_from date not null,
  percent numeric(9, 4),
  -- Minor units.
  amount bigint,
  currency char(3),
  -- The short name of an act, where an act is switched to another.
  word text,
  source text not null constraint law_values_source_given check (btrim(source) <> ''),
  -- When a person last looked at the source.
  checked_on date not null,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, id),
  constraint law_values_one_value check (num_nonnulls(percent, amount, word) = 1 and (amount is null) = (currency is null))
);
create index law_values_by_name on law_values (company_id, name, valid_from desc, recorded_at desc);
create trigger law_values_append_only before update or delete or truncate on law_values for each statement execute function refuse_change();

-- A charge is an open item of its own beside the capital that it follows from: fee, interest, compensation or cost, never VAT.
alter table open_items drop constraint open_items_kind_known;
alter table open_items add constraint open_items_kind_known check (kind in ('invoice', 'credit-note', 'payment', 'prepayment', 'unidentified', 'transfer', 'write-off', 'take-over', 'charge'));
alter table open_items add constraint open_items_charge_follows_capital check (kind <> 'charge' or (component <> 'capital' and main_item_id is not null));
create index open_items_charges on open_items (company_id, main_item_id) where main_item_id is not null;

-- Why a claim rests, or may not be asked for: dated rows with an author and a reason.
alter table holds drop constraint holds_kind_known;
alter table holds add constraint holds_kind_known check (kind in ('billing', 'dispute', 'deferral', 'protected', 'pause', 'delivery', 'promise', 'plan', 'deceased', 'bankrupt', 'debt-relief'));
-- Of a promise: how much by when; of a dispute: how much of the claim is disputed (null = all).
alter table holds add column amount bigint constraint holds_amount_positive check (amount > 0);
alter table holds add column currency char(3);
alter table holds add constraint holds_amount_has_currency check ((amount is null) = (currency is null));

alter table deliveries drop constraint deliveries_channel_known;
alter table deliveries add constraint deliveries_channel_known check (channel in ('peppol', 'e-mail', 'sms', 'print', 'portal', 'folder', 'internal'));
alter table runs drop constraint runs_kind_known;
alter table runs add constraint runs_kind_known check (kind in ('billing', 'order-import', 'bank-import', 'match', 'delivery', 'redenomination', 'revaluation', 'undo', 'set-up', 'export', 'write-off', 'take-over', 'dunning', 'interest', 'collection', 'loss'));

-- ── Dunning policies (påminnelseregler): versions are appended, the newest whose day has come holds ──
create table dunning_policies (
  company_id uuid not null,
  id uuid not null,
  code text not null,
  name text not null,
  business_area_id uuid,
  -- Holds for every claim that nothing more specific names; one a company.
  is_default boolean not null default false,
  closed_on date not null default 'infinity',
  primary key (company_id, id),
  constraint dunning_policies_code_unique unique (company_id, code)
);
create unique index dunning_policies_one_default on dunning_policies (company_id) where is_default and closed_on = 'infinity';

create table dunning_policy_versions (
  company_id uuid not null,
  policy_id uuid not null,
  version_no integer not null,
  valid_from date not null,
  -- Less than this open on a customer's claims under the policy is not asked for; by currency, minor units: {"SEK": 5000}.
  minimum jsonb not null default '{}',
  -- Days that a payment may be on its way: added to every deadline before the next step.
  grace_days integer not null default 3 constraint dunning_policy_versions_grace_sane check (grace_days between 0 and 60),
  -- No step is taken on money that may have arrived: the newest bank file may be so many days old (null: not looked at).
  bank_file_days integer default 3 constraint dunning_policy_versions_bank_file_sane check (bank_file_days between 0 and 60),
  -- What letters do about interest: said in the letter, charged by it, or neither.
  interest text not null default 'shown' constraint dunning_policy_versions_interest_known check (interest in ('none', 'shown', 'charged')),
  -- Whether the fee for a reminder was agreed before the debt arose (Sweden asks for it: lag 1981:739 2 §).
  fee_agreed boolean not null default false,
  -- Who may let a run go: another person, the same, or nobody need look (an unattended schedule).
  approval text not null default 'one-person' constraint dunning_policy_versions_approval_known check (approval in ('two-person', 'one-person', 'none')),
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, policy_id, version_no)
);
create table dunning_steps (
  company_id uuid not null,
  policy_id uuid not null,
  version_no integer not null,
  step_no integer not null constraint dunning_steps_from_one check (step_no > 0),
  -- 'collection' marks the claim ready for the agency, 'enforcement' for the court; they send nothing.
  kind text not null constraint dunning_steps_kind_known check (kind in ('reminder', 'collection-notice', 'payment-demand', 'collection', 'enforcement')),
  -- The first step: days after the due day. Later ones: days after the deadline of the letter before.
  days integer not null constraint dunning_steps_days_sane check (days between 0 and 730),
  -- 'law': the most that the law allows on the sending day; 'none'; 'fixed': fee_amount, cut to what the law allows.
  fee text not null default 'none' constraint dunning_steps_fee_known check (fee in ('none', 'law', 'fixed')),
  fee_amount bigint,
  -- Delay compensation is claimed with this step, where the law gives it.
  compensation boolean not null default false,
  -- Days that the letter gives to pay; raised to the law's shortest.
  deadline_days integer not null default 14 constraint dunning_steps_deadline_sane check (deadline_days between 0 and 120),
  -- In order of preference; the first that the customer can be reached by and has consented to. Print is the last resort.
  channels text[] not null default '{e-mail,print}',
  -- {"sv": {"subject": "…", "text": "…"}}; a language that is missing has the house's own words.
  texts jsonb not null default '{}',
  primary key (company_id, policy_id, version_no, step_no),
  constraint dunning_steps_fixed_fee_given check ((fee = 'fixed') = (fee_amount is not null))
);
-- Which policy holds: of the invoice, else the customer, else the invoice group, else the kind of customer, else the default.
-- No policy (null): nothing is asked for.
create table dunning_assignments (
  company_id uuid not null,
  id uuid not null,
  policy_id uuid,
  invoice_id uuid,
  party_id uuid,
  invoice_group_id uuid,
  -- As parties.kind.
  customer_kind text,
  from_on date not null,
  to_on date not null default 'infinity',
  reason text not null,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  business_area_id uuid,
  primary key (company_id, id),
  constraint dunning_assignments_one_subject check (num_nonnulls(invoice_id, party_id, invoice_group_id, customer_kind) = 1)
);
create index dunning_assignments_by_party on dunning_assignments (company_id, party_id) where party_id is not null;
create index dunning_assignments_by_invoice on dunning_assignments (company_id, invoice_id) where invoice_id is not null;

-- ── Letters: what was asked for, of whom, by when. Facts ──
create table dunning_letters (
  company_id uuid not null,
  id uuid not null,
  run_id uuid not null,
  kind text not null constraint dunning_letters_kind_known check (kind in ('reminder', 'collection-notice', 'payment-demand')),
  policy_id uuid not null,
  version_no integer not null,
  step_no integer not null,
  party_id uuid not null,
  party_version_no integer not null,
  company_version_no integer not null,
  language text not null,
  currency char(3) not null,
  -- The day on the letter, and the last day to pay.
  sent_on date not null,
  deadline_on date not null,
  amount_capital bigint not null,
  -- Interest up to the day on the letter that is not charged yet: said, and charged or not as the policy says.
  amount_interest bigint not null,
  -- Fees, interest and compensation charged before, still open.
  amount_charged bigint not null,
  -- This letter's own fee and compensation.
  amount_fee bigint not null,
  amount_compensation bigint not null,
  amount_total bigint not null,
  -- Of amount_charged, by component (the acts want interest and costs each by itself): {"fee": 6000, "interest": 1250}.
  -- Empty: as the charge items had it when the letter was recorded.
  charged jsonb not null default '{}',
  reference text not null,
  -- The law as it stood on the day: [{name, amount, source}].
  law jsonb not null default '[]',
  business_area_id uuid,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, id),
  constraint dunning_letters_total check (amount_total = amount_capital + amount_interest + amount_charged + amount_fee + amount_compensation),
  constraint dunning_letters_deadline_after check (deadline_on >= sent_on)
);
create index dunning_letters_by_party on dunning_letters (company_id, party_id, sent_on);
create index dunning_letters_by_run on dunning_letters (company_id, run_id);
create table dunning_letter_items (
  company_id uuid not null,
  letter_id uuid not null,
  -- The capital item.
  item_id uuid not null,
  step_no integer not null,
  due_on date not null,
  amount_open bigint not null,
  amount_interest bigint not null,
  interest_from date,
  -- [{from, through, days, percent, principal, amount}]
  segments jsonb not null default '[]',
  -- The claim's letter before this one, recalled or not; zeros: the first. Two runs that both saw the same last letter cannot
  -- both write the next.
  after_letter_id uuid not null default '00000000-0000-0000-0000-000000000000',
  primary key (company_id, letter_id, item_id),
  constraint dunning_letter_items_one_after_another unique (company_id, item_id, after_letter_id)
);
-- What became of a letter after it was decided: recalled before it left; its fee waived. A recalled letter counts for nothing.
create table dunning_letter_events (
  company_id uuid not null,
  id uuid not null,
  letter_id uuid not null,
  kind text not null constraint dunning_letter_events_kind_known check (kind in ('recalled', 'fee-waived', 'returned')),
  reason text not null,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, id)
);
create unique index dunning_letter_events_recalled_once on dunning_letter_events (company_id, letter_id) where kind = 'recalled';
-- The charge items that a letter made (its fee, interest, compensation).
create table dunning_letter_charges (
  company_id uuid not null,
  letter_id uuid not null,
  item_id uuid not null,
  primary key (company_id, letter_id, item_id)
);

-- ── Statements of account that leave as letters: what was said, as it was said. Facts ──
create table account_statements (
  company_id uuid not null,
  id uuid not null,
  party_id uuid not null,
  party_version_no integer not null,
  company_version_no integer not null,
  language text not null,
  made_on date not null,
  from_on date not null,
  to_on date not null,
  -- [{currency, opening, closing, movements, openItems}] of the report "statement"; amounts are plain decimals.
  sections jsonb not null,
  -- What the sender adds.
  text text,
  -- The area whose claims are told of; null: all of the company.
  business_area_id uuid,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, id),
  constraint account_statements_period check (from_on <= to_on)
);
-- The same to the same customer leaves once a day.
create unique index account_statements_once on account_statements (company_id, party_id, from_on, to_on, made_on, coalesce(business_area_id, company_id));

do $$
declare t text;
begin
  foreach t in array array['account_statements', 'dunning_policy_versions', 'dunning_steps', 'dunning_letters', 'dunning_letter_items', 'dunning_letter_events', 'dunning_letter_charges'] loop
    execute format('create trigger %I before update or delete or truncate on %I for each statement execute function refuse_change()', t || '_append_only', t);
  end loop;
end $$;

alter table dunning_policies add foreign key (company_id, business_area_id) references business_areas (company_id, id);
alter table dunning_policy_versions add foreign key (company_id, policy_id) references dunning_policies (company_id, id);
alter table dunning_steps add foreign key (company_id, policy_id, version_no) references dunning_policy_versions (company_id, policy_id, version_no);
alter table dunning_assignments add foreign key (company_id, policy_id) references dunning_policies (company_id, id),
  add foreign key (company_id, invoice_id) references invoices (company_id, id),
  add foreign key (company_id, party_id) references parties (company_id, id),
  add foreign key (company_id, invoice_group_id) references invoice_groups (company_id, id);
alter table dunning_letter_items add foreign key (company_id, letter_id) references dunning_letters (company_id, id),
  add foreign key (company_id, item_id) references open_items (company_id, id);
alter table dunning_letters add foreign key (company_id, run_id) references runs (company_id, id),
  add foreign key (company_id, policy_id, version_no, step_no) references dunning_steps (company_id, policy_id, version_no, step_no);
alter table dunning_letter_events add foreign key (company_id, letter_id) references dunning_letters (company_id, id);
alter table dunning_letter_charges add foreign key (company_id, letter_id) references dunning_letters (company_id, id),
  add foreign key (company_id, item_id) references open_items (company_id, id);
alter table account_statements add foreign key (company_id, party_id) references parties (company_id, id),
  add foreign key (company_id, business_area_id) references business_areas (company_id, id);
alter table open_items add foreign key (company_id, main_item_id) references open_items (company_id, id);

do $$
declare t text; child text; seen text;
begin
  foreach t in array array['law_values', 'dunning_policy_versions', 'dunning_steps'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I using (company_id = (select tenant_id()))', t || '_visible', t);
  end loop;
  foreach t in array array['account_statements', 'dunning_policies', 'dunning_assignments', 'dunning_letters'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I using (company_id = (select tenant_id()) and (business_area_id is null or (select sees_all_areas()) or business_area_id = any ((select visible_areas())::uuid[])))', t || '_visible', t);
  end loop;
  foreach child in array array['dunning_letter_items', 'dunning_letter_events', 'dunning_letter_charges'] loop
    execute format('alter table %I enable row level security', child);
    seen := format('using (company_id = (select tenant_id()) and ((select sees_all_areas()) or exists (select from dunning_letters p where p.company_id = %I.company_id and p.id = %I.letter_id)))', child, child);
    execute format('create policy %I on %I for insert with check (company_id = (select tenant_id()))', child || '_insert', child);
    execute format('create policy %I on %I for select %s', child || '_visible', child, seen);
  end loop;
end $$;

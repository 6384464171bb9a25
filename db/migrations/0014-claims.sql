-- Claims: how a rest ended, instalment plans, what interrupts limitation, losses.

-- How a hold ended: a dispute was resolved for or against the claim, a promise was kept or broken.
alter table holds add column outcome text constraint holds_outcome_known check (outcome in ('released', 'for', 'against', 'kept', 'broken', 'replaced'));
alter table holds add column release_reason text;
-- No interest runs on the claim while it rests; only where the creditor grants it or the law says so.
alter table holds add column stops_interest boolean not null default false;
-- Where it is known from: a court's decision, the population register, a letter of the customer.
alter table holds add column source text;
alter table holds add constraint holds_outcome_when_released check (outcome is null or released_at is not null);
-- The history of a customer's claims.
create index holds_all_by_item on holds (company_id, item_id) where item_id is not null;
create index holds_all_by_party on holds (company_id, party_id) where party_id is not null;
-- Credit orders that wait, by the document that they correct.
create index orders_credits_waiting on orders (company_id, credits_id) where credits_id is not null and invoice_id is null and cancelled_at is null;
-- Items that others go on with: the letters of the first are those of the last.
create index open_items_continuing on open_items (company_id, continues_id) where continues_id is not null;
create index parties_by_payer on parties (company_id, payer_id) where payer_id is not null;

-- ── Instalment plans (amorteringsplan): a change is a new version; what happened is appended ──
create table instalment_plans (
  company_id uuid not null,
  id uuid not null,
  party_id uuid not null,
  currency char(3) not null,
  business_area_id uuid,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, id)
);
create index instalment_plans_by_party on instalment_plans (company_id, party_id);
create table instalment_plan_versions (
  company_id uuid not null,
  plan_id uuid not null,
  version_no integer not null,
  -- The day from which money counts for the parts of this version.
  starts_on date not null,
  -- 'none': no interest while the plan is kept; 'law': late-payment interest, shown in the parts as it will run.
  interest text not null constraint instalment_plan_versions_interest_known check (interest in ('none', 'law')),
  percent numeric(9, 4),
  -- Days after the due day of a part until the plan counts as broken; a reminder goes out before.
  broken_after_days integer not null constraint instalment_plan_versions_broken_after_sane check (broken_after_days between 1 and 365),
  -- Whether each part has a notice of its own, and what it costs.
  notices boolean not null default false,
  -- Whether it was agreed that the reminder of a late part bears the fee that the law gives.
  reminder_fee boolean not null default false,
  reason text,
  law jsonb not null default '[]',
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, plan_id, version_no)
);
create table instalment_plan_items (
  company_id uuid not null,
  plan_id uuid not null,
  version_no integer not null,
  item_id uuid not null,
  -- What was open when the version was made.
  amount bigint not null constraint instalment_plan_items_positive check (amount > 0),
  primary key (company_id, plan_id, version_no, item_id)
);
create index instalment_plan_items_by_item on instalment_plan_items (company_id, item_id);
create table instalment_plan_parts (
  company_id uuid not null,
  plan_id uuid not null,
  version_no integer not null,
  part_no integer not null constraint instalment_plan_parts_from_one check (part_no > 0),
  due_on date not null,
  amount_capital bigint not null constraint instalment_plan_parts_capital_not_negative check (amount_capital >= 0),
  amount_interest bigint not null default 0 constraint instalment_plan_parts_interest_not_negative check (amount_interest >= 0),
  amount_fee bigint not null default 0 constraint instalment_plan_parts_fee_not_negative check (amount_fee >= 0),
  amount_total bigint not null,
  primary key (company_id, plan_id, version_no, part_no),
  constraint instalment_plan_parts_total check (amount_total = amount_capital + amount_interest + amount_fee and amount_total > 0)
);
create table instalment_plan_events (
  company_id uuid not null,
  id uuid not null,
  plan_id uuid not null,
  version_no integer not null,
  kind text not null constraint instalment_plan_events_kind_known
    check (kind in ('proposed', 'agreed', 'letter', 'notice', 'part-met', 'part-late', 'reminded', 'broken', 'fulfilled', 'changed', 'ended', 'withdrawn')),
  on_day date not null,
  part_no integer,
  -- How it was agreed: signed, by mail, by telephone …
  text text,
  delivery_id uuid,
  data jsonb not null default '{}',
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, id)
);
create index instalment_plan_events_by_plan on instalment_plan_events (company_id, plan_id);
-- The same twice is once, also when two look at the same time.
create unique index instalment_plan_events_once on instalment_plan_events (company_id, plan_id, version_no, kind, (coalesce(part_no, 0)))
  where kind in ('agreed', 'notice', 'part-met', 'part-late', 'reminded', 'broken', 'fulfilled', 'changed', 'ended', 'withdrawn');

-- ── Letters about plans and deferrals: what was said, as it was said. They leave through the outbox. Facts ──
create table claim_letters (
  company_id uuid not null,
  id uuid not null,
  kind text not null constraint claim_letters_kind_known check (kind in ('plan-proposed', 'plan-agreed', 'part-notice', 'part-reminder', 'plan-ended', 'deferral')),
  party_id uuid not null,
  party_version_no integer not null,
  company_version_no integer not null,
  language text not null,
  currency char(3) not null,
  made_on date not null,
  plan_id uuid,
  version_no integer,
  part_no integer,
  -- Of a deferral: the holds that it tells of.
  hold_ids uuid[] not null default '{}',
  -- The charge that the letter made: waived when the letter does not leave.
  charge_item_id uuid,
  -- In the customer's order; print is the last resort.
  channels text[] not null,
  -- Rows and terms as they stand on the sheet; amounts in minor units as text.
  said jsonb not null,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  business_area_id uuid,
  primary key (company_id, id),
  constraint claim_letters_of_plan_or_deferral check ((kind = 'deferral') = (plan_id is null) and (plan_id is null) = (version_no is null))
);
create index claim_letters_by_plan on claim_letters (company_id, plan_id) where plan_id is not null;
create index claim_letters_by_party on claim_letters (company_id, party_id);
create table claim_letter_recalls (
  company_id uuid not null,
  letter_id uuid not null,
  reason text not null,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, letter_id)
);

-- ── Limitation: what began the time anew, by hand; letters, part payments, plans and court applications count by themselves ──
create table claim_interruptions (
  company_id uuid not null,
  id uuid not null,
  item_id uuid not null,
  kind text not null constraint claim_interruptions_kind_known check (kind in ('demand', 'acknowledgement', 'part-payment', 'court', 'enforcement', 'other')),
  on_day date not null,
  reason text not null constraint claim_interruptions_reason_given check (btrim(reason) <> ''),
  file_sha256 bytea,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  business_area_id uuid,
  primary key (company_id, id)
);
create index claim_interruptions_by_item on claim_interruptions (company_id, item_id);
-- One that was recorded by mistake counts no more.
create table claim_interruption_withdrawals (
  company_id uuid not null,
  interruption_id uuid not null,
  reason text not null,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, interruption_id)
);

-- ── Losses: doubtful, established, small remainders; facts with their evidence ──
create table losses (
  company_id uuid not null,
  id uuid not null,
  run_id uuid not null,
  row_no integer not null,
  kind text not null constraint losses_kind_known check (kind in ('doubtful', 'established', 'small')),
  -- The item written off; of a doubtful loss the item that goes on among the doubtful receivables.
  item_id uuid not null,
  -- The capital item of the claim: its own, or that of a charge.
  claim_item_id uuid not null,
  component text not null,
  party_id uuid not null,
  invoice_id uuid,
  number_text text not null,
  reference text,
  currency char(3) not null,
  base_currency char(3) not null,
  -- With VAT, of that the VAT; in the currency of the item, and in that of the books.
  amount bigint not null constraint losses_amount_positive check (amount > 0),
  vat bigint not null,
  base_amount bigint not null,
  base_vat bigint not null,
  -- [{code, category, percent, net, vat, baseNet, baseVat, vatAccount, lossAccount}] in minor units as text
  parts jsonb not null default '[]',
  -- [{code, text, on, letterId …}]: why the law allows it, each with its source.
  evidence jsonb not null default '[]',
  -- Days: that the books show.
  posted_on date not null,
  voucher_id uuid not null,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  business_area_id uuid,
  primary key (company_id, id),
  constraint losses_once_a_row unique (company_id, run_id, row_no),
  constraint losses_doubtful_has_no_vat check (kind <> 'doubtful' or vat = 0)
);
create index losses_by_item on losses (company_id, item_id);
create index losses_by_claim on losses (company_id, claim_item_id);
create index losses_by_party on losses (company_id, party_id);
create index losses_by_reference on losses (company_id, reference) where reference is not null;
create index losses_by_number on losses (company_id, number_text);
create index losses_by_day on losses (company_id, posted_on);
create table loss_events (
  company_id uuid not null,
  id uuid not null,
  loss_id uuid not null,
  kind text not null constraint loss_events_kind_known check (kind in ('reversed', 'recovered', 'recovery-reversed')),
  amount bigint not null constraint loss_events_amount_positive check (amount > 0),
  vat bigint not null,
  -- What of each part of the loss it is: [{net, vat}], in the order of losses.parts.
  parts jsonb not null default '[]',
  on_day date not null,
  voucher_id uuid not null,
  -- The money that came.
  item_id uuid,
  bank_transaction_id uuid,
  undoes_id uuid,
  reason text,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, id)
);
create index loss_events_by_loss on loss_events (company_id, loss_id);
create unique index loss_events_reversed_once on loss_events (company_id, loss_id) where kind = 'reversed';
create unique index loss_events_undone_once on loss_events (company_id, undoes_id) where undoes_id is not null;

alter table instalment_plans add foreign key (company_id, party_id) references parties (company_id, id);
alter table instalment_plan_versions add foreign key (company_id, plan_id) references instalment_plans (company_id, id);
alter table instalment_plan_items add foreign key (company_id, plan_id, version_no) references instalment_plan_versions (company_id, plan_id, version_no),
  add foreign key (company_id, item_id) references open_items (company_id, id);
alter table instalment_plan_parts add foreign key (company_id, plan_id, version_no) references instalment_plan_versions (company_id, plan_id, version_no);
alter table instalment_plan_events add foreign key (company_id, plan_id, version_no) references instalment_plan_versions (company_id, plan_id, version_no);
alter table claim_letters add foreign key (company_id, plan_id, version_no) references instalment_plan_versions (company_id, plan_id, version_no),
  add foreign key (company_id, charge_item_id) references open_items (company_id, id);
alter table claim_letter_recalls add foreign key (company_id, letter_id) references claim_letters (company_id, id);
alter table claim_interruptions add foreign key (company_id, item_id) references open_items (company_id, id);
alter table claim_interruption_withdrawals add foreign key (company_id, interruption_id) references claim_interruptions (company_id, id);
alter table losses add foreign key (company_id, run_id) references runs (company_id, id),
  add foreign key (company_id, item_id) references open_items (company_id, id),
  add foreign key (company_id, claim_item_id) references open_items (company_id, id),
  add foreign key (company_id, party_id) references parties (company_id, id),
  add foreign key (company_id, voucher_id) references vouchers (company_id, id);
alter table loss_events add foreign key (company_id, loss_id) references losses (company_id, id),
  add foreign key (company_id, voucher_id) references vouchers (company_id, id);

do $$
declare t text; c record; seen text;
begin
  foreach t in array array['instalment_plans', 'instalment_plan_versions', 'instalment_plan_items', 'instalment_plan_parts', 'instalment_plan_events', 'claim_letters', 'claim_letter_recalls', 'claim_interruptions', 'claim_interruption_withdrawals', 'losses', 'loss_events'] loop
    execute format('create trigger %I before update or delete or truncate on %I for each statement execute function refuse_change()', t || '_append_only', t);
    execute format('alter table %I enable row level security', t);
  end loop;
  foreach t in array array['instalment_plans', 'claim_letters', 'claim_interruptions', 'losses'] loop
    execute format('create policy %I on %I using (company_id = (select tenant_id()) and (business_area_id is null or (select sees_all_areas()) or business_area_id = any ((select visible_areas())::uuid[])))', t || '_visible', t);
  end loop;
  for c in select * from (values
    ('instalment_plan_versions', 'instalment_plans', 'plan_id'), ('instalment_plan_items', 'instalment_plans', 'plan_id'), ('instalment_plan_parts', 'instalment_plans', 'plan_id'),
    ('instalment_plan_events', 'instalment_plans', 'plan_id'), ('claim_letter_recalls', 'claim_letters', 'letter_id'), ('claim_interruption_withdrawals', 'claim_interruptions', 'interruption_id'), ('loss_events', 'losses', 'loss_id')
  ) as x (child, parent, child_key)
  loop
    execute format('create policy %I on %I for insert with check (company_id = (select tenant_id()))', c.child || '_insert', c.child);
    seen := format('using (company_id = (select tenant_id()) and ((select sees_all_areas()) or exists (select from %I p where p.company_id = %I.company_id and p.id = %I.%I)))', c.parent, c.child, c.child, c.child_key);
    execute format('create policy %I on %I for select %s', c.child || '_visible', c.child, seen);
  end loop;
end $$;

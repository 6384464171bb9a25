-- Late-payment interest: what was agreed about it, and which days of which claim have been charged.

-- Agreed terms, dated: of a customer, else of an invoice group, else of the company; null in a column: what the next one says,
-- at last the country. Rows are appended; of one subject and day the last one counts.
create table interest_terms (
  company_id uuid not null,
  id uuid not null,
  party_id uuid,
  invoice_group_id uuid,
  valid_from date not null,
  -- What starts the interest: a due day agreed in advance, or a number of days after the demand.
  start_basis text constraint interest_terms_basis_known check (start_basis in ('agreed-due-date', 'after-demand')),
  -- 'law': the statutory rate again; 'fixed': percent; 'reference': points above the reference rate.
  rate_kind text constraint interest_terms_rate_known check (rate_kind in ('law', 'fixed', 'reference', 'none')),
  percent numeric(9, 4) constraint interest_terms_percent_sane check (percent between 0 and 1000),
  -- Contract, minutes, terms of sale.
  source text not null constraint interest_terms_source_given check (btrim(source) <> ''),
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, id),
  constraint interest_terms_one_subject check (num_nonnulls(party_id, invoice_group_id) <= 1),
  constraint interest_terms_percent_given check ((percent is not null) = (coalesce(rate_kind, 'law') in ('fixed', 'reference'))),
  foreign key (company_id, party_id) references parties (company_id, id),
  foreign key (company_id, invoice_group_id) references invoice_groups (company_id, id)
);
create index interest_terms_by_party on interest_terms (company_id, party_id) where party_id is not null;
create trigger interest_terms_append_only before update or delete or truncate on interest_terms for each statement execute function refuse_change();

-- The days of a claim that have been charged, or given up. The same day twice is refused by the database.
create table interest_charges (
  company_id uuid not null,
  id uuid not null,
  -- The capital item.
  item_id uuid not null,
  from_on date not null,
  through_on date not null,
  kind text not null constraint interest_charges_kind_known check (kind in ('charged', 'waived')),
  -- Minor units: what was charged, and the exact interest of these days as a share of it: parts by 1 000 000 · 365 · 366 · 360.
  amount bigint not null constraint interest_charges_amount_not_negative check (amount >= 0),
  exact_parts numeric(40, 0) not null,
  -- [{from, through, days, percent, principal, amount, source}]
  segments jsonb not null default '[]',
  -- The open item that it is asked by: a charge beside the capital, or the interest invoice's.
  charge_item_id uuid,
  invoice_id uuid,
  run_id uuid,
  reason text,
  business_area_id uuid,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  -- Set once, when a letter was recalled before it left: the days are free again.
  freed_at timestamptz,
  freed_by uuid,
  primary key (company_id, id),
  constraint interest_charges_days_in_order check (from_on <= through_on),
  constraint interest_charges_waiver_has_reason check (kind <> 'waived' or reason is not null),
  constraint interest_charges_no_day_twice exclude using gist (company_id with =, item_id with =, daterange(from_on, through_on, '[]') with &&) where (freed_at is null),
  foreign key (company_id, item_id) references open_items (company_id, id),
  foreign key (company_id, charge_item_id) references open_items (company_id, id)
);
create index interest_charges_by_item on interest_charges (company_id, item_id);
create index interest_charges_by_charge on interest_charges (company_id, charge_item_id) where charge_item_id is not null;
create index interest_charges_by_invoice on interest_charges (company_id, invoice_id) where invoice_id is not null;

-- Facts: only the freeing of days may be written later, and once.
create function interest_charges_only_freed() returns trigger language plpgsql as $$
begin
  if old.freed_at is not null or new.freed_at is null
    or (to_jsonb(new) - 'freed_at' - 'freed_by') <> (to_jsonb(old) - 'freed_at' - 'freed_by') then
    raise exception using errcode = 'restrict_violation', constraint = 'interest_charges_append_only',
      message = 'interest that was charged is a fact: its days can be freed once, nothing else changes';
  end if;
  return new;
end $$;
create trigger interest_charges_only_freed before update on interest_charges for each row execute function interest_charges_only_freed();
create trigger interest_charges_append_only before delete or truncate on interest_charges for each statement execute function refuse_change();

-- Claims that were paid late are asked for by the interest run: those closed lately.
create index open_items_paid_late on open_items (company_id, closed_on)
  where component = 'capital' and amount > 0 and closed_on < 'infinity' and last_effective_on > due_on;

-- Interest invoices have numbers of their own; where a group names no series they take those of its invoices.
alter table invoice_groups add column interest_series_id uuid;
alter table invoice_groups add foreign key (company_id, interest_series_id) references number_series (company_id, id);

do $$
declare t text;
begin
  foreach t in array array['interest_terms'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I using (company_id = (select tenant_id()))', t || '_visible', t);
  end loop;
  foreach t in array array['interest_charges'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I using (company_id = (select tenant_id()) and (business_area_id is null or (select sees_all_areas()) or business_area_id = any ((select visible_areas())::uuid[])))', t || '_visible', t);
  end loop;
end $$;

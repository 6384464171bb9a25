-- A billing run as who approves it looks at it: each row beside the last run, who looked at it, and runs sent back.

-- Written with the proposal, by src/invoicing/compare-rows.ts.
create table billing_comparisons (
  company_id uuid not null,
  run_id uuid not null,
  row_no integer not null,
  -- What the last run of the invoice group issued to the customer (documents that are no credit notes), on the customer's first
  -- row; 0 on further rows of the same customer; null where the last run had nothing for the customer.
  previous bigint,
  -- Parts of the difference, with VAT; what they leave is rounding, VAT rates and advances.
  price_effect bigint not null default 0,
  quantity_effect bigint not null default 0,
  new_lines bigint not null default 0,
  ended_lines bigint not null default 0,
  -- Why a person should look: [{code, data}].
  causes jsonb not null default '[]',
  attention boolean not null default false,
  business_area_id uuid,
  primary key (company_id, run_id, row_no)
);
create index billing_comparisons_attention on billing_comparisons (company_id, run_id, row_no) where attention;

-- Who looked at a row, and at which amount: a row that changed since is unseen again.
create table billing_reviews (
  company_id uuid not null,
  run_id uuid not null,
  row_no integer not null,
  amount bigint not null,
  reviewed_at timestamptz not null default now(),
  reviewed_by uuid,
  business_area_id uuid,
  primary key (company_id, run_id, row_no)
);

-- A proposal that came back to its proposer; it is not approved before it is sent on.
create table billing_returns (
  company_id uuid not null,
  id uuid not null,
  run_id uuid not null,
  reason text not null constraint billing_returns_reason_not_empty check (reason <> ''),
  returned_at timestamptz not null default now(),
  returned_by uuid,
  answer text,
  answered_at timestamptz,
  answered_by uuid,
  primary key (company_id, id)
);
create unique index billing_returns_one_open on billing_returns (company_id, run_id) where answered_at is null;

-- Rows of an imported order file that a person put right or dropped, in the sheet's own terms.
create table import_corrections (
  company_id uuid not null,
  id uuid not null,
  import_id uuid not null,
  row_no integer not null,
  kind text not null constraint import_corrections_kind_known check (kind in ('corrected', 'dropped')),
  -- The cells that were changed, by heading: {"Kundnummer": "77"}; may hold personal data.
  cells jsonb not null default '{}',
  reason text,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  business_area_id uuid,
  primary key (company_id, id),
  constraint import_corrections_drop_has_reason check (kind <> 'dropped' or reason <> '')
);
create index import_corrections_by_import on import_corrections (company_id, import_id, row_no, id);

-- The billing run of one import.
create index runs_by_import on runs (company_id, (parameters ->> 'importId')) where kind = 'billing' and parameters ? 'importId';

alter table billing_reviews add foreign key (company_id, run_id) references runs (company_id, id);
alter table billing_returns add foreign key (company_id, run_id) references runs (company_id, id);
alter table import_corrections add foreign key (company_id, import_id) references runs (company_id, id);
create trigger billing_comparisons_refer after insert on billing_comparisons referencing new table as new_rows for each statement
  execute function refers_to_what_stays('run_id', 'runs');
create trigger billing_returns_stay before delete or truncate on billing_returns for each statement execute function refuse_change();
create trigger import_corrections_stay before delete or truncate on import_corrections for each statement execute function refuse_change();

do $$
declare t text;
begin
  foreach t in array array['billing_comparisons', 'billing_reviews', 'import_corrections'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I using (company_id = (select tenant_id()) and (business_area_id is null or (select sees_all_areas()) or business_area_id = any ((select visible_areas())::uuid[])))', t || '_visible', t);
  end loop;
end $$;
alter table billing_returns enable row level security;
create policy billing_returns_visible on billing_returns using (company_id = (select tenant_id()));

-- Set-up of a company ("Skapa grunden"): accounts, dimensions, posting rules, series, periods, VAT, articles, invoice groups.

create table accounts (
  company_id uuid not null,
  code text not null constraint accounts_code_shape check (code ~ '^[0-9A-Za-z/.-]{1,12}$'),
  name text not null,
  kind text not null constraint accounts_kind_known check (kind in ('asset', 'liability', 'equity', 'income', 'expense')),
  -- A control account carries open items; every posting on it names a party.
  control text constraint accounts_control_known check (control in ('receivable', 'payable', 'prepayment', 'suspense', 'clearing')),
  valid_from date not null default '-infinity',
  valid_to date not null default 'infinity',
  primary key (company_id, code)
);

-- Roles are code, accounts are the company's: dated.
create table account_roles (
  company_id uuid not null,
  role text not null,
  valid_from date not null default '-infinity',
  account text not null,
  primary key (company_id, role, valid_from)
);

create table dimensions (
  company_id uuid not null,
  code text not null,
  name text not null,
  position integer not null,
  -- 'counterparty' (motpart) is set by the subledger from the party.
  source text constraint dimensions_source_known check (source in ('party', 'article', 'invoice-group', 'order')),
  primary key (company_id, code)
);
create table dimension_values (
  company_id uuid not null,
  dimension text not null,
  code text not null,
  name text not null,
  valid_from date not null default '-infinity',
  valid_to date not null default 'infinity',
  primary key (company_id, dimension, code)
);
-- Per range of accounts: required, optional, forbidden or fixed.
create table dimension_rules (
  company_id uuid not null,
  id uuid not null,
  account_from text not null,
  account_to text not null,
  dimension text not null,
  rule text not null constraint dimension_rules_rule_known check (rule in ('required', 'optional', 'forbidden', 'fixed')),
  fixed_value text,
  valid_from date not null default '-infinity',
  valid_to date not null default 'infinity',
  primary key (company_id, id),
  constraint dimension_rules_fixed_has_value check ((rule = 'fixed') = (fixed_value is not null))
);
-- Where one dimension has a value, another must be within a range ("ansvar 1xxx only with verksamhet 4xx–5xx").
create table dimension_combinations (
  company_id uuid not null,
  id uuid not null,
  when_dimension text not null,
  when_from text not null,
  when_to text not null,
  then_dimension text not null,
  then_from text not null,
  then_to text not null,
  valid_from date not null default '-infinity',
  valid_to date not null default 'infinity',
  primary key (company_id, id)
);

create table vat_codes (
  company_id uuid not null,
  code text not null,
  valid_from date not null,
  valid_to date not null default 'infinity',
  name text not null,
  category text not null constraint vat_codes_category_known check (category in ('S', 'Z', 'E', 'AE', 'K', 'G', 'O')),
  percent numeric(6, 3),
  output_role text,
  sales_role text not null,
  exemption_code text,
  exemption_texts jsonb not null default '{}',
  source text,
  primary key (company_id, code, valid_from),
  constraint vat_codes_percent_by_category check ((category = 'S' and percent > 0) or (category = 'O' and percent is null) or (category not in ('S', 'O') and percent = 0)),
  constraint vat_codes_no_overlap exclude using gist (company_id with =, code with =, daterange(valid_from, valid_to) with &&)
);
create table vat_methods (
  company_id uuid not null,
  valid_from date not null,
  method text not null constraint vat_methods_built check (method in ('invoice')),
  primary key (company_id, valid_from)
);

create table number_series (
  company_id uuid not null,
  id uuid not null,
  code text not null,
  name text not null,
  kind text not null constraint number_series_kind_known check (kind in ('invoice', 'proforma', 'internal', 'interest', 'voucher', 'customer')),
  prefix text not null default '',
  width integer not null default 0 constraint number_series_width_sane check (width between 0 and 20),
  resets_yearly boolean not null,
  first_number bigint not null default 1 constraint number_series_first_positive check (first_number > 0),
  primary key (company_id, id),
  constraint number_series_code_unique unique (company_id, code)
);
-- The last number used; year 0 for a series that never resets. Rows are locked in id order.
create table number_series_counters (
  company_id uuid not null,
  series_id uuid not null,
  year integer not null,
  last_number bigint not null,
  primary key (company_id, series_id, year)
);
create function counters_ascend() returns trigger language plpgsql as $$
begin
  if new.last_number < old.last_number then
    raise exception using errcode = 'check_violation', constraint = 'number_series_counters_ascend', message = 'a number series never goes back';
  end if;
  return new;
end $$;
create trigger number_series_counters_ascend before update on number_series_counters for each row execute function counters_ascend();

create table invoice_groups (
  company_id uuid not null,
  id uuid not null,
  code text not null,
  name text not null,
  business_area_id uuid,
  series_id uuid not null,
  proforma_series_id uuid,
  voucher_series_id uuid not null,
  terms_days integer not null constraint invoice_groups_terms_sane check (terms_days between 0 and 365),
  reference_kind text not null constraint invoice_groups_reference_known check (reference_kind in ('ocr', 'ocr-length', 'kid-mod10', 'kid-mod11', 'number')),
  combine boolean not null default true,
  internal boolean not null default false,
  interest_free boolean not null default false,
  cash_rounding boolean not null default false,
  two_person_approval boolean not null default false,
  receivable_role text not null default 'receivable',
  default_coding jsonb not null default '{}',
  texts jsonb not null default '{}',
  layout jsonb not null default '{}',
  closed_on date not null default 'infinity',
  primary key (company_id, id),
  constraint invoice_groups_code_unique unique (company_id, code)
);

create table articles (
  company_id uuid not null,
  id uuid not null,
  code text not null,
  names jsonb not null,
  unit text not null,
  unit_code text not null default 'C62',
  unit_price numeric(20, 6),
  currency char(3),
  vat_code text not null,
  closed_on date not null default 'infinity',
  primary key (company_id, id),
  constraint articles_code_unique unique (company_id, code)
);

create table transaction_types (
  company_id uuid not null,
  code text not null,
  name text not null,
  role text not null,
  reversible boolean not null default true,
  report_column text not null,
  primary key (company_id, code)
);

-- Konteringsstyrning: dated; the most specific rule that holds wins, and the answer names it. Null = any.
create table posting_rules (
  company_id uuid not null,
  id uuid not null,
  purpose text not null constraint posting_rules_purpose_known check (purpose in ('revenue', 'receivable', 'vat', 'cash', 'difference')),
  transaction_type text,
  invoice_group_id uuid,
  article_id uuid,
  customer_kind text,
  vat_code text,
  area_id uuid,
  channel text,
  account text not null,
  dimensions jsonb not null default '{}',
  valid_from date not null default '-infinity',
  valid_to date not null default 'infinity',
  note text,
  primary key (company_id, id),
  constraint posting_rules_days_ordered check (valid_from < valid_to),
  constraint posting_rules_not_twice exclude using gist (
    company_id with =, purpose with =, (coalesce(transaction_type, '')) with =, (coalesce(invoice_group_id::text, '')) with =,
    (coalesce(article_id::text, '')) with =, (coalesce(customer_kind, '')) with =, (coalesce(vat_code, '')) with =,
    (coalesce(area_id::text, '')) with =, (coalesce(channel, '')) with =, daterange(valid_from, valid_to) with &&)
);

-- Periods and locks: a closed period takes no posting; the receivable or payable ledger can be locked apart.
create table periods (
  company_id uuid not null,
  ledger text not null constraint periods_ledger_known check (ledger in ('general', 'receivable', 'payable')),
  starts_on date not null,
  ends_on date not null,
  closed_at timestamptz,
  closed_by uuid,
  -- How often it was closed: the balances of the latest closing count.
  closing_no integer not null default 0,
  primary key (company_id, ledger, starts_on),
  constraint periods_days_ordered check (starts_on <= ends_on),
  constraint periods_no_overlap exclude using gist (company_id with =, ledger with =, daterange(starts_on, ends_on, '[]') with &&)
);
-- Appended when a period closes: a control balance is a balance plus one period's rows. Control accounts by party, others
-- under the party of zeros; what is zero has no row. A period that was opened again and closed again has both closings.
create table period_balances (
  company_id uuid not null,
  starts_on date not null,
  ends_on date not null,
  closing_no integer not null default 1 constraint period_balances_closing_positive check (closing_no > 0),
  account text not null,
  base_currency char(3) not null,
  currency char(3) not null,
  party_id uuid not null default '00000000-0000-0000-0000-000000000000',
  closing_base bigint not null,
  closing_amount bigint not null,
  recorded_at timestamptz not null default now(),
  primary key (company_id, ends_on, closing_no, account, base_currency, currency, party_id)
);

create table exchange_rates (
  company_id uuid not null,
  currency char(3) not null,
  base_currency char(3) not null,
  valid_on date not null,
  rate numeric(20, 10) not null constraint exchange_rates_positive check (rate > 0),
  source text not null,
  primary key (company_id, currency, base_currency, valid_on)
);

-- Bank: accounts, files, transactions, matching.
create table bank_accounts (
  company_id uuid not null,
  id uuid not null,
  code text not null,
  name text not null,
  kind text not null constraint bank_accounts_kind_known check (kind in ('bank', 'cash', 'giro')),
  parent_id uuid,
  currency char(3) not null,
  account text not null,
  -- Where it shows on documents, and how bank files name it.
  iban text, bic text, bban text, bankgiro text, plusgiro text, bank_name text,
  on_invoices boolean not null default true,
  business_area_id uuid,
  closed_on date not null default 'infinity',
  primary key (company_id, id),
  constraint bank_accounts_code_unique unique (company_id, code)
);

create table bank_files (
  company_id uuid not null,
  id uuid not null,
  sha256 bytea not null,
  file_name text,
  format text not null,
  payment_count integer not null,
  duplicate_count integer not null,
  totals jsonb not null default '[]',
  statements jsonb not null default '[]',
  unused jsonb not null default '[]',
  imported_at timestamptz not null default now(),
  imported_by uuid,
  undone_at timestamptz,
  business_area_id uuid,
  primary key (company_id, id)
);
create unique index bank_files_once on bank_files (company_id, sha256) where undone_at is null;

create table bank_transactions (
  company_id uuid not null,
  id uuid not null,
  bank_account_id uuid not null,
  file_id uuid,
  -- Bank's own id, else account+day+amount+text+occurrence: true twins survive, overlaps merge.
  identity_key text not null,
  amount bigint not null constraint bank_transactions_amount_not_zero check (amount <> 0),
  currency char(3) not null,
  booked_on date not null,
  value_on date not null,
  bank_reference text,
  end_to_end_id text,
  reference text,
  refs jsonb not null default '[]',
  text text not null default '',
  payer_name text,
  payer_account text,
  payer_scheme text,
  payer_identity text,
  return_reason text,
  returned_reference text,
  original jsonb,
  charges bigint,
  transaction_code text,
  source_line integer,
  source_path text,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  business_area_id uuid,
  primary key (company_id, id),
  constraint bank_transactions_once unique (company_id, bank_account_id, identity_key)
);
create index bank_transactions_by_file on bank_transactions (company_id, file_id);
-- A return finds its original by its amount, a person a payment: the newest first.
create index bank_transactions_by_amount on bank_transactions (company_id, amount, booked_on);
create index bank_transactions_by_payer on bank_transactions (company_id, lower(payer_name) text_pattern_ops) where payer_name is not null;
create index bank_transactions_by_reference on bank_transactions (company_id, reference text_pattern_ops) where reference is not null;
create index bank_transactions_by_day on bank_transactions (company_id, bank_account_id, booked_on);

-- A payment whose candidates lie in a business area is routed there; who sees every area sees it all the same.
create table bank_routings (
  company_id uuid not null,
  bank_transaction_id uuid not null,
  area_id uuid not null,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, bank_transaction_id, area_id)
);

-- Where the money went: posted once; the credit (or debit) item it became.
create table bank_postings (
  company_id uuid not null,
  bank_transaction_id uuid not null,
  -- 1 is the first posting; a reversal and a new posting after it go on from there. Two writers cannot both post the first.
  posting_no integer not null default 1 constraint bank_postings_number_positive check (posting_no > 0),
  voucher_id uuid not null,
  item_id uuid,
  -- The decision that this voucher carries out; null for what was only put in suspense or on account by the machine.
  decision_id uuid,
  -- The posting that this one takes back. A transaction is posted while one of its postings is not taken back.
  reverses_no integer,
  recorded_at timestamptz not null default now(),
  primary key (company_id, bank_transaction_id, posting_no),
  constraint bank_postings_reverses_earlier check (reverses_no < posting_no)
);
create unique index bank_postings_reversed_once on bank_postings (company_id, bank_transaction_id, reverses_no) where reverses_no is not null;

create table match_decisions (
  company_id uuid not null,
  id uuid not null,
  bank_transaction_id uuid not null,
  decision text not null constraint match_decisions_known check (decision in ('taken', 'refused', 'undone')),
  -- 'machine' with its pass, or 'person'.
  decided_by_kind text not null constraint match_decisions_by_known check (decided_by_kind in ('machine', 'person')),
  pass text,
  score numeric(6, 5),
  item_ids uuid[] not null,
  evidence jsonb not null default '[]',
  undoes_id uuid,
  run_id uuid,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  business_area_id uuid,
  primary key (company_id, id)
);
create index match_decisions_by_transaction on match_decisions (company_id, bank_transaction_id);
create unique index match_decisions_undone_once on match_decisions (company_id, undoes_id) where undoes_id is not null;

-- Small differences written off, seen by a person.
create table write_off_attests (
  company_id uuid not null,
  voucher_id uuid not null,
  attested_at timestamptz not null default now(),
  attested_by uuid,
  primary key (company_id, voucher_id)
);

create trigger bank_transactions_append_only before update or delete or truncate on bank_transactions for each statement execute function refuse_change();
create trigger bank_routings_append_only before update or delete or truncate on bank_routings for each statement execute function refuse_change();
create trigger bank_postings_append_only before update or delete or truncate on bank_postings for each statement execute function refuse_change();
create trigger write_off_attests_append_only before update or delete or truncate on write_off_attests for each statement execute function refuse_change();
create trigger match_decisions_append_only before update or delete or truncate on match_decisions for each statement execute function refuse_change();

-- Watched folders and other schedules; what came of it stands in jobs.
create table schedules (
  company_id uuid not null,
  id uuid not null,
  name text not null constraint schedules_name_not_empty check (name <> ''),
  verb text not null,
  input jsonb not null default '{}',
  every_minutes integer not null constraint schedules_every_sane check (every_minutes between 1 and 44640),
  next_at timestamptz not null,
  enabled boolean not null default true,
  created_by uuid,
  primary key (company_id, id),
  constraint schedules_name_unique unique (company_id, name)
);
create index schedules_due on schedules (next_at) where enabled;

-- Imported general ledger balances, to reconcile with.
create table ledger_imports (
  company_id uuid not null,
  id uuid not null,
  file_sha256 bytea not null,
  source text not null,
  as_of date not null,
  imported_at timestamptz not null default now(),
  imported_by uuid,
  primary key (company_id, id),
  constraint ledger_imports_once unique (company_id, file_sha256)
);
create table ledger_import_balances (
  company_id uuid not null,
  import_id uuid not null,
  account text not null,
  balance bigint not null,
  primary key (company_id, import_id, account)
);
create table ledger_import_postings (
  company_id uuid not null,
  import_id uuid not null,
  row_no integer not null,
  account text not null,
  posted_on date not null,
  amount bigint not null,
  voucher text not null,
  text text,
  primary key (company_id, import_id, row_no)
);

-- What went to another accounting system: nothing goes there twice by itself.
create table exchange_exports (
  company_id uuid not null,
  id uuid not null,
  format text not null constraint exchange_exports_format_known check (format in ('sie-4i', 'sie-4e', 'vouchers-csv', 'microinvest')),
  -- The receiving system: each has its own memory of what it got.
  target text not null,
  from_on date not null,
  to_on date not null,
  voucher_count integer not null,
  debit bigint not null,
  currency char(3) not null,
  file_name text not null,
  file_sha256 bytea not null,
  warnings jsonb not null default '[]',
  exported_at timestamptz not null default now(),
  exported_by uuid,
  primary key (company_id, id)
);
create table exchange_exported_vouchers (
  company_id uuid not null,
  export_id uuid not null,
  voucher_id uuid not null,
  target text not null,
  -- By choice, after an earlier export to the same system.
  again boolean not null default false,
  primary key (company_id, export_id, voucher_id)
);
create unique index exchange_exported_vouchers_once on exchange_exported_vouchers (company_id, target, voucher_id) where not again;
create trigger ledger_imports_append_only before update or delete or truncate on ledger_imports for each statement execute function refuse_change();
create trigger ledger_import_balances_append_only before update or delete or truncate on ledger_import_balances for each statement execute function refuse_change();
create trigger ledger_import_postings_append_only before update or delete or truncate on ledger_import_postings for each statement execute function refuse_change();
create trigger exchange_exports_append_only before update or delete or truncate on exchange_exports for each statement execute function refuse_change();
create trigger exchange_exported_vouchers_append_only before update or delete or truncate on exchange_exported_vouchers for each statement execute function refuse_change();

-- UUIDv7 after a first one, in order: ids of a set made inside one statement. The random tail gives 62 bits to count in.
create function uuid_in_order(first uuid, n integer) returns uuid language sql immutable parallel safe as $$
  select (substr(first::text, 1, 24) || lpad(to_hex((('x' || substr(first::text, 25, 12))::bit(48)::bigint + n) & 281474976710655), 12, '0'))::uuid
$$;

-- Companies, people, rights, audit, jobs and files.
-- Every tenant table has company_id first in its keys (distribution key); ids are UUIDv7 made by the program.

create extension if not exists btree_gist;
create extension if not exists pg_trgm;

create table companies (
  company_id uuid primary key,
  code text not null constraint companies_code_unique unique constraint companies_code_shape check (code ~ '^[a-z0-9][a-z0-9-]{1,30}$'),
  name text not null constraint companies_name_not_empty check (name <> ''),
  country char(2) not null constraint companies_country_known check (country in ('SE', 'NO', 'BG')),
  kind text not null constraint companies_kind_known check (kind in ('company', 'municipality')),
  language text not null constraint companies_language_known check (language in ('sv', 'nb', 'bg', 'en')),
  time_zone text not null,
  version_no integer not null default 1,
  created_at timestamptz not null default now()
);

-- What documents say about the company; a new version at each change, documents name the version they were issued under.
create table company_versions (
  company_id uuid not null,
  version_no integer not null constraint company_versions_number_positive check (version_no > 0),
  seller jsonb not null,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, version_no)
);

-- The base currency is dated (Bulgaria: BGN until 2025-12-31, EUR from 2026-01-01).
create table company_currencies (
  company_id uuid not null,
  valid_from date not null,
  valid_to date not null default 'infinity',
  currency char(3) not null,
  primary key (company_id, valid_from),
  constraint company_currencies_days_ordered check (valid_from < valid_to),
  constraint company_currencies_no_overlap exclude using gist (company_id with =, daterange(valid_from, valid_to) with &&)
);

-- General parameters ("Generellt"), dated: the latest valid_from not after the day counts.
create table company_settings (
  company_id uuid not null,
  name text not null,
  valid_from date not null,
  value jsonb not null,
  source text,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, name, valid_from)
);

create table business_areas (
  company_id uuid not null,
  id uuid not null,
  code text not null,
  name text not null,
  contact jsonb not null default '{}',
  secret boolean not null default false,
  closed_on date not null default 'infinity',
  primary key (company_id, id),
  constraint business_areas_code_unique unique (company_id, code)
);

-- ── People and rights ──────────────────────────────────────────────────────
create table users (
  id uuid primary key,
  email text not null,
  name text not null,
  language text not null constraint users_language_known check (language in ('sv', 'nb', 'bg', 'en')),
  password_hash text,
  is_system boolean not null default false,
  closed_at timestamptz,
  preferences jsonb not null default '{}',
  created_at timestamptz not null default now()
);
create unique index users_email_unique on users (lower(email));

create table sessions (
  token_hash bytea primary key,
  user_id uuid not null references users (id) on delete cascade,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  user_agent text
);
create index sessions_by_user on sessions (user_id);

-- One-time sign-in links and machine tokens; only hashes are kept.
create table sign_in_links (
  token_hash bytea primary key,
  user_id uuid not null references users (id) on delete cascade,
  expires_at timestamptz not null,
  used_at timestamptz
);
create table api_tokens (
  company_id uuid not null,
  id uuid not null,
  token_hash bytea not null constraint api_tokens_hash_unique unique,
  user_id uuid not null references users (id),
  name text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (company_id, id)
);

create table roles (
  company_id uuid not null,
  id uuid not null,
  name text not null,
  permissions text[] not null,
  primary key (company_id, id),
  constraint roles_name_unique unique (company_id, name)
);

-- business_area_id null = every business area of the company.
create table grants (
  company_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  role_id uuid not null,
  area_id uuid,
  valid_from date not null,
  valid_to date not null default 'infinity',
  granted_by uuid,
  granted_at timestamptz not null default now(),
  primary key (company_id, id),
  constraint grants_days_ordered check (valid_from < valid_to)
);
create index grants_by_user on grants (user_id, company_id);

create table idempotency_keys (
  company_id uuid not null,
  key text not null,
  user_id uuid not null,
  verb text not null,
  request_hash bytea not null,
  status integer,
  response jsonb,
  created_at timestamptz not null default now(),
  primary key (company_id, user_id, key)
);

-- Failed and running sign-in attempts; the key is a hash of address, or of address and name: throttling counts them.
create table sign_in_attempts (
  id uuid primary key,
  key bytea not null,
  attempted_at timestamptz not null
);
create index sign_in_attempts_by_key on sign_in_attempts (key, attempted_at);

-- ── Clockwork: long verbs run apart from the request that asked for them ─────
-- user_id null = the system (a schedule). The rights of a user are read again when the job runs.
create table jobs (
  company_id uuid not null,
  id uuid not null,
  verb text not null,
  input jsonb not null,
  user_id uuid,
  schedule_id uuid,
  state text not null default 'waiting' constraint jobs_state_known check (state in ('waiting', 'running', 'done', 'refused', 'failed')),
  run_at timestamptz not null default now(),
  attempt_count integer not null default 0,
  worker_id uuid,
  -- The worker renews it while it works; a job whose lease ran out was left by a dead worker and is run again.
  leased_until timestamptz,
  progress_done bigint not null default 0,
  progress_total bigint,
  progress_text text,
  output jsonb,
  problems jsonb,
  -- How HTTP tells the problems (RFC 9110).
  problem_status integer,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (company_id, id),
  constraint jobs_leased_while_running check ((state = 'running') = (leased_until is not null)),
  constraint jobs_finished_once check ((state in ('done', 'refused', 'failed')) = (finished_at is not null))
);
create index jobs_to_do on jobs (run_at) where state in ('waiting', 'running');
-- What failed by itself is told on the first screen.
create index jobs_failed on jobs (company_id, finished_at) where state = 'failed';
create unique index jobs_one_of_a_schedule on jobs (company_id, schedule_id) where state in ('waiting', 'running');

-- ── Audit: one row per verb and chunk, in the verb's own transaction ─────────
create table audit_events (
  company_id uuid not null,
  id uuid not null,
  recorded_at timestamptz not null default now(),
  user_id uuid,
  verb text not null,
  business_area_id uuid,
  subjects uuid[] not null default '{}',
  summary jsonb not null default '{}',
  primary key (company_id, id)
);
create index audit_events_by_time on audit_events (company_id, recorded_at);
create index audit_events_by_subject on audit_events using gin (subjects);

-- Personal data of audit events lies apart, erasable; the event holds a salted hash in its summary.
create table audit_payloads (
  company_id uuid not null,
  event_id uuid not null,
  salt bytea not null,
  before jsonb,
  after jsonb,
  business_area_id uuid,
  primary key (company_id, event_id)
);

-- Committed events are sealed in batches: a Merkle root that contains the previous root.
create table audit_seals (
  company_id uuid not null,
  seal_no bigint not null,
  root bytea not null,
  previous_root bytea,
  event_count integer not null constraint audit_seals_not_empty check (event_count > 0),
  sealed_at timestamptz not null default now(),
  primary key (company_id, seal_no)
);
create table audit_sealed_events (
  company_id uuid not null,
  event_id uuid not null,
  seal_no bigint not null,
  position integer not null,
  primary key (company_id, event_id),
  constraint audit_sealed_events_position_unique unique (company_id, seal_no, position)
);

-- ── Files: content-addressed by company and sha-256 ──────────────────────────
create table files (
  company_id uuid not null,
  sha256 bytea not null constraint files_sha256_length check (length(sha256) = 32),
  size bigint not null constraint files_size_positive check (size >= 0),
  media_type text not null,
  name text,
  business_area_id uuid,
  recorded_at timestamptz not null default now(),
  primary key (company_id, sha256)
);

-- ── Runs: proposed, looked at, approved, done ────────────────────────────────
create table runs (
  company_id uuid not null,
  id uuid not null,
  kind text not null constraint runs_kind_known check (kind in ('billing', 'order-import', 'bank-import', 'match', 'delivery', 'redenomination', 'revaluation', 'undo', 'set-up', 'export', 'write-off', 'take-over')),
  state text not null constraint runs_state_known check (state in ('proposed', 'approved', 'executing', 'done', 'abandoned', 'failed')),
  business_area_id uuid,
  parameters jsonb not null default '{}',
  totals jsonb not null default '{}',
  report jsonb,
  progress_done bigint not null default 0,
  progress_total bigint,
  proposed_at timestamptz not null default now(),
  proposed_by uuid,
  approved_at timestamptz,
  approved_by uuid,
  finished_at timestamptz,
  primary key (company_id, id),
  constraint runs_approved_before_done check (state in ('proposed', 'abandoned', 'failed') or approved_at is not null)
);
create index runs_by_time on runs (company_id, proposed_at desc);
-- A period end is revalued once.
create unique index runs_revalued_once on runs (company_id, (parameters ->> 'on')) where kind = 'revaluation' and state in ('executing', 'done');
-- An old ledger's file is taken over once.
create unique index runs_taken_over_once on runs (company_id, (parameters ->> 'sha256')) where kind = 'take-over' and state in ('executing', 'done');

create table run_rows (
  company_id uuid not null,
  run_id uuid not null,
  row_no integer not null,
  state text not null constraint run_rows_state_known check (state in ('proposed', 'held', 'excluded', 'done', 'rejected')),
  subject_id uuid,
  party_id uuid,
  currency char(3),
  amount bigint,
  reason jsonb not null default '{}',
  problems jsonb,
  result_id uuid,
  business_area_id uuid,
  primary key (company_id, run_id, row_no)
) with (fillfactor = 55); -- a row is updated once, in place

-- A run moves forward only, and executes exactly once.
create function runs_forward_only() returns trigger language plpgsql as $$
begin
  if old.state in ('done', 'abandoned') then
    raise exception using errcode = 'check_violation', constraint = 'runs_executed_once', message = format('run %s is %s', old.id, old.state);
  end if;
  if new.state = 'proposed' and old.state <> 'proposed' or new.state = 'approved' and old.state not in ('proposed', 'approved') then
    raise exception using errcode = 'check_violation', constraint = 'runs_forward_only', message = format('run %s cannot go from %s to %s', old.id, old.state, new.state);
  end if;
  return new;
end $$;
create trigger runs_forward_only before update on runs for each row execute function runs_forward_only();

-- ── Facts are appended: the refusal used by every table of facts ─────────────
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'restrict_violation', constraint = tg_table_name || '_append_only',
    message = format('%s holds facts: rows are added, never changed or deleted', tg_table_name);
end $$;

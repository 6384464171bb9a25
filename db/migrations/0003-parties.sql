-- Customers and suppliers: one party for both ledgers.
create table parties (
  company_id uuid not null,
  id uuid not null,
  number text not null,
  kind text not null constraint parties_kind_known check (kind in ('person', 'company', 'public', 'internal', 'system')),
  customer_kind text,
  name text not null,
  search_name text not null default '',
  country char(2) not null,
  identity_number text,
  vat_number text,
  language text not null constraint parties_language_known check (language in ('sv', 'nb', 'bg', 'en')),
  currency char(3),
  terms_days integer constraint parties_terms_sane check (terms_days between 0 and 365),
  is_customer boolean not null default true,
  is_supplier boolean not null default false,
  payer_id uuid,
  counterparty_code text,
  protection text not null default 'none' constraint parties_protection_known check (protection in ('none', 'secrecy-marked', 'protected-registration')),
  their_reference text,
  free_fields jsonb not null default '{}',
  version_no integer not null default 1,
  closed_on date not null default 'infinity',
  merged_into_id uuid,
  created_at timestamptz not null default now(),
  primary key (company_id, id),
  constraint parties_number_unique unique (company_id, number)
);
create unique index parties_identity_unique on parties (company_id, country, identity_number) where identity_number is not null and merged_into_id is null and kind <> 'internal';
-- Pattern order serves equality and the search by a first part alike, in whatever collation the database was made.
create index parties_by_identity on parties (company_id, identity_number text_pattern_ops) where identity_number is not null;
create index parties_by_number_part on parties (company_id, number text_pattern_ops);
create index parties_by_name_part on parties (company_id, search_name text_pattern_ops);
-- Lists by name in the alphabet of the company's language, page by page. A protected person has no place in the alphabet:
-- it would tell the name.
create index parties_by_name_sv on parties (company_id, (case when protection = 'none' then name else '' end) collate "sv-x-icu", id);
create index parties_by_name_nb on parties (company_id, (case when protection = 'none' then name else '' end) collate "nb-x-icu", id);
create index parties_by_name_bg on parties (company_id, (case when protection = 'none' then name else '' end) collate "bg-x-icu", id);
create index parties_by_name_en on parties (company_id, (case when protection = 'none' then name else '' end) collate "en-x-icu", id);
-- The highest number of digits alone, for the next customer.
create index parties_by_digits on parties (company_id, length(number) desc, number desc) where number ~ '^[0-9]{1,15}$';
create index parties_by_search_name on parties using gin (search_name gin_trgm_ops);

-- What documents say about a party; a new version at each change. Personal data: erasable; the salted hash stays.
create table party_versions (
  company_id uuid not null,
  party_id uuid not null,
  version_no integer not null,
  buyer jsonb,
  salt bytea not null,
  hash bytea not null,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  erased_at timestamptz,
  primary key (company_id, party_id, version_no),
  constraint party_versions_erased_is_empty check ((erased_at is null) = (buyer is not null))
);

-- A party with no row here is visible to every business area; one with rows only to those areas.
create table party_areas (
  company_id uuid not null,
  party_id uuid not null,
  area_id uuid not null,
  primary key (company_id, party_id, area_id)
);
create table party_addresses (
  company_id uuid not null,
  id uuid not null,
  party_id uuid not null,
  purpose text not null constraint party_addresses_purpose_known check (purpose in ('postal', 'visiting', 'delivery', 'forwarding')),
  valid_from date not null,
  valid_to date not null default 'infinity',
  care_of text, street text, street2 text, post_code text, city text,
  country char(2) not null,
  source text not null,
  primary key (company_id, id),
  constraint party_addresses_no_overlap exclude using gist (company_id with =, party_id with =, purpose with =, daterange(valid_from, valid_to) with &&)
);
-- A channel with consent and date: an e-invoice or a PDF by mail goes only to who accepted it.
create table party_channels (
  company_id uuid not null,
  id uuid not null,
  party_id uuid not null,
  channel text not null constraint party_channels_channel_known check (channel in ('peppol', 'e-mail', 'print', 'portal', 'sms', 'bank-e-invoice', 'direct-debit')),
  address text not null,
  priority integer not null default 1,
  consent_on date,
  consent_source text,
  withdrawn_on date,
  bounced_at timestamptz,
  primary key (company_id, id),
  constraint party_channels_electronic_needs_consent check (channel in ('print', 'portal') or consent_on is not null)
);
create index party_channels_by_party on party_channels (company_id, party_id);
create table party_contacts (
  company_id uuid not null, id uuid not null, party_id uuid not null,
  name text not null, phone text, email text, role text,
  primary key (company_id, id)
);
create table party_notes (
  company_id uuid not null, id uuid not null, party_id uuid not null,
  noted_at timestamptz not null default now(), noted_by uuid, text text not null, follow_up_on date, done_at timestamptz, business_area_id uuid,
  primary key (company_id, id)
);
create index party_notes_to_follow_up on party_notes (company_id, follow_up_on) where done_at is null and follow_up_on is not null;
-- Accounts that a party pays from or is paid to.
create table party_bank_accounts (
  company_id uuid not null,
  id uuid not null,
  party_id uuid not null,
  scheme text not null,
  account text not null,
  state text not null constraint party_bank_accounts_state_known check (state in ('learnt', 'verified', 'refused')),
  source text not null,
  seen_count integer not null default 1,
  first_seen_on date not null,
  last_seen_on date not null,
  primary key (company_id, id),
  constraint party_bank_accounts_unique unique (company_id, scheme, account, party_id)
);
create index party_bank_accounts_by_party on party_bank_accounts (company_id, party_id);

-- Who looked at a protected person, and why.
create table protected_reads (
  company_id uuid not null, id uuid not null, party_id uuid not null, user_id uuid, read_at timestamptz not null default now(), verb text not null,
  primary key (company_id, id)
);
create index protected_reads_by_party on protected_reads (company_id, party_id, read_at);

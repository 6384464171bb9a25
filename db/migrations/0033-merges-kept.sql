-- What a merge of two parties took over, so that it can be taken back: ids and days alone, no personal data; what was posted is
-- taken back by vouchers. Both tables are facts.
create table party_merges (
  company_id uuid not null,
  id uuid not null,
  from_id uuid not null,
  into_id uuid not null,
  merged_on date not null,
  -- Shape: Carried in src/parties/absorb-party.ts.
  carried jsonb not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  primary key (company_id, id),
  foreign key (company_id, from_id) references parties (company_id, id),
  foreign key (company_id, into_id) references parties (company_id, id),
  constraint party_merges_two check (from_id <> into_id)
);
create index party_merges_by_from on party_merges (company_id, from_id);
create table party_merges_undone (
  company_id uuid not null,
  -- A second time is refused by the key.
  merge_id uuid not null,
  undone_on date not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  primary key (company_id, merge_id),
  foreign key (company_id, merge_id) references party_merges (company_id, id)
);
create trigger party_merges_append_only before update or delete or truncate on party_merges for each statement execute function refuse_change();
create trigger party_merges_undone_append_only before update or delete or truncate on party_merges_undone for each statement execute function refuse_change();
alter table party_merges enable row level security;
alter table party_merges_undone enable row level security;
create policy party_merges_visible on party_merges using (company_id = (select tenant_id()) and (select sees_all_areas()));
create policy party_merges_undone_visible on party_merges_undone using (company_id = (select tenant_id()) and (select sees_all_areas()));
-- It says what it took over now.
drop function if exists absorb_claims(uuid, uuid, uuid, date, uuid);

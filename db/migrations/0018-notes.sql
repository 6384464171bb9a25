-- What people write about a payment or a delivery: author, moment, and the wall of the area that it was written in.
create table notes (
  company_id uuid not null,
  id uuid not null,
  subject_kind text not null constraint notes_subject_known check (subject_kind in ('payment', 'delivery')),
  subject_id uuid not null,
  noted_at timestamptz not null,
  noted_by uuid references users (id),
  text text not null constraint notes_not_empty check (btrim(text) <> ''),
  business_area_id uuid,
  primary key (company_id, id),
  foreign key (company_id, business_area_id) references business_areas (company_id, id)
);
create index notes_by_subject on notes (company_id, subject_kind, subject_id);
alter table notes enable row level security;
create policy notes_visible on notes using (company_id = (select tenant_id())
  and (business_area_id is null or (select sees_all_areas()) or business_area_id = any ((select visible_areas())::uuid[])));

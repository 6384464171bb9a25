-- What a person has given up, so that it can be taken back: a charge with the voucher of its waiver. Days that were given up stand
-- in interest_charges. Both tables are facts.
create table charge_waivers (
  company_id uuid not null,
  id uuid not null,
  item_id uuid not null,
  voucher_id uuid not null,
  amount bigint not null,
  reason text not null,
  business_area_id uuid,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, id),
  foreign key (company_id, item_id) references open_items (company_id, id),
  foreign key (company_id, voucher_id) references vouchers (company_id, id),
  constraint charge_waivers_amount_positive check (amount > 0)
);
create index charge_waivers_by_item on charge_waivers (company_id, item_id);
create table charge_waivers_undone (
  company_id uuid not null,
  -- A second time is refused by the key.
  waiver_id uuid not null,
  voucher_id uuid not null,
  business_area_id uuid,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, waiver_id),
  foreign key (company_id, waiver_id) references charge_waivers (company_id, id),
  foreign key (company_id, voucher_id) references vouchers (company_id, id)
);
create trigger charge_waivers_append_only before update or delete or truncate on charge_waivers for each statement execute function refuse_change();
create trigger charge_waivers_undone_append_only before update or delete or truncate on charge_waivers_undone for each statement execute function refuse_change();
alter table charge_waivers enable row level security;
alter table charge_waivers_undone enable row level security;
create policy charge_waivers_visible on charge_waivers using (company_id = (select tenant_id()) and (business_area_id is null or (select sees_all_areas()) or business_area_id = any ((select visible_areas())::uuid[])));
create policy charge_waivers_undone_visible on charge_waivers_undone using (company_id = (select tenant_id()) and (business_area_id is null or (select sees_all_areas()) or business_area_id = any ((select visible_areas())::uuid[])));

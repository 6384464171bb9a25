-- What a company has set up is read by every short verb that bills, and seldom changes: the program keeps what it read, as long as
-- this version is the one that it read it under. Whatever writes one of the tables gives the company another version in the same
-- transaction. It is drawn, not counted: one that was rolled back never comes again for another content.
create table set_up_versions (
  company_id uuid primary key,
  version uuid not null
);
alter table set_up_versions enable row level security;
create policy set_up_versions_visible on set_up_versions using (company_id = (select tenant_id()));

create function set_up_changed() returns trigger language plpgsql as $$
begin
  insert into set_up_versions (company_id, version)
  select company_id, gen_random_uuid() from (select distinct company_id from changed_rows order by company_id) x
  on conflict (company_id) do update set version = excluded.version;
  return null;
end $$;

-- Those that readBillingSetUp reads (src/invoicing/billing-set-up.ts).
do $$
declare t text;
begin
  foreach t in array array['account_roles', 'accounts', 'bank_accounts', 'business_areas', 'company_currencies', 'company_settings', 'company_versions',
    'dimension_combinations', 'dimension_rules', 'dimension_values', 'dimensions', 'exchange_rates', 'financing_agreements', 'financing_scopes',
    'invoice_groups', 'posting_rules', 'vat_codes']
  loop
    execute format('create trigger set_up_changed_insert after insert on %I referencing new table as changed_rows for each statement execute function set_up_changed()', t);
    -- A row never changes its company: it is the first of its key.
    execute format('create trigger set_up_changed_update after update on %I referencing new table as changed_rows for each statement execute function set_up_changed()', t);
    execute format('create trigger set_up_changed_delete after delete on %I referencing old table as changed_rows for each statement execute function set_up_changed()', t);
  end loop;
end $$;
insert into set_up_versions (company_id, version) select company_id, gen_random_uuid() from companies;

-- Deny by default: the program's role sees the company and the business areas that its transaction names, nothing else.
-- reskontra.company_id: uuid. reskontra.areas: '*' (all, and proofs) or '{uuid,…}'.

create function tenant_id() returns uuid language sql stable parallel safe as $$
  select nullif(current_setting('reskontra.company_id', true), '')::uuid
$$;
create function sees_all_areas() returns boolean language sql stable parallel safe as $$
  select coalesce(current_setting('reskontra.areas', true), '') = '*'
$$;
create function visible_areas() returns uuid[] language sql stable parallel safe as $$
  select case when coalesce(current_setting('reskontra.areas', true), '') in ('', '*') then '{}'::uuid[] else current_setting('reskontra.areas', true)::uuid[] end
$$;

-- Reads the routing past its own policy, which asks for the transaction.
create function routed_to(company uuid, bank_transaction uuid, area uuid) returns boolean language sql stable security definer
  set search_path = public as $$
  select exists (select from bank_routings r where r.company_id = company and r.bank_transaction_id = bank_transaction and r.area_id = area)
$$;

do $$
declare t record;
begin
  for t in
    select c.relname as name, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'business_area_id') as by_area
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'r'
       and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id')
  loop
    execute format('alter table %I enable row level security', t.name);
    if t.name = 'business_areas' then
      execute format('create policy %I on %I using (company_id = (select tenant_id()) and ((select sees_all_areas()) or id = any ((select visible_areas())::uuid[])))', t.name || '_visible', t.name);
    elsif t.by_area then
      execute format('create policy %I on %I using (company_id = (select tenant_id()) and (business_area_id is null or (select sees_all_areas()) or business_area_id = any ((select visible_areas())::uuid[])))', t.name || '_visible', t.name);
    else
      execute format('create policy %I on %I using (company_id = (select tenant_id()))', t.name || '_visible', t.name);
    end if;
  end loop;
end $$;

-- Rows without an area of their own are seen with their parent: written by company, read through it.
do $$
declare c record;
begin
  for c in select * from (values
    ('order_lines', 'orders', 'id', 'order_id'), ('order_advances', 'orders', 'id', 'order_id'), ('invoice_lines', 'invoices', 'id', 'invoice_id'), ('invoice_vat', 'invoices', 'id', 'invoice_id'),
    ('invoice_annulments', 'invoices', 'id', 'invoice_id'), ('item_due_parts', 'open_items', 'id', 'item_id'),
    ('bank_postings', 'bank_transactions', 'id', 'bank_transaction_id'), ('bank_routings', 'bank_transactions', 'id', 'bank_transaction_id'),
    ('party_versions', 'parties', 'id', 'party_id'), ('party_addresses', 'parties', 'id', 'party_id'), ('party_channels', 'parties', 'id', 'party_id'),
    ('party_contacts', 'parties', 'id', 'party_id'), ('party_bank_accounts', 'parties', 'id', 'party_id'), ('protected_reads', 'parties', 'id', 'party_id')
  ) as x (child, parent, parent_key, child_key)
  loop
    execute format('drop policy %I on %I', c.child || '_visible', c.child);
    execute format('create policy %I on %I for insert with check (company_id = (select tenant_id()))', c.child || '_insert', c.child);
    execute format('create policy %I on %I for select using (company_id = (select tenant_id()) and ((select sees_all_areas()) or exists (select from %I p where p.company_id = %I.company_id and p.%I = %I.%I)))',
      c.child || '_visible', c.child, c.parent, c.child, c.parent_key, c.child, c.child_key);
    execute format('create policy %I on %I for update using (company_id = (select tenant_id()))', c.child || '_update', c.child);
    execute format('create policy %I on %I for delete using (company_id = (select tenant_id()))', c.child || '_delete', c.child);
  end loop;
end $$;

-- Sums over all areas are for who sees all areas.
drop policy period_balances_visible on period_balances;
create policy period_balances_visible on period_balances using (company_id = (select tenant_id()) and (select sees_all_areas()));
drop policy ledger_imports_visible on ledger_imports;
create policy ledger_imports_visible on ledger_imports using (company_id = (select tenant_id()) and (select sees_all_areas()));
drop policy ledger_import_balances_visible on ledger_import_balances;
create policy ledger_import_balances_visible on ledger_import_balances using (company_id = (select tenant_id()) and (select sees_all_areas()));
drop policy ledger_import_postings_visible on ledger_import_postings;
create policy ledger_import_postings_visible on ledger_import_postings using (company_id = (select tenant_id()) and (select sees_all_areas()));

-- A payment on the company's bank account is for who sees all areas, or for the area that it was routed to.
drop policy bank_transactions_visible on bank_transactions;
create policy bank_transactions_insert on bank_transactions for insert with check (company_id = (select tenant_id()));
create policy bank_transactions_visible on bank_transactions for select using (
  company_id = (select tenant_id())
  and ((select sees_all_areas()) or business_area_id = any ((select visible_areas())::uuid[])
    or exists (select from unnest((select visible_areas())) v where routed_to(bank_transactions.company_id, bank_transactions.id, v))));

-- A party with rows in party_areas is visible to those areas alone.
drop policy parties_visible on parties;
create policy parties_visible on parties using (
  company_id = (select tenant_id())
  and ((select sees_all_areas())
    or not exists (select from party_areas a where a.company_id = parties.company_id and a.party_id = parties.id)
    or exists (select from party_areas a where a.company_id = parties.company_id and a.party_id = parties.id and a.area_id = any ((select visible_areas())::uuid[]))));

-- What sign-in must know before a company is named: read past the policies, by exact keys only.
create function company_by_code(wanted text) returns uuid language sql stable security definer set search_path = public as $$
  select company_id from companies where code = wanted
$$;
create function companies_of_user(person uuid, on_day date)
  returns table (company_id uuid, code text, name text, country text, kind text) language sql stable security definer set search_path = public as $$
  select distinct c.company_id, c.code, c.name, c.country::text, c.kind
    from grants g join companies c on c.company_id = g.company_id
   where g.user_id = person and g.valid_from <= on_day and on_day < g.valid_to
   order by c.name
$$;
create function user_of_token(hash bytea) returns table (user_id uuid, company_id uuid) language sql stable security definer set search_path = public as $$
  select t.user_id, t.company_id from api_tokens t join users u on u.id = t.user_id
   where t.token_hash = hash and t.revoked_at is null and t.expires_at > now() and u.closed_at is null
$$;
create function all_companies() returns table (company_id uuid, code text) language sql stable security definer set search_path = public as $$
  select company_id, code from companies order by code
$$;

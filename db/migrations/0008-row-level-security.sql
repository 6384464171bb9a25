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
declare c record; seen text;
begin
  for c in select * from (values
    ('order_lines', 'orders', 'id', 'order_id'), ('order_advances', 'orders', 'id', 'order_id'), ('invoice_lines', 'invoices', 'id', 'invoice_id'), ('invoice_vat', 'invoices', 'id', 'invoice_id'),
    ('invoice_annulments', 'invoices', 'id', 'invoice_id'), ('item_due_parts', 'open_items', 'id', 'item_id'),
    ('write_off_attests', 'vouchers', 'id', 'voucher_id'), ('bank_postings', 'bank_transactions', 'id', 'bank_transaction_id'), ('bank_routings', 'bank_transactions', 'id', 'bank_transaction_id'),
    ('party_versions', 'parties', 'id', 'party_id'), ('party_addresses', 'parties', 'id', 'party_id'), ('party_channels', 'parties', 'id', 'party_id'),
    ('party_contacts', 'parties', 'id', 'party_id'), ('party_bank_accounts', 'parties', 'id', 'party_id'), ('protected_reads', 'parties', 'id', 'party_id')
  ) as x (child, parent, parent_key, child_key)
  loop
    execute format('drop policy %I on %I', c.child || '_visible', c.child);
    execute format('create policy %I on %I for insert with check (company_id = (select tenant_id()))', c.child || '_insert', c.child);
    -- An UPDATE or DELETE that reads no column is not held to the policy for SELECT: it has the same of its own.
    seen := format('using (company_id = (select tenant_id()) and ((select sees_all_areas()) or exists (select from %I p where p.company_id = %I.company_id and p.%I = %I.%I)))',
      c.parent, c.child, c.parent_key, c.child, c.child_key);
    execute format('create policy %I on %I for select %s', c.child || '_visible', c.child, seen);
    execute format('create policy %I on %I for update %s', c.child || '_update', c.child, seen);
    execute format('create policy %I on %I for delete %s', c.child || '_delete', c.child, seen);
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
drop policy exchange_exports_visible on exchange_exports;
create policy exchange_exports_visible on exchange_exports using (company_id = (select tenant_id()) and (select sees_all_areas()));
drop policy exchange_exported_vouchers_visible on exchange_exported_vouchers;
create policy exchange_exported_vouchers_visible on exchange_exported_vouchers using (company_id = (select tenant_id()) and (select sees_all_areas()));

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

-- Parties with names like the given ones, best first. Trigram search is not leakproof: under the policies it would scan
-- the company, so it runs past them and asks for the same rights itself.
-- The index compares a name with every candidate above the threshold, and a common first name alone makes thousands of them:
-- very like names are asked for first, and when they are enough, nothing below them can be among the best.
create function parties_like(names text[], most integer, floor_similarity real)
  returns table (name_no integer, party_id uuid, likeness real) language plpgsql stable security definer
  set search_path = public set pg_trgm.similarity_threshold = '0.3' as $$
declare level real; ids uuid[]; found real[];
begin
  for n in 1 .. cardinality(names) loop
    foreach level in array array[greatest(0.6::real, floor_similarity), floor_similarity] loop
      perform set_config('pg_trgm.similarity_threshold', level::text, true);
      select array_agg(x.id), array_agg(x.likeness) into ids, found from (
        select p.id, similarity(p.search_name, names[n]) as likeness
          from parties p
         where p.company_id = tenant_id() and p.search_name % names[n] and p.merged_into_id is null
           and (sees_all_areas()
             or not exists (select from party_areas a where a.company_id = p.company_id and a.party_id = p.id)
             or exists (select from party_areas a where a.company_id = p.company_id and a.party_id = p.id and a.area_id = any (visible_areas())))
         order by likeness desc, p.id limit most) x;
      exit when cardinality(ids) = most;
    end loop;
    return query select n, x.id, x.likeness from unnest(ids, found) as x (id, likeness);
  end loop;
end $$;

-- Parties by a part of their name, best first; persons with protected identity only for who may read them. Asks for the same rights as the policy.
create function find_parties(words text, with_protected boolean, most integer)
  returns table (party_id uuid, likeness real) language sql stable security definer set search_path = public as $$
  select p.id, word_similarity(words, p.search_name) as likeness
    from parties p
   where p.company_id = tenant_id() and p.merged_into_id is null and (with_protected or p.protection = 'none')
     and (p.search_name like '%' || replace(replace(replace(words, '\', '\\'), '%', '\%'), '_', '\_') || '%' or words <% p.search_name)
     and (sees_all_areas()
       or not exists (select from party_areas a where a.company_id = p.company_id and a.party_id = p.id)
       or exists (select from party_areas a where a.company_id = p.company_id and a.party_id = p.id and a.area_id = any (visible_areas())))
   order by likeness desc, p.id limit most
$$;

-- Numbers are unique over all business areas, so the next one is found past the walls between them; nothing else leaves.
create function highest_party_number() returns bigint language sql stable security definer set search_path = public as $$
  select coalesce((select number::bigint from parties where company_id = tenant_id() and number ~ '^[0-9]{1,15}$' order by length(number) desc, number desc limit 1), 0)
$$;

-- What was done is for who did it, for the area it was done in, and for who sees all areas: an event without an area may
-- tell of any of them.
drop policy audit_events_visible on audit_events;
create policy audit_events_insert on audit_events for insert with check (company_id = (select tenant_id()));
create policy audit_events_visible on audit_events for select using (
  company_id = (select tenant_id())
  and ((select sees_all_areas()) or business_area_id = any ((select visible_areas())::uuid[])
    or user_id = (select nullif(current_setting('reskontra.user_id', true), '')::uuid)));
drop policy audit_payloads_visible on audit_payloads;
create policy audit_payloads_insert on audit_payloads for insert with check (company_id = (select tenant_id()));
create policy audit_payloads_visible on audit_payloads for select using (
  company_id = (select tenant_id())
  and ((select sees_all_areas()) or exists (select from audit_events e where e.company_id = audit_payloads.company_id and e.id = audit_payloads.event_id)));
-- To forget a person takes the sight of all areas.
create policy audit_payloads_erase on audit_payloads for update using (company_id = (select tenant_id()) and (select sees_all_areas()));
create policy audit_payloads_delete on audit_payloads for delete using (company_id = (select tenant_id()) and (select sees_all_areas()));

-- A job's input and result are for who asked for it, and for who sees all areas.
drop policy jobs_visible on jobs;
create policy jobs_visible on jobs using (
  company_id = (select tenant_id())
  and ((select sees_all_areas()) or user_id = (select nullif(current_setting('reskontra.user_id', true), '')::uuid)));

-- So is the answer that is kept for a repeated call.
drop policy idempotency_keys_visible on idempotency_keys;
create policy idempotency_keys_visible on idempotency_keys using (
  company_id = (select tenant_id())
  and ((select sees_all_areas()) or user_id = (select nullif(current_setting('reskontra.user_id', true), '')::uuid)));

-- The worker takes the next job of any company; rows that another worker holds are passed over. A lease that ran out
-- gives the job back; its company and id are all that leaves this function.
create function claim_job(worker uuid, at timestamptz, lease interval)
  returns table (company_id uuid, id uuid) language sql volatile security definer set search_path = public as $$
  with next as (
    select j.company_id, j.id from jobs j
     where j.state in ('waiting', 'running') and j.run_at <= at and (j.state = 'waiting' or j.leased_until < at)
     order by j.run_at limit 1 for update skip locked
  )
  update jobs j set state = 'running', worker_id = worker, leased_until = at + lease, attempt_count = j.attempt_count + 1
    from next where j.company_id = next.company_id and j.id = next.id
  returning j.company_id, j.id
$$;
-- Moves every due schedule on to its next time and says which they were: of two processes one gets a schedule.
create function claim_due_schedules(at timestamptz)
  returns table (company_id uuid, id uuid, verb text, input jsonb) language sql volatile security definer set search_path = public as $$
  with due as (
    select s.company_id, s.id from schedules s where s.next_at <= at and s.enabled order by s.next_at limit 1000 for update skip locked
  )
  update schedules s set next_at = at + make_interval(mins => s.every_minutes)
    from due where s.company_id = due.company_id and s.id = due.id
  returning s.company_id, s.id, s.verb, s.input
$$;
-- What has had its day: nothing of the books.
create function forget_expired(at timestamptz) returns void language sql volatile security definer set search_path = public as $$
  delete from sessions where expires_at < at;
  delete from sign_in_links where expires_at < at - interval '7 days';
  delete from sign_in_attempts where attempted_at < at - interval '1 day';
  delete from idempotency_keys where created_at < at - interval '30 days';
  delete from jobs where finished_at < at - interval '90 days';
$$;
-- Companies in which a person holds or will hold a grant; a company's administrator must know whether a person is its own alone.
create function is_in_other_company(person uuid, company uuid, on_day date) returns boolean language sql stable security definer set search_path = public as $$
  select exists (select from grants g where g.user_id = person and g.company_id <> company and g.valid_to > on_day)
$$;

-- Foreign keys after the tables; none crosses companies. Facts that come by the thousand (vouchers, postings, open items, invoices,
-- lines) refer to facts that are never deleted: their statement triggers look for the whole set at once instead (docs/adr/0004).
-- Primary keys are made anew, last of all indexes. While a table is empty or its statistics are old, every index that begins
-- with company_id costs the planner the same, and among equals it takes the youngest: that must be the primary key, or the
-- plan that a connection keeps (a foreign key's, a trigger's) reads the whole company for each row.
do $$
declare k record;
begin
  for k in
    select t.relname as name, c.conname as key, pg_get_constraintdef(c.oid) as definition
      from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
     where n.nspname = 'public' and c.contype = 'p' and t.relkind = 'r'
       and exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'company_id')
       and (select count(*) from pg_index i where i.indrelid = t.oid) > 1
       and not exists (select from pg_constraint f where f.confrelid = t.oid and f.contype = 'f')
     order by t.relname
  loop
    execute format('alter table %I drop constraint %I', k.name, k.key);
    execute format('alter table %I add constraint %I %s', k.name, k.key, k.definition);
  end loop;
end $$;

alter table company_versions add foreign key (company_id) references companies (company_id);
alter table company_currencies add foreign key (company_id) references companies (company_id);
alter table company_settings add foreign key (company_id) references companies (company_id);
alter table business_areas add foreign key (company_id) references companies (company_id);
alter table grants add foreign key (company_id, role_id) references roles (company_id, id), add foreign key (company_id, area_id) references business_areas (company_id, id);
alter table audit_payloads add foreign key (company_id, event_id) references audit_events (company_id, id);
alter table audit_sealed_events add foreign key (company_id, event_id) references audit_events (company_id, id), add foreign key (company_id, seal_no) references audit_seals (company_id, seal_no);
alter table accounts add foreign key (company_id) references companies (company_id);
alter table account_roles add foreign key (company_id, account) references accounts (company_id, code);
alter table dimension_values add foreign key (company_id, dimension) references dimensions (company_id, code);
alter table dimension_rules add foreign key (company_id, dimension) references dimensions (company_id, code);
alter table number_series_counters add foreign key (company_id, series_id) references number_series (company_id, id);
alter table invoice_groups add foreign key (company_id, series_id) references number_series (company_id, id),
  add foreign key (company_id, voucher_series_id) references number_series (company_id, id),
  add foreign key (company_id, business_area_id) references business_areas (company_id, id);
alter table posting_rules add foreign key (company_id, account) references accounts (company_id, code),
  add foreign key (company_id, invoice_group_id) references invoice_groups (company_id, id),
  add foreign key (company_id, article_id) references articles (company_id, id);
alter table parties add foreign key (company_id, payer_id) references parties (company_id, id),
  add foreign key (company_id, merged_into_id) references parties (company_id, id);
alter table party_areas add foreign key (company_id, party_id) references parties (company_id, id), add foreign key (company_id, area_id) references business_areas (company_id, id);
alter table party_contacts add foreign key (company_id, party_id) references parties (company_id, id);
alter table party_notes add foreign key (company_id, party_id) references parties (company_id, id);
alter table vouchers add foreign key (company_id, reverses_id) references vouchers (company_id, id);
alter table item_due_parts add foreign key (company_id, item_id) references open_items (company_id, id);
alter table allocations add foreign key (company_id, voucher_id) references vouchers (company_id, id),
  add foreign key (company_id, reverses_id) references allocations (company_id, id);
alter table orders add foreign key (company_id, invoice_group_id) references invoice_groups (company_id, id),
  add foreign key (company_id, credits_id) references invoices (company_id, id);
alter table order_advances add foreign key (company_id, order_id) references orders (company_id, id) on delete cascade,
  add foreign key (company_id, advance_invoice_id) references invoices (company_id, id);
alter table invoice_annulments add foreign key (company_id, invoice_id) references invoices (company_id, id);
alter table holds add foreign key (company_id, party_id) references parties (company_id, id),
  add foreign key (company_id, item_id) references open_items (company_id, id),
  add foreign key (company_id, order_id) references orders (company_id, id);
alter table bank_accounts add foreign key (company_id, account) references accounts (company_id, code), add foreign key (company_id, parent_id) references bank_accounts (company_id, id);
alter table bank_transactions add foreign key (company_id, bank_account_id) references bank_accounts (company_id, id),
  add foreign key (company_id, file_id) references bank_files (company_id, id);
alter table bank_routings add foreign key (company_id, area_id) references business_areas (company_id, id);
alter table write_off_attests add foreign key (company_id, voucher_id) references vouchers (company_id, id);
alter table ledger_import_balances add foreign key (company_id, import_id) references ledger_imports (company_id, id);
alter table ledger_import_postings add foreign key (company_id, import_id) references ledger_imports (company_id, id);
alter table exchange_exported_vouchers add foreign key (company_id, export_id) references exchange_exports (company_id, id),
  add foreign key (company_id, voucher_id) references vouchers (company_id, id);

-- The other references of rows that come by the thousand. A foreign key is checked row by row by a plan that each
-- connection keeps: made while the parent is empty, it may go through any index that begins with company_id, and then read
-- the whole company for every row. These are looked up for the set, on the primary key; their parents are never deleted.
create function refers_to_what_stays() returns trigger language plpgsql as $$
declare company uuid; ids uuid[]; known bigint; i integer := 0;
begin
  while i < tg_nargs loop
    for company, ids in execute format('select company_id, array_agg(distinct %1$I) from new_rows where %1$I is not null group by company_id', tg_argv[i]) loop
      execute format('select count(*) from unnest($1) x (id) cross join lateral (select 1 from %I p where p.company_id = $2 and p.id = x.id offset 0) p', tg_argv[i + 1])
        into known using ids, company;
      if known <> cardinality(ids) then
        raise exception using errcode = 'foreign_key_violation', constraint = format('%s_%s_exists', tg_table_name, tg_argv[i]),
          message = format('%s names a row of %s that does not exist', tg_table_name, tg_argv[i + 1]);
      end if;
    end loop;
    i := i + 2;
  end loop;
  return null;
end $$;

create function orders_party_exists() returns trigger language plpgsql as $$
begin
  if not exists (select from parties p where p.company_id = new.company_id and p.id = new.party_id) then
    raise exception using errcode = 'foreign_key_violation', constraint = 'orders_party_id_exists', message = 'orders names a row of parties that does not exist';
  end if;
  return new;
end $$;
create trigger orders_party_exists before update of party_id on orders for each row execute function orders_party_exists();

create trigger orders_refer after insert on orders referencing new table as new_rows for each statement execute function refers_to_what_stays('party_id', 'parties');
create trigger order_lines_refer after insert on order_lines referencing new table as new_rows for each statement execute function refers_to_what_stays('order_id', 'orders');
create trigger invoice_lines_refer after insert on invoice_lines referencing new table as new_rows for each statement execute function refers_to_what_stays('invoice_id', 'invoices');
create trigger invoice_vat_refer after insert on invoice_vat referencing new table as new_rows for each statement execute function refers_to_what_stays('invoice_id', 'invoices');
create trigger party_versions_refer after insert on party_versions referencing new table as new_rows for each statement execute function refers_to_what_stays('party_id', 'parties');
create trigger party_addresses_refer after insert on party_addresses referencing new table as new_rows for each statement execute function refers_to_what_stays('party_id', 'parties');
create trigger party_channels_refer after insert on party_channels referencing new table as new_rows for each statement execute function refers_to_what_stays('party_id', 'parties');
create trigger party_bank_accounts_refer after insert on party_bank_accounts referencing new table as new_rows for each statement execute function refers_to_what_stays('party_id', 'parties');
create trigger run_rows_refer after insert on run_rows referencing new table as new_rows for each statement execute function refers_to_what_stays('run_id', 'runs');
create trigger bank_postings_refer after insert on bank_postings referencing new table as new_rows for each statement
  execute function refers_to_what_stays('bank_transaction_id', 'bank_transactions', 'voucher_id', 'vouchers', 'item_id', 'open_items');
create trigger bank_routings_refer after insert on bank_routings referencing new table as new_rows for each statement execute function refers_to_what_stays('bank_transaction_id', 'bank_transactions');
create trigger match_decisions_refer after insert on match_decisions referencing new table as new_rows for each statement execute function refers_to_what_stays('bank_transaction_id', 'bank_transactions');
create trigger delivery_events_refer after insert on delivery_events referencing new table as new_rows for each statement execute function refers_to_what_stays('delivery_id', 'deliveries');

create trigger orders_stay before delete or truncate on orders for each statement execute function refuse_change();
create trigger deliveries_stay before delete or truncate on deliveries for each statement execute function refuse_change();

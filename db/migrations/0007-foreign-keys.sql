-- Foreign keys after the tables; none crosses companies. Facts that come by the thousand (vouchers, postings, open items, invoices,
-- lines) refer to facts that are never deleted: their statement triggers look for the whole set at once instead (docs/adr/0004).
alter table company_versions add foreign key (company_id) references companies (company_id);
alter table company_currencies add foreign key (company_id) references companies (company_id);
alter table company_settings add foreign key (company_id) references companies (company_id);
alter table business_areas add foreign key (company_id) references companies (company_id);
alter table grants add foreign key (company_id, role_id) references roles (company_id, id), add foreign key (company_id, area_id) references business_areas (company_id, id);
alter table audit_payloads add foreign key (company_id, event_id) references audit_events (company_id, id);
alter table audit_sealed_events add foreign key (company_id, event_id) references audit_events (company_id, id), add foreign key (company_id, seal_no) references audit_seals (company_id, seal_no);
alter table run_rows add foreign key (company_id, run_id) references runs (company_id, id);
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
alter table party_versions add foreign key (company_id, party_id) references parties (company_id, id);
alter table party_areas add foreign key (company_id, party_id) references parties (company_id, id), add foreign key (company_id, area_id) references business_areas (company_id, id);
alter table party_addresses add foreign key (company_id, party_id) references parties (company_id, id);
alter table party_channels add foreign key (company_id, party_id) references parties (company_id, id);
alter table party_contacts add foreign key (company_id, party_id) references parties (company_id, id);
alter table party_notes add foreign key (company_id, party_id) references parties (company_id, id);
alter table party_bank_accounts add foreign key (company_id, party_id) references parties (company_id, id);
alter table vouchers add foreign key (company_id, reverses_id) references vouchers (company_id, id);
alter table item_due_parts add foreign key (company_id, item_id) references open_items (company_id, id);
alter table allocations add foreign key (company_id, debit_item_id) references open_items (company_id, id),
  add foreign key (company_id, credit_item_id) references open_items (company_id, id),
  add foreign key (company_id, voucher_id) references vouchers (company_id, id),
  add foreign key (company_id, reverses_id) references allocations (company_id, id);
alter table orders add foreign key (company_id, party_id) references parties (company_id, id),
  add foreign key (company_id, invoice_group_id) references invoice_groups (company_id, id),
  add foreign key (company_id, credits_id) references invoices (company_id, id);
alter table order_advances add foreign key (company_id, order_id) references orders (company_id, id) on delete cascade,
  add foreign key (company_id, advance_invoice_id) references invoices (company_id, id);
alter table order_lines add foreign key (company_id, order_id) references orders (company_id, id) on delete cascade;
alter table invoice_annulments add foreign key (company_id, invoice_id) references invoices (company_id, id);
alter table holds add foreign key (company_id, party_id) references parties (company_id, id),
  add foreign key (company_id, item_id) references open_items (company_id, id),
  add foreign key (company_id, order_id) references orders (company_id, id);
alter table delivery_events add foreign key (company_id, delivery_id) references deliveries (company_id, id);
alter table bank_accounts add foreign key (company_id, account) references accounts (company_id, code), add foreign key (company_id, parent_id) references bank_accounts (company_id, id);
alter table bank_transactions add foreign key (company_id, bank_account_id) references bank_accounts (company_id, id),
  add foreign key (company_id, file_id) references bank_files (company_id, id);
alter table bank_routings add foreign key (company_id, bank_transaction_id) references bank_transactions (company_id, id), add foreign key (company_id, area_id) references business_areas (company_id, id);
alter table bank_postings add foreign key (company_id, bank_transaction_id) references bank_transactions (company_id, id),
  add foreign key (company_id, voucher_id) references vouchers (company_id, id),
  add foreign key (company_id, item_id) references open_items (company_id, id);
alter table match_decisions add foreign key (company_id, bank_transaction_id) references bank_transactions (company_id, id);
alter table write_off_attests add foreign key (company_id, voucher_id) references vouchers (company_id, id);
alter table ledger_import_balances add foreign key (company_id, import_id) references ledger_imports (company_id, id);
alter table ledger_import_postings add foreign key (company_id, import_id) references ledger_imports (company_id, id);
alter table exchange_exported_vouchers add foreign key (company_id, export_id) references exchange_exports (company_id, id),
  add foreign key (company_id, voucher_id) references vouchers (company_id, id);

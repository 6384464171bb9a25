-- Also found by their own number: what is owed without a document of ours (carried over, refunds, differences). Documents have theirs
-- in invoices_by_number, and what was received is not looked for by number.
drop index open_items_moved_by_number;
create index open_items_moved_by_number on open_items (company_id, number_text)
  where amount_open <> 0 and (continues_id is not null or kind = 'take-over' or invoice_id is null and amount > 0);

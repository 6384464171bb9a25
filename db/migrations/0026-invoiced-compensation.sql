-- Delay compensation that an interest invoice asks for is a line of that document, and its item holds the money with the interest.
-- Here stands for which claim it is: the law gives it once, and fees are set off against it.
create table invoiced_compensations (
  company_id uuid not null,
  -- The capital item; a second time is refused by the key.
  item_id uuid not null,
  invoice_id uuid not null,
  amount bigint not null constraint invoiced_compensations_amount_positive check (amount > 0),
  claimed_on date not null,
  business_area_id uuid,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  primary key (company_id, item_id),
  foreign key (company_id, item_id) references open_items (company_id, id),
  foreign key (company_id, invoice_id) references invoices (company_id, id)
);
create index invoiced_compensations_by_invoice on invoiced_compensations (company_id, invoice_id);
create trigger invoiced_compensations_append_only before update or delete or truncate on invoiced_compensations for each statement execute function refuse_change();
alter table invoiced_compensations enable row level security;
create policy invoiced_compensations_visible on invoiced_compensations
  using (company_id = (select tenant_id()) and (business_area_id is null or (select sees_all_areas()) or business_area_id = any ((select visible_areas())::uuid[])));

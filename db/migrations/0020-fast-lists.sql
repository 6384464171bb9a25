-- What the lists and reports of a million open items ask for all the time, kept in a form that answers at once.

-- Sums of what is open, by the day on which it changed. An item adds its amount on the day it was opened, an allocation takes
-- from both of its items on the day it took effect: what was open at the end of any day is the sum of the rows until then.
-- Rows are only added, so that writers never wait for each other; the worker folds equal ones together. They follow the facts
-- by the triggers below and are held to them by reports.verify (open-item-sums-equal-items).
create table open_item_sums (
  company_id uuid not null,
  id uuid not null,
  on_day date not null,
  due_on date not null,
  account text not null,
  currency char(3) not null,
  base_currency char(3) not null,
  kind text not null,
  -- Of the item's whole amount: 1 or -1.
  sign smallint not null constraint open_item_sums_sign_known check (sign in (1, -1)),
  invoice_group_id uuid,
  business_area_id uuid,
  open bigint not null,
  base_open bigint not null,
  -- By how much the number of open items changed; over all days it is the number that is open now.
  items bigint not null,
  folded boolean not null default false,
  primary key (company_id, id)
);
create index open_item_sums_to_fold on open_item_sums (company_id) where not folded;
alter table open_item_sums enable row level security;
create policy open_item_sums_visible on open_item_sums using (
  company_id = (select tenant_id()) and (business_area_id is null or (select sees_all_areas()) or business_area_id = any ((select visible_areas())::uuid[])));

create function open_items_to_sums() returns trigger language plpgsql as $$
begin
  insert into open_item_sums (company_id, id, on_day, due_on, account, currency, base_currency, kind, sign, invoice_group_id, business_area_id, open, base_open, items)
  select company_id, gen_random_uuid(), opened_on, due_on, account, currency, base_currency, kind, sign(amount)::smallint, invoice_group_id, business_area_id,
         sum(amount)::bigint, sum(base_amount)::bigint, count(*)
    from new_items group by company_id, opened_on, due_on, account, currency, base_currency, kind, sign(amount)::smallint, invoice_group_id, business_area_id;
  return null;
end $$;
create trigger open_items_to_sums after insert on open_items referencing new table as new_items for each statement execute function open_items_to_sums();

-- After allocations_take, by name: what is open of the items is what it is after the statement. The transition table is folded
-- into arrays first, so that it is not joined (Citus); `offset 0` keeps each look-up on the primary key.
create function allocations_to_sums() returns trigger language plpgsql as $$
declare company uuid; item_ids uuid[]; days date[]; takes bigint[]; base_takes bigint[]; alls bigint[]; lasts boolean[];
begin
  for company in select distinct company_id from new_allocations loop
    select array_agg(item), array_agg(on_day), array_agg(take), array_agg(base_take), array_agg(taken), array_agg(is_last)
      into item_ids, days, takes, base_takes, alls, lasts
      from (
        select item, on_day, take, base_take, (sum(take) over whole)::bigint as taken, on_day = max(on_day) over whole as is_last
          from (
            select item, on_day, sum(take)::bigint as take, sum(base_take)::bigint as base_take
              from (
                select debit_item_id as item, effective_on as on_day, -amount as take, -base_debit as base_take from new_allocations where company_id = company
                union all
                select credit_item_id, effective_on, amount, base_credit from new_allocations where company_id = company
              ) sides group by item, on_day
          ) by_day window whole as (partition by item)
      ) folded;
    insert into open_item_sums (company_id, id, on_day, due_on, account, currency, base_currency, kind, sign, invoice_group_id, business_area_id, open, base_open, items)
    select company, gen_random_uuid(), x.on_day, i.due_on, i.account, i.currency, i.base_currency, i.kind, sign(i.amount)::smallint, i.invoice_group_id, i.business_area_id,
           sum(x.take)::bigint, sum(x.base_take)::bigint,
           coalesce(sum((i.amount_open <> 0)::int - (i.amount_open <> x.taken)::int) filter (where x.is_last), 0)
      from unnest(item_ids, days, takes, base_takes, alls, lasts) as x (item, on_day, take, base_take, taken, is_last)
     cross join lateral (select * from open_items i where i.company_id = company and i.id = x.item offset 0) i
     group by x.on_day, i.due_on, i.account, i.currency, i.base_currency, i.kind, sign(i.amount)::smallint, i.invoice_group_id, i.business_area_id;
  end loop;
  return null;
end $$;
create trigger allocations_to_sums after insert on allocations referencing new table as new_allocations for each statement execute function allocations_to_sums();

-- From the facts anew: for books of before, and where rows were written past the triggers.
create function refill_open_item_sums(company uuid) returns void language sql volatile as $$
  delete from open_item_sums where company_id = company;
  insert into open_item_sums (company_id, id, on_day, due_on, account, currency, base_currency, kind, sign, invoice_group_id, business_area_id, open, base_open, items, folded)
  select company, gen_random_uuid(), c.on_day, c.due_on, c.account, c.currency, c.base_currency, c.kind, c.sign, c.invoice_group_id, c.business_area_id,
         sum(c.open)::bigint, sum(c.base_open)::bigint, sum(c.items)::bigint, true
    from (
      select i.opened_on as on_day, i.due_on, i.account, i.currency, i.base_currency, i.kind, sign(i.amount)::smallint as sign, i.invoice_group_id, i.business_area_id, i.amount as open, i.base_amount as base_open, 1 as items
        from open_items i where i.company_id = company
      union all
      select i.closed_on, i.due_on, i.account, i.currency, i.base_currency, i.kind, sign(i.amount)::smallint, i.invoice_group_id, i.business_area_id, 0, 0, -1
        from open_items i where i.company_id = company and i.closed_on < 'infinity'
      union all
      select a.effective_on, i.due_on, i.account, i.currency, i.base_currency, i.kind, sign(i.amount)::smallint, i.invoice_group_id, i.business_area_id, -a.amount, -a.base_debit, 0
        from allocations a join open_items i on i.company_id = a.company_id and i.id = a.debit_item_id where a.company_id = company
      union all
      select a.effective_on, i.due_on, i.account, i.currency, i.base_currency, i.kind, sign(i.amount)::smallint, i.invoice_group_id, i.business_area_id, a.amount, a.base_credit, 0
        from allocations a join open_items i on i.company_id = a.company_id and i.id = a.credit_item_id where a.company_id = company
    ) c group by c.on_day, c.due_on, c.account, c.currency, c.base_currency, c.kind, c.sign, c.invoice_group_id, c.business_area_id
$$;
select refill_open_item_sums(company_id) from companies;

-- Equal rows together: the worker asks for it now and then. Who writes meanwhile adds rows that this does not touch.
create function fold_open_item_sums(fewest bigint) returns void language sql volatile security definer set search_path = public as $$
  with full_ones as (select company_id from open_item_sums where not folded group by company_id having count(*) >= fewest),
  taken as (delete from open_item_sums s using full_ones f where s.company_id = f.company_id returning s.*)
  insert into open_item_sums (company_id, id, on_day, due_on, account, currency, base_currency, kind, sign, invoice_group_id, business_area_id, open, base_open, items, folded)
  select company_id, gen_random_uuid(), on_day, due_on, account, currency, base_currency, kind, sign, invoice_group_id, business_area_id, sum(open)::bigint, sum(base_open)::bigint, sum(items)::bigint, true
    from taken group by company_id, on_day, due_on, account, currency, base_currency, kind, sign, invoice_group_id, business_area_id
  having sum(open) <> 0 or sum(base_open) <> 0 or sum(items) <> 0
$$;

-- First pages in the order of the list.
create index open_items_open_by_due_day on open_items (company_id, due_on, id) where amount_open <> 0;
-- Paid in part: few beside those that are open, and none of the new ones.
create index open_items_part_open on open_items (company_id, invoice_id) where amount_open <> 0 and amount_open <> amount;
-- What was recorded late about a day: items come in the order in which they are recorded.
create index open_items_by_recorded on open_items using brin (recorded_at) with (pages_per_range = 32);

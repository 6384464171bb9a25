-- Why an open claim must not be asked for, and where it stands. Rights are those of who asks (no security definer).

-- Open capital items of receivables with every reason why they must not be asked for on a day. Driven from the reasons, which
-- are few beside the items. `only_items` and `only_parties` null: all. `rests`: of the claim so much only; null: all of it.
-- `amount`: what the cause is worth, in `currency`. Unapplied money, refunds and suspense are seen whole by the system alone.
drop function if exists claim_hindrances(uuid, date, uuid[], uuid[]);
create function claim_hindrances(company uuid, on_day date, only_items uuid[] default null, only_parties uuid[] default null)
  returns table (item_id uuid, kind text, cause_id uuid, from_on date, to_on date, amount bigint, currency text, rests bigint, reason text)
  language sql stable rows 10000 as $$
  with claims as not materialized (
    select i.id, i.party_id, i.invoice_id, i.currency::text as currency
      from open_items i
     where i.company_id = company and i.amount_open > 0 and i.component = 'capital'
       and i.account in (select a.code from accounts a where a.company_id = company and a.control = 'receivable')
       and (only_items is null or i.id = any (only_items)) and (only_parties is null or i.party_id = any (only_parties))
  ), standing as (
    select h.* from holds h
     where h.company_id = company and h.released_at is null and h.from_on <= on_day and on_day < h.to_on and h.order_id is null
       and h.kind in ('dispute', 'deferral', 'promise', 'plan', 'pause', 'deceased', 'bankrupt', 'debt-relief', 'protected')
  ), kin as (
    -- Whose money may be meant for whom: the party itself, who pays for it, and those for whom it pays.
    select p.id as party_id, p.payer_id as other_id from parties p where p.company_id = company and p.payer_id is not null
    union all
    select p.payer_id, p.id from parties p where p.company_id = company and p.payer_id is not null
  ), credits as (
    select i.id, i.party_id, i.opened_on, -i.amount_open as amount, i.currency::text as currency, i.number_text, r.id as refund_id, r.reason as refund_reason, r.proposed_at
      from open_items i
      left join refunds r on r.company_id = i.company_id and r.item_id = i.id and r.withdrawn_at is null
     where i.company_id = company and i.amount_open < 0 and i.kind not in ('prepayment', 'unidentified')
       and i.account in (select a.code from accounts a where a.company_id = company and a.control in ('receivable', 'prepayment'))
  ), money as (
    select party_id, id, opened_on, amount, currency, number_text, refund_id, refund_reason, proposed_at from credits
    union all
    select k.party_id, c.id, c.opened_on, c.amount, c.currency, c.number_text, c.refund_id, c.refund_reason, c.proposed_at from credits c join kin k on k.other_id = c.party_id
  )
  select c.id, h.kind, h.id, h.from_on, nullif(h.to_on, 'infinity'), h.amount, h.currency::text, case when h.kind = 'dispute' then h.amount end, h.reason
    from standing h join claims c on c.id = h.item_id
  union all
  select c.id, h.kind, h.id, h.from_on, nullif(h.to_on, 'infinity'), h.amount, h.currency::text, null, h.reason
    from standing h join claims c on c.party_id = h.party_id
  union all
  -- Nothing is printed on an address that nobody knows; with a forwarding address of the authority a letter may go.
  select c.id, 'protected', p.id, null, null, null, null, null, null
    from parties p join claims c on c.party_id = p.id
   where p.company_id = company and p.protection <> 'none'
     and not exists (select from party_addresses a where a.company_id = p.company_id and a.party_id = p.id and a.purpose = 'forwarding' and a.valid_from <= on_day and on_day < a.valid_to)
  union all
  select c.id, 'credit-note-pending', o.id, o.created_at::date, null, null, null, null, o.reason
    from orders o join claims c on c.invoice_id = o.credits_id
   where o.company_id = company and o.kind = 'credit-note' and o.credits_id is not null and o.invoice_id is null and o.cancelled_at is null
  union all
  select c.id, case when m.refund_id is null then 'unapplied-money' else 'refund-pending' end, coalesce(m.refund_id, m.id), coalesce(m.proposed_at::date, m.opened_on), null,
         m.amount, m.currency, null, coalesce(m.refund_reason, m.number_text)
    from money m join claims c on c.party_id = m.party_id
  union all
  -- Money in suspense that the desk believes to be this customer's, or for this very claim.
  select c.id, 'unapplied-money', d.bank_transaction_id, d.booked_on, null, d.amount, d.currency::text, null, null
    from desk_payments d join claims c on c.party_id = d.party_id
   where d.company_id = company and d.amount > 0
  union all
  select c.id, 'unapplied-money', d.bank_transaction_id, d.booked_on, null, d.amount, d.currency::text, null, null
    from desk_payments d cross join lateral unnest(d.item_ids) as x (id) join claims c on c.id = x.id
   where d.company_id = company and d.amount > 0 and c.party_id is distinct from d.party_id
  union all
  select c.id, case k.target when 'court' then 'in-enforcement' else 'in-collection' end, k.id, k.opened_on, null, t.amount, k.currency::text, null, k.agency_number
    from collection_case_items t join collection_cases k on k.company_id = t.company_id and k.id = t.case_id join claims c on c.id = t.item_id
   where t.company_id = company and t.ended_on = 'infinity' and t.component = 'capital'
  union all
  select c.id, 'written-off', l.id, l.posted_on, null, l.amount, l.currency::text, null, null
    from losses l join claims c on c.id = l.item_id
   where l.company_id = company and l.kind <> 'doubtful' and not exists (select from loss_events e where e.company_id = l.company_id and e.loss_id = l.id and e.kind = 'reversed')
$$;

-- Why an open claim must not be asked for, and where it stands. Rights are those of who asks (no security definer).

-- Open capital items of receivables with every reason why they must not be asked for on a day. Driven from the reasons, which
-- are few beside the items. `only_items` and `only_parties` null: all. `rests`: of the claim so much only; null: all of it.
-- `amount`: what the cause is worth, in `currency`. Unapplied money, refunds and suspense are seen whole by the system alone; `how` they
-- come to hold a claim: they name it, are its very sum, are enough for it, or it is the oldest of those that they cannot pay whole.
drop function if exists claim_hindrances(uuid, date, uuid[], uuid[]);
create function claim_hindrances(company uuid, on_day date, only_items uuid[] default null, only_parties uuid[] default null)
  returns table (item_id uuid, kind text, cause_id uuid, from_on date, to_on date, amount bigint, currency text, rests bigint, reason text, how text)
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
    select i.id, i.party_id, i.opened_on, -i.amount_open as amount, i.currency::text as currency, i.number_text, i.business_area_id, i.invoice_id, i.bank_transaction_id, r.id as refund_id, r.reason as refund_reason, r.proposed_at,
           '{}'::uuid[] as item_ids
      from open_items i
      left join refunds r on r.company_id = i.company_id and r.item_id = i.id and r.withdrawn_at is null
     where i.company_id = company and i.amount_open < 0 and i.kind not in ('prepayment', 'unidentified')
       and i.account in (select a.code from accounts a where a.company_id = company and a.control in ('receivable', 'prepayment'))
    union all
    -- Money in suspense that the desk believes to be this customer's; certain enough, it names the claims.
    select d.bank_transaction_id, d.party_id, d.booked_on, d.amount, d.currency::text, null, null, null, d.bank_transaction_id, null, null, null, case when d.certainty <= 2 then d.item_ids else '{}' end
      from desk_payments d where d.company_id = company and d.amount > 0 and d.party_id is not null
    union all
    -- Whatever the desk believes it to be for: who says by his account, his number or the very name of a customer that he has paid is
    -- asked for nothing meanwhile. An account or a name of more than five customers tells nobody.
    select d.bank_transaction_id, y.party_id, d.booked_on, d.amount, d.currency::text, null, null, null, d.bank_transaction_id, null, null, null, '{}'
      from desk_payments d
      join bank_transactions b on b.company_id = d.company_id and b.id = d.bank_transaction_id
     cross join lateral unnest(
       (select case when cardinality(array_agg(a.party_id)) <= 5 then array_agg(a.party_id) end from party_bank_accounts a
         where a.company_id = company and a.scheme = b.payer_scheme and a.account = b.payer_account and a.state <> 'refused')
       || (select array_agg(p.id) from parties p where p.company_id = company and p.identity_number = b.payer_identity and p.merged_into_id is null)
       || (select case when cardinality(array_agg(p.id)) <= 5 then array_agg(p.id) end from parties p
            where p.company_id = company and p.merged_into_id is null and b.payer_name <> ''
              -- As src/parties/search-name.ts writes it.
              and p.search_name = btrim(regexp_replace(regexp_replace(lower(normalize(b.payer_name, NFKD)), '[\u0300-\u036f]', '', 'g'), '\s+', ' ', 'g')))
     ) as y (party_id)
     where d.company_id = company and d.amount > 0 and y.party_id is distinct from d.party_id
     group by 1, 2, 3, 4, 5
  ), money as (
    select * from (
      select party_id as of_party, * from credits
      union all
      select k.party_id, c.* from credits c join kin k on k.other_id = c.party_id) m
     -- Of everybody, or of those whose claims are asked about.
     where only_items is null and only_parties is null or m.of_party in (select c.party_id from claims c)
  ), sums as (
    select of_party, currency, sum(amount) as amount from money group by of_party, currency
  ), payable as materialized (
    -- Every open claim of who has money lying, with what would have to come for it.
    select i.id, i.party_id, i.due_on, i.currency::text as currency, i.business_area_id, i.invoice_id, i.reference, i.amount_open as open,
           i.amount_open + coalesce((select sum(k.amount_open) from open_items k where k.company_id = company and k.main_item_id = i.id and k.component <> 'capital' and k.amount_open > 0), 0) as whole
      from open_items i
     where i.company_id = company and i.amount_open > 0 and i.component = 'capital' and i.party_id in (select of_party from money)
       and i.account in (select a.code from accounts a where a.company_id = company and a.control = 'receivable')
  ), paired as materialized (
    select m.*, p.id as claim_id, p.due_on, p.open, p.whole, t.amount as total,
           coalesce(p.id = any (m.item_ids) or (n.kind = 'credit-note' and n.credits_id = p.invoice_id)
             or p.reference is not null and (b.reference = p.reference or exists (select from jsonb_array_elements(b.refs) r where r ->> 'reference' = p.reference)), false) as is_named,
           m.amount in (p.open, p.whole) as is_exact
      from money m
      join payable p on p.party_id = m.of_party
      join sums t on t.of_party = m.of_party and t.currency = m.currency
      left join invoices n on n.company_id = company and n.id = m.invoice_id
      left join bank_transactions b on b.company_id = company and b.id = m.bank_transaction_id
     -- Money of one currency, or of one area, pays no claim of another.
     where p.currency = m.currency and (m.business_area_id is null or p.business_area_id is null or m.business_area_id = p.business_area_id)
       -- A person has said that it is not for this claim.
       and not exists (select from match_decisions r
                        where r.company_id = company and r.bank_transaction_id = m.bank_transaction_id and r.decision = 'refused' and p.id = any (r.item_ids)
                          and not exists (select from match_decisions u where u.company_id = r.company_id and u.undoes_id = r.id))
  ), ranked as (
    -- What is not due takes none of the money from what is.
    select x.*, coalesce(sum(case when x.due_on < on_day then x.open else 0 end) over oldest - case when x.due_on < on_day then x.open else 0 end, 0) as before,
           bool_or(x.is_named and x.amount <= x.whole) over alone as names_one, bool_or(x.is_exact and x.due_on < on_day) over alone as fits_one
      from paired x
    window alone as (partition by x.of_party, x.id), oldest as (partition by x.of_party, x.id order by x.is_named desc, x.whole <= x.total desc, x.due_on, x.claim_id rows unbounded preceding)
  ), unapplied as (
    -- What it names, if that takes it; else the claim that it is the very sum of; else all that it is enough for, and the oldest ones
    -- until all of the money has a claim. Other money of the customer beside it could have been meant together with it.
    select claim_id, id, refund_id, refund_reason, opened_on, proposed_at, amount, currency, number_text,
           case when is_named then 'named' when is_exact then 'exact' when whole <= total then 'enough' else 'oldest' end as how
      from ranked
     where case when amount = total and names_one then is_named when amount = total and fits_one then is_exact and due_on < on_day
                else is_named or is_exact or whole <= total or before < total end
  )
  select c.id, h.kind, h.id, h.from_on, nullif(h.to_on, 'infinity'), h.amount, h.currency::text, case when h.kind = 'dispute' then h.amount end, h.reason, null
    from standing h join claims c on c.id = h.item_id
  union all
  select c.id, h.kind, h.id, h.from_on, nullif(h.to_on, 'infinity'), h.amount, h.currency::text, null, h.reason, null
    from standing h join claims c on c.party_id = h.party_id
  union all
  -- Nothing is printed on an address that nobody knows; with a forwarding address of the authority a letter may go.
  select c.id, 'protected', p.id, null, null, null, null, null, null, null
    from parties p join claims c on c.party_id = p.id
   where p.company_id = company and p.protection <> 'none'
     and not exists (select from party_addresses a where a.company_id = p.company_id and a.party_id = p.id and a.purpose = 'forwarding' and a.valid_from <= on_day and on_day < a.valid_to)
  union all
  select c.id, 'credit-note-pending', o.id, company_day(company, o.created_at), null, null, null, null, o.reason, null
    from orders o join claims c on c.invoice_id = o.credits_id
   where o.company_id = company and o.kind = 'credit-note' and o.credits_id is not null and o.invoice_id is null and o.cancelled_at is null
  union all
  select c.id, case when m.refund_id is null then 'unapplied-money' else 'refund-pending' end, coalesce(m.refund_id, m.id), coalesce(company_day(company, m.proposed_at), m.opened_on), null,
         m.amount, m.currency, null, coalesce(m.refund_reason, m.number_text), m.how
    from unapplied m join claims c on c.id = m.claim_id
  union all
  -- Of a payer who is nobody's kin, but the desk believes it to be for this very claim.
  select c.id, 'unapplied-money', d.bank_transaction_id, d.booked_on, null, d.amount, d.currency::text, null, null, 'named'
    from desk_payments d cross join lateral unnest(d.item_ids) as x (id) join claims c on c.id = x.id
   where d.company_id = company and d.amount > 0 and (c.party_id is distinct from d.party_id or d.certainty > 2)
     -- As a hashed set, however few the planner believes them to be.
     and (c.id, d.bank_transaction_id) not in (select u.claim_id, u.id from unapplied u)
  union all
  select c.id, case k.target when 'court' then 'in-enforcement' else 'in-collection' end, k.id, k.opened_on, null, t.amount, k.currency::text, null, k.agency_number, null
    from collection_case_items t join collection_cases k on k.company_id = t.company_id and k.id = t.case_id join claims c on c.id = t.item_id
   where t.company_id = company and t.ended_on = 'infinity' and t.component = 'capital'
  union all
  -- A financing partner holds it: the debtor was told to pay there, and what he pays us frees him not (skuldebrevslagen 31 §).
  select c.id, 'financed', f.id, f.financed_on, null, f.amount, f.currency::text, null, g.name, null
    from financed_items f join financing_agreements g on g.company_id = f.company_id and g.id = f.agreement_id join claims c on c.id = f.financed_item_id
   where f.company_id = company
  union all
  select c.id, 'written-off', l.id, l.posted_on, null, l.amount, l.currency::text, null, null, null
    from losses l join claims c on c.id = l.item_id
   where l.company_id = company and l.kind <> 'doubtful' and not exists (select from loss_events e where e.company_id = l.company_id and e.loss_id = l.id and e.kind = 'reversed')
$$;

-- What has taken claims further by the end of a day: their last letter, the queue of collection, a case; a row for each that anything
-- has. Letters of the item and of those that it continues count; a recalled letter does not.
drop function if exists claim_steps(uuid, date, uuid[], uuid[], boolean);
create function claim_steps(company uuid, on_day date, only_items uuid[] default null, only_parties uuid[] default null, with_closed boolean default false)
  returns table (item_id uuid, stage text, since date, letter_id uuid, step_no integer, deadline_on date, case_id uuid)
  language sql stable rows 100000 as $$
  with recursive asked as not materialized (
    select i.id from open_items i
     where i.company_id = company and i.amount > 0 and i.component = 'capital' and (with_closed or i.closed_on > on_day)
       and (only_items is null or i.id = any (only_items)) and (only_parties is null or i.party_id = any (only_parties))
  ), lineage as (
    select i.id as item_id, i.continues_id as earlier_id from open_items i
     where i.company_id = company and i.continues_id is not null and i.amount > 0 and (with_closed or i.closed_on > on_day)
       and (only_items is null or i.id = any (only_items)) and (only_parties is null or i.party_id = any (only_parties))
    union all
    select l.item_id, e.continues_id from lineage l join open_items e on e.company_id = company and e.id = l.earlier_id where e.continues_id is not null
  ), sent as (
    -- Of all claims at once: letters as they lie; of some: by the index of their items.
    select t.item_id, t.letter_id, t.step_no
      from dunning_letter_items t where only_items is null and only_parties is null and t.company_id = company
    union all
    select l.item_id, t.letter_id, t.step_no
      from dunning_letter_items t join lineage l on l.earlier_id = t.item_id
     where only_items is null and only_parties is null and t.company_id = company
    union all
    select k.item_id, t.letter_id, t.step_no
      from (select id as item_id, id as earlier_id from asked union all select item_id, earlier_id from lineage) k
     cross join lateral (select t.letter_id, t.step_no from dunning_letter_items t where t.company_id = company and t.item_id = k.earlier_id offset 0) t
     where only_items is not null or only_parties is not null
  ), letters as (
    select distinct on (s.item_id) s.item_id, s.letter_id, d.kind, d.sent_on, s.step_no, d.deadline_on
      from sent s
      join dunning_letters d on d.company_id = company and d.id = s.letter_id
     where d.sent_on <= on_day
       and not exists (select from dunning_letter_events e where e.company_id = company and e.letter_id = d.id and e.kind = 'recalled')
     order by s.item_id, d.sent_on desc, s.step_no desc, s.letter_id desc
  ), queued as (
    select q.item_id, min(q.queued_on) as queued_on from collection_queue q
     where q.company_id = company and q.queued_on <= on_day and (q.ended_at is null or company_day(company, q.ended_at) > on_day)
       and (only_items is null or q.item_id = any (only_items))
     group by q.item_id
  ), cases as (
    select t.item_id, k.id as case_id, k.target, k.opened_on, k.watch_since
      from collection_case_items t join collection_cases k on k.company_id = t.company_id and k.id = t.case_id
     where t.company_id = company and t.component = 'capital' and k.opened_on <= on_day and t.ended_on > on_day
       and (only_items is null or t.item_id = any (only_items))
  )
  select item_id,
         case when k.watch_since <= on_day then 'watch'
              when k.target = 'court' then 'enforcement'
              when k.target = 'agency' then 'collection'
              when q.queued_on is not null then 'ready-for-collection'
              else l.kind end,
         case when k.watch_since <= on_day then k.watch_since
              when k.case_id is not null then k.opened_on
              when q.queued_on is not null then q.queued_on
              else l.sent_on end,
         l.letter_id, l.step_no, l.deadline_on, k.case_id
    from letters l full join queued q using (item_id) full join cases k using (item_id)
$$;

-- Where each claim stands at the end of a day: capital items of receivables that were open then; with_closed also those that
-- were closed.
drop function if exists claim_stages(uuid, date, uuid[], uuid[], boolean);
create function claim_stages(company uuid, on_day date, only_items uuid[] default null, only_parties uuid[] default null, with_closed boolean default false)
  returns table (item_id uuid, stage text, since date, letter_id uuid, step_no integer, deadline_on date, case_id uuid)
  language sql stable rows 100000 as $$
  with lost as (
    select l.item_id, max(l.posted_on) as posted_on from losses l
     where l.company_id = company and l.kind <> 'doubtful' and l.posted_on <= on_day and (only_items is null or l.item_id = any (only_items))
       and not exists (select from loss_events e where e.company_id = l.company_id and e.loss_id = l.id and e.kind = 'reversed' and e.on_day <= on_day)
     group by l.item_id
  )
  select c.id,
         case when c.closed_on <= on_day then case when w.item_id is not null then 'loss' else 'closed' end
              when s.stage is not null then s.stage
              when c.due_on < on_day then 'overdue'
              else 'none' end,
         case when c.closed_on <= on_day then coalesce(w.posted_on, c.closed_on)
              when s.stage is not null then s.since
              when c.due_on < on_day then c.due_on + 1 end,
         s.letter_id, s.step_no, s.deadline_on, s.case_id
    from open_items c
    left join claim_steps(company, on_day, only_items, only_parties, with_closed) s on s.item_id = c.id
    left join lost w on w.item_id = c.id
   where c.company_id = company and c.amount > 0 and c.component = 'capital' and c.kind <> 'charge' and c.opened_on <= on_day and (with_closed or c.closed_on > on_day)
     and c.account in (select a.code from accounts a where a.company_id = company and a.control = 'receivable')
     and (only_items is null or c.id = any (only_items)) and (only_parties is null or c.party_id = any (only_parties))
$$;

-- The item that carries the money of an item now: itself, or the last of those that continue it.
drop function if exists carrying_item(uuid, uuid);
create function carrying_item(company uuid, first_item uuid)
  returns table (id uuid, amount_open bigint, component text, number_text text, due_on date, party_id uuid) language sql stable rows 1 as $$
  with recursive line as (
    select i.id, 0 as step from open_items i where i.company_id = company and i.id = first_item
    union all
    select n.id, l.step + 1 from line l join open_items n on n.company_id = company and n.continues_id = l.id
  )
  select i.id, i.amount_open, i.component, i.number_text, i.due_on, i.party_id
    from (select l.id from line l order by l.step desc, l.id limit 1) x join open_items i on i.company_id = company and i.id = x.id
$$;

-- Each plan by its newest version and the last word about it; of a party that was merged, by the one that remains.
create view instalment_plan_states with (security_invoker = true) as
select p.company_id, p.id as plan_id, coalesce(o.merged_into_id, p.party_id) as party_id, p.currency, p.business_area_id, v.version_no, s.state, s.on_day as state_on, p.recorded_at, p.recorded_by
  from instalment_plans p
  left join parties o on o.company_id = p.company_id and o.id = p.party_id
 cross join lateral (select v.version_no from instalment_plan_versions v where v.company_id = p.company_id and v.plan_id = p.id order by v.version_no desc limit 1) v
 cross join lateral (
   -- What took the last word back says which state holds again.
   select case e.kind when 'taken-back' then e.data ->> 'state' else e.kind end as state, e.on_day from instalment_plan_events e
    where e.company_id = p.company_id and e.plan_id = p.id and e.kind in ('proposed', 'agreed', 'broken', 'fulfilled', 'ended', 'withdrawn', 'taken-back')
    order by e.recorded_at desc, e.id desc limit 1) s;

-- Days that may have begun the time of claims anew, whatever the country makes of them: letters, part payments, plans that were
-- agreed, applications to court and enforcement, and what people have recorded.
drop function if exists claim_interruption_days(uuid, uuid[]);
create function claim_interruption_days(company uuid, only_items uuid[])
  returns table (item_id uuid, kind text, on_day date) language sql stable as $$
  -- What was done about an item counts for those that carry it on: into another currency, account or party.
  with recursive line as (
    select x.id as item_id, x.id as earlier_id from unnest(only_items) as x (id)
    union
    select l.item_id, i.continues_id from line l join open_items i on i.company_id = company and i.id = l.earlier_id where i.continues_id is not null
  )
  select l.item_id, 'demand', d.sent_on
    from line l join dunning_letter_items t on t.company_id = company and t.item_id = l.earlier_id join dunning_letters d on d.company_id = t.company_id and d.id = t.letter_id
   where not exists (select from dunning_letter_events e where e.company_id = d.company_id and e.letter_id = d.id and e.kind in ('recalled', 'returned'))
     -- One that never left has reached nobody.
     and coalesce((select bool_or(v.state in ('sent', 'delivered')) from deliveries v where v.company_id = d.company_id and v.subject_id = d.id), true)
  union all
  select l.item_id, 'part-payment', a.value_on
    from line l join allocations a on a.company_id = company and a.debit_item_id = l.earlier_id join open_items c on c.company_id = a.company_id and c.id = a.credit_item_id
   where c.kind = 'payment' and a.reverses_id is null
     and not exists (select from allocations r where r.company_id = a.company_id and r.reverses_id = a.id)
  union all
  select l.item_id, 'acknowledgement', e.on_day
    from line l join instalment_plan_items x on x.company_id = company and x.item_id = l.earlier_id join instalment_plan_events e on e.company_id = x.company_id and e.plan_id = x.plan_id and e.version_no = x.version_no and e.kind = 'agreed'
   where not exists (select from instalment_plan_events b where b.company_id = e.company_id and b.plan_id = e.plan_id and b.kind = 'taken-back' and b.data ->> 'event' = e.id::text)
  union all
  select l.item_id, 'court', k.opened_on
    from line l join collection_case_items t on t.company_id = company and t.item_id = l.earlier_id join collection_cases k on k.company_id = t.company_id and k.id = t.case_id and k.target = 'court'
   where exists (select from collection_events e where e.company_id = k.company_id and e.case_id = k.id and e.kind in ('handed-over', 'accepted', 'confirmed', 'served', 'settled', 'decision'))
  union all
  -- A settlement before a conciliation board counts as the judgment does (foreldelsesloven § 21).
  select l.item_id, case when e.kind in ('decision', 'settled') then 'decision' else 'enforcement' end, e.happened_on
    from line l join collection_case_items t on t.company_id = company and t.item_id = l.earlier_id join collection_events e on e.company_id = t.company_id and e.case_id = t.case_id and e.kind in ('decision', 'settled', 'enforcement-requested', 'attachment')
  union all
  select l.item_id, i.kind, i.on_day from line l join claim_interruptions i on i.company_id = company and i.item_id = l.earlier_id
   where not exists (select from claim_interruption_withdrawals w where w.company_id = i.company_id and w.interruption_id = i.id)
$$;

-- The channels of a letter in their order, the last resort last; null: a document that is no letter.
create or replace function letter_channels(company uuid, kind text, letter uuid) returns text[] language sql stable as $$
  select case kind
    when 'letter' then (
      select t.channels || array['print'] from dunning_letters l join dunning_steps t on t.company_id = l.company_id and t.policy_id = l.policy_id and t.version_no = l.version_no and t.step_no = l.step_no
       where l.company_id = company and l.id = letter)
    when 'claim-letter' then (select l.channels from claim_letters l where l.company_id = company and l.id = letter) end
$$;

-- What holds for a customer goes over when he is merged into another (parties.merge): rests, who is responsible, what bureaus
-- watch; policy, agreed interest and credit limit where the other has none of his own. What was done stays as it was done, and is
-- found by the remaining one: letters, losses and plans by parties.merged_into_id, claims by the items that continue others.
-- Answers with what went over, for restore_claims.
create or replace function absorb_claims(company uuid, from_party uuid, into_party uuid, on_day date, by_user uuid, limit_id uuid) returns jsonb language plpgsql as $$
declare
  carried jsonb := '{}';
  ids uuid[];
begin
  with moved as (
    update holds h set party_id = into_party where h.company_id = company and h.party_id = from_party and h.released_at is null
       and not exists (select from holds x where x.company_id = company and x.party_id = into_party and x.kind = h.kind and x.released_at is null and x.from_on <= h.from_on and h.to_on <= x.to_on)
    returning h.id)
  select coalesce(array_agg(id), '{}') into ids from moved;
  carried := carried || jsonb_build_object('holds', ids);
  with moved as (
    update responsibles r set party_id = into_party where r.company_id = company and r.party_id = from_party and on_day < r.to_on
       and not exists (select from responsibles x where x.company_id = company and x.party_id = into_party and x.user_id = r.user_id and on_day < x.to_on)
    returning r.id)
  select coalesce(array_agg(id), '{}') into ids from moved;
  carried := carried || jsonb_build_object('responsibles', ids);
  with moved as (
    update credit_monitorings m set party_id = into_party where m.company_id = company and m.party_id = from_party and m.ended_on = 'infinity'
       and not exists (select from credit_monitorings x where x.company_id = company and x.party_id = into_party and x.bureau = m.bureau and x.ended_on = 'infinity')
    returning m.id)
  select coalesce(array_agg(id), '{}') into ids from moved;
  carried := carried || jsonb_build_object('monitorings', ids);
  with given as (
    insert into dunning_assignments (company_id, id, policy_id, party_id, from_on, to_on, reason, recorded_by, business_area_id)
    select company, gen_random_uuid(), a.policy_id, into_party, greatest(a.from_on, on_day), a.to_on, a.reason, by_user, a.business_area_id
      from dunning_assignments a where a.company_id = company and a.party_id = from_party and on_day < a.to_on
       and not exists (select from dunning_assignments x where x.company_id = company and x.party_id = into_party and on_day < x.to_on)
    returning id)
  select coalesce(array_agg(id), '{}') into ids from given;
  carried := carried || jsonb_build_object('assignments', ids, 'assignmentsEnded', (
    select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'to', a.to_on)), '[]') from dunning_assignments a where a.company_id = company and a.party_id = from_party and on_day < a.to_on));
  update dunning_assignments a set to_on = greatest(on_day, a.from_on) where a.company_id = company and a.party_id = from_party and on_day < a.to_on;
  with given as (
    insert into interest_terms (company_id, id, party_id, valid_from, start_basis, rate_kind, percent, source, recorded_by)
    select company, gen_random_uuid(), into_party, on_day, t.start_basis, t.rate_kind, t.percent, t.source, by_user
      from (select * from interest_terms t where t.company_id = company and t.party_id = from_party and t.valid_from <= on_day order by t.valid_from desc, t.recorded_at desc, t.id desc limit 1) t
     where not exists (select from (select * from interest_terms x where x.company_id = company and x.party_id = into_party order by x.valid_from desc, x.recorded_at desc, x.id desc limit 1) x
                        where x.start_basis is not null or x.rate_kind is not null or x.percent is not null or on_day < x.valid_from)
    returning id)
  select coalesce(array_agg(id), '{}') into ids from given;
  carried := carried || jsonb_build_object('interestTerms', ids);
  -- Of the limits of a customer the newest id counts: the copy keeps the time in the id that it had, but after a limit that was lifted.
  with given as (
    insert into credit_limits (company_id, id, party_id, amount, currency, valid_from, valid_to, reason, recorded_at, recorded_by)
    select company, case when exists (select from credit_limits x where x.company_id = company and x.party_id = into_party and x.valid_from <= on_day and on_day < x.valid_to)
                         then limit_id else (left(l.id::text, 14) || substr(gen_random_uuid()::text, 15))::uuid end, into_party, l.amount, l.currency, greatest(l.valid_from, on_day), l.valid_to, l.reason, now(), by_user
      from (select * from credit_limits l where l.company_id = company and l.party_id = from_party and l.valid_from <= on_day and on_day < l.valid_to order by l.id desc limit 1) l
     where not exists (select from (select * from credit_limits x where x.company_id = company and x.party_id = into_party and x.valid_from <= on_day and on_day < x.valid_to order by x.id desc limit 1) x
                        where x.amount is not null)
    returning id)
  select coalesce(array_agg(id), '{}') into ids from given;
  return carried || jsonb_build_object('creditLimits', ids);
end $$;

-- The counterpart of absorb_claims (parties.undo-merge): what went over goes back as far as it is still the other's; what has been
-- released, ended or decided there since stays so. Of agreed interest and limits, which are facts, a row that lifts them follows,
-- where nobody has decided anew.
create or replace function restore_claims(company uuid, from_party uuid, into_party uuid, carried jsonb, on_day date, by_user uuid, limit_id uuid, why text) returns void language plpgsql as $$
begin
  update holds set party_id = from_party where company_id = company and party_id = into_party and id in (select jsonb_array_elements_text(carried -> 'holds')::uuid);
  update responsibles set party_id = from_party where company_id = company and party_id = into_party and id in (select jsonb_array_elements_text(carried -> 'responsibles')::uuid);
  update credit_monitorings set party_id = from_party where company_id = company and party_id = into_party and id in (select jsonb_array_elements_text(carried -> 'monitorings')::uuid);
  update dunning_assignments a set to_on = greatest(on_day, a.from_on)
   where a.company_id = company and a.party_id = into_party and on_day < a.to_on and a.id in (select jsonb_array_elements_text(carried -> 'assignments')::uuid);
  insert into dunning_assignments (company_id, id, policy_id, party_id, from_on, to_on, reason, recorded_by, business_area_id)
  select company, gen_random_uuid(), a.policy_id, from_party, greatest(a.from_on, on_day), (e ->> 'to')::date, a.reason, by_user, a.business_area_id
    from jsonb_array_elements(carried -> 'assignmentsEnded') e join dunning_assignments a on a.company_id = company and a.id = (e ->> 'id')::uuid where on_day < (e ->> 'to')::date;
  insert into interest_terms (company_id, id, party_id, valid_from, source, recorded_by)
  select company, gen_random_uuid(), into_party, on_day, why, by_user
    from (select t.id from interest_terms t where t.company_id = company and t.party_id = into_party order by t.valid_from desc, t.recorded_at desc, t.id desc limit 1) t
   where t.id in (select jsonb_array_elements_text(carried -> 'interestTerms')::uuid);
  insert into credit_limits (company_id, id, party_id, amount, currency, valid_from, reason, recorded_at, recorded_by)
  select company, limit_id, into_party, null, l.currency, on_day, why, now(), by_user
    from (select * from credit_limits l where l.company_id = company and l.party_id = into_party order by l.id desc limit 1) l
   where l.id in (select jsonb_array_elements_text(carried -> 'creditLimits')::uuid);
end $$;

-- What of each loss still stands: less what was recovered, and nothing of one that was reversed. Rights are those of who asks.
create view loss_standing with (security_invoker = true) as
select l.company_id, l.id as loss_id, l.kind, l.item_id, l.party_id, l.currency, l.amount, l.vat,
       coalesce(e.recovered, 0) as recovered, coalesce(e.recovered_vat, 0) as recovered_vat, coalesce(e.reversed, false) as reversed,
       case when coalesce(e.reversed, false) then 0 else l.amount - coalesce(e.recovered, 0) end as "left"
  from losses l
  left join lateral (
    select sum(case e.kind when 'recovered' then e.amount when 'recovery-reversed' then -e.amount else 0 end)::bigint as recovered,
           sum(case e.kind when 'recovered' then e.vat when 'recovery-reversed' then -e.vat else 0 end)::bigint as recovered_vat,
           bool_or(e.kind = 'reversed') as reversed
      from loss_events e where e.company_id = l.company_id and e.loss_id = l.id) e on true;

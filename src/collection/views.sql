-- Where an item is beyond our own letters: at an agency, at the court, or watched. No row: nowhere, or the case has ended.
-- A case that is proposed and not handed over has frozen its items already.
create view collection_stages with (security_invoker = true) as
select i.company_id, i.item_id,
       case when c.watch_since is not null then 'watch' when c.target = 'court' then 'enforcement' else 'collection' end as stage,
       coalesce(c.watch_since, c.opened_on) as since,
       c.id as case_id
  from collection_case_items i join collection_cases c on c.company_id = i.company_id and c.id = i.case_id
 where i.ended_on = 'infinity';

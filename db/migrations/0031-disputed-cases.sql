-- What is disputed after it was handed over is told to who has it, and so is the end of it; a conciliation board (forliksråd) may
-- end in a settlement, which is enforced like a judgment (tvangsfullbyrdelsesloven § 4-1).
alter table collection_messages drop constraint collection_messages_kind_known;
alter table collection_messages add constraint collection_messages_kind_known
  check (kind in ('register', 'document', 'payment', 'credit', 'adjustment', 'dispute', 'dispute-ended', 'withdrawal', 'application', 'reduction', 'enforcement'));
alter table collection_events drop constraint collection_events_kind_known;
alter table collection_events add constraint collection_events_kind_known check (kind in (
  'proposed', 'approved', 'handed-over', 'accepted', 'refused', 'payment-reported', 'credit-reported', 'adjusted', 'status', 'remitted',
  'watch', 'resumed', 'note', 'withdrawal-asked', 'withdrawn', 'closed', 'disputed', 'dispute-ended',
  'confirmed', 'served', 'objected', 'reduced', 'settled', 'decision', 'enforcement-requested', 'attachment', 'enforcement-ended'));
-- A dispute is said beside the state of a case: it does not move it.
create or replace function collection_events_move() returns trigger language plpgsql as $$
begin
  update collection_cases c
     set ended_on = case when new.kind in ('refused', 'withdrawn', 'closed') then new.happened_on else c.ended_on end,
         watch_since = case when new.kind = 'watch' then new.happened_on when new.kind in ('resumed', 'refused', 'withdrawn', 'closed') then null else c.watch_since end,
         agency_number = coalesce(new.data ->> 'agencyNumber', c.agency_number),
         state = case when new.kind in ('note', 'payment-reported', 'credit-reported', 'adjusted', 'remitted', 'status', 'reduced', 'disputed', 'dispute-ended')
                        or (c.state in ('refused', 'withdrawn', 'closed') and new.kind not in ('refused', 'withdrawn', 'closed')) then c.state else new.kind end
   where c.company_id = new.company_id and c.id = new.case_id;
  if new.kind in ('refused', 'withdrawn', 'closed') then
    update collection_case_items i set ended_on = new.happened_on where i.company_id = new.company_id and i.case_id = new.case_id and i.ended_on = 'infinity';
  end if;
  return null;
end $$;

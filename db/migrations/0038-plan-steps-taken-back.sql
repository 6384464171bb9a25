-- What was recorded of an instalment plan by mistake is taken back by an event of its own, which names the one that it takes back and
-- the state that holds again (data: event, state). What was agreed, ended or broken so may happen a second time in a version; that
-- two do not record it at once is the plan's lock.
alter table instalment_plan_events drop constraint instalment_plan_events_kind_known;
alter table instalment_plan_events add constraint instalment_plan_events_kind_known
  check (kind in ('proposed', 'agreed', 'letter', 'notice', 'part-met', 'part-late', 'reminded', 'broken', 'fulfilled', 'changed', 'ended', 'withdrawn', 'taken-back'));
alter table instalment_plan_events add constraint instalment_plan_events_taken_back_names
  check (kind <> 'taken-back' or (data ->> 'event' is not null and data ->> 'state' in ('proposed', 'agreed')));
drop index instalment_plan_events_once;
create unique index instalment_plan_events_once on instalment_plan_events (company_id, plan_id, version_no, kind, coalesce(part_no, 0))
  where kind in ('notice', 'part-met', 'part-late', 'reminded', 'fulfilled', 'changed');
create unique index instalment_plan_events_taken_back_once on instalment_plan_events (company_id, (data ->> 'event')) where kind = 'taken-back';
-- Why a payment could not be posted, with the values that its sentence wants.
alter table desk_payments add column why_data jsonb;

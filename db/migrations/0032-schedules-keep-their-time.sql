-- A schedule keeps the time that was chosen for it. Whole days are counted on the calendar of the company's country: 07:45 stays
-- 07:45 through summer time. Shorter times are counted in hours that pass. Neither a clockwork that looked late nor one that stood
-- still moves it: the next time is the next of its own after now.
alter table schedules add column first_at timestamptz;
update schedules set first_at = next_at;
alter table schedules alter column first_at set not null;

create function schedule_next_at(first_at timestamptz, every_minutes integer, after timestamptz, zone text)
  returns timestamptz language sql stable set search_path = public as $$
  select case when first_at > after then first_at
    when every_minutes % 1440 = 0 then (
      select min(x.at) from (
        select (first_at at time zone zone + make_interval(days => (every_minutes / 1440) * n)) at time zone zone as at
          from (select floor(extract(epoch from after - first_at) / (every_minutes * 60))::int as passed) p,
               lateral generate_series(p.passed - 1, p.passed + 2) as n where n > 0) x
       where x.at > after)
    else first_at + make_interval(mins => every_minutes) * (floor(extract(epoch from after - first_at) / (every_minutes * 60)) + 1)
  end
$$;

create or replace function claim_due_schedules(at timestamptz)
  returns table (company_id uuid, id uuid, verb text, input jsonb) language sql volatile security definer set search_path = public as $$
  with due as (
    select s.company_id, s.id from schedules s where s.next_at <= at and s.enabled order by s.next_at limit 1000 for update skip locked
  )
  update schedules s set next_at = schedule_next_at(s.first_at, s.every_minutes, at, c.time_zone)
    from due join companies c on c.company_id = due.company_id where s.company_id = due.company_id and s.id = due.id
  returning s.company_id, s.id, s.verb, s.input
$$;

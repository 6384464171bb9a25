-- The company's day of an instant, by its own clock (Europe/Stockholm, Europe/Oslo, Europe/Sofia). Wherever a day is made of an
-- instant it is made by this: by the clock of the database what happens after midnight would belong to the day before.
create or replace function company_day(company uuid, instant timestamptz) returns date language sql stable parallel safe as $$
  select (instant at time zone c.time_zone)::date from companies c where c.company_id = company
$$;

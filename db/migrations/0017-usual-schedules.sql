-- Which of the usual schedules a company was given: a new release gives it those that are new, and brings back none that a person ended.
create table usual_schedules_given (
  company_id uuid not null,
  name text not null,
  given_at timestamptz not null default now(),
  primary key (company_id, name)
);
alter table usual_schedules_given enable row level security;
create policy usual_schedules_given_visible on usual_schedules_given using (company_id = (select tenant_id()));
insert into usual_schedules_given (company_id, name)
  select company_id, name from schedules
  union
  select company_id, summary ->> 'name' from audit_events where verb = 'jobs.delete-schedule' and summary ? 'name';

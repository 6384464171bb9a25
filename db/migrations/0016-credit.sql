-- Credit: what is asked of bureaus and what they answer, limits, how customers pay, who is told.

-- A question to a bureau: who asked about whom, and why. Stays when the answer is erased.
create table credit_checks (
  company_id uuid not null,
  id uuid not null,
  party_id uuid not null,
  role text not null constraint credit_checks_role_known check (role in ('customer', 'supplier')),
  bureau text not null,
  -- Why it may be asked (of persons the law wants a legitimate need: src/credit/legitimate-reason.ts).
  reason_kind text not null constraint credit_checks_reason_known check (reason_kind in ('credit', 'claim', 'contract', 'tender', 'other')),
  reason text not null constraint credit_checks_reason_given check (btrim(reason) <> ''),
  -- The bureau tells the person who asked (Sweden: omfrågandekopia, Norway: gjenpartsbrev).
  copy_notice boolean not null,
  asked_at timestamptz not null,
  asked_by uuid,
  primary key (company_id, id)
);
create index credit_checks_by_party on credit_checks (company_id, party_id, id desc);

-- What came back. A question without an answer was lost on its way.
create table credit_answers (
  company_id uuid not null,
  check_id uuid not null,
  party_id uuid not null,
  outcome text not null constraint credit_answers_outcome_known check (outcome in ('answered', 'unknown-number', 'failed')),
  answered_at timestamptz not null,
  -- The day of the bureau's data, where it says one; else the day of the answer.
  source_on date not null,
  status text constraint credit_answers_status_known check (status in ('active', 'bankrupt', 'restructuring', 'ceased')),
  score numeric(12, 4),
  class text,
  limit_amount bigint,
  limit_currency char(3),
  remark_count integer,
  remarks jsonb not null default '[]',
  -- Of the bytes that came, so that a dispute can be settled with the bureau's own copy.
  sha256 bytea,
  failure text,
  primary key (company_id, check_id),
  constraint credit_answers_failure_said check ((outcome = 'failed') = (failure is not null)),
  constraint credit_answers_limit_has_currency check ((limit_amount is null) = (limit_currency is null))
);
create index credit_answers_by_party on credit_answers (company_id, party_id, check_id desc);

-- The bureau tells us of changes from a day on.
create table credit_monitorings (
  company_id uuid not null,
  id uuid not null,
  party_id uuid not null,
  bureau text not null,
  -- What the bureau calls it.
  subscription text,
  reason_kind text not null constraint credit_monitorings_reason_known check (reason_kind in ('credit', 'claim', 'contract', 'tender', 'other')),
  reason text not null,
  from_on date not null,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  ended_on date not null default 'infinity',
  ended_by uuid,
  primary key (company_id, id)
);
create unique index credit_monitorings_once on credit_monitorings (company_id, party_id, bureau) where ended_on = 'infinity';

-- A change that the bureau told of; the same one told twice is one.
create table credit_changes (
  company_id uuid not null,
  id uuid not null,
  party_id uuid not null,
  bureau text not null,
  -- The bureau's own id, or what the message says, hashed.
  external_id text not null,
  kind text not null constraint credit_changes_kind_known check (kind in ('bankrupt', 'restructuring', 'ceased', 'remark', 'score', 'limit', 'other')),
  changed_on date not null,
  text text,
  -- The hold that it made.
  hold_id uuid,
  recorded_at timestamptz not null default now(),
  primary key (company_id, id),
  constraint credit_changes_once unique (company_id, bureau, external_id)
);
create index credit_changes_by_party on credit_changes (company_id, party_id, id desc);
create table credit_change_reviews (
  company_id uuid not null,
  change_id uuid not null,
  reviewed_at timestamptz not null,
  reviewed_by uuid,
  note text,
  primary key (company_id, change_id)
);
-- How far a bureau's list of changes is read.
create table credit_bureau_readings (
  company_id uuid not null,
  bureau text not null,
  cursor text,
  read_at timestamptz not null,
  primary key (company_id, bureau)
);

-- How much a customer may owe. Rows are added: of those whose days hold, the one recorded last counts; no amount: no limit.
create table credit_limits (
  company_id uuid not null,
  id uuid not null,
  party_id uuid not null,
  amount bigint constraint credit_limits_not_negative check (amount >= 0),
  currency char(3) not null,
  valid_from date not null,
  valid_to date not null default 'infinity',
  reason text not null constraint credit_limits_reason_given check (btrim(reason) <> ''),
  recorded_at timestamptz not null,
  recorded_by uuid,
  primary key (company_id, id),
  constraint credit_limits_days_ordered check (valid_from < valid_to)
);
create index credit_limits_by_party on credit_limits (company_id, party_id, id desc);
-- A person let an order be billed although its customer then owes more than the limit.
create table credit_limit_decisions (
  company_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  party_id uuid not null,
  -- As they stood when it was decided, in the currency of the limit.
  limit_amount bigint not null,
  owes bigint not null,
  currency char(3) not null,
  reason text not null constraint credit_limit_decisions_reason_given check (btrim(reason) <> ''),
  recorded_at timestamptz not null,
  recorded_by uuid,
  business_area_id uuid,
  primary key (company_id, id)
);
create index credit_limit_decisions_by_order on credit_limit_decisions (company_id, order_id);

-- ── How customers pay: a projection, made anew by credit.score-customers. Every figure can be added over business areas, so that
-- who sees some areas sees what is told by those alone ──
create table credit_standings (
  company_id uuid not null,
  party_id uuid not null,
  area_key uuid not null,
  business_area_id uuid,
  scored_on date not null,
  -- Kind of the customer, the group that little history leans on.
  kind text not null,
  -- First claim ever.
  first_on date not null,
  -- Claims due within the window: settled by money, of these after more than the days of grace; lost; needing a letter.
  paid integer not null,
  paid_late integer not null,
  lost integer not null,
  lettered integer not null,
  -- Money of the window in the currency of the books, and Σ amount × days after the due day (early counts 0).
  paid_amount bigint not null,
  late_amount bigint not null,
  day_amount numeric not null,
  -- The same, of the last half-year and before it.
  recent_paid integer not null,
  recent_amount bigint not null,
  recent_day_amount numeric not null,
  earlier_paid integer not null,
  earlier_amount bigint not null,
  earlier_day_amount numeric not null,
  -- On the day: open, overdue, and overdue for more than thirty days.
  open_amount bigint not null,
  overdue_amount bigint not null,
  long_overdue_amount bigint not null,
  overdue integer not null,
  oldest_due_on date,
  base_currency char(3) not null,
  -- Days from due to paid of the latest claims, newest first; days that open claims have waited after the due day.
  delays smallint[] not null,
  waits smallint[] not null,
  primary key (company_id, party_id, area_key)
);
-- How the customers of a kind pay within an area: how many claims were settled so many days after the due day, how many still wait.
create table credit_kinds (
  company_id uuid not null,
  kind text not null,
  area_key uuid not null,
  business_area_id uuid,
  scored_on date not null,
  days smallint[] not null,
  paid integer[] not null,
  waiting integer[] not null,
  primary key (company_id, kind, area_key)
);
-- What is expected to be paid by week: the mean and the variance of the sum, by area; the rest is expected after the last week.
create table credit_expected (
  company_id uuid not null,
  area_key uuid not null,
  business_area_id uuid,
  week_on date not null,
  scored_on date not null,
  base_currency char(3) not null,
  amount bigint not null,
  due_amount bigint not null,
  variance numeric not null,
  primary key (company_id, area_key, week_on)
);

-- What is taken off a hundred, and for what: 1 days late on the money's average, 2 how many claims were late or lost, 3 how many
-- needed a letter, 4 later than before, 5 overdue for more than thirty days. Null: fewer than three claims have ended.
create function credit_deductions(paid bigint, paid_late bigint, lost bigint, lettered bigint, overdue bigint, paid_amount numeric, day_amount numeric,
    recent_paid bigint, recent_amount numeric, recent_day_amount numeric, earlier_paid bigint, earlier_amount numeric, earlier_day_amount numeric,
    open_amount numeric, long_overdue_amount numeric) returns integer[] language sql immutable parallel safe as $$
  select case when paid + lost >= 3 then array[
    case when paid_amount > 0 then least(40, round(day_amount / paid_amount))::integer else 40 end,
    round(20.0 * (paid_late + lost + overdue) / (paid + lost + overdue))::integer,
    least(20, round(20.0 * lettered / (paid + lost + overdue)))::integer,
    case when recent_paid >= 3 and earlier_paid >= 3 and recent_amount > 0 and earlier_amount > 0
         then greatest(0, least(10, round((recent_day_amount / recent_amount - earlier_day_amount / earlier_amount) / 2)))::integer else 0 end,
    case when open_amount > 0 then least(10, round(10 * long_overdue_amount / open_amount))::integer else 0 end]
  end
$$;

-- ── Who is told of overdue customers: of a customer, else of an invoice group, else of a business area ──
create table responsibles (
  company_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  party_id uuid,
  invoice_group_id uuid,
  business_area_id uuid,
  from_on date not null,
  to_on date not null default 'infinity',
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  ended_by uuid,
  primary key (company_id, id),
  constraint responsibles_one_subject check (num_nonnulls(party_id, invoice_group_id, business_area_id) = 1),
  constraint responsibles_days_ordered check (from_on <= to_on)
);
create index responsibles_by_user on responsibles (company_id, user_id);
-- A letter to a colleague: which day, how many customers. Once a day. It leaves by the outbox.
create table credit_notices (
  company_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  noticed_on date not null,
  customers integer not null,
  recorded_at timestamptz not null default now(),
  primary key (company_id, id),
  constraint credit_notices_once_a_day unique (company_id, user_id, noticed_on)
);
alter table deliveries drop constraint deliveries_subject_known;
alter table deliveries add constraint deliveries_subject_known check (subject_kind in ('invoice', 'statement', 'letter', 'claim-letter', 'notice'));

do $$
declare t text;
begin
  foreach t in array array['credit_checks', 'credit_limits', 'credit_limit_decisions', 'credit_notices'] loop
    execute format('create trigger %I before update or delete or truncate on %I for each statement execute function refuse_change()', t || '_append_only', t);
  end loop;
  -- Facts too, but of persons: never changed, erased when the person is (parties.forget).
  foreach t in array array['credit_answers', 'credit_changes', 'credit_change_reviews'] loop
    execute format('create trigger %I before update or truncate on %I for each statement execute function refuse_change()', t || '_append_only', t);
  end loop;
end $$;

alter table credit_checks add foreign key (company_id, party_id) references parties (company_id, id);
alter table credit_answers add foreign key (company_id, check_id) references credit_checks (company_id, id);
alter table credit_monitorings add foreign key (company_id, party_id) references parties (company_id, id);
alter table credit_changes add foreign key (company_id, party_id) references parties (company_id, id), add foreign key (company_id, hold_id) references holds (company_id, id);
alter table credit_change_reviews add foreign key (company_id, change_id) references credit_changes (company_id, id) on delete cascade;
alter table credit_limits add foreign key (company_id, party_id) references parties (company_id, id);
alter table credit_limit_decisions add foreign key (company_id, order_id) references orders (company_id, id), add foreign key (company_id, party_id) references parties (company_id, id);
alter table responsibles add foreign key (company_id, party_id) references parties (company_id, id),
  add foreign key (company_id, invoice_group_id) references invoice_groups (company_id, id),
  add foreign key (company_id, business_area_id) references business_areas (company_id, id),
  add foreign key (user_id) references users (id);
alter table credit_notices add foreign key (user_id) references users (id);

do $$
declare t text; seen text;
begin
  -- Seen with their party.
  foreach t in array array['credit_checks', 'credit_answers', 'credit_monitorings', 'credit_changes', 'credit_limits'] loop
    execute format('alter table %I enable row level security', t);
    seen := format('using (company_id = (select tenant_id()) and ((select sees_all_areas()) or exists (select from parties p where p.company_id = %I.company_id and p.id = %I.party_id)))', t, t);
    execute format('create policy %I on %I for insert with check (company_id = (select tenant_id()))', t || '_insert', t);
    execute format('create policy %I on %I for select %s', t || '_visible', t, seen);
    execute format('create policy %I on %I for update %s', t || '_update', t, seen);
    execute format('create policy %I on %I for delete using (company_id = (select tenant_id()) and (select sees_all_areas()))', t || '_delete', t);
  end loop;
  foreach t in array array['credit_standings', 'credit_kinds', 'credit_expected', 'credit_limit_decisions'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I using (company_id = (select tenant_id()) and (business_area_id is null or (select sees_all_areas()) or business_area_id = any ((select visible_areas())::uuid[])))', t || '_visible', t);
  end loop;
end $$;
-- The figures of a customer whom an area does not see are not seen through this table either.
create policy credit_standings_of_visible on credit_standings as restrictive using (
  (select sees_all_areas()) or exists (select from parties p where p.company_id = credit_standings.company_id and p.id = credit_standings.party_id));
alter table credit_change_reviews enable row level security;
create policy credit_change_reviews_insert on credit_change_reviews for insert with check (company_id = (select tenant_id()));
create policy credit_change_reviews_visible on credit_change_reviews for select using (company_id = (select tenant_id())
  and ((select sees_all_areas()) or exists (select from credit_changes c where c.company_id = credit_change_reviews.company_id and c.id = credit_change_reviews.change_id)));
alter table credit_bureau_readings enable row level security;
create policy credit_bureau_readings_visible on credit_bureau_readings using (company_id = (select tenant_id()));
alter table responsibles enable row level security;
create policy responsibles_visible on responsibles using (company_id = (select tenant_id())
  and (business_area_id is null or (select sees_all_areas()) or business_area_id = any ((select visible_areas())::uuid[]))
  and (party_id is null or (select sees_all_areas()) or exists (select from parties p where p.company_id = responsibles.company_id and p.id = responsibles.party_id))
  and (invoice_group_id is null or (select sees_all_areas()) or exists (select from invoice_groups g where g.company_id = responsibles.company_id and g.id = responsibles.invoice_group_id)));
alter table credit_notices enable row level security;
create policy credit_notices_visible on credit_notices using (company_id = (select tenant_id())
  and ((select sees_all_areas()) or user_id = (select nullif(current_setting('reskontra.user_id', true), '')::uuid)));

-- What the screens keep for people: preferences, drafts, saved questions, menus; and the search over everything.

-- One's own, in one company. Nobody else reads them, whatever they may see.
create table user_preferences (
  company_id uuid not null,
  user_id uuid not null,
  preferences jsonb not null,
  saved_at timestamptz not null,
  primary key (company_id, user_id)
);

-- What a person has typed and not yet sent: it survives reload and sign-out. A version, so that two tabs do not fight.
create table drafts (
  company_id uuid not null,
  user_id uuid not null,
  name text not null constraint drafts_name_not_empty check (name <> ''),
  title text,
  version_no integer not null constraint drafts_version_positive check (version_no > 0),
  content jsonb not null,
  saved_at timestamptz not null,
  primary key (company_id, user_id, name)
);

-- Analysfrågor: a screen with its filters, kept under a name, for oneself or for whole roles.
create table saved_questions (
  company_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  name text not null constraint saved_questions_name_not_empty check (name <> ''),
  screen text not null,
  query text not null,
  role_ids uuid[] not null default '{}',
  saved_at timestamptz not null,
  primary key (company_id, id),
  constraint saved_questions_name_unique unique (company_id, user_id, name)
);

-- Processmenyer: groups and their screens in the order that an administrator gave them, by role.
create table process_menus (
  company_id uuid not null,
  role_id uuid not null,
  groups jsonb not null,
  saved_at timestamptz not null,
  saved_by uuid,
  primary key (company_id, role_id)
);

alter table user_preferences enable row level security;
create policy user_preferences_own on user_preferences using (
  company_id = (select tenant_id()) and user_id = (select nullif(current_setting('reskontra.user_id', true), '')::uuid));
alter table drafts enable row level security;
create policy drafts_own on drafts using (
  company_id = (select tenant_id()) and user_id = (select nullif(current_setting('reskontra.user_id', true), '')::uuid));
alter table saved_questions enable row level security;
-- Unshared ones are their owner's alone; whose roles a shared one is for is asked by the verb, on the day.
create policy saved_questions_visible on saved_questions using (
  company_id = (select tenant_id())
  and (role_ids <> '{}' or user_id = (select nullif(current_setting('reskontra.user_id', true), '')::uuid)));
alter table process_menus enable row level security;
create policy process_menus_visible on process_menus using (company_id = (select tenant_id()));

alter table user_preferences add foreign key (company_id) references companies (company_id), add foreign key (user_id) references users (id);
alter table drafts add foreign key (company_id) references companies (company_id), add foreign key (user_id) references users (id);
alter table saved_questions add foreign key (company_id) references companies (company_id), add foreign key (user_id) references users (id);
alter table process_menus add foreign key (company_id, role_id) references roles (company_id, id);

-- ── Search ───────────────────────────────────────────────────────────────────
-- A comparison of parts of texts is not leakproof: under the policies it would read the company. These functions run past
-- them, ask for the same rights themselves, and give out ids and ranks alone; the rows are read under the policies.
-- The texts are set in as literals: only then the planner knows which part of an index they are.

create function like_part(part text) returns text language sql immutable parallel safe as $$
  select replace(replace(replace(part, '\', '\\'), '%', '\%'), '_', '\_')
$$;

create function may_see_area(area uuid) returns boolean language sql stable parallel safe as $$
  select area is null or sees_all_areas() or area = any (visible_areas())
$$;

-- Parties by number, identity number or words of their name, best first: 1 the number, 2 the identity number, 3 a first
-- part of the number, 4 of the name, 5 of a word of it, 6 any part, 7 nearly. Protected persons by number alone, but for
-- who may read them. `words` are as in search_name.
create function search_parties(words text[], code text, identity text, with_protected boolean, most integer)
  returns table (party_id uuid, place integer) language plpgsql stable security definer set search_path = public set pg_trgm.word_similarity_threshold = 0.7 as $$
#variable_conflict use_column
declare
  company uuid := tenant_id();
  whole text := array_to_string(words, ' ');
  long text[];
  -- The policy of parties, as text: a function of its own would be asked row by row.
  seen text := case when sees_all_areas() then 'true' else format(
    '(not exists (select from party_areas a where a.company_id = %1$L and a.party_id = p.id) or exists (select from party_areas a where a.company_id = %1$L and a.party_id = p.id and a.area_id = any (%2$L::uuid[])))',
    company, visible_areas()) end;
  named text := format('p.company_id = %L and p.merged_into_id is null and p.kind <> ''system'' and (%L or p.protection = ''none'') and %s', company, with_protected, seen);
  found integer := 0;
  got integer;
begin
  if code <> '' then
    return query execute format(
      'select coalesce(p.merged_into_id, p.id), case when p.number = %2$L then 1 else 2 end from parties p
        where p.company_id = %1$L and p.kind <> ''system'' and %4$s and (p.number = %2$L or (%3$L <> '''' and p.identity_number = %3$L)) limit %5$s',
      company, code, identity, seen, most);
    get diagnostics got = row_count; found := found + got;
    return query execute format(
      'select p.id, 3 from parties p where p.company_id = %L and p.number like %L and p.number <> %L and p.merged_into_id is null and p.kind <> ''system'' and %s order by p.number using ~<~ limit %s',
      company, like_part(code) || '%', code, seen, most);
    get diagnostics got = row_count; found := found + got;
  end if;
  if whole = '' then return; end if;
  return query execute format('select p.id, 4 from parties p where %s and p.search_name like %L order by p.search_name using ~<~ limit %s', named, like_part(whole) || '%', most);
  get diagnostics got = row_count; found := found + got;
  -- Three letters are the least that the trigram index can look for.
  select array_agg(w) into long from unnest(words) w where length(w) >= 3;
  if long is null then return; end if;
  return query execute format(
    'select c.id, case when '' '' || c.search_name like %L then 5 else 6 end from (select p.id, p.search_name from parties p where %s and %s limit 200) c
      order by 2, length(c.search_name), c.search_name limit %s',
    '% ' || like_part(words[1]) || '%', named,
    (select string_agg(format('p.search_name like %L', '%' || like_part(w) || '%'), ' and ') from unnest(words) w), most);
  get diagnostics got = row_count; found := found + got;
  if found > 0 or length(whole) < 5 then return; end if;
  return query execute format(
    'select c.id, 7 from (select p.id, word_similarity(%L, p.search_name) as likeness from parties p where %s and %L <%% p.search_name) c order by c.likeness desc, c.id limit %s',
    whole, named, whole, most);
end $$;

-- Documents whose number or payment reference begins with a text of digits (or is one of the texts exactly), newest first.
create function search_invoices(exactly text[], part text, most integer)
  returns table (invoice_id uuid, place integer) language plpgsql stable security definer set search_path = public as $$
#variable_conflict use_column
declare company uuid := tenant_id(); first_part text := like_part(part) || '%';
begin
  return query
    select i.id, 1 from invoices i where i.company_id = company and i.number_text = any (exactly) and may_see_area(i.business_area_id)
    union all
    select i.id, 1 from invoices i where i.company_id = company and i.reference = any (exactly) and i.reference_kind <> 'number' and may_see_area(i.business_area_id)
    limit most;
  if length(part) < 2 then return; end if;
  return query execute format(
    '(select i.id, 2 from invoices i where i.company_id = %1$L and i.number_text like %2$L and may_see_area(i.business_area_id) order by i.number_text using ~>~ limit %3$s)
     union all
     (select i.id, 3 from invoices i where i.company_id = %1$L and i.reference like %2$L and i.reference_kind <> ''number'' and may_see_area(i.business_area_id) order by i.reference using ~>~ limit %3$s)',
    company, first_part, most);
end $$;

-- Payments by who paid or by their reference: 1 among those that wait (any part of the name), 2 among all (a first part).
-- Payments of protected persons are not found by a name.
create function search_payments(words text[], code text, with_protected boolean, most integer)
  returns table (bank_transaction_id uuid, place integer) language plpgsql stable security definer set search_path = public as $$
#variable_conflict use_column
declare
  company uuid := tenant_id();
  seen text := format('(sees_all_areas() or t.business_area_id = any (visible_areas()) or exists (select from unnest(visible_areas()) v where routed_to(t.company_id, t.id, v)))
    and (%L or not exists (select from bank_postings b join open_items o on o.company_id = b.company_id and o.id = b.item_id join parties p on p.company_id = o.company_id and p.id = o.party_id
                            where b.company_id = t.company_id and b.bank_transaction_id = t.id and p.protection <> ''none''))', with_protected);
  named text := (select string_agg(format('lower(t.payer_name) like %L', '%' || like_part(w) || '%'), ' and ') from unnest(words) w);
  coded text := case when length(code) >= 3 then format('t.reference like %L', like_part(code) || '%') end;
  wanted text := coalesce(named || ' or ' || coded, named, coded);
begin
  if wanted is null then return; end if;
  return query execute format(
    'select t.id, 1 from (select d.bank_transaction_id as id from desk_payments d where d.company_id = %1$L order by d.booked_on desc limit 2000) w
       join bank_transactions t on t.company_id = %1$L and t.id = w.id where (%2$s) and %3$s order by t.booked_on desc, t.id limit %4$s',
    company, wanted, seen, most);
  if named is not null and length(array_to_string(words, ' ')) >= 2 then
    return query execute format(
      'select t.id, 2 from (select * from bank_transactions t where t.company_id = %1$L and lower(t.payer_name) like %2$L order by lower(t.payer_name) using ~<~ limit 50) t
        where %3$s order by t.booked_on desc, t.id limit %4$s',
      company, like_part(array_to_string(words, ' ')) || '%', seen, most);
  end if;
  if coded is not null then
    return query execute format(
      'select t.id, 2 from (select * from bank_transactions t where t.company_id = %1$L and %2$s order by t.reference using ~<~ limit 50) t where %3$s order by t.booked_on desc, t.id limit %4$s',
      company, coded, seen, most);
  end if;
end $$;

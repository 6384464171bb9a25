-- A value of the law that somebody assumes until he has seen its source: it counts, and whatever used it says so.
alter table law_values add column unverified boolean not null default false;

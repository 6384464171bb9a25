-- Who drops a file holds it by a lease, not by a transaction that a slow line keeps open.
alter table collection_files add column leased_until timestamptz;

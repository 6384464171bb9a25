-- A decision that can be enforced begins the time of a claim anew, in Norway a longer one (foreldelsesloven § 21 nr. 2); one that was
-- won before the claim came into these books is recorded by a person.
alter table claim_interruptions drop constraint claim_interruptions_kind_known;
alter table claim_interruptions add constraint claim_interruptions_kind_known
  check (kind in ('demand', 'acknowledgement', 'part-payment', 'court', 'decision', 'enforcement', 'other'));

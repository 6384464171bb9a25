import { z } from 'zod'
import { id, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'

/** What speaks for two parties being one, the strongest first; the weights only order the list. */
const evidence = ['identity-number', 'vat-number', 'name-and-address', 'bank-account', 'e-mail'] as const

/**
 * Parties that may be one, by pairs: the younger one would end, the older one remain. Nobody is merged by this. Persons
 * with protected identity are left out: a likeness would tell who they are.
 */
export const findDuplicates = verb({
  kind: 'read',
  name: 'parties.find-duplicates',
  summary: 'Customers and suppliers that may be the same, with what speaks for it',
  route: 'GET /parties/duplicates',
  input: z.object({
    number: z.string().optional().meta({ description: 'Only pairs with this party' }),
    limit: paging.limit,
  }),
  output: z.object({
    rows: z.array(
      z.object({
        fromId: id,
        from: z.string(),
        fromName: z.string(),
        intoId: id,
        into: z.string(),
        intoName: z.string(),
        evidence: z.array(z.enum(evidence)),
      }),
    ),
    more: z.boolean(),
  }),
  async run(ctx, { number, limit }) {
    const rows = await ctx.db.rows<{
      fromId: Id
      from: string
      fromName: string
      intoId: Id
      into: string
      intoName: string
      evidence: (typeof evidence)[number][]
    }>(
      // Whatever asks for the same name is looked up for names alone that more than one party bears.
      `with p as materialized (
         select p.id, p.number, p.name, p.search_name, p.identity_number, p.vat_number, p.created_at, p.version_no
           from parties p where p.company_id = $1 and p.merged_into_id is null and p.protection = 'none' and p.kind not in ('system', 'internal')
       ), named as materialized (
         select p.* from p where p.search_name in (select search_name from p group by search_name having count(*) > 1)
       ), keys (party_id, evidence, key) as materialized (
         select id, 'identity-number', regexp_replace(identity_number, '[^[:alnum:]]', '', 'g') from p where identity_number is not null
         union all select id, 'vat-number', vat_number from p where vat_number is not null
         union all select p.id, 'name-and-address', p.search_name || '|' || v.address
                     from named p join lateral (
                       select lower(regexp_replace(coalesce(v.buyer -> 'address' ->> 'street', '') || ' ' || coalesce(v.buyer -> 'address' ->> 'postCode', ''), '[^[:alnum:]]', '', 'g')) as address
                         from party_versions v where v.company_id = $1 and v.party_id = p.id and v.version_no = p.version_no) v on v.address <> ''
                    where p.search_name <> ''
         union all select p.id, 'bank-account', b.scheme || b.account || '|' || p.search_name from named p join party_bank_accounts b on b.company_id = $1 and b.party_id = p.id and b.state <> 'refused'
         union all select p.id, 'e-mail', lower(c.address) || '|' || p.search_name from named p join party_channels c on c.company_id = $1 and c.party_id = p.id and c.channel = 'e-mail' and c.withdrawn_on is null
       ), met as (
         select evidence, key, min(party_id::text) as first from keys group by evidence, key having count(*) > 1
       ), pairs as (
         select distinct k.evidence, k.party_id as one, m.first::uuid as other from met m join keys k using (evidence, key) where k.party_id::text <> m.first
       )
       select f.id as "fromId", f.number as from, f.name as "fromName", t.id as "intoId", t.number as into, t.name as "intoName",
              array_agg(x.evidence order by array_position($2::text[], x.evidence)) as evidence
         from pairs x join p a on a.id = x.one join p b on b.id = x.other
        cross join lateral (select * from (values (a.id, a.number, a.name), (b.id, b.number, b.name)) s (id, number, name) where s.id = case when (a.created_at, a.id) > (b.created_at, b.id) then a.id else b.id end) f
        cross join lateral (select * from (values (a.id, a.number, a.name), (b.id, b.number, b.name)) s (id, number, name) where s.id <> f.id) t
        where $3::text is null or f.number = $3 or t.number = $3
        group by 1, 2, 3, 4, 5, 6
        order by sum(1 << (8 - array_position($2::text[], x.evidence))) desc, f.number limit $4`,
      [ctx.company.id, evidence, number ?? null, limit + 1],
    )
    return { rows: rows.slice(0, limit), more: rows.length > limit }
  },
})

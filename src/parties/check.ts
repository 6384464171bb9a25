import { z } from 'zod'

import { countries, country as rulesOf } from '../countries/index.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { checkParty } from './check-party.ts'
import type { PartyInput } from './party-input.ts'
import { partyRow } from './save.ts'
import { searchName } from './search-name.ts'
import { logProtectedReads, protectedName, seesProtected } from './sees-protected.ts'

const alikeMax = 5
/** Below this a name is another name: "Anna Ek" and "Anna Ekström" are worth a look, "Anna Ek" and "Anna Åberg" are not. */
const likenessLeast = 0.6
/** A first name alone says nothing. */
const nameLeast = 6

/** What saving would say of a customer that is being written down, and who is already there. Saves nothing. */
export const check = verb({
  kind: 'read',
  name: 'parties.check',
  summary: 'Check a customer before it is saved: its numbers, and who may be the same',
  route: 'POST /parties/check',
  recordsLooks: true,
  input: z.object({ row: partyRow }),
  output: z.object({
    kind: z.enum(['person', 'company']).nullable().meta({ description: 'What the identity number is of' }),
    identityNumber: z.string().nullable().meta({ description: 'As it is stored' }),
    problems: z.array(z.looseObject({ code: z.string(), message: z.string(), column: z.string().optional() })),
    alike: z
      .array(
        z.object({
          number: z.string(),
          name: z.string(),
          city: z.string().nullable(),
          isProtected: z.boolean(),
          closedOn: z.string().nullable(),
          evidence: z.enum(['identity-number', 'name']),
        }),
      )
      .meta({ description: 'The surest first; persons with protected identity only by their identity number' }),
  }),
  async run(ctx, { row }) {
    const country = row.country ?? ctx.company.country
    const { input, problems } = checkParty(ctx, { ...row, source: 'person' } as PartyInput, country)
    const rules = countries.find(({ code }) => code === country) ?? rulesOf(ctx.company.country)
    const known = row.identityNumber ? rules.identity.anyNumber(row.identityNumber, ctx.today).value : undefined
    const rows = await ctx.db.rows<{
      id: Id
      number: string
      name: string
      city: string | null
      isProtected: boolean
      closedOn: string | null
      evidence: 'identity-number' | 'name'
    }>(
      `with found as (
         select p.id, 'identity-number' as evidence, 2::real as likeness from parties p
          where p.company_id = $1 and p.identity_number = $2 and p.merged_into_id is null and p.kind <> 'system'
         union all
         select party_id, 'name', likeness from find_parties($3, false, 20) where length($3) >= ${nameLeast} and likeness >= ${likenessLeast}
       ), best as (select distinct on (id) * from found order by id, likeness desc)
       select p.id, p.number, p.name, v.buyer -> 'address' ->> 'city' as city, p.protection <> 'none' as "isProtected", nullif(p.closed_on, 'infinity')::text as "closedOn", b.evidence
         from best b join parties p on p.company_id = $1 and p.id = b.id join party_versions v on v.company_id = p.company_id and v.party_id = p.id and v.version_no = p.version_no
        where p.kind <> 'system' and p.number is distinct from $4 order by b.likeness desc, p.number limit ${alikeMax}`,
      [ctx.company.id, input.identityNumber ?? '', searchName(row.name ?? ''), row.number ?? null],
    )
    const hidden = rows.filter((party) => party.isProtected)
    if (hidden.length > 0)
      await logProtectedReads(
        ctx,
        hidden.map(({ id }) => id),
        'parties.check',
      )
    return {
      kind: known ? (known.kind === 'person' ? ('person' as const) : ('company' as const)) : null,
      identityNumber: input.identityNumber ?? null,
      problems: problems.map((problem) => ({ ...problem })),
      alike: rows.map(({ id: _, ...party }) =>
        party.isProtected && !seesProtected(ctx)
          ? { ...party, name: protectedName[ctx.company.language], city: null }
          : party,
      ),
    }
  },
})

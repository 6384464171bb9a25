import { z } from 'zod'
import { country } from '../countries/index.ts'
import type { Ctx } from '../db/context.ts'
import { id, pageOf, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { searchName } from './search-name.ts'
import { logProtectedReads, protectedName, seesProtected } from './sees-protected.ts'

const foundMax = 200

const row = z.object({
  id,
  number: z.string(),
  name: z.string(),
  kind: z.string(),
  country: z.string(),
  city: z.string().nullable(),
  organisationNumber: z.string().nullable(),
  isCustomer: z.boolean(),
  isSupplier: z.boolean(),
  isProtected: z.boolean(),
  closedOn: z.string().nullable(),
})

interface Found {
  id: Id
  number: string
  name: string
  kind: string
  country: string
  city: string | null
  organisationNumber: string | null
  isCustomer: boolean
  isSupplier: boolean
  isProtected: boolean
  closedOn: Day | 'infinity'
}

/** By number, page by page; a search by name, number or identity number answers the best ones at once. */
export const list = verb({
  kind: 'write',
  name: 'parties.list',
  summary: 'List or find customers and suppliers',
  route: 'GET /parties',
  input: z.object({
    search: z.string().trim().min(1).max(100).optional(),
    role: z.enum(['customer', 'supplier']).optional(),
    open: z.stringbool().or(z.boolean()).optional().meta({ description: 'true: only those that are not closed' }),
    ...paging,
  }),
  output: pageOf(row),
  async run(ctx, input) {
    const ids = input.search === undefined ? null : await find(ctx, input.search)
    const rows = await ctx.db.rows<Found>(
      `select p.id, p.number, p.name, p.kind, p.country, v.buyer -> 'address' ->> 'city' as city, case when p.kind <> 'person' then v.buyer ->> 'organisationNumber' end as "organisationNumber",
              p.is_customer as "isCustomer", p.is_supplier as "isSupplier", p.protection <> 'none' as "isProtected", p.closed_on as "closedOn"
         from parties p join party_versions v on v.company_id = p.company_id and v.party_id = p.id and v.version_no = p.version_no
        where p.company_id = $1 and p.kind <> 'system' and p.merged_into_id is null and ($2::uuid[] is null or p.id = any ($2::uuid[]))
          and ($3::text is null or p.number > $3) and ($4::text is null or ($4 = 'customer' and p.is_customer) or ($4 = 'supplier' and p.is_supplier))
          and ($5::boolean is null or (p.closed_on > $6) = $5)
        order by p.number limit $7`,
      [
        ctx.company.id,
        ids,
        input.after ?? null,
        input.role ?? null,
        input.open ?? null,
        ctx.today,
        ids ? foundMax : input.limit + 1,
      ],
    )
    const sorted = ids ? rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)) : rows
    const page = sorted.slice(0, input.limit)
    const unmasked = seesProtected(ctx)
    const hidden = page.filter((party) => party.isProtected)
    if (hidden.length > 0)
      await logProtectedReads(
        ctx,
        hidden.map((party) => party.id),
        'parties.list',
      )
    return {
      rows: page.map((party) => ({
        ...party,
        ...(party.isProtected && !unmasked ? { name: protectedName[ctx.company.language], city: null } : {}),
        closedOn: party.closedOn === 'infinity' ? null : party.closedOn,
      })),
      next: ids === null && rows.length > page.length ? page.at(-1)!.number : null,
    }
  },
})

/** Exact numbers first, then names by likeness; protected persons by name only for who may read them. */
async function find(ctx: Ctx, search: string): Promise<Id[]> {
  const identity = country(ctx.company.country).identity.anyNumber(search, ctx.today).value?.value ?? search
  const exact = await ctx.db.rows<{ id: Id }>(
    `select coalesce(merged_into_id, id) as id from parties where company_id = $1 and (number = $2 or identity_number = $3 or vat_number = upper($2))`,
    [ctx.company.id, search, identity],
  )
  const named = await ctx.db.rows<{ id: Id }>(`select party_id as id from find_parties($1, $2, $3)`, [
    searchName(search),
    seesProtected(ctx),
    foundMax,
  ])
  return [...new Set([...exact, ...named].map((found) => found.id))]
}

import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { findOwnParty } from './find-party.ts'
import { areasByCode } from './save.ts'

/** The wall around a party: named areas alone see it; none named = everybody. For who sees every area. */
export const setAreas = verb({
  kind: 'write',
  name: 'parties.set-areas',
  summary: 'Say which business areas see a customer',
  route: 'PUT /parties/{number}/areas',
  ofWholeCompany: true,
  input: z.object({ number: z.string(), businessAreas: z.array(z.string()).max(100) }),
  output: z.object({ businessAreas: z.array(z.string()) }),
  async run(ctx, input) {
    const party = await findOwnParty(ctx, input.number)
    const areas = await areasByCode(ctx)
    const codes = [...new Set(input.businessAreas)].sort()
    const ids = codes.map(
      (code) => areas.get(code) ?? refuse('business-area.unknown', `there is no business area ${code}`, { area: code }),
    )
    const outside = await ctx.db.rows<{ code: string }>(
      `select distinct b.code from open_items i join business_areas b on b.company_id = i.company_id and b.id = i.business_area_id
        where i.company_id = $1 and i.party_id = $2 and i.amount_open <> 0 and cardinality($3::uuid[]) > 0 and not (i.business_area_id = any ($3::uuid[]))`,
      [ctx.company.id, party.id, ids],
    )
    if (outside.length > 0)
      refuse(
        'party.areas-have-items',
        `open items lie in ${outside.map((row) => row.code).join(', ')}: name these areas, too`,
        { areas: outside.map((row) => row.code).join(', ') },
      )
    await ctx.db.query(`delete from party_areas where company_id = $1 and party_id = $2`, [ctx.company.id, party.id])
    await ctx.db.query(
      `insert into party_areas (company_id, party_id, area_id) select $1, $2, a from unnest($3::uuid[]) a`,
      [ctx.company.id, party.id, ids],
    )
    await audit(ctx, { verb: 'parties.set-areas', subjects: [party.id], summary: { businessAreas: codes } })
    return { businessAreas: codes }
  },
})

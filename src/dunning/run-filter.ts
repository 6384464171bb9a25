import type { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { Refused } from '../kernel/problem.ts'
import type { ClaimFilter } from './read-claims.ts'
import type { runInput } from './run-shape.ts'

type Given = { [K in keyof typeof runInput]?: z.output<(typeof runInput)[K]> | undefined }

/** Codes that people know → the rows of the company. @throws Refused naming every code that is unknown */
export async function readFilter(ctx: Ctx, given: Given): Promise<ClaimFilter> {
  const problems: { code: string; message: string; data: Record<string, string> }[] = []
  const idsOf = async (
    table: string,
    column: string,
    codes: string[] | undefined,
    code: string,
    what: string,
    key: string,
  ): Promise<Id[] | null> => {
    if (!codes) return null
    const rows = await ctx.db.rows<{ id: Id; code: string }>(
      `select id, ${column} as code from ${table} where company_id = $1 and ${column} = any ($2::text[])`,
      [ctx.company.id, codes],
    )
    const known = new Set(rows.map((row) => row.code))
    for (const wanted of codes)
      if (!known.has(wanted)) problems.push({ code, message: `there is no ${what} ${wanted}`, data: { [key]: wanted } })
    return rows.map((row) => row.id)
  }
  const filter: ClaimFilter = {
    policyIds: await idsOf(
      'dunning_policies',
      'code',
      given.policies,
      'dunning-policy.unknown',
      'dunning policy',
      'code',
    ),
    invoiceGroupIds: await idsOf(
      'invoice_groups',
      'code',
      given.invoiceGroups,
      'invoice-group.unknown',
      'invoice group',
      'code',
    ),
    businessAreaIds: await idsOf(
      'business_areas',
      'code',
      given.businessAreas,
      'business-area.unknown',
      'business area',
      'code',
    ),
    partyIds: await idsOf('parties', 'number', given.customers, 'party.unknown', 'customer', 'party'),
    customerKinds: given.customerKinds ?? null,
  }
  if (problems.length > 0) throw new Refused(problems)
  return filter
}

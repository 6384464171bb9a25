import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import type { Statement } from '../db/sql.ts'
import { sql } from '../db/sql.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

/** Which claims a list is of; codes and numbers that people know. */
export const claimFilter = {
  businessArea: z.string().optional().meta({ description: 'Code of a business area' }),
  invoiceGroup: z.string().optional().meta({ description: 'Code of an invoice group' }),
  customerKind: z.string().optional(),
  partyKind: z.enum(['person', 'company', 'public']).optional(),
}
interface Given {
  businessArea?: string | undefined
  invoiceGroup?: string | undefined
  customerKind?: string | undefined
  partyKind?: string | undefined
}

/** SQL about items `i` and their parties `p`; internal customers are nobody's claim. @throws Refused business-area.unknown, invoice-group.unknown */
export async function whereOf(ctx: Ctx, given: Given): Promise<Statement> {
  const area = given.businessArea ? await idOf(ctx, 'business-area', given.businessArea) : null
  const group = given.invoiceGroup ? await idOf(ctx, 'invoice-group', given.invoiceGroup) : null
  return sql`p.kind not in ('internal', 'system') and (${area}::uuid is null or i.business_area_id = ${area}) and (${group}::uuid is null or i.invoice_group_id = ${group})
    and (${given.customerKind ?? null}::text is null or p.customer_kind = ${given.customerKind ?? null}) and (${given.partyKind ?? null}::text is null or p.kind = ${given.partyKind ?? null})`
}

async function idOf({ db, company }: Ctx, what: 'business-area' | 'invoice-group', code: string): Promise<Id> {
  const row = await db.maybe<{ id: Id }>(
    what === 'business-area'
      ? sql`select id from business_areas where company_id = ${company.id} and code = ${code}`
      : sql`select id from invoice_groups where company_id = ${company.id} and code = ${code}`,
  )
  if (row) return row.id
  return what === 'business-area'
    ? refuse('business-area.unknown', `there is no business area ${code}`, { area: code }, 404)
    : refuse('invoice-group.unknown', `there is no invoice group ${code}`, { code }, 404)
}

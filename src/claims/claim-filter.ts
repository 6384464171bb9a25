import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import type { Statement } from '../db/sql.ts'
import { sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
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

/**
 * SQL: what counts as a claim at the end of a day, of items `i`, as `claim_stages` has it, due or not: opened by then and not closed
 * by then. `openOf` is what of it was open then: money of days to come has not come.
 */
export const standsOn = (on: Day): Statement =>
  sql`i.amount > 0 and i.component = 'capital' and i.kind <> 'charge' and i.opened_on <= ${on} and i.closed_on > ${on}`
export const openOf = (on: Day): Statement =>
  sql`case when i.last_effective_on <= ${on} then i.amount_open
    else i.amount - coalesce((select sum(a.amount) from allocations a where a.company_id = i.company_id and a.debit_item_id = i.id and a.effective_on <= ${on}), 0)::bigint end`
/** Items `i` on an account of receivables. */
export const isReceivable = (companyId: Id): Statement =>
  sql`i.account = any (array(select a.code from accounts a where a.company_id = ${companyId} and a.control = 'receivable'))`

/** SQL about items `i` and about their parties `p`; internal customers are nobody's claim. @throws Refused business-area.unknown, invoice-group.unknown */
export async function whereOf(ctx: Ctx, given: Given): Promise<{ items: Statement; parties: Statement }> {
  const area = given.businessArea ? await idOf(ctx, 'business-area', given.businessArea) : null
  const group = given.invoiceGroup ? await idOf(ctx, 'invoice-group', given.invoiceGroup) : null
  return {
    items: sql`(${area}::uuid is null or i.business_area_id = ${area}) and (${group}::uuid is null or i.invoice_group_id = ${group})`,
    parties: sql`p.kind not in ('internal', 'system')
      and (${given.customerKind ?? null}::text is null or p.customer_kind = ${given.customerKind ?? null}) and (${given.partyKind ?? null}::text is null or p.kind = ${given.partyKind ?? null})`,
  }
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

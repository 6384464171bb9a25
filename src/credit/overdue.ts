import type { Ctx } from '../db/context.ts'
import { raw, sql } from '../db/sql.ts'
import { shownName } from '../invoicing/shown-name.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'

export interface OverdueCustomer {
  partyId: Id
  customer: string
  customerName: string
  isProtected: boolean
  /** Some of it lies in an area that is secret: the name stays in the house. */
  isSecret: boolean
  claims: number
  currency: string
  amount: bigint
  oldestDueOn: Day
}

/**
 * Overdue claims that a person answers for, by customer and currency, the largest first: assigned to him by customer, else by invoice
 * group, else by business area. Within the areas of the transaction: run it as that person sees the company.
 */
export const readOverdueOf = (ctx: Ctx, userId: Id | null, limit = 1_000): Promise<OverdueCustomer[]> =>
  ctx.db.rows<OverdueCustomer>(
    sql`with r as materialized (
          select user_id, party_id, invoice_group_id, business_area_id from responsibles
           where company_id = ${ctx.company.id} and from_on <= ${ctx.today} and ${ctx.today} < to_on)
        select p.id as "partyId", p.number as customer, ${raw(shownName(ctx, 'p'))} as "customerName", p.protection <> 'none' as "isProtected", coalesce(bool_or(a.secret), false) as "isSecret",
               count(*)::int as claims, i.currency, sum(i.amount_open)::bigint as amount, min(i.due_on) as "oldestDueOn"
          from open_items i
          join accounts c on c.company_id = i.company_id and c.code = i.account and c.control = 'receivable'
          join parties p on p.company_id = i.company_id and p.id = i.party_id and p.kind not in ('internal', 'system')
          left join business_areas a on a.company_id = i.company_id and a.id = i.business_area_id
         where i.company_id = ${ctx.company.id} and i.amount_open > 0 and i.due_on < ${ctx.today} and i.kind in ('invoice', 'take-over') and exists (select from r where user_id = ${userId})
           and case when exists (select from r where r.party_id = i.party_id) then exists (select from r where r.party_id = i.party_id and r.user_id = ${userId})
                    when exists (select from r where r.invoice_group_id = i.invoice_group_id) then exists (select from r where r.invoice_group_id = i.invoice_group_id and r.user_id = ${userId})
                    else exists (select from r where r.business_area_id = i.business_area_id and r.user_id = ${userId}) end
         group by p.id, p.number, p.name, p.protection, i.currency order by sum(i.base_open) desc, p.id, i.currency limit ${limit}`,
  )

import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { dayText, id } from '../../db/schemas.ts'
import type { Statement } from '../../db/sql.ts'
import { raw, sql } from '../../db/sql.ts'
import { partiesLike } from '../invoice-filter.ts'

/** What narrows a list of orders; the list, its sums and its Excel sheet share it. */
export const orderFilter = {
  state: z.enum(['waiting', 'billed', 'cancelled']).optional(),
  kind: z.string().optional(),
  customer: z.string().optional(),
  invoiceGroup: z.string().optional(),
  businessArea: z.string().optional().meta({ description: 'Code' }),
  source: z.string().optional(),
  importId: id.optional(),
  from: dayText.optional().meta({ description: 'Made on or after this day' }),
  to: dayText.optional().meta({ description: 'Made on or before this day' }),
  search: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Beginning of a reference, the customer’s number or a part of the name' }),
}
const shape = z.object(orderFilter)

export const orderTables = `orders o
  join parties p on p.company_id = o.company_id and p.id = o.party_id
  join invoice_groups g on g.company_id = o.company_id and g.id = o.invoice_group_id
  left join lateral (select coalesce(sum(round(x.quantity * x.unit_price * (1 - coalesce(x.discount_percent, 0) / 100), 2)), 0.00) as net, count(*)::int as lines
                       from order_lines x where x.company_id = o.company_id and x.order_id = o.id) l on true`

const states = {
  waiting: 'o.invoice_id is null and o.cancelled_at is null',
  billed: 'o.invoice_id is not null',
  cancelled: 'o.cancelled_at is not null',
} as const

export async function whereOrders(ctx: Ctx, given: z.output<typeof shape>): Promise<Statement> {
  const conditions: Statement[] = [sql`o.company_id = ${ctx.company.id}`]
  const add = (condition: Statement) => conditions.push(condition)
  if (given.state) add(raw(states[given.state]))
  if (given.kind) add(sql`o.kind = ${given.kind}`)
  if (given.customer) add(sql`p.number = ${given.customer}`)
  if (given.invoiceGroup) add(sql`g.code = ${given.invoiceGroup}`)
  if (given.businessArea)
    add(
      sql`o.business_area_id = (select a.id from business_areas a where a.company_id = ${ctx.company.id} and a.code = ${given.businessArea})`,
    )
  if (given.source) add(sql`o.source = ${given.source}`)
  if (given.importId) add(sql`o.import_id = ${given.importId}`)
  if (given.from) add(sql`o.created_at >= ${given.from}::date`)
  if (given.to) add(sql`o.created_at < ${given.to}::date + 1`)
  if (given.search)
    add(
      sql`(o.source_reference like ${`${given.search.replace(/[\\%_]/g, '\\$&')}%`} or p.number = ${given.search} or o.party_id = any (${await partiesLike(ctx, given.search)}::uuid[]))`,
    )
  return conditions.reduce((all, one) => sql`${all} and ${one}`)
}

import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { readBooks } from '../ledger/books.ts'
import { moneyText, owedBy, readCreditLimits } from './credit-limits.ts'
import type { PlacedProblem } from './resolve-orders.ts'

/**
 * Customers whose orders of a file take them above their credit limit: told at once, a warning each; the billing run holds the rows.
 * The file is taken all the same: what was ordered was ordered.
 */
export async function warnOfLimits(ctx: Ctx, importId: Id): Promise<PlacedProblem[]> {
  const { db, company, today } = ctx
  const made = await db.rows<{ payerId: Id; number: string; area: Id | null; row: number | null }>(
    `select coalesce(p.payer_id, p.id) as "payerId", q.number, coalesce(g.business_area_id, o.business_area_id) as area, min(o.source_row) as row
       from orders o join parties p on p.company_id = o.company_id and p.id = o.party_id join parties q on q.company_id = p.company_id and q.id = coalesce(p.payer_id, p.id)
       join invoice_groups g on g.company_id = o.company_id and g.id = o.invoice_group_id
      where o.company_id = $1 and o.import_id = $2
        and exists (select from credit_limits l where l.company_id = q.company_id and l.party_id = q.id) group by 1, 2, 3 order by 4, 2`,
    [company.id, importId],
  )
  if (made.length === 0) return []
  const payers = [...new Set(made.map((one) => one.payerId))]
  const limits = await readCreditLimits(ctx, await readBooks(ctx), payers, today)
  return made.flatMap(({ payerId, number, area, row }) => {
    const limit = limits.get(payerId)
    if (!limit) return []
    const { open, waiting } = owedBy(limit, area)
    if (open + waiting <= limit.amount) return []
    const data = {
      customer: number,
      owes: moneyText(open + waiting, limit.currency),
      limit: moneyText(limit.amount, limit.currency),
    }
    return {
      code: 'order.credit-limit',
      message: `customer ${number} would owe ${data.owes}, above the credit limit of ${data.limit}: billing will hold the rows`,
      severity: 'warning' as const,
      ...(row === null ? {} : { row }),
      data,
      businessAreaId: area,
    }
  })
}

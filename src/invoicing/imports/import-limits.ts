import type { Ctx } from '../../db/context.ts'
import type { Id } from '../../kernel/id.ts'
import { readBooks } from '../../ledger/books.ts'
import { moneyText, owedBy, readCreditLimits } from '../draft/credit-limits.ts'
import type { PlacedProblem } from './resolve-orders.ts'

/**
 * Customers whose orders of a file take them above their credit limit: told at once, a warning each; the billing run holds the rows.
 * The file is taken all the same: what was ordered was ordered.
 */
export async function warnOfLimits(ctx: Ctx, importId: Id): Promise<PlacedProblem[]> {
  const { db, company, today } = ctx
  const limited = await db.rows<{ id: Id }>(`select distinct party_id as id from credit_limits where company_id = $1`, [
    company.id,
  ])
  if (limited.length === 0) return []
  // Found by key, one table at a time: the file's rows are minutes old, and statistics know nothing of them.
  const ordered = await db.rows<{ partyId: Id; area: Id | null; row: number | null }>(
    `select o.party_id as "partyId", coalesce(g.business_area_id, o.business_area_id) as area, min(o.source_row) as row
       from orders o join invoice_groups g on g.company_id = o.company_id and g.id = o.invoice_group_id
      where o.company_id = $1 and o.import_id = $2 group by 1, 2 order by 3`,
    [company.id, importId],
  )
  const payers = await db.rows<{ id: Id; payerId: Id }>(
    `select id, coalesce(payer_id, id) as "payerId" from parties
      where company_id = $1 and id = any ($2::uuid[]) and coalesce(payer_id, id) = any ($3::uuid[])`,
    [company.id, [...new Set(ordered.map((one) => one.partyId))], limited.map((one) => one.id)],
  )
  if (payers.length === 0) return []
  const payerOf = new Map(payers.map((one) => [one.id, one.payerId]))
  const payerIds = [...new Set(payerOf.values())]
  const limits = await readCreditLimits(ctx, await readBooks(ctx), payerIds, today)
  const numbers = new Map(
    (
      await db.rows<{ id: Id; number: string }>(
        `select id, number from parties where company_id = $1 and id = any ($2::uuid[])`,
        [company.id, payerIds],
      )
    ).map((one) => [one.id, one.number]),
  )
  // A payer and area once, at the first of its rows.
  const made = new Map<string, { payerId: Id; number: string; area: Id | null; row: number | null }>()
  for (const { partyId, area, row } of ordered) {
    const payerId = payerOf.get(partyId)
    const number = payerId && numbers.get(payerId)
    if (number && !made.has(`${payerId} ${area}`)) made.set(`${payerId} ${area}`, { payerId, number, area, row })
  }
  return [...made.values()].flatMap(({ payerId, number, area, row }) => {
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

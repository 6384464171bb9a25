import { readOverdueOf } from '../../credit/overdue.ts'
import type { Ctx } from '../../db/context.ts'
import type { Day } from '../../kernel/day.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Work } from './work.ts'

/** Overdue customers that the asker answers for. */
export async function ownOverdue(ctx: Ctx, verb: string): Promise<Work[]> {
  if (ctx.user.id === null) return []
  const rows = await readOverdueOf(ctx, ctx.user.id)
  if (rows.length === 0) return []
  const sums = new Map<string, bigint>()
  for (const { currency, amount } of rows) sums.set(currency, (sums.get(currency) ?? 0n) + amount)
  return [
    {
      kind: 'own-overdue',
      verb,
      subjectId: null,
      title: null,
      count: new Set(rows.map((row) => row.partyId)).size,
      amounts: [...sums].map(([currency, amount]) => ({ amount: formatMinor(amount, currency), currency })),
      oldestOn: rows.map((row) => row.oldestDueOn).sort()[0]!,
      figures: { claims: rows.reduce((sum, row) => sum + row.claims, 0) },
    },
  ]
}

/** What credit bureaus told of customers and suppliers, and nobody has looked at. */
export async function creditChanges({ db, company }: Ctx, verb: string): Promise<Work[]> {
  const row = await db.one<{ n: number; bankrupt: number; oldestOn: Day | null; suppliers: number }>(
    `select count(*)::int as n, count(*) filter (where c.kind = 'bankrupt')::int as bankrupt, count(*) filter (where p.is_supplier)::int as suppliers, min((c.recorded_at at time zone $2)::date) as "oldestOn"
       from credit_changes c join parties p on p.company_id = c.company_id and p.id = c.party_id
      where c.company_id = $1 and not exists (select from credit_change_reviews r where r.company_id = c.company_id and r.change_id = c.id)`,
    [company.id, company.timeZone],
  )
  if (row.n === 0) return []
  return [
    {
      kind: 'credit-changes',
      verb,
      subjectId: null,
      title: null,
      count: row.n,
      amounts: [],
      oldestOn: row.oldestOn!,
      figures: { bankrupt: row.bankrupt, suppliers: row.suppliers },
    },
  ]
}

import type { Ctx } from '../../db/context.ts'
import type { Day } from '../../kernel/day.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Work } from './work.ts'

/** Payments on the matching desk, by how sure the program is of its best suggestion; as the desk itself lists them. */
export async function unmatchedPayments({ db, company }: Ctx, verb: string): Promise<Work[]> {
  const rows = await db.rows<{ certainty: number; currency: string; n: number; amount: bigint; oldestOn: Day }>(
    `select certainty, currency, count(*)::int as n, sum(amount)::bigint as amount, min(booked_on) as "oldestOn" from desk_payments where company_id = $1 group by 1, 2 order by 2`,
    [company.id],
  )
  if (rows.length === 0) return []
  const of = (...certainties: number[]) =>
    rows.filter((row) => certainties.includes(row.certainty)).reduce((sum, row) => sum + row.n, 0)
  const sums = new Map<string, bigint>()
  for (const row of rows) sums.set(row.currency, (sums.get(row.currency) ?? 0n) + row.amount)
  return [
    {
      kind: 'unmatched-payments',
      verb,
      subjectId: null,
      title: null,
      count: rows.reduce((sum, row) => sum + row.n, 0),
      amounts: [...sums].map(([currency, amount]) => ({ amount: formatMinor(amount, currency), currency })),
      oldestOn: rows.map((row) => row.oldestOn).sort()[0]!,
      figures: { strong: of(1), several: of(2), none: of(3), notWeighed: of(4), notPosted: of(5) },
    },
  ]
}

import type { Ctx } from '../../db/context.ts'
import { paidProformas } from '../../invoicing/direct/issue-advances.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Work } from './work.ts'

/** Payments on proformas that no advance invoice has taken: it was refused, or the company makes them by hand. */
export async function proformasPaid(ctx: Ctx, verb: string): Promise<Work[]> {
  const rows = await paidProformas(ctx)
  if (rows.length === 0) return []
  const sums = new Map<string, bigint>()
  for (const { currency, open } of rows) sums.set(currency, (sums.get(currency) ?? 0n) + open)
  const proformas = new Map(rows.map((row) => [row.proformaId, row.proforma]))
  const [only] = proformas.size === 1 ? proformas : []
  return [
    {
      kind: 'proformas-paid',
      verb,
      subjectId: only?.[0] ?? null,
      title: only?.[1] ?? null,
      count: rows.length,
      amounts: [...sums].map(([currency, amount]) => ({ amount: formatMinor(amount, currency), currency })),
      oldestOn: rows[0]!.bookedOn,
      figures: { proformas: proformas.size },
    },
  ]
}

import type { User } from '../db/context.ts'
import type { CreditLimit } from '../invoicing/draft/credit-limits.ts'
import type { Id } from '../kernel/id.ts'

/** What of a limit is used up, as far as the reader's areas go. */
export function usedOf(
  limit: Pick<CreditLimit, 'open' | 'waiting'>,
  areas: User['areas'],
): { open: bigint; waiting: bigint } {
  const sum = (rows: Iterable<{ areaId: Id | null; amount: bigint }>): bigint => {
    let total = 0n
    for (const { areaId, amount } of rows)
      if (areaId === null || areas === 'all' || areas.includes(areaId)) total += amount
    return total
  }
  return { open: sum(limit.open), waiting: sum(limit.waiting.values()) }
}

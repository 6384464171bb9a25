import type { Ctx } from '../db/context.ts'
import type { Segment } from '../interest/accrue.ts'
import { accrueInterest } from '../interest/accrue.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'

/** Interest that was not charged yet, up to and with a day. */
export interface AccruedInterest {
  /** The first day that bears any here; null: none does. */
  from: Day | null
  amount: bigint
  segments: Segment[]
  /** A rate is missing: the case waits for it. */
  problem: Problem | null
}

const nothing: AccruedInterest = { from: null, amount: 0n, segments: [], problem: null }

export async function accruedInterest(
  ctx: Ctx,
  itemIds: readonly Id[],
  through: Day,
): Promise<(itemId: Id) => AccruedInterest> {
  const found = await accrueInterest(ctx, itemIds, through)
  return (itemId) => {
    const one = found.get(itemId)
    return one ? { from: one.from, amount: one.amount, segments: one.segments, problem: one.problem ?? null } : nothing
  }
}

import type { Ctx } from '../db/context.ts'
import { postCharges } from '../interest/post-charges.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { Refused } from '../kernel/problem.ts'
import type { PlanRow } from './plans.ts'
import { writePlanItems } from './plans.ts'

/** A fee of the plan stands beside its first claim, and belongs to what the plan's payments pay. */
export async function chargePlan(ctx: Ctx, plan: PlanRow, amount: bigint, dueOn: Day, text: string): Promise<Id> {
  const main = plan.items.find((item) => item.component === 'capital' && item.open > 0n) ?? plan.items[0]!
  const [charge] = await postCharges(ctx, [{ mainItemId: main.itemId, component: 'fee', amount, dueOn, text }], {
    on: ctx.today,
  })
  if (!charge?.itemId) throw new Refused(charge?.problems ?? [])
  await writePlanItems(ctx, plan.planId, plan.versionNo, [{ itemId: charge.itemId, amount }])
  return charge.itemId
}

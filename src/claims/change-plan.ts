import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { agreedBy, restUnderPlan } from './agree-plan.ts'
import { reasonText } from './find-claims.ts'
import { writePlanLetter } from './letters/plan-letters.ts'
import { computePlan, planSums, planTerms, toldPlan } from './plan-terms.ts'
import { appendPlanEvents, lockPlan, readPlans, writeVersion } from './plans.ts'

/** A running plan is agreed anew, over what is left of its claims: a new version, the old one stays as it was. */
export const changePlan = verb({
  kind: 'write',
  name: 'claims.change-plan',
  summary: 'Change an instalment plan',
  route: 'POST /claims/plans/{planId}/change',
  input: z
    .object({ planId: id, ...planTerms, by: agreedBy, reason: reasonText })
    .omit({ planFee: true })
    .refine((given) => (given.parts === undefined) !== (given.amount === undefined), {
      error: 'say how many parts, or how much each is',
    }),
  output: z.object({ planId: id, versionNo: z.number(), ...planSums, letterId: id.nullable() }),
  async run(ctx, given) {
    const plan = await lockPlan(ctx, given.planId, ['agreed'])
    const left = plan.items.filter((item) => item.component === 'capital' && item.open > 0n)
    if (left.length === 0)
      refuse('plan.nothing-left', 'the capital of the plan is paid: end it, or wait until the rest is', {}, 409)
    const terms = { ...given, itemIds: left.map((item) => item.itemId), planFee: 'none' as const }
    const computed = await computePlan(ctx, terms)
    const versionNo = plan.versionNo + 1
    await writeVersion(ctx, plan.planId, versionNo, computed, terms, given.reason)
    await appendPlanEvents(ctx, [
      { planId: plan.planId, versionNo: plan.versionNo, kind: 'changed', onDay: ctx.today, text: given.reason },
      {
        planId: plan.planId,
        versionNo,
        kind: 'agreed',
        onDay: ctx.today,
        text: given.reason,
        data: { by: given.by, noticeFee: computed.noticeFee.toString(), letters: plan.letters },
      },
    ])
    const [now] = await readPlans(ctx, [plan.planId])
    await restUnderPlan(ctx, now!)
    const letterId = plan.letters ? await writePlanLetter(ctx, plan.planId, 'plan-agreed') : null
    await audit(ctx, {
      verb: 'claims.change-plan',
      subjects: [plan.planId, plan.partyId],
      summary: { versionNo, parts: computed.parts.length },
      businessAreaId: plan.businessAreaId,
    })
    return { planId: plan.planId, versionNo, ...toldPlan(computed), letterId }
  },
})

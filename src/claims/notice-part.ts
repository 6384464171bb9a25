import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { chargePlan } from './agree-plan.ts'
import { appendPlanEvents, lockPlan, standing } from './plans.ts'
import { amountOrNone, readLaw } from './read-law.ts'

/**
 * A part was announced to the customer (avisering) by the letter of the plan: its fee is charged where the plan says that each
 * part has a notice, at what the law gives on the day. Once a part.
 */
export const noticePart = verb({
  kind: 'write',
  name: 'claims.notice-part',
  summary: 'Record that a part of a plan was announced, with its fee',
  route: 'POST /claims/plans/{planId}/parts/{partNo}/notice',
  input: z.object({ planId: id, partNo: z.coerce.number().int().min(1) }),
  output: z.object({ planId: id, partNo: z.number(), fee: z.string(), feeItemId: id.nullable() }),
  async run(ctx, { planId, partNo }) {
    const plan = await lockPlan(ctx, planId, ['agreed'])
    const part = standing(plan).parts.find((one) => one.partNo === partNo && one.left > 0n)
    if (!part) return refuse('plan.part-unknown', `the plan has no unpaid part ${partNo}`, { part: partNo }, 404)
    const event = { planId, versionNo: plan.versionNo, kind: 'notice' as const, onDay: ctx.today, partNo }
    if ((await appendPlanEvents(ctx, [event])) === 0)
      refuse('plan.notice-given', `the notice of part ${partNo} was given before`, { part: partNo }, 409)
    const allowed = plan.notices ? amountOrNone(await readLaw(ctx), 'plan-notice-fee', ctx.today) : null
    const fee = allowed?.amount ?? 0n
    const feeItemId = fee > 0n ? await chargePlan(ctx, plan, fee, part.dueOn, `Notice ${partNo}`) : null
    await audit(ctx, {
      verb: 'claims.notice-part',
      subjects: [planId, plan.partyId],
      summary: { partNo, fee: formatMinor(minor(fee), plan.currency) },
      businessAreaId: plan.businessAreaId,
    })
    return { planId, partNo, fee: formatMinor(minor(fee), plan.currency), feeItemId }
  },
})

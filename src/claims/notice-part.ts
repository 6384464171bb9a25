import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { notice, sendOrNot } from './letters/plan-letters.ts'
import { lockPlan, standing } from './plans.ts'

/**
 * A part is announced to the customer (avisering): its fee is charged where the plan says that each part has a notice, at what
 * the law gives on the day. Once a part. It leaves as a letter, or was told of in another way.
 */
export const noticePart = verb({
  kind: 'write',
  name: 'claims.notice-part',
  summary: 'Announce a part of a plan, with its fee',
  route: 'POST /claims/plans/{planId}/parts/{partNo}/notice',
  input: z.object({ planId: id, partNo: z.coerce.number().int().min(1), send: sendOrNot }),
  output: z.object({
    planId: id,
    partNo: z.number(),
    fee: z.string(),
    feeItemId: id.nullable(),
    letterId: id.nullable(),
  }),
  async run(ctx, { planId, partNo, send }) {
    const plan = await lockPlan(ctx, planId, ['agreed'])
    const part = standing(plan).parts.find((one) => one.partNo === partNo && one.left > 0n)
    if (!part) return refuse('plan.part-unknown', `the plan has no unpaid part ${partNo}`, { part: partNo }, 404)
    const given = await notice(ctx, plan, partNo, send ?? plan.letters)
    if (!given)
      return refuse('plan.notice-given', `the notice of part ${partNo} was given before`, { part: partNo }, 409)
    const fee = formatMinor(minor(given.fee), plan.currency)
    await audit(ctx, {
      verb: 'claims.notice-part',
      subjects: [planId, plan.partyId],
      summary: { partNo, fee },
      businessAreaId: plan.businessAreaId,
    })
    return { planId, partNo, fee, feeItemId: given.feeItemId, letterId: given.letterId }
  },
})

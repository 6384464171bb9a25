import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { releaseHolds } from '../invoicing/holds/place-holds.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { chargePlan } from './charge-plan.ts'
import { readBusinessAreas, undoing } from './find-claims.ts'
import { writePlanLetter } from './letters/plan-letters.ts'
import type { PlanRow } from './plans.ts'
import { appendPlanEvents, lockPlan, placePlanHolds, planAnswer, planHolds } from './plans.ts'
import { written } from './written-words.ts'

export const agreedBy = z
  .enum(['signed', 'e-mail', 'telephone', 'portal', 'meeting'])
  .meta({ description: 'How the customer agreed; a fee for the plan wants it in writing' })

export const sendLetters = z.boolean().default(false).meta({
  description:
    'What was agreed leaves as a letter, and so do later the notices and reminders of its parts and word of its end',
})

/**
 * The customer has agreed: the plan runs. Its fee is charged (lag 1981:739 4 §: a plan for the whole debt, agreed in writing);
 * what the customer has acknowledged interrupts limitation.
 */
export const agreePlan = verb({
  kind: 'write',
  name: 'claims.agree-plan',
  summary: 'Record that the customer agreed to an instalment plan',
  route: 'POST /claims/plans/{planId}/agree',
  input: z.object({
    planId: id,
    by: agreedBy,
    on: dayText.optional(),
    note: z.string().trim().max(300).optional(),
    send: sendLetters,
  }),
  output: planAnswer.extend({ planFee: z.string().nullable(), letterId: id.nullable(), undo: undoing }),
  async run(ctx, given) {
    const plan = await lockPlan(ctx, given.planId, ['proposed'])
    const on = given.on ?? ctx.today
    if (on > ctx.today) refuse('claim.day-to-come', `${on} is yet to come: give the day on which it happened`, { on })
    const terms = await ctx.db.one<{ planFee: string }>(
      `select coalesce(data ->> 'planFee', '0') as "planFee" from instalment_plan_events where company_id = $1 and plan_id = $2 and kind = 'proposed' and version_no = $3
        order by recorded_at desc limit 1`,
      [ctx.company.id, plan.planId, plan.versionNo],
    )
    const planFee = BigInt(terms.planFee)
    if ((planFee > 0n || plan.reminderFee) && given.by !== 'signed' && given.by !== 'e-mail' && given.by !== 'portal')
      refuse(
        'plan.fee-needs-writing',
        'a fee for the plan wants that it was agreed in writing: signed, by e-mail or in the portal',
      )
    const { plan: text, undone } = written[ctx.company.language]
    const feeItemId = planFee > 0n ? await chargePlan(ctx, plan, planFee, plan.parts[0]!.dueOn, text) : null
    await appendPlanEvents(ctx, [
      {
        planId: plan.planId,
        versionNo: plan.versionNo,
        kind: 'agreed',
        onDay: on,
        text: given.note ?? null,
        data: { by: given.by, letters: given.send, feeItemId },
      },
    ])
    await restUnderPlan(ctx, plan)
    const letterId = given.send ? await writePlanLetter(ctx, plan.planId, 'plan-agreed') : null
    await audit(ctx, {
      verb: 'claims.agree-plan',
      subjects: [plan.planId, plan.partyId],
      summary: { by: given.by, on },
      businessAreaId: plan.businessAreaId,
    })
    return {
      planId: plan.planId,
      versionNo: plan.versionNo,
      state: 'agreed' as const,
      on,
      planFee: planFee > 0n ? formatMinor(minor(planFee), plan.currency) : null,
      letterId,
      undo: { verb: 'claims.take-back-plan-step', input: { planId: plan.planId, reason: undone } },
    }
  },
})

/** The claims rest as long as the plan is kept; the holds of the proposal, or of the version before, are replaced. */
export async function restUnderPlan(ctx: Ctx, plan: PlanRow): Promise<void> {
  const before = await planHolds(ctx, [plan.planId])
  await releaseHolds(
    ctx,
    before.map((one) => one.id),
    'replaced',
    null,
  )
  const capital = plan.items.filter((item) => item.component === 'capital' && item.open > 0n)
  const areas = await readBusinessAreas(
    ctx,
    capital.map((item) => item.itemId),
  )
  await placePlanHolds(
    ctx,
    plan.planId,
    capital.map((item) => ({ itemId: item.itemId, businessAreaId: areas.get(item.itemId) ?? null })),
    { stopsInterest: plan.interest === 'none', reason: written[ctx.company.language].plan },
  )
}

import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { addDays } from '../kernel/day.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { undoing } from './find-claims.ts'
import { writePlanLetter } from './letters/plan-letters.ts'
import { computePlan, planInput, planSums, toldPlan } from './plan-terms.ts'
import { appendPlanEvents, placePlanHolds, writeVersion } from './plans.ts'
import { written } from './written-words.ts'

/** Days that a customer has to answer a proposal; the claims rest meanwhile. */
const answerDays = 14

/** An instalment plan is offered: the claims rest until the customer has answered, or the day for it has passed. */
export const proposePlan = verb({
  kind: 'write',
  name: 'claims.propose-plan',
  summary: 'Propose an instalment plan to a customer',
  route: 'POST /claims/plans',
  input: planInput.and(
    z.object({
      answerBy: dayText.optional().meta({ description: 'Until then the claims rest; default: two weeks' }),
      send: z.boolean().default(false).meta({ description: 'The proposal leaves as a letter, to be signed' }),
    }),
  ),
  output: z.object({ planId: id, answerBy: dayText, ...planSums, letterId: id.nullable(), undo: undoing }),
  async run(ctx, given) {
    const plan = await computePlan(ctx, given)
    const standing = await ctx.db.maybe<{ number: string }>(
      `select i.number_text as number from holds h join open_items i on i.company_id = h.company_id and i.id = h.item_id
        where h.company_id = $1 and h.kind = 'plan' and h.released_at is null and $3 < h.to_on and h.item_id = any ($2::uuid[]) limit 1`,
      [ctx.company.id, plan.claims.map((claim) => claim.itemId), ctx.today],
    )
    if (standing)
      refuse('plan.claim-in-plan', `${standing.number} is in an instalment plan already: change or end that one`, {
        number: standing.number,
      })
    const planId = newId()
    const answerBy = given.answerBy ?? addDays(ctx.today, answerDays)
    const areas = new Set(plan.claims.map((claim) => claim.businessAreaId))
    await ctx.db.query(
      `insert into instalment_plans (company_id, id, party_id, currency, business_area_id, recorded_by) values ($1, $2, $3, $4, $5, $6)`,
      [ctx.company.id, planId, plan.partyId, plan.currency, areas.size === 1 ? [...areas][0] : null, ctx.user.id],
    )
    await writeVersion(ctx, planId, 1, plan, given, null)
    await appendPlanEvents(ctx, [
      {
        planId,
        versionNo: 1,
        kind: 'proposed',
        onDay: ctx.today,
        data: { answerBy, planFee: plan.planFee.toString(), noticeFee: plan.noticeFee.toString() },
      },
    ])
    await placePlanHolds(ctx, planId, plan.claims, {
      stopsInterest: false,
      toOn: addDays(answerBy, 1),
      reason: written[ctx.company.language].planProposed,
    })
    const letterId = given.send ? await writePlanLetter(ctx, planId, 'plan-proposed') : null
    const told = toldPlan(plan)
    await audit(ctx, {
      verb: 'claims.propose-plan',
      subjects: [planId, plan.partyId],
      summary: { parts: plan.parts.length, total: told.total, currency: plan.currency },
      businessAreaId: areas.size === 1 ? [...areas][0]! : null,
    })
    return {
      planId,
      answerBy,
      ...told,
      letterId,
      undo: { verb: 'claims.end-plan', input: { planId, reason: written[ctx.company.language].undone } },
    }
  },
})

import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { releaseHolds } from '../invoicing/holds/place-holds.ts'
import { reasonText, undoing } from './find-claims.ts'
import { sendOrNot, writeEndLetter } from './letters/plan-letters.ts'
import type { PlanState } from './plans.ts'
import { appendPlanEvents, lockPlan, planAnswer, planHolds } from './plans.ts'
import { written } from './written-words.ts'

/** A proposal is withdrawn, or a plan that runs is ended: what is left goes on where the claims stood. */
export const endPlan = verb({
  kind: 'write',
  name: 'claims.end-plan',
  summary: 'End an instalment plan, or withdraw its proposal',
  route: 'POST /claims/plans/{planId}/end',
  input: z.object({ planId: id, reason: reasonText, send: sendOrNot }),
  output: planAnswer.extend({ letterId: id.nullable(), undo: undoing }),
  async run(ctx, { planId, reason, send }) {
    const plan = await lockPlan(ctx, planId, ['proposed', 'agreed'])
    const state: PlanState = plan.state === 'proposed' ? 'withdrawn' : 'ended'
    await appendPlanEvents(ctx, [{ planId, versionNo: plan.versionNo, kind: state, onDay: ctx.today, text: reason }])
    const holds = await planHolds(ctx, [planId])
    await releaseHolds(
      ctx,
      holds.map((one) => one.id),
      'released',
      reason,
    )
    const letterId =
      state === 'ended' && (send ?? plan.letters) ? await writeEndLetter(ctx, planId, 'ended', null) : null
    await audit(ctx, {
      verb: 'claims.end-plan',
      subjects: [planId, plan.partyId],
      summary: { state },
      businessAreaId: plan.businessAreaId,
    })
    return {
      planId,
      versionNo: plan.versionNo,
      state,
      on: ctx.today,
      letterId,
      undo: {
        verb: 'claims.take-back-plan-step',
        input: { planId, reason: written[ctx.company.language].undone },
      },
    }
  },
})

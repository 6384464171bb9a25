import { z } from 'zod'
import { verb } from '../db/verb.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { computePlan, planInput, planSums, toldPlan } from './plan-terms.ts'

/** What a plan would be, before anything is written. */
export const previewPlan = verb({
  kind: 'read',
  name: 'claims.preview-plan',
  summary: 'Work out an instalment plan without writing it',
  route: 'POST /claims/plans/preview',
  input: planInput,
  output: z.object({
    ...planSums,
    claims: z.array(z.object({ itemId: z.uuid(), number: z.string(), open: z.string(), dueOn: z.string() })),
  }),
  async run(ctx, given) {
    const plan = await computePlan(ctx, given)
    return { ...toldPlan(plan), claims: toldClaims(plan) }
  },
})

const toldClaims = (plan: Awaited<ReturnType<typeof computePlan>>) =>
  plan.claims.map((claim) => ({
    itemId: claim.itemId,
    number: claim.number,
    open: formatMinor(minor(claim.open), claim.currency),
    dueOn: claim.dueOn,
  }))

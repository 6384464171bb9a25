import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { findPolicy } from './find-policy.ts'

/** What it was assigned to is asked for no more, until another is assigned; saving it again opens it. */
export const closePolicy = verb({
  kind: 'write',
  name: 'dunning.close-policy',
  summary: 'Close a dunning policy from a day on',
  route: 'POST /dunning-policies/{code}/close',
  input: z.object({
    code: z.string(),
    on: dayText.optional().meta({ description: 'First day on which it holds no more; default today' }),
  }),
  output: z.object({ policyId: id, closedOn: dayText }),
  async run(ctx, { code, on }) {
    const policy = await findPolicy(ctx, code)
    const closedOn = on ?? ctx.today
    await ctx.db.query(
      `update dunning_policies set closed_on = $3, is_default = false where company_id = $1 and id = $2`,
      [ctx.company.id, policy.id, closedOn],
    )
    await audit(ctx, {
      verb: 'dunning.close-policy',
      subjects: [policy.id],
      summary: { code, closedOn },
      businessAreaId: policy.businessAreaId,
    })
    return { policyId: policy.id, closedOn }
  },
})

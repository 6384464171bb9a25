import { z } from 'zod'
import { needEveryArea } from '../access/every-area.ts'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { findPolicy, refuseSecondDefault } from './find-policy.ts'

/** A policy that was closed holds again for what it is assigned to, in its newest version; the default too, where no other has become it. */
export const reopenPolicy = verb({
  kind: 'write',
  name: 'dunning.reopen-policy',
  summary: 'Open a dunning policy that was closed',
  route: 'POST /dunning-policies/{code}/reopen',
  input: z.object({
    code: z.string(),
    isDefault: z.boolean().default(false).meta({ description: 'It was what held where nothing else did' }),
  }),
  output: z.object({ policyId: id }),
  async run(ctx, { code, isDefault }) {
    const policy = await findPolicy(ctx, code)
    if (policy.businessAreaId === null || isDefault) needEveryArea(ctx.user)
    if (!policy.isClosed) refuse('dunning-policy.open', `the policy ${code} is open`, { code }, 409)
    if (isDefault) await refuseSecondDefault(ctx, policy.id)
    await ctx.db.query(
      `update dunning_policies set closed_on = 'infinity', is_default = $3 where company_id = $1 and id = $2`,
      [ctx.company.id, policy.id, isDefault],
    )
    await audit(ctx, {
      verb: 'dunning.reopen-policy',
      subjects: [policy.id],
      summary: { code },
      businessAreaId: policy.businessAreaId,
    })
    return { policyId: policy.id }
  },
})

import { z } from 'zod'
import { needEveryArea } from '../access/every-area.ts'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { addDays } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { findPolicy } from './find-policy.ts'

/** Letters of so many days tell what a policy does now. */
const lookedBackDays = 31

/** What it was assigned to is asked for no more, until another is assigned; saving it again, or the undo, opens it. */
export const closePolicy = verb({
  kind: 'write',
  name: 'dunning.close-policy',
  summary: 'Close a dunning policy from a day on',
  route: 'POST /dunning-policies/{code}/close',
  input: z.object({
    code: z.string(),
    on: dayText.optional().meta({ description: 'First day on which it holds no more; default today' }),
    preview: z.boolean().default(false).meta({ description: 'Tell what would be so, change nothing' }),
  }),
  output: z.object({
    policyId: id,
    closedOn: dayText,
    wasDefault: z.boolean().meta({ description: 'What nothing else holds for is asked for no more either' }),
    assignments: z.number().meta({ description: 'Customers, invoices, groups and kinds that it holds for' }),
    letters: z.number().meta({ description: 'Sent by it in the last 31 days' }),
    undo: z
      .object({ verb: z.string(), input: z.object({ code: z.string(), isDefault: z.boolean() }) })
      .nullable()
      .meta({ description: 'Null for a preview' }),
  }),
  async run(ctx, { code, on, preview }) {
    const policy = await findPolicy(ctx, code)
    const closedOn = on ?? ctx.today
    const effect = await effectOf(ctx, policy.id)
    const answer = { policyId: policy.id, closedOn, ...effect }
    if (preview) return { ...answer, undo: null }
    if (policy.businessAreaId === null || effect.wasDefault) needEveryArea(ctx.user)
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
    return { ...answer, undo: { verb: 'dunning.reopen-policy', input: { code, isDefault: effect.wasDefault } } }
  },
})

const effectOf = ({ db, company, today }: Ctx, policyId: Id) =>
  db.one<{ wasDefault: boolean; assignments: number; letters: number }>(
    `select p.is_default and p.closed_on = 'infinity' as "wasDefault",
            (select count(*)::int from dunning_assignments a where a.company_id = p.company_id and a.policy_id = p.id and $3 < a.to_on) as assignments,
            (select count(*)::int from dunning_letters l where l.company_id = p.company_id and l.policy_id = p.id and l.sent_on > $4) as letters
       from dunning_policies p where p.company_id = $1 and p.id = $2`,
    [company.id, policyId, today, addDays(today, -lookedBackDays)],
  )

import { z } from 'zod'
import { needEveryArea } from '../access/every-area.ts'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { readBooks } from '../ledger/books.ts'
import { checkPolicy } from './check-policy.ts'
import { refuseSecondDefault } from './find-policy.ts'
import { policyInput, toDraft, warningsShape } from './policy-shape.ts'
import type { Policy } from './types.ts'

/** A policy is never changed: a new version stands from its day on, and letters name the version that they followed. */
export const savePolicy = verb({
  kind: 'write',
  name: 'dunning.save-policy',
  summary: 'Save a dunning policy: a new version from a day on',
  route: 'PUT /dunning-policies/{code}',
  input: policyInput.extend({
    after: z.number().int().min(0).optional().meta({
      description:
        'The newest version when it was read, 0 for a new policy: refused where another has been saved since',
    }),
    dryRun: z.boolean().default(false).meta({ description: 'Check it against the law, change nothing' }),
  }),
  output: z.object({
    policyId: id,
    versionNo: z.number(),
    validFrom: dayText,
    warnings: warningsShape.meta({ description: 'What the law will cut, forbid or delay; the run does so by itself' }),
  }),
  async run(ctx, { dryRun, after, ...given }) {
    const base = (await readBooks(ctx)).baseOn(given.validFrom ?? ctx.today)
    const draft = await toDraft(ctx, given, base)
    const warnings = await checkPolicy(ctx, draft, base, draft.validFrom)
    const answer = { policyId: draft.id, versionNo: draft.versionNo, validFrom: draft.validFrom, warnings }
    if (dryRun) return answer
    if (draft.isOfWholeCompany) needEveryArea(ctx.user)
    if (after !== undefined && after !== draft.versionNo - 1)
      refuse(
        after === 0 ? 'dunning-policy.already-there' : 'dunning-policy.changed-meanwhile',
        after === 0
          ? `there is a policy ${draft.code}: open it and change it there`
          : `the policy ${draft.code} has changed since it was read: look at both, then save`,
        { code: draft.code },
        409,
      )
    await writePolicy(ctx, draft, draft.isNew)
    return answer
  },
})

export async function writePolicy(ctx: Ctx, draft: Policy, isNew: boolean): Promise<void> {
  const { db, company, user } = ctx
  if (draft.isDefault) await refuseSecondDefault(ctx, draft.id)
  if (isNew)
    await db.query(
      `insert into dunning_policies (company_id, id, code, name, business_area_id, is_default) values ($1, $2, $3, $4, $5, $6)`,
      [company.id, draft.id, draft.code, draft.name, draft.businessAreaId, draft.isDefault],
    )
  else
    await db.query(
      `update dunning_policies set name = $3, business_area_id = $4, is_default = $5, closed_on = 'infinity' where company_id = $1 and id = $2`,
      [company.id, draft.id, draft.name, draft.businessAreaId, draft.isDefault],
    )
  await db.query(
    `insert into dunning_policy_versions (company_id, policy_id, version_no, valid_from, minimum, grace_days, bank_file_days, interest, fee_agreed, approval, recorded_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      company.id,
      draft.id,
      draft.versionNo,
      draft.validFrom,
      JSON.stringify(draft.minimum, (_key, value) => (typeof value === 'bigint' ? String(value) : value)),
      draft.graceDays,
      draft.bankFileDays,
      draft.interest,
      draft.feeAgreed,
      draft.approval,
      user.id,
    ],
  )
  await insertRows(
    db,
    'dunning_steps',
    {
      step_no: 'int4',
      kind: 'text',
      days: 'int4',
      fee: 'text',
      fee_amount: 'int8',
      compensation: 'bool',
      deadline_days: 'int4',
      channels: 'text[]',
      texts: 'jsonb',
    },
    draft.steps.map((step) => ({
      step_no: step.stepNo,
      kind: step.kind,
      days: step.days,
      fee: step.fee,
      fee_amount: step.feeAmount,
      compensation: step.compensation,
      deadline_days: step.deadlineDays,
      channels: step.channels,
      texts: step.texts,
    })),
    {
      company_id: { type: 'uuid', value: company.id },
      policy_id: { type: 'uuid', value: draft.id },
      version_no: { type: 'int4', value: draft.versionNo },
    },
  )
  await audit(ctx, {
    verb: 'dunning.save-policy',
    subjects: [draft.id],
    summary: { code: draft.code, version: draft.versionNo, validFrom: draft.validFrom, steps: draft.steps.length },
    businessAreaId: draft.businessAreaId,
  })
}

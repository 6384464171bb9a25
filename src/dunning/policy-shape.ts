import { z } from 'zod'
import { unknownPlaceholders } from '../claims/letters/fill.ts'
import type { Ctx } from '../db/context.ts'
import { amountText, currencyCode, dayText, id } from '../db/schemas.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor, parseMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { lawWarning } from './check-policy.ts'
import type { Policy } from './types.ts'
import { letterChannels, stepKinds } from './types.ts'

const stepsMax = 12
const words = z.object({ subject: z.string().max(200).optional(), text: z.string().max(4000).optional() })

export const stepInput = z.object({
  kind: z.enum(stepKinds),
  days: z.number().int().min(0).max(730).meta({
    description:
      'The first step: days after the due day. Later ones: days after the deadline of the letter before. Days of grace come on top',
  }),
  fee: z
    .enum(['none', 'law', 'fixed'])
    .default('none')
    .meta({ description: 'law: the most that the law allows on the day' }),
  feeAmount: amountText.nullable().optional().meta({ description: 'Of a fixed fee, in the currency of the books' }),
  compensation: z
    .boolean()
    .default(false)
    .meta({ description: 'Delay compensation is claimed, where the law gives it' }),
  deadlineDays: z.number().int().min(0).max(120).default(14),
  channels: z.array(z.enum(letterChannels)).max(letterChannels.length).default(['e-mail', 'print']),
  texts: z
    .object({ sv: words.optional(), nb: words.optional(), bg: words.optional(), en: words.optional() })
    .default({})
    .meta({ description: 'A language that is missing has the house’s own words' }),
})

export const policyInput = z.object({
  code: z.string().trim().min(1).max(30),
  name: z.string().trim().min(1).max(100),
  businessArea: z.string().nullable().optional().meta({ description: 'Code; none: of the whole company' }),
  isDefault: z.boolean().default(false).meta({ description: 'Holds for every claim that nothing more specific names' }),
  validFrom: dayText.optional().meta({ description: 'Default today' }),
  minimum: z
    .array(z.object({ amount: amountText, currency: currencyCode }))
    .default([])
    .meta({ description: 'Less than this open on a customer’s claims is not asked for' }),
  graceDays: z.number().int().min(0).max(60).default(3),
  bankFileDays: z.number().int().min(0).max(60).nullable().default(3).meta({
    description: 'Banking days that the newest bank file may be old; null: not looked at',
  }),
  interest: z.enum(['none', 'shown', 'charged']).default('shown'),
  feeAgreed: z
    .boolean()
    .default(false)
    .meta({ description: 'The fee was agreed before the debt arose (Sweden asks for it)' }),
  approval: z.enum(['two-person', 'one-person', 'none']).default('one-person'),
  steps: z.array(stepInput).min(1).max(stepsMax),
})
export type PolicyInput = z.output<typeof policyInput>

export const policyShape = z.object({
  policyId: id,
  code: z.string(),
  name: z.string(),
  businessArea: z.string().nullable(),
  isDefault: z.boolean(),
  versionNo: z.number(),
  validFrom: dayText,
  minimum: z.array(z.object({ amount: amountText, currency: currencyCode })),
  graceDays: z.number(),
  bankFileDays: z.number().nullable(),
  interest: z.string(),
  feeAgreed: z.boolean(),
  approval: z.string(),
  steps: z.array(stepInput.extend({ stepNo: z.number(), feeAmount: amountText.nullable() })),
})

export const warningsShape = z.array(lawWarning)

export type Draft = Policy & {
  isNew: boolean
  /** Before or after: of the whole company, not of one business area. */
  isOfWholeCompany: boolean
}

/** What was written, as the run reads it; `id` of the policy of that code, a new one where there is none. */
export async function toDraft(ctx: Ctx, given: PolicyInput, base: string): Promise<Draft> {
  const known = await ctx.db.maybe<{ id: Id; businessAreaId: Id | null; closedOn: Day; last: number }>(
    `select p.id, p.business_area_id as "businessAreaId", p.closed_on as "closedOn",
            (select max(v.version_no) from dunning_policy_versions v where v.company_id = p.company_id and v.policy_id = p.id) as last
       from dunning_policies p where p.company_id = $1 and p.code = $2`,
    [ctx.company.id, given.code],
  )
  given.steps.forEach((step, i) => {
    if ((step.fee === 'fixed') !== (step.feeAmount != null))
      refuse('dunning-policy.fee', `step ${i + 1}: a fixed fee has an amount, and only it does`, { step: i + 1 })
    const unknown = Object.values(step.texts).flatMap((own) =>
      unknownPlaceholders(`${own?.subject ?? ''} ${own?.text ?? ''}`),
    )
    if (unknown.length > 0)
      refuse(
        'dunning-policy.placeholder',
        `step ${i + 1}: nothing is known by the name of ${unknown.map((name) => `{${name}}`).join(', ')}`,
        { names: unknown.join(', ') },
      )
    const last = i === given.steps.length - 1
    if ((step.kind === 'collection' || step.kind === 'enforcement') && !last)
      refuse('dunning-policy.after-collection', `step ${i + 1}: nothing comes after the claim has been handed over`, {
        step: i + 1,
      })
    // There is no portal yet: alone it would hold every letter of the step for want of a channel.
    if (step.kind !== 'collection' && step.kind !== 'enforcement' && step.channels.every((one) => one === 'portal'))
      refuse('dunning-policy.no-channel', `step ${i + 1}: name at least one channel that letters go by`, {
        step: i + 1,
      })
  })
  const businessAreaId = given.businessArea ? await areaOf(ctx, given.businessArea) : (known?.businessAreaId ?? null)
  return {
    id: known?.id ?? newId(),
    isNew: !known,
    isOfWholeCompany: businessAreaId === null || known?.businessAreaId === null || given.isDefault,
    code: given.code,
    name: given.name,
    businessAreaId,
    isDefault: given.isDefault,
    versionNo: (known?.last ?? 0) + 1,
    validFrom: given.validFrom ?? ctx.today,
    minimum: Object.fromEntries(
      given.minimum.map(({ amount, currency }) => [currency, parseMinor(amount, currency) as bigint]),
    ),
    graceDays: given.graceDays,
    bankFileDays: given.bankFileDays,
    interest: given.interest,
    feeAgreed: given.feeAgreed,
    approval: given.approval,
    steps: given.steps.map(({ feeAmount, ...step }, i) => ({
      ...step,
      stepNo: i + 1,
      feeAmount: feeAmount == null ? null : (parseMinor(feeAmount, base) as bigint),
      texts: step.texts as Policy['steps'][number]['texts'],
    })),
  }
}

/** As it is told: plain decimals, codes. */
export function shownPolicy(policy: Policy, base: string, areas: ReadonlyMap<Id, string>): z.input<typeof policyShape> {
  const { id: policyId, businessAreaId, minimum, steps, ...rest } = policy
  return {
    policyId,
    ...rest,
    businessArea: businessAreaId ? (areas.get(businessAreaId) ?? null) : null,
    minimum: Object.entries(minimum).map(([currency, amount]) => ({ amount: formatMinor(amount, currency), currency })),
    steps: steps.map((step) => ({
      ...step,
      feeAmount: step.feeAmount === null ? null : formatMinor(step.feeAmount, base),
      texts: step.texts as Record<string, { subject?: string; text?: string }>,
    })),
  }
}

export async function areaOf({ db, company }: Ctx, code: string): Promise<Id> {
  const row = await db.maybe<{ id: Id }>(`select id from business_areas where company_id = $1 and code = $2`, [
    company.id,
    code,
  ])
  return row?.id ?? refuse('business-area.unknown', `there is no business area ${code}`, { code })
}

export async function areaCodes({ db, company }: Ctx): Promise<Map<Id, string>> {
  const rows = await db.rows<{ id: Id; code: string }>(`select id, code from business_areas where company_id = $1`, [
    company.id,
  ])
  return new Map(rows.map(({ id, code }) => [id, code]))
}

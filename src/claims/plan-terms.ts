import { z } from 'zod'
import { country } from '../countries/index.ts'
import type { DayCount } from '../countries/interest.ts'
import type { Ctx } from '../db/context.ts'
import { amountText, dayText } from '../db/schemas.ts'
import { sql } from '../db/sql.ts'
import type { Id } from '../kernel/id.ts'
import type { Minor } from '../kernel/money.ts'
import { formatMinor, minor, parseMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import type { Claim } from './find-claims.ts'
import { findOpenClaims, positiveAmount, subject } from './find-claims.ts'
import type { PlanPart } from './plan-parts.ts'
import { partsMax, planParts } from './plan-parts.ts'
import type { Law } from './read-law.ts'
import { amountOrNone, readLaw } from './read-law.ts'

/** What a plan is made of; its parts follow from it. */
export const planTerms = {
  parts: z.number().int().min(2).max(partsMax).optional().meta({ description: 'How many parts' }),
  amount: positiveAmount.optional().meta({ description: 'Or how much each time' }),
  firstOn: dayText.meta({ description: 'The day on which the first part is due' }),
  everyMonths: z.number().int().min(1).max(12).default(1),
  planFee: z
    .union([z.enum(['none', 'law']), amountText])
    .default('none')
    .meta({ description: 'Fee for the plan: none, what the law allows, or an amount up to that' }),
  notices: z
    .boolean()
    .default(false)
    .meta({ description: 'Each part has a notice of its own, with the fee that the law allows for it' }),
  reminderFee: z
    .boolean()
    .default(false)
    .meta({ description: 'The reminder of a late part bears the fee that the law allows; agreed in writing' }),
  interest: z
    .enum(['none', 'law'])
    .default('none')
    .meta({ description: 'Whether interest runs while the plan is kept' }),
  brokenAfterDays: z.number().int().min(1).max(365).default(14),
}
export const planInput = z
  .object({ ...subject, ...planTerms })
  .refine((given) => (given.parts === undefined) !== (given.amount === undefined), {
    error: 'say how many parts, or how much each is',
  })
export type PlanInput = z.output<typeof planInput>

export const partShape = z.object({
  partNo: z.number(),
  dueOn: dayText,
  capital: z.string(),
  interest: z.string(),
  fee: z.string(),
  total: z.string(),
})
export const planSums = {
  currency: z.string(),
  capital: z.string(),
  interest: z.string().meta({ description: 'Open already, and what will run until the last part' }),
  fee: z.string().meta({ description: 'Open already, the fee of the plan and its notices' }),
  total: z.string(),
  planFee: z.string(),
  noticeFee: z.string(),
  parts: z.array(partShape),
  law: z.array(z.object({ name: z.string(), amount: z.string(), source: z.string() })),
}

export interface ComputedPlan {
  claims: Claim[]
  /** Charges of the claims that are open. */
  charges: { itemId: Id; mainItemId: Id; component: string; open: bigint }[]
  partyId: Id
  currency: string
  planFee: Minor
  noticeFee: Minor
  parts: PlanPart[]
  percent: string | null
  law: { name: string; amount: string; source: string }[]
}

/**
 * The plan that terms make of claims as they stand today.
 * @throws Refused plan.several-customers, claim.currencies-mixed, plan.first-day-passed, plan.fee-above-law, plan.too-many-parts, RATE_MISSING
 */
export async function computePlan(ctx: Ctx, given: PlanInput): Promise<ComputedPlan> {
  const claims = await findOpenClaims(ctx, given)
  const { partyId, currency } = claims[0]!
  if (claims.some((claim) => claim.partyId !== partyId))
    refuse('plan.several-customers', 'a plan is made with one customer: choose claims of one')
  if (claims.some((claim) => claim.currency !== currency))
    refuse('claim.currencies-mixed', 'an amount is given for claims of one currency: choose those of one')
  if (given.firstOn < ctx.today)
    refuse('plan.first-day-passed', `${given.firstOn} has passed: let the first part be due later`, {
      on: given.firstOn,
    })
  const charges = await readCharges(
    ctx,
    claims.map((claim) => claim.itemId),
  )
  const sum = (components: readonly string[]): Minor =>
    minor(
      charges
        .filter((charge) => components.includes(charge.component))
        .reduce((total, charge) => total + charge.open, 0n),
    )
  const law = await readLaw(ctx)
  const fees = feesOf(ctx, law, given, currency)
  const today = given.interest === 'none' ? null : law.values.percentOn('late-interest', ctx.today)
  const parts = planParts(
    {
      capital: minor(claims.reduce((total, claim) => total + claim.open, 0n)),
      interest: sum(['interest']),
      fee: sum(['fee', 'compensation', 'cost']),
    },
    {
      parts: given.parts === undefined ? { amount: parseMinor(given.amount!, currency) } : { count: given.parts },
      firstOn: given.firstOn,
      everyMonths: given.everyMonths,
      planFee: fees.planFee,
      noticeFee: fees.noticeFee,
      // Rates to come are not known: what is shown runs on at today's. What is charged is counted when its day has come.
      interest: today
        ? { after: ctx.today, rate: { on: () => today, changes: () => [] }, dayCount: dayCountOf(ctx) }
        : null,
    },
  )
  if (parts.length > partsMax)
    refuse('plan.too-many-parts', `the plan would have more than ${partsMax} parts: let each be more`, {
      most: partsMax,
    })
  return {
    claims,
    charges,
    partyId,
    currency,
    ...fees,
    parts,
    percent: today?.percent ?? null,
  }
}

const dayCountOf = (ctx: Ctx): DayCount =>
  country(ctx.company.country).rates.dayCount === 360 ? 'ACT/360' : 'ACT/365F'

/** The plan's fees, at most what the law of today gives; where it gives none, a plan costs nothing. */
function feesOf(
  ctx: Ctx,
  law: Law,
  given: PlanInput,
  currency: string,
): { planFee: Minor; noticeFee: Minor; law: ComputedPlan['law'] } {
  const allowed = amountOrNone(law, 'plan-fee', ctx.today)
  const most = allowed?.amount ?? minor(0n)
  const planFee =
    given.planFee === 'none' ? minor(0n) : given.planFee === 'law' ? most : parseMinor(given.planFee, currency)
  if (planFee < 0n || planFee > most)
    refuse('plan.fee-above-law', `the law allows ${formatMinor(most, currency)} ${currency} for a plan`, {
      most: `${formatMinor(most, currency)} ${currency}`,
    })
  const notice = given.notices ? amountOrNone(law, 'plan-notice-fee', ctx.today) : null
  return {
    planFee,
    noticeFee: notice?.amount ?? minor(0n),
    law: [
      ...(planFee > 0n && allowed
        ? [{ name: 'plan-fee', amount: formatMinor(allowed.amount, currency), source: allowed.source }]
        : []),
      ...(notice
        ? [{ name: 'plan-notice-fee', amount: formatMinor(notice.amount, currency), source: notice.source }]
        : []),
    ],
  }
}

export function readCharges(
  { db, company }: Ctx,
  itemIds: readonly Id[],
): Promise<{ itemId: Id; mainItemId: Id; component: string; open: bigint }[]> {
  return db.rows(
    sql`select id as "itemId", main_item_id as "mainItemId", component, amount_open as open from open_items
         where company_id = ${company.id} and main_item_id = any (${itemIds}::uuid[]) and amount_open > 0 order by due_on, id`,
  )
}

export function toldPlan(plan: ComputedPlan): z.input<z.ZodObject<typeof planSums>> {
  const text = (amount: bigint) => formatMinor(minor(amount), plan.currency)
  const sum = (of: (part: PlanPart) => bigint) => text(plan.parts.reduce((total, part) => total + of(part), 0n))
  return {
    currency: plan.currency,
    capital: sum((part) => part.capital),
    interest: sum((part) => part.interest),
    fee: sum((part) => part.fee),
    total: sum((part) => part.total),
    planFee: text(plan.planFee),
    noticeFee: text(plan.noticeFee),
    parts: plan.parts.map(({ partNo, dueOn, capital, interest, fee, total }) => ({
      partNo,
      dueOn,
      capital: text(capital),
      interest: text(interest),
      fee: text(fee),
      total: text(total),
    })),
    law: plan.law,
  }
}

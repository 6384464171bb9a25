import { z } from 'zod'
import type { DebtorKind } from '../../countries/claims.ts'
import type { Ctx } from '../../db/context.ts'
import { sql } from '../../db/sql.ts'
import type { Day } from '../../kernel/day.ts'
import { addDays, later } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { minor } from '../../kernel/money.ts'
import { chargePlan } from '../charge-plan.ts'
import type { PlanRow } from '../plans.ts'
import { appendPlanEvents, readPlans } from '../plans.ts'
import { amountOrNone, readLaw } from '../read-law.ts'
import { written } from '../written-words.ts'
import { sayEnd, sayNotice, sayReminder, sayWholePlan } from './say-plan.ts'
import { writeClaimLetter } from './write-claim-letter.ts'

export const sendOrNot = z.boolean().optional().meta({
  description: 'It leaves as a letter; unless said otherwise where the letters of the plan leave by themselves',
})

const of = (plan: PlanRow) => ({
  plan,
  partyId: plan.partyId,
  currency: plan.currency,
  businessAreaId: plan.businessAreaId,
})

export async function writePlanLetter(ctx: Ctx, planId: Id, kind: 'plan-proposed' | 'plan-agreed'): Promise<Id | null> {
  const [plan] = await readPlans(ctx, [planId])
  return writeClaimLetter(ctx, { ...of(plan!), kind, said: await sayWholePlan(ctx, plan!) })
}

/** A plan that was broken by a part, or ended by us: what is left; none where nothing is. */
export async function writeEndLetter(
  ctx: Ctx,
  planId: Id,
  ended: 'broken' | 'ended',
  partNo: number | null,
): Promise<Id | null> {
  const [plan] = await readPlans(ctx, [planId])
  const said = await sayEnd(ctx, plan!, ended, partNo)
  return said && writeClaimLetter(ctx, { ...of(plan!), kind: 'plan-ended', said })
}

/** Announces a part, once; null: it was announced before. The caller holds the plan. */
export async function notice(
  ctx: Ctx,
  plan: PlanRow,
  partNo: number,
  send: boolean,
): Promise<{ fee: bigint; feeItemId: Id | null; letterId: Id | null } | null> {
  const event = { planId: plan.planId, versionNo: plan.versionNo, kind: 'notice' as const, onDay: ctx.today, partNo }
  if ((await appendPlanEvents(ctx, [event])) === 0) return null
  const fee = (plan.notices ? amountOrNone(await readLaw(ctx), 'plan-notice-fee', ctx.today)?.amount : null) ?? 0n
  const { dueOn } = plan.parts.find((part) => part.partNo === partNo)!
  const feeItemId =
    fee > 0n ? await chargePlan(ctx, plan, fee, dueOn, written[ctx.company.language].notice(partNo)) : null
  const letterId = send
    ? await writeClaimLetter(ctx, {
        ...of(plan),
        kind: 'part-notice',
        said: await sayNotice(ctx, plan, partNo),
        chargeItemId: feeItemId,
      })
    : null
  return { fee, feeItemId, letterId }
}

/**
 * Reminds of a part that is late, once: with the fee that was agreed, as far as the law allows one that day, and time to pay
 * until the plan would be broken, or as long as the law gives. The caller holds the plan.
 */
export async function remindOfPart(ctx: Ctx, plan: PlanRow, partNo: number): Promise<Id | null> {
  const part = plan.parts.find((one) => one.partNo === partNo)!
  const { fee, earliest } = await reminderLaw(ctx, plan, part.dueOn)
  const payBy = later(addDays(part.dueOn, plan.brokenAfterDays), earliest)
  const said = await sayReminder(ctx, plan, partNo, { fee, payBy })
  const event = { planId: plan.planId, versionNo: plan.versionNo, kind: 'reminded' as const, onDay: ctx.today, partNo }
  if ((await appendPlanEvents(ctx, [{ ...event, data: { fee: fee.toString(), payBy } }])) === 0) return null
  const chargeItemId =
    fee > 0n ? await chargePlan(ctx, plan, fee, payBy, written[ctx.company.language].reminder(partNo)) : null
  return writeClaimLetter(ctx, { ...of(plan), kind: 'part-reminder', said, chargeItemId })
}

async function reminderLaw(ctx: Ctx, plan: PlanRow, dueOn: Day): Promise<{ fee: bigint; earliest: Day }> {
  const { rules, values } = await readLaw(ctx)
  const known = await ctx.db.one<{ kind: string; compensation: bigint; disputed: boolean }>(
    sql`select p.kind, coalesce((select sum(c.amount) from instalment_plan_items x join open_items c on c.company_id = x.company_id and c.main_item_id = x.item_id and c.component = 'compensation' and c.amount > 0
                 where x.company_id = p.company_id and x.plan_id = ${plan.planId} and x.version_no = ${plan.versionNo}), 0)::bigint as compensation,
               exists (select from holds h join instalment_plan_items x on x.company_id = h.company_id and x.item_id = h.item_id where h.company_id = p.company_id and x.plan_id = ${plan.planId}
                          and x.version_no = ${plan.versionNo} and h.kind = 'dispute' and h.released_at is null and h.from_on <= ${ctx.today} and ${ctx.today} < h.to_on) as disputed
          from parties p where p.company_id = ${ctx.company.id} and p.id = ${plan.partyId}`,
  )
  const debtor: DebtorKind = known.kind === 'person' ? 'consumer' : known.kind === 'public' ? 'authority' : 'business'
  const law = rules.letter(values, {
    kind: 'reminder',
    sentOn: ctx.today,
    dueOn,
    debtor,
    creditor: ctx.company.kind === 'municipality' ? 'authority' : 'business',
    feeAgreed: plan.reminderFee,
    disputed: known.disputed,
    earlier: [],
    compensation: minor(known.compensation),
    costsBefore: minor(0n),
  })
  // What the law would let cost without agreement was not agreed here either: the plan says what it costs.
  return {
    fee: plan.reminderFee && law.allowed && law.currency === plan.currency ? law.maximumFee : 0n,
    earliest: law.earliestDeadline,
  }
}

import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import { sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { waiveCharges } from '../interest/waive-charges.ts'
import { releaseHolds } from '../invoicing/holds/place-holds.ts'
import type { Day } from '../kernel/day.ts'
import { addDays } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { minor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { restUnderPlan } from './agree-plan.ts'
import { readBusinessAreas, reasonText } from './find-claims.ts'
import { breaksAfter } from './follow-up.ts'
import { takeBackClaimLetters } from './letters/take-back-claim-letters.ts'
import { standingOf } from './plan-parts.ts'
import type { PlanRow, PlanState } from './plans.ts'
import { appendPlanEvents, lockPlan, placePlanHolds, planAnswer, planHolds, standing } from './plans.ts'
import { written } from './written-words.ts'

const letterOf = { agreed: 'plan-agreed', ended: 'plan-ended', broken: 'plan-ended', withdrawn: null } as const
type Step = keyof typeof letterOf

interface Recorded {
  eventId: Id
  kind: Step
  feeItemId: Id | null
  planFee: string
  answerBy: Day | null
  /** Letters that told the customer of it: those that have left, and those that can still be recalled. */
  told: number
  waiting: Id[]
}

/**
 * What was last recorded of a plan was a mistake: that the customer had agreed, that the plan was ended, its proposal withdrawn, or
 * that it was broken. The plan stands again as it stood before, its claims rest again from today, the letter that has not left is
 * recalled. An agreement is taken back as long as nothing has followed from it: its fee is given up, and it interrupts no limitation.
 */
export const takeBackPlanStep = verb({
  kind: 'write',
  name: 'claims.take-back-plan-step',
  summary: 'Take back that an instalment plan was agreed, ended, withdrawn or broken, recorded by mistake',
  route: 'POST /claims/plans/{planId}/take-back',
  input: z.object({ planId: id, reason: reasonText }),
  output: planAnswer.extend({
    takenBack: z.enum(['agreed', 'ended', 'broken', 'withdrawn']),
    lettersGone: z.number().meta({ description: 'Letters that told the customer of it, and have left' }),
  }),
  async run(ctx, { planId, reason }) {
    const plan = await lockPlan(ctx, planId, ['agreed', 'ended', 'broken', 'withdrawn'])
    const kind = plan.state as Step
    const last = await readLast(ctx, plan, kind)
    if (kind === 'agreed') refuseFollowed(plan, last)
    else await refuseOtherwisePlanned(ctx, plan)
    if (kind === 'ended' || kind === 'broken') refuseBreakingAgain(plan, ctx.today)
    await takeBackClaimLetters(ctx, last.waiting, reason)
    if (last.feeItemId) await waiveCharges(ctx, [last.feeItemId], { reason, on: ctx.today, freeDays: true })
    const state: PlanState = kind === 'ended' || kind === 'broken' ? 'agreed' : 'proposed'
    await appendPlanEvents(ctx, [
      {
        planId,
        versionNo: plan.versionNo,
        kind: 'taken-back',
        onDay: ctx.today,
        text: reason,
        data: { event: last.eventId, what: kind, state, feeItemId: last.feeItemId },
      },
    ])
    if (state === 'agreed') await restUnderPlan(ctx, plan)
    else await restUntilAnswered(ctx, plan, last.answerBy)
    await audit(ctx, {
      verb: 'claims.take-back-plan-step',
      subjects: [planId, plan.partyId],
      summary: { what: kind, state },
      businessAreaId: plan.businessAreaId,
    })
    return { planId, versionNo: plan.versionNo, state, on: ctx.today, takenBack: kind, lettersGone: last.told }
  },
})

async function readLast({ db, company }: Ctx, plan: PlanRow, kind: Step): Promise<Recorded> {
  return db.one<Recorded>(
    sql`select e.id as "eventId", e.kind, e.data ->> 'feeItemId' as "feeItemId", p.data ->> 'planFee' as "planFee", p.data ->> 'answerBy' as "answerBy",
               (select count(*)::int from claim_letters l join deliveries d on d.company_id = l.company_id and d.subject_id = l.id
                 where l.company_id = e.company_id and l.plan_id = e.plan_id and l.kind = ${letterOf[kind]} and l.recorded_at >= e.recorded_at and d.state in ('sending', 'held', 'sent', 'delivered')) as told,
               array(select l.id from claim_letters l join deliveries d on d.company_id = l.company_id and d.subject_id = l.id
                      where l.company_id = e.company_id and l.plan_id = e.plan_id and l.kind = ${letterOf[kind]} and l.recorded_at >= e.recorded_at and d.state = 'waiting' order by l.id for update of d) as waiting
          from instalment_plan_events e
         cross join lateral (select x.data from instalment_plan_events x where x.company_id = e.company_id and x.plan_id = e.plan_id and x.kind = 'proposed' order by x.recorded_at desc limit 1) p
         where e.company_id = ${company.id} and e.plan_id = ${plan.planId} and e.kind = ${kind} order by e.recorded_at desc, e.id desc limit 1`,
  )
}

/** What the customer was told, has paid or was asked for under the plan is not undone by a stroke: the plan is ended instead. */
function refuseFollowed(plan: PlanRow, last: Recorded): void {
  const followed =
    plan.versionNo > 1
      ? 'changed'
      : last.told > 0
        ? 'told'
        : standing(plan).paid > 0n
          ? 'paid'
          : plan.parts.some((part) => part.payBy !== null)
            ? 'reminded'
            : null
  if (followed || (BigInt(last.planFee) > 0n && !last.feeItemId))
    refuse(
      'plan.agreement-followed',
      'something has followed from the agreement already (a letter, a payment, a change): end the plan instead',
      { followed: followed ?? 'charged' },
      409,
    )
}

/** A plan that would be broken again tonight is of no use: a new one is agreed with other days. */
function refuseBreakingAgain(plan: PlanRow, today: Day): void {
  const { paid, closed } = standing(plan)
  const late = standingOf(plan.parts, minor(paid + plan.unapplied), closed).find(
    (part) => part.left > 0n && part.dueOn < today && breaksAfter(plan, part.partNo) < today,
  )
  if (late && !closed)
    refuse(
      'plan.would-break-again',
      `part ${late.partNo} of ${late.dueOn} is not paid: the plan would be broken again; agree on a new one`,
      { part: late.partNo, on: late.dueOn },
      409,
    )
}

async function refuseOtherwisePlanned({ db, company, today }: Ctx, plan: PlanRow): Promise<void> {
  const other = await db.maybe<{ number: string }>(
    sql`select i.number_text as number from holds h join open_items i on i.company_id = h.company_id and i.id = h.item_id
         where h.company_id = ${company.id} and h.kind = 'plan' and h.released_at is null and ${today} < h.to_on
           and h.item_id = any (${plan.items.map((item) => item.itemId)}::uuid[]) and h.source <> ${plan.planId} limit 1`,
  )
  if (other)
    refuse(
      'plan.claim-in-plan',
      `${other.number} is in an instalment plan already: change or end that one`,
      { number: other.number },
      409,
    )
}

/** As the proposal had it: until the day for the answer, where that is to come. */
async function restUntilAnswered(ctx: Ctx, plan: PlanRow, answerBy: Day | null): Promise<void> {
  const before = await planHolds(ctx, [plan.planId])
  await releaseHolds(
    ctx,
    before.map((one) => one.id),
    'replaced',
    null,
  )
  if (!answerBy || answerBy < ctx.today) return
  const capital = plan.items.filter((item) => item.component === 'capital' && item.open > 0n)
  const areas = await readBusinessAreas(
    ctx,
    capital.map((item) => item.itemId),
  )
  await placePlanHolds(
    ctx,
    plan.planId,
    capital.map((item) => ({ itemId: item.itemId, businessAreaId: areas.get(item.itemId) ?? null })),
    { stopsInterest: false, toOn: addDays(answerBy, 1), reason: written[ctx.company.language].planProposed },
  )
}

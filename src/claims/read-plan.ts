import { z } from 'zod'
import { dayText, id } from '../db/schemas.ts'
import { raw, sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { logShown } from '../invoicing/log-shown.ts'
import { shownName } from '../invoicing/shown-name.ts'
import type { Id } from '../kernel/id.ts'
import type { Minor } from '../kernel/money.ts'
import { formatMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { partShape } from './plan-terms.ts'
import { planStates, readPlans, standing } from './plans.ts'

/** One plan: its parts against the money that came, its claims, and all that happened to it. */
export const readPlan = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'claims.read-plan',
  summary: 'Read an instalment plan',
  route: 'GET /claims/plans/{planId}',
  input: z.object({ planId: id }),
  output: z.object({
    planId: id,
    versionNo: z.number(),
    state: z.enum(planStates),
    partyId: id,
    customer: z.string(),
    customerName: z.string(),
    isProtected: z.boolean(),
    currency: z.string(),
    startsOn: dayText,
    interest: z.enum(['none', 'law']),
    brokenAfterDays: z.number(),
    notices: z.boolean(),
    reminderFee: z.boolean(),
    letters: z.boolean().meta({ description: 'Its letters leave by themselves' }),
    paid: z.string(),
    parts: z.array(partShape.extend({ paid: z.string(), left: z.string(), isLate: z.boolean() })),
    items: z.array(
      z.object({ itemId: id, number: z.string(), component: z.string(), amount: z.string(), open: z.string() }),
    ),
    events: z.array(
      z.object({
        kind: z.string(),
        on: dayText,
        versionNo: z.number(),
        partNo: z.number().nullable(),
        text: z.string().nullable(),
        by: z.string().nullable(),
        at: z.string(),
        deliveryId: id.nullable(),
      }),
    ),
  }),
  async run(ctx, { planId }) {
    const [plan] = await readPlans(ctx, [planId])
    if (!plan) return refuse('plan.unknown', 'there is no such instalment plan', { plan: planId }, 404)
    const party = await ctx.db.one<{ partyId: Id; customer: string; customerName: string; isProtected: boolean }>(
      sql`select p.id as "partyId", p.number as customer, ${raw(shownName(ctx, 'p'))} as "customerName", p.protection <> 'none' as "isProtected"
            from parties p where p.company_id = ${ctx.company.id} and p.id = ${plan.partyId}`,
    )
    await logShown(ctx, 'claims.read-plan', [party])
    const events = await ctx.db.rows(
      sql`select e.kind, e.on_day as on, e.version_no as "versionNo", e.part_no as "partNo", e.text, u.name as by,
                 to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, e.delivery_id as "deliveryId"
            from instalment_plan_events e left join users u on u.id = e.recorded_by
           where e.company_id = ${ctx.company.id} and e.plan_id = ${planId} order by e.on_day, e.recorded_at, e.id`,
    )
    const { paid, parts } = standing(plan)
    const text = (amount: bigint) => formatMinor(amount as Minor, plan.currency)
    return {
      ...party,
      planId,
      versionNo: plan.versionNo,
      state: plan.state,
      currency: plan.currency,
      startsOn: plan.startsOn,
      interest: plan.interest,
      brokenAfterDays: plan.brokenAfterDays,
      notices: plan.notices,
      reminderFee: plan.reminderFee,
      letters: plan.letters,
      paid: text(paid),
      parts: plan.parts.map((part, i) => ({
        partNo: part.partNo,
        dueOn: part.dueOn,
        capital: text(part.capital),
        interest: text(part.interest),
        fee: text(part.fee),
        total: text(part.total),
        paid: text(parts[i]!.paid),
        left: text(parts[i]!.left),
        isLate: plan.state === 'agreed' && part.dueOn < ctx.today && parts[i]!.left > 0n,
      })),
      items: plan.items.map((item) => ({ ...item, amount: text(item.amount), open: text(item.open) })),
      events: events as never,
    }
  },
})

import { z } from 'zod'
import { dayText, id, pageOf, paging } from '../db/schemas.ts'
import { raw, sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { logShown } from '../invoicing/log-shown.ts'
import { shownName } from '../invoicing/shown-name.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { planStates, readPlans, standing } from './plans.ts'

/** Instalment plans with how they stand, newest last. */
export const listPlans = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'claims.list-plans',
  summary: 'List instalment plans',
  route: 'GET /claims/plans',
  input: z.object({
    ...paging,
    state: z.enum(planStates).optional(),
    customer: z.string().optional(),
    late: z.boolean().default(false).meta({ description: 'Those only of which a part is late' }),
  }),
  output: pageOf(
    z.object({
      planId: id,
      versionNo: z.number(),
      state: z.enum(planStates),
      stateOn: dayText,
      customer: z.string(),
      customerName: z.string(),
      isProtected: z.boolean(),
      partyId: id,
      currency: z.string(),
      total: z.string(),
      paid: z.string(),
      parts: z.number(),
      partsMet: z.number(),
      nextDueOn: dayText.nullable(),
      lateAmount: z.string(),
    }),
  ),
  async run(ctx, { after, limit, state, customer, late }) {
    const rows = await ctx.db.rows<{
      planId: Id
      stateOn: string
      customer: string
      customerName: string
      isProtected: boolean
      partyId: Id
    }>(
      sql`select s.plan_id as "planId", s.state_on as "stateOn", p.number as customer, ${raw(shownName(ctx, 'p'))} as "customerName", p.protection <> 'none' as "isProtected", p.id as "partyId"
            from instalment_plan_states s join parties p on p.company_id = s.company_id and p.id = s.party_id
           where s.company_id = ${ctx.company.id} and (${after ?? null}::uuid is null or s.plan_id > ${after ?? null})
             and (${state ?? null}::text is null or s.state = ${state ?? null}) and (${customer ?? null}::text is null or p.number = ${customer ?? null})
             and (not ${late} or s.state = 'agreed' and exists (
               select from instalment_plan_parts t where t.company_id = s.company_id and t.plan_id = s.plan_id and t.version_no = s.version_no and t.due_on < ${ctx.today}))
           order by s.plan_id limit ${limit}`,
    )
    await logShown(ctx, 'claims.list-plans', rows)
    const plans = new Map(
      (
        await readPlans(
          ctx,
          rows.map((row) => row.planId),
        )
      ).map((plan) => [plan.planId, plan]),
    )
    const told = rows.map((row) => {
      const plan = plans.get(row.planId)!
      const { parts } = standing(plan)
      const text = (amount: bigint) => formatMinor(amount as never, plan.currency)
      const lateAmount = parts.reduce((sum, part) => (part.dueOn < ctx.today ? sum + part.left : sum), 0n)
      return {
        ...row,
        versionNo: plan.versionNo,
        state: plan.state,
        currency: plan.currency,
        total: text(parts.reduce((sum, part) => sum + part.total, 0n)),
        paid: text(parts.reduce((sum, part) => sum + part.paid, 0n)),
        parts: parts.length,
        partsMet: parts.filter((part) => part.left === 0n).length,
        nextDueOn: parts.find((part) => part.left > 0n)?.dueOn ?? null,
        lateAmount: text(plan.state === 'agreed' ? lateAmount : 0n),
      }
    })
    return {
      rows: told.filter((row) => !late || row.lateAmount !== formatMinor(0n as never, row.currency)) as never,
      next: rows.length === limit ? rows.at(-1)!.planId : null,
    }
  },
})

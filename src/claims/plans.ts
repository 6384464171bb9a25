import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { dayText, id } from '../db/schemas.ts'
import { sql } from '../db/sql.ts'
import { placeHolds } from '../invoicing/holds/place-holds.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import type { Minor } from '../kernel/money.ts'
import { minor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import type { PartStanding } from './plan-parts.ts'
import { standingOf } from './plan-parts.ts'
import type { ComputedPlan, PlanInput } from './plan-terms.ts'

/** proposed: the customer has not agreed yet · agreed: it runs · broken, fulfilled, ended, withdrawn: it is over. */
export const planStates = ['proposed', 'agreed', 'broken', 'fulfilled', 'ended', 'withdrawn'] as const
export type PlanState = (typeof planStates)[number]

export type PlanEventKind =
  | PlanState
  | 'letter'
  | 'notice'
  | 'part-met'
  | 'part-late'
  | 'reminded'
  | 'changed'
  | 'taken-back'

export interface PlanEvent {
  planId: Id
  versionNo: number
  kind: PlanEventKind
  onDay: Day
  partNo?: number | null
  text?: string | null
  deliveryId?: Id | null
  data?: Record<string, unknown>
}

/** What happened to plans; an event that can happen once is left out the second time. @returns how many were new */
export async function appendPlanEvents(ctx: Ctx, events: readonly PlanEvent[]): Promise<number> {
  return insertRows(
    ctx.db,
    'instalment_plan_events',
    {
      id: 'uuid',
      plan_id: 'uuid',
      version_no: 'int4',
      kind: 'text',
      on_day: 'date',
      part_no: 'int4',
      text: 'text',
      delivery_id: 'uuid',
      data: 'jsonb',
    },
    events.map((event) => ({
      id: newId(),
      plan_id: event.planId,
      version_no: event.versionNo,
      kind: event.kind,
      on_day: event.onDay,
      part_no: event.partNo ?? null,
      text: event.text ?? null,
      delivery_id: event.deliveryId ?? null,
      data: event.data ?? {},
    })),
    { company_id: { type: 'uuid', value: ctx.company.id }, recorded_by: { type: 'uuid', value: ctx.user.id } },
    'on conflict do nothing',
  )
}

/** A version of a plan as it was computed: its terms, its items with what they have open, its parts. */
export async function writeVersion(
  ctx: Ctx,
  planId: Id,
  versionNo: number,
  plan: ComputedPlan,
  given: PlanInput,
  reason: string | null,
): Promise<void> {
  const tenant = { company_id: { type: 'uuid' as const, value: ctx.company.id } }
  const version = {
    ...tenant,
    plan_id: { type: 'uuid' as const, value: planId },
    version_no: { type: 'int4' as const, value: versionNo },
  }
  await ctx.db.query(
    `insert into instalment_plan_versions (company_id, plan_id, version_no, starts_on, interest, percent, broken_after_days, notices, reason, law, recorded_by, reminder_fee)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      ctx.company.id,
      planId,
      versionNo,
      ctx.today,
      given.interest,
      plan.percent,
      given.brokenAfterDays,
      given.notices,
      reason,
      JSON.stringify(plan.law),
      ctx.user.id,
      given.reminderFee,
    ],
  )
  await writePlanItems(ctx, planId, versionNo, [
    ...plan.claims.map((claim) => ({ itemId: claim.itemId, amount: claim.open })),
    ...plan.charges.map((charge) => ({ itemId: charge.itemId, amount: charge.open })),
  ])
  await insertRows(
    ctx.db,
    'instalment_plan_parts',
    {
      part_no: 'int4',
      due_on: 'date',
      amount_capital: 'int8',
      amount_interest: 'int8',
      amount_fee: 'int8',
      amount_total: 'int8',
    },
    plan.parts.map((part) => ({
      part_no: part.partNo,
      due_on: part.dueOn,
      amount_capital: part.capital,
      amount_interest: part.interest,
      amount_fee: part.fee,
      amount_total: part.total,
    })),
    version,
  )
}

export async function writePlanItems(
  ctx: Ctx,
  planId: Id,
  versionNo: number,
  items: readonly { itemId: Id; amount: bigint }[],
): Promise<void> {
  await insertRows(
    ctx.db,
    'instalment_plan_items',
    { item_id: 'uuid', amount: 'int8' },
    items.map((item) => ({ item_id: item.itemId, amount: item.amount })),
    {
      company_id: { type: 'uuid', value: ctx.company.id },
      plan_id: { type: 'uuid', value: planId },
      version_no: { type: 'int4', value: versionNo },
    },
  )
}

/** The claims of a plan rest while it runs; `toOn`: a proposal that nobody answers lets go of them by itself. */
export const placePlanHolds = (
  ctx: Ctx,
  planId: Id,
  items: readonly { itemId: Id; businessAreaId: Id | null }[],
  options: { stopsInterest: boolean; toOn?: Day; reason: string },
): Promise<Id[]> =>
  placeHolds(
    ctx,
    items.map((item) => ({
      kind: 'plan',
      itemId: item.itemId,
      fromOn: ctx.today,
      toOn: options.toOn ?? null,
      reason: options.reason,
      stopsInterest: options.stopsInterest,
      source: planId,
      businessAreaId: item.businessAreaId,
    })),
  )

/** Holds of a plan that are in force, found by the plan that they name. */
export async function planHolds({ db, company }: Ctx, planIds: readonly Id[]): Promise<{ id: Id; planId: Id }[]> {
  return db.rows(
    sql`select h.id, h.source::uuid as "planId" from holds h
         where h.company_id = ${company.id} and h.kind = 'plan' and h.released_at is null and h.source = any (${[...planIds]}::text[])`,
  )
}

export interface PlanRow {
  planId: Id
  versionNo: number
  state: PlanState
  partyId: Id
  currency: string
  businessAreaId: Id | null
  startsOn: Day
  interest: 'none' | 'law'
  brokenAfterDays: number
  notices: boolean
  /** It was agreed that the reminder of a late part bears a fee. */
  reminderFee: boolean
  /** Its letters leave by themselves. */
  letters: boolean
  /** Money of the customer that lies unapplied, in the plan's currency: it may be meant for the plan. */
  unapplied: bigint
  /** With the fee of a reminder, and the day to pay by that it gave. */
  parts: { partNo: number; dueOn: Day; capital: Minor; interest: Minor; fee: Minor; total: Minor; payBy: Day | null }[]
  /** Its items, each by the one that carries its money now. */
  items: { itemId: Id; amount: bigint; open: bigint; component: string; number: string }[]
}

/** Plans with their newest version, by id; `lock` keeps others from deciding about them meanwhile. */
export async function readPlans(ctx: Ctx, planIds: readonly Id[], lock = false): Promise<PlanRow[]> {
  if (lock)
    for (const planId of [...planIds].sort())
      await ctx.db.query(sql`select pg_advisory_xact_lock(hashtextextended(${`plan ${planId}`}, 0))`)
  const rows = await ctx.db.rows<
    Omit<PlanRow, 'parts' | 'items'> & {
      parts: {
        partNo: number
        dueOn: Day
        capital: string
        interest: string
        fee: string
        total: string
        payBy: Day | null
      }[]
      items: { itemId: Id; amount: string; open: string; component: string; number: string }[]
    }
  >(
    sql`select p.plan_id as "planId", p.version_no as "versionNo", p.state, p.party_id as "partyId", p.currency, p.business_area_id as "businessAreaId",
               v.starts_on as "startsOn", v.interest, v.broken_after_days as "brokenAfterDays", v.notices,
               v.reminder_fee as "reminderFee", coalesce((select (e.data ->> 'letters')::boolean from instalment_plan_events e
                  where e.company_id = p.company_id and e.plan_id = p.plan_id and e.data ? 'letters' order by e.recorded_at desc, e.id desc limit 1), false) as letters,
               coalesce((select sum(-c.amount_open) from open_items c where c.company_id = p.company_id and c.party_id = p.party_id and c.amount_open < 0 and c.currency = p.currency
                            and c.kind not in ('prepayment', 'unidentified')), 0)::bigint
                 + coalesce((select sum(d.amount) from desk_payments d where d.company_id = p.company_id and d.party_id = p.party_id and d.amount > 0 and d.currency = p.currency), 0)::bigint as unapplied,
               (select json_agg(json_build_object('partNo', t.part_no, 'dueOn', t.due_on, 'capital', t.amount_capital::text, 'interest', t.amount_interest::text,
                                                  'fee', (t.amount_fee + r.fee)::text, 'total', (t.amount_total + r.fee)::text, 'payBy', r.pay_by) order by t.part_no)
                  from instalment_plan_parts t
                 cross join lateral (select coalesce(max((e.data ->> 'fee')::bigint), 0) as fee, max(e.data ->> 'payBy') as pay_by from instalment_plan_events e
                                      where e.company_id = t.company_id and e.plan_id = t.plan_id and e.version_no = t.version_no and e.part_no = t.part_no and e.kind = 'reminded') r
                 where t.company_id = p.company_id and t.plan_id = p.plan_id and t.version_no = p.version_no) as parts,
               (select json_agg(json_build_object('itemId', c.id, 'amount', x.amount::text, 'open', c.amount_open::text, 'component', c.component, 'number', c.number_text) order by c.due_on, c.id)
                  from instalment_plan_items x cross join lateral carrying_item(x.company_id, x.item_id) c
                 where x.company_id = p.company_id and x.plan_id = p.plan_id and x.version_no = p.version_no
                   -- The fee of an agreement that was taken back is nobody's payment.
                   and not exists (select from instalment_plan_events b where b.company_id = x.company_id and b.plan_id = x.plan_id and b.kind = 'taken-back' and b.data ->> 'feeItemId' = x.item_id::text)) as items
          from instalment_plan_states p
          join instalment_plan_versions v on v.company_id = p.company_id and v.plan_id = p.plan_id and v.version_no = p.version_no
         where p.company_id = ${ctx.company.id} and p.plan_id = any (${[...planIds]}::uuid[]) order by p.plan_id`,
  )
  return rows.map((row) => ({
    ...row,
    parts: row.parts.map((part) => ({
      partNo: part.partNo,
      dueOn: part.dueOn,
      capital: minor(BigInt(part.capital)),
      interest: minor(BigInt(part.interest)),
      fee: minor(BigInt(part.fee)),
      total: minor(BigInt(part.total)),
      payBy: part.payBy,
    })),
    items: row.items.map((item) => ({ ...item, amount: BigInt(item.amount), open: BigInt(item.open) })),
  }))
}

/** @throws Refused plan.unknown, plan.state */
export async function lockPlan(ctx: Ctx, planId: Id, states: readonly PlanState[]): Promise<PlanRow> {
  const [plan] = await readPlans(ctx, [planId], true)
  if (!plan) return refuse('plan.unknown', 'there is no such instalment plan', { plan: planId }, 404)
  if (!states.includes(plan.state))
    return refuse(
      'plan.state',
      `the plan is ${plan.state}: that cannot be done with it any more`,
      { state: plan.state },
      409,
    )
  return plan
}

/** What came off the plan's items since its version began, and its parts against it. */
export function standing(plan: PlanRow): { paid: Minor; closed: boolean; parts: PartStanding[] } {
  const paid = minor(plan.items.reduce((sum, item) => sum + item.amount - item.open, 0n))
  const closed = plan.items.every((item) => item.open === 0n)
  return { paid, closed, parts: standingOf(plan.parts, paid, closed) }
}

export const planAnswer = z.object({ planId: id, versionNo: z.number(), state: z.enum(planStates), on: dayText })

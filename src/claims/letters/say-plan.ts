import type { Ctx } from '../../db/context.ts'
import { sql } from '../../db/sql.ts'
import type { Day } from '../../kernel/day.ts'
import { addDays, later } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { promiseGraceDays } from '../find-claims.ts'
import type { PlanRow } from '../plans.ts'
import { standing } from '../plans.ts'
import type { Said, SaidRow } from './claim-letter.ts'

/** Days to pay what is left of a plan that is over. */
const endedDays = 10

/** The whole plan: proposed or agreed. */
export async function sayWholePlan(ctx: Ctx, plan: PlanRow): Promise<Said> {
  const first = plan.parts[0]!
  return {
    ...(await common(ctx, plan)),
    rows: plan.parts.map(partRow),
    pay: String(first.total),
    payBy: first.dueOn,
  }
}

/** A part that is to come. */
export async function sayNotice(ctx: Ctx, plan: PlanRow, partNo: number): Promise<Said> {
  const part = plan.parts.find((one) => one.partNo === partNo)!
  return {
    ...(await common(ctx, plan)),
    rows: [leftRow(plan, part)],
    pay: String(leftOf(plan, partNo)),
    payBy: later(part.dueOn, ctx.today),
    partNo,
    dueOn: part.dueOn,
  }
}

/** A part that is late: what is left of it and the reminder's fee, by the day on which the plan would be broken. */
export async function sayReminder(
  ctx: Ctx,
  plan: PlanRow,
  partNo: number,
  { fee, payBy }: { fee: bigint; payBy: Day },
): Promise<Said> {
  const part = plan.parts.find((one) => one.partNo === partNo)!
  const left = leftRow(plan, part)
  const pay = String(BigInt(left.total) + fee)
  return {
    ...(await common(ctx, plan)),
    rows: [{ ...left, fee: String(BigInt(left.fee) + fee), total: pay }],
    pay,
    payBy,
    partNo,
    dueOn: part.dueOn,
    fee: String(fee),
    knownThrough: addDays(part.dueOn, promiseGraceDays),
  }
}

/** What is left when a plan is over; null: nothing. */
export async function sayEnd(
  ctx: Ctx,
  plan: PlanRow,
  ended: 'broken' | 'ended',
  partNo: number | null,
): Promise<Said | null> {
  const rows = await documentRows(
    ctx,
    plan.items.filter((item) => item.component === 'capital').map((item) => item.itemId),
  )
  if (rows.length === 0) return null
  const part = plan.parts.find((one) => one.partNo === partNo)
  return {
    ...(await common(ctx, plan)),
    rows,
    pay: String(rows.reduce((sum, row) => sum + BigInt(row.total), 0n)),
    payBy: addDays(ctx.today, endedDays),
    partNo,
    dueOn: part?.dueOn ?? null,
    ended,
    knownThrough: part ? addDays(part.dueOn, plan.brokenAfterDays) : null,
  }
}

/** More time for documents. */
export async function sayDeferral(
  ctx: Ctx,
  itemIds: readonly Id[],
  { newDueOn, interest, fee }: { newDueOn: Day; interest: boolean; fee: bigint },
): Promise<Said> {
  const rows = await documentRows(ctx, itemIds)
  return {
    ...nothing,
    ...(await payment(ctx, itemIds[0]!)),
    rows,
    documents: [...new Set(rows.map((row) => row.name))],
    pay: String(rows.reduce((sum, row) => sum + BigInt(row.total), 0n)),
    payBy: newDueOn,
    interest: interest ? 'law' : 'none',
    fee: String(fee),
  }
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b)
const leftOf = (plan: PlanRow, partNo: number): bigint =>
  standing(plan).parts.find((one) => one.partNo === partNo)?.left ?? 0n

const nothing = {
  answerBy: null,
  parts: 0,
  partNo: null,
  dueOn: null,
  percent: null,
  interest: 'none',
  planFee: '0',
  noticeFee: '0',
  reminderFee: false,
  fee: '0',
  brokenAfterDays: 0,
  ended: null,
  knownThrough: null,
} as const satisfies Partial<Said>

const partRow = (part: PlanRow['parts'][number]): SaidRow => ({
  name: String(part.partNo),
  dueOn: part.dueOn,
  capital: String(part.capital),
  interest: String(part.interest),
  fee: String(part.fee),
  total: String(part.total),
})

/** What is left of a part. What came was counted as payments are: costs first, then interest, then capital. */
function leftRow(plan: PlanRow, part: PlanRow['parts'][number]): SaidRow {
  const left = leftOf(plan, part.partNo)
  const took = part.total - left
  const ofFee = min(part.fee, took)
  const ofInterest = min(part.interest, took - ofFee)
  return {
    name: String(part.partNo),
    dueOn: part.dueOn,
    capital: String(part.capital - (took - ofFee - ofInterest)),
    interest: String(part.interest - ofInterest),
    fee: String(part.fee - ofFee),
    total: String(left),
  }
}

async function common(ctx: Ctx, plan: PlanRow): Promise<Omit<Said, 'rows' | 'pay' | 'payBy'>> {
  const terms = await ctx.db.one<{
    percent: string | null
    data: { answerBy?: Day; planFee?: string; noticeFee?: string }
  }>(
    sql`select trim_scale(v.percent)::text as percent,
               coalesce((select e.data from instalment_plan_events e where e.company_id = v.company_id and e.plan_id = v.plan_id and e.version_no = v.version_no and e.data ? 'noticeFee' order by e.recorded_at limit 1), '{}') as data
          from instalment_plan_versions v where v.company_id = ${ctx.company.id} and v.plan_id = ${plan.planId} and v.version_no = ${plan.versionNo}`,
  )
  const capital = plan.items.filter((item) => item.component === 'capital')
  return {
    ...nothing,
    ...(await payment(ctx, capital[0]!.itemId)),
    documents: [...new Set(capital.map((item) => item.number))],
    answerBy: terms.data.answerBy ?? null,
    parts: plan.parts.length,
    percent: terms.percent,
    interest: plan.interest,
    planFee: terms.data.planFee ?? '0',
    noticeFee: terms.data.noticeFee ?? '0',
    reminderFee: plan.reminderFee,
    brokenAfterDays: plan.brokenAfterDays,
  }
}

async function payment(
  { db, company }: Ctx,
  itemId: Id,
): Promise<Pick<Said, 'reference' | 'referenceKind' | 'groupId'>> {
  const first = await db.one<{ reference: string; kind: string | null; groupId: Id | null }>(
    sql`select coalesce(i.reference, i.number_text) as reference, v.reference_kind as kind, i.invoice_group_id as "groupId"
          from open_items i left join invoices v on v.company_id = i.company_id and v.id = i.invoice_id where i.company_id = ${company.id} and i.id = ${itemId}`,
  )
  return {
    reference: first.reference,
    referenceKind: first.kind?.startsWith('ocr') ? 'ocr' : first.kind?.startsWith('kid') ? 'kid' : 'number',
    groupId: first.groupId,
  }
}

/** What is open of claims, each with its charges. */
async function documentRows({ db, company }: Ctx, itemIds: readonly Id[]): Promise<SaidRow[]> {
  return db.rows<SaidRow>(
    sql`select i.number_text as name, i.due_on as "dueOn", i.amount_open::text as capital, c.interest::text as interest, c.fee::text as fee, (i.amount_open + c.interest + c.fee)::text as total
          from open_items i
         cross join lateral (select coalesce(sum(c.amount_open) filter (where c.component = 'interest'), 0)::bigint as interest, coalesce(sum(c.amount_open) filter (where c.component <> 'interest'), 0)::bigint as fee
                               from open_items c where c.company_id = i.company_id and c.main_item_id = i.id and c.amount_open > 0) c
         where i.company_id = ${company.id} and i.id = any (${[...itemIds]}::uuid[]) and i.amount_open + c.interest + c.fee > 0 order by i.due_on, i.id`,
  )
}

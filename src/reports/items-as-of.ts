import type { Ctx } from '../db/context.ts'
import type { Statement } from '../db/sql.ts'
import { raw, sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'

/** When a question is asked of: the books as of the end of a day, as known at an instant (null: now). */
export interface AsOf {
  asOf: Day
  knownAt: Date | null
}

/**
 * The one definition of "open at": items with what was open of them (`open`, `base_open`), those with nothing open left
 * out. Read it as a table: `from (${itemsAsOf(…)}) i`. `where` may name columns of `i`.
 *
 * Cost follows the items open at the day: [opened_on, closed_on) prunes by index. Only an item with allocations on both
 * sides of the day asks for its allocations; before the first all of it was open, after the last what is open now is.
 * In the currency of the books base money is the document's (proved by reports.verify), so it is not computed twice.
 */
export function itemsAsOf(ctx: Ctx, at: AsOf, where: Statement = raw('true')): Statement {
  return sql`select *, coalesce(base_foreign, open) as base_open from (${computed(ctx, at, where)} offset 0) i where open <> 0`
}

/**
 * The same for sums, as sources that are added: an item may be several rows. Of today and later hardly anything took effect
 * after the day, so what stands now is the first source, one plain scan that PostgreSQL sums in parallel; what took effect
 * later (given back) and what revaluations add are the second, where there are any.
 */
export async function itemsToSum(ctx: Ctx, at: AsOf, where: Statement = raw('true')): Promise<Statement[]> {
  const { asOf } = at
  if (at.knownAt !== null || asOf < ctx.today) return [itemsAsOf(ctx, at, where)]
  const columns = raw(itemColumns.map((column) => `i.${column}`).join(', '))
  const standing = sql`select ${columns}, i.amount_open as open, i.base_open from open_items i
     where i.company_id = ${ctx.company.id} and i.closed_on > ${asOf} and i.opened_on <= ${asOf} and (${where})`
  const { corrected } = await ctx.db.one<{ corrected: boolean }>(sql`select
    exists (select from allocations where company_id = ${ctx.company.id} and effective_on > ${asOf})
    or exists (select from item_adjustments where company_id = ${ctx.company.id} and posted_on <= ${asOf}) as corrected`)
  if (!corrected) return [standing]
  const after = sql`i.company_id = ${ctx.company.id} and i.opened_on <= ${asOf} and (${where})`
  return [
    standing,
    sql`select ${columns}, a.amount as open, a.base_amount as base_open
          from (${sidesOf(ctx, sql`effective_on > ${asOf}`)}) a join open_items i on i.id = a.item_id where ${after}
        union all
        select ${columns}, 0, j.base_amount from item_adjustments j join open_items i on i.company_id = j.company_id and i.id = j.item_id
         where j.company_id = ${ctx.company.id} and j.posted_on <= ${asOf} and i.closed_on > ${asOf} and (${where})`,
  ]
}

function computed(ctx: Ctx, { asOf, knownAt }: AsOf, where: Statement): Statement {
  const columns = raw(itemColumns.map((column) => `i.${column}`).join(', '))
  const standing = sql`from open_items i where i.company_id = ${ctx.company.id} and i.closed_on > ${asOf} and i.opened_on <= ${asOf} and (${where})`
  if (knownAt === null)
    return sql`select ${columns}, ${openAt(asOf)} as open, ${baseForeignAt(asOf)} + ${adjustments(asOf)} as base_foreign ${standing}`
  // What was learnt later is given back: to items open at the day, and to items that it closed.
  return sql`select * from (
      with late as materialized (${learntLater(ctx, asOf, knownAt)})
      select ${columns}, ${openAt(asOf)} + coalesce(late.amount, 0) as open,
             ${baseForeignAt(asOf)} + coalesce(late.base_amount, 0) + ${adjustments(asOf, knownAt)} as base_foreign
        from (select i.* ${standing} and i.recorded_at <= ${knownAt}) i left join late on late.item_id = i.id
      union all
      select ${columns}, late.amount, case when i.currency <> i.base_currency then late.base_amount + ${adjustments(asOf, knownAt)} end
        from late join open_items i on i.company_id = ${ctx.company.id} and i.id = late.item_id
       where i.closed_on <= ${asOf} and i.opened_on <= ${asOf} and i.recorded_at <= ${knownAt} and (${where})
    ) known`
}

export const itemColumns = [
  'company_id',
  'id',
  'voucher_id',
  'line_no',
  'account',
  'party_id',
  'currency',
  'base_currency',
  'amount',
  'base_amount',
  'opened_on',
  'due_on',
  'kind',
  'component',
  'number_text',
  'reference',
  'invoice_id',
  'bank_transaction_id',
  'invoice_group_id',
  'business_area_id',
]

const openAt = (asOf: Day): Statement => sql`case
  when i.last_effective_on <= ${asOf} then i.amount_open
  when i.first_effective_on > ${asOf} then i.amount
  when i.amount > 0 then i.amount - coalesce((select sum(a.amount) from allocations a where a.company_id = i.company_id and a.debit_item_id = i.id and a.effective_on <= ${asOf}), 0)::int8
  else i.amount + coalesce((select sum(a.amount) from allocations a where a.company_id = i.company_id and a.credit_item_id = i.id and a.effective_on <= ${asOf}), 0)::int8 end`

const baseForeignAt = (asOf: Day): Statement => sql`case
  when i.currency = i.base_currency then null
  when i.last_effective_on <= ${asOf} then i.base_open
  when i.first_effective_on > ${asOf} then i.base_amount
  when i.amount > 0 then i.base_amount - coalesce((select sum(a.base_debit) from allocations a where a.company_id = i.company_id and a.debit_item_id = i.id and a.effective_on <= ${asOf}), 0)::int8
  else i.base_amount + coalesce((select sum(a.base_credit) from allocations a where a.company_id = i.company_id and a.credit_item_id = i.id and a.effective_on <= ${asOf}), 0)::int8 end`

/** Base money beside the allocations: a revaluation that stands at the day. Only items in a foreign currency have any. */
const adjustments = (
  asOf: Day,
  knownAt: Date | null = null,
): Statement => sql`case when i.currency <> i.base_currency then coalesce((
  select sum(j.base_amount) from item_adjustments j
   where j.company_id = i.company_id and j.item_id = i.id and j.posted_on <= ${asOf}
     and ${knownAt === null ? raw('true') : sql`exists (select from vouchers v where v.company_id = j.company_id and v.id = j.voucher_id and v.recorded_at <= ${knownAt})`}), 0)::int8 end`

const learntLater = (ctx: Ctx, asOf: Day, knownAt: Date): Statement => sql`
  select item_id, sum(amount)::int8 as amount, sum(base_amount)::int8 as base_amount
    from (${sidesOf(ctx, sql`recorded_at > ${knownAt} and effective_on <= ${asOf}`)}) sides group by item_id`

/** Both sides of allocations, by the sign of the item: what taking one back gives to it. */
const sidesOf = (ctx: Ctx, where: Statement): Statement => sql`
  select debit_item_id as item_id, amount, base_debit as base_amount from allocations where company_id = ${ctx.company.id} and ${where}
  union all
  select credit_item_id, -amount, -base_credit from allocations where company_id = ${ctx.company.id} and ${where}`

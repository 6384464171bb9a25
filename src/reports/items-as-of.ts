import type { Ctx } from '../db/context.ts'
import type { Statement } from '../db/sql.ts'
import { raw, sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'

/** When a question is asked of: the books as of the end of a day, as known at an instant (null: now). */
export interface AsOf {
  asOf: Day
  /** ISO 8601 instant, as exactly as it was told: facts are recorded to the microsecond. */
  knownAt: string | null
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
  const { later, adjusted } = await correctedBy(ctx, asOf)
  if (!later && !adjusted) return [standing]
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

/**
 * The items that begin a list, as ids: `order` and `after` name columns of `i`, its `open`, `part_no` (0) and `party_number`. Where the order
 * is that of an index, no more is read than is shown; items that closed after a past day are met beside those open now.
 */
export async function firstItems(
  ctx: Ctx,
  asOf: Day,
  where: Statement,
  { order, after, by, limit }: { order: Statement; after: Statement; by: 'due' | 'party' | 'other'; limit: number },
): Promise<Statement> {
  const isNow = asOf >= ctx.today && !(await correctedBy(ctx, asOf)).later
  const open = isNow ? raw('i.amount_open') : openAt(asOf)
  // Customer by customer: a hidden one has no number (reports ask for it only where none is).
  const party = by === 'party' ? raw('join parties o on o.company_id = i.company_id and o.id = i.party_id') : raw('')
  const number = by === 'party' ? raw(', o.number as party_number') : raw('')
  const candidates = (of: Statement): Statement => sql`
    (select i.id from (select i.*, ${open} as open, 0 as part_no ${number} from open_items i ${party} where i.company_id = ${ctx.company.id} and i.opened_on <= ${asOf} and ${of}) i
      where i.open <> 0 and (${where}) and ${after} order by ${order} limit ${limit})`
  if (isNow) return sql`select id from ${candidates(raw('i.amount_open <> 0'))} c`
  if (by !== 'due') return sql`select id from ${candidates(sql`i.closed_on > ${asOf}`)} c`
  return sql`select id from (${candidates(raw('i.amount_open <> 0'))} union all ${candidates(sql`i.closed_on > ${asOf} and i.closed_on < 'infinity'`)}) c`
}

/** Columns of items by which sums are kept: a question that names no other is answered by them. */
const keptColumns = [
  'account',
  'currency',
  'base_currency',
  'kind',
  'invoice_group_id',
  'business_area_id',
  'due_on',
  'sign',
]

/**
 * Sums of what was open at the end of a day from open_item_sums, whatever the number of items: sources that are added, with
 * the kept columns, `amount` (1 or -1: the sign of the items), `open`, `base_open` and `items`, how many they are. `where`
 * names kept columns of `i` only. What was known at an instant is not kept.
 * @param counts false: `items` is 0, and no past day has to count them
 */
export async function itemsKept(ctx: Ctx, asOf: Day, where: Statement, counts = true): Promise<Statement[]> {
  const { later, adjusted } = await correctedBy(ctx, asOf)
  // The number that is open is kept as of now; of a day with changes after it, items are counted.
  const isNow = asOf >= ctx.today && !later
  const kept = raw(keptColumns.join(', '))
  const ofItem = raw([...keptColumns.slice(0, -1).map((column) => `i.${column}`), 'sign(i.amount)::int8'].join(', '))
  // Items of one sign: their sum is nil when none of them is open.
  const sources = [
    sql`select ${kept}, sign::int8 as amount, sum(open)::int8 as open, sum(base_open)::int8 as base_open, ${raw(isNow && counts ? 'sum(items)::int8' : '0::int8')} as items
          from (select *, sign::int8 as amount from open_item_sums) i where i.company_id = ${ctx.company.id} and i.on_day <= ${asOf} and (${where}) group by ${kept} having sum(open) <> 0`,
  ]
  if (adjusted)
    sources.push(sql`select ${ofItem}, sign(i.amount)::int8 as amount, 0::int8 as open, j.base_amount as base_open, 0::int8 as items from item_adjustments j join open_items i on i.company_id = j.company_id and i.id = j.item_id
       where j.company_id = ${ctx.company.id} and j.posted_on <= ${asOf} and i.closed_on > ${asOf} and i.opened_on <= ${asOf} and (${where})`)
  if (counts && !isNow) {
    sources.push(sql`select ${ofItem}, sign(i.amount)::int8 as amount, 0::int8 as open, 0::int8 as base_open, count(*) as items from open_items i
       where i.company_id = ${ctx.company.id} and i.closed_on > ${asOf} and i.opened_on <= ${asOf} and (${where}) group by ${ofItem}`)
    // Only what was taken back later leaves an item at nil before it closed.
    const undone = sql`i.id in (select x.item from allocations a cross join lateral (values (a.debit_item_id), (a.credit_item_id)) x (item)
       where a.company_id = ${ctx.company.id} and a.reverses_id is not null and a.effective_on > ${asOf})`
    sources.push(
      sql`select ${ofItem}, sign(i.amount)::int8 as amount, 0::int8 as open, 0::int8 as base_open, -1::int8 as items from (${computed(ctx, { asOf, knownAt: null }, sql`${undone} and (${where})`)}) i where i.open = 0`,
    )
  }
  return sources
}

/** Whether allocations took effect after the day, and whether revaluations stand at it. */
const correctedBy = ({ db, company }: Ctx, asOf: Day): Promise<{ later: boolean; adjusted: boolean }> =>
  db.one(sql`select
    exists (select from allocations where company_id = ${company.id} and effective_on > ${asOf}) as later,
    exists (select from item_adjustments where company_id = ${company.id} and posted_on <= ${asOf}) as adjusted`)

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
  knownAt: string | null = null,
): Statement => sql`case when i.currency <> i.base_currency then coalesce((
  select sum(j.base_amount) from item_adjustments j
   where j.company_id = i.company_id and j.item_id = i.id and j.posted_on <= ${asOf}
     and ${knownAt === null ? raw('true') : sql`exists (select from vouchers v where v.company_id = j.company_id and v.id = j.voucher_id and v.recorded_at <= ${knownAt})`}), 0)::int8 end`

const learntLater = (ctx: Ctx, asOf: Day, knownAt: string): Statement => sql`
  select item_id, sum(amount)::int8 as amount, sum(base_amount)::int8 as base_amount
    from (${sidesOf(ctx, sql`recorded_at > ${knownAt} and effective_on <= ${asOf}`)}) sides group by item_id`

/** Both sides of allocations, by the sign of the item: what taking one back gives to it. */
const sidesOf = (ctx: Ctx, where: Statement): Statement => sql`
  select debit_item_id as item_id, amount, base_debit as base_amount from allocations where company_id = ${ctx.company.id} and ${where}
  union all
  select credit_item_id, -amount, -base_credit from allocations where company_id = ${ctx.company.id} and ${where}`

import type { Ctx } from '../../db/context.ts'
import { raw, sql } from '../../db/sql.ts'
import type { Day } from '../../kernel/day.ts'
import { addDays, addMonths, endOfMonth, startOfMonth } from '../../kernel/day.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { isKept } from '../../reports/item-filter.ts'
import { itemsAsOf, itemsKept, itemsToSum } from '../../reports/items-as-of.ts'
import type { Question } from './question.ts'

const monthsShown = 6
/** Receivables older than this many days of sales have no DSO that says anything. */
const daysMax = 366

/**
 * Days sales outstanding by the count-back (exhaustion) method: from the day backwards, the sales of each day, VAT included
 * and credit notes off, are taken from the receivables open at that day until they are used up; the last day counts in
 * proportion. Unlike receivables ÷ sales × days it does not move with the season, only with how people pay. It is the
 * textbook method ("count-back method", credit management literature); no standard rules it.
 * It is that of the last month's end: in the midst of a month, what is not billed yet says nothing of how people pay, and
 * who bills once a month would see it rise and fall with the day.
 * Sales are the invoices issued (no proformas, no internal ones), at the rate of the document.
 */
export async function daysSalesOutstanding(ctx: Ctx, question: Question) {
  const asOf = addDays(startOfMonth(addDays(question.asOf, 1)), -1)
  const ends = Array.from({ length: monthsShown }, (_, i) => endOfMonth(addMonths(asOf, i - monthsShown)))
  const sales = await salesByDay(ctx, question, addDays(ends[0]!, -daysMax))
  const days: (string | null)[] = []
  for (const day of [...ends, asOf]) days.push(countBack(await openAt(ctx, question, day), sales, day))
  return { asOf, days: days.at(-1)!, months: ends.map((end, i) => ({ asOf: end, days: days[i]! })) }
}

/** @returns days with one decimal; null when nothing is open, or the sales of a year do not use it up. */
export function countBack(open: bigint, sales: ReadonlyMap<Day, bigint>, on: Day): string | null {
  if (open <= 0n) return null
  let left = open
  for (let back = 0; back < daysMax; back++) {
    const sold = sales.get(addDays(on, -back)) ?? 0n
    if (sold > 0n && left <= sold) return new Decimal(left.toString()).div(sold.toString()).plus(back).toFixed(1)
    left -= sold
  }
  return null
}

async function openAt(ctx: Ctx, { where, asOf, filters }: Question, day: Day): Promise<bigint> {
  const sources = isKept(filters)
    ? await itemsKept(ctx, day, where, false)
    : day === asOf
      ? await itemsToSum(ctx, { asOf, knownAt: null }, where)
      : [itemsAsOf(ctx, { asOf: day, knownAt: null }, where)]
  let open = 0n
  for (const source of sources) {
    const row = await ctx.db.one<{ open: bigint }>(
      sql`select coalesce(sum_minor(i.base_open), 0) as open from (${source}) i`,
    )
    open += row.open
  }
  return open
}

async function salesByDay(
  ctx: Ctx,
  { currency, asOf, filters }: Question,
  from: Day,
): Promise<ReadonlyMap<Day, bigint>> {
  const { company, db } = ctx
  const ofFilters = sql`i.company_id = ${company.id} and i.issued_on between ${from} and ${asOf} and i.kind in ('invoice', 'credit-note', 'debit-note', 'advance-invoice', 'interest-invoice')
           and (${filters.partyId ?? null}::uuid is null or i.payer_id = ${filters.partyId ?? null})
           and (${filters.party ?? null}::text is null or i.payer_id = (select id from parties where company_id = ${company.id} and number = ${filters.party ?? null}))
           and (${filters.invoiceGroup ?? null}::text is null or i.invoice_group_id = (select id from invoice_groups where company_id = ${company.id} and code = ${filters.invoiceGroup ?? null}))
           and (${filters.businessArea ?? null}::text is null or (${filters.businessArea ?? null} = '-' and i.business_area_id is null)
                or i.business_area_id = (select id from business_areas where company_id = ${company.id} and code = ${filters.businessArea ?? null}))`
  const signed = (amount: string) =>
    raw(`sum_minor(case when i.kind = 'credit-note' then -${amount} else ${amount} end)`)
  // Those in the currency of the books are nearly all, and one plain scan; what was annulled is taken off.
  const rows = await db.rows<{ day: Day; amount: bigint }>(
    sql`select day, sum_minor(amount) as amount from (
          select i.issued_on as day, ${signed('i.amount_gross')} as amount from invoices i where ${ofFilters} and i.currency = ${currency} group by 1
          union all
          select i.issued_on, -(${signed('i.amount_gross')}) from invoice_annulments n join invoices i on i.company_id = n.company_id and i.id = n.invoice_id
           where n.company_id = ${company.id} and ${ofFilters} and i.currency = ${currency} group by 1
          union all
          select i.issued_on, ${signed('x.base')} from invoices i
           cross join lateral (select coalesce((
             select sum(abs(p.base_amount))::bigint from postings p where p.company_id = i.company_id and p.voucher_id = i.voucher_id and p.line_no = 1 and p.base_currency = ${currency}), 0) as base) x
           where ${ofFilters} and i.currency <> ${currency} and not exists (select from invoice_annulments a where a.company_id = i.company_id and a.invoice_id = i.id) group by 1
        ) s group by day`,
  )
  return new Map(rows.map((row) => [row.day, row.amount]))
}

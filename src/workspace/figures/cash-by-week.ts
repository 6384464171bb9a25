import { readExpectedWeeks } from '../../credit/read-expected-weeks.ts'
import type { Ctx } from '../../db/context.ts'
import { raw, sql } from '../../db/sql.ts'
import type { Day } from '../../kernel/day.ts'
import { addDays } from '../../kernel/day.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Question } from './question.ts'
import { type Week, weeksAround } from './weeks.ts'

const weeksBefore = 9
const weeksAfter = 2

/**
 * Money in against what fell due, nine weeks back and two ahead. Unfiltered and for who sees all areas it is the money on the
 * bank accounts in the currency of the books (returns left out); else the payments applied to invoices of the filter.
 *
 * Expected is what `credit.list-expected` says, how well measured: docs/quality.md. It knows neither invoice groups nor single
 * customers; in the week that runs, what has come until it was reckoned is part of it.
 */
export async function cashByWeek(ctx: Ctx, question: Question) {
  const { asOf, currency, filters } = question
  const weeks = weeksAround(asOf, weeksBefore, weeksAfter)
  const isOfArea = question.isFiltered || ctx.user.areas !== 'all'
  const basis = isOfArea ? ('applied' as const) : ('bank' as const)
  const paidUntil = (until: Day) => (isOfArea ? appliedIn : paidIn)(ctx, { ...question, asOf: until }, weeks)
  const due = await dueIn(ctx, question, weeks)
  const paid = await paidUntil(asOf)
  const now = weeks[weeksBefore]!
  const isKnown = !(filters.party || filters.partyId || filters.invoiceGroup)
  const told = isKnown ? await readExpectedWeeks(ctx, filters.businessArea) : null
  const isFresh = told !== null && addDays(asOf, -7) <= told.scoredOn && told.scoredOn <= asOf
  const come = isFresh ? ((await paidUntil(told.scoredOn)).get(now.from) ?? 0n) : 0n
  const expected = new Map(isFresh ? told.weeks.map((week) => [week.from, week]) : [])
  const money = (amount: bigint) => formatMinor(amount, currency)
  return {
    basis,
    weeks: weeks.map((week) => {
      const coming = week.from < now.from ? undefined : expected.get(week.from)
      const before = week === now ? come : 0n
      return {
        ...week,
        paid: week.from > asOf ? null : money(paid.get(week.from) ?? 0n),
        due: money(due.get(week.from) ?? 0n),
        expected: coming ? money(before + coming.amount) : null,
        expectedLow: coming ? money(before + coming.low) : null,
        expectedHigh: coming ? money(before + coming.high) : null,
      }
    }),
  }
}

type ByWeek = ReadonlyMap<Day, bigint>
const byWeek = (rows: readonly { week: Day; amount: bigint }[]): ByWeek =>
  new Map(rows.map((row) => [row.week, row.amount]))
const monday = (column: string) => raw(`(date_trunc('week', ${column}::timestamp))::date`)
const span = (weeks: readonly Week[]) => [weeks[0]!.from, weeks.at(-1)!.to] as const

/** What was to be paid by then when it was invoiced, whatever became of it; credit notes off, on their own due day. */
async function dueIn(ctx: Ctx, { where }: Question, weeks: readonly Week[]): Promise<ByWeek> {
  const [from, to] = span(weeks)
  return byWeek(
    await ctx.db.rows(
      sql`select ${monday('i.due_on')} as week, sum_minor(i.base_amount) as amount from open_items i
           where i.company_id = ${ctx.company.id} and i.due_on between ${from} and ${to} and i.kind in ('invoice', 'credit-note', 'take-over') and ${where} group by 1`,
    ),
  )
}

async function paidIn(ctx: Ctx, { currency, asOf }: Question, weeks: readonly Week[]): Promise<ByWeek> {
  return byWeek(
    await ctx.db.rows(
      sql`select ${monday('t.booked_on')} as week, sum_minor(t.amount) as amount
            from bank_accounts b join bank_transactions t on t.company_id = b.company_id and t.bank_account_id = b.id
           where b.company_id = ${ctx.company.id} and t.booked_on between ${weeks[0]!.from} and ${asOf} and t.amount > 0 and t.currency = ${currency} and t.return_reason is null
             and not exists (select from bank_files f where f.company_id = t.company_id and f.id = t.file_id and f.undone_at is not null)
           group by 1`,
    ),
  )
}

/** By the day on which the books show it; what was taken back counts against the week in which it was. */
async function appliedIn(ctx: Ctx, { where, asOf }: Question, weeks: readonly Week[]): Promise<ByWeek> {
  return byWeek(
    await ctx.db.rows(
      sql`select ${monday('a.effective_on')} as week, sum_minor(a.base_debit) as amount
            from allocations a
            join open_items c on c.company_id = a.company_id and c.id = a.credit_item_id and c.kind in ('payment', 'prepayment')
            join open_items i on i.company_id = a.company_id and i.id = a.debit_item_id
           where a.company_id = ${ctx.company.id} and a.effective_on between ${weeks[0]!.from} and ${asOf} and i.kind in ('invoice', 'take-over') and ${where} group by 1`,
    ),
  )
}

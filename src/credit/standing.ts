import { z } from 'zod'
import { amountText, dayText } from '../db/schemas.ts'
import type { Statement } from '../db/sql.ts'
import { sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'

export const reasonKinds = ['days-late', 'late-share', 'letters', 'trend', 'long-overdue'] as const

/** Why the score is what it is: each reason with what it takes off a hundred and the figures it follows from. */
export const scoreReason = z.object({
  kind: z.enum(reasonKinds),
  deducted: z.number().int(),
  of: z.number().int().meta({ description: 'The most that it can take off' }),
  figures: z.record(z.string(), z.union([z.number(), z.string()])).meta({
    description:
      'days-late: days · late-share: late, lost, overdue, claims · letters: letters, claims · trend: recentDays, earlierDays · long-overdue: amount, open, currency',
  }),
})
export const standingShape = {
  score: z
    .number()
    .int()
    .nullable()
    .meta({ description: '0–100, more is better; null: fewer than three claims have ended' }),
  scoredOn: dayText,
  firstOn: dayText.meta({ description: 'First claim ever' }),
  paid: z.number().int(),
  paidLate: z
    .number()
    .int()
    .meta({ description: 'More than three days after the due day, by the value day of the money' }),
  lost: z.number().int(),
  overdue: z.number().int().meta({ description: 'Claims overdue for more than three days' }),
  lettered: z.number().int(),
  meanDays: z
    .string()
    .nullable()
    .meta({ description: 'Days late of the money’s average, paid early counting 0; one decimal' }),
  recentDays: z.string().nullable().meta({ description: 'The same of the last half-year' }),
  earlierDays: z.string().nullable(),
  currency: z.string(),
  paidAmount: amountText,
  lateAmount: amountText,
  openAmount: amountText,
  overdueAmount: amountText,
  oldestDueOn: dayText.nullable(),
}

/** A customer's figures over the areas that the reader sees. */
export interface Standing {
  partyId: Id
  scored_on: Day
  first_on: Day
  paid: number
  paid_late: number
  lost: number
  lettered: number
  overdue: number
  paid_amount: bigint
  late_amount: bigint
  day_amount: string
  recent_paid: number
  recent_amount: bigint
  recent_day_amount: string
  earlier_paid: number
  earlier_amount: bigint
  earlier_day_amount: string
  open_amount: bigint
  overdue_amount: bigint
  long_overdue_amount: bigint
  oldest_due_on: Day | null
  base_currency: string
  deductions: number[] | null
}

const sums = sql`
  select party_id, max(scored_on) as scored_on, min(first_on) as first_on, sum(paid)::int as paid, sum(paid_late)::int as paid_late, sum(lost)::int as lost, sum(lettered)::int as lettered,
         sum(overdue)::int as overdue, sum(paid_amount)::bigint as paid_amount, sum(late_amount)::bigint as late_amount, sum(day_amount) as day_amount, sum(recent_paid)::int as recent_paid,
         sum(recent_amount)::bigint as recent_amount, sum(recent_day_amount) as recent_day_amount, sum(earlier_paid)::int as earlier_paid, sum(earlier_amount)::bigint as earlier_amount,
         sum(earlier_day_amount) as earlier_day_amount, sum(open_amount)::bigint as open_amount, sum(overdue_amount)::bigint as overdue_amount,
         sum(long_overdue_amount)::bigint as long_overdue_amount, min(oldest_due_on) as oldest_due_on, min(base_currency) as base_currency
    from credit_standings`

/** SQL: standings with their deductions and score, summed over what the reader sees. @param which a condition on credit_standings */
export const standings = (companyId: Id, which: Statement = sql`true`): Statement => sql`(
  select s.*, 100 - (select sum(d) from unnest(s.deductions) d)::int as score from (
    select s.*, credit_deductions(paid, paid_late, lost, lettered, overdue, paid_amount, day_amount, recent_paid, recent_amount, recent_day_amount, earlier_paid, earlier_amount,
                                  earlier_day_amount, open_amount, long_overdue_amount) as deductions
      from (${sums} where company_id = ${companyId} and ${which} group by party_id) s) s)`

/** Columns of `standings` as `Standing` has them. */
export const standingColumns = sql`s.party_id as "partyId", s.scored_on, s.first_on, s.paid, s.paid_late, s.lost, s.lettered, s.overdue, s.paid_amount, s.late_amount, s.day_amount::text as day_amount,
  s.recent_paid, s.recent_amount, s.recent_day_amount::text as recent_day_amount, s.earlier_paid, s.earlier_amount, s.earlier_day_amount::text as earlier_day_amount,
  s.open_amount, s.overdue_amount, s.long_overdue_amount, s.oldest_due_on, s.base_currency, s.deductions`

export function toldStanding(row: Standing): z.input<z.ZodObject<typeof standingShape>> {
  const money = (amount: bigint) => formatMinor(amount, row.base_currency)
  return {
    score: row.deductions ? 100 - row.deductions.reduce((sum, one) => sum + one, 0) : null,
    scoredOn: row.scored_on,
    firstOn: row.first_on,
    paid: row.paid,
    paidLate: row.paid_late,
    lost: row.lost,
    overdue: row.overdue,
    lettered: row.lettered,
    meanDays: daysText(row.day_amount, row.paid_amount),
    recentDays: daysText(row.recent_day_amount, row.recent_amount),
    earlierDays: daysText(row.earlier_day_amount, row.earlier_amount),
    currency: row.base_currency,
    paidAmount: money(row.paid_amount),
    lateAmount: money(row.late_amount),
    openAmount: money(row.open_amount),
    overdueAmount: money(row.overdue_amount),
    oldestDueOn: row.oldest_due_on,
  }
}

const most = [40, 20, 20, 10, 10]

export function reasonsOf(row: Standing): z.input<typeof scoreReason>[] {
  if (!row.deductions) return []
  const claims = row.paid + row.lost + row.overdue
  const figures: Record<string, number | string>[] = [
    { days: daysText(row.day_amount, row.paid_amount) ?? '' },
    { late: row.paid_late, lost: row.lost, overdue: row.overdue, claims },
    { letters: row.lettered, claims },
    {
      recentDays: daysText(row.recent_day_amount, row.recent_amount) ?? '',
      earlierDays: daysText(row.earlier_day_amount, row.earlier_amount) ?? '',
    },
    {
      amount: formatMinor(row.long_overdue_amount, row.base_currency),
      open: formatMinor(row.open_amount, row.base_currency),
      currency: row.base_currency,
    },
  ]
  return reasonKinds.map((kind, i) => ({
    kind,
    deducted: row.deductions![i]!,
    of: most[i]!,
    figures: figures[i]!,
  }))
}

/** Σ amount × days ÷ Σ amount, to a tenth, half up; null without money. */
function daysText(dayAmount: string, amount: bigint): string | null {
  if (amount <= 0n) return null
  const tenths = (2n * 10n * BigInt(dayAmount.split('.')[0]!) + amount) / (2n * amount)
  return `${tenths / 10n}.${tenths % 10n}`
}

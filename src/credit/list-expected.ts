import { z } from 'zod'
import { amountText, dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import { addDays } from '../kernel/day.ts'
import { formatMinor } from '../kernel/money.ts'
import { spreadOf } from './expected-week.ts'

/** Money in by week, as customers have paid before: the sum expected, and between what four of five weeks are expected to fall. */
export const listExpected = verb({
  kind: 'read',
  name: 'credit.list-expected',
  summary: 'What open claims are expected to bring by week, with an 80 % interval; as measured: docs/quality.md',
  route: 'GET /credit/expected-weeks',
  input: z.object({}),
  output: z.object({
    asOf: dayText.nullable().meta({ description: 'The evening on which it was reckoned; null: not yet' }),
    currency: z.string().nullable(),
    weeks: z.array(
      z.object({
        from: dayText,
        to: dayText,
        expected: amountText,
        low: amountText,
        high: amountText,
        due: amountText.meta({ description: 'What falls due in the week and is open' }),
      }),
    ),
    open: amountText.nullable().meta({ description: 'All that was open that evening' }),
    later: amountText.nullable().meta({ description: 'Expected after the last week, or by nothing seen so far' }),
  }),
  async run({ db, company }) {
    const rows = await db.rows<{
      week_on: Day
      scored_on: Day
      base_currency: string
      amount: bigint
      due: bigint
      variance: string
    }>(
      `select week_on, max(scored_on) as scored_on, min(base_currency) as base_currency, sum(amount)::bigint as amount, sum(due_amount)::bigint as due, sum(variance)::text as variance
         from credit_expected where company_id = $1 group by 1 order by 1`,
      [company.id],
    )
    const first = rows[0]
    if (!first) return { asOf: null, currency: null, weeks: [], open: null, later: null }
    const { open } = await db.one<{ open: bigint }>(
      `select coalesce(sum(open_amount), 0)::bigint as open from credit_standings where company_id = $1`,
      [company.id],
    )
    const money = (amount: bigint) => formatMinor(amount, first.base_currency)
    const expected = rows.reduce((sum, row) => sum + row.amount, 0n)
    return {
      asOf: first.scored_on,
      currency: first.base_currency,
      weeks: rows.map((row) => {
        const half = BigInt(Math.round(spreadOf(Number(row.amount), Number(row.variance))))
        const [low, high] = [row.amount - half, row.amount + half]
        return {
          from: row.week_on,
          to: addDays(row.week_on, 6),
          expected: money(row.amount),
          low: money(low < 0n ? 0n : low),
          high: money(high > open ? open : high),
          due: money(row.due),
        }
      }),
      open: money(open),
      later: money(open - expected),
    }
  },
})

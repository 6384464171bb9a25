import { z } from 'zod'
import { amountText, dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { addDays } from '../kernel/day.ts'
import { formatMinor } from '../kernel/money.ts'
import { readExpectedWeeks } from './read-expected-weeks.ts'

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
  async run(ctx) {
    const told = await readExpectedWeeks(ctx)
    if (!told) return { asOf: null, currency: null, weeks: [], open: null, later: null }
    const money = (amount: bigint) => formatMinor(amount, told.currency)
    return {
      asOf: told.scoredOn,
      currency: told.currency,
      weeks: told.weeks.map((week) => ({
        from: week.from,
        to: addDays(week.from, 6),
        expected: money(week.amount),
        low: money(week.low),
        high: money(week.high),
        due: money(week.due),
      })),
      open: money(told.open),
      later: money(told.open - told.weeks.reduce((sum, { amount }) => sum + amount, 0n)),
    }
  },
})

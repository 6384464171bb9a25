import { z } from 'zod'
import type { LawValues } from '../countries/claims.ts'
import type { CountryRules } from '../countries/country.ts'
import { type AgreedRate, agreedRate, type DayCount, dayCounts, exactText, interestOf } from '../countries/interest.ts'
import { amountText, currencyCode, dayText, decimalText } from '../db/schemas.ts'
import type { Day } from '../kernel/day.ts'
import { currencyDigits, formatMinor, minor, parseMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'

/** A question of interest that no ledger is needed for. */
export const interestQuestion = z.object({
  principal: amountText,
  currency: currencyCode.optional().meta({ description: 'Default: the currency of the country' }),
  due: dayText.meta({ description: 'Taken as given: interest counts from the day after' }),
  paid: dayText.meta({ description: 'The last day that bears interest' }),
  payments: z
    .array(z.object({ on: dayText, amount: amountText }))
    .max(100_000)
    .default([])
    .meta({ description: 'What was paid on the way: it counts from the day after' }),
  percent: decimalText.optional().meta({ description: 'An agreed fixed rate instead of the law’s' }),
  margin: decimalText.optional().meta({ description: 'An agreed rate: points above the reference rate' }),
  dayCount: z.enum(dayCounts).optional().meta({ description: 'Default: the country’s' }),
})

export const interestAnswer = z.object({
  country: z.string(),
  currency: z.string(),
  principal: z.string(),
  due: z.string(),
  paid: z.string(),
  dayCount: z.string(),
  days: z.number(),
  amount: z.string(),
  unrounded: z.string().meta({ description: 'Before its one rounding, six decimals' }),
  segments: z.array(
    z.object({
      from: z.string(),
      through: z.string(),
      days: z.number(),
      percent: z.string(),
      principal: z.string(),
      unrounded: z.string(),
      source: z.string(),
      unverified: z.boolean(),
    }),
  ),
  sources: z.array(z.string()),
  unverified: z.boolean().meta({ description: 'A rate that nobody has checked against its source was used' }),
})

/** Interest with its segments. @throws Refused RATE_MISSING, currency.unknown, interest.principal-negative, interest.percent-negative, interest.payment-negative, interest.two-rates */
export function computeInterest(
  rules: CountryRules,
  law: LawValues,
  given: z.output<typeof interestQuestion>,
): z.input<typeof interestAnswer> {
  const currency = given.currency ?? rules.currency.baseOn(given.paid)
  const text = (amount: bigint) => formatMinor(amount, currency)
  refuseWrong(given)
  const dayCount: DayCount = given.dayCount ?? (rules.rates.dayCount === 360 ? 'ACT/360' : 'ACT/365F')
  const { amount, exact, segments } = interestOf({
    principal: parseMinor(given.principal, currency),
    after: given.due,
    through: given.paid,
    changes: given.payments.map(({ on, amount }) => ({ on, amount: minor(parseMinor(amount, currency)) })),
    rate: agreedRate(law, agreedOf(given)),
    dayCount,
  })
  const digits = currencyDigits(currency)
  return {
    country: rules.code,
    currency,
    principal: text(parseMinor(given.principal, currency)),
    due: given.due,
    paid: given.paid,
    dayCount,
    days: segments.reduce((sum, segment) => sum + segment.days, 0),
    amount: text(amount),
    unrounded: exactText(exact, digits),
    segments: segments.map((segment) => ({
      from: segment.from,
      through: segment.through,
      days: segment.days,
      percent: segment.percent,
      principal: text(segment.principal),
      unrounded: exactText(segment.exact, digits),
      source: segment.source,
      unverified: segment.unverified,
    })),
    sources: [...new Set(segments.map((segment) => segment.source))],
    unverified: segments.some((segment) => segment.unverified),
  }
}

function agreedOf({ percent, margin }: z.output<typeof interestQuestion>): AgreedRate[] {
  const dated = { from: '0001-01-01' as Day, source: 'agreed', checked: '0001-01-01' as Day }
  if (percent !== undefined) return [{ ...dated, percent }]
  return margin === undefined ? [] : [{ ...dated, margin }]
}

function refuseWrong(given: z.output<typeof interestQuestion>): void {
  const problems: Problem[] = []
  if (given.currency && !Intl.supportedValuesOf('currency').includes(given.currency))
    problems.push({
      code: 'currency.unknown',
      message: `${given.currency} is not a currency code such as EUR`,
      data: { currency: given.currency },
      column: 'currency',
    })
  if (given.principal.startsWith('-'))
    problems.push({
      code: 'interest.principal-negative',
      message: 'the principal is not below zero',
      column: 'principal',
    })
  if (given.percent?.startsWith('-'))
    problems.push({
      code: 'interest.percent-negative',
      message: 'an agreed rate is not below zero',
      column: 'percent',
    })
  if (given.percent !== undefined && given.margin !== undefined)
    problems.push({
      code: 'interest.two-rates',
      message: 'name a fixed rate or points above the reference rate, not both',
      column: 'margin',
    })
  given.payments.forEach(({ amount }, i) => {
    if (amount.startsWith('-'))
      problems.push({
        code: 'interest.payment-negative',
        message: 'a payment is not below zero',
        row: i + 1,
        column: 'amount',
      })
  })
  if (problems.length > 0) throw new Refused(problems)
}

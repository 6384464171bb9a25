import type { Day } from '../kernel/day.ts'
import { currencyDigits, type Minor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import type { CurrencyRules } from './country.ts'
import { divideRounded, fraction, powerOfTen } from './fraction.ts'

/** A rate of exchange: one unit of `per` costs `rate` (plain decimal) units of the other currency. */
export interface ExchangeRate {
  per: string
  rate: string
}

/**
 * An amount of one currency in another, rounded once, half away from zero.
 * The rate may be quoted either way: EUR to SEK multiplies by "SEK per EUR", SEK to EUR divides by it.
 * @throws Refused rate.not-positive, rate.other-currency
 */
export function convert(amount: Minor, from: string, to: string, { per, rate }: ExchangeRate): Minor {
  if (from === to) return amount
  const { units, scale } = fraction(rate)
  if (units <= 0n)
    refuse('rate.not-positive', `The rate ${rate} is not above zero: enter what one ${per} costs.`, { rate })
  const [fromScale, toScale] = [powerOfTen(currencyDigits(from)), powerOfTen(currencyDigits(to))]
  if (per === from) return divideRounded(amount * units * toScale, powerOfTen(scale) * fromScale) as Minor
  if (per === to) return divideRounded(amount * powerOfTen(scale) * toScale, units * fromScale) as Minor
  return refuse('rate.other-currency', `A rate per ${per} cannot turn ${from} into ${to}.`, { per, from, to })
}

/** A country's change to a new currency, with the irrevocable rate. */
export type CurrencyChange = CurrencyRules['changes'][number]

/** The change that has ended a currency by a day; null where documents of that day may still have it. */
export const changeOf = (rules: CurrencyRules, currency: string, on: Day): CurrencyChange | null =>
  rules.changes.find((change) => change.from === currency && change.on <= on) ?? null

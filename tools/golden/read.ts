import type { AccountRole, CountryRules } from '../../src/countries/country.ts'
import { country } from '../../src/countries/index.ts'
import { type Day, day } from '../../src/kernel/day.ts'
import { absolute, formatMinor, type Minor, parseMinor } from '../../src/kernel/money.ts'

/** How the cases write what they say. */
export type Input = Record<string, unknown>
export type Got = Record<string, unknown>

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const notUnderstood = (input: Input): never => {
  throw new Error(`input not understood: ${JSON.stringify(input)}`)
}
export const str = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''
export const list = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
export const rulesOf = (input: Input): CountryRules => country(str(input.country) || 'SE')
export const today = day('2026-11-21')
export const baseOf = (rules: CountryRules, on: Day = today): string => rules.currency.baseOn(on)

export const decimalPattern = String.raw`-?\d+(?:\.\d+)?`

/** Money as the cases write it: "1000.00", "EUR 1000.00 @11.20 = 11200.00", "SEK 5.00 received, day rate 11.35". */
interface MoneyText {
  currency: string | null
  amount: string | null
  rate: string | null
  base: string | null
  on: Day | null
}
export function money(text: string): MoneyText {
  const rate = new RegExp(String.raw`(?:@|\brate)\s*(${decimalPattern})`, 'i').exec(text)
  const base = new RegExp(String.raw`=\s*(?:[A-Z]{3}\s*)?(${decimalPattern})`).exec(text)
  const on = /\d{4}-\d{2}-\d{2}/.exec(text)
  const plain = text.slice(0, Math.min(...[rate, base, on].map((found) => found?.index ?? text.length)))
  const currency = /\b[A-Z]{3}\b/.exec(plain)
  const amount = new RegExp(decimalPattern).exec(plain)
  return {
    currency: currency?.[0] ?? null,
    amount: amount?.[0] ?? null,
    rate: rate?.[1] ?? null,
    base: base?.[1] ?? null,
    on: on ? day(on[0]) : null,
  }
}

export const amountIn = (currency: string) => (value: unknown) => parseMinor(str(value), currency)
export const textIn = (currency: string) => (amount: bigint) => formatMinor(amount, currency)

/** "1930 D": "11350.00": postings by account and side, zero ones left out, twins added. */
export function entry(
  rules: CountryRules,
  currency: string,
  postings: readonly (readonly [AccountRole, Minor])[],
): Got {
  const sums = new Map<string, bigint>()
  for (const [role, amount] of postings) {
    const key = `${rules.accounts.of(role).account} ${amount < 0n ? 'C' : 'D'}`
    if (amount !== 0n) sums.set(key, (sums.get(key) ?? 0n) + absolute(amount))
  }
  return Object.fromEntries([...sums].map(([key, sum]) => [key, formatMinor(sum, currency)]))
}

import type { Parameter } from '../company/read-parameter.ts'
import type { AllocationOrder, CountryRules } from '../countries/country.ts'
import { country } from '../countries/index.ts'
import type { Ctx } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import { daysBetween } from '../kernel/day.ts'
import { Decimal } from '../kernel/decimal.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor, parseMinor, roundToMinor, toDecimal } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import type { Books } from '../ledger/books.ts'
import { readBooks } from '../ledger/books.ts'
import type { PostingSetUp } from '../ledger/choose-account.ts'
import { accountOfRole, readPostingSetUp } from '../ledger/choose-account.ts'
import type { OpenDay } from '../ledger/open-day.ts'
import { readOpenDays } from '../ledger/open-day.ts'
import { readMovers } from '../subledger/subledger-set-up.ts'

/** What placing payments needs to know about the company, read once for a run. */
export interface BankSetUp extends Pick<Books, 'language'> {
  posting: PostingSetUp
  openDay: OpenDay
  bankSeriesId: Id
  unidentifiedPartyId: Id
  /** Account of money whose owner nobody knows yet. */
  suspenseAccount: string
  receivableAccount: string
  baseOn(on: Day): string
  /**
   * By the rate of the day on which the money moved (IAS 21 § 21; docs/adr/0009); never 0 for what is not 0.
   * @throws Refused RATE_MISSING, bank.too-small
   */
  toBase(amount: bigint, currency: string, baseCurrency: string, on: Day): bigint
  /** An amount of one currency in another, through the base currency of the day. @throws Refused RATE_MISSING */
  exchange(amount: bigint, from: string, to: string, on: Day): bigint
  /** @throws Refused account-role.missing */
  accountOf(role: string, on: Day): string
  /** Small differences up to this are written off, by currency; the company's own setting before the country's default. */
  toleranceOf(currency: string): bigint
  /** The parts of a debt in the order in which money takes them: the country's, unless the company lets capital go first. */
  settleOrder: AllocationOrder
  /** From this score on a suggestion is taken without a person. */
  threshold: number
}

export async function readBankSetUp(ctx: Ctx): Promise<BankSetUp> {
  const { db, company, today } = ctx
  const posting = await readPostingSetUp(db, company.id)
  const rules = country(company.country)
  const { seriesId, systemPartyId } = await readMovers(ctx, 'B')
  const books = await readBooks(ctx)
  const { baseOn } = books
  const age = books.parameter('rate-age', today)
  const rateOf = (currency: string, base: string, on: Day) =>
    youngRate(books, age, currency, base, on, (data) =>
      ctx.log.warn(data, 'an exchange rate is older than the company wants'),
    )
  const tolerances = (books.parameter('match-tolerance', today) ?? {}) as Record<string, string>
  return {
    language: company.language,
    posting,
    openDay: await readOpenDays(db, company.id),
    bankSeriesId: seriesId,
    unidentifiedPartyId: systemPartyId,
    suspenseAccount:
      accountOfRole(posting, 'suspense', today) ??
      refuse('account-role.missing', 'no account for suspense: complete the set-up of account roles', {
        role: 'suspense',
      }),
    receivableAccount:
      accountOfRole(posting, 'receivable', today) ??
      refuse('account-role.missing', 'no account for receivable: complete the set-up of account roles', {
        role: 'receivable',
      }),
    baseOn,
    toBase: (amount, currency, baseCurrency, on) => {
      if (currency === baseCurrency) return amount
      const base = roundToMinor(toDecimal(amount, currency).times(rateOf(currency, baseCurrency, on)), baseCurrency)
      if (base === 0n && amount !== 0n)
        refuse(
          'bank.too-small',
          `${formatMinor(amount, currency)} ${currency} is less than the smallest ${baseCurrency} amount`,
          { on },
        )
      return base
    },
    exchange: (amount, from, to, on) => {
      if (from === to) return amount
      const base = baseOn(on)
      const worth = toDecimal(amount, from).times(rateOf(from, base, on))
      return roundToMinor(worth.div(rateOf(to, base, on)), to)
    },
    accountOf: (role, on) =>
      accountOfRole(posting, role, on) ??
      refuse('account-role.missing', `no account for ${role} on ${on}: complete the set-up of account roles`, { role }),
    toleranceOf: (currency) =>
      tolerances[currency] ? parseMinor(tolerances[currency], currency) : (rules.terms.tolerance[currency] ?? 0n),
    settleOrder:
      books.parameter('settlement-order', today) === 'capital-first'
        ? capitalFirst(rules)
        : rules.terms.allocation.order,
    threshold: Number(books.parameter('match-threshold', today) ?? 0.999),
  }
}

const capitalFirst = (rules: CountryRules): AllocationOrder => [
  'capital',
  ...rules.terms.allocation.order.filter((part) => part !== 'capital'),
]

const one = new Decimal(1)

/**
 * What one unit of a currency costs in the base currency: the rate of the day, or the last one before it.
 * @throws Refused RATE_MISSING, RATE_OLD
 */
function youngRate(
  books: Books,
  age: Parameter<'rate-age'> | null,
  currency: string,
  base: string,
  on: Day,
  warn: (data: object) => void,
): Decimal {
  if (currency === base) return one
  const row = books.rateOn(currency, on, base)
  const data = { currency, base, on, what: `${currency}/${base}` }
  const days = row ? daysBetween(row.on, on) : 0
  if (row && age && days > age.days) {
    const old = { ...data, rateOn: row.on, days, most: age.days }
    const text = `the last exchange rate ${currency}/${base} is of ${row.on}, ${days} days before ${on}; the company allows ${age.days}: add a newer one`
    if (age.act === 'warn') warn(old)
    else refuse('RATE_OLD', text, old)
  }
  return row
    ? new Decimal(row.rate)
    : refuse('RATE_MISSING', `no exchange rate ${currency}/${base} on or before ${on}: add one`, data)
}

import type { Ctx } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import type { PostingSetUp } from '../ledger/choose-account.ts'
import { accountOfRole, readPostingSetUp } from '../ledger/choose-account.ts'
import type { OpenDay } from '../ledger/open-day.ts'
import { readOpenDays } from '../ledger/open-day.ts'

/** What moving items needs to know about the company, read once for a batch. */
export interface SubledgerSetUp {
  posting: PostingSetUp
  openDay: OpenDay
  /** Series of other vouchers (code M). */
  seriesId: Id
  systemPartyId: Id
  baseOn(on: Day): string
  /** The latest rate on or before the day: units of base currency for one unit. */
  rateOn(currency: string, on: Day): { rate: string; on: Day } | null
  /** The account of a role. @throws Refused account-role.missing */
  account(role: string, on: Day): string
  /** Whose ledger an account belongs to; suspense and clearing go with the receivables. @throws Refused account.not-control */
  ledgerOf(account: string): 'receivable' | 'payable'
}

export async function readSubledgerSetUp({ db, company }: Ctx): Promise<SubledgerSetUp> {
  const posting = await readPostingSetUp(db, company.id)
  const openDay = await readOpenDays(db, company.id)
  const series = await db.maybe<{ id: Id }>(
    `select id from number_series where company_id = $1 and kind = 'voucher' and code = 'M'`,
    [company.id],
  )
  const system = await db.maybe<{ id: Id }>(
    `select id from parties where company_id = $1 and kind = 'system' and number = '0'`,
    [company.id],
  )
  const currencies = await db.rows<{ valid_from: Day; valid_to: Day; currency: string }>(
    `select valid_from, valid_to, currency from company_currencies where company_id = $1`,
    [company.id],
  )
  const rates = await db.rows<{ currency: string; base_currency: string; valid_on: Day; rate: string }>(
    `select currency, base_currency, valid_on, trim_scale(rate)::text as rate from exchange_rates where company_id = $1 order by valid_on desc`,
    [company.id],
  )
  const baseOn = (on: Day): string =>
    currencies.find((row) => row.valid_from <= on && on < row.valid_to)?.currency ??
    refuse('company.no-base-currency', `the company has no currency of its books on ${on}: add it`, { on })
  return {
    posting,
    openDay,
    seriesId:
      series?.id ??
      refuse(
        'number-series.unknown',
        'there is no voucher series M for other vouchers: add it in the set-up of series',
      ),
    systemPartyId:
      system?.id ?? refuse('party.system-missing', 'the party of unidentified money (number 0) is missing'),
    baseOn,
    rateOn(currency, on) {
      const base = baseOn(on)
      const row = rates.find((rate) => rate.currency === currency && rate.base_currency === base && rate.valid_on <= on)
      return row ? { rate: row.rate, on: row.valid_on } : null
    },
    account: (role, on) =>
      accountOfRole(posting, role, on) ??
      refuse('account-role.missing', `no account for ${role} on ${on}: complete the set-up of account roles`, { role }),
    ledgerOf(account) {
      const control = posting.accounts.get(account)?.control
      if (!control)
        refuse('account.not-control', `account ${account} carries no open items: choose a control account`, { account })
      return control === 'payable' ? 'payable' : 'receivable'
    },
  }
}

/** The first day, not before the given one, that is open in all of the ledgers. */
export function openInAll(openDay: OpenDay, ledgers: readonly ('receivable' | 'payable')[], wanted: Day): Day {
  for (let day = wanted; ; ) {
    const next = ledgers.reduce((d, ledger) => openDay(ledger, d), day)
    if (next === day) return day
    day = next
  }
}

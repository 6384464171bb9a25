import type { Ctx } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import type { Books } from '../ledger/books.ts'
import { readBooks } from '../ledger/books.ts'
import type { PostingSetUp } from '../ledger/choose-account.ts'
import { accountOfRole, readPostingSetUp } from '../ledger/choose-account.ts'
import type { OpenDay } from '../ledger/open-day.ts'
import { readOpenDays } from '../ledger/open-day.ts'

/** What moving items needs to know about the company, read once for a batch. */
export interface SubledgerSetUp extends Books {
  posting: PostingSetUp
  openDay: OpenDay
  /** Series of other vouchers (code M). */
  seriesId: Id
  systemPartyId: Id
  /** The account of a role. @throws Refused account-role.missing */
  account(role: string, on: Day): string
  /** Whose ledger an account belongs to; suspense and clearing go with the receivables. @throws Refused account.not-control */
  ledgerOf(account: string): 'receivable' | 'payable'
}

export async function readSubledgerSetUp(ctx: Ctx): Promise<SubledgerSetUp> {
  const { db, company } = ctx
  const posting = await readPostingSetUp(db, company.id)
  const openDay = await readOpenDays(db, company.id)
  return {
    ...(await readBooks(ctx)),
    posting,
    openDay,
    ...(await readMovers(ctx, 'M')),
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

/** The series that vouchers of moved money take numbers from, and the party of money whose owner nobody knows. */
export async function readMovers(
  { db, company }: Ctx,
  seriesCode: 'M' | 'B',
): Promise<{ seriesId: Id; systemPartyId: Id }> {
  const found = await db.one<{ seriesId: Id | null; systemPartyId: Id | null }>(
    `select (select id from number_series where company_id = $1 and kind = 'voucher' and code = $2) as "seriesId",
            (select id from parties where company_id = $1 and kind = 'system' and number = '0') as "systemPartyId"`,
    [company.id, seriesCode],
  )
  const what = { M: 'other vouchers', B: 'bank vouchers' }[seriesCode]
  return {
    seriesId:
      found.seriesId ??
      refuse(
        'number-series.unknown',
        `there is no voucher series ${seriesCode} for ${what}: add it in the set-up of number series`,
        { code: seriesCode },
      ),
    systemPartyId:
      found.systemPartyId ?? refuse('party.system-missing', 'the party of unidentified money (number 0) is missing'),
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

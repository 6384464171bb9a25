import type { Day } from '../kernel/day.ts'
import type { Problem } from '../kernel/problem.ts'

/** A general ledger, whatever file it came in. Amounts: minor units, debit +, credit −. */
export type LedgerItem =
  | LedgerHead
  | { type: 'balance'; account: string; opening?: bigint; closing?: bigint }
  | LedgerPosting
  /** An account with a balance in the file that cannot be read. */
  | { type: 'unread'; account: string }
  | { type: 'problem'; problem: Problem }

export interface LedgerHead {
  type: 'head'
  /** "SIE 4", "SAF-T 1.30": shown where the import is told of. */
  source: string
  companyName: string | null
  organisationNumber: string | null
  /** Null: the file does not say, and is taken to be in the currency of the books. */
  currency: string | null
  /** The day that its balances are of; null when the file does not say. */
  asOf: Day | null
  madeOn: Day | null
  /** Opening and closing balances are those of this time, and all its vouchers are in the file; null: nothing to prove. */
  proved: { from: Day; until: Day } | null
}

export interface LedgerPosting {
  type: 'posting'
  account: string
  postedOn: Day
  amount: bigint
  voucher: string
  text: string | null
}

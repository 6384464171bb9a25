import { reportPayments } from '../collection/report-payments.ts'
import type { Verb } from '../db/verb.ts'
import { takePaid } from '../dunning/take-paid.ts'
import { waiveCredited } from '../interest/waive-credited.ts'
import { issueAdvances } from '../invoicing/issue-advances.ts'
import { takeRecoveries } from '../losses/take-recoveries.ts'

/**
 * What the program does by itself right after a verb, whoever ran it: as the system, in transactions of its own. It reads
 * from the books what is to be done, so that one that was lost is done after the next.
 */
export const followUps: ReadonlyMap<string, readonly Verb[]> = new Map([
  ...each([issueAdvances, takePaid, takeRecoveries, reportPayments])([
    'bank.match',
    'bank.fetch-folder',
    'bank.save-payment',
    'bank.place-on-account',
    'bank.split-payment',
  ]),
  // What was credited whole was never owed: nor were its fees and interest.
  ...each([waiveCredited])(['invoicing.credit', 'invoicing.annul', 'invoicing.issue', 'invoicing.approve-and-issue']),
  // Who pays us what an agency demands of him is to hear no more of it the same hour.
  ...each([reportPayments])(['bank.accept-match', 'bank.accept-candidates', 'bank.undo-match']),
])

function each(following: readonly Verb[]) {
  return (names: readonly string[]): [string, readonly Verb[]][] => names.map((name) => [name, following])
}

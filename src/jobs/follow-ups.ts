import type { Verb } from '../db/verb.ts'

/** Loaded when something is to follow: a verb that nothing follows does not bring the whole program along. */
export type FollowUp = () => Promise<Verb>

const issueAdvances: FollowUp = async () => (await import('../invoicing/direct/issue-advances.ts')).issueAdvances
const reportPayments: FollowUp = async () => (await import('../collection/report-payments.ts')).reportPayments
const takePaid: FollowUp = async () => (await import('../dunning/take-paid.ts')).takePaid
const takeRecoveries: FollowUp = async () => (await import('../losses/take-recoveries.ts')).takeRecoveries
const waiveCredited: FollowUp = async () => (await import('../interest/waive-credited.ts')).waiveCredited

/**
 * What the program does by itself right after a verb, whoever ran it: as the system, in transactions of its own. It reads
 * from the books what is to be done, so that one that was lost is done after the next.
 */
export const followUps: ReadonlyMap<string, readonly FollowUp[]> = new Map([
  ...each([issueAdvances, takePaid, takeRecoveries, reportPayments])([
    'bank.match',
    'bank.import-file',
    'bank.fetch-folder',
    'bank.save-payment',
    'bank.place-on-account',
    'bank.split-payment',
  ]),
  // What was credited whole was never owed: nor were its fees and interest.
  ...each([waiveCredited])([
    'invoicing.credit',
    'invoicing.credit-several',
    'invoicing.annul',
    'invoicing.issue',
    'invoicing.approve-and-issue',
  ]),
  // Who pays us what an agency demands of him, or contests it here, is to hear no more of it the same hour.
  ...each([reportPayments])([
    'bank.accept-match',
    'bank.accept-candidates',
    'bank.undo-match',
    'claims.dispute',
    'claims.resolve-dispute',
    'claims.release',
  ]),
])

function each(following: readonly FollowUp[]) {
  return (names: readonly string[]): [string, readonly FollowUp[]][] => names.map((name) => [name, following])
}

import type { Verb } from '../db/verb.ts'
import { issueAdvances } from '../invoicing/issue-advances.ts'
import { takeRecoveries } from '../losses/take-recoveries.ts'

/**
 * What the program does by itself right after a verb, whoever ran it: as the system, in transactions of its own. It reads
 * from the books what is to be done, so that one that was lost is done after the next.
 */
export const followUps: ReadonlyMap<string, readonly Verb[]> = new Map(
  ['bank.match', 'bank.fetch-folder', 'bank.save-payment', 'bank.place-on-account', 'bank.split-payment'].map(
    (name): [string, Verb[]] => [name, [issueAdvances, takeRecoveries]],
  ),
)

import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import type { Reason } from '../../kernel/words/reasons.ts'

/** About whom a bureau is asked. */
export interface Question {
  /** Ours: the check or the monitoring. */
  id: Id
  identityNumber: string
  country: string
  kind: 'person' | 'company' | 'public'
  /** Why, in the terms of the law; some bureaus want it. */
  reasonKind: string
}

export type BureauStatus = 'active' | 'bankrupt' | 'restructuring' | 'ceased'

export interface Facts {
  status: BureauStatus | null
  /** As the bureau writes it; bureaus have their own scales. */
  score: string | null
  class: string | null
  limit: { amount: string; currency: string } | null
  remarkCount: number | null
  remarks: string[]
  /** The day of the bureau's data. */
  sourceOn: Day | null
}

export type Answer =
  | { kind: 'answered'; facts: Facts; bytes: Uint8Array }
  | { kind: 'unknown-number' }
  /** Nothing that can be kept came; `text` says what was wrong. */
  | { kind: 'failed'; text: Reason }
  /** Asked; the answer is fetched with the changes. */
  | { kind: 'later' }

export type ChangeKind = 'bankrupt' | 'restructuring' | 'ceased' | 'remark' | 'score' | 'limit' | 'other'
export interface Change {
  /** The bureau's id of the message; the same one is the same change. */
  externalId: string
  identityNumber: string
  kind: ChangeKind
  changedOn: Day
  text: string | null
}

export interface Changes {
  changes: Change[]
  /** Answers to questions that were asked before. */
  answers: { checkId: Id; answer: Exclude<Answer, { kind: 'later' }> }[]
  /** Where the next reading goes on; null: as before. */
  cursor: string | null
  more: boolean
  /** Messages that could not be read, each with what is wrong: they stop nothing. */
  problems: string[]
  /** After the commit. */
  settle?(): Promise<void>
}

/** One bureau, as the company has set it up. Nothing throws for what the bureau does: trouble is an answer. */
export interface Bureau {
  code: string
  check(question: Question): Promise<Answer>
  monitor(question: Question): Promise<{ kind: 'done'; subscription: string | null } | { kind: 'failed'; text: Reason }>
  endMonitoring(
    question: Question,
    subscription: string | null,
  ): Promise<{ kind: 'done' } | { kind: 'failed'; text: Reason }>
  /** @throws Refused when nothing can be read at all */
  readChanges(cursor: string | null): Promise<Changes>
}

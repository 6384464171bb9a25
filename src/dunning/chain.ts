import type { LetterKind } from '../countries/claims.ts'
import type { Day } from '../kernel/day.ts'
import { addDays } from '../kernel/day.ts'
import type { Claim, Policy, Step, StepKind } from './types.ts'

const rank: Record<StepKind, number> = {
  reminder: 0,
  'collection-notice': 1,
  'payment-demand': 2,
  collection: 3,
  enforcement: 3,
}

/**
 * How many steps of a policy the letters of a claim have taken, whatever policy sent them: each letter takes the next step of
 * its own kind, else the last one below it; a claim never goes back to a milder letter than it has had.
 */
export function stepsTaken(steps: readonly Pick<Step, 'kind'>[], letters: readonly { kind: LetterKind }[]): number {
  let taken = 0
  for (const { kind } of letters) {
    const same = steps.findIndex((step, i) => i >= taken && step.kind === kind)
    if (same >= 0) taken = same + 1
    else for (let i = steps.length - 1; i >= taken; i--) if (rank[steps[i]!.kind] < rank[kind]) taken = i + 1
  }
  return taken
}

export interface NextStep {
  step: Step
  /** The first day on which it may be taken. */
  on: Day
}

/** The step that a claim takes next, and from when; null: its chain has ended. */
export function nextStep(policy: Policy, claim: Pick<Claim, 'letters' | 'dueOn'>): NextStep | null {
  const step = policy.steps[stepsTaken(policy.steps, claim.letters)]
  if (!step) return null
  // What was to be paid by a day may be on its way for some more.
  const deadline = claim.letters.at(-1)?.deadlineOn ?? claim.dueOn
  return { step, on: daysAfter(deadline, policy.graceDays + step.days) }
}

const known = new Map<string, Day>()
/** Claims of one due day are many, days are few. */
function daysAfter(day: Day, days: number): Day {
  const key = `${day} ${days}`
  let found = known.get(key)
  if (!found) {
    if (known.size > 20_000) known.clear()
    found = addDays(day, days)
    known.set(key, found)
  }
  return found
}

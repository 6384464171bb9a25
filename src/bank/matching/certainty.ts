import type { Decision } from './decide.ts'
import type { Suggestion } from './types.ts'

/** How sure the program is of a payment's best suggestion: one stands out; there is a trace, or several alike; nothing. */
export type Certainty = 'strong' | 'several' | 'none'
export type Likelihood = 'very-likely' | 'possible' | 'weak'

// Why the machine hesitated says more than its probability: an amount alone is no evidence, and a tie is no lead.
const doubtful = new Set(['tie', 'contradiction', 'uncorroborated', 'search-cut'])
const likely = 0.9
const standsOut = 4
const traceAt = 0.1
const possibleAt = 0.05

export function certaintyOf({ suggestions, why }: Pick<Decision, 'suggestions' | 'why'>): Certainty {
  const [best, second] = suggestions
  if (!best || best.score < traceAt) return 'none'
  const alone = !second || best.score >= second.score * standsOut
  return alone && likelihoodOf(best, 0, why) === 'very-likely' ? 'strong' : 'several'
}

/** One suggestion in a word; `position` in the ranking, from 0. */
export function likelihoodOf(suggestion: Suggestion, position: number, why: Decision['why']): Likelihood {
  if (position === 0 && suggestion.score >= likely && !doubtful.has(why.code)) return 'very-likely'
  const bits = suggestion.evidence.reduce((sum, one) => sum + one.weight, 0)
  // Ten bits outweigh one item among a thousand, whatever stands beside it.
  return suggestion.score >= possibleAt || bits >= 10 ? 'possible' : 'weak'
}

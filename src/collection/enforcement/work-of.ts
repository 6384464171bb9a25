import type { LawValues } from '../../countries/claims.ts'
import type { Day } from '../../kernel/day.ts'
import type { Minor } from '../../kernel/money.ts'
import type { Agency } from '../agencies.ts'
import { representativeOf } from '../agencies.ts'
import type { Work } from './grounds.ts'

/**
 * Whose work an application to this court is, what the law gives for it (null: the law values do not know), and whether it is
 * claimed unless a person says otherwise.
 */
export function workOf(
  court: Agency | null,
  law: LawValues,
  on: Day,
): { work: Work; amount: Minor | null; byDefault: boolean } {
  const isRepresented = court !== null && representativeOf(court) !== null
  const amount = law.anyAmountOn('court-representation', on)?.amount ?? null
  return { work: isRepresented ? 'representative' : 'own', amount, byDefault: isRepresented && amount !== null }
}

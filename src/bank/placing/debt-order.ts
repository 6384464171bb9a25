import type { AllocationOrder } from '../../countries/country.ts'
import type { Day } from '../../kernel/day.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Component } from '../../subledger/open-items.ts'
import type { Candidate, Placement } from '../types.ts'

/** A document with the charges beside it. */
interface Debt {
  id: string
  dueOn: Day
  items: Candidate[]
}

const partOf: Record<Component, AllocationOrder[number]> = {
  cost: 'cost',
  fee: 'cost',
  compensation: 'cost',
  interest: 'interest',
  capital: 'capital',
}

/** Charges with their capital; where the capital is paid, or goes on under another id, by the reference that they share. */
export function debtsOf(candidates: readonly Candidate[]): Debt[] {
  const byId = new Map<string, Debt>()
  const byReference = new Map<string, Debt>()
  const charges: Candidate[] = []
  for (const candidate of candidates) {
    if (candidate.mainItemId) {
      charges.push(candidate)
      continue
    }
    const debt = { id: candidate.id, dueOn: candidate.dueOn, items: [candidate] }
    byId.set(candidate.id, debt)
    if (candidate.reference) byReference.set(candidate.reference, debt)
  }
  for (const charge of charges) {
    const main = charge.mainItemId!
    const debt = byId.get(main) ?? (charge.reference ? byReference.get(charge.reference) : undefined)
    if (debt) debt.items.push(charge)
    else byId.set(main, { id: main, dueOn: charge.dueOn, items: [charge] })
  }
  return [...byId.values()]
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The oldest debt first, within a debt by the order: costs, interest, capital, or as the company has it. */
export function inDebtOrder(candidates: readonly Candidate[], order: AllocationOrder): Candidate[] {
  const rank = ({ component }: Candidate) => order.indexOf(partOf[component])
  return debtsOf(candidates)
    .sort((a, b) => compare(a.dueOn, b.dueOn) || compare(a.id, b.id))
    .flatMap(({ items }) => items.sort((a, b) => rank(a) - rank(b) || compare(a.dueOn, b.dueOn) || compare(a.id, b.id)))
}

/** Where money was not enough for a document and its charges: what it took, and what stays open, before it is taken. */
export function orderTold(
  candidates: readonly Candidate[],
  items: Placement['items'],
  order: AllocationOrder,
): { kind: 'settle-order'; text: string }[] {
  if (!candidates.some((one) => one.mainItemId)) return []
  const left = candidates.filter((one) => one.amountOpen > 0n)
  if (left.length === 0) return []
  const text = (one: Candidate, amount: bigint) => `${one.component} ${formatMinor(amount, one.currency)}`
  const taken = items.map(({ candidate, amount }) => text(candidate, amount)).join(', ')
  const open = left.map((one) => text(one, one.amountOpen)).join(', ')
  return [{ kind: 'settle-order', text: `by the order ${order.join(', ')} it pays ${taken}; open stays ${open}` }]
}

import type { AllocationOrder } from '../../countries/country.ts'
import type { Id } from '../../kernel/id.ts'
import type { BankSetUp } from '../bank-set-up.ts'
import type { BankTransaction, Candidate, Placement } from '../types.ts'
import type { Found } from './candidates-by-reference.ts'
import { namedBy, referenceForms } from './candidates-by-reference.ts'
import { debtsOf, inDebtOrder, orderTold } from './debt-order.ts'

/**
 * The debtor's own choice: money goes to the document whose reference it names (HB 9:5, ЗЗД чл. 76). Null when a reference
 * is unknown, names two documents, another currency or several parties: then a person or the evidence decides.
 * Lowers what is open on the candidates it uses. Pure otherwise.
 */
export function placeByReference(
  transaction: BankTransaction,
  found: Found,
  setUp: BankSetUp,
  refused?: ReadonlySet<Id>,
): Placement | null {
  const named = namedBy(transaction)
  if (named.length === 0) return null
  const chosen: { debt: Candidate[]; amount: bigint | null }[] = []
  for (const [i, reference] of named.entries()) {
    const debt = debtOf(lookUp(reference, found), found)
    if (!debt) return null
    if (debt.length === 0) return named.length === 1 ? settledBefore(transaction, reference, found) : null
    if (debt.some((one) => one.currency !== transaction.currency || refused?.has(one.id))) return null
    const stated = transaction.refs[i]?.amount
    if (!chosen.some((one) => one.debt.some(({ id }) => id === debt[0]!.id)))
      chosen.push({ debt, amount: stated ? BigInt(stated) : null })
  }
  const first = chosen[0]!.debt[0]!
  if (chosen.some(({ debt }) => debt.some((one) => one.partyId !== first.partyId || one.account !== first.account)))
    return null
  const all = chosen.flatMap((one) => one.debt)
  const items =
    chosen.every((one) => one.amount !== null) && chosen.length > 1
      ? statedParts(chosen, transaction, setUp.settleOrder)
      : byDueDay(all, transaction.amount, setUp.settleOrder)
  if (!items) return null
  const writeOff = smallDifferenceOf(items, transaction, setUp)
  return {
    transaction,
    partyId: first.partyId,
    account: first.account,
    businessAreaId: first.businessAreaId,
    items,
    writeOff,
    pass: 'reference',
    score: 1,
    evidence: [
      ...named.map((reference) => ({ kind: 'reference-exact', text: `the payment names ${reference}` })),
      ...orderTold(all, items, setUp.settleOrder),
    ],
  }
}

/** The open items that a reference names are one document with its charges; null: two documents. */
function debtOf(candidates: readonly Candidate[], found: Found): Candidate[] | null {
  const named = new Set(candidates)
  // Named by its number, a document is found; its charges bear its reference.
  for (const one of candidates)
    for (const other of (one.reference && found.byReference.get(one.reference)) || [])
      if (other.amountOpen !== 0n && other.mainItemId === one.id) named.add(other)
  return debtsOf([...named]).length > 1 ? null : [...named]
}

function lookUp(reference: string, found: Found): Candidate[] {
  for (const form of referenceForms(reference)) {
    const candidates = (found.byReference.get(form) ?? []).filter((candidate) => candidate.amountOpen !== 0n)
    if (candidates.length > 0) return candidates
  }
  return []
}

/** Paid twice, or after a credit note: the money is the customer's, on account. */
function settledBefore(transaction: BankTransaction, reference: string, found: Found): Placement | null {
  for (const form of referenceForms(reference)) {
    const owner = found.settled.get(form)
    const taken = (found.byReference.get(form) ?? [])[0]
    if (!owner && !taken) continue
    return {
      transaction,
      partyId: owner?.partyId ?? taken!.partyId,
      account: owner?.account ?? taken!.account,
      businessAreaId: owner?.businessAreaId ?? taken?.businessAreaId ?? null,
      items: [],
      writeOff: 0n,
      pass: 'known-payer',
      score: null,
      evidence: [{ kind: 'reference-exact', text: `the payment names ${reference}, which is settled already` }],
    }
  }
  return null
}

/** Parts as the file states them; they must add up to the payment and fit what is open, charges included. */
function statedParts(
  chosen: { debt: Candidate[]; amount: bigint | null }[],
  transaction: BankTransaction,
  order: AllocationOrder,
): Placement['items'] | null {
  if (chosen.reduce((total, one) => total + one.amount!, 0n) !== transaction.amount) return null
  const fits = chosen.every(({ debt, amount }) => {
    const open = debt.reduce((total, one) => total + one.amountOpen, 0n)
    return amount! > 0n ? amount! <= open : amount! >= open
  })
  if (!fits) return null
  return chosen.flatMap(({ debt, amount }) =>
    debt.length === 1 ? [{ candidate: debt[0]!, amount: amount! }] : (byDueDay(debt, amount!, order) ?? []),
  )
}

/**
 * Credit notes named with the invoices come in whole; then the oldest debt first, its parts in their order, as far as the
 * money goes.
 */
export function byDueDay(candidates: Candidate[], amount: bigint, order: AllocationOrder): Placement['items'] | null {
  const credits = candidates.filter((candidate) => candidate.amountOpen < 0n)
  const debits = inDebtOrder(
    candidates.filter((candidate) => candidate.amountOpen > 0n),
    order,
  )
  if (debits.length === 0) return null
  let left = amount - credits.reduce((total, candidate) => total + candidate.amountOpen, 0n)
  const items: Placement['items'] = credits.map((candidate) => ({ candidate, amount: candidate.amountOpen }))
  for (const candidate of debits) {
    if (left === 0n) break
    const part = left < candidate.amountOpen ? left : candidate.amountOpen
    items.push({ candidate, amount: part })
    left -= part
  }
  // More credit than the invoices take: which part of which note is left is for a person.
  return credits.length > 0 && left > amount ? null : items
}

/** Takes the amounts from the candidates; answers what is written off: + short, − over. */
export function smallDifferenceOf(items: Placement['items'], transaction: BankTransaction, setUp: BankSetUp): bigint {
  const writeOff = smallDifference(items, transaction, setUp)
  take(items, writeOff)
  return writeOff
}

/** What is left of the last invoice, or of the payment, within tolerance: + short, − over. */
function smallDifference(items: Placement['items'], transaction: BankTransaction, setUp: BankSetUp): bigint {
  const tolerance = setUp.toleranceOf(transaction.currency)
  const open = items.reduce((total, one) => total + (one.candidate.amountOpen - one.amount), 0n)
  const unused = transaction.amount - items.reduce((total, one) => total + one.amount, 0n)
  // What is left must be small beside what was paid, too: 0.40 does not pay an invoice of 1.00.
  if (open > 0n && open <= tolerance && open < transaction.amount && unused === 0n) return open
  if (items.length > 0 && open === 0n && unused > 0n && unused <= tolerance) return -unused
  return 0n
}

function take(items: Placement['items'], writeOff: bigint): void {
  for (const one of items) one.candidate.amountOpen -= one.amount
  if (writeOff <= 0n) return
  const short = items.find((one) => one.candidate.amountOpen !== 0n)!
  short.amount += short.candidate.amountOpen
  short.candidate.amountOpen = 0n
}

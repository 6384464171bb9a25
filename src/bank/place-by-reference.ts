import type { Id } from '../kernel/id.ts'
import type { BankSetUp } from './bank-set-up.ts'
import type { Found } from './candidates-by-reference.ts'
import { namedBy, referenceForms } from './candidates-by-reference.ts'
import type { BankTransaction, Candidate, Placement } from './types.ts'

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
  const chosen: { candidate: Candidate; amount: bigint | null }[] = []
  for (const [i, reference] of named.entries()) {
    const candidates = lookUp(reference, found)
    if (candidates.length > 1) return null
    const candidate = candidates[0]
    if (!candidate) return named.length === 1 ? settledBefore(transaction, reference, found) : null
    if (candidate.currency !== transaction.currency || refused?.has(candidate.id)) return null
    const stated = transaction.refs[i]?.amount
    if (!chosen.some((one) => one.candidate.id === candidate.id))
      chosen.push({ candidate, amount: stated ? BigInt(stated) : null })
  }
  const first = chosen[0]!.candidate
  if (chosen.some(({ candidate }) => candidate.partyId !== first.partyId || candidate.account !== first.account))
    return null
  const items =
    chosen.every((one) => one.amount !== null) && chosen.length > 1
      ? statedParts(chosen, transaction)
      : byDueDay(
          chosen.map((one) => one.candidate),
          transaction.amount,
        )
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
    evidence: named.map((reference) => ({ kind: 'reference-exact', text: `the payment names ${reference}` })),
  }
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

/** Parts as the file states them; they must add up to the payment and fit what is open. */
function statedParts(
  chosen: { candidate: Candidate; amount: bigint | null }[],
  transaction: BankTransaction,
): Placement['items'] | null {
  if (chosen.reduce((total, one) => total + one.amount!, 0n) !== transaction.amount) return null
  const fits = chosen.every(({ candidate, amount }) =>
    amount! > 0n ? amount! <= candidate.amountOpen : amount! >= candidate.amountOpen,
  )
  return fits ? chosen.map(({ candidate, amount }) => ({ candidate, amount: amount! })) : null
}

/** Credit notes named with the invoices come in whole; then the oldest due first, as far as the money goes. */
export function byDueDay(candidates: Candidate[], amount: bigint): Placement['items'] | null {
  const credits = candidates.filter((candidate) => candidate.amountOpen < 0n)
  const debits = candidates
    .filter((candidate) => candidate.amountOpen > 0n)
    .sort((a, b) => (a.dueOn === b.dueOn ? (a.id < b.id ? -1 : 1) : a.dueOn < b.dueOn ? -1 : 1))
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

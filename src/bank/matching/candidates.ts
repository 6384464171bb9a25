import { nameKeys, nameSimilarity } from './names.ts'
import { numberKey, numbersWithin, readNumbers, slipKeys } from './tokens.ts'
import type { KnownNumbers, MatchItem, MatchPayment } from './types.ts'

/** Open items in memory, found in the same passes as by SQL: for evaluation, and for small sets. */
export interface CandidateIndex {
  open(item: MatchItem): void
  close(itemId: string): void
  /** What a confirmed decision teaches: this account and this name have paid for this party. Counts from now on. */
  learn(partyId: string, payment: MatchPayment): void
  find(payment: MatchPayment): MatchItem[]
  /** Numbers in the payment that are documents which were ever opened. */
  known(payment: MatchPayment): KnownNumbers
}

/** Keys under which an item is found: stored beside it (arrays, GIN) or indexed in memory. */
export const itemKeys = (item: Pick<MatchItem, 'references' | 'numbers'>): { numbers: string[]; slips: string[] } => {
  const numbers = [...item.references, ...item.numbers].map(numberKey).filter((key) => key.length >= 3)
  return { numbers, slips: [...new Set(numbers.filter((key) => key.length >= 5).flatMap(slipKeys))] }
}

/**
 * Keys to look up for a payment, surest pass first: `numbers` meet an item's numbers, `slips` an item's slips (one slip).
 * @param lengths lengths of the numbers in use, for numbers written together without a mark between them.
 */
export function paymentKeys(payment: MatchPayment, lengths: Iterable<number>): { numbers: string[]; slips: string[] } {
  const tokens = readNumbers(payment.text.slice(0, 4000))
  const whole = [...payment.references.map((one) => numberKey(one.reference)), ...tokens.map(({ digits }) => digits)]
  const known = [...lengths]
  const numbers = new Set([...whole, ...tokens.flatMap((token) => numbersWithin(token, known))])
  const slips = new Set(whole.filter((key) => key.length >= 5 && key.length <= 40).flatMap(slipKeys))
  return { numbers: [...numbers], slips: [...slips] }
}

const mostItems = 300
const mostParties = 8
const alike = 0.45

export function candidateIndex(): CandidateIndex {
  const items = new Map<string, MatchItem>()
  const lengths = new Set<number>()
  const byNumber = new Map<string, Set<string>>()
  const bySlip = new Map<string, Set<string>>()
  const byAmount = new Map<string, Set<string>>()
  const byParty = new Map<string, Set<string>>()
  const parties = new Map<string, { name: string; accounts: string[]; names: string[] }>()
  const byNameKey = new Map<string, Set<string>>()
  const byAccount = new Map<string, Set<string>>()
  const alikeNames = new Map<string, string[]>()
  const documents = new Map<string, Set<string>>()

  const amountKey = (amount: bigint, currency: string) => `${currency}${amount}`

  return {
    open(item) {
      let party = parties.get(item.partyId)
      if (!party) {
        party = { name: item.partyName, accounts: [...item.payerAccounts], names: [...item.payerNames] }
        parties.set(item.partyId, party)
        for (const key of nameKeys(item.partyName)) put(byNameKey, key, item.partyId)
        for (const name of party.names) for (const key of nameKeys(name)) put(byNameKey, key, item.partyId)
        for (const account of party.accounts) put(byAccount, account, item.partyId)
        alikeNames.clear()
      }
      // One list per party, so that what is learnt reaches all its open items.
      item.payerAccounts = party.accounts
      item.payerNames = party.names
      items.set(item.id, item)
      put(byParty, item.partyId, item.id)
      put(byAmount, amountKey(item.amountOpen, item.currency), item.id)
      const keys = itemKeys(item)
      for (const key of keys.numbers) {
        lengths.add(key.length)
        put(byNumber, key, item.id)
        put(documents, key, item.partyId)
      }
      for (const slip of keys.slips) put(bySlip, slip, item.id)
    },
    close(itemId) {
      const item = items.get(itemId)
      if (!item) return
      items.delete(itemId)
      byParty.get(item.partyId)?.delete(itemId)
      byAmount.get(amountKey(item.amountOpen, item.currency))?.delete(itemId)
      const keys = itemKeys(item)
      for (const key of keys.numbers) byNumber.get(key)?.delete(itemId)
      for (const slip of keys.slips) bySlip.get(slip)?.delete(itemId)
    },
    learn(partyId, { payerAccount, payerName }) {
      const party = parties.get(partyId)
      if (!party) return
      if (payerAccount && !party.accounts.includes(payerAccount)) {
        party.accounts.push(payerAccount)
        put(byAccount, payerAccount, partyId)
      }
      if (payerName && payerName !== party.name && !party.names.includes(payerName)) {
        party.names.push(payerName)
        for (const key of nameKeys(payerName)) put(byNameKey, key, partyId)
        alikeNames.clear()
      }
    },
    find(payment) {
      const found = new Set<string>()
      const named = new Set<string>()
      const keys = paymentKeys(payment, lengths)
      for (const key of keys.numbers) for (const id of byNumber.get(key) ?? []) found.add(id)
      for (const slip of keys.slips) for (const id of bySlip.get(slip) ?? []) found.add(id)
      for (const id of found) named.add(items.get(id)!.partyId)
      for (const partyId of payment.payerAccount ? (byAccount.get(payment.payerAccount) ?? []) : []) named.add(partyId)
      for (const partyId of payment.payerName ? partiesLike(payment.payerName) : []) named.add(partyId)
      for (const id of byAmount.get(amountKey(payment.amount, payment.currency)) ?? []) found.add(id)
      for (const partyId of named) {
        for (const id of byParty.get(partyId) ?? []) {
          if (found.size >= mostItems) break
          found.add(id)
        }
      }
      return [...found].map((id) => items.get(id)!).filter((item) => item.currency === payment.currency)
    },
    known(payment) {
      const keys = paymentKeys(payment, lengths).numbers
      return new Map(keys.flatMap((key) => (documents.has(key) ? [[key, documents.get(key)!]] : [])))
    },
  }

  function partiesLike(payerName: string): string[] {
    const known = alikeNames.get(payerName)
    if (known) return known
    const ids = new Set<string>()
    for (const key of nameKeys(payerName)) for (const id of byNameKey.get(key) ?? []) ids.add(id)
    const like = [...ids]
      .map((id) => {
        const party = parties.get(id)!
        return { id, score: Math.max(...[party.name, ...party.names].map((name) => nameSimilarity(payerName, name))) }
      })
      .filter(({ score }) => score >= alike)
      .sort((a, b) => b.score - a.score)
      .slice(0, mostParties)
      .map(({ id }) => id)
    alikeNames.set(payerName, like)
    return like
  }
}

function put(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key)
  if (ids) ids.add(id)
  else index.set(key, new Set([id]))
}

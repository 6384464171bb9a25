import type { Minor } from '../../kernel/money.ts'
import { absolute } from '../../kernel/money.ts'
import {
  amountEvidence,
  figuresInBits,
  type NumberHit,
  namesAnother,
  namesMore,
  numberHits,
  partyEvidence,
  type ReadPayment,
  readPayment,
  timingEvidence,
  toleranceFor,
} from './evidence.ts'
import { findSums, setsInBits } from './sums.ts'
import {
  type Evidence,
  type KnownNumbers,
  type MatchItem,
  type MatchPayment,
  type MatchSettings,
  type Refusals,
  type Suggestion,
  standardSettings,
} from './types.ts'

export interface Decision {
  /** What the machine may do by itself; null: a person decides. */
  take: Suggestion | null
  suggestions: Suggestion[]
  why: Why
}

export interface Why {
  code: 'taken' | 'no-candidate' | 'unsure' | 'tie' | 'contradiction' | 'overpaid' | 'uncorroborated' | 'search-cut'
  text: string
}

// That the right item is none of those we see (another business area, not yet issued, settled already), in bits against
// one item picked blindly: about a thousand open items, one payment in fifty a stranger.
const noneBits = 10
// A number with this much behind it is a statement of the payer: what contradicts it goes to a person.
const statementBits = 13
// Sets found by their amount alone are looked for among at most this many open items of a party.
const poolSize = 60
const mostSums = 12

const nothingRefused: Refusals = new Set()
const nothingKnown: KnownNumbers = new Map()

/**
 * Ranked suggestions for one payment among candidate items, each with its evidence and its probability.
 * @param items candidates in any order, of any party; items of another currency and settled ones are passed over.
 * @param refusals ids of items a person has refused for this payment: never offered again.
 * @param known numbers in the payment that are documents of ours: no damaged reading of another of the same customer.
 */
export const suggest = (
  payment: MatchPayment,
  items: readonly MatchItem[],
  settings: MatchSettings = standardSettings,
  refusals: Refusals = nothingRefused,
  known: KnownNumbers = nothingKnown,
): Suggestion[] =>
  weigh(payment, items, settings, refusals, known)
    .ranked.slice(0, settings.most)
    .map((one) => one.suggestion)

/** Suggestions, and the one that needs no person: unique, consistent, above the threshold. Ties are never taken. */
export function decide(
  payment: MatchPayment,
  items: readonly MatchItem[],
  settings: MatchSettings = standardSettings,
  refusals: Refusals = nothingRefused,
  known: KnownNumbers = nothingKnown,
): Decision {
  const weighed = weigh(payment, items, settings, refusals, known)
  const suggestions = weighed.ranked.slice(0, settings.most).map((one) => one.suggestion)
  const hesitation = hesitate(weighed, settings)
  if (hesitation) return { take: null, suggestions, why: hesitation }
  const take = suggestions[0]!
  return { take, suggestions, why: { code: 'taken', text: take.evidence.map((one) => one.text).join('; ') } }
}

/** May a decision teach that this payer's account and name belong to the party? Only where the payer named the item itself. */
export const teaches = ({ evidence }: Pick<Suggestion, 'evidence'>): boolean =>
  evidence.some((one) => one.kind === 'reference-exact' || one.kind === 'number-in-text') ||
  (evidence.some((one) => one.kind === 'number-damaged' && one.weight >= 8) &&
    evidence.some((one) => one.kind === 'amount-exact' || one.kind === 'amount-sum'))

interface Hypothesis {
  key: string
  items: MatchItem[]
  bits: number
  evidence: Evidence[]
  /** Found by its sum in a search that was cut: others may fit as well. */
  cut: boolean
  crossesParties: boolean
  /** The only number read differs from the item's and may be another invoice's. */
  perhapsAnother: boolean
  /** Several items that fit within tolerance only, while the text names a number more. */
  namesMore: boolean
  /** Found by a search for sums near the amount: never the machine's. */
  about: boolean
}

const fitsWhole = ({ evidence }: Hypothesis): boolean =>
  evidence.some((one) => ['amount-exact', 'amount-sum', 'amount-tolerance'].includes(one.kind))

interface Ranked extends Hypothesis {
  suggestion: Suggestion
}

interface Weighed {
  /** The best ones, at least two where there are two. */
  ranked: Ranked[]
  /** Items the payer names exactly. */
  stated: NumberHit[]
}

function weigh(
  payment: MatchPayment,
  all: readonly MatchItem[],
  settings: MatchSettings,
  refusals: Refusals,
  known: KnownNumbers,
): Weighed {
  const items = all.filter(
    (item) => item.currency === payment.currency && item.amountOpen !== 0n && !refusals.has(item.id),
  )
  if (payment.amount <= 0n || items.length === 0) return { ranked: [], stated: [] }
  const read = readPayment(payment, items, known)
  const hits = new Map<string, NumberHit[]>()
  for (const item of items) {
    const own = numberHits(read, item)
    if (own.length > 0) hits.set(item.id, own)
  }
  const parties = weighParties(payment, items)
  const context: Context = { payment, read, hits, parties, settings }
  const hypotheses = new Map<string, Hypothesis>()
  const offer = (chosen: MatchItem[], extra: Offer = {}) => {
    const key = chosen.length === 1 ? chosen[0]!.id : keyOf(chosen)
    const made = hypothesis(key, chosen, extra, context)
    const known = hypotheses.get(key)
    if (!known || known.bits < made.bits) hypotheses.set(key, made)
  }
  for (const item of items) if (item.amountOpen > 0n) offer([item])
  const named = namedTogether(items, context)
  offerNamed(named, offer)
  offerSums(items, named, context, offer, 'exact')
  // Only where nothing fits as it is: a sum that is short or over by a little, for a person to look at.
  if (![...hypotheses.values()].some(fitsWhole)) offerSums(items, named, context, offer, 'about')
  const ranked = rank([...hypotheses.values()], context)
  const stated = [...hits.values()]
    .map((own) => own[0]!)
    .filter((hit) => hit.exact && hit.evidence.weight >= statementBits)
  return { ranked, stated }
}

interface Context {
  payment: MatchPayment
  read: ReadPayment
  hits: Map<string, NumberHit[]>
  parties: Map<string, { evidence: Evidence[]; bits: number }>
  settings: MatchSettings
}

interface Offer {
  /** Weight of the sum where it was searched for; without: the amounts are compared as they are. */
  sumBits?: number
  cut?: boolean
  about?: boolean
}
type Offering = (chosen: MatchItem[], extra?: Offer) => void

function weighParties(payment: MatchPayment, items: readonly MatchItem[]) {
  const owners = new Set<string>()
  const { payerAccount } = payment
  if (payerAccount) for (const item of items) if (item.payerAccounts.includes(payerAccount)) owners.add(item.partyId)
  const parties: Context['parties'] = new Map()
  for (const item of items) {
    if (parties.has(item.partyId)) continue
    const evidence = partyEvidence(payment, item, owners)
    parties.set(item.partyId, { evidence, bits: total(evidence) })
  }
  return parties
}

/** Items whose numbers the text names, each place in the text given to one item only; a place two items claim equally is left out. */
function namedTogether(items: readonly MatchItem[], { hits, parties }: Context): MatchItem[] {
  const claims = items
    .flatMap((item) => (hits.get(item.id) ?? []).filter((hit) => hit.evidence.weight >= 7))
    .map((hit) => ({ hit, bits: hit.evidence.weight + parties.get(hit.item.partyId)!.bits }))
    .sort((a, b) => b.bits - a.bits)
  const taken: { from: number; to: number; item: MatchItem; bits: number; disputed: boolean }[] = []
  const named = new Set<MatchItem>()
  const doubtful = new Set<MatchItem>()
  for (const { hit, bits } of claims) {
    if (hit.from === null || hit.to === null) {
      named.add(hit.item)
      continue
    }
    const [from, to] = [hit.from, hit.to]
    const owner = taken.find((one) => one.item !== hit.item && from < one.to && one.from < to)
    if (!owner) {
      taken.push({ from, to, item: hit.item, bits, disputed: false })
      named.add(hit.item)
    } else if (owner.bits - bits < 3) {
      doubtful.add(owner.item)
    }
  }
  return [...named].filter((item) => !doubtful.has(item))
}

function offerNamed(named: MatchItem[], offer: Offering): void {
  if (named.length < 2) return
  offer(named)
  for (const own of byParty(named).values()) if (own.length >= 2 && own.length < named.length) offer(own)
}

/** Sets of one party that add up: what is named and what is needed besides; credit notes in between. */
function offerSums(
  items: readonly MatchItem[],
  named: MatchItem[],
  context: Context,
  offer: Offering,
  fit: 'exact' | 'about',
): void {
  const { payment, parties, hits, settings } = context
  const strength = (partyId: string, own: MatchItem[]) =>
    parties.get(partyId)!.bits + Math.max(0, ...own.map((item) => hits.get(item.id)?.[0]?.evidence.weight ?? 0))
  const owners = [...byParty(items)]
    .map(([partyId, own]) => ({ own, strength: strength(partyId, own) }))
    .filter(({ own, strength: bits }) => own.length >= 2 && bits >= 3)
    .sort((a, b) => b.strength - a.strength)
    .slice(0, 3)
  const tolerance = toleranceFor(payment.amount, settings)
  const about = fit === 'about'
  if (about && tolerance === 0n) return
  for (const { own } of owners) {
    const core = own.filter((item) => named.includes(item))
    const rest = own.filter((item) => !core.includes(item)).sort((a, b) => distance(payment, a) - distance(payment, b))
    const steps = { left: settings.sumSteps }
    if (core.length >= 3) offerSearch(core, [], core.length, false)
    offerSearch(rest.slice(0, poolSize), core, settings.sumItems, rest.length > poolSize)

    function offerSearch(pool: MatchItem[], fixed: MatchItem[], mostItems: number, narrowed: boolean) {
      const target = payment.amount - sumOpen(fixed)
      if (absolute(target) <= (fixed.length > 0 ? 2n * tolerance : 0n)) return
      const found = findSums(
        pool.map((item) => ({ item, amount: item.amountOpen as bigint })),
        target,
        { window: about || fixed.length > 0 ? tolerance : 0n, mostItems, mostSums, steps },
      )
      for (const sum of found.sums) {
        const chosen = [...fixed, ...sum.map((one) => one.item)]
        if (chosen.length < 2) continue
        // Many sets were tried: each could have fitted by chance. Beside named items only the rest was searched for, and
        // a rest of about the tolerance proves nothing.
        const exact = sumOpen(chosen) === payment.amount
        const window = exact ? 0 : Math.log2(Number(2n * tolerance + 1n))
        const searched =
          fixed.length > 0
            ? Math.min(figuresInBits(target), figuresInBits(payment.amount)) - 3 * sum.length
            : figuresInBits(payment.amount)
        const sumBits = Math.max(-6, searched - window - setsInBits(pool.length, sum.length) - (narrowed ? 4 : 0))
        offer(chosen, { sumBits: Math.min(14, sumBits), cut: !found.complete || narrowed, about })
      }
    }
  }
}

function hypothesis(key: string, chosen: MatchItem[], extra: Offer, context: Context): Hypothesis {
  const { payment, read, hits, parties, settings } = context
  const evidence: Evidence[] = []
  let anyNumber = false
  let another: Evidence | null = null
  for (const item of chosen) {
    const own = (hits.get(item.id) ?? []).slice(0, 2)
    if (own.length > 0) anyNumber = true
    // A second number of the same item confirms, but whoever copied the first had the second before his eyes.
    const [first, second] = own
    if (first) evidence.push(first.evidence)
    if (second) evidence.push({ ...second.evidence, weight: Math.min(4, second.evidence.weight / 3) })
    if ((!first || first.slips >= 2) && !another) another = namesAnother(read, item)
    const timing = timingEvidence(payment.bookedOn, item)
    if (timing) evidence.push({ ...timing, weight: timing.weight / chosen.length })
  }
  const own = chosen.flatMap((item) => hits.get(item.id) ?? [])
  const more = chosen.length > 1 && namesMore(read, chosen, own)
  if (another && (!anyNumber || chosen.length === 1)) evidence.push(another)
  else if (more && extra.sumBits !== undefined) {
    evidence.push({ kind: 'other-number', text: 'the text names a number that is none of these', weight: -7 })
  }
  const partyIds = new Set(chosen.map((item) => item.partyId))
  const strongest = [...partyIds].map((id) => parties.get(id)!).sort((a, b) => b.bits - a.bits)[0]!
  evidence.push(...strongest.evidence)
  const open = sumOpen(chosen)
  if (extra.sumBits !== undefined && extra.about) {
    evidence.push({
      kind: 'amount-tolerance',
      text: `the amount is nearly the sum of ${chosen.length} open items, within tolerance`,
      weight: Math.round(extra.sumBits * 10) / 10,
      data: { items: chosen.length },
    })
  } else if (extra.sumBits !== undefined) {
    evidence.push({
      kind: 'amount-sum',
      text: `the amount is the sum of ${chosen.length} open items`,
      weight: Math.round(extra.sumBits * 10) / 10,
    })
  } else {
    const amount = amountEvidence(payment.amount, open, anyNumber, settings)
    const several = chosen.length > 1
    if (several && amount.kind === 'amount-exact') {
      evidence.push({
        ...amount,
        kind: 'amount-sum',
        text: `the amount is the sum of the ${chosen.length} named items`,
      })
    } else {
      // Who names several items pays them whole, or says how much: a part of a set is most often a wrong set.
      evidence.push(several && amount.weight < 0 ? { ...amount, weight: amount.weight - 5 } : amount)
    }
  }
  const credits = chosen.filter((item) => item.amountOpen < 0n).length
  if (credits > 0 && chosen.length > credits) {
    evidence.push({
      kind: 'credit-between',
      text: `${credits} credit note(s) taken off`,
      weight: -1,
      data: { credits },
    })
  }
  const bits = total(evidence) - (partyIds.size > 1 ? 8 : 0)
  return {
    key,
    items: chosen,
    bits,
    evidence,
    cut: extra.cut ?? false,
    crossesParties: partyIds.size > 1,
    perhapsAnother: chosen.some((item) => hits.get(item.id)?.every((hit) => !hit.exact && hit.whole) ?? false),
    namesMore: more && open !== payment.amount,
    about: extra.about ?? false,
  }
}

/** Spreads the payment over the items: credit notes first, then the amounts the payer gave, else the oldest due first. */
function allocate(payment: MatchPayment, chosen: MatchItem[], hits: Context['hits'], settings: MatchSettings) {
  const order = [...chosen].sort(
    (a, b) => Number(a.amountOpen > 0n) - Number(b.amountOpen > 0n) || inOrder(a.dueOn, b.dueOn) || inOrder(a.id, b.id),
  )
  const given = new Map(
    order.map((item) => [item.id, hits.get(item.id)?.find((hit) => hit.amount !== null)?.amount ?? null]),
  )
  const givenSum = [...given.values()].reduce<bigint>((sum, amount) => sum + (amount ?? 0n), 0n)
  const asGiven =
    givenSum === payment.amount && order.every((item) => fits(given.get(item.id) ?? null, item.amountOpen))
  let left: bigint = payment.amount
  const items: Suggestion['items'] = []
  for (const item of order) {
    const wanted = asGiven ? given.get(item.id)! : item.amountOpen
    const amount = wanted > left && wanted > 0n ? left : wanted
    left -= amount
    if (amount !== 0n) items.push({ itemId: item.id, amount: amount as Minor })
  }
  const difference = sumOpen(chosen) - (payment.amount - left)
  const tolerance = toleranceFor(payment.amount, settings)
  const gap = difference > 0n ? difference : left
  return {
    items,
    remainder: left as Minor,
    difference: difference as Minor,
    writeOff: gap !== 0n && absolute(gap) <= tolerance,
  }
}

const fits = (given: bigint | null, open: bigint): boolean =>
  given !== null && given !== 0n && given > 0n === open > 0n && absolute(given) <= absolute(open)

/** Turns bits into probabilities over all hypotheses and the one that it is none of them; the first ones become suggestions. */
function rank(hypotheses: Hypothesis[], { payment, hits, settings }: Context): Ranked[] {
  hypotheses.sort((a, b) => b.bits - a.bits || inOrder(a.items[0]!.dueOn, b.items[0]!.dueOn) || inOrder(a.key, b.key))
  const most = Math.max(noneBits, hypotheses[0]?.bits ?? 0)
  let mass = 2 ** (noneBits - most)
  for (const one of hypotheses) mass += 2 ** (one.bits - most)
  return hypotheses.slice(0, Math.max(2, settings.most)).map((one) => ({
    ...one,
    suggestion: {
      ...allocate(payment, one.items, hits, settings),
      partyId: one.items[0]!.partyId,
      score: 2 ** (one.bits - most) / mass,
      evidence: byWeight(one.evidence),
    },
  }))
}

/** Why the best one is not for the machine; null when it is. */
function hesitate({ ranked, stated }: Weighed, settings: MatchSettings): Why | null {
  const best = ranked[0]
  if (!best) return { code: 'no-candidate', text: 'no open item fits' }
  const { suggestion } = best
  const second = ranked[1]
  const has = (...kinds: Evidence['kind'][]) =>
    suggestion.evidence.some((one) => one.weight > 0 && kinds.includes(one.kind))
  const referred = has('reference-exact')
  const ids = new Set(best.items.map((item) => item.id))
  const denied = stated.find((hit) => !ids.has(hit.item.id))
  if (denied) return { code: 'contradiction', text: `${denied.evidence.text}, but the other evidence points elsewhere` }
  if (second && best.bits - second.bits < 2) return { code: 'tie', text: 'two suggestions are about equally likely' }
  if (suggestion.score < settings.threshold) return { code: 'unsure', text: 'the evidence is below the threshold' }
  if (best.crossesParties) return { code: 'contradiction', text: 'the named items belong to different customers' }
  if (suggestion.remainder > 0n && !suggestion.writeOff && !referred)
    return { code: 'overpaid', text: 'the amount is more than what is open' }
  const full = has('amount-exact', 'amount-tolerance', 'amount-sum')
  const named = best.items.every((item) => suggestion.evidence.some((one) => one.itemId === item.id && isNumber(one)))
  const payer = has('payer-account', 'payer-identity', 'name')
  if (best.items.length > 1 && suggestion.difference > 0n && !suggestion.writeOff) {
    return { code: 'contradiction', text: 'the amount is less than the named items together' }
  }
  const amountDecides = suggestion.evidence.some((one) => one.kind.startsWith('amount-') && one.weight >= 5)
  if (best.perhapsAnother && !amountDecides) {
    return { code: 'unsure', text: 'the number read may be that of another invoice, and the amount does not decide' }
  }
  if (best.namesMore)
    return { code: 'contradiction', text: 'the text names another number, and the amount fits only about' }
  if (best.about) return { code: 'uncorroborated', text: 'the amount is only nearly the sum of these items' }
  if (best.cut && !named) return { code: 'search-cut', text: 'too many open items to prove that only these add up' }
  if (!referred && [full, named, payer].filter(Boolean).length < 2 && !statedAlone(best)) {
    return { code: 'uncorroborated', text: 'only one kind of evidence speaks for it' }
  }
  return null
}

const isNumber = (one: Evidence): boolean =>
  one.weight > 0 && ['number-in-text', 'number-damaged', 'reference-exact', 'reference-near'].includes(one.kind)
/** A long number written without a slip needs no second witness. */
const statedAlone = ({ suggestion }: Ranked): boolean =>
  suggestion.evidence.some((one) => one.kind === 'number-in-text' && one.weight >= 22)

const keyOf = (items: readonly MatchItem[]): string =>
  items
    .map((item) => item.id)
    .sort()
    .join('\n')
const sumOpen = (items: readonly MatchItem[]): bigint => items.reduce((sum, item) => sum + item.amountOpen, 0n)
const total = (evidence: readonly Evidence[]): number => evidence.reduce((sum, one) => sum + one.weight, 0)
const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const byWeight = (evidence: Evidence[]): Evidence[] => evidence.sort((a, b) => b.weight - a.weight)
const distance = ({ bookedOn }: MatchPayment, { dueOn }: MatchItem): number =>
  Math.abs(Date.parse(dueOn) - Date.parse(bookedOn))

function byParty(items: readonly MatchItem[]): Map<string, MatchItem[]> {
  const parties = new Map<string, MatchItem[]>()
  for (const item of items) {
    const own = parties.get(item.partyId)
    if (own) own.push(item)
    else parties.set(item.partyId, [item])
  }
  return parties
}

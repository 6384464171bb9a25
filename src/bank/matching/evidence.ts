import { type Day, daysBetween } from '../../kernel/day.ts'
import { absolute } from '../../kernel/money.ts'
import { nameSimilarity } from './names.ts'
import { type NumberToken, numberKey, placeWithin, readNumbers, slips, tellingDigits } from './tokens.ts'
import type { Evidence, KnownNumbers, MatchItem, MatchPayment, MatchSettings } from './types.ts'

/*
 * Weights are bits: log2 of (how likely we see this if the pair is right ÷ how likely by chance), after Fellegi and
 * Sunter, "A Theory for Record Linkage" (1969). They follow from what a number, a name or an amount can tell apart, not
 * from a sample; caps stand for human error (the wrong line copied, the wrong slip used).
 */
const bitsPerDigit = Math.log2(10)

export interface ReadPayment {
  payment: MatchPayment
  tokens: NumberToken[]
  references: { key: string; amount: bigint | null }[]
  /** Shape of a number ("F0000-00000") → digits in which the numbers of that shape among the candidates differ. */
  spread: Map<string, number>
  known: KnownNumbers
}

export const readPayment = (payment: MatchPayment, items: readonly MatchItem[], known: KnownNumbers): ReadPayment => ({
  payment,
  // Bank texts have at most some hundred characters; what is longer is no text a person wrote.
  tokens: readNumbers(payment.text.slice(0, 4000)),
  references: payment.references.map(({ reference, amount }) => ({ key: numberKey(reference), amount })),
  spread: spreadOf(items),
  known,
})

/**
 * Numbers of a running series lie close together: of 700220199 and 700223699, or 2022-34105 and 2023-34105, only some
 * digits tell. So a number says no more than the places that vary, as far as the candidates show it (four at least).
 */
function spreadOf(items: readonly MatchItem[]): Map<string, number> {
  const places = new Map<string, { seen: number[]; count: number }>()
  for (const item of items) {
    const { references, numbers } = numbersOf(item)
    for (const { key, shape } of [...references, ...numbers]) {
      let own = places.get(shape)
      if (!own) {
        own = { seen: new Array<number>(key.length).fill(0), count: 0 }
        places.set(shape, own)
      }
      own.count++
      for (let i = 0; i < key.length; i++) own.seen[i]! |= 1 << (key.charCodeAt(i) - zeroCode)
    }
  }
  const spread = new Map<string, number>()
  for (const [shape, { seen, count }] of places) {
    if (count < 4) continue
    let digits = 0
    // Few numbers cannot show all ten digits of a place: a place that varies at all then counts whole.
    for (const bits of seen) {
      const different = bitsSet(bits)
      digits += different === 1 ? 0 : count < 20 ? 1 : Math.log10(different)
    }
    spread.set(shape, digits)
  }
  return spread
}

const zeroCode = '0'.charCodeAt(0)
function bitsSet(bits: number): number {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++
  return count
}

/** One number of an item found in the payment. `from`..`to`: where in the text; null for a structured reference. */
export interface NumberHit {
  item: MatchItem
  evidence: Evidence
  exact: boolean
  slips: number
  /** Damaged, yet built like a number of the same series: it may be the number of an invoice we do not see. */
  whole: boolean
  from: number | null
  to: number | null
  /** Amount the payment's file gives to this reference. */
  amount: bigint | null
}

interface Printed {
  printed: string
  shape: string
  key: string
  telling: number
}
const printedOf = new WeakMap<MatchItem, { references: Printed[]; numbers: Printed[] }>()

function numbersOf(item: MatchItem) {
  const known = printedOf.get(item)
  if (known) return known
  const print = (list: readonly string[]): Printed[] =>
    list
      .map((printed) => ({ printed, shape: printed.replace(/\p{Nd}/gu, '0'), key: numberKey(printed) }))
      .filter(({ key }) => key.length >= 3)
      .map((number) => ({ ...number, telling: tellingDigits(number.key) }))
  const made = { references: print(item.references), numbers: print(item.numbers) }
  printedOf.set(item, made)
  return made
}

/** The best reading of each of the item's numbers in the payment, best first. */
export function numberHits(read: ReadPayment, item: MatchItem): NumberHit[] {
  const { references, numbers } = numbersOf(item)
  const hits: NumberHit[] = []
  for (const own of references) {
    const given = read.references.find((reference) => reference.key === own.key)
    if (given) hits.push(referenceHit(item, own, given.amount))
  }
  for (const own of numbers) {
    const given = read.references.find((reference) => reference.key === own.key)
    if (given && own.key.length >= 5) hits.push(referenceHit(item, own, given.amount))
  }
  for (const own of references.length > 0 ? [...references, ...numbers] : numbers) {
    let best: NumberHit | null = null
    for (const token of read.tokens) {
      const hit = compare(item, own, token, read)
      if (hit && (!best || hit.evidence.weight > best.evidence.weight)) best = hit
    }
    if (!best) {
      for (const reference of read.references) {
        const hit = compare(item, own, { digits: reference.key, from: 0, to: 0 }, read)
        if (hit && (!best || hit.evidence.weight > best.evidence.weight)) {
          best = { ...hit, from: null, to: null, evidence: { ...hit.evidence, kind: 'reference-near' } }
        }
      }
    }
    if (best && best.evidence.weight > 0) hits.push(best)
  }
  return hits.sort((a, b) => b.evidence.weight - a.evidence.weight)
}

const referenceHit = (item: MatchItem, own: Printed, amount: bigint | null): NumberHit => ({
  item,
  evidence: {
    kind: 'reference-exact',
    itemId: item.id,
    text: `the payment's reference is ${own.printed}`,
    weight: 34,
    data: { number: own.printed },
  },
  exact: true,
  slips: 0,
  whole: true,
  from: null,
  to: null,
  amount,
})

function compare(
  item: MatchItem,
  own: Printed,
  token: NumberToken,
  { payment, spread, known }: ReadPayment,
): NumberHit | null {
  const { key } = own
  const telling = Math.min(own.telling, spread.get(own.shape) ?? own.telling)
  const { digits } = token
  // Long numbers rarely stand in a text by accident; short ones are also dates, streets and amounts.
  const inText = telling * bitsPerDigit + Math.min(4, (key.length - 4) * 1.5)
  if (digits === key) {
    const accident = looksLikeDay(digits) || isAmount(digits, payment) ? 8 : 0
    return textHit(
      item,
      own,
      token,
      payment,
      0,
      Math.min(24, inText) - accident,
      `${own.printed} is written in the text`,
    )
  }
  const within = placeWithin(token, key)
  if (within >= 0) {
    const accident = Math.log2(digits.length - key.length + 1)
    const found = textHit(
      item,
      own,
      token,
      payment,
      0,
      Math.min(24, inText) - accident,
      `${own.printed} is written in the text, together with others`,
    )
    return { ...found, from: token.from + within, to: token.from + within + key.length }
  }
  // Exactly a document of this customer, settled perhaps (the reference saved from last time): then no slip of this one.
  if (known.get(digits)?.has(item.partyId)) return null
  if (Math.abs(digits.length - key.length) <= 2 && key.length >= 5 && digits.length >= 5) {
    const distance = slips(digits, key, key.length >= 9 ? 2 : 1)
    // A number has about 20 neighbours per digit at one slip, and their square at two. What is built like a number of
    // the series may be one: of an invoice that we do not see.
    const built = digits.length === key.length && samePadding(digits, own) ? 2 : 0
    if (distance === 1)
      return textHit(
        item,
        own,
        token,
        payment,
        1,
        Math.min(20, inText - 7) - built,
        `${own.printed} stands in the text with one slip`,
      )
    if (distance === 2 && key.length >= 9) {
      return textHit(
        item,
        own,
        token,
        payment,
        2,
        Math.min(12, inText - 15) - 2 * built,
        `${own.printed} stands in the text with two slips`,
      )
    }
  }
  if (digits.length >= 5 && digits.length < key.length - 1 && key.endsWith(digits)) {
    const last = Math.min(telling, digits.length) * bitsPerDigit
    return textHit(
      item,
      own,
      token,
      payment,
      key.length - digits.length,
      Math.min(14, last - 4),
      `the text ends like ${own.printed}`,
    )
  }
  return null
}

const samePadding = (digits: string, own: Printed): boolean =>
  digits.slice(0, own.key.length - own.telling) === own.key.slice(0, own.key.length - own.telling)
function textHit(
  item: MatchItem,
  own: Printed,
  token: NumberToken,
  payment: MatchPayment,
  distance: number,
  weight: number,
  text: string,
): NumberHit {
  const { from, to, digits } = token
  return {
    item,
    evidence: {
      kind: distance === 0 ? 'number-in-text' : 'number-damaged',
      itemId: item.id,
      text,
      weight: Math.round(weight * 10) / 10,
      data: { number: own.printed, read: payment.text.slice(from, to), slips: distance },
    },
    exact: distance === 0,
    slips: distance,
    whole: distance === 0 || (digits.length === own.key.length && samePadding(digits, own)),
    from,
    to,
    amount: null,
  }
}

/** Of the same length and padding; or, damaged, about as long and beginning alike. */
const builtLike = (digits: string, own: Printed): boolean =>
  digits.length === own.key.length
    ? samePadding(digits, own)
    : Math.abs(digits.length - own.key.length) === 1 &&
      own.key.length >= 7 &&
      digits.slice(0, 3) === own.key.slice(0, 3)
const looksLikeDay = (digits: string): boolean => /^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(digits)
const isAmount = (digits: string, payment: MatchPayment): boolean =>
  digits === payment.amount.toString() || `${digits}00` === payment.amount.toString()

/** A number in the text, built like the items' own, that belongs to none of them: the payer may mean more than these. */
export const namesMore = ({ tokens }: ReadPayment, items: readonly MatchItem[], hits: readonly NumberHit[]): boolean =>
  tokens.some(
    (token) =>
      !hits.some((hit) => hit.from !== null && hit.to !== null && token.from < hit.to && hit.from < token.to) &&
      items.some((item) => numbersOf(item).numbers.some((own) => own.key.length >= 5 && builtLike(token.digits, own))),
  )

/** The text holds a number that is built like this item's own, and is another one: the payer means something else. */
export function namesAnother(read: ReadPayment, item: MatchItem): Evidence | null {
  for (const own of numbersOf(item).numbers) {
    if (own.key.length < 5) continue
    for (const token of read.tokens) {
      if (token.digits === own.key) continue
      if (!builtLike(token.digits, own) && !read.known.get(token.digits)?.has(item.partyId)) continue
      if (looksLikeDay(token.digits) || isAmount(token.digits, read.payment)) continue
      const text = `the text names ${token.digits}, which is not a number of this item`
      return { kind: 'other-number', itemId: item.id, text, weight: -7, data: { read: token.digits } }
    }
  }
  return null
}

/** What speaks for a party as the payer: account, identity number, name. Dependent on each other: the best counts whole. */
export function partyEvidence(payment: MatchPayment, item: MatchItem, accountOwners: ReadonlySet<string>): Evidence[] {
  const evidence: Evidence[] = []
  const { payerAccount, payerIdentity, payerName } = payment
  if (payerIdentity && item.partyIdentity && numberKey(payerIdentity) === numberKey(item.partyIdentity)) {
    evidence.push({ kind: 'payer-identity', text: 'the payer has the identity number of the customer', weight: 14 })
  }
  if (payerAccount && item.payerAccounts.includes(payerAccount)) {
    // An accounting firm pays for many: then its account says little about which.
    const weight = accountOwners.size === 1 ? 9 : 3
    evidence.push({ kind: 'payer-account', text: `${item.partyName} has paid from this account before`, weight })
  } else if (accountOwners.size > 0) {
    evidence.push({ kind: 'payer-account', text: 'another customer has paid from this account before', weight: -5 })
  }
  if (payerName) {
    let [likeness, like] = [nameSimilarity(payerName, item.partyName), item.partyName]
    for (const name of item.payerNames) {
      // Learnt names are short and shared ("SF Enterprises"): they never count as fully as the customer's own name.
      const score = Math.min(0.9, nameSimilarity(payerName, name))
      if (score > likeness) [likeness, like] = [score, name]
    }
    const weight =
      likeness >= 0.93 ? 9 : likeness >= 0.8 ? 7 : likeness >= 0.6 ? 4 : likeness >= 0.5 ? 3 : likeness >= 0.35 ? 1 : -3
    if (weight > 0) {
      const text = likeness >= 0.93 ? `the payer's name is ${like}` : `the payer's name resembles ${like}`
      evidence.push({ kind: 'name', text, weight, data: { payer: payerName, likeness: Math.round(likeness * 100) } })
    } else if (!evidence.some((one) => one.weight > 0)) {
      evidence.push({ kind: 'name-differs', text: `the payer's name (${payerName}) is not ${item.partyName}`, weight })
    }
  }
  const best = Math.max(0, ...evidence.map((one) => one.weight))
  let bestSeen = false
  return evidence.map((one) => {
    if (one.weight <= 0) return one
    if (one.weight === best && !bestSeen) {
      bestSeen = true
      return one
    }
    return { ...one, weight: Math.round(one.weight * 3) / 10 }
  })
}

/** Short or over by this much is still the whole amount. */
export function toleranceFor(amount: bigint, { tolerance }: MatchSettings): bigint {
  const relative = (absolute(amount) * tolerance.partsPerMillion) / 1_000_000n
  return relative > tolerance.minor ? relative : tolerance.minor
}

/** An amount compared with what is open on one item or on named items together. */
export function amountEvidence(amount: bigint, open: bigint, named: boolean, settings: MatchSettings): Evidence {
  const tolerance = toleranceFor(amount, settings)
  const gap = open - amount
  if (gap === 0n)
    return { kind: 'amount-exact', text: 'the amount is exactly what is open', weight: amountBits(amount) }
  if (absolute(gap) <= tolerance) {
    const weight = Math.max(1, Math.min(9, amountBits(amount) - Math.log2(Number(2n * tolerance))))
    const text =
      gap > 0n
        ? 'the amount is short by a little, within tolerance'
        : 'the amount is over by a little, within tolerance'
    return { kind: 'amount-tolerance', text, weight: Math.round(weight * 10) / 10 }
  }
  const near = absolute(gap) * 33n <= absolute(open)
  if (near) return { kind: 'amount-near', text: `the amount is near what is open`, weight: gap > 0n ? 1 : -3 }
  if (gap > 0n) return { kind: 'amount-part', text: 'the amount is a part of what is open', weight: named ? -2 : -5 }
  return { kind: 'amount-over', text: 'the amount is more than what is open', weight: -7 }
}

/** A round amount fits many items by chance; 13 418.37 fits few. */
export const figuresInBits = (amount: bigint): number =>
  absolute(amount).toString().replace(/0+$/, '').length * bitsPerDigit
const amountBits = (amount: bigint): number =>
  Math.max(1, Math.min(14, Math.round((figuresInBits(amount) - 3) * 10) / 10))

/** People pay around the due day. Only speaks against: long before, long after. */
export function timingEvidence(bookedOn: Day, item: MatchItem): Evidence | null {
  if (bookedOn < item.openedOn)
    return { kind: 'timing', itemId: item.id, text: 'the payment is older than the document', weight: -4 }
  const away = Math.abs(daysBetween(item.dueOn, bookedOn))
  const weight = away <= 60 ? 0 : away <= 150 ? -0.5 : away <= 400 ? -1.5 : -3
  return weight === 0
    ? null
    : { kind: 'timing', itemId: item.id, text: `the payment is ${away} days away from the due day`, weight }
}

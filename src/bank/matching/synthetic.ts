import { addDays, type Day, day } from '../../kernel/day.ts'
import { type Minor, minor } from '../../kernel/money.ts'
import type { EvaluationInput, EvaluationInvoice } from './evaluate.ts'
import type { MatchPayment } from './types.ts'

/** How often what happens: shares of the customers' settlements, 0..1. */
export interface Mix {
  /** One invoice by several payments; several invoices by one payment. The rest is one by one. */
  inParts: number
  several: number
  /** With several: a credit note among them. */
  credit: number
  damagedNumber: number
  /** Damage goes on with this chance after each slip. */
  moreDamage: number
  otherName: number
  deduction: number
  /** The text names no number at all. */
  silent: number
  /** The customer is invoiced the same amount every month. */
  subscription: number
  /** The payment belongs to nothing in the ledger. */
  stranger: number
  /** The invoice paid is missing in the ledger (settled before, or not imported): its twin may be there. */
  missing: number
  /** The text ends in another number that means nothing to us. */
  noise: number
  /** A name that other customers are paid under, too (a relative, an accounting firm). */
  sharedPayer: number
}

export const plainMix: Mix = {
  inParts: 0.2,
  several: 0.2,
  credit: 0.1,
  damagedNumber: 0.3,
  moreDamage: 0.1,
  otherName: 0.15,
  deduction: 0.1,
  silent: 0.05,
  subscription: 0.1,
  stranger: 0.02,
  missing: 0.02,
  noise: 0.3,
  sharedPayer: 0.02,
}

/** How the seller numbers: a padded series with prefix and a random billing number, one short series, or years. */
export type Numbering = 'padded' | 'short' | 'yearly'

export interface SyntheticOptions {
  seed: number
  customers: number
  settlements: number
  numbering: Numbering
  mix: Mix
}

/**
 * A labelled set made from a seed: customers, invoices and credit notes, and their payments with the faults of real
 * ones. The perturbations of each match are named in its label, so that the report breaks down by them.
 */
export function synthetic({ seed, customers: count, settlements, numbering, mix }: SyntheticOptions): EvaluationInput {
  const random = mulberry(seed)
  const chance = (share: number) => random() < share
  const below = (n: number) => Math.floor(random() * n)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!
  const digits = (n: number) => Array.from({ length: n }, () => below(10)).join('')
  const noise = () =>
    pick([
      digits(5),
      digits(6),
      digits(10),
      `1000${digits(5)}`,
      `REF ${letters(8)}`,
      `${2000 + below(30)}-0${1 + below(9)}`,
    ])
  const letters = (n: number) =>
    Array.from({ length: n }, () => pick([...'abcdefghijklmnopqrstuvwxyz0123456789'])).join('')

  const customers = Array.from({ length: count }, (_, i) => {
    const [name, other] = makeName(pick, below)
    return {
      id: `C${i}`,
      name,
      other,
      accounts: Array.from({ length: 1 + below(4) }, () => `SE${digits(20)}`),
      currency: pick(['SEK', 'SEK', 'SEK', 'NOK', 'EUR']),
      subscribes: chance(mix.subscription),
      fee: minor(BigInt(199 + below(2000)) * 100n),
    }
  })
  const accountant = { name: 'Ekonomihuset i Norr AB', account: `SE${digits(20)}` }
  const input: EvaluationInput = { invoices: [], payments: [], matches: [] }
  let series = 1000 + below(50_000)

  const invoice = (customer: (typeof customers)[number], on: Day, kept: boolean): EvaluationInvoice => {
    // Real series run upwards with small gaps: an invoice's neighbours are one slip away.
    series += 1 + (chance(0.3) ? below(4) : 0)
    const numbers =
      numbering === 'padded'
        ? [`INV1${String(series).padStart(14, '0')}`, digits(10)]
        : numbering === 'short'
          ? [String(series)]
          : [`F${on.slice(0, 4)}-${String(series % 100_000).padStart(5, '0')}`, String(700_000_000 + series * 7)]
    const made: EvaluationInvoice = {
      id: `I${input.invoices.length}${kept ? '' : `x${below(1e9)}`}`,
      partyId: customer.id,
      partyName: customer.name,
      references: [],
      numbers,
      amount: customer.subscribes
        ? customer.fee
        : minor(BigInt(1 + below(chance(0.2) ? 500 : 5_000_000)) * (chance(0.3) ? 100n : 1n) + 5000n),
      currency: customer.currency,
      openedOn: on,
      dueOn: addDays(on, 30),
    }
    if (kept) input.invoices.push(made)
    return made
  }

  for (let n = 0; n < settlements; n++) {
    const customer = pick(customers)
    const start = addDays(day('2022-01-03'), below(900))
    const kind = chance(mix.inParts) ? 'parts' : chance(mix.several / (1 - mix.inParts || 1)) ? 'several' : 'one'
    const missing = chance(mix.missing)
    const wanted = kind === 'several' ? 2 + below(5) : 1
    const invoices = Array.from({ length: wanted }, () =>
      invoice(customer, addDays(start, below(wanted * 12)), !missing),
    )
    const first = invoices[0]!
    if (kind === 'several' && chance(mix.credit)) {
      const note = invoice(customer, first.openedOn, !missing)
      note.amount = minor(-((first.amount * BigInt(10 + below(60))) / 100n || 1n))
      invoices.push(note)
    }
    const perturbations: string[] = []
    const flag = (name: string, share: number) => {
      const on = chance(share)
      if (on) perturbations.push(name)
      return on
    }
    const damaged = flag('perturbed_number', mix.damagedNumber)
    const renamed = flag('perturbed_business_partner', mix.otherName)
    const shared = flag('shared_payer', mix.sharedPayer)
    const silent = flag('silent', mix.silent)
    let amount = invoices.reduce((sum, one) => sum + one.amount, 0n)
    if (flag('small_deduction', mix.deduction)) amount -= BigInt(1 + below(20))
    if (missing) perturbations.push('missing_invoice')
    if (customer.subscribes) perturbations.push('twins')
    if (amount <= 0n) continue

    const lastOpened = invoices
      .map((one) => one.openedOn)
      .sort()
      .at(-1)!
    const parts = kind === 'parts' ? split(amount, 2 + below(3), random) : [amount]
    const paymentIds: string[] = []
    for (const part of parts) {
      const spoil = (number: string) => (damaged && chance(0.8) ? damage(number, mix.moreDamage, random) : number)
      const named = invoices.map((one) => spoil(pick(one.numbers)))
      const both = kind !== 'several' && chance(0.3) && first.numbers.length > 1
      const list = both ? first.numbers.map(spoil).join(' ') : named.join(pick([' ', ', ', ' & ', 'NO ', '+']))
      const text = silent
        ? pick(['', 'payment', 'FAKTURA', 'thanks'])
        : `${pick(['', 'INVOICE ', 'ref ', 'faktura nr '])}${list}`
      const payment: MatchPayment = {
        id: `P${input.payments.length}`,
        amount: part as Minor,
        currency: customer.currency,
        text: chance(mix.noise) ? `${text} ${noise()}` : text,
        references: [],
        payerName: shared ? accountant.name : renamed ? customer.other : customer.name,
        payerAccount: shared ? accountant.account : pick(customer.accounts),
        payerIdentity: null,
        bookedOn: addDays(lastOpened, 3 + below(50)),
      }
      input.payments.push(payment)
      paymentIds.push(payment.id)
    }
    const category =
      invoices.length > 1 ? 'one_pay_multi_inv' : parts.length > 1 ? 'multi_pay_one_inv' : 'one_pay_one_inv'
    if (!missing) input.matches.push({ category, perturbations, invoiceIds: invoices.map((one) => one.id), paymentIds })
  }
  const strangers = Math.round(settlements * mix.stranger)
  for (let n = 0; n < strangers; n++) {
    const other = pick(input.payments)
    const known = chance(0.3)
    input.payments.push({
      ...other,
      id: `S${n}`,
      text: noise(),
      payerAccount: `SE${digits(20)}`,
      payerName: known ? other.payerName : makeName(pick, below)[0],
      amount: known || chance(0.5) ? minor(BigInt(100 + below(1_000_000))) : other.amount,
    })
  }
  return input
}

/** One slip a typist or a bank makes: a lost, doubled, changed or swapped character, or a blank. */
function damage(number: string, more: number, random: () => number): string {
  let text = number
  do {
    const at = Math.floor(random() * (text.length - 1))
    const kind = Math.floor(random() * 5)
    const digit = String(Math.floor(random() * 10))
    if (kind === 0) text = text.slice(0, at) + text.slice(at + 1)
    else if (kind === 1) text = text.slice(0, at) + digit + text.slice(at)
    else if (kind === 2) text = text.slice(0, at) + digit + text.slice(at + 1)
    else if (kind === 3) text = text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2)
    else text = `${text.slice(0, at)} ${text.slice(at)}`
  } while (random() < more)
  return text
}

function split(amount: bigint, parts: number, random: () => number): bigint[] {
  const amounts: bigint[] = []
  let left = amount
  for (let i = 1; i < parts && left > 2n; i++) {
    const part = (left * BigInt(Math.floor(5 + random() * 85))) / 100n || 1n
    amounts.push(part)
    left -= part
  }
  return [...amounts, left]
}

const firstNames = ['Anna', 'Erik', 'Ole', 'Ivan', 'Мария', 'Georgi', 'Kari', 'Åsa', 'Björn', 'Eva', 'Lars', 'Petya']
const surnames = [
  'Lindqvist',
  'Hansen',
  'Ivanov',
  'Dimitrova',
  'Öberg',
  'Nordmann',
  'Petrov',
  'Ström',
  'Bakke',
  'Georgieva',
  'Ek',
  'Dahl',
]
const things = [
  'Nordsjö',
  'Balkan',
  'Fjell',
  'Granit',
  'Solstråle',
  'Витоша',
  'Marina',
  'Björnen',
  'Hav',
  'Orion',
  'Delta',
  'Kupol',
  'Sköld',
  'Rila',
]
const trades = [
  'Bygg',
  'Transport',
  'Energi',
  'Fastigheter',
  'Консулт',
  'Konsult',
  'Trading',
  'Services',
  'Teknik',
  'Media',
  'Group',
]
const legal = ['AB', 'AS', 'ЕООД', 'ООД', 'HB', 'ASA', 'Ltd']

/** A customer's name and another one the bank may show. */
function makeName(pick: <T>(list: readonly T[]) => T, below: (n: number) => number): [string, string] {
  if (below(3) === 0) {
    const [first, last] = [pick(firstNames), pick(surnames)]
    return [
      `${first} ${last}`,
      pick([`${last}, ${first}`, `${last.toUpperCase()} ${first.toUpperCase()}`, `${first[0]} ${last}`, last]),
    ]
  }
  const words = [pick(things), pick(surnames), pick(trades)].slice(0, 2 + below(2))
  if (words.length === 2) words[1] = pick(trades)
  const initials = words.map((word) => word[0]).join('')
  const other = pick([
    words.join(' ').toUpperCase(),
    `${initials} ${pick(trades)}`,
    words[0]!,
    words.slice().reverse().join(' '),
    `${initials}_${10_000 + below(90_000)}`,
  ])
  return [`${words.join(' ')} ${pick(legal)}`, other]
}

/** Small seeded generator (Tommy Ettinger's mulberry32). */
function mulberry(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

import type { AllocationOrder } from '../countries/country.ts'
import { convert, type ExchangeRate } from '../countries/currency.ts'
import { addDays, type Day, daysBetween } from '../kernel/day.ts'
import { absolute, type Minor, minor, proportion, share } from '../kernel/money.ts'
import { assert } from '../kernel/problem.ts'

// Sign rule of the house: debit +, credit −. A customer invoice is +, its payment and a credit note −.

// ---- settling ---------------------------------------------------------------------------------

export type Component = 'capital' | 'interest' | 'fee' | 'cost' | 'compensation'

/** An open item of one party, account and currency, as settling sees it. */
export interface SettleItem {
  id: string
  amountOpen: Minor
  dueOn: Day
  component?: Component
  /** The capital that this interest, fee or cost belongs to; items of one debt are settled together. */
  mainItemId?: string | null
  /** References that name it (OCR, KID, number). */
  references?: readonly string[]
  /** More burdensome debts go first where the law says so (ЗЗД чл. 76); default 0. */
  burden?: number
}

export interface SettlePayment {
  id: string
  /** Money from a customer −, money to a supplier +; zero to offset credit notes alone. */
  amount: Minor
  /** What the payer named: reference or item, with an amount where one was given. */
  designated?: readonly { reference: string; amount?: Minor | null }[]
}

export interface SettleOptions {
  /** Order within a debt: costs, interest, capital unless agreed otherwise. */
  order?: AllocationOrder
  mostBurdensomeFirst?: boolean
  /** Debts of one day and burden share by size; otherwise the first by id. */
  equalsShare?: boolean
  /** Differences up to this are written off. */
  tolerance?: Minor
  /** Set credit notes (items of the payment's own sign) against what the payment leaves open; default true. */
  useCredits?: boolean
  /** Where what is left of a designated payment goes: to the oldest debts, or it stays on account. Default 'oldest'. */
  surplus?: 'oldest' | 'on-account'
}

export interface Allocation {
  /** Ids of an item, or of the payment. */
  debitId: string
  creditId: string
  /** Above zero. */
  amount: Minor
}

export interface Settlement {
  allocations: Allocation[]
  /** Small differences to take off an item, by the item's sign: + takes from a debit. */
  writeOffs: { id: string; amount: Minor }[]
  /** What is left of the payment, by its own sign: an overpayment on account. */
  onAccount: Minor
  /** What stays open, of every item given. */
  open: { id: string; amountOpen: Minor }[]
}

interface Debt {
  id: string
  items: Row[]
  dueOn: Day
  burden: number
}
interface Row {
  item: SettleItem
  left: bigint
  touched: boolean
}

const legalOrder: AllocationOrder = ['cost', 'interest', 'capital']
const rankOf: Record<Component, AllocationOrder[number]> = {
  cost: 'cost',
  fee: 'cost',
  compensation: 'cost',
  interest: 'interest',
  capital: 'capital',
}

/**
 * One payment over the open items of a party: what the payer named first, then the oldest due debts, within a debt
 * in the legal order (HB 9:5; ЗЗД чл. 76); then credit notes against what is still open in the debts that the payment
 * touched; then small differences; the rest stays on account.
 */
export function settle(items: readonly SettleItem[], payment: SettlePayment, options: SettleOptions = {}): Settlement {
  const sign = payment.amount === 0n ? -1n : payment.amount < 0n ? -1n : 1n
  const rows = items.map((item): Row => ({ item, left: absolute(item.amountOpen), touched: false }))
  const targets = rows.filter(({ item }) => item.amountOpen * sign < 0n)
  const credits = rows.filter(({ item }) => item.amountOpen * sign > 0n).sort(byDueThenId)
  const debts = debtsOf(targets, options)
  const allocations: Allocation[] = []
  const take = (from: string, row: Row, amount: bigint) => {
    row.left -= amount
    row.touched = true
    const [debitId, creditId] = sign < 0n ? [row.item.id, from] : [from, row.item.id]
    allocations.push({ debitId, creditId, amount: minor(amount) })
  }

  let money = payment.amount * sign
  const designated = designatedDebts(debts, payment)
  for (const { debt, amount } of designated) {
    const given = amount === null ? money : smaller(money, amount)
    money -= given - pay([debt], given, options, (row, part) => take(payment.id, row, part))
  }
  if (designated.length === 0 || options.surplus !== 'on-account') {
    money = pay(debts, money, options, (row, part) => take(payment.id, row, part))
  }
  if (options.useCredits ?? true) offset(debts, credits, payment.amount === 0n, options, take)

  const tolerance = options.tolerance ?? 0n
  const writeOffs = smallRests(debts, tolerance, sign)
  if (money > 0n && money <= tolerance && allocations.length > 0) {
    // Paid a little too much: the payment itself is the item to be closed.
    writeOffs.push({ id: payment.id, amount: minor(money * sign) })
    money = 0n
  }
  return {
    allocations,
    writeOffs,
    onAccount: minor(money * sign),
    open: rows.map(({ item, left }) => ({ id: item.id, amountOpen: minor(item.amountOpen < 0n ? -left : left) })),
  }
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const byDueThenId = (a: Row, b: Row): number => compare(a.item.dueOn, b.item.dueOn) || compare(a.item.id, b.item.id)

/** Items by debt, the debts in the order of payment, the items in the order within a debt. */
function debtsOf(rows: readonly Row[], { order = legalOrder, mostBurdensomeFirst = false }: SettleOptions): Debt[] {
  const debts = new Map<string, Debt>()
  for (const row of rows) {
    const id = row.item.mainItemId ?? row.item.id
    const debt = debts.get(id)
    if (debt) debt.items.push(row)
    else debts.set(id, { id, items: [row], dueOn: row.item.dueOn, burden: 0 })
  }
  const rank = ({ item }: Row) => order.indexOf(rankOf[item.component ?? 'capital'])
  for (const debt of debts.values()) {
    debt.items.sort((a, b) => rank(a) - rank(b) || byDueThenId(a, b))
    debt.burden = Math.max(...debt.items.map(({ item }) => item.burden ?? 0))
    // The debt is as old as its capital; where that is paid, as its oldest part.
    const main = debt.items.find(({ item }) => item.id === debt.id)
    debt.dueOn = main?.item.dueOn ?? debt.items.map(({ item }) => item.dueOn).sort()[0]!
  }
  return [...debts.values()].sort(
    (a, b) => (mostBurdensomeFirst ? b.burden - a.burden : 0) || compare(a.dueOn, b.dueOn) || compare(a.id, b.id),
  )
}

function designatedDebts(debts: readonly Debt[], payment: SettlePayment): { debt: Debt; amount: bigint | null }[] {
  return (payment.designated ?? []).flatMap(({ reference, amount }) => {
    const debt = debts.find(({ id, items }) => id === reference || items.some(({ item }) => names(item, reference)))
    return debt ? [{ debt, amount: amount ?? null }] : []
  })
}

const names = (item: SettleItem, reference: string): boolean =>
  item.id === reference || (item.references ?? []).includes(reference)

/** Pays debts in their order, equals together where they share; returns the money left. */
function pay(
  debts: readonly Debt[],
  money: bigint,
  options: SettleOptions,
  take: (row: Row, amount: bigint) => void,
): bigint {
  let rest = money
  for (const group of groupsOf(debts, options)) {
    if (rest === 0n) break
    const open = group.map((debt) => debt.items.reduce((sum, row) => sum + row.left, 0n))
    const total = open.reduce((a, b) => a + b, 0n)
    if (total === 0n) continue
    const given = smaller(rest, total)
    const parts = share(minor(given), open)
    group.forEach((debt, i) => {
      let left: bigint = parts[i]!
      for (const row of debt.items) {
        const part = smaller(left, row.left)
        if (part > 0n) take(row, part)
        left -= part
      }
    })
    rest -= given
  }
  return rest
}

function groupsOf(
  debts: readonly Debt[],
  { equalsShare = false, mostBurdensomeFirst = false }: SettleOptions,
): Debt[][] {
  const groups: Debt[][] = []
  for (const debt of debts) {
    const last = groups.at(-1)?.[0]
    const equal = last && last.dueOn === debt.dueOn && (!mostBurdensomeFirst || last.burden === debt.burden)
    if (equalsShare && equal) groups.at(-1)!.push(debt)
    else groups.push([debt])
  }
  return groups
}

/** Credit notes, oldest first, against the rest of the debts in hand (all of them when there is no money at all). */
function offset(
  debts: readonly Debt[],
  credits: readonly Row[],
  everything: boolean,
  options: SettleOptions,
  take: (from: string, row: Row, amount: bigint) => void,
): void {
  const inHand = debts.filter((debt) => everything || debt.items.some((row) => row.touched))
  for (const credit of credits) {
    const rest = pay(inHand, credit.left, options, (row, part) => take(credit.item.id, row, part))
    credit.touched = rest < credit.left
    credit.left = rest
  }
}

/** Rests of touched debts, each and all together within the tolerance. */
function smallRests(debts: readonly Debt[], tolerance: bigint, sign: bigint): { id: string; amount: Minor }[] {
  const writeOffs: { id: string; amount: Minor }[] = []
  let spent = 0n
  for (const debt of debts) {
    const rest = debt.items.reduce((sum, row) => sum + row.left, 0n)
    if (rest === 0n || spent + rest > tolerance || !debt.items.some((row) => row.touched)) continue
    spent += rest
    for (const row of debt.items) {
      if (row.left === 0n) continue
      writeOffs.push({ id: row.item.id, amount: minor(row.left * -sign) })
      row.left = 0n
    }
  }
  return writeOffs
}

// ---- ageing -----------------------------------------------------------------------------------

export interface AgeingItem {
  amountOpen: Minor
  dueOn: Day
}

export interface Bucket {
  /** 'notDue', '1-30', …, '90+'. */
  key: string
  /** Days overdue, both inclusive; null = without end. */
  from: number | null
  to: number | null
  amount: Minor
}

export const ageingEdges: readonly number[] = [30, 60, 90]

/** Days overdue; due today is not overdue. */
export const daysOverdue = (dueOn: Day, asOf: Day): number => daysBetween(dueOn, asOf)

/** The empty buckets of ascending edges: not due, 1 to the first edge, …, beyond the last. */
export function bucketsOf(edges: readonly number[] = ageingEdges): Bucket[] {
  assert(
    edges.every((edge, i) => Number.isInteger(edge) && edge > (edges[i - 1] ?? 0)),
    'edges of ageing are ascending whole days above zero',
  )
  const amount = minor(0n)
  const between = edges.map((to, i) => {
    const from = (edges[i - 1] ?? 0) + 1
    return { key: `${from}-${to}`, from, to, amount }
  })
  const last = edges.at(-1) ?? 0
  return [
    { key: 'notDue', from: null, to: 0, amount },
    ...between,
    { key: `${last}+`, from: last + 1, to: null, amount },
  ]
}

/** The bucket of an item: credit notes stay in the bucket of their own due day. */
export function bucketIndex(dueOn: Day, asOf: Day, edges: readonly number[] = ageingEdges): number {
  const days = daysOverdue(dueOn, asOf)
  if (days <= 0) return 0
  const index = edges.findIndex((edge) => days <= edge)
  return index < 0 ? edges.length + 1 : index + 1
}

/** Open amounts by age; the buckets sum to the open total. */
export function ageingBuckets(
  items: Iterable<AgeingItem>,
  asOf: Day,
  edges: readonly number[] = ageingEdges,
): Bucket[] {
  const buckets = bucketsOf(edges)
  for (const { amountOpen, dueOn } of items) {
    const bucket = buckets[bucketIndex(dueOn, asOf, edges)]!
    bucket.amount = minor(bucket.amount + amountOpen)
  }
  return buckets
}

/** What was open at the end of a day: the amount less what took effect until then (by the item's sign). */
export function openAsOf(amount: Minor, movements: Iterable<{ amount: Minor; effectiveOn: Day }>, asOf: Day): Minor {
  let open: bigint = amount
  for (const movement of movements) if (movement.effectiveOn <= asOf) open -= movement.amount
  return minor(open)
}

// ---- currency ---------------------------------------------------------------------------------

/** An item in document currency and in the base currency of the books, both by its sign. */
export interface Balance {
  open: Minor
  base: Minor
}

/** Base amount that a part of an item carries: pro rata, and the last part takes the remainder. By the item's sign. */
export function baseOf({ open, base }: Balance, amount: Minor): Minor {
  const part = open < 0n ? -amount : amount
  assert(part === 0n || (open !== 0n && part * open > 0n && amount <= absolute(open)), 'a part within the open amount')
  return part === open ? base : proportion(base, part, open)
}

export interface ExchangeDifference {
  /** Base amounts taken from each side, above zero. */
  baseDebit: Minor
  baseCredit: Minor
  /** Posting on the control account that closes the gap (debit +), and its opposite on gain (−) or loss (+). */
  controlAdjustment: Minor
  result: Minor
}

/**
 * The realised difference of one allocation between a debit and a credit item of one currency:
 * what both sides carry in the base currency is not the same, and the gap is posted with the allocation.
 */
export function exchangeDifference(debit: Balance, credit: Balance, amount: Minor): ExchangeDifference {
  const baseDebit = baseOf(debit, amount)
  const baseCredit = minor(-baseOf(credit, amount))
  const controlAdjustment = minor(baseCredit - baseDebit)
  return { baseDebit, baseCredit, controlAdjustment, result: minor(-controlAdjustment) }
}

/** The role of the account that takes a result: a credit is a gain. */
export const exchangeRole = (result: Minor): 'fxGain' | 'fxLoss' => (result < 0n ? 'fxGain' : 'fxLoss')

export interface Revaluation {
  id: string
  /** Posting on the control account and on gain (−) or loss (+); turned on `reversesOn`. */
  controlAdjustment: Minor
  result: Minor
  reversesOn: Day
}

/** Unrealised differences of open items at the closing rate, each taken back on the day after (closing rate: IAS 21 § 23, BFNAR 2012:1 kap. 30; docs/adr/0009). */
export function revalue(
  items: readonly (Balance & { id: string })[],
  currency: string,
  baseCurrency: string,
  closing: ExchangeRate,
  on: Day,
): Revaluation[] {
  return items
    .map((item) => {
      const controlAdjustment = minor(convert(item.open, currency, baseCurrency, closing) - item.base)
      return { id: item.id, controlAdjustment, result: minor(-controlAdjustment), reversesOn: addDays(on, 1) }
    })
    .filter((revaluation) => revaluation.controlAdjustment !== 0n)
}

export interface ConvertedPayment {
  /** What the payment pays in the item's currency, above zero and at most what is open. */
  allocated: Minor
  /** What of the payment that took, in its own currency. */
  used: Minor
  /** What is left of the payment, in its own currency. */
  left: Minor
  /** What stays open of the item. */
  open: Minor
}

/**
 * A payment in another currency than the item: it counts by the rate of its day. Amounts above zero.
 * What pays the whole item and more leaves its rest in the payment's own currency.
 */
export function convertPayment(
  payment: Minor,
  currency: string,
  item: { open: Minor; currency: string },
  rate: ExchangeRate,
): ConvertedPayment {
  const worth = convert(payment, currency, item.currency, rate)
  if (worth <= item.open) return { allocated: worth, used: payment, left: minor(0n), open: minor(item.open - worth) }
  const used = minor(smaller(payment, convert(item.open, item.currency, currency, rate)))
  return { allocated: item.open, used, left: minor(payment - used), open: minor(0n) }
}

// ---- bad debts --------------------------------------------------------------------------------

export interface VatPart {
  base: Minor
  vat: Minor
}

/**
 * A loss on a document spread over its VAT categories by what each is worth with VAT, and within each over net and VAT
 * (ML 8:16). Rows in the order given; they sum to the loss.
 */
export function badDebtSplit(parts: readonly VatPart[], loss: Minor): { net: Minor; vat: Minor }[] {
  const losses = share(
    loss,
    parts.map((part) => part.base + part.vat),
  )
  return parts.map(({ base, vat }, i) => {
    const lost = losses[i]!
    const lostVat = base + vat === 0n ? minor(0n) : proportion(lost, vat, base + vat)
    return { net: minor(lost - lostVat), vat: lostVat }
  })
}

/**
 * VAT to declare anew when a written-off debt is paid after all, pro rata (ML 7:43); with the last payment the remainder.
 * `before`: what was recovered earlier.
 */
export function badDebtRecovery(
  loss: { net: Minor; vat: Minor },
  recovered: Minor,
  before: Minor = minor(0n),
): { net: Minor; vat: Minor } {
  const whole = minor(loss.net + loss.vat)
  assert(whole !== 0n && before + recovered <= whole, 'no more is recovered than was lost')
  const vat = minor(proportion(loss.vat, before + recovered, whole) - proportion(loss.vat, before, whole))
  return { net: minor(recovered - vat), vat }
}

import type { Day } from '../../kernel/day.ts'
import type { Minor } from '../../kernel/money.ts'
import { candidateIndex } from './candidates.ts'
import { decide, teaches, type Why } from './decide.ts'
import { type Evidence, type MatchItem, type MatchPayment, type MatchSettings, standardSettings } from './types.ts'

/** An invoice (or, with a negative amount, a credit note) that is open from its document day. */
export interface EvaluationInvoice {
  id: string
  partyId: string
  partyName: string
  references: string[]
  numbers: string[]
  amount: Minor
  currency: string
  openedOn: Day
  dueOn: Day
}

/** A label: these payments settle these invoices. */
export interface EvaluationMatch {
  category: string
  perturbations: string[]
  invoiceIds: string[]
  paymentIds: string[]
}

export interface EvaluationInput {
  invoices: EvaluationInvoice[]
  payments: MatchPayment[]
  matches: EvaluationMatch[]
}

export interface Tally {
  payments: number
  automatic: number
  automaticRight: number
  /** Payments that have a label. */
  labelled: number
  /** Best suggestion, and one of the best three, is the right set of invoices; automatic ones included. */
  rightWithin1: number
  rightWithin3: number
}

export interface Rates extends Tally {
  /** Of all payments. */
  automaticRate: number
  /** Right ÷ automatic; null when nothing was automatic. */
  precision: number | null
  /** Of the labelled payments. */
  rateWithin1: number
  rateWithin3: number
}

export interface EvaluationReport extends Rates {
  invoices: number
  /** Clopper–Pearson, exact, 95 %. */
  precisionInterval95: [number, number] | null
  wrong: WrongMatch[]
  /** Why payments were left to a person. */
  left: Record<string, number>
  byCategory: Record<string, Rates>
  byPerturbation: Record<string, Rates>
  /** Score of the best suggestion against how often it was right. */
  calibration: { from: number; to: number; payments: number; right: number }[]
  settings: { threshold: number; toleranceMinor: string; tolerancePartsPerMillion: string }
}

export interface WrongMatch {
  paymentId: string
  text: string
  payerName: string | null
  chosen: string[]
  right: string[]
  score: number
  evidence: Pick<Evidence, 'kind' | 'text' | 'weight'>[]
}

/**
 * Runs labelled payments through the matcher as a ledger would: by booking day (file order within a day), an invoice
 * open from its document day until automatic matches have settled it, automatic matches teaching forward whose account
 * and name a payer uses. What would go to a person stays open: nobody confirms here, and the labels are read only to
 * judge. A payment is right when the set of its invoices equals the label's; a payment without label has no right set.
 */
export function evaluateMatching(input: EvaluationInput, settings: MatchSettings = standardSettings): EvaluationReport {
  const labels = readLabels(input.matches)
  const index = candidateIndex()
  const waiting = [...input.invoices].sort((a, b) => compare(a.openedOn, b.openedOn))
  const items = new Map<string, MatchItem>()
  const judged: Judged[] = []
  const wrong: WrongMatch[] = []
  let next = 0
  for (const payment of [...input.payments].sort((a, b) => compare(a.bookedOn, b.bookedOn))) {
    for (; next < waiting.length && waiting[next]!.openedOn <= payment.bookedOn; next++) {
      const item = asItem(waiting[next]!)
      items.set(item.id, item)
      index.open(item)
    }
    const { take, suggestions, why } = decide(payment, index.find(payment), settings, undefined, index.known(payment))
    const label = labels.get(payment.id)
    const isRight = (one: (typeof suggestions)[number]) =>
      label !== undefined && setKey(one.items.map(({ itemId }) => itemId)) === label.key
    const place = suggestions.findIndex(isRight)
    const right = take !== null && isRight(take)
    judged.push({ label, why, automatic: take !== null, right, place, score: suggestions[0]?.score ?? null })
    if (!take) continue
    if (!right) {
      wrong.push({
        paymentId: payment.id,
        text: payment.text,
        payerName: payment.payerName,
        chosen: take.items.map(({ itemId }) => itemId),
        right: label?.invoiceIds ?? [],
        score: take.score,
        evidence: take.evidence.map(({ kind, text, weight }) => ({ kind, text, weight })),
      })
    }
    for (const { itemId, amount } of take.items) {
      const item = items.get(itemId)!
      index.close(itemId)
      item.amountOpen = (item.amountOpen - amount) as Minor
      if (item.amountOpen !== 0n && !take.writeOff) index.open(item)
    }
    if (teaches(take)) index.learn(take.partyId, payment)
  }
  return report(input, settings, judged, wrong)
}

interface Label {
  key: string
  category: string
  perturbations: string[]
  invoiceIds: string[]
}
interface Judged {
  label: Label | undefined
  why: Why
  automatic: boolean
  right: boolean
  /** Place of the right set among the suggestions; −1 when absent. */
  place: number
  score: number | null
}

const asItem = ({ amount, ...invoice }: EvaluationInvoice): MatchItem => ({
  ...invoice,
  amountOpen: amount,
  payerAccounts: [],
  payerNames: [],
})

function readLabels(matches: EvaluationMatch[]): Map<string, Label> {
  const labels = new Map<string, Label>()
  for (const { category, perturbations, invoiceIds, paymentIds } of matches) {
    const label = { key: setKey(invoiceIds), category, perturbations, invoiceIds }
    for (const id of paymentIds) labels.set(id, label)
  }
  return labels
}

function report(
  input: EvaluationInput,
  settings: MatchSettings,
  judged: Judged[],
  wrong: WrongMatch[],
): EvaluationReport {
  const all = rates(judged)
  const left: Record<string, number> = {}
  for (const { automatic, why } of judged) if (!automatic) left[why.code] = (left[why.code] ?? 0) + 1
  return {
    invoices: input.invoices.length,
    ...all,
    precisionInterval95: all.automatic === 0 ? null : clopperPearson(all.automaticRight, all.automatic),
    wrong,
    left,
    byCategory: grouped(judged, ({ label }) => [label?.category ?? 'no label']),
    byPerturbation: grouped(judged, ({ label }) =>
      !label ? ['no label'] : label.perturbations.length > 0 ? label.perturbations : ['none'],
    ),
    calibration: calibrate(judged),
    settings: {
      threshold: settings.threshold,
      toleranceMinor: settings.tolerance.minor.toString(),
      tolerancePartsPerMillion: settings.tolerance.partsPerMillion.toString(),
    },
  }
}

function rates(judged: Judged[]): Rates {
  const count = (test: (one: Judged) => boolean) => judged.filter(test).length
  const payments = judged.length
  const automatic = count((one) => one.automatic)
  const automaticRight = count((one) => one.right)
  const labelled = count((one) => one.label !== undefined)
  const rightWithin1 = count((one) => one.place === 0)
  const rightWithin3 = count((one) => one.place >= 0 && one.place < 3)
  const share = (n: number, of: number) => (of === 0 ? 0 : n / of)
  return {
    payments,
    labelled,
    automatic,
    automaticRight,
    rightWithin1,
    rightWithin3,
    automaticRate: share(automatic, payments),
    precision: automatic === 0 ? null : automaticRight / automatic,
    rateWithin1: share(rightWithin1, labelled),
    rateWithin3: share(rightWithin3, labelled),
  }
}

function grouped(judged: Judged[], groupsOf: (one: Judged) => string[]): Record<string, Rates> {
  const groups = new Map<string, Judged[]>()
  for (const one of judged) {
    for (const group of groupsOf(one)) {
      const own = groups.get(group)
      if (own) own.push(one)
      else groups.set(group, [one])
    }
  }
  return Object.fromEntries([...groups].sort(([a], [b]) => compare(a, b)).map(([group, own]) => [group, rates(own)]))
}

const edges = [0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999, 0.9999, 1.000001]

const calibrate = (judged: Judged[]) =>
  edges.slice(0, -1).map((from, i) => {
    const to = edges[i + 1]!
    const own = judged.filter(({ score }) => score !== null && score >= from && score < to)
    return { from, to: Math.min(1, to), payments: own.length, right: own.filter(({ place }) => place === 0).length }
  })

/** Exact binomial interval (Clopper and Pearson, 1934). */
export function clopperPearson(right: number, of: number, confidence = 0.95): [number, number] {
  const tail = (1 - confidence) / 2
  return [
    right === 0 ? 0 : bisect((p) => atLeast(right, of, p) < tail),
    right === of ? 1 : bisect((p) => 1 - atLeast(right + 1, of, p) > tail),
  ]
}

/** P(X ≥ k) for n trials: the shorter tail is summed, in logarithms. */
function atLeast(k: number, n: number, p: number): number {
  if (p <= 0) return 0
  if (p >= 1) return 1
  const term = (i: number) => Math.exp(logChoose(n, i) + i * Math.log(p) + (n - i) * Math.log1p(-p))
  let sum = 0
  if (n - k < k) {
    for (let i = k; i <= n; i++) sum += term(i)
    return Math.min(1, sum)
  }
  for (let i = 0; i < k; i++) sum += term(i)
  return Math.max(0, 1 - sum)
}

const factorials = [0]
function logFactorial(n: number): number {
  for (let i = factorials.length; i <= n; i++) factorials.push(factorials[i - 1]! + Math.log(i))
  return factorials[n]!
}
const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k)

function bisect(below: (p: number) => boolean): number {
  let [low, high] = [0, 1]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (below(middle)) low = middle
    else high = middle
  }
  return low
}

const setKey = (ids: readonly string[]): string => [...ids].sort().join('\n')
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

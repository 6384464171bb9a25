import { z } from 'zod'
import { amountText, currencyCode, dayText } from '../db/schemas.ts'
import { type UnverifiedRate, unverifiedOf } from '../interest/unverified-rates.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import type { Cause, LetterChannel, Proposal, Said, StepKind, Waiting } from './types.ts'
import { isLetter, sumCharged } from './types.ts'

/** What a row of a run keeps of its decision (run_rows.reason). Amounts are minor units as text. */
export interface RowReason {
  policyId: Id
  policy: string
  versionNo: number
  stepNo: number
  kind: StepKind
  approval: string
  mainItemId: Id
  items: RowItem[]
  /** The oldest of them. */
  dueOn: Day
  deadlineOn: Day
  capital: string
  interest: string
  charged: string
  fee: string
  compensation: string
  channel: LetterChannel | null
  passedOver: { channel: LetterChannel; why: string }[]
  causes: Cause[]
  said: Said[]
  unverified?: UnverifiedRate[]
  /** Set by a person. */
  excluded?: string
  held?: { reason: string; by: string | null }
  released?: { reason: string; by: string | null; causes: string[] }
  /** What was approved, where the row came to something else when it was executed. */
  approved?: string
}
export interface RowItem {
  id: Id
  number: string
  dueOn: Day
  asked: string
  interest: string
  charged: string
}

export const reasonOf = (row: Proposal): RowReason => {
  const unverified = unverifiedOf(row.items.flatMap(({ interest }) => interest.segments))
  return { ...decisionOf(row), ...(unverified ? { unverified } : {}) }
}

const decisionOf = (row: Proposal): RowReason => ({
  policyId: row.policy.id,
  policy: row.policy.code,
  versionNo: row.policy.versionNo,
  stepNo: row.step.stepNo,
  kind: row.step.kind,
  approval: row.policy.approval,
  mainItemId: row.main.itemId,
  items: row.items.map(({ claim, asked, interest }) => ({
    id: claim.itemId,
    number: claim.number,
    dueOn: claim.dueOn,
    asked: String(asked),
    interest: String(interest.amount),
    charged: String(sumCharged(claim.charged)),
  })),
  dueOn: row.items[0]!.claim.dueOn,
  deadlineOn: row.deadlineOn,
  capital: String(row.capital),
  interest: String(row.interest),
  charged: String(row.charged),
  fee: String(row.fee),
  compensation: String(row.compensation),
  channel: row.channel,
  passedOver: row.passedOver,
  causes: row.causes,
  said: row.said,
})

/** What the term `charged` of a letter is: with it the terms add up to the total. */
export const earlierFees =
  'Earlier fees: what letters before had added (fees, interest, compensation, costs) and is still open; the total asks for it too'

const money = z.object({ amount: amountText, currency: currencyCode })
export const totalsShape = z.object({
  letters: z.number(),
  handovers: z.number().meta({ description: 'Rows that mark claims ready for an agency or a court' }),
  held: z.number(),
  items: z.number().meta({ description: 'Claims in rows that go' }),
  heldItems: z.number(),
  sums: z.array(
    z.object({
      currency: currencyCode,
      capital: amountText,
      interest: amountText,
      charged: amountText.meta({ description: earlierFees }),
      fee: amountText,
      compensation: amountText,
      total: amountText,
    }),
  ),
  steps: z.array(
    z.object({
      policy: z.string(),
      stepNo: z.number(),
      kind: z.string(),
      rows: z.number(),
      items: z.number(),
      held: z.number(),
    }),
  ),
  causes: z.array(z.object({ code: z.string(), rows: z.number(), items: z.number(), amounts: z.array(money) })),
  waiting: z
    .array(z.object({ code: z.string(), items: z.number(), amounts: z.array(money), nextOn: dayText.nullable() }))
    .meta({ description: 'Overdue claims for which no step is due: why, and the first day on which one of them is' }),
  feesCut: z.number().meta({ description: 'Rows whose fee the law lessened' }),
})
export type Totals = z.output<typeof totalsShape>

/** What is counted of rows and waiting claims: plain, so that threads can hand it on. */
export interface Counted {
  letters: number
  handovers: number
  held: number
  items: number
  heldItems: number
  feesCut: number
  sums: Map<string, Record<(typeof sumParts)[number], bigint>>
  steps: Map<string, Totals['steps'][number]>
  causes: Map<string, { rows: number; items: number; amounts: Map<string, bigint> }>
  waits: Map<string, { items: number; amounts: Map<string, bigint>; nextOn: Day | null }>
}
const sumParts = ['capital', 'interest', 'charged', 'fee', 'compensation', 'total'] as const

/** Adds up a run row by row, without keeping the rows. */
export class RunCount {
  readonly counted: Counted = {
    letters: 0,
    handovers: 0,
    held: 0,
    items: 0,
    heldItems: 0,
    feesCut: 0,
    sums: new Map(),
    steps: new Map(),
    causes: new Map(),
    waits: new Map(),
  }

  add(other: Counted): void {
    const own = this.counted
    for (const name of ['letters', 'handovers', 'held', 'items', 'heldItems', 'feesCut'] as const)
      own[name] += other[name]
    const addAmounts = (to: Map<string, bigint>, from: Map<string, bigint>) => {
      for (const [currency, amount] of from) to.set(currency, (to.get(currency) ?? 0n) + amount)
    }
    for (const [currency, sum] of other.sums) {
      const known = own.sums.get(currency)
      if (known) for (const part of sumParts) known[part] += sum[part]
      else own.sums.set(currency, sum)
    }
    for (const [key, step] of other.steps) {
      const known = own.steps.get(key)
      if (known) for (const part of ['rows', 'items', 'held'] as const) known[part] += step[part]
      else own.steps.set(key, step)
    }
    for (const [code, cause] of other.causes) {
      const known = own.causes.get(code)
      if (!known) own.causes.set(code, cause)
      else {
        known.rows += cause.rows
        known.items += cause.items
        addAmounts(known.amounts, cause.amounts)
      }
    }
    for (const [code, wait] of other.waits) {
      const known = own.waits.get(code)
      if (!known) own.waits.set(code, wait)
      else {
        known.items += wait.items
        addAmounts(known.amounts, wait.amounts)
        if (wait.nextOn && (known.nextOn === null || wait.nextOn < known.nextOn)) known.nextOn = wait.nextOn
      }
    }
  }

  row(row: Proposal): void {
    const goes = row.causes.length === 0
    const key = `${row.policy.code} ${row.step.stepNo}`
    const step = this.counted.steps.get(key) ?? {
      policy: row.policy.code,
      stepNo: row.step.stepNo,
      kind: row.step.kind,
      rows: 0,
      items: 0,
      held: 0,
    }
    this.counted.steps.set(key, step)
    if (!goes) {
      this.counted.held += 1
      this.counted.heldItems += row.items.length
      step.held += 1
      // Two payments that lie unapplied are one cause.
      for (const code of new Set(row.causes.map((cause) => cause.code))) {
        const cause = this.counted.causes.get(code) ?? { rows: 0, items: 0, amounts: new Map() }
        cause.rows += 1
        cause.items += row.items.length
        cause.amounts.set(row.currency, (cause.amounts.get(row.currency) ?? 0n) + row.capital)
        this.counted.causes.set(code, cause)
      }
      return
    }
    if (isLetter(row.step.kind)) this.counted.letters += 1
    else this.counted.handovers += 1
    this.counted.items += row.items.length
    step.rows += 1
    step.items += row.items.length
    if (row.said.length > 0) this.counted.feesCut += 1
    const sum = this.counted.sums.get(row.currency) ?? {
      capital: 0n,
      interest: 0n,
      charged: 0n,
      fee: 0n,
      compensation: 0n,
      total: 0n,
    }
    for (const part of sumParts) sum[part] += row[part]
    this.counted.sums.set(row.currency, sum)
  }

  wait({ claim, code, nextOn }: Waiting): void {
    const known = this.counted.waits.get(code) ?? { items: 0, amounts: new Map<string, bigint>(), nextOn: null }
    known.items += 1
    known.amounts.set(claim.currency, (known.amounts.get(claim.currency) ?? 0n) + claim.open)
    if (nextOn && (known.nextOn === null || nextOn < known.nextOn)) known.nextOn = nextOn
    this.counted.waits.set(code, known)
  }

  totals(): Totals {
    const amounts = (of: Map<string, bigint>) =>
      [...of]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([currency, amount]) => ({ amount: formatMinor(amount, currency), currency }))
    return {
      letters: this.counted.letters,
      handovers: this.counted.handovers,
      held: this.counted.held,
      items: this.counted.items,
      heldItems: this.counted.heldItems,
      sums: [...this.counted.sums]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([currency, sum]) => ({
          currency,
          capital: formatMinor(sum.capital, currency),
          interest: formatMinor(sum.interest, currency),
          charged: formatMinor(sum.charged, currency),
          fee: formatMinor(sum.fee, currency),
          compensation: formatMinor(sum.compensation, currency),
          total: formatMinor(sum.total, currency),
        })),
      steps: [...this.counted.steps.values()].sort((a, b) =>
        a.policy === b.policy ? a.stepNo - b.stepNo : a.policy < b.policy ? -1 : 1,
      ),
      causes: [...this.counted.causes]
        .map(([code, { rows, items, amounts: of }]) => ({ code, rows, items, amounts: amounts(of) }))
        .sort((a, b) => b.items - a.items),
      waiting: [...this.counted.waits].map(([code, { items, amounts: of, nextOn }]) => ({
        code,
        items,
        amounts: amounts(of),
        nextOn,
      })),
      feesCut: this.counted.feesCut,
    }
  }
}

export const runInput = {
  on: dayText.optional().meta({ description: 'The day of the letters; default today' }),
  policies: z.array(z.string()).max(100).optional().meta({ description: 'Codes; default all' }),
  invoiceGroups: z.array(z.string()).max(1000).optional().meta({ description: 'Codes' }),
  customerKinds: z.array(z.enum(['person', 'company', 'public', 'internal'])).optional(),
  businessAreas: z.array(z.string()).max(1000).optional().meta({ description: 'Codes' }),
  customers: z.array(z.string()).max(10_000).optional().meta({ description: 'Customer numbers' }),
}

/** SQL: what the run of this alias was chosen by. Runs of other choices say nothing about each other's claims. */
export const scopeOf = (run: string): string =>
  `jsonb_strip_nulls(jsonb_build_object(${Object.keys(runInput)
    .filter((name) => name !== 'on')
    .map((name) => `'${name}', ${run}.parameters -> '${name}'`)
    .join(', ')}))`

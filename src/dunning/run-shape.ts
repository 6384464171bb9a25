import { z } from 'zod'
import { amountText, currencyCode, dayText, id } from '../db/schemas.ts'
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
  /** Set by a person. */
  excluded?: string
  held?: { reason: string; by: string | null }
  released?: { reason: string; by: string | null; causes: string[] }
}
export interface RowItem {
  id: Id
  number: string
  dueOn: Day
  asked: string
  interest: string
  charged: string
}

export const reasonOf = (row: Proposal): RowReason => ({
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
      charged: amountText,
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

/** Adds up a run row by row, without keeping the rows. */
export class RunCount {
  private letters = 0
  private handovers = 0
  private held = 0
  private items = 0
  private heldItems = 0
  private feesCut = 0
  private readonly sums = new Map<
    string,
    Record<'capital' | 'interest' | 'charged' | 'fee' | 'compensation' | 'total', bigint>
  >()
  private readonly steps = new Map<string, Totals['steps'][number]>()
  private readonly causes = new Map<string, { rows: number; items: number; amounts: Map<string, bigint> }>()
  private readonly waits = new Map<string, { items: number; amounts: Map<string, bigint>; nextOn: Day | null }>()

  row(row: Proposal): void {
    const goes = row.causes.length === 0
    const key = `${row.policy.code} ${row.step.stepNo}`
    const step = this.steps.get(key) ?? {
      policy: row.policy.code,
      stepNo: row.step.stepNo,
      kind: row.step.kind,
      rows: 0,
      items: 0,
      held: 0,
    }
    this.steps.set(key, step)
    if (!goes) {
      this.held += 1
      this.heldItems += row.items.length
      step.held += 1
      // Two payments that lie unapplied are one cause.
      for (const code of new Set(row.causes.map((cause) => cause.code))) {
        const cause = this.causes.get(code) ?? { rows: 0, items: 0, amounts: new Map() }
        cause.rows += 1
        cause.items += row.items.length
        cause.amounts.set(row.currency, (cause.amounts.get(row.currency) ?? 0n) + row.capital)
        this.causes.set(code, cause)
      }
      return
    }
    if (isLetter(row.step.kind)) this.letters += 1
    else this.handovers += 1
    this.items += row.items.length
    step.rows += 1
    step.items += row.items.length
    if (row.said.length > 0) this.feesCut += 1
    const sum = this.sums.get(row.currency) ?? {
      capital: 0n,
      interest: 0n,
      charged: 0n,
      fee: 0n,
      compensation: 0n,
      total: 0n,
    }
    for (const part of ['capital', 'interest', 'charged', 'fee', 'compensation', 'total'] as const)
      sum[part] += row[part]
    this.sums.set(row.currency, sum)
  }

  wait({ claim, code, nextOn }: Waiting): void {
    const known = this.waits.get(code) ?? { items: 0, amounts: new Map<string, bigint>(), nextOn: null }
    known.items += 1
    known.amounts.set(claim.currency, (known.amounts.get(claim.currency) ?? 0n) + claim.open)
    if (nextOn && (known.nextOn === null || nextOn < known.nextOn)) known.nextOn = nextOn
    this.waits.set(code, known)
  }

  totals(): Totals {
    const amounts = (of: Map<string, bigint>) =>
      [...of]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([currency, amount]) => ({ amount: formatMinor(amount, currency), currency }))
    return {
      letters: this.letters,
      handovers: this.handovers,
      held: this.held,
      items: this.items,
      heldItems: this.heldItems,
      sums: [...this.sums]
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
      steps: [...this.steps.values()].sort((a, b) =>
        a.policy === b.policy ? a.stepNo - b.stepNo : a.policy < b.policy ? -1 : 1,
      ),
      causes: [...this.causes]
        .map(([code, { rows, items, amounts: of }]) => ({ code, rows, items, amounts: amounts(of) }))
        .sort((a, b) => b.items - a.items),
      waiting: [...this.waits].map(([code, { items, amounts: of, nextOn }]) => ({
        code,
        items,
        amounts: amounts(of),
        nextOn,
      })),
      feesCut: this.feesCut,
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

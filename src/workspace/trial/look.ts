import type { Plan } from '../../company/set-up/plan.ts'
import type { Values } from '../../company/set-up/table.ts'
import type { Ctx } from '../../db/context.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Problem } from '../../kernel/problem.ts'

/** One thing that a document says or a machine does: a text, several (of which those that differ are told), or money. */
export type Fact = string | readonly string[] | { amount: bigint; currency: string }

/** A real document, payment or claim, and what it would be on a day under the set-up as it stands at the moment of looking. */
export interface Looked {
  kind: 'invoice' | 'order' | 'payment' | 'claim'
  id: Id
  name: string
  facts: Partial<Record<What, Fact>>
  /** What stops it, each kind once. */
  problems: Problem[]
}
export const whats = [
  'stops',
  'holds',
  'net',
  'vat',
  'payable',
  'base',
  'dueOn',
  'channel',
  'accounts',
  'number',
  'sender',
  'payTo',
  'texts',
  'lines',
  'account',
  'settles',
  'interest',
] as const
export type What = (typeof whats)[number]

export interface Tried {
  table: string
  row: Values
}

/** Looks at a bounded sample of what is there; writes nothing. @param plan what trying it does; null: nothing yet */
export type Look = (ctx: Ctx, on: Day, tried: Tried, plan: Plan | null) => Promise<Looked[]>

export interface Difference {
  what: What
  before: string
  after: string
  /** Of money, which is added up over the subjects; null: a text. */
  currency: string | null
}

/** What differs of one subject; what only one of the looks could tell (a document that stops is no document) is not compared. */
export function differencesOf(before: Looked, after: Looked): (Difference & { change: [bigint, bigint] | null })[] {
  return whats.flatMap((what) => {
    const [old, now] = [before.facts[what], after.facts[what]]
    if (old === undefined || now === undefined || textOf(old) === textOf(now)) return []
    const change = isMoney(old) && isMoney(now) && old.currency === now.currency
    return [
      {
        what,
        before: textOf(without(old, now)),
        after: textOf(without(now, old)),
        currency: change ? old.currency : null,
        change: change ? ([old.amount, now.amount] as [bigint, bigint]) : null,
      },
    ]
  })
}

/** Equal changes of texts counted, changes of money added up by currency. */
export function sumDifferences(
  all: readonly (Difference & { change: [bigint, bigint] | null })[],
): (Difference & { subjects: number })[] {
  const sums = new Map<string, Difference & { subjects: number; total: [bigint, bigint] | null }>()
  for (const { change, ...one } of all) {
    const key = change ? `${one.what} ${one.currency}` : `${one.what} ${one.before} → ${one.after}`
    const sum = sums.get(key) ?? { ...one, subjects: 0, total: change && [0n, 0n] }
    sum.subjects += 1
    if (change && sum.total) sum.total = [sum.total[0] + change[0], sum.total[1] + change[1]]
    sums.set(key, sum)
  }
  return [...sums.values()]
    .sort((a, b) => whats.indexOf(a.what) - whats.indexOf(b.what) || b.subjects - a.subjects)
    .map(({ total, ...one }) =>
      total
        ? { ...one, before: formatMinor(total[0], one.currency!), after: formatMinor(total[1], one.currency!) }
        : one,
    )
}

const isMoney = (fact: Fact): fact is { amount: bigint; currency: string } =>
  typeof fact === 'object' && 'amount' in fact
const isSeveral = (fact: Fact): fact is readonly string[] => Array.isArray(fact)
/** Of several texts those that the other has not, or has less often; all, where only their order differs. */
function without(fact: Fact, other: Fact): Fact {
  if (!isSeveral(fact) || !isSeveral(other)) return fact
  const left = [...other]
  const own = fact.filter((text) => {
    const at = left.indexOf(text)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  return own.length === 0 && left.length === 0 ? fact : own
}
const textOf = (fact: Fact): string =>
  isMoney(fact) ? formatMinor(fact.amount, fact.currency) : typeof fact === 'string' ? fact : fact.join(', ')

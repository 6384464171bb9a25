import { convert } from '../countries/currency.ts'
import type { Minor } from '../kernel/money.ts'
import { minor } from '../kernel/money.ts'

// The change of the books' currency in figures, without a database.

export interface Change {
  from: string
  to: string
  /** Old units for one new. */
  rate: string
}

/** An open amount: in its currency and in the books' currency. */
export interface OldAmount {
  currency: string
  amount: bigint
  base: bigint
}
export type NewAmount = OldAmount

/**
 * One amount in the new currency, rounded half away from zero, once. What stood in the old currency stands in the new one;
 * what stood in the new one already is worth itself; other currencies keep theirs and get a new base amount.
 */
export function redenominated(old: OldAmount, change: Change): NewAmount {
  const base = inNew(old.base, change)
  if (old.currency === change.from) return { currency: change.to, amount: base, base }
  if (old.currency === change.to) return { currency: change.to, amount: old.amount, base: old.amount }
  return { currency: old.currency, amount: old.amount, base }
}

export const inNew = (amount: bigint, { from, to, rate }: Change): Minor =>
  convert(minor(amount), from, to, { per: to, rate })

export interface AccountLine {
  account: string
  /** What the account held in the old currency of the books. */
  oldBase: bigint
  /** That sum, converted and rounded once. */
  converted: bigint
  /** What is carried: the sum of the parts, each rounded once. */
  carried: bigint
  /** converted − carried: shown per account, never posted there, so that a control account equals its items. */
  difference: bigint
}

/** Per account: what is carried against what its sum would give. */
export function accountLines(
  parts: readonly { account: string; old: bigint; new: bigint }[],
  change: Change,
): AccountLine[] {
  const byAccount = new Map<string, { old: bigint; new: bigint }>()
  for (const part of parts) {
    const sum = byAccount.get(part.account) ?? { old: 0n, new: 0n }
    byAccount.set(part.account, { old: sum.old + part.old, new: sum.new + part.new })
  }
  return [...byAccount]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([account, sum]) => {
      const converted = inNew(sum.old, change)
      return { account, oldBase: sum.old, converted, carried: sum.new, difference: converted - sum.new }
    })
}

import type { LossLaw } from '../countries/bad-debt.ts'
import { type Minor, minor } from '../kernel/money.ts'
import { badDebtSplit } from '../subledger/arithmetic.ts'
import type { LossVatPart } from './loss-facts.ts'

export const lossKinds = ['doubtful', 'established', 'small'] as const
export type LossKind = (typeof lossKinds)[number]

/** A part of a loss by VAT code; amounts above zero. `code` null: no VAT is taken back on it. */
export interface LossPart {
  code: string | null
  category: string | null
  percent: string | null
  net: Minor
  vat: Minor
}

/**
 * How a loss is divided. Interest, fees and costs never had VAT. A small rest is written off as a difference. A doubtful loss
 * provides for what would be lost without VAT, which comes back when the loss is established. An established one gives its VAT
 * back where the law lets it, else its VAT is lost with it. Σ net + vat = amount; of a doubtful one Σ net.
 */
export function lossParts(
  kind: LossKind,
  component: string,
  amount: Minor,
  documents: readonly LossVatPart[] | undefined,
  law: Pick<LossLaw, 'vat'>,
): LossPart[] {
  const whole: LossPart = { code: null, category: null, percent: null, net: amount, vat: minor(0n) }
  if (component !== 'capital' || kind === 'small' || !documents || documents.length === 0) return [whole]
  const split = badDebtSplit(documents, amount)
  if (kind === 'doubtful') return [{ ...whole, net: minor(split.reduce((sum, part) => sum + part.net, 0n)) }]
  if (!law.vat) return [whole]
  return split
    .map((part, i) => ({
      code: documents[i]!.code,
      category: documents[i]!.category,
      percent: documents[i]!.percent,
      ...part,
    }))
    .filter((part) => part.net + part.vat > 0n)
}

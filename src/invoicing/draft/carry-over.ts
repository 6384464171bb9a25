import type { CurrencyChange } from '../../countries/currency.ts'
import { convert } from '../../countries/currency.ts'
import { Decimal } from '../../kernel/decimal.ts'
import type { Minor } from '../../kernel/money.ts'
import { minor, proportion, roundToMinor, share, toDecimal } from '../../kernel/money.ts'
import type { Carried, Original, StoredOriginal } from '../original.ts'

// A document of the old currency, corrected when documents have the new one alone (Bulgaria from 2026-01-01: RULES § 0, BG;
// Закон за въвеждане на еврото): what is left of it is turned into the new currency, by its total, rounded once.

/** A price of the old currency: as many decimals as lines keep. */
export const priceInNew = (price: string, { rate }: CurrencyChange): string =>
  new Decimal(price).div(rate).toDecimalPlaces(6, Decimal.ROUND_HALF_UP).toFixed()

export const amountInNew = (amount: bigint, { from, to, rate }: CurrencyChange): Minor =>
  convert(minor(amount), from, to, { per: to, rate })

/**
 * What is left of a document in the new currency. The total is converted, the VAT of each rate too; nets are what remains,
 * shared by the lines' own nets. A line that was credited by amount before is one piece at what is left of it.
 */
export function carryOver(original: Original, change: CurrencyChange): StoredOriginal {
  const left = original.amountGross - original.credited
  const gross = amountInNew(left, change)
  const payable = amountInNew(left + original.amountRounding - original.creditedRounding, change)
  const vat = carryVat(original, gross, change)
  const nets = carryNets(original, vat, change)
  return {
    ...original,
    currency: change.to,
    rate: null,
    rateOn: null,
    amountGross: gross,
    amountRounding: payable - gross,
    vat,
    lines: original.lines.map((line, i) => carryLine(line, nets[i]!, change)),
  }
}

function carryVat(original: Original, gross: Minor, change: CurrencyChange): StoredOriginal['vat'] {
  const rows = original.vat.map((row) => {
    const taken = original.creditedVat.find((one) => one.category === row.category && one.percent === row.percent)
    return { ...row, base: row.base - (taken?.base ?? 0n), vat: row.vat - (taken?.vat ?? 0n) }
  })
  const parts = shareOr(
    gross,
    rows.map((row) => row.base + row.vat),
    change,
  )
  return rows.map((row, i) => {
    const converted = amountInNew(row.vat, change)
    // A rate of which less than a cent is left has no base of its own to bear tax.
    const vat = converted === parts[i] ? 0n : converted
    return { ...row, base: parts[i]! - vat, vat }
  })
}

function carryNets(original: Original, vat: StoredOriginal['vat'], change: CurrencyChange): bigint[] {
  const nets = original.lines.map(() => 0n)
  for (const row of vat) {
    const own = original.lines.flatMap((line, i) =>
      line.vatCategory === row.category && line.vatPercent === row.percent ? [i] : [],
    )
    const parts = shareOr(
      minor(row.base),
      own.map((i) => original.lines[i]!.amountNet - original.lines[i]!.credited),
      change,
    )
    own.forEach((i, k) => {
      nets[i] = parts[k]!
    })
  }
  return nets
}

function carryLine(
  line: Original['lines'][number],
  amountNet: bigint,
  change: CurrencyChange,
): StoredOriginal['lines'][number] {
  const { lineNo, vatCode, vatCategory, vatPercent } = line
  const kept = { lineNo, vatCode, vatCategory, vatPercent, amountNet }
  const quantity = new Decimal(line.quantity).minus(line.creditedQuantity)
  if (line.credited !== line.creditedAtPrice || quantity.isZero())
    return {
      ...kept,
      quantity: amountNet === 0n ? '0' : '1',
      unitPrice: toDecimal(amountNet, change.to).toString(),
      discountPercent: null,
      amountAllowance: 0n,
    }
  const unitPrice = priceInNew(line.unitPrice, change)
  const discounted = line.amountAllowance !== line.creditedAllowance
  return {
    ...kept,
    quantity: quantity.toString(),
    unitPrice,
    amountAllowance: discounted ? roundToMinor(quantity.times(unitPrice), change.to) - amountNet : 0n,
  }
}

/** Parts of a total; where what it is shared by cancels out, each is converted and the first takes the rest. */
function shareOr(total: Minor, weights: readonly bigint[], change: CurrencyChange): bigint[] {
  if (weights.length === 0) return []
  if (weights.reduce((a, b) => a + b, 0n) !== 0n) return share(total, weights)
  const parts: bigint[] = weights.map((weight) => amountInNew(weight, change))
  parts[0] = parts[0]! + total - parts.reduce((a, b) => a + b, 0n)
  return parts
}

/**
 * What a note takes of the document in its old currency, when `upTo` of the converted `total` has been taken with it: the
 * last one takes the rest, so that both currencies come to zero together.
 */
export const oldPart = ({ left, taken }: Carried, upTo: bigint, total: bigint): bigint =>
  (upTo >= total ? left : proportion(left, upTo, total)) - taken

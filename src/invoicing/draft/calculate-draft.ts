import { Decimal } from '../../kernel/decimal.ts'
import type { Minor } from '../../kernel/money.ts'
import { absolute, minor, proportion } from '../../kernel/money.ts'
import type { Original } from '../original.ts'
import type { Draft, DraftLine, DraftVat } from '../types.ts'
import { calculate, roundCash } from './calculate.ts'

/** Line nets, VAT and totals of a draft; a credit note mirrors what was stored, and its part never loses or gains a cent of VAT. */
export function calculateDraft(draft: Draft, original: Original | null, roundingUnit: bigint | null): void {
  const counted = draft.lines.filter((line) => !line.textOnly)
  const prepaid = draft.advances.reduce((total, advance) => total + advance.gross, 0n)
  const result = calculate({
    currency: draft.currency,
    lines: counted.map((line) => ({
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      discountPercent: line.discountPercent,
      vatCategory: line.vatCategory,
      vatPercent: line.vatPercent,
    })),
    // What was paid holds its VAT (ML 7:7, ЗДДС чл. 67 ал. 2): the sum is kept, the tax is taken out of it.
    pricesIncludeVat: draft.kind === 'advance-invoice',
    cashRounding: roundingUnit === null || draft.kind === 'advance-invoice' ? 'none' : minor(roundingUnit),
    prepaid: minor(prepaid),
  })
  for (let i = 0; i < counted.length; i++) {
    const [line, calculated] = [counted[i]!, result.lines[i]!]
    line.allowance = calculated.allowance
    line.amountNet = calculated.amountNet
    line.unitPrice = calculated.unitPrice
    line.vatPercent = calculated.vatPercent
  }
  draft.vat = result.vat.map(({ category, percent, base, vat }) => ({
    category,
    percent,
    base,
    vat,
    vatCode: counted.find((line) => line.vatCategory === category && line.vatPercent === percent)!.vatCode,
    exemptionReason: null,
    exemptionCode: null,
  }))
  const { lines, net, vat, gross, rounding, payable } = result.totals
  draft.totals = { lines, net, vat, gross, prepaid: result.totals.prepaid, rounding, payable }
  if (draft.kind === 'credit-note' && original) mirrorOriginal(draft, counted, original, roundingUnit)
}

function mirrorOriginal(draft: Draft, counted: DraftLine[], original: Original, roundingUnit: bigint | null): void {
  for (const line of counted) {
    const stored = original.lines.find((row) => row.lineNo === line.creditsLineNo)
    if (!stored || stored.unitPrice !== line.unitPrice || stored.credited !== stored.creditedAtPrice) continue
    const upTo = new Decimal(stored.creditedQuantity).plus(line.quantity)
    // The part that comes last takes the rest, so that invoice and credit notes sum to zero.
    if (!upTo.equals(stored.quantity)) continue
    line.amountNet = minor(stored.amountNet - stored.credited)
    line.allowance = minor(stored.amountAllowance - stored.creditedAllowance)
  }
  const net = counted.reduce((total, line) => total + line.amountNet, 0n)
  draft.vat = draft.vat.map((row) => creditVat(row, counted, original))
  const vat = draft.vat.reduce((total, row) => total + row.vat, 0n)
  const gross = minor(net + vat)
  const last = original.credited + gross === original.amountGross
  const rounded =
    roundingUnit === null ? { payable: gross, rounding: minor(0n) } : roundCash(gross, minor(roundingUnit))
  const rounding = last ? minor(original.amountRounding - original.creditedRounding) : rounded.rounding
  draft.totals = {
    lines: minor(net),
    net: minor(net),
    vat: minor(vat),
    gross,
    prepaid: minor(0n),
    rounding,
    payable: minor(gross + rounding),
  }
}

/** VAT of the part: what is taken back up to and with this note, less what earlier notes took (ML 7:41–42: the base is reduced with its tax). */
function creditVat(row: DraftVat, counted: DraftLine[], original: Original): DraftVat {
  const base = counted
    .filter((line) => line.vatCategory === row.category && line.vatPercent === row.percent)
    .reduce((total, line) => total + line.amountNet, 0n)
  const stored = original.vat.find((one) => one.category === row.category && one.percent === row.percent)
  const taken = original.creditedVat.find((one) => one.category === row.category && one.percent === row.percent)
  if (!stored || stored.base === 0n) return { ...row, base: minor(base) }
  const upTo = base + (taken?.base ?? 0n)
  const vat =
    absolute(upTo as Minor) >= absolute(stored.base as Minor) ? stored.vat : proportion(stored.vat, upTo, stored.base)
  return { ...row, base: minor(base), vat: minor(vat - (taken?.vat ?? 0n)) }
}

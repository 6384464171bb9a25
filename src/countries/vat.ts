import type { VatCategory } from '../formats/e-invoice/document.ts'
import { type Day, day } from '../kernel/day.ts'
import { refuse } from '../kernel/problem.ts'
import type { AccountRole, Texts, VatCode, VatOn, VatRate, VatRules } from './country.ts'
import { inForce, rateMissing } from './dated.ts'
import { canonicalPercent } from './fraction.ts'

/** The VAT rules of a country from its table of codes. */
export function vatRules(standard: string, codes: readonly VatCode[]): VatRules {
  const byCode = new Map(codes.map((code) => [code.code, code]))
  const bySupply = new Map(codes.flatMap((code) => code.supplies.map((supply) => [supply, code] as const)))
  return {
    codes,
    standard,
    find: (code) => byCode.get(code),
    codeFor: (supply) => byCode.get(supply) ?? bySupply.get(supply.trim().toLowerCase()),
    codeOf: (category, percent, supplyOn) => codes.find((code) => matches(code, category, percent, supplyOn)),
    on(code, supplyOn) {
      const found = byCode.get(code)
      if (!found)
        return refuse('vat.code-unknown', `VAT code ${code} does not exist: choose one of the list.`, { code })
      const rate = inForce(found.rates, supplyOn)
      if (!rate) throw rateMissing(`VAT code ${code}`, supplyOn)
      return onDay(found, rate)
    },
    percentsOn(supplyOn) {
      const percents = codes.flatMap((code) => {
        const rate = inForce(code.rates, supplyOn)
        return rate?.percent && (rate.category ?? code.category) === 'S' ? [rate.percent] : []
      })
      return [...new Set(percents)].sort((a, b) => Number(b) - Number(a))
    },
  }
}

function matches(code: VatCode, category: VatCategory, percent: string | null, on: Day): boolean {
  const rate = inForce(code.rates, on)
  if (!rate || (rate.category ?? code.category) !== category) return false
  return category !== 'S' || percent === null || rate.percent === canonicalPercent(percent)
}

function onDay(code: VatCode, rate: VatRate): VatOn {
  const category = rate.category ?? code.category
  const taxed = category === 'S'
  return {
    code: code.code,
    category,
    percent: rate.percent,
    exemptionCode: taxed ? null : code.exemptionCode,
    exemptionReason: taxed ? null : code.exemptionReason,
    outputVatRole: taxed ? `outputVat:${rate.percent}` : null,
    salesRole: taxed ? `sales:${rate.percent}` : (code.salesRole ?? 'salesExempt'),
  }
}

const checked = day('2026-11-21')

/** A rate row; 'M' marks what was written from memory. */
export const rate = (from: string, to: string | null, percent: string | null, source: string, mark?: 'M'): VatRate => ({
  from: day(from),
  to: to === null ? null : day(to),
  percent,
  source,
  checked,
  ...(mark ? { unverified: true } : {}),
})

const vatex = {
  AE: 'VATEX-EU-AE',
  K: 'VATEX-EU-IC',
  G: 'VATEX-EU-G',
  O: 'VATEX-EU-O',
} as const
const salesRoles: Record<keyof typeof vatex, AccountRole> = {
  AE: 'salesReverseCharge',
  K: 'salesIntraCommunity',
  G: 'salesExport',
  O: 'salesExempt',
}

/** A code of a category that bears no VAT wherever it is used: AE, K, G, O. */
export function untaxed(
  category: keyof typeof vatex,
  name: Texts,
  exemptionReason: Texts,
  supplies: readonly string[],
  from: string,
  source: string,
): VatCode {
  return {
    code: category,
    name,
    category,
    supplies,
    rates: [rate(from, null, category === 'O' ? null : '0', source)],
    exemptionCode: vatex[category],
    exemptionReason,
    salesRole: salesRoles[category],
  }
}

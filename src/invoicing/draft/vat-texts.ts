import type { IssuedDocument, Language } from '../../formats/e-invoice/document.ts'
import type { Day } from '../../kernel/day.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { roundToMinor, toDecimal } from '../../kernel/money.ts'
import type { BillingSetUp } from '../billing-set-up.ts'
import { vatOn } from '../billing-set-up.ts'
import type { Draft, DraftVat } from '../types.ts'

/** Ground for no VAT in the document's language, and its VATEX code; null for taxed categories. */
export function exemptionOf(
  setUp: BillingSetUp,
  row: DraftVat,
  on: Day,
  language: Language,
): { exemptionReason: string | null; exemptionCode: string | null } {
  if (row.category === 'S' || row.category === 'Z') return { exemptionReason: null, exemptionCode: null }
  const code = vatOn(setUp, row.vatCode, on)
  const known = code?.category === row.category ? code : null
  return {
    exemptionReason:
      row.exemptionReason ?? known?.exemptionTexts[language] ?? (row.category === 'O' ? outsideVat[language] : null),
    exemptionCode: row.exemptionCode ?? known?.exemptionCode ?? (row.category === 'O' ? 'VATEX-EU-O' : null),
  }
}

const outsideVat: Record<Language, string> = {
  sv: 'Omfattas inte av moms',
  nb: 'Utenfor merverdiavgiftsloven',
  bg: 'Извън обхвата на ДДС',
  en: 'Not subject to VAT',
}

/** VAT in the accounting currency where the law wants it (ML 17:29, mval § 5-1-1). */
export function accountingVatOf(
  draft: Draft,
  rate: { rate: string; on: Day } | null,
  baseCurrency: string,
  wanted: boolean,
): IssuedDocument['accountingVat'] {
  if (!wanted || !rate || draft.currency === baseCurrency) return null
  const vat = roundToMinor(toDecimal(draft.totals.vat, draft.currency).times(new Decimal(rate.rate)), baseCurrency)
  return { currency: baseCurrency, vat, rate: rate.rate, rateOn: rate.on }
}

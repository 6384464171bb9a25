import type { CurrencyChange } from '../countries/currency.ts'
import type { Language } from '../formats/e-invoice/document.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'

/** A document to correct as it is stored, before what its credit notes took. */
export interface StoredOriginal {
  id: Id
  kind: string
  numberText: string
  issuedOn: Day
  currency: string
  partyId: Id
  payerId: Id
  annulled: boolean
  amountGross: bigint
  amountRounding: bigint
  /** Account and base currency of the item that it opened; null for a document that opened none. */
  account: string | null
  baseCurrency: string | null
  rate: string | null
  rateOn: Day | null
  language: Language
  /** Base currency of what it has open; null: nothing. */
  openBase: string | null
  lines: StoredLine[]
  vat: { vatCode: string; category: string; percent: string | null; base: bigint; vat: bigint }[]
}

interface StoredLine {
  lineNo: number
  quantity: string
  unitPrice: string
  /** Left out: as the document has it. */
  discountPercent?: null
  amountNet: bigint
  amountAllowance: bigint
  vatCode: string
  vatCategory: string
  vatPercent: string | null
}

export interface Original extends Omit<StoredOriginal, 'lines'> {
  /** Σ of credit notes already issued on it and not annulled. */
  credited: bigint
  creditedRounding: bigint
  lines: (StoredLine & {
    /** What earlier credit notes took of the line: at its own unit price, and in all. */
    creditedQuantity: string
    creditedAtPrice: bigint
    credited: bigint
    creditedAllowance: bigint
  })[]
  /** What earlier credit notes took, by category. */
  creditedVat: { category: string; percent: string | null; base: bigint; vat: bigint }[]
  /** Issued in a currency that documents of the day no longer have: all above is in the new one. */
  carried: Carried | null
}

/** What a carried document was in its own currency. */
export interface Carried {
  change: CurrencyChange
  /** As it was issued. */
  gross: bigint
  /** What credit notes in its own currency left of it: the sum that was converted. */
  left: bigint
  /** What credit notes in the new currency took of that. */
  taken: bigint
}

import type { Country, DocumentKind, Language, VatCategory } from '../formats/e-invoice/document.ts'
import type { Day } from '../kernel/day.ts'
import type { Minor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import type { ClaimRules, DebtorKind } from './claims.ts'
import type { DatedAmount, DatedPercent, Sourced } from './sourced.ts'

/**
 * What a country is to the rest of the house. Everything that differs by country is asked here,
 * so that nothing outside `countries/` compares a country code.
 * All rules are pure: the clock is an argument, every rate is a dated row with its source.
 */
export interface CountryRules {
  code: Country
  name: Texts
  /** The language documents and screens fall back to. */
  language: Language
  /** IANA zone in which an instant becomes a day. */
  timeZone: string
  identity: IdentityRules
  references: ReferenceRules
  vat: VatRules
  accounts: AccountRules
  terms: TermsRules
  documents: DocumentRules
  holidays: HolidayRules
  rates: RateRules
  claims: ClaimRules
  currency: CurrencyRules
  taxPayments: TaxPaymentRules
}

export type Texts = Record<Language, string>

/** A normalised value, or the problem with it. A value may come with a warning. */
export type Checked<T = string> = { value: T; problem?: Problem } | { value?: undefined; problem: Problem }

// ---- identity ---------------------------------------------------------------------------------

export interface Identity {
  kind: 'organisation' | 'person'
  /** Digits alone: SE 10 (person 12), NO 9 (person 11), BG 9 or 13 (person 10). */
  value: string
}

export interface BankAccountNumber {
  kind: 'bankgiro' | 'plusgiro' | 'bban' | 'iban'
  /** Normalised: digits, or the IBAN in electronic form. */
  value: string
  bankName?: string | null
}

/**
 * Numbers of persons are secret until shown otherwise (dataskyddslagen 2018:218, 3 kap. 10 §): no problem repeats one,
 * and callers log neither the input nor the result.
 */
export interface IdentityRules {
  organisationNumber(text: string): Checked
  /** `today` decides the century of a number written with a two-digit year. */
  personalNumber(text: string, today: Day): Checked
  /** Tells an organisation's number from a person's. */
  anyNumber(text: string, today: Day): Checked<Identity>
  vatNumber(text: string): Checked
  /** The VAT number that an organisation number gives when registered. */
  vatNumberOf(organisationNumber: string): string
  /** True when the VAT number holds a personal number (a sole trader): protect it like one. */
  vatNumberIsPersonal(vatNumber: string): boolean
  /** As printed: 556026-9986. */
  formatOrganisationNumber(value: string): string
  /** `kind` where the input says what it is; otherwise told by its shape. */
  bankAccount(text: string, kind?: BankAccountNumber['kind']): Checked<BankAccountNumber>
  formatBankAccount(account: BankAccountNumber): string
  /** Peppol address of an organisation: EAS scheme and id. */
  peppolEndpoint(organisationNumber: string): { scheme: string; id: string }
}

// ---- references -------------------------------------------------------------------------------

/** How a company's payment references are made; agreed with its bank. Lengths count the check digit. */
export type ReferenceScheme =
  | { kind: 'ocr'; lengthDigit: boolean; length?: number }
  | { kind: 'kid'; modulus: 10 | 11; length?: number }
  | { kind: 'number'; width?: number }

export interface ReferenceRules {
  schemes: readonly ReferenceScheme[]
  default: ReferenceScheme
  /** The reference of a number: digits in, digits (and a KID's final '-') out. */
  make(base: string, scheme: ReferenceScheme): Checked
  check(reference: string, scheme: ReferenceScheme): boolean
  /** What a payer wrote, without blanks and other adornment; compared with stored references. */
  normalise(text: string): string
}

// ---- VAT --------------------------------------------------------------------------------------

export interface VatRate extends Sourced {
  /** Plain decimal percent, canonical ("25", "11.11"); null outside the scope of VAT. */
  percent: string | null
  /** Where the rate moved the code to another category. */
  category?: VatCategory
}

export interface VatCode {
  code: string
  name: Texts
  category: VatCategory
  /** English words for what is sold under it; `codeFor` finds the code by them. */
  supplies: readonly string[]
  rates: readonly VatRate[]
  /** VATEX code (BT-121) and text (BT-120) for what bears no VAT. */
  exemptionCode: string | null
  exemptionReason: Texts | null
  /** Role of the sales account; for taxed sales it follows the percent. */
  salesRole?: AccountRole
  /** NO: SAF-T standard tax code. */
  saftCode?: string
}

/** A VAT code on a day of supply. */
export interface VatOn {
  code: string
  category: VatCategory
  percent: string | null
  exemptionCode: string | null
  exemptionReason: Texts | null
  /** Null where no VAT is posted. */
  outputVatRole: AccountRole | null
  salesRole: AccountRole
}

export interface VatRules {
  codes: readonly VatCode[]
  /** The code of ordinary taxed sales. */
  standard: string
  find(code: string): VatCode | undefined
  /** The code for a kind of supply ("food", "hotel", "export"), in English. */
  codeFor(supply: string): VatCode | undefined
  /** The code for a category without VAT, or of this percent on the day. */
  codeOf(category: VatCategory, percent: string | null, supplyOn: Day): VatCode | undefined
  /** Chosen by the day of supply, never by the invoice's. @throws Refused vat.code-unknown, RATE_MISSING */
  on(code: string, supplyOn: Day): VatOn
  /** Percents of category S that the law knows on the day. */
  percentsOn(supplyOn: Day): string[]
}

// ---- accounts ---------------------------------------------------------------------------------

export type AccountRole =
  | 'receivable'
  | 'receivableDoubtful'
  | 'receivableDisputed'
  | 'receivableImpairment'
  | 'receivablePledged'
  | 'payable'
  | 'payableDisputed'
  | 'prepayment'
  | 'prepaymentToSupplier'
  | 'inputVat'
  | 'inputVatForeign'
  | 'inputVatReverseCharge'
  | 'outputVatReverseCharge'
  | 'vatSettlement'
  | 'taxAccount'
  | 'cash'
  | 'bank'
  | 'bankForeign'
  | 'plusgiro'
  | `outputVat:${string}`
  | `advanceVat:${string}`
  | `sales:${string}`
  | 'salesExempt'
  | 'salesReverseCharge'
  | 'salesIntraCommunity'
  | 'salesExport'
  | 'internalSales'
  | 'internalPurchases'
  | 'internalSettlement'
  | 'purchases'
  | 'feeIncome'
  | 'reminderFeeIncome'
  | 'compensationIncome'
  | 'interestIncome'
  | 'interestIncomeTaxFree'
  | 'interestExpense'
  | 'rounding'
  | 'smallDifference'
  | 'smallDifferenceGain'
  | 'writeOff'
  | 'badDebt'
  | 'badDebtDoubtful'
  | 'badDebtRecovered'
  | 'fxGain'
  | 'fxLoss'
  | 'bankCharges'
  | 'collectionCosts'
  | 'financingSettlement'
  | 'financingCosts'
  | 'suspense'

export interface DefaultAccount {
  role: AccountRole
  /** Number in the customary chart; no country here has a statutory one, so a company may change it. */
  account: string
  /** Name in the country's language, and in English. */
  name: string
  nameEnglish: string
  unverified?: boolean
}

export interface AccountRules {
  /** The chart that the numbers follow. */
  chart: string
  source: string
  checked: Day
  defaults: readonly DefaultAccount[]
  /** @throws Refused account.role-unknown */
  of(role: AccountRole): DefaultAccount
}

// ---- terms ------------------------------------------------------------------------------------

/** What starts late-payment interest: a due day agreed in advance, or a number of days after the demand. */
export type InterestStartBasis = 'agreed-due-date' | 'after-demand'
/** Parts of a debt in the order in which a payment takes them. */
export type AllocationOrder = readonly ('cost' | 'interest' | 'capital')[]

export interface TermsRules {
  /** Days net proposed for a new company. */
  defaultDays: number
  /** Days that the law gives where nothing was agreed. */
  statutoryDays: number
  /** Longest term without express agreement (`expressly` = with it; null = no limit); null = none by law. */
  maximumDays: Record<DebtorKind, { days: number; expressly: number | null } | null>
  /** Late interest without an agreed due day starts this many days after the demand. */
  interestDaysAfterDemand: number
  interestStartBasis: InterestStartBasis
  /** A due day on a day without banking moves to the next banking day. */
  dueDayMoves: 'next-banking-day' | 'stays'
  /** Order within a debt, and whether equally old debts share a payment. */
  allocation: { order: AllocationOrder; mostBurdensomeFirst: boolean; equalsShare: boolean }
  /** Small differences up to this are written off by default, by currency. */
  tolerance: Record<string, Minor>
  sources: readonly string[]
  checked: Day
}

// ---- documents --------------------------------------------------------------------------------

export interface NumberRule {
  /** Digits, zero-padded; null = as long as it is. */
  width: number | null
  /** The law allows a series to start again each year. */
  yearlyReset: boolean
  /** A prefix or letters are allowed. */
  digitsOnly: boolean
  /** Kinds that draw from the series of the invoice by custom. */
  sharedWithInvoice: readonly DocumentKind[]
}

export type Mention =
  | 'reverse-charge'
  | 'self-billing'
  | 'f-tax'
  | 'business-register'
  | 'not-vat-registered'
  | 'original'
  | 'copy'
  | 'not-a-tax-document'

export interface DocumentRules {
  kinds: readonly DocumentKind[]
  /** The document's legal name; where the law wants the country's language, both are given. */
  title(kind: DocumentKind, language: Language): string
  /** How an issued and undelivered document is undone. */
  correction: 'credit-note' | 'annulment'
  creditNoteNeedsReason: boolean
  number: NumberRule
  /** The number after this one, in the rule's width. @throws Refused number.exhausted, number.not-digits */
  nextNumber(last: string): string
  formatNumber(sequence: number | bigint): string
  /** Days within which an invoice is due after the supply; null = other rule. */
  issueWithinDays: number | null
  /** Cash rounding by currency: the unit in minor units that the law allows and whether it applies by default. */
  cashRounding: Record<string, { unit: Minor; byDefault: boolean; source: string }>
  /** A prepayment of a taxable supply makes VAT due and an advance invoice. */
  advanceInvoiceOnPrepayment: boolean
  /** VAT must also be stated in the accounting currency. */
  vatInAccountingCurrency: boolean
  /** Days in which two currencies are shown; empty where none. */
  dualCurrency: readonly (Sourced & { to: Day; currency: string; on: 'consumer-prices' | 'invoices' })[]
  mention(mention: Mention, language: Language): string | null
  /** Years that the books are kept, from the end of the year. */
  retentionYears: number
  sources: readonly string[]
  checked: Day
}

// ---- banking days -----------------------------------------------------------------------------

export interface Holiday {
  day: Day
  name: string
}

export interface HolidayRules {
  /** Days without banking, Saturdays and Sundays apart, in order. */
  of(year: number): readonly Holiday[]
  isBankingDay(day: Day): boolean
  /** The day itself when it is a banking day. */
  nextBankingDay(day: Day): Day
  previousBankingDay(day: Day): Day
  /** Counts banking days from the day, which is not counted itself; negative counts back. */
  addBankingDays(day: Day, count: number): Day
  sources: readonly string[]
  checked: Day
}

// ---- rates ------------------------------------------------------------------------------------

export interface RateRules {
  /** The published reference rate; null where the law fixes the late rate alone. */
  reference: readonly DatedPercent[] | null
  /** Statutory late-payment interest, percent a year. */
  late: readonly DatedPercent[]
  /** Delay compensation between businesses. */
  compensation: readonly DatedAmount[]
  /** Days of a year in the computation: actual/365 or actual/360. */
  dayCount: 365 | 360
  /** @throws Refused RATE_MISSING with the first day of the missing half-year: never a guess. */
  lateOn(day: Day): DatedPercent
}

// ---- currency ---------------------------------------------------------------------------------

export interface CurrencyRules {
  /** Base currency of the books, dated. */
  base: readonly (Sourced & { currency: string })[]
  baseOn(day: Day): string
  /** Runs that turn the books into another currency, with the irrevocable rate: old units for one new. */
  changes: readonly { on: Day; from: string; to: string; rate: string; source: string }[]
  /** One converted amount of the old base currency in the new one; null where there was no change. */
  redenominate(amount: Minor, from: string): Minor | null
}

// ---- tax payments -----------------------------------------------------------------------------

export interface TaxDue {
  /** Day by the rule, and the day after the move to a banking day. */
  nominal: Day
  due: Day
}

export interface TaxPaymentRules {
  kinds: readonly string[]
  /**
   * The day on which a tax must be with the authority.
   * `month` is the calendar month of payment ("2026-08"). @throws Refused tax.kind-unknown
   */
  dueDay(kind: string, month: string, options?: { largeTurnover?: boolean }): TaxDue
  /** Reference of a payment to the tax account; null where the authority gives it. */
  reference(identity: string, today: Day): Checked | null
  /** Account of the authority; null where it differs by office. */
  account: { kind: BankAccountNumber['kind']; value: string; iban?: string; bic?: string } | null
}

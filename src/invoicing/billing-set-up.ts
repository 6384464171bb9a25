import type { CountryRules } from '../countries/country.ts'
import { country } from '../countries/index.ts'
import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { DocumentSeller, PaymentAccount, VatCategory } from '../formats/e-invoice/document.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { currencyDigits } from '../kernel/money.ts'
import type { Books } from '../ledger/books.ts'
import { readBooks } from '../ledger/books.ts'
import type { PostingSetUp } from '../ledger/choose-account.ts'
import { readPostingSetUp } from '../ledger/choose-account.ts'
import type { Financing } from './financing.ts'
import { readFinancing } from './financing.ts'

export interface InvoiceGroup {
  id: Id
  code: string
  name: string
  businessAreaId: Id | null
  seriesId: Id
  proformaSeriesId: Id | null
  /** Of interest invoices; null: they take the numbers of the group's invoices, where the country allows it. */
  interestSeriesId: Id | null
  voucherSeriesId: Id
  termsDays: number
  referenceKind: 'ocr' | 'ocr-length' | 'kid-mod10' | 'kid-mod11' | 'number'
  combine: boolean
  internal: boolean
  cashRounding: boolean
  twoPersonApproval: boolean
  receivableRole: string
  defaultCoding: { account?: string; dimensions?: Record<string, string> }
  texts: Record<string, string>
  layout: { accent?: string; logoSha256?: string; footer?: Record<string, string> }
  closedOn: Day
  areaName: string | null
  areaContact: { phone?: string; email?: string; website?: string } | null
}

export interface VatCodeRow {
  code: string
  validFrom: Day
  validTo: Day
  category: VatCategory
  percent: string | null
  outputRole: string | null
  salesRole: string
  exemptionCode: string | null
  exemptionTexts: Record<string, string>
}

/** Everything that billing needs to know about the company, read once for a run. */
export interface BillingSetUp extends Books {
  rules: CountryRules
  groups: Map<Id, InvoiceGroup>
  vatCodes: Map<string, VatCodeRow[]>
  posting: PostingSetUp
  seller: DocumentSeller
  sellerVersionNo: number
  accounts: PaymentAccount[]
  financing: Financing[]
}

const kept = new Map<string, BillingSetUp>()
const keptMax = 50

/**
 * Nobody changes what he is given: it is kept for the next who asks, while the database has the version under which it was read
 * (`set_up_versions`, drawn anew with every change). Who sees other business areas sees another set-up.
 */
export async function readBillingSetUp(ctx: Ctx): Promise<BillingSetUp> {
  const key = await versionOf(ctx)
  const known = key && kept.get(key)
  if (known) return known
  const setUp = await readSetUpAnew(ctx)
  // A change that came between the statements may be in it by half: such a one is used once, as ever, and not kept.
  if (key && key === (await versionOf(ctx))) {
    kept.set(key, setUp)
    if (kept.size > keptMax) kept.delete(kept.keys().next().value!)
  }
  return setUp
}

async function versionOf({ db, company }: Ctx): Promise<string | null> {
  const row = await db.maybe<{ version: string; areas: string }>(
    hot(
      `select version, current_setting('reskontra.areas', true) as areas from set_up_versions where company_id = $1`,
      [company.id],
    ),
  )
  return row
    ? [row.version, row.areas, company.id, company.versionNo, company.country, company.language].join(' ')
    : null
}

/** As the transaction sees it now, and kept for nobody. */
export async function readSetUpAnew(ctx: Ctx): Promise<BillingSetUp> {
  const { db, company } = ctx
  const groups = await db.rows<InvoiceGroup>(
    hot(
      `select g.id, g.code, g.name, g.business_area_id as "businessAreaId", g.series_id as "seriesId", g.proforma_series_id as "proformaSeriesId", g.interest_series_id as "interestSeriesId",
            g.voucher_series_id as "voucherSeriesId", g.terms_days as "termsDays", g.reference_kind as "referenceKind", g.combine, g.internal,
            g.cash_rounding as "cashRounding", g.two_person_approval as "twoPersonApproval", g.receivable_role as "receivableRole",
            g.default_coding as "defaultCoding", g.texts, g.layout, g.closed_on as "closedOn", a.name as "areaName", a.contact as "areaContact"
       from invoice_groups g left join business_areas a on a.company_id = g.company_id and a.id = g.business_area_id
      where g.company_id = $1`,
      [company.id],
    ),
  )
  const vatRows = await db.rows<VatCodeRow>(
    hot(
      `select code, valid_from as "validFrom", valid_to as "validTo", category, trim_scale(percent)::text as percent, output_role as "outputRole", sales_role as "salesRole",
            exemption_code as "exemptionCode", exemption_texts as "exemptionTexts" from vat_codes where company_id = $1 order by code, valid_from`,
      [company.id],
    ),
  )
  const { seller } = await db.one<{ seller: DocumentSeller }>(
    hot(`select seller from company_versions where company_id = $1 and version_no = $2`, [
      company.id,
      company.versionNo,
    ]),
  )
  return {
    ...(await readBooks(ctx)),
    rules: country(company.country),
    groups: new Map(groups.map((group) => [group.id, group])),
    vatCodes: groupBy(vatRows, (row) => row.code),
    posting: await readPostingSetUp(db, company.id),
    seller,
    sellerVersionNo: company.versionNo,
    accounts: await readPaymentAccounts(ctx),
    financing: await readFinancing(ctx),
  }
}

/** Where customers pay to, as documents show it. */
export async function readPaymentAccounts({ db, company }: Ctx): Promise<PaymentAccount[]> {
  const rows = await db.rows<{
    iban: string | null
    bic: string | null
    bban: string | null
    bankgiro: string | null
    plusgiro: string | null
    bank_name: string | null
  }>(
    hot(
      `select iban, bic, bban, bankgiro, plusgiro, bank_name from bank_accounts where company_id = $1 and on_invoices and closed_on = 'infinity' order by code`,
      [company.id],
    ),
  )
  return rows.flatMap((row) => [
    ...(row.bankgiro ? [{ kind: 'bankgiro' as const, id: row.bankgiro }] : []),
    ...(row.plusgiro ? [{ kind: 'plusgiro' as const, id: row.plusgiro }] : []),
    ...(row.bban ? [{ kind: 'bban' as const, id: row.bban, bankName: row.bank_name }] : []),
    ...(row.iban ? [{ kind: 'iban' as const, id: row.iban, bic: row.bic, bankName: row.bank_name }] : []),
  ])
}

/** The VAT code in force on the day of supply, never of the invoice. */
export function vatOn(setUp: BillingSetUp, code: string, supplyOn: Day): VatCodeRow | null {
  return setUp.vatCodes.get(code)?.find((row) => row.validFrom <= supplyOn && supplyOn < row.validTo) ?? null
}

/** The VAT code in the period in which it bore this percent: a credit note of an old rate goes to the old rate's accounts. */
export function vatAt(setUp: BillingSetUp, code: string, percent: string | null): VatCodeRow | null {
  return setUp.vatCodes.get(code)?.findLast((row) => row.percent === percent) ?? null
}

/** Cash rounding unit in minor units, where the law allows it and the invoice group wants it. */
export function roundingUnit(setUp: BillingSetUp, group: InvoiceGroup, currency: string): bigint | null {
  if (!group.cashRounding || currencyDigits(currency) === 0) return null
  return setUp.rules.documents.cashRounding[currency]?.unit ?? null
}

export function groupBy<T, K>(rows: readonly T[], key: (row: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const row of rows) {
    const k = key(row)
    const group = groups.get(k)
    if (group) group.push(row)
    else groups.set(k, [row])
  }
  return groups
}

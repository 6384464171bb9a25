import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { DocumentParty, DocumentSeller, IssuedDocument, Language } from '../../formats/e-invoice/document.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import type { Minor } from '../../kernel/money.ts'
import { formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import type { BillingSetUp } from '../billing-set-up.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { toDocument } from '../draft/to-document.ts'
import type { Draft, DraftLine, DraftVat } from '../types.ts'

/** The neutral document of an issued invoice as JSON; amounts are plain decimals as text. */
export const readDocument = verb({
  kind: 'read',
  name: 'invoicing.document',
  summary: 'The issued document as it is printed and sent',
  route: 'GET /invoices/{invoiceId}/document',
  input: z.object({ invoiceId: id }),
  output: z.record(z.string(), z.unknown()),
  async run(ctx, { invoiceId }) {
    const document = (await readDocuments(ctx, [invoiceId])).get(invoiceId)
    if (!document) return refuse('invoice.unknown', `there is no invoice ${invoiceId}`, { invoice: invoiceId }, 404)
    return JSON.parse(
      JSON.stringify(document, (_key, value: unknown) =>
        typeof value === 'bigint' ? formatMinor(value, document.currency) : value,
      ),
    )
  },
})

interface StoredDocument {
  id: Id
  kind: IssuedDocument['kind']
  numberText: string
  reference: string
  referenceKind: string
  partyId: Id
  payerId: Id
  invoiceGroupId: Id
  issuedOn: Day
  supplyOn: Day | null
  supplyFrom: Day | null
  supplyTo: Day | null
  dueOn: Day
  termsDays: number | null
  currency: string
  rate: string | null
  rateOn: Day | null
  lines: bigint
  net: bigint
  vat: bigint
  gross: bigint
  prepaid: bigint
  rounding: bigint
  payable: bigint
  /** What settled an advance invoice as it was issued. */
  paid: bigint
  theirReference: string | null
  ourReference: string | null
  purchaseOrder: string | null
  text: string | null
  creditsId: Id | null
  reason: string | null
  language: Language
  advances: StoredAdvance[] | null
  seller: DocumentSeller
  buyer: DocumentParty | null
  payer: DocumentParty | null
  partyNumber: string
  preceding: { number: string; issuedOn: Day; kind: IssuedDocument['kind'] } | null
  lineRows: LineArray[]
  vatRows: [string, DraftVat['category'], string | null, string, string, string | null, string | null][]
}
interface StoredAdvance {
  invoiceId: Id
  number: string
  issuedOn: Day
  gross: string
  vat: string
  net: string
  vatRows: { vatCode: string; percent: string | null; vat: string }[]
}
type LineArray = [
  lineNo: number,
  textOnly: boolean,
  name: string,
  description: string | null,
  quantity: string,
  unit: string,
  unitCode: string,
  unitPrice: string,
  discountPercent: string | null,
  allowance: string | null,
  amountNet: string,
  vatCode: string,
  vatCategory: DraftLine['vatCategory'],
  vatPercent: string | null,
  supplyFrom: Day | null,
  supplyTo: Day | null,
  articleCode: string | null,
]

/**
 * Issued documents, rebuilt from stored facts: amounts, texts and days of the document, seller and buyer in the versions
 * under which it was issued. Company-wide layout, texts of the invoice group and the accounts to pay to are those of today.
 * A document that the caller may not see is not in the answer; a forgotten person is left with the customer number.
 */
export async function readDocuments(ctx: Ctx, invoiceIds: readonly Id[]): Promise<Map<Id, IssuedDocument>> {
  if (invoiceIds.length === 0) return new Map()
  const setUp = await readBillingSetUp(ctx)
  const rows = await ctx.db.rows<StoredDocument>(
    `select i.id, i.kind, i.number_text as "numberText", i.reference, i.reference_kind as "referenceKind", i.party_id as "partyId", i.payer_id as "payerId",
            i.invoice_group_id as "invoiceGroupId", i.issued_on as "issuedOn", i.supply_on as "supplyOn", i.supply_from as "supplyFrom", i.supply_to as "supplyTo",
            i.due_on as "dueOn", i.terms_days as "termsDays", i.currency, trim_scale(i.rate)::text as rate, i.rate_on as "rateOn",
            i.amount_lines as lines, i.amount_net as net, i.amount_vat as vat, i.amount_gross as gross, i.amount_prepaid as prepaid, i.amount_rounding as rounding,
            i.amount_payable as payable, i.their_reference as "theirReference", i.our_reference as "ourReference", i.purchase_order as "purchaseOrder", i.text,
            i.credits_id as "creditsId", i.reason, i.language,
            case when i.kind = 'advance-invoice' then coalesce((select sum(a.amount) from open_items t join allocations a on a.company_id = t.company_id and a.debit_item_id = t.id
              where t.company_id = i.company_id and t.voucher_id = i.voucher_id and t.line_no = 1 and a.reverses_id is null and a.run_id = i.run_id), 0) else 0 end::bigint as paid, i.advances, s.seller, b.buyer, y.buyer as payer, p.number as "partyNumber",
            case when c.id is null or c.kind = 'proforma' then null
                 else json_build_object('number', c.number_text, 'issuedOn', c.issued_on, 'kind', c.kind) end as preceding,
            (select coalesce(json_agg(json_build_array(l.line_no, l.text_only, l.name, l.description, trim_scale(l.quantity)::text, l.unit, l.unit_code,
                    trim_scale(l.unit_price)::text, trim_scale(l.discount_percent)::text, l.amount_allowance::text, l.amount_net::text, l.vat_code, l.vat_category,
                    trim_scale(l.vat_percent)::text, l.supply_from, l.supply_to, a.code) order by l.line_no), '[]')
               from invoice_lines l left join articles a on a.company_id = l.company_id and a.id = l.article_id
              where l.company_id = i.company_id and l.invoice_id = i.id) as "lineRows",
            (select coalesce(json_agg(json_build_array(v.vat_code, v.category, trim_scale(v.percent)::text, v.base::text, v.vat::text, v.exemption_reason, v.exemption_code)
                    order by v.row_no), '[]')
               from invoice_vat v where v.company_id = i.company_id and v.invoice_id = i.id) as "vatRows"
       from invoices i
       join company_versions s on s.company_id = i.company_id and s.version_no = i.company_version_no
       join parties p on p.company_id = i.company_id and p.id = i.party_id
       join party_versions b on b.company_id = i.company_id and b.party_id = i.party_id and b.version_no = i.party_version_no
       join party_versions y on y.company_id = i.company_id and y.party_id = i.payer_id and y.version_no = i.payer_version_no
       left join invoices c on c.company_id = i.company_id and c.id = i.credits_id
      where i.company_id = $1 and i.id = any ($2::uuid[])`,
    [ctx.company.id, [...new Set(invoiceIds)]],
  )
  const logos = await readLogos(ctx, setUp, rows)
  return new Map(rows.map((row) => [row.id, rebuild(setUp, row, logos.get(row.invoiceGroupId) ?? null)]))
}

function rebuild(
  setUp: BillingSetUp,
  row: StoredDocument,
  logo: NonNullable<IssuedDocument['layout']>['logo'],
): IssuedDocument {
  const document = toDocument(
    { ...setUp, seller: row.seller },
    {
      draft: toDraft(row),
      number: row.numberText,
      reference: row.reference,
      referenceKind: row.referenceKind,
      group: setUp.groups.get(row.invoiceGroupId)!,
      language: row.language,
      buyer: row.buyer ?? forgotten(row),
      recipient: row.payerId === row.partyId ? null : row.payer,
      preceding: row.preceding,
      rate: row.rate && row.rateOn ? { rate: row.rate, on: row.rateOn } : null,
      baseCurrency: setUp.baseOn(row.issuedOn),
    },
  )
  document.lines.forEach((line, i) => {
    line.articleNumber = row.lineRows[i]![16]
  })
  return logo ? { ...document, layout: { ...document.layout, logo } } : document
}

const forgotten = (row: StoredDocument): DocumentParty => ({
  name: row.partyNumber,
  number: row.partyNumber,
  address: { country: row.seller.country },
  isPerson: true,
})

/** The stored document in the shape of the draft it came from. */
function toDraft(row: StoredDocument): Draft {
  return {
    kind: row.kind as Draft['kind'],
    orders: [],
    partyId: row.partyId,
    payerId: row.payerId,
    invoiceGroupId: row.invoiceGroupId,
    businessAreaId: null,
    currency: row.currency,
    issuedOn: row.issuedOn,
    dueOn: row.dueOn,
    termsDays: row.termsDays,
    supplyOn: row.supplyOn,
    supplyFrom: row.supplyFrom,
    supplyTo: row.supplyTo,
    theirReference: row.theirReference,
    ourReference: row.ourReference,
    purchaseOrder: row.purchaseOrder,
    text: row.text,
    creditsId: row.creditsId,
    reason: row.reason,
    lines: row.lineRows.map(toLine),
    vat: row.vatRows.map(([vatCode, category, percent, base, vat, exemptionReason, exemptionCode]) => ({
      vatCode,
      category,
      percent,
      base: BigInt(base) as Minor,
      vat: BigInt(vat) as Minor,
      exemptionReason,
      exemptionCode,
    })),
    totals: {
      lines: row.lines,
      net: row.net,
      vat: row.vat,
      gross: row.gross,
      // An advance invoice tells of money that has come: it asks for nothing (EN 16931: BT-113, BT-115).
      prepaid: row.prepaid + row.paid,
      rounding: row.rounding,
      payable: row.payable - row.paid,
    } as Draft['totals'],
    advances: (row.advances ?? []).map((advance) => ({
      ...advance,
      gross: BigInt(advance.gross) as Minor,
      vat: BigInt(advance.vat) as Minor,
      net: BigInt(advance.net) as Minor,
      vatRows: advance.vatRows.map((vat) => ({ ...vat, vat: BigInt(vat.vat) as Minor })),
    })),
    channel: 'print',
    holds: [],
    problems: [],
  }
}

function toLine([
  lineNo,
  textOnly,
  name,
  description,
  quantity,
  unit,
  unitCode,
  unitPrice,
  discountPercent,
  allowance,
  amountNet,
  vatCode,
  vatCategory,
  vatPercent,
  supplyFrom,
  supplyTo,
]: LineArray): DraftLine {
  return {
    orderId: '',
    lineNo,
    textOnly,
    articleId: null,
    name,
    description,
    quantity,
    unit,
    unitCode,
    unitPrice,
    discountPercent,
    vatCode,
    supplyFrom,
    supplyTo,
    coding: null,
    creditsLineNo: null,
    vatCategory,
    vatPercent,
    allowance: BigInt(allowance ?? '0') as Minor,
    amountNet: BigInt(amountNet) as Minor,
  }
}

/** Logos by invoice group, read once for the batch; a lost file is told in the log and leaves the document without one. */
export async function readLogos(
  ctx: Ctx,
  setUp: BillingSetUp,
  rows: readonly { invoiceGroupId: Id }[],
): Promise<Map<Id, NonNullable<IssuedDocument['layout']>['logo']>> {
  const logos = new Map<Id, NonNullable<IssuedDocument['layout']>['logo']>()
  for (const groupId of new Set(rows.map((row) => row.invoiceGroupId))) {
    const sha256 = setUp.groups.get(groupId)?.layout.logoSha256
    if (!sha256) continue
    try {
      const bytes = await ctx.files.read(ctx.company.id, sha256)
      logos.set(groupId, { mediaType: mediaTypeOf(bytes), base64: Buffer.from(bytes).toString('base64') })
    } catch (error) {
      ctx.log.warn({ sha256, error: (error as Error).message }, 'the logo of an invoice group cannot be read')
    }
  }
  return logos
}

function mediaTypeOf(bytes: Uint8Array): string {
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return 'image/png'
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return 'image/jpeg'
  return 'image/svg+xml'
}

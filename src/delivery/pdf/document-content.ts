import { country } from '../../countries/index.ts'
import type { DocumentLine, DocumentParty, DocumentSeller, IssuedDocument } from '../../formats/e-invoice/document.ts'
import { absolute } from '../../kernel/money.ts'
import { addressLines } from './address-lines.ts'
import type { Fact } from './facts.ts'
import { accountFact, facts, referenceLabel, sortedAccounts } from './facts.ts'
import type { SheetContent } from './sheet.ts'
import { baseSheet, dateOf, shortened } from './sheet.ts'
import { qrOf, slipOf } from './slip.ts'
import type { Texts } from './texts.ts'
import { textsOf } from './texts.ts'
import {
  currencySign,
  writeAmount,
  writeDay,
  writeDecimal,
  writeMoney,
  writeOrganisationNumber,
  writePeriod,
  writeUnitPrice,
  writeVatNumber,
} from './write-figures.ts'

export type CopyMark = 'original' | 'copy'

export interface LineContent {
  name: string
  details: string[]
  /** Null: words alone. */
  cells: Partial<Record<ColumnKey, string>> | null
}

type ColumnKey = 'quantity' | 'unitPrice' | 'discount' | 'vat' | 'amount'

export interface DocumentContent extends SheetContent {
  window: 'left' | 'right'
  address: string[]
  parties: { label: string; lines: string[]; facts: Fact[] }[] | null
  facts: Fact[]
  notice: string | null
  strip: Fact[]
  concerns: Fact[]
  opening: string[]
  columns: { key: ColumnKey | 'name'; title: string; right: boolean }[]
  lines: LineContent[]
  vat: { heads: string[]; rows: string[][]; notes: string[] }
  totals: { label: string; detail: string | null; amount: string; strong: boolean }[]
  closing: string[]
  payment: Fact[]
  qr: { svg: string; caption: string; alt: string } | null
}

export interface ContentOptions {
  copyMark?: CopyMark
  /** Not issued yet: no number, no reference, nothing to pay by, and a word across every page. */
  isDraft?: boolean
  logoPath?: string | null
  xmlPath?: string | null
}

/** What stands on the printed document, in the order it is read. Pure. */
export function documentContent(document: IssuedDocument, options: ContentOptions = {}): DocumentContent {
  const say = textsOf(document.seller.country, document.language)
  const { language, currency } = document
  const money = (amount: bigint) => writeAmount(amount, currency, language)
  const columns = columnsOf(document, say)
  const bulgarian = document.seller.country === 'BG'
  const sheet = sheetContent(document, say, options)
  return {
    ...sheet,
    // Envelopes: the window is at the right in Sweden (SS 61 40 10), at the left in Norway.
    window: document.seller.country === 'NO' ? 'left' : 'right',
    address: addressLines(document.recipient ?? document.buyer, document.seller),
    parties: bulgarian ? bulgarianParties(document, say) : null,
    facts: factsOf(document, say),
    notice: document.kind === 'proforma' ? mention(document, 'not-a-tax-document') : null,
    strip: stripOf(document, say).filter(([, text]) => text !== ''),
    concerns: concernsOf(document, say),
    opening: document.notes,
    columns,
    lines: document.lines.map((line) => lineContent(line, document, say)),
    vat: vatOf(document, say),
    totals: totalsOf(document, say, money),
    closing: closingOf(document, say),
    payment: options.isDraft ? [] : paymentFacts(document, say, sheet.slip !== null),
    qr: options.isDraft ? null : qrOf(document, say),
  }
}

const rulesOf = (document: { seller: DocumentSeller }) => country(document.seller.country).documents
type MentionName = Parameters<ReturnType<typeof rulesOf>['mention']>[0]

const mention = (document: IssuedDocument, name: MentionName): string | null =>
  rulesOf(document).mention(name, document.language)

// ── Sheet ───────────────────────────────────────────────────────────────────

function sheetContent(document: IssuedDocument, say: Texts, options: ContentOptions): SheetContent {
  const { language, seller } = document
  const title = rulesOf(document).title(document.kind, language)
  const number = options.isDraft ? say.draft : document.number
  const names = title.split(' / ')
  return {
    ...baseSheet(document, say, options.logoPath ?? null),
    title: `${names[0]} ${number}`,
    description: `${names.at(-1)} ${number}, ${seller.name}`,
    date: dateOf(document.issuedOn),
    names,
    number,
    mark: options.isDraft ? null : markOf(document, options.copyMark),
    running: [shortened(`${names[0]} ${number}`), shortened(seller.name)],
    attachment: options.xmlPath ? { path: options.xmlPath, description: say.embeddedXml } : null,
    // A bank of the seller's country reads it.
    slip: options.isDraft
      ? null
      : slipOf(document, rulesOf(document).title(document.kind, country(seller.country).language)),
    draft: options.isDraft ? say.draft : null,
  }
}

/** Bulgaria marks the first copy (ЗДДС); a proforma and an internal invoice are no tax documents and bear no mark. */
function markOf(document: IssuedDocument, given: CopyMark | undefined): string | null {
  const isLegal = document.kind !== 'proforma' && document.kind !== 'internal-invoice'
  if (given === undefined && !isLegal) return null
  const own = mention(document, given ?? 'original')
  const bulgarian = document.seller.country === 'BG' ? rulesOf(document).mention(given ?? 'original', 'bg') : null
  return bulgarian && bulgarian !== own ? `${bulgarian} / ${own}` : own
}

// ── Parties and facts ───────────────────────────────────────────────────────

function identities(party: DocumentParty, say: Texts): Fact[] {
  const code = party.address.country
  return facts([
    [
      say.organisationNumber,
      party.isPerson || !party.organisationNumber ? null : writeOrganisationNumber(party.organisationNumber, code),
    ],
    [say.vatNumber, party.vatNumber ? writeVatNumber(party.vatNumber, code) : null],
  ])
}

function bulgarianParties(document: IssuedDocument, say: Texts): DocumentContent['parties'] {
  const { buyer, seller } = document
  return [
    { label: say.buyer, lines: addressLines(buyer, seller), facts: identities(buyer, say) },
    {
      label: say.seller,
      lines: addressLines(seller, seller),
      facts: [...identities(seller, say), ...facts([[say.responsiblePerson, seller.responsiblePerson]])],
    },
  ]
}

function factsOf(document: IssuedDocument, say: Texts): Fact[] {
  const { language, buyer, seller, recipient, payment } = document
  const contact = document.businessArea
  const isAdvance = document.kind === 'advance-invoice'
  const isCredit = document.kind === 'credit-note' || document.kind === 'debit-note' || document.kind === 'proforma'
  const withParties = seller.country === 'BG'
  const code = buyer.address.country
  return facts([
    [isCredit && seller.country !== 'BG' ? say.documentDate : say.issuedOn, writeDay(document.issuedOn, language)],
    [
      isAdvance && seller.country !== 'BG' ? say.advanceOn : say.supplyOn,
      document.supplyOn ? writeDay(document.supplyOn, language) : null,
    ],
    [say.supplyPeriod, writePeriod(document.supplyFrom, document.supplyTo, language)],
    [say.customerNumber, buyer.number],
    [say.theirReference, document.theirReference],
    [say.purchaseOrder, document.purchaseOrder],
    [say.contract, document.contractReference],
    [say.ourReference, document.ourReference],
    [say.terms, payment && hasPayment(document) ? payment.termsText : null],
    // Another pays, or the letter goes elsewhere: the buyer himself stands here (ML 17:24, bokføringsforskriften § 5-1-1).
    [say.buyer, recipient && !withParties ? addressLines(buyer, seller).join(', ') : null],
    [
      say.buyerOrganisationNumber,
      withParties || buyer.isPerson || !buyer.organisationNumber
        ? null
        : writeOrganisationNumber(buyer.organisationNumber, code),
    ],
    [say.buyerVatNumber, !withParties && buyer.vatNumber ? writeVatNumber(buyer.vatNumber, code) : null],
    [say.questions, [contact?.phone, contact?.email].filter(Boolean).join(', ')],
  ])
}

function concernsOf(document: IssuedDocument, say: Texts): Fact[] {
  const corrected = document.preceding.filter(
    (one) => one.kind !== 'advance-invoice' || !document.advances?.some((advance) => advance.number === one.number),
  )
  const corrects = document.kind === 'credit-note' || document.kind === 'debit-note'
  return facts([
    ...corrected.map((one): [string, string] => [
      corrects ? say.correctsInvoice : say.followsDocument,
      `${one.number} ${say.ofDate} ${writeDay(one.issuedOn, document.language)}`,
    ]),
    [say.reason, document.reason ?? corrected.find((one) => one.reason)?.reason],
  ])
}

// ── Amount strip and payment ────────────────────────────────────────────────

const isCreditKind = (document: IssuedDocument) => document.kind === 'credit-note'

/** Somebody is to pay this by a bank. */
const hasPayment = (document: IssuedDocument): boolean =>
  document.payment !== null &&
  document.totals.payable > 0n &&
  !isCreditKind(document) &&
  document.kind !== 'internal-invoice'

const payableLabel = (document: IssuedDocument, say: Texts): string => {
  if (isCreditKind(document)) return say.toCredit
  if (document.kind === 'internal-invoice') return say.toTransfer
  return document.totals.payable < 0n ? say.toReturn : say.toPay
}

function stripOf(document: IssuedDocument, say: Texts): Fact[] {
  const { language, currency, payment, totals } = document
  const amount = absolute(totals.payable)
  const strip: Fact[] = [[payableLabel(document, say), writeMoney(amount, currency, language)]]
  if (!payment || !hasPayment(document)) return strip
  const account = sortedAccounts(document)[0]
  return [
    ...strip,
    [say.dueOn, writeDay(payment.dueOn, language)],
    [referenceLabel(document, say), payment.reference],
    ...(account ? [accountFact(account, say)] : []),
  ]
}

/** At the foot of a document without a slip: every account with its bank. */
function paymentFacts(document: IssuedDocument, say: Texts, hasSlip: boolean): Fact[] {
  const { payment } = document
  if (!payment || !hasPayment(document)) return []
  if (hasSlip) return []
  const own = sortedAccounts(document).flatMap((account): [string, string | null | undefined][] => [
    accountFact(account, say),
    [say.bic, 'bic' in account ? account.bic : null],
    [say.bank, 'bankName' in account ? account.bankName : null],
  ])
  return facts([...own, [referenceLabel(document, say), payment.reference]])
}

// ── Lines ───────────────────────────────────────────────────────────────────

function columnsOf(document: IssuedDocument, say: Texts): DocumentContent['columns'] {
  const priced = document.lines.filter((line) => !line.textOnly)
  const taxed = priced.some((line) => Number(line.vatPercent ?? 0) !== 0 || line.vatCategory !== 'O')
  // One of each, without VAT: quantity and price would only repeat the amount.
  const plain =
    !document.vat.some((row) => row.vat !== 0n) &&
    priced.every((line) => /^1(\.0*)?$/.test(line.quantity) && !hasDiscount(line))
  const right = true
  const isBulgarian = document.seller.country === 'BG'
  return [
    { key: 'name', title: say.description, right: false },
    ...(plain && !isBulgarian
      ? []
      : [
          { key: 'quantity' as const, title: say.quantity, right },
          { key: 'unitPrice' as const, title: say.unitPrice, right },
        ]),
    ...(priced.some(hasDiscount) ? [{ key: 'discount' as const, title: say.discount, right }] : []),
    ...(taxed && document.kind !== 'internal-invoice' ? [{ key: 'vat' as const, title: say.vatRate, right }] : []),
    { key: 'amount', title: `${say.amount}, ${currencySign(document.currency, document.language)}`, right },
  ]
}

const hasDiscount = (line: DocumentLine): boolean =>
  Boolean(line.allowance) || Boolean(line.discountPercent && Number(line.discountPercent) !== 0)

function lineContent(line: DocumentLine, document: IssuedDocument, say: Texts): LineContent {
  const { language, currency } = document
  if (line.textOnly) return { name: line.name, details: line.description ? [line.description] : [], cells: null }
  const details = [
    line.description,
    [
      line.articleNumber ? `${say.article} ${line.articleNumber}` : null,
      line.orderLineReference ? `${say.orderLine} ${line.orderLineReference}` : null,
      // The days of interest stand in the line's own words, by their rates.
      document.kind === 'interest-invoice' ? null : writePeriod(line.supplyFrom, line.supplyTo, language),
      line.allowanceReason,
    ]
      .filter(Boolean)
      .join(' · '),
  ]
  return {
    name: line.name,
    details: details.filter((detail): detail is string => Boolean(detail)),
    cells: {
      quantity: `${writeDecimal(line.quantity, language)}${line.unit.length > 8 ? ' ' : '\u00a0'}${line.unit}`.trim(),
      unitPrice: writeUnitPrice(line.unitPrice, currency, language),
      discount: discountText(line, document),
      vat: vatRateText(line.vatCategory, line.vatPercent, document, say),
      amount: writeAmount(line.amountNet, currency, language),
    },
  }
}

function discountText(line: DocumentLine, { language, currency }: IssuedDocument): string {
  if (line.discountPercent && Number(line.discountPercent) !== 0)
    return `${writeDecimal(line.discountPercent, language)}\u00a0%`
  return line.allowance ? writeAmount(-line.allowance, currency, language) : ''
}

function vatRateText(category: string, percent: string | null, document: IssuedDocument, say: Texts): string {
  if (category === 'E' || category === 'O' || percent === null) return percent === null ? '–' : `0\u00a0%`
  return `${writeDecimal(percent, document.language) || say.withoutVat}\u00a0%`
}

// ── VAT and totals ──────────────────────────────────────────────────────────

function vatOf(document: IssuedDocument, say: Texts): DocumentContent['vat'] {
  const { language, currency } = document
  const money = (amount: bigint) => writeAmount(amount, currency, language)
  const shown = document.vat.some((row) => row.vat !== 0n) || document.vat.some((row) => row.category !== 'O')
  const isTaxDocument = document.kind !== 'internal-invoice'
  return {
    heads: [say.vatRate, say.vatBase, say.vatAmount],
    rows:
      shown && isTaxDocument
        ? document.vat.map((row) => [
            vatRateText(row.category, row.percent, document, say),
            money(row.base),
            money(row.vat),
          ])
        : [],
    notes: isTaxDocument ? vatNotes(document, say) : [],
  }
}

/** Grounds for zero VAT (ML 17:24, ЗДДС чл. 114 ал. 1 т. 11), the words of a reverse charge, VAT in the country's money. */
function vatNotes(document: IssuedDocument, say: Texts): string[] {
  const { language } = document
  const grounds = document.vat.flatMap((row) => {
    if (row.category === 'S' || row.category === 'Z') return []
    const words = row.category === 'AE' ? mention(document, 'reverse-charge') : null
    const given = row.exemptionReason ?? null
    const both = words && given && !given.toLowerCase().includes(words.toLowerCase()) ? `${words}. ${given}` : null
    return [both ?? given ?? words].filter((text): text is string => Boolean(text))
  })
  const unregistered =
    !document.seller.vatNumber && document.kind !== 'proforma' ? mention(document, 'not-vat-registered') : null
  const { accountingVat } = document
  return [
    ...[...new Set([...grounds, ...(unregistered ? [unregistered] : [])])].map((text) => `${say.vatGround}: ${text}`),
    ...(accountingVat
      ? [
          `${say.vatIn} ${accountingVat.currency}: ${writeAmount(accountingVat.vat, accountingVat.currency, language)} ` +
            `(${say.rate} ${writeDecimal(accountingVat.rate, language)}, ${writeDay(accountingVat.rateOn, language)})`,
        ]
      : []),
  ]
}

function totalsOf(document: IssuedDocument, say: Texts, money: (amount: bigint) => string): DocumentContent['totals'] {
  const { totals, language } = document
  const row = (label: string, amount: bigint, detail: string | null = null) => ({
    label,
    detail,
    amount: money(amount),
    strong: false,
  })
  const hasVat = totals.vat !== 0n || document.vat.some((one) => one.category !== 'O')
  const adjusted = document.allowances.length + document.charges.length > 0
  const advances = document.advances ?? []
  const showsSteps = adjusted || hasVat || totals.prepaid !== 0n || totals.rounding !== 0n
  const isTaxDocument = document.kind !== 'internal-invoice'
  return [
    ...(adjusted ? [row(say.sumLines, totals.lines)] : []),
    ...document.allowances.map((one) => row(one.reason, -one.amount)),
    ...document.charges.map((one) => row(one.reason, one.amount)),
    ...(showsSteps ? [row(hasVat && isTaxDocument ? say.net : say.netWithoutVat, totals.net)] : []),
    ...(hasVat && isTaxDocument ? [row(say.vatTotal, totals.vat), row(say.gross, totals.gross)] : []),
    ...(advances.length > 0
      ? advances.map((advance) =>
          row(
            `${say.prepaid} ${advance.number}`,
            -advance.gross,
            `${writeDay(advance.issuedOn, language)}, ${say.ofWhichVat} ${money(advance.vat)}`,
          ),
        )
      : totals.prepaid !== 0n
        ? [row(document.kind === 'advance-invoice' ? say.paid : say.prepaid, -totals.prepaid)]
        : []),
    ...(totals.rounding !== 0n ? [row(say.rounding, totals.rounding)] : []),
    {
      label: payableLabel(document, say),
      detail: null,
      amount: writeMoney(absolute(totals.payable), document.currency, language),
      strong: true,
    },
  ]
}

function closingOf(document: IssuedDocument, say: Texts): string[] {
  const { seller } = document
  const nothingDue = document.totals.payable === 0n && !isCreditKind(document)
  const late = hasPayment(document) ? document.payment!.latePaymentText : null
  return [
    late ? `${say.latePayment}: ${late}` : null,
    document.kind === 'internal-invoice' ? say.internalSettlement : nothingDue ? say.nothingToPay : null,
    seller.country === 'BG' && seller.compiledBy ? `${say.compiledBy}: ${seller.compiledBy}` : null,
  ].filter((text): text is string => text !== null)
}

import { z } from 'zod'
import type { CurrencyChange } from '../../countries/currency.ts'
import { changeOf } from '../../countries/currency.ts'
import { country } from '../../countries/index.ts'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { amountText, dayText, decimalText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Language } from '../../formats/e-invoice/document.ts'
import type { Day } from '../../kernel/day.ts'
import { Decimal } from '../../kernel/decimal.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { absolute, formatMinor, parseMinor, roundToMinor, toDecimal } from '../../kernel/money.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused, refuse } from '../../kernel/problem.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { priceInNew } from '../draft/carry-over.ts'
import { readOriginals } from '../draft/read-originals.ts'
import type { NewOrder } from '../orders/save-orders.ts'
import { saveOrders } from '../orders/save-orders.ts'
import type { Original } from '../original.ts'
import { billed, billNow, leavesLater, recallSeconds } from './bill-now.ts'

export const creditPick = z.object({
  lineNo: z.number().int().positive(),
  quantity: decimalText.optional().meta({ description: 'Part of the quantity, at the line’s own price' }),
  amountNet: amountText
    .optional()
    .meta({ description: 'Part of the net amount; with neither, all that is left of the line' }),
})
type Pick = z.output<typeof creditPick>

/** A credit note for a document or a part of it: the amounts mirror what is stored; what is open is settled at once. */
export const credit = verb({
  kind: 'write',
  name: 'invoicing.credit',
  summary: 'Credit an invoice, whole or in part',
  route: 'POST /invoices/{invoiceId}/credit',
  input: z.object({
    invoiceId: id,
    lines: z.array(creditPick).min(1).optional().meta({ description: 'Default: all that is left of all lines' }),
    reason: z.string().trim().min(1).max(500),
    invoiceOn: dayText.optional(),
    text: z.string().max(1_000).optional(),
    recallSeconds,
  }),
  output: billed,
  later: leavesLater,
  async run(ctx, { invoiceId, invoiceOn, recallSeconds: seconds, ...given }) {
    const setUp = await readBillingSetUp(ctx)
    const { order, correction } = await creditOrder(ctx, invoiceId, given, invoiceOn ?? ctx.today)
    const [orderId] = await saveOrders(ctx, [order])
    const twoPersons = setUp.groups.get(order.invoiceGroupId)!.twoPersonApproval
    const result = await billNow(ctx, setUp, [orderId!], {
      invoiceOn: invoiceOn ?? null,
      twoPersons,
      recallSeconds: seconds,
    })
    await audit(ctx, {
      verb: 'invoicing.credit',
      subjects: [invoiceId, ...result.documents.map((document) => document.invoiceId)],
      summary: { credits: correction.numberText, number: result.documents[0]?.number ?? null, state: result.state },
      businessAreaId: order.businessAreaId,
    })
    return result
  },
})

/** The order of a credit note; the document that it corrects is locked. @throws Refused with every problem found */
export async function creditOrder(
  ctx: Ctx,
  invoiceId: Id,
  given: { lines?: readonly Pick[] | undefined; reason: string; text?: string | undefined },
  on: Day,
): Promise<{ order: NewOrder; correction: DocumentToCorrect }> {
  const correction = await lockDocument(ctx, invoiceId, on)
  if (correction.kind === 'advance-invoice') {
    if (given.lines) refuse('advance.credited-whole', 'an advance invoice is credited as a whole', {}, 409)
    const deducted = (await readDeductions(ctx, [invoiceId])).get(invoiceId)
    if (deducted) throw new Refused(advanceDeducted(correction.numberText, deducted), 409)
    await letGoOfAdvances(ctx, [invoiceId])
  }
  const original = (await readOriginals(ctx, [invoiceId], on)).get(invoiceId)!
  return { order: orderOf(correction, original, given), correction }
}

/**
 * Documents that are to be credited whole, locked, each with its order or with why not. Advances that wait to be deducted are
 * still named by their orders: letGoOfAdvances.
 */
export async function creditOrders(
  ctx: Ctx,
  invoiceIds: readonly Id[],
  reason: string,
  on: Day,
): Promise<
  { invoiceId: Id; number: string | null; kind: string | null; order: NewOrder | null; problems: Problem[] }[]
> {
  const documents = await lockAllIssued(ctx, invoiceIds, on)
  const originals = await readOriginals(ctx, [...documents.keys()], on)
  const deductions = await readDeductions(
    ctx,
    [...documents.values()].filter(({ kind }) => kind === 'advance-invoice').map(({ id }) => id),
  )
  const waiting = await readWaitingNotes(ctx, [...documents.keys()])
  return invoiceIds.map((invoiceId) => {
    const document = documents.get(invoiceId)
    if (!document) return { invoiceId, number: null, kind: null, order: null, problems: [unknownInvoice(invoiceId)] }
    const { numberText: number, kind } = document
    const deducted = deductions.get(invoiceId)
    const hindrance =
      annulledOrNoNote(document) ??
      (deducted ? advanceDeducted(number, deducted) : null) ??
      (waiting.has(invoiceId) ? noteWaits(number) : null)
    if (hindrance) return { invoiceId, number, kind, order: null, problems: [hindrance] }
    try {
      return { invoiceId, number, kind, order: orderOf(document, originals.get(invoiceId)!, { reason }), problems: [] }
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return { invoiceId, number, kind, order: null, problems: error.problems }
    }
  })
}

const orderOf = (
  correction: DocumentToCorrect,
  original: Original,
  given: { lines?: readonly Pick[] | undefined; reason: string; text?: string | undefined },
): NewOrder => ({
  ...headOf(correction, 'credit-note', given.reason),
  text: textOf(correction, given.text),
  lines: creditLines(correction, original, given.lines),
})

export interface DocumentToCorrect {
  id: Id
  kind: string
  numberText: string
  partyId: Id
  invoiceGroupId: Id
  businessAreaId: Id | null
  /** That of documents on the day of the correction; its lines' prices too. */
  currency: string
  /** What it was issued in, where that currency has ended since. */
  ended: CurrencyChange | null
  amountGross: bigint
  language: Language
  issuedOn: Day
  supplyOn: Day | null
  supplyFrom: Day | null
  supplyTo: Day | null
  theirReference: string | null
  ourReference: string | null
  purchaseOrder: string | null
  annulled: boolean
  lines: {
    lineNo: number
    articleId: Id | null
    name: string
    description: string | null
    quantity: string
    unit: string
    unitCode: string
    unitPrice: string
    discountPercent: string | null
    vatCode: string
    supplyFrom: Day | null
    supplyTo: Day | null
    coding: NewOrder['lines'][number]['coding']
  }[]
}

/** A document that a note of a day corrects, locked until commit. @throws Refused for a kind that no note corrects */
export async function lockDocument(ctx: Ctx, invoiceId: Id, on: Day): Promise<DocumentToCorrect> {
  const row = await lockIssued(ctx, invoiceId, on)
  const hindrance = annulledOrNoNote(row)
  if (hindrance) throw new Refused(hindrance, 409)
  return row
}

/**
 * An issued document, locked until commit, with the coding of the orders it came from, in the currency that documents of
 * the day have. @throws Refused when it is annulled
 */
export async function lockIssued(ctx: Ctx, invoiceId: Id, on: Day): Promise<DocumentToCorrect> {
  const row = (await lockAllIssued(ctx, [invoiceId], on)).get(invoiceId)
  if (!row) throw new Refused(unknownInvoice(invoiceId), 404)
  if (row.annulled) throw new Refused(annulledOrNoNote(row)!, 409)
  return row
}

const unknownInvoice = (invoiceId: Id): Problem => ({
  code: 'invoice.unknown',
  message: `there is no invoice ${invoiceId}`,
  data: { invoice: invoiceId },
})

function annulledOrNoNote({ annulled, kind, numberText: invoice }: DocumentToCorrect): Problem | null {
  if (annulled) return { code: 'invoice.annulled', message: `${invoice} is annulled`, data: { invoice } }
  if (kind === 'proforma' || kind === 'credit-note')
    return { code: 'invoice.not-correctable', message: `a ${kind} is not corrected by a note`, data: { invoice, kind } }
  return null
}

/** As lockIssued, annulled ones among them; who is not there or not seen is left out. */
async function lockAllIssued(
  { db, company }: Ctx,
  invoiceIds: readonly Id[],
  on: Day,
): Promise<Map<Id, DocumentToCorrect>> {
  const rows = await db.rows<Omit<DocumentToCorrect, 'ended'>>(
    `select i.id, i.kind, i.number_text as "numberText", i.party_id as "partyId", i.invoice_group_id as "invoiceGroupId", i.business_area_id as "businessAreaId",
            i.currency, i.amount_gross as "amountGross", i.language, i.issued_on as "issuedOn", i.supply_on as "supplyOn", i.supply_from as "supplyFrom", i.supply_to as "supplyTo",
            i.their_reference as "theirReference", i.our_reference as "ourReference", i.purchase_order as "purchaseOrder",
            exists (select from invoice_annulments n where n.company_id = i.company_id and n.invoice_id = i.id) as annulled,
            (select coalesce(json_agg(json_build_object('lineNo', l.line_no, 'articleId', l.article_id, 'name', l.name, 'description', l.description,
                    'quantity', trim_scale(l.quantity)::text, 'unit', l.unit, 'unitCode', l.unit_code, 'unitPrice', trim_scale(l.unit_price)::text,
                    'discountPercent', trim_scale(l.discount_percent)::text, 'vatCode', l.vat_code, 'supplyFrom', l.supply_from, 'supplyTo', l.supply_to,
                    'coding', o.coding) order by l.line_no), '[]')
               from invoice_lines l left join order_lines o on o.company_id = l.company_id and o.order_id = l.order_id and o.line_no = l.order_line_no
              where l.company_id = i.company_id and l.invoice_id = i.id and not l.text_only) as lines
       from invoices i where i.company_id = $1 and i.id = any ($2::uuid[]) order by i.id for no key update of i`,
    [company.id, invoiceIds],
  )
  const { currency } = country(company.country)
  const inCurrencyOf = (row: (typeof rows)[number]): DocumentToCorrect => {
    const ended = changeOf(currency, row.currency, on)
    if (!ended) return { ...row, ended }
    const lines = row.lines.map((line) => ({ ...line, unitPrice: priceInNew(line.unitPrice, ended) }))
    return { ...row, currency: ended.to, ended, lines }
  }
  return new Map(rows.map((row) => [row.id, inCurrencyOf(row)]))
}

/** A note on a document of a currency that has ended tells what that document was in it; its own amounts are not doubled. */
export function textOf(document: DocumentToCorrect, text: string | undefined): string | null {
  const { ended, language } = document
  if (!ended) return text ?? null
  const own = oldAmountText[language](
    `${document.numberText} (${document.issuedOn})`,
    `${formatMinor(document.amountGross, ended.from)} ${ended.from}`,
    `1 ${ended.to} = ${ended.rate} ${ended.from}`,
  )
  return text ? `${text}\n${own}` : own
}

const oldAmountText: Record<Language, (number: string, amount: string, rate: string) => string> = {
  sv: (number, amount, rate) => `Faktura ${number} uppgick till ${amount}; ${rate}.`,
  nb: (number, amount, rate) => `Faktura ${number} var på ${amount}; ${rate}.`,
  bg: (number, amount, rate) => `Фактура № ${number} е на стойност ${amount}; ${rate}.`,
  en: (number, amount, rate) => `Invoice ${number} was ${amount}; ${rate}.`,
}

/** The head of a note: the customer, references and supply of what it corrects. The supply day keeps the VAT of its time. */
export const headOf = (
  document: DocumentToCorrect,
  kind: 'credit-note' | 'debit-note',
  reason: string,
): Omit<NewOrder, 'lines' | 'text'> => ({
  kind,
  source: kind,
  sourceReference: newId(),
  sourceRow: null,
  partyId: document.partyId,
  invoiceGroupId: document.invoiceGroupId,
  businessAreaId: document.businessAreaId,
  currency: document.currency,
  invoiceOn: null,
  dueOn: null,
  supplyOn: document.supplyOn,
  supplyFrom: document.supplyFrom,
  supplyTo: document.supplyTo,
  theirReference: document.theirReference,
  ourReference: document.ourReference,
  purchaseOrder: document.purchaseOrder,
  creditsId: document.id,
  reason,
})

/** Advances that a final invoice has taken: its number, by advance. Those are corrected through that invoice. */
async function readDeductions({ db, company }: Ctx, advanceIds: readonly Id[]): Promise<Map<Id, string>> {
  if (advanceIds.length === 0) return new Map()
  const rows = await db.rows<{ id: Id; number: string }>(
    `select d.advance_invoice_id as id, i.number_text as number from order_advances d
       join orders o on o.company_id = d.company_id and o.id = d.order_id
       join invoices i on i.company_id = o.company_id and i.id = o.invoice_id
      where d.company_id = $1 and d.advance_invoice_id = any ($2::uuid[])`,
    [company.id, advanceIds],
  )
  return new Map(rows.map(({ id, number }) => [id, number]))
}

/** Documents that an order not yet billed is to credit: it waits in a run for another person, or for the next run. */
async function readWaitingNotes({ db, company }: Ctx, invoiceIds: readonly Id[]): Promise<Set<Id>> {
  const rows = await db.rows<{ id: Id }>(
    `select distinct credits_id as id from orders
      where company_id = $1 and credits_id = any ($2::uuid[]) and kind = 'credit-note' and invoice_id is null and cancelled_at is null`,
    [company.id, invoiceIds],
  )
  return new Set(rows.map(({ id }) => id))
}

const noteWaits = (invoice: string): Problem => ({
  code: 'credit-note.waits',
  message: `a credit note on ${invoice} waits already: approve it, or take it back`,
  data: { invoice },
})

const advanceDeducted = (advance: string, invoice: string): Problem => ({
  code: 'advance.deducted',
  message: `advance ${advance} is deducted on invoice ${invoice}: credit that one`,
  data: { invoice },
})

/** Advances that are credited wait no longer to be deducted. */
export async function letGoOfAdvances({ db, company }: Ctx, advanceIds: readonly Id[]): Promise<void> {
  await db.query(`delete from order_advances where company_id = $1 and advance_invoice_id = any ($2::uuid[])`, [
    company.id,
    advanceIds,
  ])
}

function creditLines(
  document: DocumentToCorrect,
  original: Original,
  picks: readonly Pick[] | undefined,
): NewOrder['lines'] {
  const problems: Problem[] = []
  const wanted =
    picks ?? original.lines.filter((line) => line.amountNet !== line.credited).map(({ lineNo }) => ({ lineNo }))
  if (wanted.length === 0)
    refuse(
      'credit-note.nothing-left',
      `${document.numberText} is credited already`,
      { invoice: document.numberText },
      409,
    )
  const lines = wanted.flatMap((one, i) => {
    const given = document.lines.find((line) => line.lineNo === one.lineNo)
    const stored = original.lines.find((line) => line.lineNo === one.lineNo)
    const path = `lines[${i + 1}]`
    if (!given || !stored) {
      problems.push({
        code: 'credit-note.line-unknown',
        message: `${document.numberText} has no line ${one.lineNo} with an amount`,
        data: { invoice: document.numberText, line: one.lineNo },
        path,
      })
      return []
    }
    if (wanted.findIndex((other) => other.lineNo === one.lineNo) < i) {
      problems.push({
        code: 'credit-note.line-twice',
        message: `line ${one.lineNo} is named twice: give it once`,
        path,
      })
      return []
    }
    const part = partOf(one, stored, document.currency)
    if ('problem' in part) {
      problems.push({ ...part.problem, path })
      return []
    }
    const { lineNo, ...kept } = given
    const whole = stored.discountPercent === null ? { discountPercent: null } : {}
    return [{ ...kept, ...whole, ...part, textOnly: false, creditsLineNo: lineNo }]
  })
  if (problems.length > 0) throw new Refused(problems)
  return lines
}

type Stored = Original['lines'][number]
type Part = { quantity: string; unitPrice: string; discountPercent?: string | null }

/**
 * Quantity and price of a part. A part of the quantity keeps the line's price and discount; the last such part takes what
 * is left of the amount. A part by amount, and the rest of a line once credited by amount, are one piece at that price.
 */
function partOf(one: Pick, stored: Stored, currency: string): Part | { problem: Problem } {
  const rest = stored.amountNet - stored.credited
  const restQuantity = new Decimal(stored.quantity).minus(stored.creditedQuantity)
  const byQuantity = stored.credited === stored.creditedAtPrice
  const money = (amount: bigint) => formatMinor(amount, currency)
  const exceeds = (left: string, asked: string, unit = ''): { problem: Problem } => ({
    problem: {
      code: 'credit-note.line-exceeds',
      message: `line ${stored.lineNo} has ${left}${unit} left to credit, not ${asked}`,
      data: { line: stored.lineNo, left },
    },
  })
  const piece = (amount: bigint): Part => ({
    quantity: '1',
    unitPrice: toDecimal(amount, currency).toString(),
    discountPercent: null,
  })
  if (one.amountNet !== undefined && one.quantity !== undefined)
    return {
      problem: {
        code: 'credit-note.quantity-or-amount',
        message: `line ${stored.lineNo}: give a quantity or an amount, not both`,
        data: { line: stored.lineNo },
      },
    }
  if (one.amountNet !== undefined) {
    const asked = stored.amountNet < 0n ? -absoluteOf(one.amountNet, currency) : absoluteOf(one.amountNet, currency)
    if (asked === 0n || (stored.amountNet < 0n ? asked < rest : asked > rest)) return exceeds(money(rest), money(asked))
    return asked === stored.amountNet ? { quantity: stored.quantity, unitPrice: stored.unitPrice } : piece(asked)
  }
  if (one.quantity !== undefined) {
    const asked = new Decimal(one.quantity).abs().times(new Decimal(stored.quantity).isNegative() ? -1 : 1)
    if (!byQuantity)
      return {
        problem: {
          code: 'credit-note.credited-by-amount',
          message: `line ${stored.lineNo} was credited by amount before: give an amount, at most ${money(rest)}`,
          data: { line: stored.lineNo, left: money(rest) },
        },
      }
    if (asked.isZero() || asked.abs().greaterThan(restQuantity.abs()))
      return exceeds(restQuantity.toString(), asked.toString(), ' pieces')
    return { quantity: asked.toString(), unitPrice: stored.unitPrice }
  }
  if (rest === 0n) return exceeds(money(0n), 'anything')
  const priced = roundToMinor(restQuantity.times(stored.unitPrice), currency)
  const near = stored.amountAllowance !== 0n || within(priced, rest, 2n)
  return byQuantity && !restQuantity.isZero() && near
    ? { quantity: restQuantity.toString(), unitPrice: stored.unitPrice }
    : piece(rest)
}

const absoluteOf = (text: string, currency: string): bigint => absolute(parseMinor(text, currency))
const within = (a: bigint, b: bigint, most: bigint): boolean => absolute(a - b) <= most

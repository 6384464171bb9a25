import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { asSystem } from '../../db/context.ts'
import { amountText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Language } from '../../formats/e-invoice/document.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import type { Minor } from '../../kernel/money.ts'
import { formatMinor, parseMinor, share, toDecimal } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { bookText } from '../../kernel/words/book-texts.ts'
import { accountOfRole } from '../../ledger/choose-account.ts'
import { readOpenDays } from '../../ledger/open-day.ts'
import type { Voucher } from '../../ledger/post.ts'
import { post } from '../../ledger/post.ts'
import { allocate } from '../../subledger/allocate.ts'
import { openItems } from '../../subledger/open-items.ts'
import type { BillingSetUp, InvoiceGroup } from '../billing-set-up.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { amountInNew } from '../draft/carry-over.ts'
import type { NewOrder } from '../orders/save-orders.ts'
import { saveOrders } from '../orders/save-orders.ts'
import { paid } from '../run/settle-corrections.ts'
import { pieces } from '../units.ts'
import type { Billed } from './bill-now.ts'
import { billed, billNow } from './bill-now.ts'
import type { DocumentToCorrect } from './credit.ts'
import { lockIssued } from './credit.ts'

/**
 * A payment on a proforma is a prepayment: VAT is due when it is received (ML 7:7; ЗДДС чл. 25 ал. 7), by an advance invoice
 * that the payment settles at once. Where the law asks for none (Norway) the payment stays on account and this refuses.
 */
export const advanceInvoice = verb({
  kind: 'write',
  name: 'invoicing.advance-invoice',
  summary: 'Turn a payment on a proforma into a prepayment with its advance invoice',
  route: 'POST /invoices/{proformaId}/advance',
  input: z.object({
    proformaId: id,
    itemId: id
      .optional()
      .meta({ description: 'The open payment; default: the money paid on this proforma by its number or reference' }),
    amount: amountText
      .optional()
      .meta({ description: 'Part of the payment; default: all of it, at most what is left of the proforma' }),
  }),
  output: billed,
  run: (ctx, input) => advanceOf(ctx, input),
})

/** One advance invoice of a payment on a proforma, within the caller's transaction. */
export async function advanceOf(
  ctx: Ctx,
  { proformaId, itemId, amount }: { proformaId: Id; itemId?: Id | undefined; amount?: string | undefined },
): Promise<Billed> {
  const setUp = await readBillingSetUp(ctx)
  if (!setUp.rules.documents.advanceInvoiceOnPrepayment)
    refuse('advance.not-in-country', 'a payment in advance makes no document here: it stays on account', {}, 409)
  const proforma = await lockIssued(ctx, proformaId, ctx.today)
  if (proforma.kind !== 'proforma')
    refuse('advance.no-proforma', `${proforma.numberText} is no proforma`, { number: proforma.numberText }, 409)
  const group = setUp.groups.get(proforma.invoiceGroupId)!
  const payment = await lockPayment(ctx, setUp, proforma, group, itemId ?? null)
  const left = await leftOf(ctx, proforma)
  const asked = amount === undefined ? smaller(payment.open, left) : parseMinor(amount, proforma.currency)
  if (asked <= 0n || asked > payment.open || asked > left)
    refuse(
      'advance.too-much',
      `at most ${formatMinor(smaller(payment.open, left), proforma.currency)} can become an advance: the payment has ${formatMinor(payment.open, proforma.currency)} open, the proforma ${formatMinor(left, proforma.currency)} left`,
      {
        proforma: proforma.numberText,
        most: `${formatMinor(smaller(payment.open, left), proforma.currency)} ${proforma.currency}`,
      },
      409,
    )
  const order = await advanceOrder(ctx, proforma, payment, asked as Minor)
  const [orderId] = await saveOrders(ctx, [order])
  const result = await billNow(ctx, setUp, [orderId!], { twoPersons: group.twoPersonApproval })
  await audit(ctx, {
    verb: 'invoicing.advance-invoice',
    subjects: [proformaId, payment.id, ...result.documents.map((one) => one.invoiceId)],
    summary: { proforma: proforma.numberText, number: result.documents[0]?.number ?? null, state: result.state },
    businessAreaId: proforma.businessAreaId,
  })
  return result
}

interface Payment {
  id: Id
  account: string
  partyId: Id
  /** Positive: what of it is open. */
  open: bigint
  baseOpen: bigint
  baseCurrency: string
  openedOn: Day
  numberText: string
  suspense: boolean
  businessAreaId: Id | null
}

/** The payment, on the customer's account: what lies in suspense is transferred to it first, by a voucher. */
async function lockPayment(
  ctx: Ctx,
  setUp: BillingSetUp,
  proforma: DocumentToCorrect,
  group: InvoiceGroup,
  itemId: Id | null,
): Promise<Payment> {
  const { payer } = await ctx.db.one<{ payer: Id }>(
    `select coalesce(payer_id, id) as payer from parties where company_id = $1 and id = $2`,
    [ctx.company.id, proforma.partyId],
  )
  const found = await ctx.db.rows<Payment>(
    `select i.id, i.account, i.party_id as "partyId", -i.amount_open as open, -i.base_open as "baseOpen", i.base_currency as "baseCurrency", i.opened_on as "openedOn",
            i.number_text as "numberText", i.kind = 'unidentified' as suspense, i.business_area_id as "businessAreaId"
       from open_items i
      where i.company_id = $1 and i.currency = $2 and i.amount_open < 0
        and case when $3::uuid is null then i.party_id = $4 and i.kind in ('payment', 'prepayment', 'transfer') else i.id = $3 end
      order by i.id for no key update`,
    [ctx.company.id, proforma.currency, itemId, payer],
  )
  const named = itemId ? found : await paidOn(ctx, proforma, found)
  const payment = named[0]
  if (!payment || named.length > 1)
    return refuse(
      named.length > 1 ? 'advance.payment-ambiguous' : 'advance.payment-unknown',
      named.length > 1
        ? `several open payments name proforma ${proforma.numberText}: say which`
        : found.length > 0
          ? `none of the customer's open payments names proforma ${proforma.numberText}: say which one was for it`
          : `no open payment in ${proforma.currency} was found for this proforma`,
      { proforma: proforma.numberText },
      409,
    )
  if (payment.suspense) return identify(ctx, setUp, payment, payer, group, proforma)
  if (payment.partyId !== payer)
    refuse(
      'advance.payment-of-other',
      'the payment belongs to another customer',
      { proforma: proforma.numberText },
      409,
    )
  return payment
}

/** SQL: an item `i` or its bank transaction `t` names proforma `v`: its reference, one of the bank's, or a word of its text. */
export const namesProforma = `(i.reference in (v.number_text, v.reference) or t.reference in (v.number_text, v.reference)
  or exists (select from jsonb_array_elements(t.refs) r where r ->> 'reference' in (v.number_text, v.reference))
  or regexp_split_to_array(coalesce(t.text, ''), '[^[:alnum:]/-]+') && array[v.number_text, v.reference])`

/** The money that says what it is for: its reference, one of the bank's references, or a word of its text is the proforma's. */
async function paidOn(ctx: Ctx, proforma: DocumentToCorrect, open: Payment[]): Promise<Payment[]> {
  if (open.length === 0) return []
  const named = await asSystem(ctx, ({ db, company }) =>
    db.rows<{ id: Id }>(
      `select i.id from invoices v
         join open_items i on i.company_id = v.company_id and i.id = any ($3::uuid[])
         left join bank_transactions t on t.company_id = i.company_id and t.id = i.bank_transaction_id
        where v.company_id = $1 and v.id = $2
          and ${namesProforma}`,
      [company.id, proforma.id, open.map((one) => one.id)],
    ),
  )
  return open.filter((one) => named.some((row) => row.id === one.id))
}

/** Out of suspense by a transfer voucher: Dr suspense, Cr the customer's account; base money goes over whole. */
async function identify(
  ctx: Ctx,
  setUp: BillingSetUp,
  payment: Payment,
  payerId: Id,
  group: InvoiceGroup,
  { currency, numberText }: DocumentToCorrect,
): Promise<Payment> {
  const openDay = await readOpenDays(ctx.db, ctx.company.id)
  const on = openDay('receivable', ctx.today)
  const account =
    accountOfRole(setUp.posting, group.receivableRole, on) ??
    refuse('account-role.missing', `no account for ${group.receivableRole} on ${on}`, { role: group.receivableRole })
  const voucher: Voucher = {
    id: newId(),
    seriesId: group.voucherSeriesId,
    ledger: 'receivable',
    transactionType: 'transfer',
    postedOn: on,
    documentOn: on,
    baseCurrency: payment.baseCurrency,
    text: bookText(ctx.company.language, 'payment-identified', numberText),
    businessAreaId: payment.businessAreaId,
    postings: [
      {
        account: payment.account,
        baseAmount: payment.baseOpen,
        currency,
        amount: payment.open,
        partyId: payment.partyId,
      },
      { account, baseAmount: -payment.baseOpen, currency, amount: -payment.open, partyId: payerId },
    ],
  }
  const [out, into] = [newId(), newId()]
  await post(ctx.db, ctx.company.id, ctx.user.id, [voucher])
  const item = { voucher, kind: 'transfer' as const, numberText: payment.numberText, reference: null, dueOn: on }
  await openItems(ctx.db, ctx.company.id, [
    { ...item, id: out, lineNo: 1, businessAreaId: payment.businessAreaId },
    {
      ...item,
      id: into,
      lineNo: 2,
      kind: 'prepayment',
      continuesId: payment.id,
      businessAreaId: payment.businessAreaId,
    },
  ])
  await asSystem(ctx, (system) =>
    allocate(
      system,
      [{ debitItemId: out, creditItemId: payment.id, amount: payment.open, valueOn: payment.openedOn }],
      { setUp: setUp.posting, openDay, ledger: 'receivable', voucherSeriesId: group.voucherSeriesId },
    ),
  )
  return { ...payment, id: into, account, partyId: payerId, openedOn: on, suspense: false }
}

/** What no advance has taken of the proforma yet. */
async function leftOf({ db, company }: Ctx, proforma: DocumentToCorrect): Promise<bigint> {
  const { taken, before } = await db.one<{ taken: bigint; before: bigint }>(
    `select coalesce(sum(a.amount_gross) filter (where a.currency = $3), 0)::bigint as taken, coalesce(sum(a.amount_gross) filter (where a.currency <> $3), 0)::bigint as before
       from invoices a where a.company_id = $1 and a.credits_id = $2 and a.kind = 'advance-invoice' and ${standing('a')}`,
    [company.id, proforma.id, proforma.currency],
  )
  const { amountGross, ended } = proforma
  return (ended ? amountInNew(amountGross - before, ended) : amountGross) - taken
}

/** SQL: a document neither annulled nor credited. */
export const standing = (alias: string): string =>
  `not exists (select from invoice_annulments n where n.company_id = ${alias}.company_id and n.invoice_id = ${alias}.id)
   and not exists (select from invoices c where c.company_id = ${alias}.company_id and c.credits_id = ${alias}.id and c.kind = 'credit-note')`

/** One line per VAT rate of the proforma, in proportion; the prices include VAT, so that the sum is what was paid. */
async function advanceOrder(ctx: Ctx, proforma: DocumentToCorrect, payment: Payment, amount: Minor): Promise<NewOrder> {
  const rows = await ctx.db.rows<{ vat_code: string; percent: string | null; gross: bigint }>(
    `select vat_code, trim_scale(percent)::text as percent, base + vat as gross from invoice_vat where company_id = $1 and invoice_id = $2 order by row_no`,
    [ctx.company.id, proforma.id],
  )
  const { language } = await ctx.db.one<{ language: Language }>(
    `select language from invoices where company_id = $1 and id = $2`,
    [ctx.company.id, proforma.id],
  )
  const parts = share(
    amount,
    rows.map((row) => row.gross),
  )
  return {
    kind: 'advance-invoice',
    source: paid,
    sourceReference: `${payment.id} ${newId()}`,
    sourceRow: null,
    partyId: proforma.partyId,
    invoiceGroupId: proforma.invoiceGroupId,
    businessAreaId: proforma.businessAreaId,
    currency: proforma.currency,
    invoiceOn: null,
    dueOn: ctx.today,
    supplyOn: payment.openedOn > ctx.today ? ctx.today : payment.openedOn,
    supplyFrom: null,
    supplyTo: null,
    theirReference: proforma.theirReference,
    ourReference: proforma.ourReference,
    purchaseOrder: proforma.purchaseOrder,
    text: null,
    creditsId: proforma.id,
    reason: null,
    lines: rows.flatMap((row, i) =>
      parts[i] === 0n
        ? []
        : [
            {
              textOnly: false,
              articleId: null,
              name: `${advanceText[language]} ${proforma.numberText}`,
              description: null,
              quantity: '1',
              unit: pieces[language],
              unitCode: 'C62',
              unitPrice: toDecimal(parts[i]!, proforma.currency).toString(),
              discountPercent: null,
              vatCode: row.vat_code,
              supplyFrom: null,
              supplyTo: null,
              coding: null,
              creditsLineNo: null,
            },
          ],
    ),
  }
}

const advanceText: Record<Language, string> = {
  sv: 'Förskott enligt proforma',
  nb: 'Forskudd ifølge proforma',
  bg: 'Аванс по проформа',
  en: 'Advance on proforma',
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)

import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { problemShape } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import { Decimal } from '../../kernel/decimal.ts'
import type { Id } from '../../kernel/id.ts'
import type { Minor } from '../../kernel/money.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/problem.ts'
import { seesProtected } from '../../parties/sees-protected.ts'
import { usableAddress } from '../../parties/usable-address.ts'
import type { BillingSetUp } from '../billing-set-up.ts'
import { readBillingSetUp, vatAt, vatOn } from '../billing-set-up.ts'
import { beyondLimit, moneyText, readCreditLimits } from '../draft/credit-limits.ts'
import { whyLine } from '../draft/why-account.ts'
import { linesMax, orderInput, orderLineInput } from '../orders/order-input.ts'
import type { Draft, DraftLine } from '../types.ts'
import type { PreviewedDraft } from './draft-preview.ts'
import { draftOf } from './draft-preview.ts'

/** As invoice-now takes it; a form that has no line yet is previewed too. */
export const previewInput = orderInput.extend({ lines: z.array(orderLineInput).max(linesMax).default([]) })

const line = z.object({
  lineNo: z.number(),
  name: z.string(),
  quantity: z.string(),
  unit: z.string(),
  unitPrice: z.string(),
  vatCode: z.string(),
  vatPercent: z.string().nullable(),
  net: z.string(),
  /** Where it will be posted, and why; empty while the account is unknown. */
  accounts: z.array(
    z.object({ account: z.string(), accountName: z.string().nullable(), dimensions: z.record(z.string(), z.string()) }),
  ),
  because: z.enum(['order', 'rule', 'invoice-group', 'role']).nullable(),
  ruleId: z.string().nullable(),
  why: z.string().nullable(),
})
export const previewDelivery = z.object({
  channel: z.string(),
  address: z.string().nullable(),
  /** When the outbox is next emptied; null: when a person does it (paper leaves in bundles). */
  at: z.string().nullable(),
})
export const previewAmounts = z.object({
  currency: z.string(),
  net: z.string(),
  vat: z.string(),
  gross: z.string(),
  rounding: z.string(),
  payable: z.string(),
  byVat: z.array(
    z.object({
      vatCode: z.string(),
      category: z.string(),
      percent: z.string().nullable(),
      base: z.string(),
      vat: z.string(),
    }),
  ),
})

/** What invoice-now would do with this input, told while it is typed; nothing is kept. */
export const preview = verb({
  // A new customer is made and unmade within it.
  kind: 'write',
  name: 'invoicing.preview',
  summary: 'What an invoice by hand would become: amounts, accounts, channel, problems; saves nothing',
  route: 'POST /invoices/preview',
  input: previewInput,
  output: z.object({
    /** True: invoice-now would issue it (or, with twoPersons, propose it). */
    ready: z.boolean(),
    issuedOn: z.string().nullable(),
    dueOn: z.string().nullable(),
    termsDays: z.number().nullable(),
    invoiceGroup: z.string().nullable(),
    /** Typed, else the customer's own. */
    theirReference: z.string().nullable(),
    customer: z.object({ number: z.string(), name: z.string(), isNew: z.boolean() }).nullable(),
    /** Who pays, where that is another. */
    payer: z.object({ number: z.string(), name: z.string() }).nullable(),
    amounts: previewAmounts.nullable(),
    lines: z.array(line),
    delivery: previewDelivery.nullable(),
    twoPersons: z.boolean(),
    usualVatCode: z.string().nullable().meta({
      description: 'For a line without one: what most lines of the invoice group bear, else the standard rate',
    }),
    holds: z.array(z.object({ kind: z.string(), reason: z.string() })),
    problems: z.array(problemShape),
    warnings: z.array(problemShape),
  }),
  async run(ctx, input) {
    const setUp = await readBillingSetUp(ctx)
    const { found, problems } = await draftOf(ctx, setUp, input)
    const errors = problems.filter((problem) => problem.severity !== 'warning')
    const warnings = problems.filter((problem) => problem.severity === 'warning')
    if (!found)
      return {
        ready: false,
        issuedOn: null,
        dueOn: null,
        termsDays: null,
        invoiceGroup: null,
        theirReference: null,
        customer: null,
        payer: null,
        amounts: null,
        lines: [],
        delivery: null,
        twoPersons: false,
        usualVatCode: null,
        holds: [],
        problems: errors,
        warnings,
      }
    const { draft, party, payer, isUnnamed } = found
    const group = setUp.groups.get(draft.invoiceGroupId)!
    const nameOf = (one: typeof party) => (one.protection === 'none' || seesProtected(ctx) ? one.name : '')
    return {
      ready: errors.length === 0 && draft.holds.length === 0 && draft.lines.some((one) => !one.textOnly),
      issuedOn: draft.issuedOn,
      dueOn: draft.dueOn,
      termsDays: draft.termsDays,
      invoiceGroup: group.code,
      theirReference: party.protection === 'none' || seesProtected(ctx) ? draft.theirReference : null,
      customer: isUnnamed ? null : { number: party.number, name: nameOf(party), isNew: !(await exists(ctx, party.id)) },
      payer: payer.id === party.id ? null : { number: payer.number, name: nameOf(payer) },
      amounts: amountsOf(draft),
      lines: await linesOf(ctx, setUp, found),
      delivery: isUnnamed ? null : await deliveryOf(ctx, found),
      twoPersons: group.twoPersonApproval,
      usualVatCode: await usualVatCode(ctx, setUp, group.id, draft.issuedOn),
      holds: draft.holds.map(({ kind, reason }) => ({ kind, reason })),
      problems: errors,
      warnings: [...warnings, ...(await warningsOf(ctx, found))],
    }
  },
})

export function amountsOf({ currency, totals, vat }: Draft): z.output<typeof previewAmounts> {
  const money = (amount: Minor) => formatMinor(amount, currency)
  return {
    currency,
    net: money(totals.net),
    vat: money(totals.vat),
    gross: money(totals.gross),
    rounding: money(totals.rounding),
    payable: money(totals.payable),
    byVat: vat.map((row) => ({
      vatCode: row.vatCode,
      category: row.category,
      percent: row.percent,
      base: money(row.base),
      vat: money(row.vat),
    })),
  }
}

/** Only a proposal: the person sees it in the line and may choose another. */
async function usualVatCode(ctx: Ctx, setUp: BillingSetUp, groupId: Id, on: Day): Promise<string | null> {
  const known = await ctx.db.maybe<{ vatCode: string }>(
    `select l.vat_code as "vatCode"
       from (select id from invoices where company_id = $1 and invoice_group_id = $2 and kind in ('invoice', 'internal-invoice') order by id desc limit 50) i
       join invoice_lines l on l.company_id = $1 and l.invoice_id = i.id and not l.text_only and l.vat_code <> ''
      group by 1 order by count(*) desc, 1 limit 1`,
    [ctx.company.id, groupId],
  )
  if (known) return known.vatCode
  // The country's own standard code, where the company has kept it; else the highest rate.
  const own = vatOn(setUp, setUp.rules.vat.standard, on)
  if (own) return own.code
  const standard = [...setUp.vatCodes.keys()]
    .flatMap((code) => vatOn(setUp, code, on) ?? [])
    .filter(({ category, percent }) => category === 'S' && percent !== null)
  return standard.sort((a, b) => new Decimal(b.percent!).comparedTo(a.percent!))[0]?.code ?? null
}

const exists = async ({ db, company }: Ctx, partyId: string): Promise<boolean> =>
  (await db.maybe(`select 1 from parties where company_id = $1 and id = $2`, [company.id, partyId])) !== undefined

async function linesOf(
  ctx: Ctx,
  setUp: BillingSetUp,
  { draft, party }: PreviewedDraft,
): Promise<z.output<typeof line>[]> {
  const why = draft.lines.map((one) => (one.textOnly ? null : whyOf(setUp, draft, party.customerKind, one)))
  const names = await ctx.db.rows<{ code: string; name: string }>(
    `select code, name from accounts where company_id = $1 and code = any ($2::text[])`,
    [ctx.company.id, [...new Set(why.flatMap((one) => one?.accounts.map(({ account }) => account) ?? []))]],
  )
  const nameOf = new Map(names.map((row) => [row.code, row.name]))
  return draft.lines.map((one, i) => ({
    lineNo: i + 1,
    name: one.name,
    quantity: one.quantity,
    unit: one.unit,
    unitPrice: one.unitPrice,
    vatCode: one.vatCode,
    vatPercent: one.vatPercent,
    net: formatMinor(one.amountNet, draft.currency),
    accounts: (why[i]?.accounts ?? []).map((row) => ({ ...row, accountName: nameOf.get(row.account) ?? null })),
    because: why[i]?.because ?? null,
    ruleId: why[i]?.rule ? String((why[i]!.rule as { id?: unknown }).id) : null,
    why: why[i]?.text ?? null,
  }))
}

function whyOf(setUp: BillingSetUp, draft: PreviewedDraft['draft'], customerKind: string | null, one: DraftLine) {
  const group = setUp.groups.get(draft.invoiceGroupId)!
  try {
    return whyLine(setUp, {
      on: draft.issuedOn,
      role: group.internal ? 'internalSales' : (vatAt(setUp, one.vatCode, one.vatPercent)?.salesRole ?? 'salesExempt'),
      coding: one.coding,
      facts: {
        transactionType: draft.kind,
        invoiceGroupId: group.id,
        articleId: one.articleId,
        customerKind,
        vatCode: one.vatCode,
        areaId: group.businessAreaId,
      },
    })
  } catch (error) {
    // No account serves: checkDraft has told it among the problems.
    if (error instanceof Refused) return null
    throw error
  }
}

export async function deliveryOf(ctx: Ctx, { draft, payer }: Pick<PreviewedDraft, 'draft' | 'payer'>) {
  const { channel } = draft
  const byAddress = channel === 'peppol' || channel === 'e-mail' || channel === 'portal'
  const next = await ctx.db.maybe<{ at: string | null }>(
    `select to_char(greatest(min(next_at), $2::timestamptz) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at from schedules
      where company_id = $1 and enabled and verb = case $3 when 'print' then 'delivery.print-bundle' else 'delivery.send-waiting' end
        and coalesce(input ->> 'channel', $3) = $3`,
    [ctx.company.id, ctx.now, channel],
  )
  return { channel, address: byAddress ? usableAddress(payer, channel, ctx.today) : null, at: next?.at ?? null }
}

/** What a person should know before it leaves; none of it stops. */
async function warningsOf(ctx: Ctx, { draft, around, party, payer, isUnnamed }: PreviewedDraft): Promise<Problem[]> {
  const warnings: Problem[] = []
  const warn = (code: string, path: string, message: string, data: Problem['data'] = {}) =>
    warnings.push({ code, message, severity: 'warning', path, data })
  if (draft.termsDays === null && draft.dueOn < draft.issuedOn)
    warn('due-day.passed', 'dueOn', `the due day ${draft.dueOn} lies before the invoice day ${draft.issuedOn}`)
  if (isUnnamed || draft.totals.payable <= 0n) return warnings
  const twin = await ctx.db.maybe<{ number: string; issuedOn: string }>(
    `select number_text as number, issued_on as "issuedOn" from invoices i
      where company_id = $1 and party_id = $2 and kind = $3 and currency = $4 and amount_payable = $5 and issued_on > $6::date - 30
        and not exists (select from invoice_annulments n where n.company_id = i.company_id and n.invoice_id = i.id)
      order by issued_on desc, id desc limit 1`,
    [ctx.company.id, party.id, draft.kind, draft.currency, draft.totals.payable, draft.issuedOn],
  )
  if (twin)
    warn(
      'invoice.twin',
      'customer',
      `${twin.number} of ${twin.issuedOn} went to the same customer with the same amount: is this another?`,
      twin,
    )
  if (draft.kind === 'proforma' || draft.holds.some((hold) => hold.kind === 'credit-limit')) return warnings
  // Told also where limits stop nothing.
  const limits = await readCreditLimits(ctx, around.setUp, [payer.id], draft.issuedOn, true)
  const beyond = beyondLimit(draft, limits.get(payer.id), around.setUp)
  if (beyond) {
    const told = { owes: moneyText(beyond.owes, beyond.currency), limit: moneyText(beyond.limit, beyond.currency) }
    warn(
      'customer.credit-limit',
      'customer',
      `customer ${payer.number} would owe ${told.owes}, above the credit limit of ${told.limit}`,
      told,
    )
  }
  return warnings
}

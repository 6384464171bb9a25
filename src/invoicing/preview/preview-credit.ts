import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { dayText, id, problemShape } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { Decimal } from '../../kernel/decimal.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { readClaims } from '../claims.ts'
import { creditPick } from '../direct/credit.ts'
import { readFollowingCharges } from '../direct/following-charges.ts'
import { readOriginals } from '../draft/read-originals.ts'
import type { Original } from '../original.ts'
import { draftOfCredit } from './draft-credit.ts'
import { amountsOf, deliveryOf, previewAmounts, previewDelivery } from './preview.ts'

export const previewCreditInput = z.object({
  invoiceId: id,
  lines: z.array(creditPick).min(1).optional(),
  reason: z.string().trim().max(500).default(''),
  invoiceOn: dayText.optional(),
  text: z.string().max(1_000).optional(),
})

const line = z.object({
  lineNo: z.number(),
  name: z.string(),
  quantity: z.string(),
  unit: z.string(),
  unitPrice: z.string(),
  vatPercent: z.string().nullable(),
  net: z.string(),
  /** Not credited yet. */
  leftQuantity: z.string(),
  left: z.string(),
  /** False: it was credited by amount before, so an amount it must be now. */
  byQuantity: z.boolean(),
  /** What this credit note takes, net; null: nothing. */
  credits: z.string().nullable(),
  /** What is left after it. */
  leftAfter: z.string(),
})

/** What credit would do with this input, told while it is typed; nothing is kept. */
export const previewCredit = verb({
  // What the making of a credit note touches is written and taken back.
  kind: 'write',
  name: 'invoicing.preview-credit',
  summary: 'What a credit note would become: the rest of each line, amounts, what it settles; saves nothing',
  route: 'POST /invoices/{invoiceId}/credit/preview',
  input: previewCreditInput,
  output: z.object({
    ready: z.boolean(),
    number: z.string(),
    currency: z.string(),
    lines: z.array(line),
    amounts: previewAmounts.nullable(),
    /** The document's item: open now, what the credit note settles of it, open after, and what then stands to the customer's credit. */
    setOff: z.object({ open: z.string(), takes: z.string(), openAfter: z.string(), onAccount: z.string() }).nullable(),
    follows: z.object({ charges: z.number(), amount: z.string(), paid: z.string() }).nullable().meta({
      description:
        'The document would be credited whole: its fees, interest and compensation go with it; `paid` of them is the customer’s again',
    }),
    delivery: previewDelivery.nullable(),
    twoPersons: z.boolean(),
    problems: z.array(problemShape),
    warnings: z.array(problemShape),
  }),
  async run(ctx, { invoiceId, ...input }) {
    const setUp = await readBillingSetUp(ctx)
    const original = (await readOriginals(ctx, [invoiceId], input.invoiceOn ?? ctx.today)).get(invoiceId)
    if (!original) return refuse('invoice.unknown', `there is no invoice ${invoiceId}`, { invoice: invoiceId }, 404)
    const { found, problems } = await draftOfCredit(ctx, setUp, invoiceId, input)
    const errors = problems.filter((problem) => problem.severity !== 'warning')
    const draft = found?.draft ?? null
    return {
      ready: draft !== null && errors.length === 0 && draft.holds.length === 0,
      number: original.numberText,
      currency: original.currency,
      lines: (await namesOf(ctx, invoiceId)).flatMap(({ lineNo, name, unit }) => {
        const stored = original.lines.find((one) => one.lineNo === lineNo)
        const taken = draft?.lines.find((one) => one.creditsLineNo === lineNo)?.amountNet ?? null
        return stored ? [{ lineNo, name, unit, ...restOf(original, stored, taken) }] : []
      }),
      amounts: draft && amountsOf(draft),
      setOff: draft && (await setOffOf(ctx, invoiceId, original.currency, draft.totals.payable)),
      follows: draft && (await followingOf(ctx, invoiceId, original.currency, draft.totals.gross)),
      delivery: found && (await deliveryOf(ctx, found)),
      twoPersons: draft ? setUp.groups.get(draft.invoiceGroupId)!.twoPersonApproval : false,
      problems: errors,
      warnings: problems.filter((problem) => problem.severity === 'warning'),
    }
  },
})

const namesOf = ({ db, company }: Ctx, invoiceId: Id) =>
  db.rows<{ lineNo: number; name: string; unit: string }>(
    `select line_no as "lineNo", name, unit from invoice_lines where company_id = $1 and invoice_id = $2 and not text_only order by line_no`,
    [company.id, invoiceId],
  )

function restOf({ currency }: Original, stored: Original['lines'][number], taken: bigint | null) {
  const money = (amount: bigint) => formatMinor(amount, currency)
  const left = stored.amountNet - stored.credited
  const byQuantity = stored.credited === stored.creditedAtPrice
  return {
    quantity: stored.quantity,
    unitPrice: stored.unitPrice,
    vatPercent: stored.vatPercent,
    net: money(stored.amountNet),
    leftQuantity: left === 0n ? '0' : new Decimal(stored.quantity).minus(stored.creditedQuantity).toString(),
    left: money(left),
    byQuantity,
    credits: taken === null ? null : money(taken),
    leftAfter: money(left - (taken ?? 0n)),
  }
}

async function followingOf(ctx: Ctx, invoiceId: Id, currency: string, gross: bigint) {
  const found = (await readFollowingCharges(ctx, [{ invoiceId, gross }])).get(invoiceId)
  if (!found) return null
  const { charges, amount, open } = found
  return { charges, amount: formatMinor(amount, currency), paid: formatMinor(amount - open, currency) }
}

async function setOffOf(ctx: Ctx, invoiceId: Id, currency: string, payable: bigint) {
  const { item } = await ctx.db.one<{ item: boolean }>(
    `select voucher_id is not null as item from invoices where company_id = $1 and id = $2`,
    [ctx.company.id, invoiceId],
  )
  if (!item) return null
  const claims = await readClaims(ctx, [invoiceId])
  const open = claims.reduce((sum, one) => (one.currency === currency ? sum + one.open : sum), 0n)
  const takes = payable < open ? payable : open
  const money = (amount: bigint) => formatMinor(amount, currency)
  return { open: money(open), takes: money(takes), openAfter: money(open - takes), onAccount: money(payable - takes) }
}

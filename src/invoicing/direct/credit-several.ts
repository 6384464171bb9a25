import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { id, problemShape } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/problem.ts'
import type { BillingSetUp } from '../billing-set-up.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { readClaims } from '../claims.ts'
import { assemble } from '../draft/assemble.ts'
import { checkDraft } from '../draft/check-draft.ts'
import { readSurroundings } from '../draft/surroundings.ts'
import { withId } from '../orders/order-input.ts'
import type { NewOrder } from '../orders/save-orders.ts'
import { saveOrders } from '../orders/save-orders.ts'
import type { Draft } from '../types.ts'
import type { Billed } from './bill-now.ts'
import { billed, billNow, leavesLater, recallSeconds } from './bill-now.ts'
import { creditOrders, letGoOfAdvances } from './credit.ts'
import { readFollowingCharges } from './following-charges.ts'

/** What one transaction of a billing run issues. */
const documentsMax = 1000

/**
 * Several documents are credited whole, in one transaction. What cannot be credited (annulled, credited already, held) is told
 * document by document, the others go; asked again, nothing is left to credit.
 */
export const creditSeveral = verb({
  kind: 'write',
  name: 'invoicing.credit-several',
  summary: 'Credit several invoices whole, or show what that would do',
  route: 'POST /invoices/credit',
  input: z.object({
    invoiceIds: z.array(id).min(1).max(documentsMax),
    reason: z.string().trim().min(1).max(500),
    preview: z.boolean().default(false).meta({ description: 'Answer what would happen, change nothing' }),
    recallSeconds,
  }),
  output: z.object({
    preview: z.boolean(),
    sums: z
      .array(
        z.object({
          currency: z.string(),
          documents: z.number(),
          payable: z.string(),
          settles: z.string().meta({ description: 'Of what the documents have open' }),
          onAccount: z.string().meta({ description: 'Was paid: stands to the customers’ credit' }),
          charges: z.string().meta({ description: 'Fees, interest and compensation that go with the documents' }),
        }),
      )
      .meta({ description: 'Of what is credited, by currency' }),
    refused: z
      .array(z.object({ invoiceId: id, number: z.string().nullable(), problems: z.array(problemShape) }))
      .meta({ description: 'What cannot be credited, and why' }),
    awaiting: z.number().meta({ description: 'So many of the credit notes wait for a second person' }),
    documents: billed.shape.documents,
  }),
  later: (input) => (input.preview ? null : leavesLater(input)),
  async run(ctx, { invoiceIds, reason, preview, recallSeconds: seconds }) {
    const setUp = await readBillingSetUp(ctx)
    const judged = await judge(ctx, setUp, [...new Set(invoiceIds)], reason)
    const good = judged.filter(isReady)
    const refused = judged
      .filter((one) => !isReady(one))
      .map(({ invoiceId, number, problems }) => ({ invoiceId, number, problems }))
    const sums = await sumsOf(ctx, good)
    const twoPersons = good.filter(({ order }) => setUp.groups.get(order.invoiceGroupId)!.twoPersonApproval)
    const told = { preview, sums, refused, awaiting: twoPersons.length }
    if (preview) return { ...told, documents: [] }
    if (good.length === 0)
      throw new Refused(
        refused.flatMap((one) => one.problems),
        409,
      )
    await letGoOfAdvances(
      ctx,
      good.flatMap(({ invoiceId, kind }) => (kind === 'advance-invoice' ? [invoiceId] : [])),
    )
    const atOnce = good.filter((one) => !twoPersons.includes(one))
    const documents = [
      ...(await bill(ctx, setUp, atOnce, { recallSeconds: seconds })),
      ...(await bill(ctx, setUp, twoPersons, { twoPersons: true })),
    ]
    await record(ctx, good, documents)
    return { ...told, documents }
  },
})

type Judged = Awaited<ReturnType<typeof creditOrders>>[number] & { draft: Draft | null }
type Ready = Judged & { order: NewOrder; draft: Draft }
const isReady = (one: Judged): one is Ready => one.draft !== null && one.problems.length === 0

/** Each document with the credit note that it would get, by the functions that issue it, or why it gets none. */
async function judge(ctx: Ctx, setUp: BillingSetUp, invoiceIds: readonly Id[], reason: string): Promise<Judged[]> {
  const made = await creditOrders(ctx, invoiceIds, reason, ctx.today)
  const orders = made.flatMap(({ order }) => (order ? [withId(order, newId())] : []))
  const around = await readSurroundings(ctx, setUp, orders, ctx.today)
  const drafts = new Map(
    orders.map((order) => [order.creditsId!, checkDraft(assemble([order], ctx.today, around), around)]),
  )
  return made.map((one) => {
    const draft = drafts.get(one.invoiceId) ?? null
    return { ...one, draft, problems: [...one.problems, ...(draft ? hindrancesOf(draft) : [])] }
  })
}

const hindrancesOf = (draft: Draft): Problem[] => [
  ...draft.problems.filter(({ severity }) => severity !== 'warning'),
  ...draft.holds.map(({ kind, reason }) => ({
    code: `hold.${kind}`,
    message: `on hold: ${reason}`,
    data: { reason },
  })),
]

async function sumsOf(ctx: Ctx, good: readonly Ready[]) {
  const notes = good.map(({ invoiceId, draft }) => ({ invoiceId, gross: draft.totals.gross }))
  const charges = await readFollowingCharges(ctx, notes)
  const claims = await readClaims(
    ctx,
    notes.map(({ invoiceId }) => invoiceId),
  )
  const open = new Map<string, bigint>()
  for (const claim of claims) {
    const key = `${claim.invoiceId} ${claim.currency}`
    open.set(key, (open.get(key) ?? 0n) + claim.open)
  }
  const byCurrency = new Map<string, { documents: number; payable: bigint; settles: bigint; charges: bigint }>()
  for (const { invoiceId, draft } of good) {
    const { currency } = draft
    const { payable } = draft.totals
    const sum = byCurrency.get(currency) ?? { documents: 0, payable: 0n, settles: 0n, charges: 0n }
    const left = open.get(`${invoiceId} ${currency}`) ?? 0n
    sum.documents += 1
    sum.payable += payable
    sum.settles += payable < left ? payable : left
    sum.charges += charges.get(invoiceId)?.amount ?? 0n
    byCurrency.set(currency, sum)
  }
  return [...byCurrency].map(([currency, { documents, payable, settles, charges: followed }]) => ({
    currency,
    documents,
    payable: formatMinor(payable, currency),
    settles: formatMinor(settles, currency),
    onAccount: formatMinor(payable - settles, currency),
    charges: formatMinor(followed, currency),
  }))
}

async function bill(
  ctx: Ctx,
  setUp: BillingSetUp,
  ready: readonly Ready[],
  options: { twoPersons?: boolean; recallSeconds?: number },
): Promise<Billed['documents']> {
  if (ready.length === 0) return []
  const orderIds = await saveOrders(
    ctx,
    ready.map(({ order }) => order),
  )
  return (
    await billNow(
      ctx,
      setUp,
      orderIds.map((orderId) => orderId!),
      options,
    )
  ).documents
}

/** One event for each business area: who sees one of them reads of its documents alone. */
async function record(ctx: Ctx, good: readonly Ready[], documents: Billed['documents']): Promise<void> {
  const notes = await ctx.db.rows<{ id: Id; credits: Id }>(
    `select id, credits_id as credits from invoices where company_id = $1 and id = any ($2::uuid[])`,
    [ctx.company.id, documents.map(({ invoiceId }) => invoiceId)],
  )
  for (const area of new Set(good.map(({ draft }) => draft.businessAreaId))) {
    const own = good.filter(({ draft }) => draft.businessAreaId === area)
    const credited = new Set(own.map(({ invoiceId }) => invoiceId))
    const made = notes.filter(({ credits }) => credited.has(credits))
    await audit(ctx, {
      verb: 'invoicing.credit-several',
      subjects: [...credited, ...made.map((note) => note.id)],
      summary: { credits: own.map(({ number }) => number).slice(0, 20), documents: own.length, issued: made.length },
      businessAreaId: area,
    })
  }
}

import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { dayText, decimalText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { assemble } from './assemble.ts'
import { readBillingSetUp } from './billing-set-up.ts'
import { checkDraft } from './check-draft.ts'
import { writeComparisons } from './compare-rows.ts'
import { stateOf, toRow } from './propose-billing.ts'
import { readOrders } from './read-orders.ts'
import { lockRow, lockRun, recount, rowAnswer, rowInput } from './run-rows.ts'
import { readSurroundings } from './surroundings.ts'

/**
 * Changes the orders of a row before it is issued, and proposes that row again. What a second person has approved is not
 * changed under the approval: exclude the row and propose it again.
 */
export const editRow = verb({
  kind: 'write',
  name: 'invoicing.edit-row',
  summary: 'Change a row of a billing run before it is issued',
  route: 'POST /billing-runs/{runId}/rows/{rowNo}',
  input: rowInput.extend({
    dueOn: dayText.nullish(),
    theirReference: z.string().max(200).nullish(),
    ourReference: z.string().max(200).nullish(),
    purchaseOrder: z.string().max(200).nullish(),
    text: z.string().max(1_000).nullish(),
    lines: z
      .array(
        z.object({
          orderId: id,
          lineNo: z.number().int().positive(),
          name: z.string().min(1).max(1_000).optional(),
          quantity: decimalText.optional(),
          unitPrice: decimalText.optional(),
          discountPercent: decimalText.nullish(),
          vatCode: z.string().optional(),
        }),
      )
      .max(5_000)
      .optional(),
  }),
  output: rowAnswer,
  async run(ctx, { runId, rowNo, lines, ...head }) {
    const run = await lockRun(ctx, runId)
    const row = await lockRow(ctx, runId, rowNo)
    const setUp = await readBillingSetUp(ctx)
    if (run.state !== 'proposed' && setUp.groups.get(row.groupId)?.twoPersonApproval)
      refuse(
        'run.approved-by-second',
        'a second person has approved this row: exclude it and propose it again',
        {},
        409,
      )
    await changeOrders(ctx, row.orders, head)
    for (const line of lines ?? []) await changeLine(ctx, row.orders, line)
    const orders = await readOrders(ctx.db, ctx.company.id, row.orders, true)
    const own = row.orders.flatMap((orderId) => orders.get(orderId) ?? [])
    if (own.length < row.orders.length)
      refuse('order.changed', 'an order of this row was billed or cancelled: propose again', { run: runId }, 409)
    const around = await readSurroundings(ctx, setUp, own, run.invoiceOn)
    const draft = checkDraft(assemble(own, run.invoiceOn, around), around)
    const state = stateOf(draft)
    const fresh = toRow(draft, rowNo, state)
    await ctx.db.query(
      `update run_rows set state = $4, amount = $5, reason = $6, problems = $7 where company_id = $1 and run_id = $2 and row_no = $3`,
      [
        ctx.company.id,
        runId,
        rowNo,
        state,
        fresh.amount,
        JSON.stringify(fresh.reason, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
        fresh.problems ? JSON.stringify(fresh.problems) : null,
      ],
    )
    await recount(ctx, runId, run.state)
    if (await hasComparison(ctx, runId, rowNo)) await writeComparisons(ctx, runId, rowNo)
    await audit(ctx, { verb: 'invoicing.edit-row', subjects: [runId, ...row.orders], summary: { rowNo, state } })
    return {
      runId,
      rowNo,
      state,
      payable: formatMinor(draft.totals.payable, draft.currency),
      problems: draft.problems,
    }
  },
})

/** A run of one's own single documents is held against nothing. */
const hasComparison = async ({ db, company }: Ctx, runId: Id, rowNo: number): Promise<boolean> =>
  (await db.maybe(`select 1 from billing_comparisons where company_id = $1 and run_id = $2 and row_no = $3`, [
    company.id,
    runId,
    rowNo,
  ])) !== undefined

type Head = Partial<Record<'dueOn' | 'theirReference' | 'ourReference' | 'purchaseOrder' | 'text', string | null>>

const columns: Record<keyof Head, string> = {
  dueOn: 'due_on',
  theirReference: 'their_reference',
  ourReference: 'our_reference',
  purchaseOrder: 'purchase_order',
  text: 'text',
}

/** All orders of the row get the same: they are one document. */
async function changeOrders({ db, company }: Ctx, orderIds: readonly Id[], head: Head): Promise<void> {
  for (const key of Object.keys(columns) as (keyof Head)[]) {
    if (head[key] === undefined) continue
    await db.query(
      `update orders set ${columns[key]} = $3 where company_id = $1 and id = any ($2::uuid[]) and invoice_id is null`,
      [company.id, orderIds, head[key]],
    )
  }
}

async function changeLine(
  { db, company }: Ctx,
  orderIds: readonly Id[],
  line: {
    orderId: Id
    lineNo: number
    name?: string | undefined
    quantity?: string | undefined
    unitPrice?: string | undefined
    discountPercent?: string | null | undefined
    vatCode?: string | undefined
  },
): Promise<void> {
  const { rowCount } = await db.query(
    `update order_lines set name = coalesce($5, name), quantity = coalesce($6::numeric, quantity), unit_price = coalesce($7::numeric, unit_price),
            discount_percent = case when $8 then $9::numeric else discount_percent end, vat_code = coalesce($10, vat_code)
      where company_id = $1 and order_id = $2 and line_no = $3 and order_id = any ($4::uuid[])`,
    [
      company.id,
      line.orderId,
      line.lineNo,
      orderIds,
      line.name ?? null,
      line.quantity ?? null,
      line.unitPrice ?? null,
      line.discountPercent !== undefined,
      line.discountPercent ?? null,
      line.vatCode ?? null,
    ],
  )
  if (rowCount === 0)
    refuse('order.line-unknown', `the row has no line ${line.lineNo} of order ${line.orderId}`, { line: line.lineNo })
}

import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { dayText, decimalText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { judgeRow } from './judge-row.ts'
import { lockRow, lockRun, rowAnswer, rowInput } from './run-rows.ts'

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
    const judged = await judgeRow(ctx, setUp, runId, rowNo, run, row.orders)
    await audit(ctx, {
      verb: 'invoicing.edit-row',
      subjects: [runId, ...row.orders],
      summary: { rowNo, state: judged.state },
    })
    return judged
  },
})

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

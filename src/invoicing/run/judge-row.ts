import type { Ctx } from '../../db/context.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Problem } from '../../kernel/problem.ts'
import { refuse } from '../../kernel/problem.ts'
import type { BillingSetUp } from '../billing-set-up.ts'
import { assemble } from '../draft/assemble.ts'
import { checkDraft } from '../draft/check-draft.ts'
import { readOrders } from '../draft/read-orders.ts'
import { readSurroundings } from '../draft/surroundings.ts'
import { writeComparisons } from './compare-rows.ts'
import { stateOf, toRow } from './propose-billing.ts'
import { recount } from './run-rows.ts'

interface JudgedRow {
  runId: Id
  rowNo: number
  state: string
  payable: string
  problems: Problem[]
}

/** Proposes one row of a run again from its orders as they stand now: changed, held, released or taken in again. */
export async function judgeRow(
  ctx: Ctx,
  setUp: BillingSetUp,
  runId: Id,
  rowNo: number,
  run: { state: string; invoiceOn: Day },
  orderIds: readonly Id[],
): Promise<JudgedRow> {
  const orders = await readOrders(ctx.db, ctx.company.id, orderIds, true)
  const own = orderIds.flatMap((orderId) => orders.get(orderId) ?? [])
  if (own.length < orderIds.length)
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
      JSON.stringify(fresh.reason),
      fresh.problems ? JSON.stringify(fresh.problems) : null,
    ],
  )
  await recount(ctx, runId, run.state)
  if (await hasComparison(ctx, runId, rowNo)) await writeComparisons(ctx, runId, rowNo)
  return {
    runId,
    rowNo,
    state,
    payable: formatMinor(draft.totals.payable, draft.currency),
    problems: draft.problems,
  }
}

/** A run of one's own single documents is held against nothing. */
const hasComparison = async ({ db, company }: Ctx, runId: Id, rowNo: number): Promise<boolean> =>
  (await db.maybe(`select 1 from billing_comparisons where company_id = $1 and run_id = $2 and row_no = $3`, [
    company.id,
    runId,
    rowNo,
  ])) !== undefined

import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { id, problemShape } from '../../db/schemas.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'

export const rowInput = z.object({ runId: id, rowNo: z.coerce.number().int().positive() })
export const rowAnswer = z.object({
  runId: id,
  rowNo: z.number(),
  state: z.string(),
  payable: z.string().nullable(),
  problems: z.array(problemShape),
})

export async function lockRun({ db, company }: Ctx, runId: Id): Promise<{ state: string; invoiceOn: Day }> {
  const run = await db.maybe<{ state: string; invoiceOn: Day }>(
    `select state, parameters ->> 'invoiceOn' as "invoiceOn" from runs where company_id = $1 and id = $2 and kind = 'billing' for update`,
    [company.id, runId],
  )
  if (!run) return refuse('run.unknown', `there is no billing run ${runId}`, { run: runId }, 404)
  if (run.state !== 'proposed' && run.state !== 'approved')
    refuse(
      'run.already-done',
      `the run is ${run.state}: its rows can no longer be changed`,
      { run: runId, state: run.state },
      409,
    )
  return run
}

export async function lockRow(
  { db, company }: Ctx,
  runId: Id,
  rowNo: number,
): Promise<{ state: string; orders: Id[]; groupId: Id }> {
  const row = await db.maybe<{ state: string; orders: Id[]; groupId: Id }>(
    `select state, reason -> 'orders' as orders, (reason ->> 'invoiceGroupId')::uuid as "groupId" from run_rows where company_id = $1 and run_id = $2 and row_no = $3 for update`,
    [company.id, runId, rowNo],
  )
  return row ?? refuse('run.row-unknown', `the run has no row ${rowNo}`, { run: runId, row: rowNo }, 404)
}

/** Totals of a proposal, and the rows that an approved run still has before it. */
export async function recount({ db, company }: Ctx, runId: Id, state: string): Promise<void> {
  const counts = await db.one<{ documents: number; held: number; rejected: number; excluded: number }>(
    `select count(*) filter (where state = 'proposed')::int as documents, count(*) filter (where state = 'held')::int as held,
            count(*) filter (where state = 'rejected')::int as rejected, count(*) filter (where state = 'excluded')::int as excluded
       from run_rows where company_id = $1 and run_id = $2`,
    [company.id, runId],
  )
  const sums = await db.rows<{ currency: string; amount: bigint }>(
    `select currency, sum(case when reason ->> 'kind' = 'credit-note' then -amount else amount end)::bigint as amount
       from run_rows where company_id = $1 and run_id = $2 and state = 'proposed' group by currency order by currency`,
    [company.id, runId],
  )
  const totals = {
    ...counts,
    sums: sums.map(({ currency, amount }) => ({ currency, payable: formatMinor(amount, currency) })),
  }
  await db.query(
    `update runs set totals = $3, progress_total = case when $5 = 'approved' then progress_done + $4 else $4 end where company_id = $1 and id = $2`,
    [company.id, runId, JSON.stringify(totals), counts.documents, state],
  )
}

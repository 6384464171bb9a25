import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import type { RowReason, Totals } from './run-shape.ts'
import { isLetter } from './types.ts'

export const rowInput = z.object({ runId: id, rowNo: z.coerce.number().int().positive() })
export const rowAnswer = z.object({
  runId: id,
  rowNo: z.number(),
  state: z.string(),
  causes: z.array(z.string()),
  undo: z.object({ verb: z.string(), input: z.record(z.string(), z.unknown()) }).nullable(),
})

export interface LockedRun {
  state: string
  on: Day
  totals: Totals
}

/** The run, locked, while its rows may still be changed. */
export async function lockRun({ db, company }: Ctx, runId: Id): Promise<LockedRun> {
  const run = await db.maybe<LockedRun>(
    `select state, parameters ->> 'on' as on, totals from runs where company_id = $1 and id = $2 and kind = 'dunning' for update`,
    [company.id, runId],
  )
  if (!run) return refuse('run.unknown', `there is no dunning run ${runId}`, { run: runId }, 404)
  if (run.state !== 'proposed' && run.state !== 'approved')
    refuse(
      'run.already-done',
      `the run is ${run.state}: its rows can no longer be changed`,
      { run: runId, state: run.state },
      409,
    )
  return run
}

export interface LockedRow {
  state: 'proposed' | 'held' | 'excluded' | 'done' | 'rejected'
  currency: string
  amount: bigint
  partyId: Id
  businessAreaId: Id | null
  reason: RowReason
}

export async function lockRow({ db, company }: Ctx, runId: Id, rowNo: number): Promise<LockedRow> {
  const row = await db.maybe<LockedRow>(
    `select state, currency::text as currency, amount, party_id as "partyId", business_area_id as "businessAreaId", reason
       from run_rows where company_id = $1 and run_id = $2 and row_no = $3 for update`,
    [company.id, runId, rowNo],
  )
  return row ?? refuse('run.row-unknown', `the run has no row ${rowNo}`, { run: runId, row: rowNo }, 404)
}

/** Moves a row of the run between goes and does not go, and the run's totals with it. */
export async function moveRow(
  ctx: Ctx,
  runId: Id,
  rowNo: number,
  run: LockedRun,
  row: LockedRow,
  state: LockedRow['state'],
  reason: RowReason,
): Promise<void> {
  const { db, company } = ctx
  await db.query(`update run_rows set state = $4, reason = $5 where company_id = $1 and run_id = $2 and row_no = $3`, [
    company.id,
    runId,
    rowNo,
    state,
    JSON.stringify(reason),
  ])
  const went = row.state === 'proposed' ? 1 : 0
  const goes = state === 'proposed' ? 1 : 0
  const [held, isHeld] = [row.state === 'held' ? 1 : 0, state === 'held' ? 1 : 0]
  const by = goes - went
  const { totals } = run
  const letter = isLetter(row.reason.kind)
  totals.letters += letter ? by : 0
  totals.handovers += letter ? 0 : by
  totals.items += by * row.reason.items.length
  totals.held += isHeld - held
  totals.heldItems += (isHeld - held) * row.reason.items.length
  for (const step of totals.steps)
    if (step.policy === row.reason.policy && step.stepNo === row.reason.stepNo) {
      step.rows += by
      step.items += by * row.reason.items.length
      step.held += isHeld - held
    }
  const amounts = { ...row.reason, total: String(row.amount) }
  const parts = ['capital', 'interest', 'charged', 'fee', 'compensation', 'total'] as const
  let sum = totals.sums.find((one) => one.currency === row.currency)
  if (!sum) {
    const nothing = formatMinor(0n, row.currency)
    sum = {
      currency: row.currency,
      capital: nothing,
      interest: nothing,
      charged: nothing,
      fee: nothing,
      compensation: nothing,
      total: nothing,
    }
    totals.sums.push(sum)
  }
  for (const part of parts)
    sum[part] = formatMinor(minorOf(sum[part]) + BigInt(by) * BigInt(amounts[part]), row.currency)
  await db.query(
    `update runs set totals = $3, progress_total = progress_total + $4 where company_id = $1 and id = $2`,
    [company.id, runId, JSON.stringify(totals), by],
  )
}

/** A plain decimal that the program wrote itself: its digits are its minor units. */
const minorOf = (text: string): bigint => BigInt(text.replace('.', ''))

import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import type { Segment } from './accrue.ts'
import type { UnverifiedRate } from './unverified-rates.ts'

/** Which claims a run looks at: those paid late and settled, those still open, or both. */
export const modes = ['when-paid', 'unpaid', 'all'] as const
export type Mode = (typeof modes)[number]

/** What the run was asked for, in runs.parameters. */
export interface RunParameters {
  mode: Mode
  through: Day
  compensation: boolean
}

/** A document in the making, in run_rows.reason; amounts in minor units as text. */
export interface RowReason {
  invoiceGroupId: Id
  items: {
    itemId: Id
    number: string
    reference: string
    /** What the customer wanted its invoice to name: it is routed by it. */
    theirReference: string | null
    purchaseOrder: string | null
    dueOn: Day
    amount: string
    from: Day
    last: Day
    segments: Segment[]
    /** Taken off: days charged before on money that had come already. */
    correction: string
    /** Delay compensation that goes with it, 0 for none. */
    compensation: string
  }[]
  /** Why it waits: less than the least amount, or a rest of the customer. */
  held: 'minimum' | 'hold' | null
  hold?: string
  minimum: string
  unverified?: UnverifiedRate[]
  excluded?: string
  /** What the row was before it was left out. */
  was?: 'proposed' | 'held'
}

export interface RunHead {
  state: string
  parameters: RunParameters
  proposedBy: Id | null
}

/** @throws Refused run.unknown */
export async function lockRun({ db, company }: Ctx, runId: Id): Promise<RunHead> {
  const run = await db.maybe<RunHead>(
    hot(
      `select state, parameters, proposed_by as "proposedBy" from runs where company_id = $1 and id = $2 and kind = 'interest' for update`,
      [company.id, runId],
    ),
  )
  return run ?? refuse('run.unknown', `there is no interest run ${runId}`, { run: runId }, 404)
}

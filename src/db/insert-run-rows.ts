import type { Id } from '../kernel/id.ts'
import type { Ctx } from './context.ts'
import { insertRows } from './insert.ts'

/** A row of a run as it is proposed; `reason` and `problems` as the run's kind has them. */
interface ProposedRow {
  row_no: number
  state: string
  /** What the row is about, where that is one thing. */
  subject_id?: Id | null
  party_id: Id | null
  currency: string
  /** Minor units. */
  amount: bigint
  reason: unknown
  problems: unknown
  business_area_id: Id | null
}

export const insertRunRows = ({ db, company }: Ctx, runId: Id, rows: readonly ProposedRow[]): Promise<number> =>
  insertRows(
    db,
    'run_rows',
    {
      row_no: 'int4',
      state: 'text',
      subject_id: 'uuid',
      party_id: 'uuid',
      currency: 'bpchar',
      amount: 'int8',
      reason: 'jsonb',
      problems: 'jsonb',
      business_area_id: 'uuid',
    },
    rows,
    { company_id: { type: 'uuid', value: company.id }, run_id: { type: 'uuid', value: runId } },
  )

import { jsonValue } from '../db/insert.ts'
import type { Db } from '../db/transaction.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'

export interface NewJob {
  companyId: Id
  /** Name of a long verb. */
  verb: string
  /** As the caller gave it; parsed again when the job runs. */
  input: unknown
  /** Null = the system. */
  userId: Id | null
  scheduleId?: Id | null
  /** Not before so many seconds from now. */
  afterSeconds?: number
  /** Set when the caller runs it himself at once: the job is born with his lease. */
  worker?: Id
}

/** How long a worker may be silent before its job counts as left. */
export const leaseSeconds = 60

/**
 * Asks for a long verb to be run, in the caller's transaction: no job without what was written with it, and the other way.
 * @returns the job's id, or null when the schedule's last job has not ended
 */
export async function enqueue(db: Db, job: NewJob): Promise<Id | null> {
  const id = newId()
  const { rowCount } = await db.query(
    `insert into jobs (company_id, id, verb, input, user_id, schedule_id, state, worker_id, leased_until, attempt_count, run_at)
     values ($1, $2, $3, $4, $5, $6, case when $7::uuid is null then 'waiting' else 'running' end, $7::uuid,
             case when $7::uuid is not null then clock_timestamp() + make_interval(secs => $8) end, case when $7::uuid is null then 0 else 1 end, now() + make_interval(secs => $9))
     on conflict (company_id, schedule_id) where state in ('waiting', 'running') do nothing`,
    [
      job.companyId,
      id,
      job.verb,
      JSON.stringify(job.input, jsonValue),
      job.userId,
      job.scheduleId ?? null,
      job.worker ?? null,
      leaseSeconds,
      job.afterSeconds ?? 0,
    ],
  )
  return rowCount === 1 ? id : null
}

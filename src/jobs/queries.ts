import type { Db } from '../db/transaction.ts'
import type { Id } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'

export type JobState = 'waiting' | 'running' | 'done' | 'refused' | 'failed'

export interface Job {
  jobId: Id
  verb: string
  state: JobState
  userId: Id | null
  scheduleId: Id | null
  attempts: number
  progressDone: string
  progressTotal: string | null
  progressText: string | null
  /** The verb's answer; for a file its name, media type, size and hash. */
  output: unknown
  problems: Problem[] | null
  problemStatus: number | null
  createdAt: string
  finishedAt: string | null
}

export const jobColumns = `id as "jobId", verb, state, user_id as "userId", schedule_id as "scheduleId", attempt_count as attempts,
  progress_done::text as "progressDone", progress_total::text as "progressTotal", progress_text as "progressText", output, problems, problem_status as "problemStatus",
  to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt",
  to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "finishedAt"`

export const readJob = (db: Db, companyId: Id, jobId: Id): Promise<Job | undefined> =>
  db.maybe<Job>(`select ${jobColumns} from jobs where company_id = $1 and id = $2`, [companyId, jobId])

export const isEnded = (job: Pick<Job, 'state'>): boolean => job.state !== 'waiting' && job.state !== 'running'

import { setTimeout as sleep } from 'node:timers/promises'
import { ZodError } from 'zod'
import { areasOf, rightsOf } from '../access/rights.ts'
import type { User } from '../db/context.ts'
import { inputProblems } from '../db/input-problems.ts'
import { jsonValue } from '../db/insert.ts'
import type { Db } from '../db/transaction.ts'
import { withoutTenant, withTenant } from '../db/transaction.ts'
import type { FileAnswer, Verb } from '../db/verb.ts'
import { dayOf } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { leaseSeconds } from './enqueue.ts'
import type { Installation } from './perform.ts'
import { answerOf, perform, systemUser } from './perform.ts'

export interface ClaimedJob {
  companyId: Id
  jobId: Id
  worker: Id
}

const attemptsMax = 3
const retryAfterSeconds = 10
const progressEveryMillis = 250

/** Runs a job that this worker holds, to its end: done, refused or failed. Never throws for what the verb did. */
export async function runJob(installation: Installation, verbs: readonly Verb[], claimed: ClaimedJob): Promise<void> {
  const job = await inSystem(installation, claimed, (db) =>
    db.one<{ verb: string; input: unknown; user_id: Id | null; attempt_count: number }>(
      `select verb, input, user_id, attempt_count from jobs where company_id = $1 and id = $2`,
      [claimed.companyId, claimed.jobId],
    ),
  )
  const lease = keepLease(installation, claimed)
  const progress = progressWriter(installation, claimed)
  try {
    const verb = verbs.find(({ name }) => name === job.verb)
    if (!verb) return await end(installation, claimed, 'failed', null, [unknownVerb(job.verb)])
    if (job.attempt_count > attemptsMax) return await end(installation, claimed, 'failed', null, [died(job.verb)])
    const user = await userOf(installation, claimed.companyId, job.user_id, verb.name)
    const output = await perform(
      installation,
      verb,
      { companyId: claimed.companyId, user, progress: progress.tell },
      job.input,
    )
    const kept = isFile(output)
      ? await keepFile(installation, claimed.companyId, output)
      : answerOf(installation, verb, output)
    await progress.end()
    await end(installation, claimed, 'done', kept, null)
  } catch (error) {
    await progress.end()
    await endBadly(installation, claimed, job, error)
  } finally {
    lease.end()
  }
}

const unknownVerb = (name: string): Problem => ({
  code: 'verb.unknown',
  message: `there is no verb ${name}`,
  data: { verb: name },
})
const died = (name: string): Problem => ({
  code: 'job.died',
  message: `${name} was begun ${attemptsMax} times and its process ended each time: see the log`,
  data: { verb: name, attempts: attemptsMax },
})

/** The rights count that the person has now, not those of the moment when the job was asked for. */
export async function userOf(
  installation: Installation,
  companyId: Id,
  userId: Id | null,
  verbName: string,
): Promise<User> {
  if (userId === null) return systemUser
  return withTenant(
    installation.pool,
    { companyId, areas: 'all', system: true },
    async (db) => {
      const { time_zone } = await db.one<{ time_zone: string }>(
        `select time_zone from companies where company_id = $1`,
        [companyId],
      )
      const rights = await rightsOf(db, companyId, userId, dayOf(installation.clock(), time_zone))
      const areas = areasOf(rights, verbName)
      if (areas === null) return refuse('access.denied', `you have no right to ${verbName}`, { verb: verbName }, 403)
      const { name } = await db.one<{ name: string }>(`select name from users where id = $1`, [userId])
      return { id: userId, name, areas, permissions: [...new Set(rights.map((right) => right.pattern))] }
    },
    { readOnly: true },
  )
}

async function endBadly(
  installation: Installation,
  claimed: ClaimedJob,
  job: { verb: string; attempt_count: number },
  error: unknown,
) {
  if (error instanceof Refused) return end(installation, claimed, 'refused', null, error.problems, error.status)
  if (error instanceof ZodError) return end(installation, claimed, 'refused', null, inputProblems(error), 422)
  installation.log.error({ err: error, job: claimed.jobId, verb: job.verb }, 'a job broke off')
  if (isPassing(error) && job.attempt_count < attemptsMax) {
    await inSystem(installation, claimed, (db) =>
      db.query(
        `update jobs set state = 'waiting', leased_until = null, run_at = clock_timestamp() + make_interval(secs => $4)
          where company_id = $1 and id = $2 and worker_id = $3 and state = 'running'`,
        [claimed.companyId, claimed.jobId, claimed.worker, retryAfterSeconds],
      ),
    )
    return
  }
  const problem = {
    code: 'job.failed',
    message: 'the program made a mistake, which is in its log; what was committed stays',
    data: { job: claimed.jobId },
  }
  return end(installation, claimed, 'failed', null, [problem])
}

/** Deadlocks, serialization, lost connections and shutdowns (SQLSTATE 40…, 08…, 57P…): the same again may go well. */
const isPassing = (error: unknown): boolean => {
  const code = String((error as { code?: unknown })?.code ?? '')
  return /^(40001|40P01|08...|57P0.|ECONN.*|EPIPE)$/.test(code) || /Connection terminated/.test(String(error))
}

/**
 * The end is written under the lease alone: who lost it to another worker writes nothing. A database that is away for a
 * moment is waited for; away for longer, the lease runs out and the job is run again.
 */
async function end(
  installation: Installation,
  { companyId, jobId, worker }: ClaimedJob,
  state: 'done' | 'refused' | 'failed',
  output: unknown,
  problems: Problem[] | null,
  status: number | null = null,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await inSystem(installation, { companyId }, (db) =>
        db.query(
          `update jobs set state = $4, output = $5, problems = $6, problem_status = $7, leased_until = null, finished_at = clock_timestamp()
            where company_id = $1 and id = $2 and worker_id = $3 and state = 'running'`,
          [
            companyId,
            jobId,
            worker,
            state,
            output === null ? null : JSON.stringify(output, jsonValue),
            problems && JSON.stringify(problems),
            status,
          ],
        ),
      )
      return
    } catch (error) {
      if (attempt === 5 || !isPassing(error)) throw error
      await sleep(attempt * 1000)
    }
  }
}

function keepLease(installation: Installation, { companyId, jobId, worker }: ClaimedJob): { end(): void } {
  const timer = setInterval(
    () =>
      void inSystem(installation, { companyId }, (db) =>
        db.query(
          `update jobs set leased_until = clock_timestamp() + make_interval(secs => $4) where company_id = $1 and id = $2 and worker_id = $3 and state = 'running'`,
          [companyId, jobId, worker, leaseSeconds],
        ),
      ).catch((err) => installation.log.warn({ err, job: jobId }, 'the lease of a job could not be renewed')),
    (leaseSeconds * 1000) / 4,
  )
  timer.unref()
  return { end: () => clearInterval(timer) }
}

/** The newest progress is written at most every quarter of a second, and never two writes at once. */
function progressWriter(installation: Installation, { companyId, jobId, worker }: ClaimedJob) {
  let next: [done: number, total: number | null, text: string | null] | undefined
  let writing: Promise<void> | undefined
  const write = async (): Promise<void> => {
    while (next) {
      const [done, total, text] = next
      next = undefined
      await inSystem(installation, { companyId }, (db) =>
        db.query(
          `update jobs set progress_done = $4, progress_total = $5, progress_text = $6 where company_id = $1 and id = $2 and worker_id = $3 and state = 'running'`,
          [companyId, jobId, worker, Math.trunc(done), total === null ? null : Math.trunc(total), text],
        ),
      ).catch((err) => installation.log.warn({ err, job: jobId }, 'progress could not be written'))
      await sleep(progressEveryMillis)
    }
  }
  return {
    tell: (done: number, total: number | null, text?: string): void => {
      next = [done, total, text ?? null]
      writing ??= write().finally(() => {
        writing = undefined
      })
    },
    end: async (): Promise<void> => {
      await writing
    },
  }
}

const isFile = (output: unknown): output is FileAnswer =>
  typeof output === 'object' && output !== null && 'body' in output && 'fileName' in output

async function keepFile(installation: Installation, companyId: Id, answer: FileAnswer): Promise<object> {
  const stored = await installation.files.put(
    companyId,
    answer.body instanceof Uint8Array ? [answer.body] : answer.body,
  )
  return { file: { name: answer.fileName, mediaType: answer.mediaType, ...stored } }
}

const inSystem = <R>(
  { pool }: Installation,
  { companyId }: { companyId: Id },
  work: (db: Db) => Promise<R>,
): Promise<R> => withTenant(pool, { companyId, areas: 'all', system: true }, work)

/** The next job of any company, held by this worker, or undefined. */
export async function claimJob({ pool }: Installation, worker: Id): Promise<ClaimedJob | undefined> {
  return withoutTenant(pool, async (db) => {
    const row = await db.maybe<{ company_id: Id; id: Id }>(
      `select company_id, id from claim_job($1, clock_timestamp(), make_interval(secs => $2))`,
      [worker, leaseSeconds],
    )
    return row && { companyId: row.company_id, jobId: row.id, worker }
  })
}

import { createHash } from 'node:crypto'
import { canonicalJson } from '../db/audit.ts'
import type { User } from '../db/context.ts'
import { jsonValue } from '../db/insert.ts'
import type { Db } from '../db/transaction.ts'
import { withTenant } from '../db/transaction.ts'
import type { LongVerb, ShortVerb, Verb } from '../db/verb.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { Installation } from '../jobs/perform.ts'
import { answerOf, edgeOf, goOn, inTransaction, perform } from '../jobs/perform.ts'
import type { Job } from '../jobs/queries.ts'
import { isEnded, readJob } from '../jobs/queries.ts'
import { runJob } from '../jobs/run-job.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { assert, Refused, refuse } from '../kernel/problem.ts'
import { answersFile } from './verb-schema.ts'

export interface Call {
  verb: Verb
  companyId: Id
  user: User & { id: Id }
  input: Record<string, unknown>
  /** Idempotency-Key; null = the call counts as often as it comes. */
  key: string | null
  /** Prefer: respond-async */
  async: boolean
}

export type Outcome =
  | { kind: 'answer'; answer: unknown }
  /** The answer that the same call got before. */
  | { kind: 'again'; answer: unknown }
  /** A job that runs, or that was run and kept a file. */
  | { kind: 'job'; jobId: Id; ended: Job | null }

export interface Runner {
  installation: Installation
  verbs: readonly Verb[]
  /** Told when a job waits. */
  wake: () => void
}

/** Runs a verb for who may, once for a key. */
export async function runVerb(runner: Runner, call: Call): Promise<Outcome> {
  const { verb, key } = call
  if (verb.kind === 'long' && (call.async || (key !== null && !answersFile(verb)))) return runAsJob(runner, verb, call)
  if (verb.kind === 'write' && key !== null && !answersFile(verb)) return runOnce(runner, verb, call, key)
  const output = await perform(runner.installation, verb, { companyId: call.companyId, user: call.user }, call.input)
  return { kind: 'answer', answer: answersFile(verb) ? output : answerOf(runner.installation, verb, output) }
}

/** The key and its answer are written in the verb's own transaction: both or nothing, also when the process dies. */
async function runOnce({ installation }: Runner, verb: ShortVerb, call: Call, key: string): Promise<Outcome> {
  const parsed = verb.input.parse(call.input)
  const caller = { companyId: call.companyId, user: call.user }
  const edge = await edgeOf(installation, caller)
  const outcome = await inTransaction<Outcome>(installation, edge, async (ctx) => {
    const before = await claimKey(ctx.db, call, key)
    if (before) return { kind: 'again', answer: before.answer }
    const answer = answerOf(installation, verb, await verb.run(ctx, parsed))
    await keepKey(ctx.db, call, key, 200, answer)
    return { kind: 'answer', answer }
  })
  if (outcome.kind === 'answer') await goOn(installation, verb, caller, parsed)
  return outcome
}

/**
 * The job is the record of the call. One that nobody waits for is left to the clockwork; else it is run here and now, and
 * if this process dies, by the clockwork after all.
 */
async function runAsJob(runner: Runner, verb: LongVerb, call: Call): Promise<Outcome> {
  const { installation, verbs } = runner
  const { companyId, key, user } = call
  verb.input.parse(call.input)
  const worker = newId()
  const tenant = { companyId, areas: user.areas, userId: user.id }
  const { jobId, isNew } = await withTenant(installation.pool, tenant, async (db) => {
    const before = key === null ? undefined : await claimKey(db, call, key)
    if (before) return { jobId: (before.answer as { jobId: Id }).jobId, isNew: false }
    const made = await enqueue(db, {
      companyId,
      verb: verb.name,
      input: call.input,
      userId: user.id,
      ...(call.async ? {} : { worker }),
    })
    assert(made, 'a job without a schedule is always new')
    if (key !== null) await keepKey(db, call, key, 202, { jobId: made })
    return { jobId: made, isNew: true }
  })
  if (call.async) {
    if (isNew) runner.wake()
    return { kind: 'job', jobId, ended: null }
  }
  if (isNew) await runJob(installation, verbs, { companyId, jobId, worker })
  const job = await withTenant(
    installation.pool,
    { companyId, areas: 'all', system: true },
    (db) => readJob(db, companyId, jobId),
    { readOnly: true },
  )
  if (!job) return refuse('idempotency.forgotten', 'the job of this key is not kept any more', {}, 409)
  if (!isEnded(job)) return refuse('idempotency.in-progress', 'the same call is being done', { job: jobId }, 409)
  if (job.state === 'refused') throw new Refused(job.problems ?? [], job.problemStatus ?? 422)
  if (job.state === 'failed') throw new Refused(job.problems ?? [], 500)
  return isNew ? { kind: 'answer', answer: job.output } : { kind: 'again', answer: job.output }
}

/** @returns the answer kept for this key. @throws Refused 409 while the same key is at work, 422 when it was another request. */
async function claimKey(db: Db, call: Call, key: string): Promise<{ answer: unknown } | undefined> {
  const { free } = await db.one<{ free: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as free`,
    [`idempotency ${call.companyId} ${call.user.id} ${key}`],
  )
  if (!free) return refuse('idempotency.in-progress', 'the same call is being done', {}, 409)
  const row = await db.maybe<{ request_hash: Buffer; response: { answer: unknown } }>(
    `select request_hash, response from idempotency_keys where company_id = $1 and user_id = $2 and key = $3`,
    [call.companyId, call.user.id, key],
  )
  if (row && !row.request_hash.equals(requestHash(call)))
    refuse('idempotency.other-request', 'this Idempotency-Key was used for another request: take a new key', {}, 422)
  return row?.response
}

const keepKey = (db: Db, call: Call, key: string, status: number, answer: unknown): Promise<unknown> =>
  db.query(
    `insert into idempotency_keys (company_id, key, user_id, verb, request_hash, status, response, created_at) values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp())`,
    [
      call.companyId,
      key,
      call.user.id,
      call.verb.name,
      requestHash(call),
      status,
      JSON.stringify({ answer: answer ?? null }, jsonValue),
    ],
  )

const requestHash = ({ verb, input }: Call): Buffer =>
  createHash('sha256')
    .update(`${verb.name}\n${canonicalJson(input)}`)
    .digest()

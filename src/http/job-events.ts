import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { areasOf } from '../access/rights.ts'
import { jsonValue } from '../db/insert.ts'
import { withTenant } from '../db/transaction.ts'
import type { Job } from '../jobs/queries.ts'
import { isEnded, readJob } from '../jobs/queries.ts'
import { refuse } from '../kernel/problem.ts'
import type { CompanyAsker } from './caller.ts'
import { sendFile } from './file-answer.ts'
import { apiBase } from './open-api.ts'
import type { Runner } from './run-verb.ts'
import { companyAsker, keptFile, toUrl } from './verb-routes.ts'

/** Short jobs are told of at once, long ones are looked at ever more seldom. */
const lookFirstMillis = 25
const lookEveryMillis = 400
const aliveEveryMillis = 15_000

/**
 * Following a job belongs to having asked for it; the jobs of others are for who has the right to read jobs. Progress lies
 * in the database, so that any process may tell of a job that another one runs.
 */
export function jobEventRoutes(server: FastifyInstance, runner: Runner): void {
  let closing = false
  server.addHook('preClose', async () => {
    closing = true
  })
  const url = (path: string): string => toUrl(`${apiBase}/jobs/{jobId}/${path}`)
  // No head: the answer goes on for as long as the job.
  server.get(url('events'), { exposeHeadRoute: false }, async (request, reply) => {
    const asker = await companyAsker(runner, request)
    const job = await visibleJob(runner, asker, request)
    await follow(runner, asker, job, request, reply, () => closing)
    return reply
  })
  server.get(url('file'), async (request, reply) => {
    const asker = await companyAsker(runner, request)
    const job = await visibleJob(runner, asker, request)
    const file = keptFile(job)
    if (!file) return refuse('job.no-file', 'this job kept no file', {}, 404)
    const body = runner.installation.files.open(asker.companyId, file.sha256)
    return sendFile(reply, { fileName: file.name, mediaType: file.mediaType, body })
  })
}

async function visibleJob(runner: Runner, asker: CompanyAsker, request: FastifyRequest): Promise<Job> {
  const { jobId } = request.params as { jobId: string }
  const areas = areasOf(asker.rights, 'jobs.read-job') ?? []
  const known = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(jobId)
  const job =
    known &&
    (await withTenant(
      runner.installation.pool,
      { companyId: asker.companyId, areas, userId: asker.userId },
      (db) => readJob(db, asker.companyId, jobId),
      { readOnly: true },
    ))
  return job || refuse('job.unknown', 'there is no such job of yours', {}, 404)
}

async function follow(
  runner: Runner,
  asker: CompanyAsker,
  first: Job,
  request: FastifyRequest,
  reply: FastifyReply,
  isClosing: () => boolean,
): Promise<void> {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  const send = (event: string, data: unknown): void =>
    void raw.write(`event: ${event}\ndata: ${JSON.stringify(data, jsonValue)}\n\n`)
  let told = ''
  let tellAliveAt = Date.now() + aliveEveryMillis
  let job: Job | undefined = first
  let wait = lookFirstMillis
  while (job && !raw.destroyed) {
    const progress = JSON.stringify([job.state, job.progressDone, job.progressTotal, job.progressText])
    if (progress !== told) {
      told = progress
      const { state, progressDone: done, progressTotal: total, progressText: text } = job
      send('progress', { jobId: job.jobId, state, done, total, text })
    }
    if (isEnded(job)) {
      send('end', job)
      break
    }
    if (isClosing()) break
    if (Date.now() >= tellAliveAt) {
      raw.write(': alive\n\n')
      tellAliveAt = Date.now() + aliveEveryMillis
    }
    await sleep(wait)
    wait = Math.min(wait * 1.5, lookEveryMillis)
    job = await visibleJob(runner, asker, request).catch(() => undefined)
  }
  raw.end()
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { jsonValue } from '../db/insert.ts'
import type { FileAnswer, Verb } from '../db/verb.ts'
import type { Job } from '../jobs/queries.ts'
import { refuse } from '../kernel/problem.ts'
import { askerOf, type CompanyAsker, inCompany, userFor } from './caller.ts'
import { sendFile } from './file-answer.ts'
import { apiBase, routeOf } from './open-api.ts'
import { readInput } from './read-input.ts'
import { type Outcome, type Runner, runVerb } from './run-verb.ts'
import { answersFile } from './verb-schema.ts'

declare module 'fastify' {
  interface FastifyRequest {
    asker: CompanyAsker | null
  }
}

/** One route a verb; who asks and whether he may is known before a byte of the body is read. */
export function verbRoutes(server: FastifyInstance, runner: Runner): void {
  for (const verb of runner.verbs) {
    const { method, path } = routeOf(verb)
    server.route({
      method,
      url: toUrl(apiBase + path),
      onRequest: async (request) => {
        request.asker = await companyAsker(runner, request)
        userFor(request.asker, verb)
      },
      handler: (request, reply) => answerVerb(runner, verb, request, reply),
    })
  }
  otherWays(server, runner.verbs)
}

/** An address that is there, asked in a way that it does not take, names those that it takes (RFC 9110, 15.5.6). */
function otherWays(server: FastifyInstance, verbs: readonly Verb[]): void {
  const ways = new Map<string, Set<string>>()
  for (const { method, path } of verbs.map(routeOf)) {
    const url = toUrl(apiBase) + path.replace(/\{\w+\}/g, ':any')
    ways.set(url, (ways.get(url) ?? new Set()).add(method))
  }
  for (const [url, taken] of ways)
    server.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !taken.has(method)),
      url,
      exposeHeadRoute: false,
      handler: (_request, reply) => {
        const allowed = [...taken, ...(taken.has('GET') ? ['HEAD'] : [])].join(', ')
        reply.header('allow', allowed)
        return refuse('request.method', `this address takes ${allowed}`, { allowed }, 405)
      },
    })
}

export const toUrl = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1')

export async function companyAsker({ installation }: Runner, request: FastifyRequest): Promise<CompanyAsker> {
  const asker = await askerOf(installation, request)
  return inCompany(installation, asker, (request.params as { company: string }).company)
}

async function answerVerb(
  runner: Runner,
  verb: Verb,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const asker = request.asker!
  const user = { ...userFor(asker, verb), id: asker.userId }
  const input = await readInput(
    runner.installation,
    verb,
    { companyId: asker.companyId, userId: user.id, areas: user.areas },
    request,
  )
  const outcome = await runVerb(runner, {
    verb,
    companyId: asker.companyId,
    user,
    input,
    key: keyOf(verb, request),
    async: verb.kind === 'long' && /(^|[,\s])respond-async($|[,;\s])/i.test(String(request.headers.prefer ?? '')),
  })
  return present(verb, asker, outcome, reply)
}

function keyOf(verb: Verb, request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key']
  if (verb.kind === 'read' || key === undefined) return null
  // The draft writes it as a quoted string (RFC 8941); many send it bare.
  const bare = String(key).replace(/^"(.*)"$/, '$1')
  if (!/^[\x21-\x7e]{1,200}$/.test(bare))
    refuse('idempotency.key', 'an Idempotency-Key is 1–200 visible ASCII characters', {}, 400)
  return bare
}

function present(verb: Verb, asker: CompanyAsker, outcome: Outcome, reply: FastifyReply): FastifyReply {
  if (outcome.kind === 'job') {
    const followUrl = `/api/v1/companies/${asker.companyCode}/jobs/${outcome.jobId}/events`
    return reply
      .code(202)
      .header('preference-applied', 'respond-async')
      .header('location', followUrl)
      .send({ jobId: outcome.jobId, followUrl })
  }
  if (outcome.kind === 'again') reply.header('idempotent-replayed', 'true')
  if (answersFile(verb)) return sendFile(reply, outcome.answer as FileAnswer)
  return sendJson(reply, outcome.answer)
}

export const sendJson = (reply: FastifyReply, answer: unknown): FastifyReply =>
  reply.type('application/json; charset=utf-8').send(JSON.stringify(answer ?? null, jsonValue))

/** What a job kept when its answer was a file. */
export const keptFile = (job: Job): { name: string; mediaType: string; sha256: string } | undefined =>
  (job.output as { file?: { name: string; mediaType: string; sha256: string } } | null)?.file

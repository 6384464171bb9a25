import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { withoutTenant } from '../db/transaction.ts'
import type { Verb } from '../db/verb.ts'
import type { Installation } from '../jobs/perform.ts'
import { newId } from '../kernel/id.ts'
import { compress } from './compress.ts'
import { jobEventRoutes } from './job-events.ts'
import { openApi } from './open-api.ts'
import { pageRoutes } from './pages.ts'
import { detailsOf, type ProblemDetails, problemDetails } from './problem-details.ts'
import { sessionRoutes } from './session-routes.ts'
import { verbRoutes } from './verb-routes.ts'
import { builtWeb, webRoutes } from './web.ts'

export interface ServerOptions {
  installation: Installation
  verbs: readonly Verb[]
  version: string
  /** Told when a job waits to be run: the clockwork of this process looks at once. */
  wake?: () => void
  /** Behind a proxy that sets X-Forwarded-For; else everybody seems to come from the proxy. */
  trustProxy?: boolean
  /** Where the built web app lies. */
  webFolder?: string
}

const jsonBytesMax = 20 * 1024 * 1024

/** The web server: every verb, sign-in, the pages. Not listening yet. */
export function createServer({
  installation,
  verbs,
  version,
  wake = () => {},
  trustProxy = false,
  webFolder = builtWeb,
}: ServerOptions): FastifyInstance {
  const server = fastify({
    bodyLimit: jsonBytesMax,
    logger: false,
    trustProxy,
    genReqId: () => newId(),
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 300 },
    // RFC 9110, 9.1: what can be read can be asked for its head; those who watch over servers do.
    exposeHeadRoutes: true,
  })
  const runner = { installation, verbs, wake }
  server.register(cookie)
  server.register(multipart)
  server.decorateRequest('asker', null)
  server.addHook('onRequest', async (request, reply) => {
    securityHeaders(reply, installation.settings.baseUrl)
    reply.header('x-request-id', request.id)
  })
  server.addHook('onSend', compress)
  server.addHook('onResponse', async (request, reply) => {
    // The pattern of the route, not the address: that may hold a one-time link or a name searched for.
    const route = request.routeOptions.url ?? 'unknown'
    if (route === '/health') return
    const millis = Math.round(reply.elapsedTime)
    const asker = request.asker && { user: request.asker.userId, company: request.asker.companyCode }
    installation.log.info(
      { request: request.id, method: request.method, route, status: reply.statusCode, millis, ...asker },
      'request',
    )
  })
  server.setErrorHandler((error, request, reply) => {
    const { details, bug } = problemDetails(error)
    if (bug)
      installation.log.error(
        { err: error, request: request.id, route: request.routeOptions.url },
        'a request broke off',
      )
    return sendProblem(reply, details)
  })
  server.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, detailsOf([{ code: 'request.not-found', message: 'there is nothing here' }], 404)),
  )
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 64 * 1024 },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  server.register(async (inner) => {
    inner.get('/health', async (_request, reply) => {
      await withoutTenant(installation.pool, (db) => db.query('select 1'), { readOnly: true })
      return reply.send({ ok: true, version })
    })
    const description = JSON.stringify(openApi(verbs, version))
    inner.get('/api/openapi.json', (_request, reply) => reply.type('application/json').send(description))
    verbRoutes(inner, runner)
    jobEventRoutes(inner, runner)
    sessionRoutes(inner, runner)
    pageRoutes(inner, runner)
    webRoutes(inner, webFolder)
  })
  return server
}

export function sendProblem(reply: FastifyReply, details: ProblemDetails): FastifyReply {
  if (details.status === 401) reply.header('www-authenticate', 'Bearer')
  if (details.status === 429) reply.header('retry-after', '900')
  if (details.status === 503 || details.code === 'idempotency.in-progress') reply.header('retry-after', '2')
  return reply.code(details.status).type('application/problem+json').send(JSON.stringify(details))
}

// OWASP HTTP Headers Cheat Sheet. The pages carry their style in one element, allowed by its hash (pages.ts).
function securityHeaders(reply: FastifyReply, baseUrl: string | null): void {
  reply.headers({
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'cache-control': 'no-store',
    ...(baseUrl?.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  })
}

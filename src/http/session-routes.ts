import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Device, NewSession } from '../access/sessions.ts'
import {
  endSession,
  endSessionById,
  listSessions,
  setPassword,
  signInByLink,
  signInByPassword,
} from '../access/sessions.ts'
import type { Installation } from '../jobs/perform.ts'
import { refuse } from '../kernel/problem.ts'
import { askerOf, companiesFor, sessionCookie } from './caller.ts'
import type { Runner } from './run-verb.ts'
import { sendJson } from './verb-routes.ts'

/** Sign-in, sign-out and what is one's own: the only calls without a company. */
export function sessionRoutes(server: FastifyInstance, { installation }: Runner): void {
  const { pool } = installation
  server.post('/api/v1/session', async (request, reply) => {
    sameSite(request)
    const given = z.object({ email: z.string().max(254), password: z.string().max(1000) }).parse(request.body)
    const session = await signInByPassword(pool, given, deviceOf(request), installation.clock())
    setCookie(reply, installation, session)
    return sendJson(reply, { userId: session.userId, name: session.name, expiresAt: session.expiresAt })
  })
  server.post('/api/v1/session/link', async (request, reply) => {
    sameSite(request)
    const { token } = z.object({ token: z.string().max(200) }).parse(request.body)
    const session = await signInByLink(pool, token, deviceOf(request), installation.clock())
    setCookie(reply, installation, session)
    return sendJson(reply, {
      userId: session.userId,
      name: session.name,
      expiresAt: session.expiresAt,
      hasPassword: session.hasPassword,
    })
  })
  server.delete('/api/v1/session', async (request, reply) => {
    const asker = await askerOf(installation, request)
    if (asker.sessionToken) await endSession(pool, asker.sessionToken)
    clearCookie(reply, installation)
    return reply.code(204).send()
  })
  server.get('/api/v1/me', async (request, reply) => {
    const asker = await askerOf(installation, request)
    const companies = await companiesFor(installation, asker)
    const { signedIn } = asker
    return sendJson(reply, {
      userId: asker.userId,
      name: signedIn?.name ?? null,
      email: signedIn?.email ?? null,
      language: signedIn?.language ?? null,
      companies,
    })
  })
  server.get('/api/v1/sessions', async (request, reply) => {
    const asker = await ownSession(installation, request)
    return sendJson(reply, { rows: await listSessions(pool, asker.userId, asker.sessionToken, installation.clock()) })
  })
  server.delete('/api/v1/sessions/:id', async (request, reply) => {
    const asker = await ownSession(installation, request)
    await endSessionById(pool, asker.userId, (request.params as { id: string }).id)
    return reply.code(204).send()
  })
  server.put('/api/v1/password', async (request, reply) => {
    const asker = await ownSession(installation, request)
    const given = z
      .object({ password: z.string().max(1000), current: z.string().max(1000).optional() })
      .parse(request.body)
    await setPassword(
      pool,
      { userId: asker.userId, token: asker.sessionToken },
      given,
      request.ip,
      installation.clock(),
    )
    return reply.code(204).send()
  })
}

/** A token of a program must not become a way to a person's password and sessions. */
async function ownSession(installation: Installation, request: FastifyRequest) {
  const asker = await askerOf(installation, request)
  if (!asker.sessionToken) refuse('session.needed', 'this is for a person who signed in, not for a token', {}, 403)
  return asker
}

export const deviceOf = (request: FastifyRequest): Device => ({
  address: request.ip,
  userAgent: request.headers['user-agent'] ?? null,
})

/** Browsers say where a request comes from; a form of another site must not sign anybody in or out. */
export function sameSite(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site']
  const origin = request.headers.origin
  const foreignOrigin =
    origin !== undefined && origin !== 'null' && URL.canParse(origin) && new URL(origin).host !== request.host
  if ((site !== undefined && site !== 'same-origin' && site !== 'none') || origin === 'null' || foreignOrigin)
    refuse('request.csrf', 'this was sent by another site', {}, 403)
}

export function setCookie(reply: FastifyReply, installation: Installation, session: NewSession): void {
  // By length, not by a day: a person's clock may be wrong, and a cookie that is over by it is never kept.
  const maxAge = Math.floor((session.expiresAt.getTime() - installation.clock().getTime()) / 1000)
  reply.setCookie(sessionCookie, session.token, { ...cookieOptions(installation), maxAge })
}

export const clearCookie = (reply: FastifyReply, installation: Installation): void => {
  reply.clearCookie(sessionCookie, cookieOptions(installation))
}

const cookieOptions = ({ settings }: Installation) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: settings.baseUrl?.startsWith('https:') ?? false }) as const

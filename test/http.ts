import { saveRole } from '../src/access/save-role.ts'
import { newToken } from '../src/access/tokens.ts'
import type { Verb } from '../src/db/verb.ts'
import { createServer } from '../src/http/server.ts'
import { startWorker } from '../src/jobs/worker.ts'
import { newId } from '../src/kernel/id.ts'
import { verbs as allVerbs } from '../src/verbs.ts'
import { atEnd } from './support.ts'
import type { World } from './world.ts'

export interface Answer<T = Record<string, unknown>> {
  status: number
  headers: Headers
  text: string
  /** The body as JSON, where it is. */
  body: T
}
export interface Http {
  url: string
  call<T = Record<string, unknown>>(request: string, options?: CallOptions): Promise<Answer<T>>
  /** A person with a role of exactly these permissions, everywhere or in one business area; answers a token. */
  person(permissions: string[], areaCode?: string): Promise<{ userId: string; token: string }>
}
export interface CallOptions {
  token?: string
  cookie?: string
  json?: unknown
  form?: FormData
  headers?: Record<string, string>
}

/** A real server on a free port over the world's database; "/x" in a call is below the world's company, "=/x" below the root. */
export async function openHttp(
  world: World,
  {
    verbs = allVerbs,
    worker = true,
    code,
    webFolder,
  }: { verbs?: readonly Verb[]; worker?: boolean; code: string; webFolder?: string },
): Promise<Http> {
  const clockwork = worker
    ? // Looks as often as in earnest, and at once when woken: ten worlds that look fifty times a second wear out a machine.
      startWorker(world.installation, verbs, { schedulesEveryMillis: 500 })
    : undefined
  const server = createServer({
    installation: world.installation,
    verbs,
    version: '0',
    wake: () => clockwork?.wake(),
    ...(webFolder ? { webFolder } : {}),
  })
  const url = await server.listen({ port: 0, host: '127.0.0.1' })
  atEnd(async () => {
    await clockwork?.stop()
    await server.close()
  })
  return {
    url,
    async call<T>(request: string, { token, cookie, json, form, headers }: CallOptions = {}) {
      const [method, path] = request.split(' ') as [string, string]
      const answer = await fetch(url + (path.startsWith('=') ? path.slice(1) : `/api/v1/companies/${code}${path}`), {
        method,
        redirect: 'manual',
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(cookie ? { cookie } : {}),
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
        ...(form ? { body: form } : {}),
      })
      const text = await answer.text()
      const body = (text && answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined) as T
      return { status: answer.status, headers: answer.headers, text, body }
    },
    person: (permissions, areaCode) => person(world, permissions, areaCode),
  }
}

export async function person(
  world: World,
  permissions: string[],
  areaCode?: string,
): Promise<{ userId: string; token: string }> {
  const userId = newId()
  const { token, hash } = newToken('rsk_')
  const role = `role ${userId}`
  await world.do(saveRole, { name: role, permissions })
  await world.tx(async ({ db, company }) => {
    await db.query(`insert into users (id, email, name, language) values ($1, $2, $3, 'sv')`, [
      userId,
      `${userId}@example.com`,
      `Person ${userId.slice(-4)}`,
    ])
    await db.query(
      `insert into grants (company_id, id, user_id, role_id, area_id, valid_from)
       select r.company_id, $2, $3, r.id, a.id, '2020-01-01' from roles r left join business_areas a on a.company_id = r.company_id and a.code = $5
        where r.company_id = $1 and r.name = $4`,
      [company.id, newId(), userId, role, areaCode ?? null],
    )
    await db.query(
      `insert into api_tokens (company_id, id, token_hash, user_id, name, expires_at) values ($1, $2, $3, $4, 'test', '2100-01-01')`,
      [company.id, newId(), hash, userId],
    )
  })
  return { userId, token }
}

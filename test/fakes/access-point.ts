import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Behaviour =
  /** Takes it and says so. */
  | 'good'
  /** Takes it and answers 500. */
  | 'error-after-accepting'
  /** Takes it, but does not know it until it has been asked twice, or an hour has passed; answers 500. */
  | 'late'
  /** Takes it and hangs up without an answer. */
  | 'hangs-up'
  /** Takes nothing and answers 500. */
  | 'error'
  /** Refuses the document. */
  | 'refused'

/** An access point with the interface of phoss-ap that misbehaves on demand: the next submissions, in order; then good. */
export interface AccessPoint {
  url: string
  next: Behaviour[]
  /** Envelopes that left towards receivers, once each: instance id → XML. */
  carried: Map<string, string>
  /** Submissions that came in, by instance id, also the dropped second ones. */
  submitted: string[]
  paths: string[]
  tokens: (string | undefined)[]
  /** What the receiver's side says later; by instance id. */
  statuses: Map<string, { status: string; errorDetails?: string; mlsStatus?: string }>
  /** What it took it knows now. */
  hourPasses(): void
  close(): Promise<void>
}

export async function openAccessPoint(): Promise<AccessPoint> {
  const unknownFor = new Map<string, number>()
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const answer = (code: number, body: unknown) => {
      response.writeHead(code, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    const status = /^\/api\/outbound\/status\/(.+)$/.exec(url.pathname)?.[1]
    if (request.method === 'GET' && status) {
      const left = unknownFor.get(status) ?? 0
      if (left > 0) unknownFor.set(status, left - 1)
      const known = left > 0 ? undefined : ap.statuses.get(status)
      return known ? answer(200, { sbdhInstanceID: status, attemptCount: 1, ...known }) : answer(404, {})
    }
    if (request.method !== 'POST' || !url.pathname.startsWith('/api/outbound/submit/')) return answer(404, {})
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const id = url.searchParams.get('sbdhInstanceID') ?? ''
      const behaviour = ap.next.shift() ?? 'good'
      ap.submitted.push(id)
      ap.paths.push(decodeURIComponent(url.pathname))
      ap.tokens.push(request.headers['x-token'] as string | undefined)
      if (behaviour === 'error') return answer(500, 'broken')
      if (behaviour === 'refused') return answer(422, 'no such document type')
      if (!ap.carried.has(id)) {
        ap.carried.set(id, Buffer.concat(chunks).toString())
        ap.statuses.set(id, { status: 'pending' })
      }
      if (behaviour === 'late') unknownFor.set(id, 2)
      if (behaviour === 'hangs-up') return void request.socket.destroy()
      answer(behaviour === 'good' ? 200 : 500, { sbdhInstanceID: id })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const ap: AccessPoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: [],
    carried: new Map(),
    submitted: [],
    paths: [],
    tokens: [],
    statuses: new Map(),
    hourPasses: () => unknownFor.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return ap
}

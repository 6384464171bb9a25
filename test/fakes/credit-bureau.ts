import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type BureauBehaviour =
  | 'good'
  /** Answers after a second and a half. */
  | 'late'
  /** Answers 500. */
  | 'error'
  /** Answers 429: too many questions. */
  | 'busy'
  /** Takes the question and hangs up. */
  | 'hangs-up'
  /** Answers in another shape than it used to. */
  | 'changed-schema'
  /** Answers with a page of HTML and 200. */
  | 'no-json'
  /** Sends whoever asks elsewhere. */
  | 'redirects'

export interface Company {
  rating?: { points: number | null; letter: string | null }
  limit?: number | null
  state?: string
  remarks?: string[]
}

/** A credit bureau with an API of its own shape, that misbehaves on demand: the next requests, in order; then good. */
export interface CreditBureau {
  url: string
  next: BureauBehaviour[]
  companies: Map<string, Company>
  subscriptions: Map<string, string>
  /** Messages it tells, in order; each page has two, and the last of a page begins the next one again. */
  messages: { id: string; orgnr: string; event: string; date: string; text?: string }[]
  asked: { method: string; path: string; key: string | undefined; body: string }[]
  close(): Promise<void>
}

export async function openCreditBureau(): Promise<CreditBureau> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://localhost')
      const path = decodeURIComponent(url.pathname)
      bureau.asked.push({
        method: request.method ?? '',
        path: path + url.search,
        key: request.headers['x-api-key'] as string | undefined,
        body: Buffer.concat(chunks).toString(),
      })
      const answer = (code: number, body: unknown, wait = 0) =>
        setTimeout(() => {
          response.writeHead(code, { 'content-type': 'application/json' })
          response.end(typeof body === 'string' ? body : JSON.stringify(body))
        }, wait).unref()
      const behaviour = bureau.next.shift() ?? 'good'
      if (behaviour === 'error') return answer(500, { error: 'broken' })
      if (behaviour === 'busy') return answer(429, { error: 'slow down' })
      if (behaviour === 'hangs-up') return void request.socket.destroy()
      if (behaviour === 'no-json') return answer(200, '<html>maintenance</html>')
      if (behaviour === 'redirects') {
        response.writeHead(302, { location: 'http://127.0.0.1:9/elsewhere' })
        return void response.end()
      }
      const wait = behaviour === 'late' ? 1_500 : 0
      const number = /^\/report\/(\d+)$/.exec(path)?.[1]
      if (number) {
        const company = bureau.companies.get(number)
        if (!company) return answer(404, { error: 'unknown' }, wait)
        const { rating = null, limit = null, state = 'ACTIVE', remarks = [] } = company
        return behaviour === 'changed-schema'
          ? answer(200, { data: { report: { score: rating?.points } } })
          : answer(200, { report: { rating, limit, state, remarks, date: '2026-11-18' } }, wait)
      }
      if (request.method === 'POST' && path === '/watch') {
        const { orgnr } = JSON.parse(bureau.asked.at(-1)!.body) as { orgnr: string }
        if (!bureau.companies.has(orgnr)) return answer(404, {})
        const id = `S${bureau.subscriptions.size + 1}`
        bureau.subscriptions.set(id, orgnr)
        return answer(201, { id })
      }
      if (request.method === 'DELETE' && path.startsWith('/watch/')) {
        return answer(bureau.subscriptions.delete(path.slice(7)) ? 200 : 404, {})
      }
      if (path === '/events') {
        const from = Number(url.searchParams.get('after') || '0')
        const page = bureau.messages.slice(Math.max(0, from - 1), from + 2)
        const body = { events: page, next: Math.min(bureau.messages.length, from + 2) }
        return answer(200, behaviour === 'changed-schema' ? { items: page } : body, wait)
      }
      answer(404, {})
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bureau: CreditBureau = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: [],
    companies: new Map(),
    subscriptions: new Map(),
    messages: [],
    asked: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return bureau
}

/** The setting that fits it. */
export const bureauSetting = (url: string) => ({
  code: 'upplys',
  adapter: 'http' as const,
  url,
  timeoutSeconds: 1,
  secret: { header: 'X-API-Key', value: { env: 'RESKONTRA_SECRET_TEST_BUREAU' } },
  check: { method: 'GET', path: '/report/{number}' },
  fields: {
    score: 'report.rating.points',
    class: 'report.rating.letter',
    limit: 'report.limit',
    status: 'report.state',
    remarks: 'report.remarks',
    day: 'report.date',
  },
  currency: 'SEK',
  statuses: { ACTIVE: 'active', BANKRUPT: 'bankrupt' },
  monitor: { method: 'POST', path: '/watch', body: { orgnr: '{number}' }, subscription: 'id' },
  endMonitoring: { method: 'DELETE', path: '/watch/{subscription}' },
  changes: {
    method: 'GET',
    path: '/events?after={cursor}',
    list: 'events',
    cursor: 'next',
    id: 'id',
    number: 'orgnr',
    kind: 'event',
    day: 'date',
    text: 'text',
    kinds: { KONKURS: 'bankrupt', ANM: 'remark' },
  },
})

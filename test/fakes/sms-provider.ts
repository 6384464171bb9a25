import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type SmsBehaviour =
  /** Takes it and says so. */
  | 'good'
  /** Takes it and answers 500. */
  | 'error-after-accepting'
  /** Takes it, and does not answer. */
  | 'hangs-up'
  /** Takes it and hangs on the answer. */
  | 'slow'
  /** Takes nothing: too many. */
  | 'busy'
  /** No such number. */
  | 'refuses-number'

/** A provider of text messages that misbehaves on demand: the next messages, in order; then good. */
export interface SmsProvider {
  url: string
  next: SmsBehaviour[]
  /** Messages that went to phones. */
  carried: { to: string; from: string; text: string; reference: string }[]
  headers: (string | undefined)[]
  /** What it says later, by its id; told twice and out of order as often as it is asked. */
  states: Map<string, string>
  /** Its id for a message, by our id. */
  ids: Map<string, string>
  asked: string[]
  close(): Promise<void>
}

export async function openSmsProvider(): Promise<SmsProvider> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const answer = (code: number, body: unknown) => {
      response.writeHead(code, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    if (request.method === 'GET') {
      const [, by, id] = /^\/(status|by-reference)\/(.+)$/.exec(url.pathname) ?? []
      provider.asked.push(url.pathname)
      const own = by === 'by-reference' ? provider.ids.get(id ?? '') : id
      const state = own && provider.states.get(own)
      return state ? answer(200, { message: { id: own, state } }) : answer(404, {})
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const behaviour = provider.next.shift() ?? 'good'
      const body = Buffer.concat(chunks).toString()
      const form = (request.headers['content-type'] ?? '').includes('json')
        ? (JSON.parse(body) as Record<string, string>)
        : Object.fromEntries(new URLSearchParams(body))
      provider.headers.push(request.headers.authorization)
      if (behaviour === 'busy') return answer(429, { error: 'slow down' })
      if (behaviour === 'refuses-number') return answer(400, { error: 'invalid number', code: 21211 })
      const id = `m-${provider.carried.length + 1}`
      const { to = '', from = '', text = '', reference = '' } = form
      provider.carried.push({ to, from, text, reference })
      provider.ids.set(reference, id)
      provider.states.set(id, 'sent')
      if (behaviour === 'hangs-up') return void request.socket.destroy()
      if (behaviour === 'slow') return
      if (behaviour === 'error-after-accepting') return answer(500, { error: 'internal' })
      answer(200, { id, status: 'created' })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const provider: SmsProvider = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: [],
    carried: [],
    headers: [],
    states: new Map(),
    ids: new Map(),
    asked: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return provider
}

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Behaviour =
  | 'good'
  /** Takes it and answers 500. */
  | 'error-after-taking'
  /** Takes it and hangs up. */
  | 'hangs-up'
  /** Takes nothing and answers 500. */
  | 'error'
  /** Refuses it with the reasons that Eve gives. */
  | 'refused'
  /** Asks to be slower. */
  | 'rate-limit'
  /** Takes it, answers 500, and shows it only when it is asked for the third time. */
  | 'late'
  /** Takes it and answers 201 with half of what it has to say. */
  | 'half-answer'
  /** Not the agency speaks, but somebody on the way to it. */
  | 'proxy-page'

type Document = Record<string, unknown> & { _id: string }

/** Amili's REST API as docs.amili.se shows it: an Eve service with where, page and max_results; it misbehaves on demand. */
export interface Amili {
  url: string
  /** The next calls that write, in order; then good. */
  next: Behaviour[]
  registrations: Document[]
  cases: Document[]
  payments: Document[]
  creditings: Document[]
  cancellations: Document[]
  payouts: Document[]
  uploads: { id: string; path: string; size: number }[]
  /** Whoever wants to do something between the call and the answer; true: it is taken all the same. */
  between: (() => boolean) | null
  /** How the next questions are answered, in order; then well: cut off, with no row where there are some, or each row twice. */
  nextLists: ('cut-off' | 'empty-page' | 'twice' | 'good')[]
  /** So many rows it gives a page, whatever it is asked for. */
  pageMost: number
  /** Calls that came in: "POST /case--registrations". */
  calls: string[]
  keys: (string | undefined)[]
  bodies: string[]
  close(): Promise<void>
}

export async function openAmili(): Promise<Amili> {
  let ids = 0
  const newId = () => (++ids).toString(16).padStart(24, '0')
  const hidden = new Map<string, number>()
  const collections: Record<string, () => Document[]> = {
    '/case--registrations': () => amili.registrations,
    '/cases': () => amili.cases,
    '/creditor--payments': () => amili.payments,
    '/creditor--creditings': () => amili.creditings,
    '/creditor--cancellations': () => amili.cancellations,
    '/finance--payout-specifications': () => amili.payouts,
  }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const raw = Buffer.concat(chunks)
      const answer = (code: number, body: unknown, headers: Record<string, string> = {}) => {
        response.writeHead(code, { 'content-type': 'application/json', ...headers })
        response.end(JSON.stringify(body))
      }
      amili.calls.push(`${request.method} ${url.pathname}`)
      amili.keys.push(request.headers['x-api-key'] as string | undefined)
      if (request.headers['x-api-key'] !== 'secret') return answer(401, { _status: 'ERR' })
      if (request.method === 'GET') return list(url, answer)
      if (amili.between && url.pathname === '/case--registrations') {
        if (amili.between()) write(url.pathname, request.headers['content-type'] ?? '', raw)
        return void request.socket.destroy()
      }
      const behaviour = amili.next.shift() ?? 'good'
      if (behaviour === 'error') return answer(500, {})
      if (behaviour === 'rate-limit') return answer(429, {}, { 'retry-after': '7' })
      if (behaviour === 'proxy-page') {
        response.writeHead(404, { 'content-type': 'text/html' })
        return void response.end('<html>not here</html>')
      }
      if (behaviour === 'refused')
        return answer(422, { _status: 'ERR', _issues: { 'customer.id_number': 'is not a valid number' } })
      const made = write(url.pathname, request.headers['content-type'] ?? '', raw)
      if (!made) return answer(404, { _status: 'ERR' })
      if (behaviour === 'late') for (const id of made.hides) hidden.set(id, 2)
      if (behaviour === 'error-after-taking' || behaviour === 'late') return answer(500, {})
      if (behaviour === 'hangs-up') return void request.socket.destroy()
      if (behaviour === 'half-answer') {
        response.writeHead(201, { 'content-type': 'application/json' })
        return void response.end(JSON.stringify({ _status: 'OK', ...made.body }).slice(0, 40))
      }
      answer(201, { _status: 'OK', ...made.body })
    })
  })

  function list(url: URL, answer: (code: number, body: unknown) => void): void {
    const collection = collections[url.pathname]
    if (!collection) return void answer(404, {})
    const where = JSON.parse(url.searchParams.get('where') ?? '{}') as Record<string, unknown>
    const page = Number(url.searchParams.get('page') ?? 1)
    const size = Math.min(amili.pageMost, Number(url.searchParams.get('max_results') ?? 25))
    const behaviour = amili.nextLists.shift() ?? 'good'
    const found = collection().filter((one) => {
      const left = hidden.get(one._id) ?? 0
      if (left > 0) hidden.set(one._id, left - 1)
      return left === 0 && Object.entries(where).every(([field, wanted]) => fits(one, field, wanted))
    })
    const shown = found.slice((page - 1) * size, page * size)
    const rows = behaviour === 'empty-page' ? [] : behaviour === 'twice' ? shown.flatMap((one) => [one, one]) : shown
    answer(200, behaviour === 'cut-off' ? {} : { _items: rows, _meta: { total: found.length } })
  }

  function write(at: string, type: string, raw: Buffer): { body: object; hides: string[] } | null {
    const upload = /^\/media--upload\/(\w+)$/.exec(at)?.[1]
    if (upload) {
      if (!type.startsWith('multipart/form-data') || !amili.cases.some((one) => one._id === upload)) return null
      amili.uploads.push({ id: upload, path: 'original_invoice', size: raw.length })
      return { body: { url: 'https://example.invalid/file' }, hides: [] }
    }
    amili.bodies.push(raw.toString())
    const body = JSON.parse(raw.toString()) as Record<string, unknown>
    const created = { _id: newId(), _created: new Date().toUTCString(), _updated: new Date().toUTCString() }
    if (at === '/case--registrations') {
      const cases = (body.debts as Record<string, unknown>[]).map((debt) => ({
        ...created,
        _id: newId(),
        creditor: body.creditor,
        debt,
        case_registration: created._id,
        state: 'debt_collection',
        status: 'debt_collection_active',
        latest_state_date: new Date().toUTCString(),
      }))
      amili.registrations.push({ ...created, ...body })
      amili.cases.push(...cases)
      return {
        body: {
          ...created,
          _cases: cases.map((one) => one._id),
          _ocr_numbers_ocr: cases.map((one) => `77${one._id.slice(-6)}`),
        },
        hides: cases.map((one) => one._id),
      }
    }
    const collection = collections[at]
    if (!collection || at === '/cases' || at.startsWith('/finance')) return null
    collection().push({ ...created, ...body })
    return { body: { ...created, _payment_status: 'completed' }, hides: [created._id] }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const amili: Amili = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: [],
    registrations: [],
    cases: [],
    payments: [],
    creditings: [],
    cancellations: [],
    payouts: [],
    uploads: [],
    between: null,
    nextLists: [],
    pageMost: 100,
    calls: [],
    keys: [],
    bodies: [],
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return amili
}

function fits(one: Document, field: string, wanted: unknown): boolean {
  const value = field.split('.').reduce<unknown>((inner, part) => (inner as Record<string, unknown>)?.[part], one)
  if (typeof wanted !== 'object' || wanted === null) return value === wanted
  const { $in: list, $gte: least } = wanted as { $in?: unknown[]; $gte?: string }
  if (list) return list.includes(value)
  return least === undefined || new Date(String(value)) >= new Date(least)
}

import { longVerbs, postedQuestions, routes } from './generated/routes.ts'
import type { operations } from './generated/schema.d.ts'
import { ApiRefused, type Problem, unreachable } from './refused.ts'

export type VerbName = keyof typeof routes & keyof operations

type Parameters<N extends VerbName> = operations[N]['parameters']
type PathOf<N extends VerbName> = Parameters<N> extends { path: infer P } ? Omit<P, 'company'> : unknown
type QueryOf<N extends VerbName> =
  Parameters<N> extends { query?: infer Q } ? (Q extends undefined ? unknown : Q) : unknown
type BodyOf<N extends VerbName> = operations[N] extends { requestBody?: { content: infer C } }
  ? C extends { 'application/json': infer B }
    ? WithFiles<B>
    : unknown
  : unknown
/** Where the description says FileInput (a stored file), a browser gives a File. */
type WithFiles<B> = {
  [K in keyof B]: B[K] extends infer V ? (V extends { sha256: string; size: number } ? File : V) : never
}

/** All fields of a verb in one object, whether the route takes them from path, query or body. */
export type Input<N extends VerbName> = PathOf<N> & QueryOf<N> & BodyOf<N>
export type Output<N extends VerbName> = operations[N]['responses'] extends {
  200: { content: { 'application/json': infer O } }
}
  ? O
  : never
export type RowOf<N extends VerbName> = Output<N> extends { rows: (infer R)[] } ? R : never

export interface Progress {
  done: number
  total: number | null
}
interface Options {
  signal?: AbortSignal
  /** Names one act: sent again after a broken line it is not done again. */
  key?: string
  /** Long verbs: told while they run. */
  onProgress?: (progress: Progress) => void
  /** Sent also when the page goes away; what is too large for that (64 KB) is sent as ever. */
  outlivesPage?: boolean
}
const outlivingMax = 60_000

/**
 * What this page has changed itself; drafts and choices of one's own are no change of a thing, nor is what was asked or
 * refused: counted, it would hide what the same person did in another tab.
 */
export const actsHere = { done: 0, running: 0 }

/** Runs a verb. @throws ApiRefused with every problem the server found; its `unreachable` = no answer came. */
export async function call<N extends VerbName>(
  company: string,
  name: N,
  input: Input<N>,
  options: Options = {},
): Promise<Output<N>> {
  const { address, init } = requestOf(company, name, input as Record<string, unknown>, options)
  const isQuestion = init.method === 'GET' || postedQuestions.has(name)
  if (isQuestion || (name.startsWith('workspace.') && name !== 'workspace.save-menu'))
    return answerOf(company, name, address, init, options)
  actsHere.running += 1
  try {
    const answer = await answerOf(company, name, address, init, options)
    actsHere.done += 1
    return answer
  } catch (error) {
    // Refused is undone; where no answer came it may have been done.
    if (!(error instanceof ApiRefused) || error.unreachable || error.status >= 500) actsHere.done += 1
    throw error
  } finally {
    actsHere.running -= 1
  }
}

async function answerOf<N extends VerbName>(
  company: string,
  name: N,
  address: string,
  init: RequestInit,
  options: Options,
): Promise<Output<N>> {
  const long = longVerbs.has(name)
  if (long) (init.headers as Record<string, string>).prefer = 'respond-async'
  const response = await send(address, init)
  if (response.status === 202) {
    const { jobId } = (await response.json()) as { jobId: string }
    return (await followJob(company, jobId, options)) as Output<N>
  }
  return (await response.json()) as Output<N>
}

/** The address of a verb that is read by GET: for links, downloads, PDF. */
export function addressOf<N extends VerbName>(company: string, name: N, input: Input<N>): string {
  return requestOf(company, name, input as Record<string, unknown>, {}).address
}

/** The bytes behind an address of this server. @throws ApiRefused */
export async function bytesOf(address: string): Promise<ArrayBuffer> {
  return (await send(address, {})).arrayBuffer()
}

/** Runs a verb that answers with a file. */
export async function callForFile<N extends VerbName>(
  company: string,
  name: N,
  input: Input<N>,
  options: Options = {},
): Promise<{ name: string; blob: Blob }> {
  const { address, init } = requestOf(company, name, input as Record<string, unknown>, options)
  const response = await send(address, init)
  return { name: fileNameOf(response.headers.get('content-disposition')) ?? 'file', blob: await response.blob() }
}

/** Calls beside the verbs: session, password, own companies. */
export async function callPlain<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await send(path, {
    method,
    headers: { ...changing, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return (response.status === 204 ? undefined : await response.json()) as T
}

const changing = { 'x-reskontra-csrf': '1' }

function requestOf(
  company: string,
  name: VerbName,
  input: Record<string, unknown>,
  { signal, key, outlivesPage }: Options,
) {
  const [method, pattern] = routes[name].split(' ') as [string, string]
  const left = { ...input }
  const path = pattern.replace(/\{(\w+)\}/g, (_, field: string) => {
    const value = left[field]
    delete left[field]
    return encodeURIComponent(String(value))
  })
  let address = `/api/v1/companies/${encodeURIComponent(company)}${path}`
  const headers: Record<string, string> = { ...changing }
  const init: RequestInit = { method, headers, ...(signal ? { signal } : {}) }
  if (method === 'GET') {
    const query = new URLSearchParams()
    for (const [field, value] of Object.entries(left))
      if (value !== undefined && value !== null && value !== '')
        for (const one of Array.isArray(value) ? value : [value]) query.append(field, String(one))
    if (query.size > 0) address += `?${query}`
  } else {
    if (key) headers['idempotency-key'] = key
    if (Object.values(left).some(holdsFile)) {
      const form = new FormData()
      for (const [field, value] of Object.entries(left)) {
        if (value === undefined || value === null) continue
        if (value instanceof File) form.append(field, value, value.name)
        else if (Array.isArray(value) && value.some(holdsFile))
          for (const file of value) form.append(field, file as File)
        else form.append(field, typeof value === 'object' ? JSON.stringify(value) : String(value))
      }
      init.body = form
    } else {
      headers['content-type'] = 'application/json'
      init.body = JSON.stringify(left)
      if (outlivesPage && new Blob([init.body]).size < outlivingMax) init.keepalive = true
    }
  }
  return { address, init }
}

const holdsFile = (value: unknown): boolean => value instanceof File || (Array.isArray(value) && value.some(holdsFile))

async function send(address: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(address, init)
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error
    throw unreachable()
  }
  if (response.ok) return response
  const details = (await response.json().catch(() => null)) as { problems?: Problem[]; code?: string } | null
  if (!details?.problems && response.status >= 500) throw unreachable()
  throw new ApiRefused(details?.problems ?? [{ code: 'request.failed', message: response.statusText }], response.status)
}

interface JobEvent {
  state: string
  done?: string
  total?: string | null
  output?: unknown
  problems?: Problem[] | null
  problemStatus?: number | null
}

/** Follows a job to its end; a broken line is taken up again, the job goes on without us. */
function followJob(company: string, jobId: string, { onProgress, signal }: Options): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const source = new EventSource(`/api/v1/companies/${encodeURIComponent(company)}/jobs/${jobId}/events`)
    const stop = () => source.close()
    signal?.addEventListener('abort', stop)
    const look = (event: MessageEvent<string>) => {
      const job = JSON.parse(event.data) as JobEvent
      if (job.done !== undefined) onProgress?.({ done: Number(job.done), total: job.total ? Number(job.total) : null })
      if (event.type !== 'end') return
      stop()
      if (job.state === 'done') resolve(job.output)
      else
        reject(new ApiRefused(job.problems ?? [{ code: 'job.failed', message: job.state }], job.problemStatus ?? 500))
    }
    source.addEventListener('progress', look)
    source.addEventListener('end', look)
  })
}

function fileNameOf(disposition: string | null): string | undefined {
  const extended = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? '')?.[1]
  return extended ? decodeURIComponent(extended) : /filename="([^"]+)"/.exec(disposition ?? '')?.[1]
}

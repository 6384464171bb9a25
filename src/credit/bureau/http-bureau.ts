import { createHash } from 'node:crypto'
import type { HttpBureauSetting } from '../../company/parameter-shapes.ts'
import type { Day } from '../../kernel/day.ts'
import { isDay } from '../../kernel/day.ts'
import { refuse } from '../../kernel/problem.ts'
import { type Reason, reason } from '../../kernel/words/reasons.ts'
import type { Answer, Bureau, Change, Facts, Question } from './bureau.ts'

const bytesMax = 2_000_000
type Request = HttpBureauSetting['check']
type Fill = Record<string, string>

/**
 * A bureau by its HTTP API, whatever its shape: the setting says what is asked where, and where in the JSON the figures stand. A
 * field that the setting names and the answer has not is told, not passed over: a changed shape must not look like a clean record.
 */
export function httpBureau(setting: HttpBureauSetting, secret: string): Bureau {
  type Got = { kind: 'ok'; json: unknown; bytes: Uint8Array } | { kind: 'not-found' } | { kind: 'failed'; text: Reason }

  async function call(request: Request, fill: Fill): Promise<Got> {
    const url = setting.url.replace(/\/$/, '') + filled(request.path, fill, encodeURIComponent)
    const body = request.body && JSON.stringify(filledIn(request.body, fill))
    try {
      const answer = await fetch(url, {
        method: request.method,
        headers: {
          accept: 'application/json',
          [setting.secret.header]: (setting.secret.prefix ?? '') + secret,
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body } : {}),
        // The secret goes nowhere else.
        redirect: 'error',
        signal: AbortSignal.timeout(setting.timeoutSeconds * 1_000),
      })
      if (answer.status === 404) {
        await answer.body?.cancel()
        return { kind: 'not-found' }
      }
      const bytes = await limited(answer)
      if (!answer.ok) return { kind: 'failed', text: refusal(answer.status) }
      if (bytes.length === 0) return { kind: 'ok', json: null, bytes }
      return { kind: 'ok', json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), bytes }
    } catch (error) {
      const { name, message } = error as Error
      if (name === 'TimeoutError')
        return { kind: 'failed', text: reason('no-answer', { count: setting.timeoutSeconds }) }
      if (error instanceof SyntaxError || (name === 'TypeError' && /decod/i.test(message)))
        return { kind: 'failed', text: reason('bureau-no-json') }
      return { kind: 'failed', text: reason(error instanceof TooLarge ? 'bureau-too-large' : 'bureau-away') }
    }
  }

  return {
    code: setting.code,
    async check(question): Promise<Answer> {
      const got = await call(setting.check, fillOf(question))
      if (got.kind === 'not-found') return { kind: 'unknown-number' }
      if (got.kind === 'failed') return got
      const read = readFacts(setting, got.json)
      return 'facts' in read
        ? { kind: 'answered', facts: read.facts, bytes: got.bytes }
        : { kind: 'failed', text: reason('bureau-shape', { said: read.wrong }) }
    },
    async monitor(question) {
      if (!setting.monitor) return { kind: 'failed', text: reason('bureau-unmonitored') }
      const got = await call(setting.monitor, fillOf(question))
      if (got.kind === 'not-found') return { kind: 'failed', text: reason('bureau-number-unknown') }
      if (got.kind === 'failed') return got
      const subscription = setting.monitor.subscription ? at(got.json, setting.monitor.subscription) : null
      if (subscription === undefined)
        return {
          kind: 'failed',
          text: reason('bureau-shape', { said: `the answer has no ${setting.monitor.subscription}` }),
        }
      return { kind: 'done', subscription: subscription === null ? null : String(subscription) }
    },
    async endMonitoring(question, subscription) {
      if (!setting.endMonitoring) return { kind: 'failed', text: reason('bureau-unmonitored') }
      const got = await call(setting.endMonitoring, { ...fillOf(question), subscription: subscription ?? '' })
      // What the bureau no longer knows is ended.
      return got.kind === 'failed' ? got : { kind: 'done' }
    },
    async readChanges(cursor) {
      const { changes } = setting
      if (!changes) return { changes: [], answers: [], cursor: null, more: false, problems: [] }
      const got = await call(changes, { cursor: cursor ?? '' })
      if (got.kind !== 'ok')
        return refuse(
          'credit.bureau-failed',
          `bureau ${setting.code}: ${got.kind === 'failed' ? got.text : 'there is no such address'}`,
          { bureau: setting.code, why: got.kind === 'failed' ? got.text : '404' },
          502,
        )
      const list = at(got.json, changes.list)
      if (!Array.isArray(list))
        return refuse('credit.bureau-shape', `bureau ${setting.code}: the answer has no list ${changes.list}`, {
          bureau: setting.code,
          field: changes.list,
        })
      const next = changes.cursor ? at(got.json, changes.cursor) : null
      const read = list.map((one) => readChange(changes, one))
      return {
        changes: read.flatMap((one) => (typeof one === 'string' ? [] : [one])),
        answers: [],
        cursor: next === null || next === undefined ? null : String(next),
        more: list.length > 0 && next !== null && next !== undefined && String(next) !== cursor,
        problems: read.filter((one) => typeof one === 'string'),
      }
    },
  }
}

/** Why the bureau gave no answer, by its HTTP status. */
const refusal = (status: number): Reason =>
  status === 429
    ? reason('bureau-busy')
    : status === 401 || status === 403
      ? reason('bureau-refuses-key', { status })
      : reason('bureau-answered', { status })

const fillOf = (question: Question): Fill => ({
  number: question.identityNumber,
  country: question.country,
  kind: question.kind,
  reason: question.reasonKind,
  id: question.id,
})
const filled = (text: string, fill: Fill, write: (value: string) => string = (value) => value): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in fill ? write(fill[name]!) : whole))
const filledIn = (value: unknown, fill: Fill): unknown =>
  typeof value === 'string'
    ? filled(value, fill)
    : Array.isArray(value)
      ? value.map((one) => filledIn(one, fill))
      : value !== null && typeof value === 'object'
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filledIn(inner, fill)]))
        : value

class TooLarge extends Error {}

async function limited(answer: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body ?? []) {
    size += chunk.length
    if (size > bytesMax) throw new TooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** What stands at a path; null: it, or what it belongs to, is said to be nothing; undefined: there is no such place. */
export function at(value: unknown, path: string): unknown {
  let here = value
  for (const name of path.split('.')) {
    if (here === null) return null
    if (typeof here !== 'object' || !Object.hasOwn(here, name)) return undefined
    here = (here as Record<string, unknown>)[name]
  }
  return here
}

/** The figures of an answer, or everything that is wrong with it. */
export function readFacts(
  { fields, statuses, currency }: Pick<HttpBureauSetting, 'fields' | 'statuses' | 'currency'>,
  json: unknown,
): { facts: Facts } | { wrong: string } {
  const wrong: string[] = []
  const field = (name: keyof typeof fields): unknown => {
    const path = fields[name]
    if (path === undefined) return null
    const value = at(json, path)
    if (value === undefined) wrong.push(`the answer has no ${path} (${name})`)
    return value ?? null
  }
  const plain = (name: 'score' | 'class' | 'limit' | 'limitCurrency' | 'status' | 'day'): string | null => {
    const value = field(name)
    if (value === null) return null
    if (typeof value === 'string' || typeof value === 'number') return String(value)
    wrong.push(`${fields[name]} (${name}) is neither a text nor a number`)
    return null
  }
  const score = plain('score')
  if (score !== null && !/^-?\d{1,8}(\.\d{1,4})?$/.test(score)) wrong.push(`the score ${score} is no number`)
  const limit = plain('limit')
  if (limit !== null && !/^\d{1,15}(\.\d{1,2})?$/.test(limit)) wrong.push(`the limit ${limit} is no amount`)
  const limitCurrency = plain('limitCurrency') ?? currency ?? null
  if (limit !== null && !/^[A-Z]{3}$/.test(limitCurrency ?? '')) wrong.push('the limit has no currency')
  const word = plain('status')
  const status = word === null ? null : (statuses[word] ?? null)
  if (word !== null && status === null) wrong.push(`the status ${word} is not in the list of the setting`)
  const day = plain('day')?.slice(0, 10) ?? null
  if (day !== null && !isDay(day)) wrong.push(`the day ${day} is no day`)
  const remarks = field('remarks')
  if (remarks !== null && !Array.isArray(remarks) && typeof remarks !== 'number')
    wrong.push(`${fields.remarks} (remarks) is neither a list nor a number`)
  if (wrong.length > 0) return { wrong: wrong.join('; ') }
  const list = Array.isArray(remarks) ? remarks.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))) : []
  return {
    facts: {
      status,
      score,
      class: plain('class'),
      limit: limit === null ? null : { amount: limit, currency: limitCurrency! },
      remarkCount: Array.isArray(remarks) ? remarks.length : typeof remarks === 'number' ? remarks : null,
      remarks: list.slice(0, 100).map((one) => one.slice(0, 500)),
      sourceOn: day as Day | null,
    },
  }
}

/** One message of the list; a text says why it cannot be read. */
function readChange(fields: NonNullable<HttpBureauSetting['changes']>, one: unknown): Change | string {
  const text = (path: string): string | null => {
    const value = at(one, path)
    return typeof value === 'string' || typeof value === 'number' ? String(value) : null
  }
  const number = text(fields.number)
  const kind = text(fields.kind)
  const day = text(fields.day)?.slice(0, 10)
  if (number === null || kind === null || !isDay(day))
    return `a change has no ${[number === null && fields.number, kind === null && fields.kind, !isDay(day) && fields.day].filter(Boolean).join(', ')}`
  const own = fields.id ? text(fields.id) : null
  return {
    externalId: own ?? createHash('sha256').update(JSON.stringify(one)).digest('hex'),
    identityNumber: number.replace(/[\s.-]/g, ''),
    kind: fields.kinds[kind] ?? 'other',
    changedOn: day,
    text: (fields.text ? text(fields.text) : null)?.slice(0, 500) ?? null,
  }
}

import { asSaid, reason } from '../../kernel/words/reasons.ts'
import type { Channel, Delivery, Finding, Outcome } from '../channel.ts'
import type { SmsAnswer, SmsInterface, SmsQuestion, SmsRequest } from './providers.ts'

export interface SmsSettings {
  from: string
  /** Opened: names to what they stand for. */
  secrets: Record<string, string>
  values: Record<string, string>
  interface: SmsInterface
}

/** Below the two minutes that a channel has. */
const answerSeconds = 45
const answerBytesMax = 100_000

/**
 * Text messages through any provider with an HTTP interface, described as data (providers.ts). A message may go once too few,
 * never twice: an answer that was lost, or a fault of the provider after it had the message, is unknown until the provider is
 * asked by our id, or a person says.
 */
export function smsChannel(settings: SmsSettings): Channel {
  const { interface: known } = settings
  const common = {
    from: settings.from,
    ...Object.fromEntries(Object.entries(settings.secrets).map(([name, value]) => [`secret.${name}`, value])),
    ...Object.fromEntries(Object.entries(settings.values).map(([name, value]) => [`value.${name}`, value])),
  }
  const hide = (text: string): string =>
    Object.values(settings.secrets).reduce(
      (shown, secret) => (secret.length < 4 ? shown : shown.replaceAll(secret, '…')),
      text,
    )

  async function question(asked: SmsQuestion, delivery: Delivery, providerId: string): Promise<Outcome | null> {
    const answer = await call(asked.request, { ...common, delivery: delivery.id, provider: providerId })
    if (answer.status === 404) return null
    if (answer.status < 200 || answer.status > 299)
      throw new Error(reason('sms-provider-status-failed', { status: answer.status }))
    const state = at(answer.body, asked.statePath)
    if (state === undefined) throw new Error(reason('sms-provider-status-unknown'))
    const id = (asked.idPath ? text(at(answer.body, asked.idPath)) : null) ?? providerId
    if (fits(asked.delivered, state))
      return { kind: 'delivered', providerId: id, text: reason('phone-took', { said: String(state) }) }
    if (fits(asked.failed, state))
      return { kind: 'refused', by: 'receiver', text: reason('undeliverable', { said: String(state) }) }
    return { kind: 'sent', providerId: id, text: asSaid(String(state)) }
  }

  return {
    name: 'sms',
    atOnce: 4,
    async send({ delivery, address, letter }): Promise<Outcome> {
      if (!address || !/^\+[1-9]\d{7,14}$/.test(address))
        return { kind: 'refused', by: 'receiver', text: reason('mobile-number-unusable') }
      let answer: Answer
      try {
        answer = await call(known.send, { ...common, to: address, text: letter?.text ?? '', delivery: delivery.id })
      } catch (error) {
        if (error instanceof TemplateFault) return { kind: 'again', text: asSaid(error.message) }
        if (neverConnected(error)) return { kind: 'again', text: reason('sms-provider-away') }
        return { kind: 'unknown', text: reason('sms-provider-silent', { said: hide((error as Error).message) }) }
      }
      return judge(known, answer, hide)
    },
    async find(delivery): Promise<Finding> {
      if (!known.lookup) return { kind: 'unknown', text: reason('sms-unconfirmed') }
      const found = await question(known.lookup, delivery, '')
      return found ?? { kind: 'not-sent' }
    },
    ...(known.receipt
      ? { ask: (delivery: Delivery, providerId: string) => question(known.receipt!, delivery, providerId) }
      : {}),
    close: async () => {},
  }
}

interface Answer {
  status: number
  /** JSON, or null. */
  body: unknown
  raw: string
}

function judge(known: SmsInterface, answer: Answer, hide: (text: string) => string): Outcome {
  const said = hide(answer.raw.replace(/\s+/g, ' ').slice(0, 200))
  const rule = known.answers.find((one) => applies(one, answer))
  const outcome = rule?.outcome ?? byStatus(answer.status)
  if (outcome === 'sent') {
    const providerId = text(at(answer.body, known.idPath))
    // Taken, and nothing to ask by.
    return { kind: 'sent', providerId: providerId ?? 'sms' }
  }
  const words = said
    ? reason('sms-provider-answers', { status: answer.status, said })
    : reason('sms-provider-answers-nothing', { status: answer.status })
  if (outcome === 'refused-number') return { kind: 'refused', by: 'receiver', text: words, isAddressDead: true }
  if (outcome === 'refused') return { kind: 'refused', by: 'us', text: words }
  return { kind: outcome, text: words }
}

/** Without a rule: a fault on the provider's side may come after it has taken the message. */
function byStatus(status: number): SmsAnswer['outcome'] {
  if (status >= 200 && status <= 299) return 'sent'
  if (status === 408 || status === 425 || status === 429 || status === 401 || status === 403 || status === 404)
    return 'again'
  return status >= 500 ? 'unknown' : 'refused'
}

function applies({ status, path, equals }: SmsAnswer, answer: Answer): boolean {
  const [from, to = from] = status.split('-').map(Number) as [number, number?]
  if (answer.status < from || answer.status > to!) return false
  if (path === undefined) return true
  const found = at(answer.body, path)
  return equals ? found !== undefined && fits(equals, found) : found !== undefined
}

const fits = (list: readonly (string | number | boolean)[], found: unknown): boolean =>
  list.some((one) => String(one).toLowerCase() === String(found).toLowerCase())

/** "messages.0.id" */
function at(body: unknown, path: string): unknown {
  let here = body
  for (const name of path.split('.')) {
    if (here === null || typeof here !== 'object' || !Object.hasOwn(here, name)) return undefined
    here = (here as Record<string, unknown>)[name]
  }
  return here === null || typeof here === 'object' ? undefined : here
}
const text = (value: unknown): string | null =>
  value === undefined || value === '' ? null : String(value).slice(0, 200)

// ── Requests from templates ─────────────────────────────────────────────────

class TemplateFault extends Error {}

function put(template: string, values: Record<string, string>, encode: (value: string) => string = (v) => v): string {
  return template.replace(/\{([a-z]+(?:\.[A-Za-z0-9_-]+)?)\}/g, (_whole, name: string) => {
    const value = values[name]
    if (value === undefined) throw new TemplateFault(reason('sms-setting-lacks', { name }))
    return encode(value)
  })
}

/** Only texts within are templates; a value can never become a part of the JSON around it. */
function putInto(json: unknown, values: Record<string, string>): unknown {
  if (typeof json === 'string') return put(json, values)
  if (Array.isArray(json)) return json.map((one) => putInto(one, values))
  if (json === null || typeof json !== 'object') return json
  return Object.fromEntries(Object.entries(json).map(([name, one]) => [name, putInto(one, values)]))
}

async function call(request: SmsRequest, values: Record<string, string>): Promise<Answer> {
  // The part before the path may be a value as it stands: "{value.server}/sms/send".
  const url = put(
    request.url.replace(/^\{value\.[A-Za-z0-9_-]+\}/, (whole) => put(whole, values)),
    values,
    encodeURIComponent,
  )
  if (!/^https?:\/\//.test(url)) throw new TemplateFault(reason('sms-setting-address'))
  const headers = new Headers()
  for (const [name, template] of Object.entries(request.headers ?? {})) headers.set(name, put(template, values))
  if (request.basic) {
    const pair = `${put(request.basic.user, values)}:${put(request.basic.password, values)}`
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`)
  }
  let body: string | null = null
  if (request.form) {
    headers.set('content-type', 'application/x-www-form-urlencoded')
    body = new URLSearchParams(putInto(request.form, values) as Record<string, string>).toString()
  } else if (request.json !== undefined) {
    headers.set('content-type', 'application/json')
    body = JSON.stringify(putInto(request.json, values))
  }
  const response = await fetch(url, {
    method: request.method,
    headers,
    body,
    // Secrets go to the host that was named, and to no other.
    redirect: 'error',
    signal: AbortSignal.timeout(answerSeconds * 1000),
  })
  const raw = (await response.text()).slice(0, answerBytesMax)
  return { status: response.status, raw, body: parsed(raw) }
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return null
  }
}

const neverConnected = (error: unknown): boolean => {
  const code = ((error as { cause?: { code?: string } }).cause?.code ?? '') as string
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'].includes(
    code,
  )
}

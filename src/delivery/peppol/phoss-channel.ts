import { z } from 'zod'
import { reason } from '../../kernel/words/reasons.ts'
import type { Channel, Delivery, Finding, Message, Outcome } from '../channel.ts'

export interface PhossSettings {
  url: string
  token: string | null
  graceMinutes: number
}

const answerSeconds = 60

/** What phoss-ap says of one transaction (phoss-ap wiki, API specification and code lists, 2026-03). */
const transaction = z.object({
  sbdhInstanceID: z.string(),
  status: z.enum(['pending', 'rejected', 'sending', 'sent', 'failed', 'permanently_failed']),
  errorDetails: z.string().nullish(),
  mlsStatus: z.string().nullish(),
})

/**
 * A Peppol access point with the HTTP interface of phoss-ap. The envelope's instance identifier is our delivery id: the
 * access point answers for it by that name whatever became of our request, and access points drop a second envelope of the
 * same name (duplicate detection by instance identifier). So the answer to the submission only says when to look; what counts is the status.
 */
export function phossChannel(settings: PhossSettings): Channel {
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${settings.url.replace(/\/+$/, '')}/api/outbound/${path}`, {
      ...init,
      signal: AbortSignal.timeout(answerSeconds * 1000),
      headers: {
        ...(init.headers as Record<string, string>),
        ...(settings.token ? { 'X-Token': settings.token } : {}),
      },
    })

  async function status(id: string): Promise<Outcome | null> {
    const response = await call(`status/${encodeURIComponent(id)}`)
    if (response.status === 404) return null
    if (!response.ok) throw new Error(reason('access-point-status-failed', { status: response.status }))
    const parsed = transaction.safeParse(await response.json())
    if (!parsed.success || parsed.data.sbdhInstanceID !== id) throw new Error(reason('access-point-status-foreign'))
    return outcomeOf(parsed.data)
  }

  async function find(delivery: Delivery): Promise<Finding> {
    const known = await status(delivery.id)
    if (known) return known
    const waited = delivery.begunAt ? Date.now() - delivery.begunAt.getTime() : 0
    return waited < settings.graceMinutes * 60_000
      ? { kind: 'ask-later', text: reason('access-point-knows-not-yet') }
      : { kind: 'not-sent' }
  }

  return {
    name: 'peppol',
    atOnce: 4,
    async send(message): Promise<Outcome> {
      let response: Response
      try {
        response = await call(submission(message), {
          method: 'POST',
          headers: { 'content-type': 'application/xml' },
          body: Buffer.from(message.files[0]!.bytes),
        })
      } catch (error) {
        if (neverConnected(error)) return { kind: 'again', text: reason('access-point-away') }
        return { kind: 'unknown', text: reason('access-point-silent', { said: (error as Error).message }) }
      }
      const body = (await response.text().catch(() => '')).slice(0, 500)
      const known = await status(message.delivery.id).catch(() => null)
      if (known) return known
      if (response.status === 401 || response.status === 403)
        return { kind: 'again', text: reason('access-point-refuses-token', { said: response.status }) }
      if (response.status === 400 || response.status === 422)
        return {
          kind: 'refused',
          by: 'document',
          text: reason('access-point-refuses', { status: response.status, said: body }),
        }
      if (response.status === 404 || response.status === 429)
        return { kind: 'again', text: reason('access-point-busy', { said: response.status }) }
      return { kind: 'unknown', text: reason('access-point-answers', { status: response.status }) }
    },
    find,
    ask: (delivery) => status(delivery.id),
    close: async () => {},
  }
}

function submission({ delivery, peppol }: Message): string {
  if (!peppol) throw new Error('a Peppol message names its participants')
  const path = [
    `iso6523-actorid-upis::${peppol.sender}`,
    `iso6523-actorid-upis::${peppol.receiver}`,
    `busdox-docid-qns::${peppol.documentType}`,
    `cenbii-procid-ubl::${peppol.process}`,
    peppol.country,
  ]
  return `submit/${path.map(encodeURIComponent).join('/')}?sbdhInstanceID=${delivery.id}`
}

/** `failed` is a try that the access point will repeat by itself: ours is done. */
function outcomeOf({
  sbdhInstanceID: providerId,
  status,
  errorDetails,
  mlsStatus,
}: z.output<typeof transaction>): Outcome {
  if (status === 'rejected')
    return {
      kind: 'refused',
      by: 'document',
      text: reason('access-point-rejected', { said: errorDetails ?? '–' }),
    }
  if (status === 'permanently_failed')
    return { kind: 'refused', by: 'receiver', text: reason('undeliverable', { said: errorDetails ?? '–' }) }
  if (status !== 'sent') return { kind: 'sent', providerId, text: reason('access-point-took', { said: status }) }
  // Message Level Status of the receiver's access point: RE is a rejection.
  if (mlsStatus && /^re/i.test(mlsStatus))
    return { kind: 'refused', by: 'receiver', text: reason('receiver-rejected', { said: mlsStatus }) }
  return { kind: 'delivered', providerId, text: reason('receiver-took') }
}

const neverConnected = (error: unknown): boolean => {
  const code = ((error as { cause?: { code?: string } }).cause?.code ?? '') as string
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'].includes(
    code,
  )
}

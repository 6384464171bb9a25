import type { smsProviders } from '../../company/parameter-shapes.ts'

/**
 * How a provider of text messages is spoken to, as data: any HTTP interface that takes one message at a time. Texts are
 * templates: `{to}` `{from}` `{text}` `{delivery}` (our id), `{provider}` (its id), `{secret.name}`, `{value.name}`.
 */
export interface SmsInterface {
  send: SmsRequest
  /** Where the answer holds the provider's id for the message: names and positions joined by dots ("messages.0.id"). */
  idPath: string
  /** Looked through in order; the first that fits says what became of it. What fits none is judged by the status alone. */
  answers: SmsAnswer[]
  /** Asked later what became of a message. Without it, taken is all that is known. */
  receipt?: SmsQuestion
  /** Asked for by our own id, when the answer was lost. Without it a person must find out. */
  lookup?: SmsQuestion
}

export interface SmsRequest {
  method: 'GET' | 'POST' | 'PUT'
  /** Values are encoded for a URL. */
  url: string
  headers?: Record<string, string> | undefined
  /** HTTP basic authentication. */
  basic?: { user: string; password: string } | undefined
  /** Fields of a form, or any JSON; only texts within are templates. */
  form?: Record<string, string> | undefined
  json?: unknown
}

export interface SmsAnswer {
  /** "200-299", "400", "5xx" is written "500-599". */
  status: string
  /** Where in a JSON answer, and what stands there. */
  path?: string | undefined
  equals?: (string | number | boolean)[] | undefined
  outcome: 'sent' | 'refused-number' | 'refused' | 'again' | 'unknown'
}

export interface SmsQuestion {
  request: SmsRequest
  /** Where the answer holds the state. */
  statePath: string
  /** Where the lookup's answer holds the provider's id. */
  idPath?: string | undefined
  delivered: (string | number)[]
  failed: (string | number)[]
  /** Taken and not there yet; what is in no list is taken for this as well. */
  pending?: (string | number)[] | undefined
}

export type SmsProvider = (typeof smsProviders)[number]

/**
 * Ready-made descriptions, from what the providers publish (46elks.com/docs; twilio.com/docs/messaging/api; LINK Mobility's
 * Common API; many Nordic gateways take a plain form). An installation tries its own account before it relies on one: whatever
 * differs is overridden in the setting.
 */
export const readyMade: Record<SmsProvider, SmsInterface> = {
  '46elks': {
    send: {
      method: 'POST',
      url: 'https://api.46elks.com/a1/sms',
      basic: { user: '{secret.user}', password: '{secret.password}' },
      form: { from: '{from}', to: '{to}', message: '{text}' },
    },
    idPath: 'id',
    answers: [
      { status: '200-299', path: 'status', equals: ['created', 'sent', 'delivered'], outcome: 'sent' },
      { status: '400', outcome: 'refused-number' },
      { status: '401-403', outcome: 'again' },
    ],
    receipt: {
      request: {
        method: 'GET',
        url: 'https://api.46elks.com/a1/sms/{provider}',
        basic: { user: '{secret.user}', password: '{secret.password}' },
      },
      statePath: 'status',
      delivered: ['delivered'],
      failed: ['failed'],
      pending: ['created', 'sent'],
    },
  },
  twilio: {
    send: {
      method: 'POST',
      url: 'https://api.twilio.com/2010-04-01/Accounts/{value.account}/Messages.json',
      basic: { user: '{value.account}', password: '{secret.token}' },
      form: { From: '{from}', To: '{to}', Body: '{text}' },
    },
    idPath: 'sid',
    answers: [
      { status: '200-299', path: 'status', equals: ['failed', 'undelivered'], outcome: 'refused-number' },
      { status: '200-299', outcome: 'sent' },
      // Invalid number, not a mobile number, not reachable, stopped by the receiver.
      { status: '400', path: 'code', equals: [21211, 21214, 21217, 21610, 21612, 21614], outcome: 'refused-number' },
      { status: '400', outcome: 'refused' },
      { status: '401-403', outcome: 'again' },
    ],
    receipt: {
      request: {
        method: 'GET',
        url: 'https://api.twilio.com/2010-04-01/Accounts/{value.account}/Messages/{provider}.json',
        basic: { user: '{value.account}', password: '{secret.token}' },
      },
      statePath: 'status',
      delivered: ['delivered', 'read'],
      failed: ['failed', 'undelivered', 'canceled'],
      pending: ['queued', 'sending', 'sent', 'accepted'],
    },
  },
  'link-mobility': {
    send: {
      method: 'POST',
      url: '{value.server}/sms/send',
      basic: { user: '{secret.user}', password: '{secret.password}' },
      json: {
        source: '{from}',
        destination: '{to}',
        userData: '{text}',
        platformId: '{value.platformId}',
        platformPartnerId: '{value.platformPartnerId}',
        refId: '{delivery}',
        useDeliveryReport: false,
      },
    },
    idPath: 'messageId',
    answers: [
      { status: '200-299', path: 'resultCode', equals: [1005], outcome: 'sent' },
      // Invalid destination address, and what follows from it.
      { status: '200-499', path: 'resultCode', equals: [106000, 106005, 106010], outcome: 'refused-number' },
      { status: '401-403', outcome: 'again' },
    ],
  },
  'form-post': {
    send: {
      method: 'POST',
      url: '{value.url}',
      headers: { authorization: 'Bearer {secret.token}' },
      form: { from: '{from}', to: '{to}', text: '{text}', reference: '{delivery}' },
    },
    idPath: 'id',
    answers: [
      { status: '200-299', outcome: 'sent' },
      { status: '400', outcome: 'refused-number' },
      { status: '401-403', outcome: 'again' },
    ],
  },
}

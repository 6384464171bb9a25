import { afterAll, expect, test } from 'vitest'
import { openSmsProvider } from '../../../test/fakes/sms-provider.ts'
import { smsProviders } from '../../company/parameter-shapes.ts'
import { newId } from '../../kernel/id.ts'
import type { Delivery, Message } from '../channel.ts'
import type { SmsInterface } from './providers.ts'
import { readyMade } from './providers.ts'
import { smsChannel } from './sms-channel.ts'

const provider = await openSmsProvider()
afterAll(() => provider.close())

const delivery = (): Delivery => ({
  id: newId(),
  subjectKind: 'letter',
  subjectId: newId(),
  channel: 'sms',
  attempt: 1,
  partyId: null,
  businessAreaId: null,
  tries: 1,
  begunAt: null,
})
const message = (address: string | null, text: string): Message => ({
  delivery: delivery(),
  address,
  recipient: { name: 'Ada', address: { country: 'SE' } },
  files: [],
  facts: {},
  letter: { subject: '', text },
  peppol: null,
})
const state = { statePath: 'message.state', idPath: 'message.id', delivered: ['delivered'], failed: ['failed'] }
const own: SmsInterface = {
  ...readyMade['form-post'],
  receipt: { request: { method: 'GET', url: '{value.url}/status/{provider}' }, ...state },
  lookup: { request: { method: 'GET', url: '{value.url}/by-reference/{delivery}' }, ...state },
}
const settings = (over: Partial<SmsInterface> = {}) => ({
  from: 'Ekevik',
  secrets: { token: 'hush-hush' },
  values: { url: provider.url },
  interface: { ...own, ...over },
})

test('a text goes as it was written, whatever is in it, with the secret in its header alone', async () => {
  const text = 'Hyra & "mera" {to} 100 % åäö ☂ a=b&c=d'
  const sent = message('+46701234567', text)
  expect(await smsChannel(settings()).send(sent)).toEqual({ kind: 'sent', providerId: 'm-1' })
  expect(provider.carried.at(-1)).toEqual({ to: '+46701234567', from: 'Ekevik', text, reference: sent.delivery.id })
  expect(provider.headers.at(-1)).toBe('Bearer hush-hush')
  const json = { to: '{to}', from: '{from}', text: '{text}', reference: '{delivery}' }
  const post = { method: 'POST' as const, url: '{value.url}', json }
  await smsChannel(settings({ send: post })).send(message('+46701234567', text))
  expect(provider.carried.at(-1)).toMatchObject({ text })
})

test.each([
  ['busy', { kind: 'again' }],
  ['refuses-number', { kind: 'refused', by: 'receiver' }],
  ['error-after-accepting', { kind: 'unknown' }],
  ['hangs-up', { kind: 'unknown' }],
] as const)('%s', async (behaviour, outcome) => {
  provider.next = [behaviour]
  const before = provider.carried.length
  const sent = message('+46701234567', 'hej')
  const channel = smsChannel(settings())
  expect(await channel.send(sent)).toMatchObject(outcome)
  const taken = provider.carried.length > before
  // It is asked by our own id, and knows whether it took it.
  expect(await channel.find(sent.delivery)).toMatchObject(taken ? { kind: 'sent' } : { kind: 'not-sent' })
  const { lookup: _, ...silent } = own
  expect(await smsChannel({ ...settings(), interface: silent }).find(sent.delivery)).toMatchObject({ kind: 'unknown' })
})

test('what became of it is asked for: on its way, there, not there; a stranger id is no answer', async () => {
  const channel = smsChannel(settings())
  const sent = message('+46701234567', 'hej')
  const outcome = await channel.send(sent)
  const id = (outcome as { providerId: string }).providerId
  expect(await channel.ask!(sent.delivery, id)).toMatchObject({ kind: 'sent' })
  provider.states.set(id, 'delivered')
  expect(await channel.ask!(sent.delivery, id)).toMatchObject({ kind: 'delivered' })
  provider.states.set(id, 'failed')
  expect(await channel.ask!(sent.delivery, id)).toMatchObject({ kind: 'refused', by: 'receiver' })
  expect(await channel.ask!(sent.delivery, 'm-unknown')).toBeNull()
})

test('nothing leaves without a number, without the secret, or to nobody', async () => {
  expect(await smsChannel(settings()).send(message(null, 'hej'))).toMatchObject({ kind: 'refused', by: 'receiver' })
  expect(await smsChannel({ ...settings(), secrets: {} }).send(message('+46701234567', 'hej'))).toEqual({
    kind: 'again',
    text: 'the setting delivery-sms has no secret.token',
  })
  const gone = { ...settings(), values: { url: 'http://127.0.0.1:65431' } }
  expect(await smsChannel(gone).send(message('+46701234567', 'hej'))).toMatchObject({ kind: 'again' })
})

test('an answer that holds the secret is not repeated', async () => {
  provider.next = ['refuses-number']
  const outcome = await smsChannel({ ...settings(), secrets: { token: 'invalid' } }).send(message('+46701234567', 'x'))
  expect(JSON.stringify(outcome)).not.toContain('invalid number')
})

test('every ready-made provider names its address, its texts and how its answers are read', () => {
  for (const name of smsProviders) {
    const { send, answers, idPath } = readyMade[name]
    const body = JSON.stringify(send.form ?? send.json)
    expect([name, send.url.startsWith('https://') || send.url.startsWith('{value.')]).toEqual([name, true])
    for (const part of ['{to}', '{from}', '{text}']) expect([name, body.includes(part)]).toEqual([name, true])
    expect(answers.some((one) => one.outcome === 'sent') && idPath.length > 0).toBe(true)
  }
})

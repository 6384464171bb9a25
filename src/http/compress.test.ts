import { Readable } from 'node:stream'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import fastify from 'fastify'
import { afterAll, expect, test } from 'vitest'
import { compress } from './compress.ts'

const rows = JSON.stringify(
  Array.from({ length: 300 }, (_, i) => ({ number: `10${i}`, state: 'open', amount: '125.00' })),
)
let closed = 0
async function* lines(count: number, thenBreaks = false) {
  try {
    for (let i = 0; i < count; i++) yield `${i};Elsa Bergström;125,00\r\n`
    if (thenBreaks) throw new Error('the database went away')
  } finally {
    closed++
  }
}

const server = fastify({ forceCloseConnections: true })
server.addHook('onSend', compress)
server.setErrorHandler((_error, _request, reply) =>
  reply.code(500).type('application/problem+json').send('{"status":500}'),
)
server.get('/rows', (_request, reply) => reply.type('application/json; charset=utf-8').send(rows))
server.get('/bytes', (_request, reply) => reply.type('application/xml').send(Buffer.from(rows)))
server.get('/small', (_request, reply) => reply.type('application/json').send('{"ok":true}'))
server.get('/pdf', (_request, reply) => reply.type('application/pdf').send(Buffer.from(rows)))
server.get('/packed', (_request, reply) => reply.type('text/css').header('content-encoding', 'br').send(rows))
server.get('/lines', (_request, reply) =>
  reply.type('text/csv').send(Readable.from(lines(5000), { objectMode: false })),
)
server.get('/breaks-at-once', (_request, reply) => reply.type('text/csv').send(Readable.from(lines(0, true))))
server.get('/breaks-later', (_request, reply) =>
  reply.type('text/csv').send(Readable.from(lines(20_000, true), { objectMode: false })),
)
server.get('/endless', (_request, reply) =>
  reply.type('text/csv').send(Readable.from(lines(Number.POSITIVE_INFINITY), { objectMode: false })),
)
const url = server.listen({ port: 0, host: '127.0.0.1' })
afterAll(() => server.close())

const ask = (path: string, accepts?: string) =>
  server.inject({ url: path, headers: accepts === undefined ? {} : { 'accept-encoding': accepts } })
const plain = (bytes: Buffer) => bytes
const whole = [...(await Readable.from(lines(5000)).toArray())].join('')

test.each([
  ['/rows', 'gzip, deflate, br, zstd', 'br', brotliDecompressSync, rows],
  ['/rows', 'gzip, deflate', 'gzip', gunzipSync, rows],
  ['/rows', 'br;q=0, gzip;q=0.5', 'gzip', gunzipSync, rows],
  ['/rows', '*', 'br', brotliDecompressSync, rows],
  ['/rows', 'identity', undefined, plain, rows],
  ['/rows', undefined, undefined, plain, rows],
  ['/bytes', 'br', 'br', brotliDecompressSync, rows],
  ['/lines', 'br', 'br', brotliDecompressSync, whole],
  ['/lines', 'gzip', 'gzip', gunzipSync, whole],
  ['/lines', undefined, undefined, plain, whole],
])('%s for one who takes %s leaves as %s and is the same', async (path, accepts, encoding, read, text) => {
  const answer = await ask(path, accepts)
  expect([answer.statusCode, answer.headers['content-encoding'], answer.headers.vary]).toEqual([
    200,
    encoding,
    'accept-encoding',
  ])
  expect(read(answer.rawPayload).toString()).toBe(text)
  if (encoding) expect(answer.rawPayload.length * 5).toBeLessThan(Buffer.byteLength(text))
  const length = answer.headers['content-length']
  if (length !== undefined) expect(Number(length)).toBe(answer.rawPayload.length)
})

test.each(['/small', '/pdf', '/packed'])('%s leaves as it is', async (path) => {
  const before = await ask(path)
  const answer = await ask(path, 'br, gzip')
  expect(answer.headers['content-encoding']).toBe(before.headers['content-encoding'])
  expect(answer.rawPayload).toEqual(before.rawPayload)
})

test('the head of an answer tells what the answer does', async () => {
  const accepts = { 'accept-encoding': 'br' }
  const { headers } = await server.inject({ method: 'HEAD', url: '/rows', headers: accepts })
  const answer = await ask('/rows', 'br')
  expect(headers['content-encoding']).toBe('br')
  expect(headers['content-length']).toBe(answer.headers['content-length'])
})

test('a stream that breaks before its first byte is a refusal that can be read', async () => {
  const answer = await fetch(`${await url}/breaks-at-once`, { headers: { 'accept-encoding': 'gzip' } })
  expect([answer.status, answer.headers.get('content-encoding'), await answer.text()]).toEqual([
    500,
    null,
    '{"status":500}',
  ])
})

test('a stream that breaks later is no whole answer', async () => {
  const answer = await fetch(`${await url}/breaks-later`, { headers: { 'accept-encoding': 'gzip' } })
  expect([answer.status, answer.headers.get('content-encoding')]).toEqual([200, 'gzip'])
  await expect(answer.text()).rejects.toThrow()
})

test('who leaves in the middle ends what is made for him', async () => {
  const before = closed
  const leaving = new AbortController()
  const answer = await fetch(`${await url}/endless`, { signal: leaving.signal, headers: { 'accept-encoding': 'gzip' } })
  await answer.body!.getReader().read()
  leaving.abort()
  await expect.poll(() => closed).toBe(before + 1)
})

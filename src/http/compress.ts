import { pipeline, type Readable } from 'node:stream'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Below this an answer takes two packets at most: packing it saves nobody anything. */
const bytesMin = 2 * 1024

/**
 * What is text, whatever its syntax is called. Workbooks, PDF and archives are compressed in themselves; events of a job
 * are written beside Fastify (job-events.ts) and leave at once.
 */
const textual = /^(text\/|application\/([\w.-]+\+)?(json|xml)\b)/

const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = zlib.constants
// A list of 100 rows (30 KB) leaves as 7.1 KB by quality 4 in a third of a millisecond, as 6.0 KB by 11 in thirty.
const brotli = (size?: number) => ({
  params: { [BROTLI_PARAM_QUALITY]: 4, ...(size ? { [BROTLI_PARAM_SIZE_HINT]: size } : {}) },
})

/** Best first. Browsers ask for br over https and on their own machine only. */
const encodings = {
  br: {
    whole: (bytes: Buffer) =>
      promisify<zlib.InputType, zlib.BrotliOptions, Buffer>(zlib.brotliCompress)(bytes, brotli(bytes.length)),
    stream: () => zlib.createBrotliCompress(brotli()),
  },
  gzip: {
    whole: (bytes: Buffer) => promisify<zlib.InputType, Buffer>(zlib.gzip)(bytes),
    stream: () => zlib.createGzip(),
  },
}

/**
 * An onSend hook: text leaves compressed for whoever takes it, what is streamed as it is made (RFC 9110, 8.4 and 12.5.3).
 * No answer holds both a secret and words of a stranger's choosing (BREACH): the cookie is sent to no request of another
 * site, tokens are shown once in answers far below the least size. @fastify/compress was tried (9.2): a stream that breaks before
 * its first byte was no refusal there, and an answer left uncompressed did not say that it varies.
 */
export async function compress(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  const isStream = typeof (payload as Readable | null)?.pipe === 'function'
  if (!isStream && typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload
  if (!textual.test(String(reply.getHeader('content-type'))) || reply.hasHeader('content-encoding')) return payload
  if (reply.statusCode === 206) return payload
  reply.header('vary', 'accept-encoding')
  const name = encodingFor(request.headers['accept-encoding'])
  if (!name) return payload
  if (isStream) return streamed(reply, name, payload as Readable)
  const bytes = Buffer.from(payload as string | Buffer)
  if (bytes.length < bytesMin) return payload
  reply.header('content-encoding', name).removeHeader('content-length')
  return encodings[name].whole(bytes)
}

function streamed(reply: FastifyReply, name: keyof typeof encodings, source: Readable): Readable {
  reply.header('content-encoding', name).removeHeader('content-length')
  const packed = encodings[name].stream()
  // What breaks off before its first byte is answered by a refusal, which is not compressed.
  source.once('error', () => {
    if (reply.raw.headersSent) return
    reply.removeHeader('content-encoding')
    reply.raw.removeHeader('content-encoding')
  })
  // A source that breaks ends the answer as broken, a reader who leaves ends the source.
  return pipeline(source, packed, () => {})
}

/** @param accepted Accept-Encoding; without it nothing is known of what the other side can read. */
function encodingFor(accepted: string | string[] = ''): keyof typeof encodings | undefined {
  const weights = new Map(
    String(accepted)
      .toLowerCase()
      .split(',')
      .map((one) => {
        const [name = '', weight = 'q=1'] = one.split(';').map((part) => part.trim())
        return [name, Number(weight.replace(/^q=/, ''))] as const
      }),
  )
  const names = Object.keys(encodings) as (keyof typeof encodings)[]
  return names.find((name) => (weights.get(name) ?? weights.get('*') ?? 0) > 0)
}

import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { FileAnswer } from '../db/verb.ts'

/** Sends a file as an attachment; large ones as they are made. */
export function sendFile(reply: FastifyReply, answer: FileAnswer): FastifyReply {
  reply.header('content-type', answer.mediaType).header('content-disposition', attachment(answer.fileName))
  if (answer.body instanceof Uint8Array)
    return reply.send(Buffer.from(answer.body.buffer, answer.body.byteOffset, answer.body.byteLength))
  return reply.send(Readable.from(answer.body, { objectMode: false }))
}

/** RFC 6266 with the extended notation of RFC 5987 for what is not ASCII. */
export function attachment(fileName: string): string {
  const name = fileName.replace(/[\p{Cc}/\\]/gu, '_')
  const ascii =
    name
      .normalize('NFKD')
      .replace(/[^\x20-\x7e]/g, '')
      .replace(/["%]/g, '_') || 'file'
  const extended = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${ascii}"${ascii === name ? '' : `; filename*=UTF-8''${extended}`}`
}

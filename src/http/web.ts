import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { detailsOf } from './problem-details.ts'

/** Where `npm run build` leaves it. */
export const builtWeb = fileURLToPath(new URL('../../web/dist/', import.meta.url))

/** Scripts, styles, fonts and pictures are files of ours; nothing is inline, nothing comes from elsewhere. */
const webPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "frame-src 'self' blob:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Files that keep their names; look.js sets the theme before the first paint, which the policy allows no inline script. */
const besideThePage = { 'favicon.svg': 'image/svg+xml', 'look.js': 'text/javascript; charset=utf-8' }

/**
 * The web app: one page for every address of a company, and the files it names. It holds no data: what it shows it asks of
 * the API, as the person who signed in.
 */
export function webRoutes(server: FastifyInstance, folder: string): void {
  if (!existsSync(path.join(folder, 'index.html'))) {
    server.get('/', (_request, reply) =>
      reply
        .code(503)
        .type('application/problem+json')
        .send(
          detailsOf(
            [{ code: 'web.not-built', message: 'the web app is not built: run npm run build, then start again' }],
            503,
          ),
        ),
    )
    return
  }
  server.register(fastifyStatic, {
    root: path.join(folder, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    index: false,
    cacheControl: false,
    // As `npm run build` left them compressed beside the files (web/vite.config.ts).
    preCompressed: true,
    // Names change with the content.
    setHeaders: (reply) => void reply.header('cache-control', 'public, max-age=31536000, immutable'),
  })
  const page = async (_request: unknown, reply: FastifyReply) =>
    reply
      .headers({ 'content-security-policy': webPolicy, 'cache-control': 'no-cache' })
      .type('text/html; charset=utf-8')
      .send(await readFile(path.join(folder, 'index.html')))
  server.get('/', page)
  server.get('/companies/:company', page)
  server.get('/companies/:company/*', page)
  for (const [name, type] of Object.entries(besideThePage))
    server.get(`/${name}`, async (_request, reply) =>
      reply
        .header('cache-control', 'max-age=86400')
        .type(type)
        .send(await readFile(path.join(folder, name))),
    )
}

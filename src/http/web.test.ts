import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import fastify from 'fastify'
import { afterAll, expect, test } from 'vitest'
import { webRoutes } from './web.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'web-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('scripts go out as the build compressed them, for whoever understands it, and are kept by their names', async () => {
  const script = 'export const twice = (n) => n + n\n'.repeat(40)
  mkdirSync(path.join(folder, 'assets'))
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html>')
  writeFileSync(path.join(folder, 'assets', 'kit.js'), script)
  writeFileSync(path.join(folder, 'assets', 'kit.js.br'), brotliCompressSync(script))
  writeFileSync(path.join(folder, 'assets', 'kit.js.gz'), gzipSync(script))
  writeFileSync(path.join(folder, 'assets', 'plain.js'), script)
  const server = fastify()
  webRoutes(server, folder)
  const ask = (name: string, accepts: string) =>
    server.inject({ url: `/assets/${name}`, headers: { 'accept-encoding': accepts } })
  for (const [accepts, encoding, read] of [
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['identity', undefined, (bytes: Buffer) => bytes],
  ] as const) {
    const answer = await ask('kit.js', accepts)
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-encoding']).toBe(encoding)
    expect(answer.headers['content-type']).toContain('javascript')
    expect(answer.headers['cache-control']).toContain('immutable')
    expect(answer.headers.vary).toContain('accept-encoding')
    expect(read(answer.rawPayload).toString()).toBe(script)
  }
  expect((await ask('plain.js', 'br')).payload).toBe(script)
  await server.close()
})

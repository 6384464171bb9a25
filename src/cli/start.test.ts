import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'

const program = fileURLToPath(new URL('../../bin/reskontra.js', import.meta.url))
const started: ChildProcess[] = []
const folders: string[] = []

afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  for (const folder of folders.splice(0))
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })
})

function newFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'reskontra start '))
  folders.push(folder)
  return folder
}

async function start(folder: string, ...more: string[]) {
  const child = spawn(process.execPath, [program, 'start', '--no-demo', '--data-dir', folder, ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  let out = ''
  let log = ''
  child.stderr.on('data', (piece) => {
    log += piece
  })
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (piece) => {
      out += piece
      if (/\/sign-in\/\S+\n/.test(out)) resolve()
    })
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${out}${log}`)))
  })
  await ready
  const url = /serves (\S+)/.exec(out)![1]!
  const link = /(http\S+\/sign-in\/\S+)/.exec(out)![1]!
  return { child, url, link, log: () => log, out: () => out }
}

describe.skipIf(process.env.DATABASE_URL !== undefined)('reskontra start', () => {
  test('serves, invites the administrator, ends on SIGTERM; the log tells no link', async () => {
    const folder = newFolder()
    const first = await start(folder, '--port', '0')
    expect(await (await fetch(`${first.url}/health`)).json()).toMatchObject({ ok: true })
    const signedIn = await fetch(first.link, { method: 'POST', redirect: 'manual' })
    expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/password'])
    first.child.kill('SIGTERM')
    expect(await once(first.child, 'exit')).toEqual([0, null])
    expect(first.log()).not.toContain(first.link.split('/').at(-1))
    expect(first.log()).toContain('"route":"/sign-in/:token"')
  })

  test('runs beside a second instance, and again after a kill -9', async () => {
    const folder = newFolder()
    const [one, other] = await Promise.all([start(folder), start(newFolder())])
    expect(one.url).not.toBe(other.url)
    one.child.kill('SIGKILL')
    await once(one.child, 'exit')
    const again = await start(folder, '--port', '0')
    expect((await fetch(`${again.url}/health`)).status).toBe(200)
    expect((await fetch(`${other.url}/health`)).status).toBe(200)
  })
  test('demo companies that were cut off while they were built are built anew, never under a living builder', async () => {
    const folder = newFolder()
    const note = path.join(folder, 'demo-unfinished')
    const first = await start(folder, '--port', '0')
    await fetch(first.link, { method: 'POST', redirect: 'manual' })
    first.child.kill('SIGTERM')
    await once(first.child, 'exit')
    writeFileSync(note, `${process.pid}\n`)
    await expect(start(folder, '--port', '0')).rejects.toThrow(`being built by process ${process.pid}`)
    // Beyond every process id of Linux, macOS and Windows.
    writeFileSync(note, '99999999\n')
    // Who had signed in is gone with the half-built database: a link is given again.
    const again = await start(folder, '--port', '0')
    expect(again.out()).toContain('beginning anew')
    expect(existsSync(note)).toBe(false)
  })
})

import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FakeSftp } from '../../../test/fakes/sftp-server.ts'
import { openSftp } from '../../../test/fakes/sftp-server.ts'
import { drop, forgetDrop, tidyDrops, wasDropped } from './drop.ts'
import type { Folder } from './folder.ts'
import { localFolder } from './local-folder.ts'
import { sftpFolder } from './sftp-folder.ts'

let root: string
let folder: string
let sftp: FakeSftp
beforeAll(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'reskontra-drop-'))
  sftp = await openSftp(root)
})
afterAll(async () => {
  await sftp.close()
  rmSync(root, { recursive: true, force: true })
})
beforeEach(() => {
  folder = mkdtempSync(path.join(root, 'out-'))
})
afterEach(() => {
  sftp.mishap = () => null
})

const files = ['a.pdf', 'a.json'].map((name) => ({ name, bytes: Buffer.from(name) }))
const seen = () => readdirSync(folder).filter((name) => !name.startsWith('.'))

const local = () => localFolder('out', folder, false)
const remote = () => {
  const { port, hostKey } = sftp
  const server = { host: '127.0.0.1', port, user: 'reskontra', hostKeys: [hostKey], password: 'hemligt' }
  return sftpFolder({ ...server, privateKey: null, passphrase: null }, `/${path.basename(folder)}`)
}

describe.each<[string, () => Folder]>([
  ['on a mount', local],
  ['behind SFTP', remote],
])('%s', (_, open) => {
  test('files appear whole, and the drop is known until it is forgotten', async () => {
    expect(await wasDropped(open(), 'x')).toBe(false)
    await drop(open(), 'x', files)
    expect(seen()).toEqual(['a.json', 'a.pdf'])
    expect(readFileSync(path.join(folder, 'a.pdf'), 'utf8')).toBe('a.pdf')
    expect(await wasDropped(open(), 'x')).toBe(true)
    await forgetDrop(open(), 'x')
    expect(readdirSync(path.join(folder, '.reskontra'))).toEqual([])
  })

  test('a drop is known even when its files were collected at once', async () => {
    await drop(open(), 'x', files)
    for (const name of seen()) rmSync(path.join(folder, name))
    expect(await wasDropped(open(), 'x')).toBe(true)
  })

  test('a drop that was cut off is not done, and is made whole by the next', async () => {
    await drop(open(), 'x', files)
    // Cut off between the two renames: the index is still in the workshop.
    renameSync(path.join(folder, 'a.json'), path.join(folder, '.reskontra', 'x', 'a.json'))
    expect(await wasDropped(open(), 'x')).toBe(false)
    await drop(open(), 'x', files)
    expect(seen()).toEqual(['a.json', 'a.pdf'])
    expect(await wasDropped(open(), 'x')).toBe(true)
  })

  test('what a killed worker left goes after a month', async () => {
    await drop(open(), 'old', files)
    await drop(open(), 'new', files)
    utimesSync(path.join(folder, '.reskontra', 'old'), new Date(0), new Date(0))
    await tidyDrops(open(), 30)
    expect(readdirSync(path.join(folder, '.reskontra'))).toEqual(['new'])
  })

  test('a folder that is not there tells, and is not made', async () => {
    rmSync(folder, { recursive: true })
    await expect(drop(open(), 'x', files)).rejects.toMatchObject({ code: 'ENOENT' })
    writeFileSync(folder, '')
    await expect(drop(open(), 'x', files)).rejects.toThrow()
  })
})

test('a folder of our own is made when it is looked into; one below a mount that is away is not', async () => {
  const [own, mount] = [path.join(folder, 'own', 'orders'), path.join(folder, 'mount', 'orders')]
  await localFolder('orders', own, true).ensure()
  await localFolder('orders', mount, false).ensure()
  expect([existsSync(own), existsSync(mount)]).toEqual([true, false])
})

test('a connection that is cut at any request leaves no half file in sight, and the truth is known afterwards', async () => {
  await drop(remote(), 'count', files)
  const requests = sftp.asked.length
  expect(requests).toBeGreaterThan(15)
  for (const how of ['cut-before', 'cut-after'] as const)
    for (let at = 0; at < 40; at++) {
      folder = mkdtempSync(path.join(root, 'out-'))
      let left = at
      sftp.mishap = () => (left-- === 0 ? how : null)
      const outcome = await drop(remote(), 'x', files).then(
        () => 'done',
        () => 'cut',
      )
      const wasCut = left < 0
      sftp.mishap = () => null
      const visible = seen()
      for (const name of visible) expect(readFileSync(path.join(folder, name), 'utf8')).toBe(name)
      // The index is there, and only then it is done.
      expect([how, at, await wasDropped(remote(), 'x')]).toEqual([how, at, visible.includes('a.json')])
      if (outcome === 'done') expect(visible).toEqual(['a.json', 'a.pdf'])
      if (!(await wasDropped(remote(), 'x'))) await drop(remote(), 'x', files)
      expect(seen()).toEqual(['a.json', 'a.pdf'])
      if (!wasCut) break
    }
})

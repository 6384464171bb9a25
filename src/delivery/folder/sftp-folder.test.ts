import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { FakeSftp } from '../../../test/fakes/sftp-server.ts'
import { openSftp } from '../../../test/fakes/sftp-server.ts'
import { PlaceAway, readWhole } from './folder.ts'
import { putAway, settledFiles } from './settled-files.ts'
import type { SftpServer } from './sftp-connection.ts'
import { sftpFolder } from './sftp-folder.ts'

let root: string
let sftp: FakeSftp
beforeAll(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'reskontra-sftp-'))
  sftp = await openSftp(root)
})
afterAll(async () => {
  await sftp.close()
  rmSync(root, { recursive: true, force: true })
})
afterEach(() => {
  sftp.mishap = () => null
  sftp.readMax = Number.POSITIVE_INFINITY
})

const server = (more: Partial<SftpServer> = {}): SftpServer => ({
  host: '127.0.0.1',
  port: sftp.port,
  user: 'reskontra',
  hostKeys: [sftp.hostKey],
  password: 'hemligt',
  privateKey: null,
  passphrase: null,
  ...more,
})
const home = (more?: Partial<SftpServer>) => sftpFolder(server(more), '/')
const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => (i * 31) % 251))

test('a large file goes up and comes down as it is, by key as well', async () => {
  await home({ password: null, privateKey: sftp.privateKey }).write('up.bin', bytes)
  expect(readFileSync(path.join(root, 'up.bin')).equals(bytes)).toBe(true)
  expect((await readWhole(home(), 'up.bin')).equals(bytes)).toBe(true)
})

test('a server that answers with less than was asked for gives the whole file', async () => {
  writeFileSync(path.join(root, 'short.bin'), bytes.subarray(0, 100_000))
  sftp.readMax = 1_000
  expect((await readWhole(home(), 'short.bin')).equals(bytes.subarray(0, 100_000))).toBe(true)
})

test('a file that is cut while it comes is no file', async () => {
  writeFileSync(path.join(root, 'cut.bin'), bytes)
  let reads = 0
  sftp.mishap = (operation) => (operation === 'READ' && reads++ === 50 ? 'cut-before' : null)
  await expect(readWhole(home(), 'cut.bin')).rejects.toMatchObject({ code: 'ECONNRESET' })
})

test.each([
  ['the wrong password', { password: 'SECRET-GUESS' }, /does not let reskontra in/],
  ['a key that is none', { password: null, privateKey: 'SECRET-KEY' }, /cannot be reached/],
  ['another host key', { hostKeys: [`SHA256:${'A'.repeat(43)}`] }, /shows the key SHA256:.*, which is not pinned/],
  ['nobody there', { port: 1 }, /cannot be reached/],
])('%s: nothing has begun, and no secret is told', async (_, more, text) => {
  const before = sftp.asked.length
  const error = await home(more)
    .write('x', Buffer.from('x'))
    .catch((wrong: Error) => wrong)
  expect(error).toBeInstanceOf(PlaceAway)
  expect((error as Error).message).toMatch(text)
  expect((error as Error).message).not.toMatch(/SECRET/)
  expect(sftp.asked.length).toBe(before)
})

test('the name of a folder tells no secret', () => {
  expect(sftpFolder(server(), '/in').within('done').name).toBe(`sftp://reskontra@127.0.0.1:${sftp.port}/in/done`)
})

test('what follows goes by the same connection; a server that ended it is asked anew', async () => {
  const before = sftp.connections
  for (let i = 0; i < 5; i++) await home().entries()
  expect(sftp.connections - before).toBeLessThanOrEqual(1)
  sftp.mishap = () => 'cut-before'
  await expect(home().entries()).rejects.toThrow()
  sftp.mishap = () => null
  expect((await home().entries()).map((entry) => entry.name)).not.toContain('.')
})

test('a file is taken when it is whole, and put away beside those of its name with its problems', async () => {
  const inbox = sftpFolder(server(), '/in')
  await inbox.make()
  await inbox.make()
  for (const name of ['a.txt', 'b.txt.part', '.hidden', 'empty.txt'])
    writeFileSync(path.join(root, 'in', name), name === 'empty.txt' ? '' : name)
  const far = Date.now() / 1_000 + 7_200
  // A server whose clock goes wrong by hours holds nothing up.
  const { utimesSync } = await import('node:fs')
  utimesSync(path.join(root, 'in', 'a.txt'), far, far)
  expect(await settledFiles(inbox, 1, 'x')).toEqual({ ready: ['a.txt'], left: ['b.txt.part', 'empty.txt'] })
  await putAway(inbox, 'a.txt', inbox.within('failed'), [{ code: 'wrong', message: 'is wrong' }])
  await inbox.write('a.txt', Buffer.from('again'))
  await putAway(inbox, 'a.txt', inbox.within('failed'), [{ code: 'wrong', message: 'is wrong again' }])
  const there = (await inbox.within('failed').entries()).map((entry) => entry.name).sort()
  expect(there).toEqual(['a.2.txt', 'a.2.txt.problems.txt', 'a.txt', 'a.txt.problems.txt'])
  expect(readFileSync(path.join(root, 'in', 'failed', 'a.txt'), 'utf8')).toBe('a.txt')
})

import { existsSync, mkdtempSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { Edge } from './context.ts'
import { makeOwnFolder } from './exchange-folder.ts'

test('a folder of our own is made; one below a mount that is away is not', async () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'reskontra-folders-'))
  const edge = { settings: { dataDir: root }, company: { code: 'test' } } as Edge
  const own = path.join(root, 'exchange', 'test', 'orders')
  const mount = path.join(root, 'sftp', 'orders')
  await makeOwnFolder(edge, own)
  await makeOwnFolder(edge, mount)
  expect([existsSync(own), existsSync(mount)]).toEqual([true, false])
})

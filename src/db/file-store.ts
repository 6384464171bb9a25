import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { FileStore, StoredFile } from './context.ts'

/** Files below `<dataDir>/files/<company>/<ab>/<sha256>`; an object store can serve behind the same interface. */
export function openFileStore(dataDir: string): FileStore {
  const place = (companyId: string, sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256) || !/^[0-9a-f-]{36}$/.test(companyId)) throw new RangeError('not a stored file')
    return path.join(dataDir, 'files', companyId, sha256.slice(0, 2), sha256)
  }
  return {
    async put(companyId, bytes): Promise<StoredFile> {
      const incoming = path.join(dataDir, 'files', 'incoming')
      await mkdir(incoming, { recursive: true })
      const temporary = path.join(incoming, randomBytes(12).toString('hex'))
      const hash = createHash('sha256')
      const handle = await open(temporary, 'wx', 0o600)
      let size = 0
      try {
        for await (const chunk of bytes) {
          hash.update(chunk)
          size += chunk.length
          await handle.writeFile(chunk)
        }
        await handle.sync()
      } catch (error) {
        await handle.close()
        await rm(temporary, { force: true })
        throw error
      }
      await handle.close()
      const sha256 = hash.digest('hex')
      const target = place(companyId, sha256)
      await mkdir(path.dirname(target), { recursive: true })
      await rename(temporary, target)
      await syncFolder(path.dirname(target))
      return { sha256, size }
    },
    open: (companyId, sha256, range) =>
      createReadStream(place(companyId, sha256), { highWaterMark: 256 * 1024, ...range }),
    read: async (companyId, sha256) => new Uint8Array(await readFile(place(companyId, sha256))),
    has: (companyId, sha256) =>
      access(place(companyId, sha256)).then(
        () => true,
        () => false,
      ),
  }
}

// The name must survive a crash as surely as the bytes; Windows has no folder sync.
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

import { createHash, randomBytes } from 'node:crypto'
import { access, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
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
    async *open(companyId, sha256, range) {
      const handle = await either(place(companyId, sha256), (file) => open(file, 'r'))
      yield* handle.createReadStream({ highWaterMark: 256 * 1024, ...range })
    },
    read: async (companyId, sha256) => new Uint8Array(await either(place(companyId, sha256), (file) => readFile(file))),
    has: (companyId, sha256) =>
      access(place(companyId, sha256)).then(
        () => true,
        () => false,
      ),
    async *list(companyId) {
      const root = path.join(dataDir, 'files', companyId)
      const folders = await readdir(root).catch(() => [])
      for (const folder of folders)
        for (const name of await readdir(path.join(root, folder))) {
          const found = /^([0-9a-f]{64})(\.aside)?$/.exec(name)
          const known = found && (await stat(path.join(root, folder, name)).catch(() => null))
          if (!found || !known) continue
          const aside = found[2] !== undefined
          // A rename leaves the time of the bytes and tells its own.
          yield { sha256: found[1]!, aside, ageMs: Date.now() - (aside ? known.ctimeMs : known.mtimeMs) }
        }
    },
    setAside: (companyId, sha256) => rename(place(companyId, sha256), aside(place(companyId, sha256))),
    async takeBack(companyId, sha256) {
      const target = place(companyId, sha256)
      // Put again meanwhile: the same bytes stand there already.
      await link(aside(target), target).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
      })
      await rm(aside(target), { force: true })
    },
    forget: (companyId, sha256) => rm(aside(place(companyId, sha256)), { force: true }),
  }
}

const aside = (file: string): string => `${file}.aside`

/** The file, or where it was set aside; it may come back while we look. */
async function either<T>(file: string, work: (file: string) => Promise<T>): Promise<T> {
  for (const name of [file, aside(file)]) {
    try {
      return await work(name)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return work(file)
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

/** The first bytes of a stored file, at most so many: what a file is, is told by them. Nothing further is read. */
export async function readStart(
  files: FileStore,
  companyId: string,
  sha256: string,
  bytes: number,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const chunk of files.open(companyId, sha256, { start: 0, end: bytes - 1 })) parts.push(chunk)
  return Buffer.concat(parts)
}

import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { assert } from '../../kernel/problem.ts'
import type { Entry, Folder } from './folder.ts'

class LocalFolder implements Folder {
  readonly place = null
  readonly name: string
  readonly at: string
  readonly isOwn: boolean

  constructor(name: string, at: string, isOwn: boolean) {
    this.name = name
    this.at = at
    this.isOwn = isOwn
  }

  within(sub: string): Folder {
    return new LocalFolder(path.posix.join(this.name, sub), path.join(this.at, sub), this.isOwn)
  }

  async ensure(): Promise<void> {
    if (this.isOwn) await mkdir(this.at, { recursive: true })
  }

  async make(): Promise<void> {
    await mkdir(this.at).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }

  async entries(): Promise<Entry[]> {
    const entries: Entry[] = []
    for (const entry of await readdir(this.at, { withFileTypes: true })) {
      // One that was collected meanwhile is not there.
      const found = await stat(path.join(this.at, entry.name)).catch(() => null)
      if (found) entries.push({ name: entry.name, isFile: entry.isFile(), size: found.size, mtimeMs: found.mtimeMs })
    }
    return entries
  }

  async has(name: string): Promise<boolean> {
    return (await stat(path.join(this.at, name)).catch(() => null)) !== null
  }

  read(name: string): AsyncIterable<Uint8Array> {
    return createReadStream(path.join(this.at, name))
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    const handle = await open(path.join(this.at, name), 'wx', 0o640)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  async move(name: string, to: Folder, as = name): Promise<void> {
    assert(to instanceof LocalFolder, 'both folders are on this machine')
    await rename(path.join(this.at, name), path.join(to.at, as))
  }

  async remove(name: string): Promise<void> {
    await rm(path.join(this.at, name), { recursive: true, force: true })
  }

  async sync(): Promise<void> {
    if (process.platform === 'win32') return
    const handle = await open(this.at, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
}

/** A folder on a disk or a mount of this machine; `isOwn`: below the data directory. */
export const localFolder = (name: string, at: string, isOwn: boolean): Folder => new LocalFolder(name, at, isOwn)

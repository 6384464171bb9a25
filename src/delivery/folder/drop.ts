import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'

export interface DropFile {
  name: string
  bytes: Uint8Array
}

/** Kept out of sight of who picks up, on the same mount, so that a rename is atomic. */
const workshop = '.reskontra'

/**
 * Puts files into a folder so that who picks up never sees half of one: all are written and synced in a workshop, which
 * is then renamed to the document's id; from there each file is renamed into the folder, the index last: it says that the
 * others are there. The workshop stays, empty, until `forgetDrop`: so `wasDropped` knows the truth after a crash, even
 * when the files were collected meanwhile.
 */
export async function drop(folder: string, id: string, files: readonly DropFile[]): Promise<void> {
  const ready = path.join(folder, workshop, id)
  const making = `${ready}.new`
  await rm(making, { recursive: true, force: true })
  await rm(ready, { recursive: true, force: true })
  // Never the folder itself: one that is missing is a slip of the pen, or a mount that is not there.
  await mkdir(path.join(folder, workshop)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await mkdir(making)
  for (const file of files) {
    const handle = await open(path.join(making, file.name), 'wx', 0o640)
    try {
      await handle.writeFile(file.bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
  await syncFolder(making)
  await rename(making, ready)
  await syncFolder(path.dirname(ready))
  for (const file of files) await rename(path.join(ready, file.name), path.join(folder, file.name))
  await syncFolder(folder)
}

/** Was the drop completed, its index too? A drop that began and did not end may be made again: it overwrites itself. */
export async function wasDropped(folder: string, id: string): Promise<boolean> {
  const left = await readdir(path.join(folder, workshop, id)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  return left !== null && left.length === 0
}

export async function forgetDrop(folder: string, id: string): Promise<void> {
  await rm(path.join(folder, workshop, id), { recursive: true, force: true })
}

/** What a killed worker left behind and the books have known for long. */
export async function tidyDrops(folder: string, olderThanDays: number): Promise<void> {
  const shop = path.join(folder, workshop)
  const before = Date.now() - olderThanDays * 86_400_000
  for (const name of await readdir(shop).catch(() => []))
    if ((await stat(path.join(shop, name))).mtimeMs < before)
      await rm(path.join(shop, name), { recursive: true, force: true })
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

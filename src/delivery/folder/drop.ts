import type { Entry, Folder } from './folder.ts'

export interface DropFile {
  name: string
  bytes: Uint8Array
}

/** Kept out of sight of who picks up, in the same folder, so that a rename is atomic. */
const workshop = '.reskontra'

/**
 * Puts files into a folder so that who picks up never sees half of one: all are written in a workshop, which is then renamed
 * to the document's id; from there each file is renamed into the folder, the index last: it says that the others are there.
 * The workshop stays, empty, until `forgetDrop`: so `wasDropped` knows the truth after a crash or a cut connection, even when
 * the files were collected meanwhile.
 */
export async function drop(folder: Folder, id: string, files: readonly DropFile[]): Promise<void> {
  const shop = folder.within(workshop)
  const making = `${id}.new`
  // Never the folder itself: one that is missing is a slip of the pen, or a mount that is not there.
  await shop.make()
  await shop.remove(making)
  await shop.remove(id)
  const ready = shop.within(making)
  await ready.make()
  for (const file of files) await ready.write(file.name, file.bytes)
  await ready.sync()
  await shop.move(making, shop, id)
  await shop.sync()
  for (const file of files) await shop.within(id).move(file.name, folder)
  await folder.sync()
}

/** Was the drop completed, its index too? A drop that began and did not end may be made again: it overwrites itself. */
export async function wasDropped(folder: Folder, id: string): Promise<boolean> {
  const left = await folder
    .within(workshop)
    .within(id)
    .entries()
    .catch((error: NodeJS.ErrnoException): Entry[] | null => {
      if (error.code === 'ENOENT') return null
      throw error
    })
  return left !== null && left.length === 0
}

export const forgetDrop = (folder: Folder, id: string): Promise<void> => folder.within(workshop).remove(id)

/** What a killed worker left behind and the books have known for long. */
export async function tidyDrops(folder: Folder, olderThanDays: number): Promise<void> {
  const shop = folder.within(workshop)
  const before = Date.now() - olderThanDays * 86_400_000
  for (const { name, mtimeMs } of await shop.entries().catch(() => [])) if (mtimeMs < before) await shop.remove(name)
}

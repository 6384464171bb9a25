import { asSaid, type Reason, reason } from '../../kernel/words/reasons.ts'

export interface Entry {
  name: string
  isFile: boolean
  size: number
  mtimeMs: number
}

/**
 * A folder shared with another party: on a disk or a mount of this machine, or behind SFTP. Errors carry the `code` of node's
 * file system (ENOENT, EACCES …).
 */
export interface Folder {
  /** As a setting names it: for people, and never a secret. */
  readonly name: string
  /** The server that it lies on; null: this machine, whose clock its times are of. Another's clock may be wrong. */
  readonly place: string | null
  within(sub: string): Folder
  /** A folder of our own is made when it is first looked into; one below a mount that is away must be missed, not made anew. */
  ensure(): Promise<void>
  /** Makes it, where it is not there yet, in a folder that is. */
  make(): Promise<void>
  entries(): Promise<Entry[]>
  has(name: string): Promise<boolean>
  read(name: string): AsyncIterable<Uint8Array>
  /** A new file, whole when it returns. */
  write(name: string, bytes: Uint8Array): Promise<void>
  /** Within one place; what bears the name there already makes room. */
  move(name: string, to: Folder, as?: string): Promise<void>
  /** With all that is in it; what is not there is gone already. */
  remove(name: string): Promise<void>
  /** What was moved stays moved after a power cut. */
  sync(): Promise<void>
}

/** The place cannot be asked at all: what was wanted has not begun. */
export class PlaceAway extends Error {
  readonly code = 'EHOSTUNREACH'
}

export async function readWhole(folder: Folder, name: string): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of folder.read(name)) parts.push(part)
  return Buffer.concat(parts)
}

/** Why nothing can have been taken; null when that is not sure. */
export function notThere(folder: Folder, error: unknown): Reason | null {
  if (error instanceof PlaceAway) return asSaid(error.message)
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'EACCES' ? reason('folder-away', { said: folder.name }) : null
}

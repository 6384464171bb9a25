import path from 'node:path/posix'
import type { FileEntryWithStats, Stats } from 'ssh2'
import { assert } from '../../kernel/problem.ts'
import type { Entry, Folder } from './folder.ts'
import type { SftpServer } from './sftp-connection.ts'
import { ask } from './sftp-connection.ts'

/** What every server takes in one message (draft-ietf-secsh-filexfer-02, section 3). */
const pieceBytes = 32_768
/** So many are under way at the same time. */
const piecesMax = 32

const typeOfFile = 0o170_000
const isFolder = 0o040_000
const isPlain = 0o100_000

class SftpFolder implements Folder {
  readonly server: SftpServer
  readonly at: string

  constructor(server: SftpServer, at: string) {
    this.server = server
    this.at = at
  }

  get place(): string {
    const { host, port, user } = this.server
    return `sftp://${user}@${host}${port === 22 ? '' : `:${port}`}`
  }

  get name(): string {
    return `${this.place}${this.at.startsWith('/') ? this.at : `/~/${this.at}`}`
  }

  within(sub: string): Folder {
    return new SftpFolder(this.server, path.join(this.at, sub))
  }

  async ensure(): Promise<void> {
    // Its owner makes it.
  }

  async make(): Promise<void> {
    await ask<void>(this.server, (sftp, done) => sftp.mkdir(this.at, done)).catch(async (error) => {
      // "Failure" is all that the protocol says of one that is there.
      const found = await this.#find(this.at)
      if (!found || (found.mode & typeOfFile) !== isFolder) throw error
    })
  }

  async entries(): Promise<Entry[]> {
    const listed = await ask<FileEntryWithStats[]>(this.server, (sftp, done) => sftp.readdir(this.at, done))
    return listed.map(({ filename, attrs }) => ({
      name: filename,
      isFile: (attrs.mode & typeOfFile) === isPlain,
      size: attrs.size,
      mtimeMs: attrs.mtime * 1_000,
    }))
  }

  async has(name: string): Promise<boolean> {
    return (await this.#find(path.join(this.at, name))) !== null
  }

  async *read(name: string): AsyncIterable<Uint8Array> {
    const { server } = this
    const handle = await ask<Buffer>(server, (sftp, done) => sftp.open(path.join(this.at, name), 'r', done))
    try {
      const { size } = await ask<Stats>(server, (sftp, done) => sftp.fstat(handle, done))
      for (let at = 0; at < size; ) {
        const starts = Array.from({ length: piecesMax }, (_, i) => at + i * pieceBytes).filter((start) => start < size)
        for (const piece of await Promise.all(starts.map((start) => this.#readPiece(handle, start, size)))) {
          yield piece
          at += piece.length
        }
      }
    } finally {
      await ask<void>(server, (sftp, done) => sftp.close(handle, done)).catch(() => {})
    }
  }

  /** Servers may answer with less than was asked for. */
  async #readPiece(handle: Buffer, start: number, size: number): Promise<Buffer> {
    const piece = Buffer.alloc(Math.min(pieceBytes, size - start))
    for (let have = 0; have < piece.length; ) {
      const got = await ask<number>(this.server, (sftp, done) =>
        sftp.read(handle, piece, have, piece.length - have, start + have, done),
      )
      if (got === 0) throw Object.assign(new Error('the file became shorter while it was read'), { code: 'EIO' })
      have += got
    }
    return piece
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    const { server } = this
    const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const handle = await ask<Buffer>(server, (sftp, done) => sftp.open(path.join(this.at, name), 'wx', done))
    for (let at = 0; at < content.length; at += piecesMax * pieceBytes) {
      const starts = Array.from({ length: piecesMax }, (_, i) => at + i * pieceBytes)
      await Promise.all(
        starts
          .filter((start) => start < content.length)
          .map((start) =>
            ask<void>(server, (sftp, done) =>
              sftp.write(handle, content, start, Math.min(pieceBytes, content.length - start), start, done),
            ),
          ),
      )
    }
    await ask<void>(server, (sftp, done) => sftp.close(handle, done))
    const found = await this.#find(path.join(this.at, name))
    if (found?.size !== content.length) throw Object.assign(new Error(`${name} has not arrived whole`), { code: 'EIO' })
  }

  async move(name: string, to: Folder, as = name): Promise<void> {
    assert(to instanceof SftpFolder, 'both folders are behind one server')
    const target = path.join(to.at, as)
    const rename = () => ask<void>(this.server, (sftp, done) => sftp.rename(path.join(this.at, name), target, done))
    await rename().catch(async (error: NodeJS.ErrnoException) => {
      // The protocol's rename refuses where there is something. An answer that was lost says nothing: what is there may be ours.
      if (error.code !== 'EIO' || !(await to.has(as))) throw error
      await to.remove(as)
      await rename()
    })
  }

  async remove(name: string): Promise<void> {
    const at = path.join(this.at, name)
    const found = await this.#find(at)
    if (!found) return
    if ((found.mode & typeOfFile) !== isFolder) return ask<void>(this.server, (sftp, done) => sftp.unlink(at, done))
    const inner = this.within(name)
    for (const entry of await inner.entries()) await inner.remove(entry.name)
    await ask<void>(this.server, (sftp, done) => sftp.rmdir(at, done))
  }

  async sync(): Promise<void> {
    // The server's own affair.
  }

  #find(at: string): Promise<Stats | null> {
    return ask<Stats>(this.server, (sftp, done) => sftp.lstat(at, done)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
  }
}

/** A folder behind SFTP: "/in/invoices", or without the leading slash below the folder where the user arrives. */
export const sftpFolder = (server: SftpServer, at: string): Folder => new SftpFolder(server, at)

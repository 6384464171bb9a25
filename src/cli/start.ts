import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { invitedAdministrator } from '../access/administrator.ts'
import { signInAddress } from '../access/sign-in-address.ts'
import { withoutTenant } from '../db/transaction.ts'
import { createServer } from '../http/server.ts'
import { refreshBuiltInRoles } from '../jobs/built-in-roles.ts'
import { addDefaultSchedules } from '../jobs/default-schedules.ts'
import { startWorker } from '../jobs/worker.ts'
import { verbs } from '../verbs.ts'
import { type Flags, UsageError } from './arguments.ts'
import { clearUnfinishedDemo } from './build-demo.ts'
import type { Command } from './command.ts'
import { firstStart } from './first-start.ts'
import { dataDirOf, type LocalInstallation, openInstallation, rememberAddress } from './installation.ts'
import { exitCode, type Terminal } from './terminal.ts'
import { version } from './version.ts'

const usualPort = 7340

export const start: Command = {
  help: `reskontra start [--port N] [--host NAME] [--data-dir DIR] [--trust-proxy] [--no-demo]

Opens the database of the data directory (or DATABASE_URL), brings it up to this release, and serves until SIGTERM or Ctrl-C.
  --port         default ${usualPort}, or a free one when that is taken
  --host         default 127.0.0.1; behind a proxy set RESKONTRA_BASE_URL to the public address
  --trust-proxy  take the caller's address from X-Forwarded-For
  --no-demo      leave an empty installation empty`,
  flags: {
    port: { help: 'the port to listen on' },
    host: { help: 'the address to listen on' },
    'trust-proxy': { bare: true, help: 'behind a proxy' },
    'no-demo': { bare: true, help: 'leave an empty installation empty' },
  },
  run: serve,
}

async function serve(flags: Flags, terminal: Terminal): Promise<number> {
  const port = portOf(flags)
  const say = (line: string): void => void terminal.stdout.write(`${line}\n`)
  await clearUnfinishedDemo(dataDirOf(flags, terminal), say)
  const stopped = signals()
  const installation = await openInstallation(flags, terminal, { connectionsMax: 20, logLevel: 'info' })
  try {
    if (!flags.has('no-demo') && (await isEmpty(installation))) await firstStart(installation, say)
    await addDefaultSchedules(installation)
    await refreshBuiltInRoles(installation)
    const worker = startWorker(installation, verbs)
    const server = createServer({
      installation,
      verbs,
      version,
      wake: worker.wake,
      trustProxy: flags.has('trust-proxy'),
    })
    try {
      const address = await listen(server, flags.one('host') ?? '127.0.0.1', port)
      // Not what the server before this one served at: a second instance takes another port.
      installation.settings.baseUrl = terminal.env.RESKONTRA_BASE_URL ?? address
      rememberAddress(installation.settings.dataDir, address)
      say(`Reskontra ${version} serves ${installation.settings.baseUrl}`)
      say(
        `data in ${installation.settings.dataDir}${installation.database.embedded ? '' : ', database of DATABASE_URL'}`,
      )
      const token = await invitedAdministrator(installation.pool, installation.clock())
      if (token)
        say(`Nobody has signed in yet. This link works once, for 24 hours:\n${signInAddress(installation, token)}`)
      await stopped.asked
      say('stopping …')
    } finally {
      await server.close()
      await worker.stop()
    }
  } finally {
    await installation.close()
    stopped.forget()
  }
  return exitCode.done
}

function portOf(flags: Flags): number | null {
  const given = flags.one('port')
  if (given === undefined) return null
  if (!/^\d{1,5}$/.test(given) || Number(given) > 65_535) throw new UsageError(`--port ${given} is no port`)
  return Number(given)
}

/** A second instance beside the first takes a free port, unless one was asked for. */
async function listen(server: ReturnType<typeof createServer>, host: string, port: number | null): Promise<string> {
  await server.ready()
  for (const wanted of port === null ? [usualPort, 0] : [port]) {
    server.server.listen({ host, port: wanted })
    const [error] = await Promise.race([once(server.server, 'listening').then(() => []), failure(server.server)])
    if (!error) {
      const { port: taken } = server.server.address() as AddressInfo
      const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
      return `http://${name}:${taken}`
    }
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port !== null)
      throw new UsageError(`cannot listen on ${host}:${wanted}: ${(error as Error).message}`)
  }
  throw new UsageError(`no port is free on ${host}`)
}

const failure = (server: NodeJS.EventEmitter): Promise<[Error]> =>
  new Promise((resolve) => server.once('error', (error: Error) => resolve([error])))

async function isEmpty({ pool }: LocalInstallation): Promise<boolean> {
  const { count } = await withoutTenant(
    pool,
    (db) => db.one<{ count: number }>(`select count(*)::int as count from all_companies()`),
    { readOnly: true },
  )
  return count === 0
}

/** The first signal asks to stop, the second one does not wait. */
function signals(): { asked: Promise<void>; forget(): void } {
  let ask = (): void => {}
  let count = 0
  const asked = new Promise<void>((resolve) => {
    ask = resolve
  })
  const heard = (): void => {
    count += 1
    if (count > 1) process.exit(130)
    ask()
  }
  process.on('SIGTERM', heard)
  process.on('SIGINT', heard)
  return {
    asked,
    forget: () => {
      process.off('SIGTERM', heard)
      process.off('SIGINT', heard)
    },
  }
}

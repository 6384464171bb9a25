import { createHmac } from 'node:crypto'
import pg from 'pg'

export type Pool = pg.Pool

/** The role the program works as: no superuser, no BYPASSRLS, so that every policy holds for it. */
export const appRole = 'reskontra_app'

export interface PoolOptions {
  connectionsMax?: number
  /** A statement that takes longer is cancelled by the server; 0 (default) = no limit. */
  statementTimeoutMillis?: number
  /** Shown in pg_stat_activity. */
  applicationName?: string
  /**
   * Statements given without waiting lie at the server all at once, which does the next one while this program is busy elsewhere.
   * No COPY then.
   */
  pipelined?: boolean
  /** A connection broke by itself; silent once the pools are being closed. */
  onError?: (error: Error) => void
}

export interface Pools {
  /** The owner: migrations and maintenance only. */
  owner: Pool
  /** The program's role, under row-level security. */
  app: Pool
  close(): Promise<void>
}

export function openPools(ownerUrl: string, options: PoolOptions = {}): Pools {
  // Ending is not waited for to the last backend: a server that stops meanwhile breaks what nobody needs any more.
  let closing = false
  const told = { ...options, onError: (error: Error) => void (closing || options.onError?.(error)) }
  const owner = openPool(ownerUrl, { ...told, connectionsMax: 3 })
  const app = openPool(appUrl(ownerUrl), told)
  const close = async (): Promise<void> => {
    closing = true
    await Promise.all([owner.end(), app.end()])
  }
  return { owner, app, close }
}

/** Days and exact numbers stay text ('2026-03-31', '12.50'), int8 is a bigint, timestamptz a Date, jsonb is parsed. */
export function openPool(url: string, options: PoolOptions = {}): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connectionsMax ?? 10,
    application_name: options.applicationName ?? 'reskontra',
    // Compiling a plan costs more than our statements, which are many and short, ever win by it.
    options: '-c jit=off',
    types: { getTypeParser },
    ...(options.pipelined ? { pipeline: true } : {}),
    ...(options.statementTimeoutMillis ? { statement_timeout: options.statementTimeoutMillis } : {}),
  })
  // A connection that breaks is replaced by the pool; unheard, its error would end the program.
  const onError = options.onError ?? (() => {})
  pool.on('error', onError)
  pool.on('connect', (client) => client.on('error', onError))
  return pool
}

/**
 * Where the program's role signs in: DATABASE_APP_URL, or the owner's address with the role's name and a password made
 * from the owner's: so that every process of the installation knows it and nothing has to be stored.
 */
export function appUrl(ownerUrl: string): string {
  const url = new URL(ownerUrl)
  if (isGivenAppUrl(ownerUrl)) {
    const given = new URL(process.env.DATABASE_APP_URL!)
    given.pathname = url.pathname
    return given.href
  }
  const secret = decodeURIComponent(url.password) || process.env.PGPASSWORD
  if (!secret) {
    throw new Error(
      `DATABASE_URL names no password, so none can be made for the program's role ${appRole}: give it one, or set DATABASE_APP_URL to the address that ${appRole} signs in with.`,
    )
  }
  url.username = appRole
  url.password = createHmac('sha256', secret).update(appRole).digest('base64url')
  return url.href
}

/** Whether the installation names the program's role itself, on the server of DATABASE_URL. */
export function isGivenAppUrl(ownerUrl: string): boolean {
  const { DATABASE_APP_URL, DATABASE_URL } = process.env
  return Boolean(DATABASE_APP_URL && DATABASE_URL && new URL(DATABASE_URL).host === new URL(ownerUrl).host)
}

type Parse = (text: string) => unknown

const same: Parse = (text) => text
const arrayOf =
  (parse: Parse): Parse =>
  (text) =>
    (pg.types as unknown as { arrayParser: ArrayParser }).arrayParser.create(text, parse).parse()

interface ArrayParser {
  create(text: string, parse: Parse): { parse(): unknown }
}

/** By object id of the type (pg_type.oid). Kept per pool: libraries that share the driver keep their own. */
const parsers = new Map<number, Parse>([
  [20, BigInt], // int8
  [1082, same], // date
  [1114, same], // timestamp without time zone
  [1186, same], // interval
  [1700, same], // numeric
  [1016, arrayOf(BigInt)], // int8[]
  [1115, arrayOf(same)], // timestamp[]
  [1182, arrayOf(same)], // date[]
  [1231, arrayOf(same)], // numeric[]
])

const getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  (format !== 'binary' && parsers.get(oid)) ||
  pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser

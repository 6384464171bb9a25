import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { assert } from '../kernel/problem.ts'
import { copyLine } from './copy-line.ts'
import type { Pool } from './pool.ts'
import type { Statement } from './sql.ts'

/** Whose data a transaction may see and change. */
export interface Tenant {
  companyId: string
  /** Business areas the user was granted; 'all' for who sees every area. */
  areas: string[] | 'all'
  userId?: string | null
  /** Proofs and jobs of the system itself: all areas, whatever `areas` says. */
  system?: boolean
}

export interface TransactionOptions {
  isolation?: 'read committed' | 'repeatable read' | 'serializable'
  readOnly?: boolean
  /**
   * The callback may be run again from its start after a deadlock or a serialization failure, and once after a refusal by
   * a constraint: it must have no effect outside of the database. Default false.
   */
  retry?: boolean
}

/**
 * One open transaction. Statements are text with $1 …, or a Statement from sql`…` or prepared(). Several may be given without
 * waiting (Promise.all): they run one after the other in the order given, and each is made while the database does another.
 */
export interface Db {
  query<T = Row>(statement: string | Statement, params?: unknown[]): Promise<{ rows: T[]; rowCount: number }>
  rows<T = Row>(statement: string | Statement, params?: unknown[]): Promise<T[]>
  /** Exactly one row. @throws assertion when there are none or several. */
  one<T = Row>(statement: string | Statement, params?: unknown[]): Promise<T>
  /** The row, or undefined. @throws assertion when there are several. */
  maybe<T = Row>(statement: string | Statement, params?: unknown[]): Promise<T | undefined>
  /**
   * COPY into a temporary table that the caller has made (`create temporary table … on commit drop`) and inserts from:
   * PostgreSQL refuses COPY straight into a table under row-level security.
   * Values: null, text, numbers, bigint, boolean, Date, Buffer, arrays of these; other objects become JSON.
   * @returns the number of rows copied
   */
  copyInto(table: string, columns: string[], rows: Iterable<unknown[]> | AsyncIterable<unknown[]>): Promise<number>
  /** The result in batches through a cursor: memory stays that of one batch. */
  stream<T = Row>(statement: string | Statement, params?: unknown[], batch?: number): AsyncGenerator<T[], void, void>
  /** The driver's connection, for a library that wants one. */
  client: pg.PoolClient
}

export type Row = Record<string, unknown>

const attemptsMax = 5
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A transaction of one company, under its row-level security. */
export async function withTenant<R>(
  pool: Pool,
  tenant: Tenant,
  work: (db: Db) => Promise<R>,
  options: TransactionOptions = {},
): Promise<R> {
  return transact(pool, tenantSettings(tenant), work, options)
}

/** A transaction that names no company: sees the tables without tenants only, unless the pool is the owner's. */
export async function withoutTenant<R>(
  pool: Pool,
  work: (db: Db) => Promise<R>,
  options: TransactionOptions = {},
): Promise<R> {
  return transact(pool, [], work, options)
}

/** Names another company within a transaction of the system (one that goes through all companies). */
export async function changeTenant(db: Db, tenant: Tenant): Promise<void> {
  await db.client.query(tenantSettings(tenant).join('; '))
}

// Literals in one round trip with BEGIN; Citus passes on SET LOCAL, not set_config().
function tenantSettings({ companyId, areas, userId, system }: Tenant): string[] {
  assert(uuid.test(companyId), 'companyId is a uuid')
  assert(!userId || uuid.test(userId), 'userId is a uuid')
  const all = system || areas === 'all'
  assert(all || areas.every((area) => uuid.test(area)), 'areas are uuids')
  return [
    `set local reskontra.company_id = '${companyId}'`,
    `set local reskontra.areas = '${all ? '*' : `{${areas.join(',')}}`}'`,
    `set local reskontra.user_id = '${userId ?? ''}'`,
  ]
}

async function transact<R>(
  pool: Pool,
  settings: string[],
  work: (db: Db) => Promise<R>,
  options: TransactionOptions,
): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce(pool, settings, work, options)
    } catch (error) {
      if (!options.retry || attempt >= attemptsMax || !(isPassing(error) || (attempt === 1 && isQuicker(error))))
        throw error
      await sleep(attempt * attempt * 5 * (1 + Math.random()))
    }
  }
}

/** 40001 serialization_failure, 40P01 deadlock_detected. */
const isPassing = (error: unknown): boolean => ['40001', '40P01'].includes((error as { code?: string }).code ?? '')

/**
 * 23xxx integrity_constraint_violation: callbacks look before they write, so another writer was quicker between look and
 * write. Run again, the callback sees what that one did, and answers or refuses in its own words.
 */
const isQuicker = (error: unknown): boolean => (error as { code?: string }).code?.startsWith('23') ?? false

async function attemptOnce<R>(
  pool: Pool,
  settings: string[],
  work: (db: Db) => Promise<R>,
  options: TransactionOptions,
): Promise<R> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    const begin = [
      'begin',
      options.isolation ? `isolation level ${options.isolation}` : '',
      options.readOnly ? 'read only' : '',
    ]
    await client.query([begin.filter(Boolean).join(' '), ...settings].join('; '))
    const result = await work(dbOf(client))
    const ended = await client.query('commit')
    // A callback that swallowed a failed statement: PostgreSQL answers COMMIT with ROLLBACK, which must not look done.
    if (ended.command !== 'COMMIT') throw new Error('the transaction had failed before its end and was rolled back')
    return result
  } catch (error) {
    await client.query('rollback').catch((second: Error) => {
      broken = second
    })
    throw error
  } finally {
    client.release(broken)
  }
}

function dbOf(client: pg.PoolClient): Db {
  let cursors = 0
  // Statements given without waiting for the one before run in their order; after one that failed, the others are not sent, or
  // refused by the server where they lie there already.
  const isPipelined = (client as { pipeline?: boolean }).pipeline === true
  let last: Promise<unknown> | null = null
  let cause: unknown
  // 25P02 in_failed_sql_transaction: what lay behind a failed statement fails for no reason but that one.
  const tellCause = (error: unknown): never => {
    if ((error as { code?: string }).code !== '25P02') cause = error
    throw cause ?? error
  }
  const inTurn = <R>(send: () => Promise<R>): Promise<R> => {
    if (isPipelined) return send().catch(tellCause)
    const sent = last ? last.then(send) : send()
    const done = () => {
      if (last === sent) last = null
    }
    last = sent
    sent.then(done, done)
    return sent
  }
  const query: Db['query'] = async <T>(statement: string | Statement, params?: unknown[]) => {
    const result = await inTurn(() =>
      client.query(typeof statement === 'string' ? { text: statement, values: params ?? [] } : statement),
    )
    return { rows: result.rows as T[], rowCount: result.rowCount ?? 0 }
  }
  return {
    client,
    query,
    rows: async <T>(statement: string | Statement, params?: unknown[]) => (await query<T>(statement, params)).rows,
    one: async <T>(statement: string | Statement, params?: unknown[]) => {
      const { rows } = await query<T>(statement, params)
      assert(rows.length === 1, `one row expected, ${rows.length} found: ${textOf(statement)}`)
      return rows[0]!
    },
    maybe: async <T>(statement: string | Statement, params?: unknown[]) => {
      const { rows } = await query<T>(statement, params)
      assert(rows.length <= 1, `at most one row expected, ${rows.length} found: ${textOf(statement)}`)
      return rows[0]
    },
    copyInto: async (table, columns, rows) => {
      const target = client.query(
        copyFrom(`copy ${pg.escapeIdentifier(table)} (${columns.map(pg.escapeIdentifier).join(', ')}) from stdin`),
      )
      await pipeline(Readable.from(chunks(rows), { objectMode: false }), target)
      return target.rowCount
    },
    stream: async function* <T>(statement: string | Statement, params?: unknown[], batch = 500) {
      const cursor = `cursor_${++cursors}`
      const { text, values } = typeof statement === 'string' ? { text: statement, values: params ?? [] } : statement
      await query({ text: `declare ${cursor} no scroll cursor for ${text}`, values })
      for (;;) {
        const { rows } = await query<T>(`fetch ${batch} from ${cursor}`)
        if (rows.length > 0) yield rows
        if (rows.length < batch) break
      }
      await query(`close ${cursor}`)
    },
  }
}

const textOf = (statement: string | Statement): string => (typeof statement === 'string' ? statement : statement.text)

const chunkChars = 64 * 1024

async function* chunks(rows: Iterable<unknown[]> | AsyncIterable<unknown[]>): AsyncGenerator<Buffer> {
  let text = ''
  for await (const row of rows) {
    text += copyLine(row)
    if (text.length >= chunkChars) {
      yield Buffer.from(text)
      text = ''
    }
  }
  if (text) yield Buffer.from(text)
}

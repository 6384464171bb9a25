import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { Threads } from './threads.ts'
import type { Db, TransactionOptions } from './transaction.ts'
import { changeTenant } from './transaction.ts'

export interface Company {
  id: Id
  code: string
  name: string
  country: 'SE' | 'NO' | 'BG'
  kind: 'company' | 'municipality'
  language: 'sv' | 'nb' | 'bg' | 'en'
  timeZone: string
  versionNo: number
}

export interface User {
  /** Null for the system itself. */
  id: Id | null
  name: string
  /** Business areas in which this user may use the verb at hand. */
  areas: Id[] | 'all'
  /** Verb names and patterns that the user holds somewhere in the company ("invoicing.*"); for masking, not for admission. */
  permissions: string[]
}

/** Content-addressed bytes, by company and sha-256: written and fsynced before the commit that names them. */
export interface FileStore {
  put(companyId: Id, bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<StoredFile>
  /** All bytes, or those from `start` up to and with `end`. */
  open(companyId: Id, sha256: string, range?: { start: number; end?: number }): AsyncIterable<Uint8Array>
  read(companyId: Id, sha256: string): Promise<Uint8Array>
  has(companyId: Id, sha256: string): Promise<boolean>
  /** Every file of a company, with the time in ms since it was last put; those set aside with the time since then. */
  list(companyId: Id): AsyncIterable<{ sha256: string; aside: boolean; ageMs: number }>
  /** A file set aside is not had any more, but still read; putting its bytes again makes it whole. */
  setAside(companyId: Id, sha256: string): Promise<void>
  takeBack(companyId: Id, sha256: string): Promise<void>
  /** Ends a file that was set aside. */
  forget(companyId: Id, sha256: string): Promise<void>
}
export interface StoredFile {
  /** Lower-case hex. */
  sha256: string
  size: number
}

export interface Settings {
  dataDir: string
  /** Folder with the official Schematron files; null when not configured. */
  rulesDir: string | null
  baseUrl: string | null
}

/** What every verb gets as its first argument; nothing is global. */
export interface Edge {
  company: Company
  user: User
  /** Today in the company's time zone; an argument, so that the clock can be moved. */
  today: Day
  now: Date
  files: FileStore
  settings: Settings
  log: {
    info(data: object, message: string): void
    warn(data: object, message: string): void
    error(data: object, message: string): void
  }
  /** Tells whoever follows how far long work is. */
  progress(done: number, total: number | null, text?: string): void
}

/** Inside one transaction of the company, under the user's rights. */
export interface Ctx extends Edge {
  db: Db
}

/** Long work opens its own transactions, chunk by chunk. */
export interface LongCtx extends Edge {
  transaction<R>(work: (ctx: Ctx) => Promise<R>, options?: TransactionOptions): Promise<R>
  /** Where threads may help (run-in-thread.ts); their transactions are their own. Left out or null: this thread does it all. */
  threads?: Threads | null
}

/** Runs a part of a verb as the system: proofs and routing see all areas of the company. */
export async function asSystem<R>(ctx: Ctx, work: (ctx: Ctx) => Promise<R>): Promise<R> {
  const own = { companyId: ctx.company.id, areas: ctx.user.areas, userId: ctx.user.id }
  await changeTenant(ctx.db, { ...own, system: true })
  try {
    return await work({ ...ctx, user: { ...ctx.user, areas: 'all' } })
  } finally {
    // After a failed statement the transaction is lost anyway, and this statement with it.
    await changeTenant(ctx.db, own).catch(() => {})
  }
}

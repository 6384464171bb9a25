import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { findCompany } from '../access/authenticate.ts'
import { localUser } from '../access/local-user.ts'
import type { User } from '../db/context.ts'
import { openFileStore } from '../db/file-store.ts'
import type { OpenDatabase } from '../db/open-database.ts'
import { openDatabase } from '../db/open-database.ts'
import { withoutTenant } from '../db/transaction.ts'
import { createLog } from '../jobs/log.ts'
import type { Installation } from '../jobs/perform.ts'
import type { Id } from '../kernel/id.ts'
import { type Flags, UsageError } from './arguments.ts'
import type { Terminal } from './terminal.ts'

export interface LocalInstallation extends Installation {
  database: OpenDatabase
  user: User & { id: Id }
  close(): Promise<void>
}

export const dataDirOf = (flags: Flags, { env }: Pick<Terminal, 'env'>): string =>
  path.resolve(flags.one('data-dir') ?? env.RESKONTRA_DATA_DIR ?? 'data')

/** Folder of the official rules; the project does not contain them. */
export function rulesDirOf(flags: Flags, terminal: Pick<Terminal, 'env'>): string | null {
  if (terminal.env.RESKONTRA_RULES_DIR) return path.resolve(terminal.env.RESKONTRA_RULES_DIR)
  const folder = path.join(dataDirOf(flags, terminal), 'rules')
  return existsSync(folder) ? folder : null
}

/** Opens the installation of a data directory: database migrated, files, log. */
export async function openInstallation(
  flags: Flags,
  terminal: Terminal,
  { connectionsMax = 4, logLevel = 'warn' }: { connectionsMax?: number; logLevel?: string } = {},
): Promise<LocalInstallation> {
  const dataDir = dataDirOf(flags, terminal)
  const log = createLog(undefined, terminal.env.LOG_LEVEL ?? logLevel)
  const database = await openDatabase({
    dataDir,
    connectionsMax,
    onEvent: (message) => log.warn({}, message),
    onError: (err) => log.warn({ err }, 'a connection to the database broke'),
  }).catch(unreachable)
  try {
    return {
      pool: database.app,
      files: openFileStore(dataDir),
      settings: {
        dataDir,
        rulesDir: rulesDirOf(flags, terminal),
        baseUrl: terminal.env.RESKONTRA_BASE_URL ?? servedAt(dataDir),
      },
      log,
      clock: () => new Date(),
      database,
      user: await localUser(database.app),
      close: () => database.close(),
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** SQLSTATE and system codes of a server that is not there, or does not let in. */
const notLetIn = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ERR_INVALID_URL|3D000|28...)$/

/** A wrong DATABASE_URL is for who wrote it, not a mistake of the program. The password is not told. */
function unreachable(error: unknown): never {
  const given = process.env.DATABASE_URL
  if (!given || !notLetIn.test((error as { code?: string }).code ?? '')) throw error
  const shown = URL.canParse(given) ? `${new URL(given).host}${new URL(given).pathname}` : 'that is no address'
  throw new UsageError(`DATABASE_URL (${shown}) cannot be used: ${(error as Error).message}`)
}

/** Where the server of a data directory serves, or served last: links made at the terminal lead there. */
const addressFile = (dataDir: string): string => path.join(dataDir, 'address.txt')

export const rememberAddress = (dataDir: string, address: string): void =>
  writeFileSync(addressFile(dataDir), `${address}\n`)

function servedAt(dataDir: string): string | null {
  if (!existsSync(addressFile(dataDir))) return null
  const address = readFileSync(addressFile(dataDir), 'utf8').trim()
  return /^https?:\/\/[^\s/]+$/.test(address) ? address : null
}

/** The company that --company names, or the only one. @throws UsageError */
export async function companyOf(
  installation: Installation,
  flags: Flags,
  env: Terminal['env'],
): Promise<{ id: Id; code: string }> {
  const code = flags.one('company') ?? env.RESKONTRA_COMPANY
  const all = await withoutTenant(
    installation.pool,
    (db) => db.rows<{ id: Id; code: string }>(`select company_id as id, code from all_companies()`),
    { readOnly: true },
  )
  if (code === undefined) {
    if (all.length === 1) return all[0]!
    throw new UsageError(
      all.length === 0
        ? 'there is no company yet: reskontra start loads the demo companies'
        : `name the company: --company ${all.map((company) => company.code).join(' | ')}`,
    )
  }
  const company = await findCompany(installation.pool, code)
  if (!company) throw new UsageError(`there is no company ${code}: ${all.map((one) => one.code).join(', ')}`)
  return company
}

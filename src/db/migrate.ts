import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { refuse } from '../kernel/problem.ts'
import { appRole, appUrl, isGivenAppUrl } from './pool.ts'

export interface Migrated {
  /** Names of the files applied now. */
  applied: string[]
  /** Whether the views of the modules were made anew. */
  views: boolean
}

export interface MigrateOptions {
  /** The repository's root, where db/ and src/ lie. */
  root?: string
}

/** Modules whose views.sql may build on the earlier ones: the rank order of the tree. */
const moduleRanks = [
  ...['company', 'access', 'ledger', 'parties', 'delivery', 'subledger', 'invoicing', 'payables', 'bank'],
  ...[
    'interest',
    'claims',
    'dunning',
    'collection',
    'losses',
    'credit',
    'capture',
    'exchange',
    'reports',
    'portal',
    'workspace',
    'jobs',
  ],
]
/** Any number, the same in every release: two starters wait for each other. */
const lockKey = 7_356_862_001
const repository = path.resolve(fileURLToPath(new URL('../..', import.meta.url)))

/**
 * Brings a database up to this release: db/migrations/*.sql forward, one transaction each; then, if any file of them
 * changed, the views of all modules (src/<module>/views.sql) anew; then the rights of the program's role (the default
 * ones, and db/grants.sql). Does nothing the second time.
 * @throws Refused when an applied file was changed, is gone or is overtaken (another release's database).
 * @throws Error when a statement fails (names the file and the position).
 */
export async function migrate(ownerUrl: string, options: MigrateOptions = {}): Promise<Migrated> {
  const root = options.root ?? repository
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'reskontra migrate' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await client.query(`create table if not exists schema_migrations (
      name text primary key, sha256 text not null, applied_at timestamptz not null default now())`)
    await ensureAppRole(client, ownerUrl)

    const pending = await pendingFiles(client, path.join(root, 'db', 'migrations'))
    const views = sqlFiles(
      root,
      moduleRanks.map((name) => `src/${name}/views.sql`),
    )
    const grants = sqlFiles(root, ['db/grants.sql'])
    const viewsHash = sha256([...views, ...grants].map((file) => `${file.name}\n${file.text}`).join('\n'))
    if (pending.length === 0 && (await appliedHash(client, 'views')) === viewsHash) return { applied: [], views: false }

    await inTransaction(client, async () => {
      await dropViews(client)
      await client.query("delete from schema_migrations where name = 'views'")
    })
    for (const file of pending) {
      await inTransaction(client, async () => {
        await runFile(client, file)
        await remember(client, file.name, sha256(file.text))
      })
    }
    await inTransaction(client, async () => {
      for (const file of views) await runFile(client, file)
      await grantRights(client, ownerUrl, grants)
      await remember(client, 'views', viewsHash)
    })
    return { applied: pending.map((file) => file.name), views: true }
  } finally {
    await client.end()
  }
}

interface SqlFile {
  name: string
  text: string
}

async function pendingFiles(client: pg.Client, folder: string): Promise<SqlFile[]> {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name, text: readText(path.join(folder, name)) }))
  const { rows } = await client.query<{ name: string; sha256: string }>(
    "select name, sha256 from schema_migrations where name <> 'views' order by name",
  )
  for (const applied of rows) {
    const file = files.find(({ name }) => name === applied.name)
    if (!file) {
      return refuse(
        'database.newer',
        `the database was migrated by ${applied.name}, which this release does not have: start the newer release`,
        { file: applied.name },
        409,
      )
    }
    if (sha256(file.text) !== applied.sha256) {
      return refuse(
        'database.migration-changed',
        `db/migrations/${applied.name} was changed after this database was migrated by it: start the release that made the database or, if you changed the file, restore it and write the change as a new one`,
        { file: applied.name },
        409,
      )
    }
  }
  const pending = files.filter(({ name }) => !rows.some((applied) => applied.name === name))
  const last = rows.at(-1)?.name ?? ''
  const early = pending.find(({ name }) => name < last)
  if (early)
    return refuse(
      'database.migration-early',
      `db/migrations/${early.name} comes before ${last}, which is applied: give it a later number`,
      { file: early.name },
      409,
    )
  return pending
}

/** Line ends of a Windows checkout must not look like a change. */
const readText = (file: string): string => readFileSync(file, 'utf8').replaceAll('\r\n', '\n')

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const sqlFiles = (root: string, names: string[]): SqlFile[] =>
  names
    .filter((name) => existsSync(path.join(root, name)))
    .map((name) => ({ name, text: readText(path.join(root, name)) }))

async function appliedHash(client: pg.Client, name: string): Promise<string | undefined> {
  const { rows } = await client.query<{ sha256: string }>('select sha256 from schema_migrations where name = $1', [
    name,
  ])
  return rows[0]?.sha256
}

/** All in one statement, so that they may build on each other; without CASCADE, so that nothing else goes with them. */
async function dropViews(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ relkind: string; names: string }>(`
    select c.relkind, string_agg(format('%I.%I', n.nspname, c.relname), ', ') as names
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('v', 'm')
       and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
     group by c.relkind order by c.relkind`)
  for (const { relkind, names } of rows) {
    await client.query(`drop ${relkind === 'm' ? 'materialized view' : 'view'} ${names}`)
  }
}

async function runFile(client: pg.Client, file: SqlFile): Promise<void> {
  try {
    await client.query(file.text)
  } catch (error) {
    const { message, position, where } = error as { message: string; position?: string; where?: string }
    const line = position ? file.text.slice(0, Number(position)).split('\n').length : undefined
    throw new Error(`${file.name}${line ? ` line ${line}` : ''}: ${message}${where ? `\n${where}` : ''}`, {
      cause: error,
    })
  }
}

async function remember(client: pg.Client, name: string, hash: string): Promise<void> {
  await client.query('insert into schema_migrations (name, sha256) values ($1, $2)', [name, hash])
}

async function inTransaction(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query('begin')
  try {
    await work()
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/** The role belongs to the whole server: another database's migration may be making it right now. */
async function ensureAppRole(client: pg.Client, ownerUrl: string): Promise<void> {
  const url = appUrl(ownerUrl)
  if (await signsIn(url)) return
  if (isGivenAppUrl(ownerUrl)) {
    throw new Error(
      'The role in DATABASE_APP_URL cannot sign in: create it (no superuser, no BYPASSRLS), then start again.',
    )
  }
  const password = decodeURIComponent(new URL(url).password)
  const attributes = `login nosuperuser nobypassrls nocreatedb nocreaterole password ${pg.escapeLiteral(password)}`
  const exists = await client.query('select 1 from pg_roles where rolname = $1', [appRole])
  try {
    await client.query(`${exists.rowCount ? 'alter' : 'create'} role ${appRole} ${attributes}`)
  } catch (error) {
    if (!(await signsIn(url))) throw error
  }
}

async function signsIn(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/** What the tables' triggers and policies allow is theirs to say; the role may not change the schema or its history. */
async function grantRights(client: pg.Client, ownerUrl: string, own: SqlFile[]): Promise<void> {
  const name = pg.escapeIdentifier(decodeURIComponent(new URL(appUrl(ownerUrl)).username))
  await client.query(`
    grant usage on schema public to ${name};
    grant select, insert, update, delete on all tables in schema public to ${name};
    grant usage, select on all sequences in schema public to ${name};
    grant execute on all functions in schema public to ${name};
    revoke insert, update, delete on schema_migrations from ${name}`)
  for (const file of own) await runFile(client, file)
}

import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { type RunningDatabase, startDatabase } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of this run: the template is announced in it (template.json or failed.txt), the web app is built in it. */
    runFolder: string
  }
}

/**
 * Once for a test run: PostgreSQL (its own, or the server of DATABASE_URL) with one migrated database, which
 * freshDatabase() clones. It is made in the background: tests that need no database do not wait for it.
 */
export default function setup(project: TestProject): () => Promise<void> {
  removeAbandoned()
  const folder = mkdtempSync(path.join(tmpdir(), `reskontra-test-${process.pid}-`))
  project.provide('runFolder', folder)
  const building = buildTemplate(folder).catch((error: Error) => {
    writeFileSync(path.join(folder, 'failed.txt'), error.message)
    return async () => {}
  })
  return async () => {
    const clear = await building
    await clear()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function buildTemplate(folder: string): Promise<() => Promise<void>> {
  // Nothing of a test outlives it, so it may be lost: the one place where durability is switched off.
  const settings = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '200',
    max_wal_size: '1GB',
  }
  let server: RunningDatabase | undefined
  if (!process.env.DATABASE_URL) server = await startDatabase({ dataDir: folder, settings })
  const serverUrl = process.env.DATABASE_URL ?? server!.url
  const name = `reskontra_test_${randomBytes(6).toString('hex')}`
  const url = new URL(serverUrl)
  url.pathname = name
  const clear = async (): Promise<void> => {
    if (server) await server.stop()
    else await dropAll(serverUrl, name)
  }
  try {
    await onServer(serverUrl, `create database ${name}`)
    await migrate(url.href)
  } catch (error) {
    await clear()
    throw error
  }
  const announced = path.join(folder, 'template.json')
  writeFileSync(`${announced}.new`, JSON.stringify({ serverUrl, name }))
  renameSync(`${announced}.new`, announced)
  return clear
}

/** The template and what a killed test file left of its clones. */
async function dropAll(serverUrl: string, template: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      'select datname as name from pg_database where starts_with(datname, $1)',
      [template],
    )
    for (const { name } of rows) await client.query(`drop database if exists ${name} with (force)`)
  } finally {
    await client.end()
  }
}

async function onServer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Folders of runs that were killed. */
function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^reskontra-test-(\d+)-/.exec(name)?.[1]
    if (pid && !alive(Number(pid)) && existsSync(path.join(tmpdir(), name))) {
      rmSync(path.join(tmpdir(), name), { recursive: true, force: true })
    }
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

import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { openPools, type Pool } from '../src/db/pool.ts'

export interface FreshDatabase {
  /** Owner's address (superuser). */
  url: string
  owner: Pool
  /** The program's role, under row-level security. */
  app: Pool
  drop(): Promise<void>
}

const ends: (() => unknown)[] = []
afterAll(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** After the test file, last first. Unlike afterAll it may be called in a hook or a test: an afterAll said there is never run. */
export function atEnd(end: () => unknown): void {
  ends.push(end)
}

/**
 * A migrated, empty database of the caller's own, dropped after the test file. Call it in beforeAll, in
 * beforeEach or in a test.
 */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { serverUrl, name: template } = await templateOfRun()
  const name = `${template}_${randomBytes(6).toString('hex')}`
  await onServer(serverUrl, `create database ${name} template ${template}`)
  const url = new URL(serverUrl)
  url.pathname = name
  const pools = openPools(url.href, { connectionsMax: 20, applicationName: 'reskontra test' })
  let dropped = false
  const drop = async (): Promise<void> => {
    if (dropped) return
    dropped = true
    await pools.close()
    await onServer(serverUrl, `drop database if exists ${name} with (force)`)
  }
  atEnd(drop)
  return { url: url.href, owner: pools.owner, app: pools.app, drop }
}

const waitMillisMax = 150_000

async function templateOfRun(): Promise<{ serverUrl: string; name: string }> {
  const folder = inject('runFolder')
  const until = Date.now() + waitMillisMax
  while (Date.now() < until) {
    if (existsSync(path.join(folder, 'failed.txt'))) {
      throw new Error(`The test database could not be made: ${readFileSync(path.join(folder, 'failed.txt'), 'utf8')}`)
    }
    const announced = path.join(folder, 'template.json')
    if (existsSync(announced)) return JSON.parse(readFileSync(announced, 'utf8'))
    await sleep(20)
  }
  throw new Error('The test database did not get ready')
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

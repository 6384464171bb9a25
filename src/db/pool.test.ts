import pg from 'pg'
import { expect, test } from 'vitest'
import { freshDatabase } from '../../test/support.ts'
import { openPools, type Pools } from './pool.ts'

/** Ends the backends of one application as a server that shuts down does. */
async function terminate(url: string, name: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()',
      [name],
    )
    return rowCount ?? 0
  } finally {
    await client.end()
  }
}

async function pools(name: string): Promise<{ url: string; open: Pools; told: string[] }> {
  const { url } = await freshDatabase()
  const told: string[] = []
  const open = openPools(url, { applicationName: name, onError: (error) => told.push(error.message) })
  return { url, open, told }
}

test('a connection that the server ends is told while the pools are open', async () => {
  const { url, open, told } = await pools('pool test, open')
  await open.app.query('select 1')
  expect(await terminate(url, 'pool test, open')).toBe(1)
  await expect.poll(() => told.join()).toMatch(/terminat/i)
  expect((await open.app.query('select 2 as two')).rows).toEqual([{ two: 2 }])
  await open.close()
})

test('once closing has begun nothing is told, whatever the server does', async () => {
  const { url, open, told } = await pools('pool test, closing')
  const busy = await open.app.connect()
  const ended = new Promise<void>((resolve) => busy.once('end', () => resolve()))
  const broke = new Promise<void>((resolve) => busy.once('error', () => resolve()))
  const closed = open.close()
  expect(await terminate(url, 'pool test, closing')).toBe(1)
  await broke
  await ended
  busy.release(true)
  await closed
  expect(told).toEqual([])
})

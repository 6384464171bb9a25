import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { match } from '../../src/bank/placing/match.ts'
import { startDatabase } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { openPools } from '../../src/db/pool.ts'
import type { Verb } from '../../src/db/verb.ts'
import { issue } from '../../src/invoicing/run/issue.ts'
import { camt054File } from '../bank-files.ts'
import { stored } from '../order-files.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'
import { approvedRun, broken, random, seed, standing, whole } from './crash.ts'

const dataDir = mkdtempSync(path.join(tmpdir(), 'reskontra-crash '))
const closing: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closing) await close()
  rmSync(dataDir, { recursive: true, force: true })
})

/** A company on a server of its own, at PostgreSQL's own durability. */
async function ownServer(): Promise<World> {
  const server = await startDatabase({ dataDir })
  await migrate(server.url)
  const pools = openPools(server.url, { connectionsMax: 8 })
  closing.push(async () => {
    await pools.close()
    await server.stop()
  })
  return openWorld('SE', { database: { url: server.url, owner: pools.owner, app: pools.app, drop: async () => {} } })
}

/** The postmaster and all its processes at once, as when the power goes. */
function killDatabase(): void {
  const pid = Number(readFileSync(path.join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0])
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)])
  const children = stdout.toString().trim().split(/\s+/).filter(Boolean).map(Number)
  for (const one of [pid, ...children]) {
    try {
      process.kill(one, 'SIGKILL')
    } catch {
      // It had ended by itself.
    }
  }
}

/** Asks until the database answers again. */
async function untilBack(world: World): Promise<void> {
  for (const until = Date.now() + 60_000; ; await sleep(100)) {
    try {
      await world.database.owner.query('select 1')
      await world.tx(({ db }) => db.query('select 1'))
      return
    } catch (error) {
      if (Date.now() > until) throw error
    }
  }
}

/** Begins a verb, kills the database under it, and waits until it is back. */
async function killUnder(world: World, verb: Verb, input: unknown, millis: number): Promise<void> {
  const run = world.do(verb, input).then(
    () => 'done',
    () => 'failed',
  )
  await Promise.race([sleep(millis), run])
  killDatabase()
  await run
  await untilBack(world)
}

// Only its own server can be killed, and only there where processes can be listed.
describe.skipIf(process.env.DATABASE_URL !== undefined || process.platform === 'win32')(
  'the database is killed',
  () => {
    test(`in a billing run, a bank file and its matching: what was committed stays, the rest is done again (seed ${seed})`, async () => {
      const world = await ownServer()
      const orders = 2_400
      const runId = await approvedRun(world, orders)
      let before = 0
      for (let kills = 0; kills < 3; kills++) {
        await killUnder(world, issue, { runId }, 60 + random(700))
        const { state, ...found } = await standing(world)
        expect(found).toEqual(whole(found.documents))
        expect(found.documents).toBeGreaterThanOrEqual(before)
        before = found.documents
        if (state === 'done') break
      }
      if ((await standing(world)).state !== 'done')
        expect(await world.do(issue, { runId })).toMatchObject({ issued: orders, rejected: 0 })
      expect(await standing(world)).toEqual({ state: 'done', ...whole(orders) })
      expect(await broken(world)).toBe('')

      const invoices = await world.tx(({ db }) =>
        db.rows<{ reference: string }>(`select reference from invoices order by number`),
      )
      const file = await stored(
        world,
        'b.xml',
        camt054File(invoices.map(({ reference }) => ({ reference, amount: '125.00' }))),
      )
      const payments = () =>
        world.tx(async ({ db }) => (await db.one<{ n: number }>(`select count(*)::int as n from bank_transactions`)).n)
      await killUnder(world, importBankFile, file, 20 + random(120))
      expect([0, orders]).toContain(await payments())
      await world.do(importBankFile, file)
      expect(await payments()).toBe(orders)
      for (let kills = 0; kills < 2; kills++) {
        await killUnder(world, match, {}, 80 + random(500))
        expect(await broken(world)).toBe('')
      }
      await world.do(match, {})
      const settled = await world.tx(({ db }) =>
        db.one(
          `select (select count(*)::int from bank_postings) as postings, (select count(*)::int from open_items where amount_open <> 0) as open, (select count(*)::int from allocations) as allocations`,
        ),
      )
      expect(settled).toEqual({ postings: orders, open: 0, allocations: orders })
      expect(await broken(world)).toBe('')
    })
  },
)

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openAccessPoint } from '../../../test/fakes/access-point.ts'
import { openMailServer } from '../../../test/fakes/mail-server.ts'
import { plainOrder } from '../../../test/orders.ts'
import { issueOrders, saveSetting, timePasses } from '../../../test/outbox.ts'
import type { World } from '../../../test/world.ts'
import { openWorld } from '../../../test/world.ts'
import { day } from '../../kernel/day.ts'
import type { PartyInput } from '../../parties/party-input.ts'
import { deliverInvoices } from './deliver.ts'

const accepted = { consentOn: day('2026-01-01'), consentSource: 'test' }

/** So many documents, all to one customer. */
async function worldWith(count: number, channels: PartyInput['channels']): Promise<World> {
  const world = await openWorld('SE')
  const party = await world.party({ name: 'Region Exempel', kind: 'public', identityNumber: '2120000142', channels })
  const orders = Array.from({ length: count }, (_, i) =>
    plainOrder(world, party, `A-${i}`, [['Hyra', '1', '100.00', 'S25']], { theirReference: `Ref ${i}` }),
  )
  await issueOrders(world, orders)
  return world
}
const toFolder = async (world: World): Promise<string> => {
  await world.database.owner.query(`update deliveries set channel = 'folder'`)
  await saveSetting(world, 'delivery-folder', { path: 'ut' })
  const folder = path.join(world.installation.settings.dataDir, 'exchange', 'test-se', 'ut')
  mkdirSync(folder, { recursive: true })
  return folder
}
const states = async (world: World): Promise<Record<string, number>> => {
  const { rows } = await world.database.owner.query(`select state, count(*)::int as n from deliveries group by state`)
  return Object.fromEntries(rows.map((row: { state: string; n: number }) => [row.state, row.n]))
}
const startWorker = (world: World): ChildProcess =>
  spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      'test/fakes/deliver-process.ts',
      world.database.url,
      world.installation.settings.dataDir,
      world.companyId,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
const ended = (child: ChildProcess): Promise<{ code: number | null; signal: string | null }> =>
  new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })))
/** Kills a worker as soon as something has happened; it must not have ended before. */
async function killWhen(world: World, happened: () => boolean): Promise<void> {
  const child = startWorker(world)
  const end = ended(child)
  while (!happened() && child.exitCode === null) await sleep(2)
  child.kill('SIGKILL')
  expect(await end).toEqual({ code: null, signal: 'SIGKILL' })
}
const finish = async (world: World): Promise<void> => {
  for (let i = 0; i < 3; i++) {
    await timePasses(world)
    expect((await ended(startWorker(world))).code).toBe(0)
  }
}

test('folder: killed again and again while another collects; every document is dropped once', async () => {
  const world = await worldWith(60, [])
  const folder = await toFolder(world)
  const collected: string[] = []
  // The carrier takes what has its index, at once.
  const collect = () => {
    for (const index of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const stem = index.slice(0, -'.json'.length)
      for (const extension of ['pdf', 'xml', 'json']) rmSync(path.join(folder, `${stem}.${extension}`), { force: true })
      collected.push(stem)
    }
    return collected.length
  }
  for (const until of [1, 9, 23, 40]) {
    await killWhen(world, () => collect() >= until)
    await timePasses(world)
  }
  await finish(world)
  collect()
  expect(new Set(collected).size).toBe(60)
  expect(collected.length).toBe(60)
  expect(await states(world)).toEqual({ sent: 60 })
  // At most what each killed worker had dropped and not yet put out of mind.
  expect(readdirSync(path.join(folder, '.reskontra')).length).toBeLessThanOrEqual(4)
})

test('mail: killed before the answer to a mail; that one is held, all others leave once', async () => {
  const world = await worldWith(30, [{ channel: 'e-mail', address: 'region@example.net', ...accepted }])
  const mail = await openMailServer()
  await saveSetting(world, 'delivery-e-mail', {
    host: '127.0.0.1',
    port: mail.port,
    security: 'none',
    from: 'ekonomi@example.com',
  })
  for (const until of [3, 11]) {
    await killWhen(world, () => mail.taken.length >= until)
    await timePasses(world)
  }
  await finish(world)
  const ids = mail.taken.map(({ source }) => /^message-id: (\S+)/im.exec(source)?.[1])
  expect(new Set(ids).size).toBe(ids.length)
  const { sent = 0, held = 0, ...others } = await states(world)
  expect([sent + held, others]).toEqual([30, {}])
  expect(held).toBeLessThanOrEqual(2)
  expect(ids.length).toBeGreaterThanOrEqual(sent)
  await mail.close()
})

test('Peppol: killed while the access point takes it; it is asked, and nothing goes twice', async () => {
  const world = await worldWith(30, [{ channel: 'peppol', address: '0007:2120000142', ...accepted }])
  const ap = await openAccessPoint()
  await saveSetting(world, 'delivery-peppol', { adapter: 'phoss-ap', url: ap.url })
  ap.next = ['good', 'error-after-accepting', 'late', 'good', 'hangs-up']
  for (const until of [2, 8, 17]) {
    await killWhen(world, () => ap.carried.size >= until)
    await timePasses(world)
    ap.hourPasses()
  }
  await finish(world)
  expect(ap.carried.size).toBe(30)
  expect(new Set(ap.submitted).size).toBe(ap.submitted.length)
  expect(await states(world)).toEqual({ sent: 30 })
  await ap.close()
})

test('four workers at once over 300 documents: each leaves once', async () => {
  const world = await worldWith(300, [])
  const folder = await toFolder(world)
  const contexts = await Promise.all(Array.from({ length: 4 }, () => world.long()))
  const results = await Promise.all(
    contexts.map((ctx) => deliverInvoices(ctx, async ({ number }) => Buffer.from(`%PDF ${number}`))),
  )
  expect(results.reduce((sum, { sent }) => sum + sent, 0)).toBe(300)
  expect(results.filter(({ sent }) => sent > 0).length).toBeGreaterThan(1)
  expect(readdirSync(folder).filter((name) => name.endsWith('.pdf'))).toHaveLength(300)
  expect(await states(world)).toEqual({ sent: 300 })
  const { rows } = await world.database.owner.query(
    `select kind, count(*)::int as n, count(distinct delivery_id)::int as d from delivery_events group by kind order by kind`,
  )
  expect(rows).toEqual(['rendered', 'sending', 'sent'].map((kind) => ({ kind, n: 300, d: 300 })))
})

test('the database refuses to let what was sent wait again', async () => {
  const world = await worldWith(1, [])
  const { owner } = world.database
  await owner.query(`update deliveries set state = 'sent'`)
  await expect(owner.query(`update deliveries set state = 'waiting'`)).rejects.toThrow('cannot go from sent to waiting')
  await expect(
    owner.query(
      `insert into deliveries select company_id, gen_random_uuid(), subject_kind, subject_id, channel, attempt from deliveries`,
    ),
  ).rejects.toThrow('deliveries_nothing_twice')
})

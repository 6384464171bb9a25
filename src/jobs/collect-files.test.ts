import { utimesSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import type { User } from '../db/context.ts'
import { newId } from '../kernel/id.ts'
import { collectFiles } from './collect-files.ts'

const put = async (world: World, text: string): Promise<string> =>
  (await world.installation.files.put(world.companyId, [new TextEncoder().encode(text)])).sha256
const fileOf = (world: World, sha256: string) =>
  path.join(world.installation.settings.dataDir, 'files', world.companyId, sha256.slice(0, 2), sha256)
/** As if put so many days ago. */
const old = (world: World, sha256: string, days: number) => {
  const then = Date.now() / 1000 - days * 86_400
  utimesSync(fileOf(world, sha256), then, then)
}
const has = (world: World, sha256: string) => world.installation.files.has(world.companyId, sha256)
const text = async (world: World, sha256: string) =>
  new TextDecoder().decode(await world.installation.files.read(world.companyId, sha256))
/** The next step, a day later: a file stays set aside for `asideHours`. */
async function nextDay(world: World) {
  const { files } = world.installation
  const list = files.list
  files.list = async function* (companyId) {
    for await (const one of list.call(files, companyId))
      yield { ...one, ageMs: one.ageMs + (one.aside ? 86_400_000 : 0) }
  }
  try {
    return await world.do(collectFiles, {})
  } finally {
    files.list = list
  }
}

test('old files that no row names are set aside, a day later ended; named, young and newly put ones stay', async () => {
  const world = await openWorld('SE')
  const names = ['orphan', 'young', 'in files', 'in a layout', 'in a job', 'of an order', 'put again', 'named later']
  const files = new Map<string, string>()
  for (const name of names) files.set(name, await put(world, name))
  const of = (name: string) => files.get(name)!
  for (const name of names) if (name !== 'young') old(world, of(name), 40)
  await world.tx(async ({ db, company }) => {
    await db.query(
      `insert into files (company_id, sha256, size, media_type) values ($1, decode($2, 'hex'), 1, 'text/plain')`,
      [company.id, of('in files')],
    )
    await db.query(
      `update invoice_groups set layout = jsonb_build_object('logoSha256', $2::text) where company_id = $1`,
      [company.id, of('in a layout')],
    )
    await db.query(
      `insert into runs (company_id, id, kind, state, parameters, approved_at) values ($1, $2, 'take-over', 'done', jsonb_build_object('sha256', $3::text), now())`,
      [company.id, newId(), of('in a job')],
    )
    await db.query(
      `insert into orders (company_id, id, kind, source, source_reference, party_id, invoice_group_id, currency, file_sha256)
       select $1, $2, 'invoice', 'x', 'x', p.id, g.id, 'SEK', decode($3, 'hex') from parties p, invoice_groups g where p.company_id = $1 and g.company_id = $1 limit 1`,
      [company.id, newId(), of('of an order')],
    )
  })
  expect(await world.do(collectFiles, {})).toEqual({ seen: 8, setAside: 3, takenBack: 0, ended: 0 })
  expect(await has(world, of('orphan'))).toBe(false)
  // Set aside it is still read, by who has it in hand.
  expect(await text(world, of('orphan'))).toBe('orphan')
  expect(await world.do(collectFiles, {})).toMatchObject({ setAside: 0, ended: 0 })
  await put(world, 'put again')
  await world.tx(({ db, company }) =>
    db.query(
      `insert into files (company_id, sha256, size, media_type) values ($1, decode($2, 'hex'), 1, 'text/plain')`,
      [company.id, of('named later')],
    ),
  )
  expect(await nextDay(world)).toMatchObject({ takenBack: 1, ended: 2 })
  for (const name of names) expect([name, await has(world, of(name))]).toEqual([name, name !== 'orphan'])
  await expect(text(world, of('orphan'))).rejects.toThrow('ENOENT')
})

test('while it runs, the same bytes are put and named again and again: what a row names is always there', async () => {
  const world = await openWorld('SE')
  let running = true
  const collecting = (async () => {
    let rounds = 0
    while (running) {
      await nextDay(world)
      rounds += 1
    }
    return rounds
  })()
  for (let n = 0; n < 60; n++) {
    const sha256 = await put(world, `bytes ${n % 5}`)
    // Every second one is old at once, as if the collector came just then.
    if (n % 2) old(world, sha256, 40)
    await world.tx(({ db, company }) =>
      db.query(
        `insert into files (company_id, sha256, size, media_type) values ($1, decode($2, 'hex'), 7, 'text/plain') on conflict do nothing`,
        [company.id, sha256],
      ),
    )
    expect(await text(world, sha256)).toBe(`bytes ${n % 5}`)
  }
  running = false
  expect(await collecting).toBeGreaterThan(1)
  for (let n = 0; n < 5; n++) {
    const sha256 = await put(world, `bytes ${n}`)
    expect(await text(world, sha256)).toBe(`bytes ${n}`)
  }
})

test('who sees one business area does not collect', async () => {
  const world = await openWorld('SE')
  const clerk: User = { id: newId(), name: 'Clerk', areas: [newId()], permissions: ['*'] }
  await expect(world.do(collectFiles, {}, clerk)).rejects.toThrow('every business area')
})

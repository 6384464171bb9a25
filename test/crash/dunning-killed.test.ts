import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { appUrl } from '../../src/db/pool.ts'
import { approve } from '../../src/dunning/approve.ts'
import { execute } from '../../src/dunning/execute.ts'
import { proposeRun } from '../../src/dunning/propose.ts'
import { proposeOn, savePlainPolicy } from '../dunning.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'
import { killAfter, random, seed, startVerb } from './crash.ts'

const claims = 4_000

/** So many customers with one claim each that is due; the run approved. */
async function approvedRun(world: World): Promise<string> {
  await savePlainPolicy(world, { interest: 'charged' })
  const { owner } = world.database
  const client = await owner.connect()
  try {
    await client.query('begin')
    await client.query(
      `insert into parties (company_id, id, number, kind, name, search_name, country, language) select $1, gen_random_uuid(), 'C' || i, 'person', 'Kund ' || i, 'kund ' || i, 'SE', 'sv' from generate_series(1, $2) i`,
      [world.companyId, claims],
    )
    await client.query(
      `insert into party_versions (company_id, party_id, version_no, buyer, salt, hash) select company_id, id, 1, jsonb_build_object('name', name, 'address', jsonb_build_object('street', 'Gatan 1', 'city', 'Ort', 'country', 'SE')), '\\x00', '\\x00' from parties where number like 'C%'`,
    )
    await client.query(
      `insert into vouchers (company_id, id, series_id, year, number, ledger, transaction_type, posted_on, document_on, base_currency, posting_count, text)
       select p.company_id, p.id, (select id from number_series where company_id = p.company_id and code = 'K'), 2026, 10000 + substr(p.number, 2)::int, 'receivable', 'invoice', '2026-09-01', '2026-09-01', 'SEK', 2, p.number from parties p where p.number like 'C%'`,
    )
    await client.query(
      `insert into postings (company_id, voucher_id, line_no, posting_count, posted_on, base_currency, account, base_amount, currency, amount, party_id)
       select p.company_id, p.id, l, 2, '2026-09-01', 'SEK', (array['1510', '3001'])[l], (array[100000, -100000])[l], 'SEK', (array[100000, -100000])[l], case l when 1 then p.id end from parties p, generate_series(1, 2) l where p.number like 'C%'`,
    )
    await client.query(
      `insert into open_items (company_id, id, voucher_id, line_no, account, party_id, currency, base_currency, amount, base_amount, amount_open, base_open, opened_on, kind, number_text, reference, due_on)
       select p.company_id, p.id, p.id, 1, '1510', p.id, 'SEK', 'SEK', 100000, 100000, 100000, 100000, '2026-09-01', 'invoice', p.number, p.number, '2026-10-01' from parties p where p.number like 'C%'`,
    )
    await client.query('commit')
  } finally {
    client.release()
  }
  const { runId, letters } = await proposeOn(world)
  expect(letters).toBe(claims)
  await world.do(approve, { runId })
  return runId
}

/** Letters, and everything that stands or falls with them. */
const standing = (world: World) =>
  world.tx(({ db }) =>
    db.one<Record<string, number | string>>(
      `select (select state from runs where kind = 'dunning') as state, (select count(*)::int from dunning_letters) as letters, (select count(distinct item_id)::int from dunning_letter_items) as claims,
              (select count(*)::int from deliveries where subject_kind = 'letter') as deliveries, (select count(*)::int from run_rows where state = 'done' and result_id is not null) as rows,
              (select count(*)::int from open_items where kind = 'charge' and component = 'fee') as fees, (select count(*)::int from open_items where kind = 'charge' and component = 'interest') as interest,
              (select count(*)::int from interest_charges) as days, (select count(*)::int from dunning_letter_charges) as charges`,
    ),
  )
const whole = (n: number) => ({
  letters: n,
  claims: n,
  deliveries: n,
  rows: n,
  fees: n,
  interest: n,
  days: n,
  charges: 2 * n,
})

const differences = (world: World) =>
  world.tx(({ db }) =>
    db.rows(
      `select account from control_proof($1, $2) where items_amount <> ledger_amount or items_base + adjustments <> ledger_base`,
      [world.companyId, world.today],
    ),
  )

test(`a dunning run is killed again and again: every letter is whole, none twice (seed ${seed})`, async () => {
  const world = await openWorld('SE', { kind: 'company' })
  const runId = await approvedRun(world)
  for (let kills = 0; kills < 3; kills++) {
    await killAfter(world, execute, { runId }, 150 + random(1_200))
    const { state, ...found } = await standing(world)
    expect(found).toEqual(whole(found.letters as number))
    if (found.letters !== claims) expect(['approved', 'executing']).toContain(state)
    expect(await differences(world)).toEqual([])
  }
  expect(await world.do(execute, { runId })).toMatchObject({ letters: claims, dropped: 0 })
  expect(await standing(world)).toEqual({ state: 'done', ...whole(claims) })
})

test('two processes execute the same run, and one of them is killed: the other ends it', async () => {
  const world = await openWorld('SE', { kind: 'company' })
  const runId = await approvedRun(world)
  const [one, other] = await Promise.all([startVerb(world, execute, { runId }), startVerb(world, execute, { runId })])
  one.begin()
  other.begin()
  await sleep(200 + random(900))
  one.child.kill('SIGKILL')
  await one.end
  expect(await other.end).toMatchObject({ signal: null, answer: { letters: claims, dropped: 0 } })
  expect(await standing(world)).toEqual({ state: 'done', ...whole(claims) })
  expect(await differences(world)).toEqual([])
})

test('threads propose what one thread proposes: the same rows in the same order, the same sums', async () => {
  const world = await openWorld('SE', { kind: 'company' })
  const alone = await approvedRun(world)
  const ctx = await world.long()
  const told: unknown[] = []
  const { runId } = await proposeRun(
    {
      ...ctx,
      threads: { url: appUrl(world.database.url), applicationName: 'a thread', rowsMin: 1_000 },
      log: { ...ctx.log, warn: (...one) => told.push(one) },
    },
    {},
  )
  expect(told).toEqual([])
  const rowsOf = (run: string) =>
    world.tx(({ db }) =>
      db.rows(
        `select r.row_no, r.state, r.party_id, r.subject_id, r.amount, r.reason, s.totals from run_rows r join runs s on s.company_id = r.company_id and s.id = r.run_id where r.run_id = $1 order by 1`,
        [run],
      ),
    )
  const rows = await rowsOf(runId)
  expect(rows).toHaveLength(claims)
  expect(rows).toEqual(await rowsOf(alone))
})

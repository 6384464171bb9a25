import { readdirSync, renameSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { fetchAnswers } from '../../src/collection/fetch-answers.ts'
import { handOver } from '../../src/collection/hand-over.ts'
import { sendMessages } from '../../src/collection/send-messages.ts'
import { luhnDigit } from '../../src/countries/check-digits.ts'
import { issue } from '../../src/invoicing/run/issue.ts'
import { approve } from '../../src/losses/approve.ts'
import { execute } from '../../src/losses/execute.ts'
import { propose } from '../../src/losses/propose.ts'
import type { Desk } from '../collection.ts'
import { openDesk } from '../collection.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'
import { approvedRun, killAfter, random, seed } from './crash.ts'

const debtors = 25

/** Overdue claims of as many debtors, in the queue of an agency that fetches its files from a folder. */
async function queued(): Promise<{ world: World; desk: Desk }> {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const desk = await openDesk(world)
  for (let i = 0; i < debtors; i++) {
    const party = await world.party({ name: `Kund ${i}`, kind: 'person', identityNumber: personalNumber(i) })
    const { itemId } = await desk.invoice(party, '1000.00', '2026-07-01')
    await desk.queue([itemId])
  }
  return { world, desk }
}
/** Made up, with right check digits. */
function personalNumber(i: number): string {
  const base = `1212${String(1 + i).padStart(2, '0')}980`
  return `19${base}${luhnDigit(base)}`
}

/** What a worker held when he died is free after a while. */
const leasesEnd = (world: World) =>
  world.tx(({ db }) =>
    db.query(
      `update collection_messages set leased_until = clock_timestamp() - interval '1 second' where state = 'sending'`,
    ),
  )
const count = async (world: World, table: string) =>
  (await world.tx(({ db }) => db.one<{ n: number }>(`select count(*)::int as n from ${table}`))).n

test(`killed while claims are handed over, sent and remitted: each is with the agency once, its money is posted once (seed ${seed})`, async () => {
  const { world, desk } = await queued()
  for (let kills = 0; kills < 3; kills++) {
    await killAfter(world, handOver, {}, 30 + random(250))
    // All or nothing: a case has its message and its claims.
    expect([0, debtors]).toContain(await count(world, 'collection_cases'))
    expect(await count(world, 'collection_messages')).toBe(await count(world, 'collection_cases'))
  }
  if ((await count(world, 'collection_cases')) === 0) await desk.do(handOver)
  const taken: string[] = []
  const agencyFetches = () => {
    const names = readdirSync(desk.out).filter((name) => name.startsWith('case-') && name.endsWith('.json'))
    for (const name of names) renameSync(path.join(desk.out, name), path.join(desk.answers, '..', name))
    taken.push(...names.map((name) => name.split('-')[1]!))
  }
  for (let kills = 0; kills < 4; kills++) {
    await killAfter(world, sendMessages, { now: true }, 100 + random(900))
    agencyFetches()
    await leasesEnd(world)
  }
  await desk.do(sendMessages, { now: true })
  agencyFetches()
  expect(taken.sort()).toEqual(Array.from({ length: debtors }, (_, i) => `K${i + 1}`).sort())

  world.today = '2026-12-16' as never
  const numbers = Array.from({ length: debtors }, (_, i) => i + 1)
  desk.answer('answers.json', {
    events: numbers.map((i) => ({ case: `K${i}`, kind: 'accepted', on: '2026-12-01', agencyNumber: `A-${i}` })),
  })
  desk.answer('remittance.json', {
    remittances: [
      {
        reference: 'RED-1',
        on: '2026-12-15',
        currency: 'SEK',
        fee: '250.00',
        net: `${1250 * debtors - 250}.00`,
        rows: numbers.map((i) => ({ case: `K${i}`, paidOn: '2026-12-12', capital: '1250.00' })),
      },
    ],
  })
  for (let kills = 0; kills < 4; kills++) {
    await killAfter(world, fetchAnswers, {}, 30 + random(500))
    expect([0, debtors]).toContain(await count(world, 'collection_remittance_rows'))
    await desk.proof()
  }
  await desk.do(fetchAnswers)
  expect(await count(world, 'collection_remittances')).toBe(1)
  expect(await desk.open()).toEqual([`Inkasso AB 1510 RED-1 capital ${125_000 * debtors - 25_000}`])
  await desk.proof()
})

test(`killed while losses are posted: each claim is lost once (seed ${seed})`, async () => {
  const claims = 1_100
  const world = await openWorld('SE', { kind: 'company', today: '2026-07-01' })
  const billing = await approvedRun(world, claims)
  await world.do(issue, { runId: billing })
  world.today = '2026-11-20' as never
  const { runId, proposed } = await world.do<{ runId: string; proposed: number }>(propose, {
    kind: 'small',
    below: { amount: '200.00', currency: 'SEK', daysOld: 30, limit: 5_000 },
  })
  expect(proposed).toBe(claims)
  await world.do(approve, { runId })
  const standing = () =>
    world.tx(({ db }) =>
      db.one<{ losses: number; items: number; closed: number; rows: number }>(
        `select (select count(*)::int from losses) as losses, (select count(distinct item_id)::int from losses) as items,
                (select count(*)::int from open_items where kind = 'invoice' and amount_open = 0) as closed, (select count(*)::int from run_rows where run_id = '${runId}' and state = 'done') as rows`,
      ),
    )
  for (let kills = 0; kills < 3; kills++) {
    await killAfter(world, execute, { runId }, 100 + random(700))
    const { losses, items, closed, rows } = await standing()
    expect([items, closed, rows]).toEqual([losses, losses, losses])
  }
  await world.do(execute, { runId }).catch((error: Error) => expect(error.message).toContain('the run is done'))
  expect(await standing()).toEqual({ losses: claims, items: claims, closed: claims, rows: claims })
  const differences = await world.tx(({ db, company, today }) =>
    db.rows(
      `select * from control_proof($1, $2) where ledger_amount <> items_amount or ledger_base <> items_base + adjustments`,
      [company.id, today],
    ),
  )
  expect(differences).toEqual([])
})

import { approveRun } from '../../src/dunning/approve.ts'
import { executeRun } from '../../src/dunning/execute.ts'
import { policyInput } from '../../src/dunning/policy-shape.ts'
import { proposeRun } from '../../src/dunning/propose.ts'
import { savePolicy } from '../../src/dunning/save-policy.ts'
import { edgeOf, inTransaction, longCtx, systemUser } from '../../src/jobs/perform.ts'
import type { Day } from '../../src/kernel/day.ts'
import type { Step } from './measure.ts'
import { median, round, seconds, withPeakMemory } from './measure.ts'
import { replaySeconds } from './replay.ts'
import type { BenchWorld } from './world.ts'

// Due days of `seedOpenItems` lie evenly over the year from 2025-12-01: by this day three in ten have been due for five days.
const on = '2026-03-25' as Day

/**
 * A dunning run over the ledger of `seedOpenItems`, three in ten items due: proposal and execution together; letters with their
 * claims, interest by its segments, a fee by voucher and charge item, an outbox row each. Each repeat takes its letters out again.
 * Floor A: the rows of letters, claims, charges, vouchers and outbox, as the other steps count them; the rows of the run itself
 * are not in it.
 */
export async function benchDunning(world: BenchWorld, items: number, repeats: number): Promise<Step[]> {
  await withAddresses(world)
  const edge = await edgeOf(world.installation, { companyId: world.companyId, user: systemUser, today: on })
  await inTransaction(world.installation, edge, (tx) =>
    savePolicy.run(tx, { ...policyInput.parse(policy), dryRun: false }),
  )
  const runs: {
    propose: number
    execute: number
    floorA: number
    floorRun: number
    rss: number
    letters: number
    claims: number
  }[] = []
  for (let i = 0; i < repeats; i++) runs.push(await once(world, edge, items))
  const of = (name: 'propose' | 'execute' | 'floorA' | 'floorRun') => median(runs.map((run) => run[name]))
  const total = median(runs.map((run) => run.propose + run.execute))
  const { letters, claims } = runs[0]!
  return [
    {
      step: 'dunning',
      n: claims,
      items,
      letters,
      seconds: round(total),
      per_second: Math.round(claims / total),
      floor_a_seconds: round(of('floorA')),
      ratio_floor_a: round(total / of('floorA')),
      run_rows_seconds: round(of('floorRun')),
      rss_max_mb: Math.max(...runs.map((run) => run.rss)),
      propose_seconds: round(of('propose')),
      execute_seconds: round(of('execute')),
    },
  ]
}

const policy = {
  code: 'MÄT',
  name: 'Mätning',
  isDefault: true,
  validFrom: '2020-01-01',
  graceDays: 0,
  bankFileDays: null,
  feeAgreed: true,
  interest: 'shown',
  steps: [
    { kind: 'reminder', days: 5, fee: 'law', deadlineDays: 10, channels: ['print'] },
    { kind: 'collection-notice', days: 5, fee: 'law', deadlineDays: 10, channels: ['print'] },
  ],
}

async function once(world: BenchWorld, edge: Awaited<ReturnType<typeof edgeOf>>, items: number) {
  const { owner } = world.database
  const ctx = longCtx(world.installation, edge)
  let runId = ''
  let claims = 0
  let letters = 0
  const { result, rssMaxMb } = await withPeakMemory(async () => {
    const propose = await seconds(async () => {
      const proposed = await proposeRun(ctx, {})
      runId = proposed.runId
      claims = proposed.items
      letters = proposed.letters
      if (proposed.held > 0 || claims < items * 0.25) throw new Error(`proposed ${JSON.stringify(proposed)}`)
    })
    await inTransaction(world.installation, edge, (tx) => approveRun(tx, runId))
    const execute = await seconds(async () => {
      const executed = await executeRun(ctx, runId)
      if (executed.letters !== letters) throw new Error(`executed ${JSON.stringify(executed)} of ${letters}`)
    })
    return { propose, execute }
  })
  const ofRun = `run_id = '${runId}'`
  const ofLetters = `letter_id in (select id from dunning_letters where ${ofRun})`
  const ofVouchers = `voucher_id in (select id from vouchers where ${ofRun})`
  const floorA = await replaySeconds(owner, [
    { table: 'vouchers', where: ofRun },
    { table: 'postings', where: ofVouchers },
    { table: 'open_items', where: ofVouchers },
    { table: 'dunning_letters', where: ofRun },
    { table: 'dunning_letter_items', where: ofLetters },
    { table: 'dunning_letter_charges', where: ofLetters },
    { table: 'deliveries', where: `subject_id in (select id from dunning_letters where ${ofRun})` },
  ])
  const floorRun = await replaySeconds(owner, [{ table: 'run_rows', where: ofRun }])
  await takeOut(world, ofRun, ofLetters, ofVouchers)
  return { ...result, floorA, floorRun, rss: rssMaxMb, letters, claims }
}

async function withAddresses({ database, companyId }: BenchWorld): Promise<void> {
  const client = await database.owner.connect()
  try {
    await client.query('set session_replication_role = replica')
    await client.query(
      `update party_versions set buyer = jsonb_set(buyer, '{address}', '{"street": "Gatan 1", "postCode": "111 22", "city": "Mätstad", "country": "SE"}') where company_id = $1`,
      [companyId],
    )
  } finally {
    client.release(true)
  }
  await database.owner.query('vacuum analyze party_versions')
}

async function takeOut({ database }: BenchWorld, ofRun: string, ofLetters: string, ofVouchers: string): Promise<void> {
  const client = await database.owner.connect()
  try {
    await client.query('set session_replication_role = replica')
    await client.query(`delete from deliveries where subject_id in (select id from dunning_letters where ${ofRun})`)
    await client.query(`delete from dunning_letter_charges where ${ofLetters}`)
    await client.query(`delete from dunning_letter_items where ${ofLetters}`)
    await client.query(`delete from dunning_letters where ${ofRun}`)
    await client.query(`delete from open_items where ${ofVouchers}`)
    await client.query(`delete from postings where ${ofVouchers}`)
    await client.query(`delete from vouchers where ${ofRun}`)
  } finally {
    client.release(true)
  }
  await database.owner.query('vacuum analyze')
}

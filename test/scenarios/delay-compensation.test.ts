import { expect, test } from 'vitest'
import { runUnattended } from '../../src/interest/run-unattended.ts'
import { saveLawValue } from '../../src/interest/save-law-value.ts'
import { saveTerms } from '../../src/interest/save-terms.ts'
import type { Id } from '../../src/kernel/id.ts'
import { verify } from '../../src/reports/verify/verify.ts'
import { issueClaim } from '../claim-stories.ts'
import { proposeOn, remind, savePlainPolicy } from '../dunning.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

const claims = async (world: World, country: 'SE' | 'NO', dueDays: readonly string[]) => {
  const party = await world.party({ name: 'Nordfirma', kind: 'company', number: '1', language: 'nb' })
  const items: Id[] = []
  for (const dueOn of dueDays)
    items.push((await issueClaim(world, party as Id, { country, issuedOn: '2026-06-01', dueOn })).itemId)
  return items
}

const findings = async (world: World): Promise<string[]> =>
  (await world.do<{ checks: { name: string; failed: number }[] }>(verify, {})).checks
    .filter((one) => one.failed > 0)
    .map((one) => one.name)

const step = {
  kind: 'reminder' as const,
  days: 14,
  fee: 'law' as const,
  compensation: true,
  deadlineDays: 14,
  channels: ['print' as const],
}

/** forsinkelsesrenteloven § 3a: 460 kroner in the first half of 2026, 430 in the second. */
test('a Norwegian claim that was late in June is worth the sum of June, in whatever half-year it is asked for', async () => {
  const world = await openWorld('NO', { kind: 'company', today: '2026-06-01' })
  await savePlainPolicy(world, { feeAgreed: false, steps: [step] })
  // The last day of June is a Tuesday: the second claim is late from the first of July.
  await claims(world, 'NO', ['2026-06-29', '2026-06-30'])
  world.today = '2026-07-20' as never
  expect(await proposeOn(world)).toMatchObject({ letters: 1, sums: [{ compensation: '890.00' }] })
  expect(await remind(world)).toMatchObject({ letters: 1 })
  // The letter keeps what it stands on; who changes it afterwards is found.
  const { rows } = await world.database.owner.query(`select law from dunning_letters`)
  expect(rows[0].law.filter((row: { name: string }) => row.name === 'compensation')).toMatchObject([
    { amount: '46000' },
    { amount: '43000' },
  ])
  expect(await findings(world)).toEqual([])
  await world.database.owner.query(
    `set session_replication_role = replica; update dunning_letters set amount_compensation = 93000, amount_total = amount_total + 4000; set session_replication_role = default`,
  )
  expect(await findings(world)).toContain('letters-within-law')
})

test('so it is on an interest invoice; a half-year whose sum nobody has entered rejects its claims alone', async () => {
  const world = await openWorld('NO', { kind: 'company', today: '2026-06-01' })
  await claims(world, 'NO', ['2026-06-29', '2026-06-30'])
  const late = await world.party({ name: 'Sørfirma', kind: 'company', number: '2' })
  world.today = '2026-12-15' as never
  await issueClaim(world, late as Id, { country: 'NO', dueOn: '2027-01-15' })
  world.today = '2027-02-10' as never
  await world.do(saveLawValue, { name: 'late-interest', from: '2027-01-01', percent: '12.00', source: 'forskrift' })
  expect(await world.do(runUnattended, { mode: 'all', compensation: true })).toMatchObject({ issued: 1, rejected: 1 })
  const { rows } = await world.database.owner.query(
    `select l.amount_net::text as net from invoice_lines l join invoices v on v.id = l.invoice_id
      where v.kind = 'interest-invoice' and l.name like 'Standardkomp%' order by l.line_no`,
  )
  expect(rows.map((row) => row.net)).toEqual(['46000', '43000'])
  const rejected = await world.database.owner.query(
    `select problems -> 0 as problem from run_rows where state = 'rejected'`,
  )
  expect(rejected.rows[0].problem).toMatchObject({
    code: 'RATE_MISSING',
    data: { from: '2027-01-01', name: 'compensation' },
  })
})

test('where interest may not be charged yet, compensation is not owed either', async () => {
  const world = await openWorld('SE', { kind: 'company', today: '2026-06-01' })
  await savePlainPolicy(world, { feeAgreed: false, steps: [{ ...step, days: 3 }] })
  await world.do(saveTerms, { from: '2026-01-01', startBasis: 'after-demand', source: 'Inga avtalade förfallodagar' })
  // Asked for on 1 June: interest from 2 July on, whatever day the invoice names.
  await claims(world, 'SE', ['2026-06-15'])
  world.today = '2026-07-01' as never
  expect(await proposeOn(world)).toMatchObject({ letters: 1, sums: [{ compensation: '0.00' }] })
  world.today = '2026-07-02' as never
  expect(await proposeOn(world)).toMatchObject({ letters: 1, sums: [{ compensation: '450.00' }] })
})

import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { expectProof, issueClaim } from '../claim-stories.ts'
import { broken } from '../crash/crash.ts'
import { plainPolicy } from '../dunning.ts'
import { saveSetting } from '../outbox.ts'
import { daysAreTold, openTerminal } from '../terminal.ts'
import { openWorld } from '../world.ts'

daysAreTold()

/**
 * A company, everything at the terminal. Independent figures: 1 250.00 at 12.25 %, ACT/365: 14 days 5.87 · 31 days 13.01 ·
 * 48 days 20.14 · 69 days 28.95 · 93 days 39.02; inkassosats 750: 1/20 = 38, 3/20 = 113 (RULES § 2.2).
 */
test('purring, inkassovarsel, betalingsoppfordring, klar for inkasso, handed over by a person, remitted', async () => {
  const world = await openWorld('NO', { today: '2026-07-01' })
  const terminal = openTerminal(world, 'no')
  const { day, say } = terminal
  await day('2026-07-01')
  for (const folder of ['mail', 'agency/out', 'agency/in']) terminal.folder(folder)
  await saveSetting(world, 'delivery-e-mail', { adapter: 'folder', path: 'mail' })
  await world.party({ name: 'Inkasso AS', kind: 'company', number: '900' })
  await say('collection save-agency', {
    code: 'kred',
    name: 'Inkasso AS',
    target: 'agency',
    adapter: 'folder',
    settings: { path: 'agency/out', answers: 'agency/in' },
    party: '900',
    membershipNumber: '1234',
    creditorNumber: '99',
    isDefault: true,
    handover: 'approved',
  })
  await say(
    'dunning save-policy',
    plainPolicy({
      interest: 'shown',
      approval: 'none',
      minimum: [{ amount: '50.00', currency: 'NOK' }],
      steps: [
        { kind: 'reminder', days: 14, fee: 'law', deadlineDays: 14, channels: ['e-mail', 'print'] },
        { kind: 'collection-notice', days: 3, fee: 'law', deadlineDays: 14, channels: ['e-mail', 'print'] },
        { kind: 'payment-demand', days: 3, fee: 'law', deadlineDays: 14, channels: ['e-mail', 'print'] },
        { kind: 'collection', days: 7 },
      ],
    }),
  )
  const kari = await world.party({
    name: 'Kari Nordmann',
    kind: 'person',
    number: '77',
    language: 'nb',
    identityNumber: '01010150074',
    channels: [
      { channel: 'e-mail', address: 'kari@example.no', consentOn: '2026-01-01' as never, consentSource: 'test' },
    ],
  })
  await issueClaim(world, kari, { country: 'NO', dueOn: '2026-07-31' })
  const step = async (before: string, on: string) => {
    await day(before)
    expect(await say('dunning run-unattended')).toMatchObject({ letters: 0, handovers: 0 })
    await day(on)
    const done = await say<{ letters: number; handovers: number }>('dunning run-unattended')
    await day(on)
    expect(await say('dunning send-letters')).toMatchObject({ sent: done.letters })
    return done
  }
  expect(await step('2026-08-13', '2026-08-14')).toMatchObject({ letters: 1 })
  expect(await step('2026-08-30', '2026-08-31')).toMatchObject({ letters: 1 })
  expect(await step('2026-09-16', '2026-09-17')).toMatchObject({ letters: 1 })
  const { rows } = await say<{ rows: { sentOn: string; kind: string; total: string; deadlineOn: string }[] }>(
    'dunning list-letters',
  )
  expect(rows.map((row) => `${row.sentOn} ${row.kind} ${row.total} by ${row.deadlineOn}`).sort()).toEqual([
    '2026-08-14 reminder 1293.87 by 2026-08-28',
    '2026-08-31 collection-notice 1339.01 by 2026-09-14',
    '2026-09-17 payment-demand 1459.14 by 2026-10-01',
  ])
  expect(await step('2026-10-07', '2026-10-08')).toMatchObject({ handovers: 1 })
  expect(await say('collection list-queue')).toMatchObject({
    cases: [{ capital: '1250.00', interest: '28.95', fees: '189.00', total: '1467.95', missing: [] }],
  })
  // The agency's setting wants a person.
  expect(await say('collection hand-over-waiting')).toMatchObject({ cases: 0 })
  expect(await say('collection hand-over')).toMatchObject({ cases: [{ case: 'K1', total: '1467.95' }], stay: [] })
  expect(await say('collection send-messages')).toMatchObject({ sent: 1 })

  // All of it came to the agency on 2026-11-01, 93 days late.
  await day('2026-11-02')
  const file = path.join(terminal.folder('agency'), 'oppgjor.json')
  writeFileSync(
    file,
    JSON.stringify({
      remittances: [
        {
          reference: 'OPPGJ-1',
          on: '2026-11-02',
          currency: 'NOK',
          fee: '0.00',
          feeVat: '0.00',
          net: '1478.02',
          rows: [{ case: 'K1', paidOn: '2026-11-01', capital: '1250.00', interest: '39.02', fees: '189.00' }],
        },
      ],
    }),
  )
  await say(`collection import-remittance --agency kred --file ${file}`)
  expect(await say('collection list-cases', { state: 'all' })).toMatchObject({
    rows: [{ case: 'K1', state: 'closed' }],
  })
  await say('bank save-payment', { account: 'BANK', amount: '1478.02', paidOn: '2026-11-02', reference: 'OPPGJ-1' })
  expect(
    await world.tx(({ db }) => db.rows(`select number_text, amount_open from open_items where amount_open <> 0`)),
  ).toEqual([])
  await expectProof(world)
  expect(await broken(world)).toBe('')
})

import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { addDefaultSchedules } from '../../src/jobs/default-schedules.ts'
import { expectProof, issueClaim } from '../claim-stories.ts'
import { broken } from '../crash/crash.ts'
import { plainPolicy } from '../dunning.ts'
import { saveSetting } from '../outbox.ts'
import { daysAreTold, openTerminal } from '../terminal.ts'
import { openWorld } from '../world.ts'

daysAreTold()

/**
 * A municipality, everything at the terminal. Independent figures: 1 250.00 at 10 % (2.00 + 8, räntelag 6 §), ACT/365:
 * 5 days 1.71 · 20 days 6.85 · 41 days 14.04; fees 60 and 180 (lag 1981:739).
 */
test('påminnelse, inkassokrav, handed over by itself, paid to us, reported, remitted, closed', async () => {
  const world = await openWorld('SE', { kind: 'municipality', today: '2026-07-01' })
  const terminal = openTerminal(world, 'se')
  const { day, say } = terminal
  await day('2026-07-01')
  const [out, answers] = [terminal.folder('agency/out'), terminal.folder('agency/in')]
  terminal.folder('mail')
  await saveSetting(world, 'delivery-e-mail', { adapter: 'folder', path: 'mail' })
  await world.party({ name: 'Inkasso AB', kind: 'company', number: '900' })
  await say('collection save-agency', {
    code: 'ink',
    name: 'Inkasso AB',
    target: 'agency',
    adapter: 'folder',
    settings: { path: 'agency/out', answers: 'agency/in' },
    party: '900',
    creditorNumber: '4711',
    isDefault: true,
    handover: 'by-itself',
  })
  await say(
    'dunning save-policy',
    plainPolicy({
      interest: 'shown',
      approval: 'none',
      steps: [
        { kind: 'reminder', days: 5, fee: 'law', deadlineDays: 10, channels: ['e-mail', 'print'] },
        { kind: 'collection-notice', days: 3, fee: 'law', deadlineDays: 10, channels: ['e-mail', 'print'] },
        { kind: 'collection', days: 10 },
      ],
    }),
  )
  const ada = await world.party({
    name: 'Ada Lind',
    kind: 'person',
    number: '77',
    identityNumber: '191212121212',
    channels: [
      { channel: 'e-mail', address: 'ada@example.net', consentOn: '2026-01-01' as never, consentSource: 'test' },
    ],
  })
  const claim = await issueClaim(world, ada, { dueOn: '2026-07-31' })
  const unattended = async (on: string) => {
    await day(on)
    return say<{ letters: number; handovers: number }>('dunning run-unattended')
  }
  const letters = async () =>
    (
      await say<{
        rows: { kind: string; deadlineOn: string; interest: string; fee: string; total: string; sentOn: string }[]
      }>('dunning list-letters')
    ).rows
      .map((row) => `${row.sentOn} ${row.kind} ${row.total} by ${row.deadlineOn}`)
      .sort()

  expect(await unattended('2026-08-04')).toMatchObject({ letters: 0 })
  expect(await unattended('2026-08-05')).toMatchObject({ letters: 1 })
  await day('2026-08-05')
  expect(await say('dunning send-letters')).toMatchObject({ sent: 1 })
  expect(await unattended('2026-08-19')).toMatchObject({ letters: 0 })
  expect(await unattended('2026-08-20')).toMatchObject({ letters: 1 })
  await day('2026-08-20')
  expect(await say('dunning send-letters')).toMatchObject({ sent: 1 })
  // 1250.00 + 1.71 + 60.00; 1250.00 + 6.85 + 60.00 + 180.00. Days to pay end on weekdays.
  expect(await letters()).toEqual([
    '2026-08-05 reminder 1311.71 by 2026-08-17',
    '2026-08-20 collection-notice 1496.85 by 2026-08-31',
  ])
  expect(await unattended('2026-09-09')).toMatchObject({ letters: 0, handovers: 0 })
  expect(await unattended('2026-09-10')).toMatchObject({ letters: 0, handovers: 1 })
  const board = async () =>
    (await say<{ rows: { stage: string }[] }>('claims list', { customer: '77' })).rows.map((row) => row.stage)
  expect(await board()).toEqual(['ready-for-collection'])
  expect(await say('collection list-queue')).toMatchObject({
    cases: [{ capital: '1250.00', interest: '14.04', fees: '240.00', total: '1504.04', missing: [] }],
  })

  // What runs by itself in every company takes it to the agency.
  await addDefaultSchedules(world.installation)
  const { rows: schedules } = await say<{ rows: { verb: string }[] }>('jobs list-schedules')
  const own = [
    'collection.hand-over-waiting',
    'collection.send-messages',
    'collection.report-payments',
    'collection.fetch-answers',
  ]
  expect(schedules.map((row) => row.verb)).toEqual(expect.arrayContaining(own))
  const byItself = async () => {
    for (const verb of own) await say(verb.replace('.', ' '))
  }
  await byItself()
  const files = (prefix: string) =>
    readdirSync(out)
      .filter((name) => name.startsWith(prefix) && name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(path.join(out, name), 'utf8')))
  expect(files('case-K1')).toMatchObject([{ capital: '1250.00', interest: '14.04', fees: '240.00' }])
  expect(await board()).toEqual(['collection'])
  expect(await unattended('2026-09-15')).toMatchObject({ letters: 0, handovers: 0 })

  // 500.00 to us: costs before capital (RULES § 3): 240.00 and 260.00; 990.00 is left.
  await day('2026-09-20')
  await say('bank save-payment', {
    account: 'BANK',
    amount: '500.00',
    paidOn: '2026-09-20',
    reference: claim.reference,
  })
  await byItself()
  await byItself()
  expect(files('payment-K1')).toMatchObject([{ amount: '500.00', on: '2026-09-20', remaining: '990.00' }])

  // The agency collects 990.00 and 1250.00 × 51 days + 990.00 × 25 days at 10 %: 24.25; it keeps 99.00 and VAT.
  await day('2026-10-15')
  const file = path.join(answers, 'redovisning.json')
  writeFileSync(
    file,
    JSON.stringify({
      remittances: [
        {
          reference: 'RED-1',
          on: '2026-10-15',
          currency: 'SEK',
          fee: '99.00',
          feeVat: '24.75',
          net: '890.50',
          rows: [{ case: 'K1', paidOn: '2026-10-15', capital: '990.00', interest: '24.25' }],
        },
      ],
    }),
  )
  utimesSync(file, new Date('2026-01-01'), new Date('2026-01-01'))
  await byItself()
  expect(await say('collection list-cases', { state: 'all' })).toMatchObject({
    rows: [{ case: 'K1', state: 'closed' }],
  })
  await say('bank save-payment', { account: 'BANK', amount: '890.50', paidOn: '2026-10-15', reference: 'RED-1' })
  const open = await world.tx(({ db }) =>
    db.rows(`select number_text, amount_open from open_items where amount_open <> 0`),
  )
  expect(open).toEqual([])
  const { entries } = await say<{ entries: { kind: string; what: string | null }[] }>('claims read-timeline', {
    customer: '77',
  })
  const kinds = new Set(entries.map((entry) => entry.kind))
  for (const kind of ['issued', 'due', 'letter', 'letter-sent', 'charge', 'queued', 'case', 'payment'])
    expect(kinds).toContain(kind)
  await expectProof(world)
  expect(await broken(world)).toBe('')
})

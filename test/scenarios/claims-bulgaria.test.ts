import { expect, test } from 'vitest'
import { expectProof, issueClaim } from '../claim-stories.ts'
import { broken } from '../crash/crash.ts'
import { plainPolicy } from '../dunning.ts'
import { saveSetting } from '../outbox.ts'
import { daysAreTold, openTerminal } from '../terminal.ts'
import { openWorld } from '../world.ts'

daysAreTold()

/**
 * A company, everything at the terminal. Independent figures: 1 200.00 at 10.15 % (2.15 + 8), ACT/360: 5 days 1.69 ·
 * 17 days 5.75 · 45 days 15.23; no fee in law; state fee 2 % of the claim (чл. 410 ГПК, RULES § 2.3).
 */
test('напомняне, покана за плащане, заповед за изпълнение, paid', async () => {
  const world = await openWorld('BG', { today: '2026-01-01', booksFrom: '2026-01-01' })
  const terminal = openTerminal(world, 'bg')
  const { day, say } = terminal
  await day('2026-01-01')
  terminal.folder('mail')
  await saveSetting(world, 'delivery-e-mail', { adapter: 'folder', path: 'mail' })
  await say('collection save-agency', {
    code: 'SRS',
    name: 'Софийски районен съд',
    target: 'court',
    adapter: 'paper',
    isDefault: true,
    settings: {},
  })
  await say(
    'dunning save-policy',
    plainPolicy({
      interest: 'shown',
      approval: 'none',
      steps: [
        { kind: 'reminder', days: 5, fee: 'law', deadlineDays: 7, channels: ['e-mail', 'print'] },
        { kind: 'collection-notice', days: 5, fee: 'law', deadlineDays: 14, channels: ['e-mail', 'print'] },
        { kind: 'enforcement', days: 14 },
      ],
    }),
  )
  const firm = await world.party({
    name: 'Длъжник ООД',
    kind: 'company',
    number: '77',
    language: 'bg',
    identityNumber: '131071587',
    channels: [
      { channel: 'e-mail', address: 'firma@example.bg', consentOn: '2026-01-01' as never, consentSource: 'test' },
    ],
  })
  const claim = await issueClaim(world, firm, { country: 'BG', dueOn: '2026-01-30' })
  const step = async (before: string, on: string) => {
    await day(before)
    expect(await say('dunning run-unattended')).toMatchObject({ letters: 0, handovers: 0 })
    await day(on)
    const done = await say<{ letters: number; handovers: number }>('dunning run-unattended')
    await day(on)
    expect(await say('dunning send-letters')).toMatchObject({ sent: done.letters })
    return done
  }
  expect(await step('2026-02-03', '2026-02-04')).toMatchObject({ letters: 1 })
  expect(await step('2026-02-15', '2026-02-16')).toMatchObject({ letters: 1 })
  const { rows } = await say<{ rows: { sentOn: string; kind: string; total: string; deadlineOn: string }[] }>(
    'dunning list-letters',
  )
  expect(rows.map((row) => `${row.sentOn} ${row.kind} ${row.total} by ${row.deadlineOn}`).sort()).toEqual([
    '2026-02-04 reminder 1201.69 by 2026-02-11',
    '2026-02-16 collection-notice 1205.75 by 2026-03-02',
  ])
  expect(await step('2026-03-15', '2026-03-16')).toMatchObject({ handovers: 1 })

  expect(await say('collection list-queue', { target: 'court' })).toMatchObject({
    cases: [{ capital: '1200.00', interest: '15.23', fees: '0.00', total: '1215.23', missing: [] }],
  })
  // What has run is a sum of the application, and the fee is taken of it too: 2 % of 1200.00 + 15.23 is 24.30.
  const { cases } = await say<Proposed>('collection propose-application')
  expect(cases).toMatchObject([{ total: '1239.53', why: [] }])
  const caseId = cases[0]!.caseId
  expect(cases[0]!.claims.map((one) => `${one.kind} ${one.amount}`)).toEqual([
    'capital 1200.00',
    'interest 15.23',
    'court-fee 24.30',
  ])
  await say('collection approve', { caseId })
  await say('collection record-outcome', {
    caseId,
    kind: 'decision',
    on: '2026-04-15',
    courtNumber: '1234/2026',
    costs: '24.30',
  })
  expect(
    (await say<{ rows: { stage: string }[] }>('claims list', { customer: '77' })).rows.map((row) => row.stage),
  ).toEqual(['enforcement'])
  // The debtor pays the claim and the costs that were awarded.
  await day('2026-04-20')
  await say('bank save-payment', {
    account: 'BANK',
    amount: '1224.30',
    paidOn: '2026-04-20',
    reference: claim.reference,
  })
  await say('collection report-payments')
  // Nothing is left at the court but interest, which a person charges himself: a note of 80 days, 27.07.
  await say('collection close', { caseId, reason: 'Платено изцяло' })
  await day('2026-04-21')
  const { runId } = await say<{ runId: string }>('interest propose', { mode: 'when-paid' })
  await say('interest approve', { runId })
  expect(await say('interest issue', { runId })).toMatchObject({ issued: 1 })
  const [note] = await world.tx(({ db }) =>
    db.rows<{ reference: string; open: bigint }>(
      `select coalesce(reference, number_text) as reference, amount_open as open from open_items where amount_open > 0`,
    ),
  )
  expect(note!.open).toBe(27_07n)
  await say('bank save-payment', { account: 'BANK', amount: '27.07', paidOn: '2026-04-21', reference: note!.reference })
  expect(await say('collection list-cases', { state: 'all' })).toMatchObject({
    rows: [{ case: 'K1', state: 'closed' }],
  })
  expect(
    await world.tx(({ db }) => db.rows(`select number_text, amount_open from open_items where amount_open <> 0`)),
  ).toEqual([])
  await expectProof(world)
  expect(await broken(world)).toBe('')
})

interface Proposed {
  cases: { caseId: string; why: { code: string }[]; claims: { kind: string; amount: string }[] }[]
}

import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { dispute } from '../../src/claims/dispute.ts'
import { withdraw } from '../../src/collection/act-on-case.ts'
import { fetchAnswers } from '../../src/collection/fetch-answers.ts'
import { saveFinancing } from '../../src/collection/financing/agreements.ts'
import { financeInvoices } from '../../src/collection/financing/finance-invoices.ts'
import { handOver } from '../../src/collection/hand-over.ts'
import { sendMessages } from '../../src/collection/send-messages.ts'
import { abandonRun } from '../../src/dunning/abandon-run.ts'
import { approveAndExecute } from '../../src/dunning/approve-and-execute.ts'
import { letterContent } from '../../src/dunning/letters/letter-content.ts'
import { readLetters } from '../../src/dunning/letters/read-letters.ts'
import { listRuns } from '../../src/dunning/list-runs.ts'
import { readRun } from '../../src/dunning/read-run.ts'
import { recall } from '../../src/dunning/recall.ts'
import { recheckLetters } from '../../src/dunning/recheck-letters.ts'
import { takePaid } from '../../src/dunning/take-paid.ts'
import { approve as approveInterest } from '../../src/interest/approve.ts'
import { issue as issueInterest } from '../../src/interest/issue.ts'
import { propose as proposeInterest } from '../../src/interest/propose.ts'
import { readClaim } from '../../src/interest/read-claim.ts'
import { readRun as readInterest } from '../../src/interest/read-run.ts'
import { runUnattended as interestUnattended } from '../../src/interest/run-unattended.ts'
import { credit } from '../../src/invoicing/direct/credit.ts'
import { type Id, newId } from '../../src/kernel/id.ts'
import { approve as approveLoss } from '../../src/losses/approve.ts'
import { execute as executeLoss } from '../../src/losses/execute.ts'
import { propose as proposeLoss } from '../../src/losses/propose.ts'
import { readRun as readLosses } from '../../src/losses/read-run.ts'
import { transfer } from '../../src/subledger/transfer.ts'
import { dunningToApprove } from '../../src/workspace/work/dunning-runs.ts'
import { area, openItemsText, postItem, proofText } from '../books.ts'
import { openDesk } from '../collection.ts'
import { lettersLeave, lettersText, moveTo, proposeOn, remind, savePlainPolicy } from '../dunning.ts'
import { claim, pay } from '../interest.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

type Sums = { documents: number; held: number; sums: { amount: string }[] }
const interestOf = (world: World, input: object = {}) => world.do<Sums & { runId: string }>(proposeInterest, input)
const lettersOf = (world: World) =>
  world.tx(async ({ db }) =>
    (await db.rows<{ id: string }>(`select id from dunning_letters order by sent_on, id`)).map((row) => row.id),
  )
const verdicts = (world: World) =>
  world.tx(async (ctx) =>
    [...(await recheckLetters(ctx, await lettersOf(world))).values()].map(({ verdict, causes }) =>
      [verdict, ...causes.map((cause) => cause.code)].join(' '),
    ),
  )

test('what is credited was never owed: it bears no interest, and the rest bears its own', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ number: '10', name: 'Ada Lind', kind: 'person' })
  const whole = await claim(world, ada, '10000.00', { issued: '2026-06-15', due: '2026-07-31' })
  const part = await claim(world, ada, '10000.00', { issued: '2026-06-15', due: '2026-07-31' })
  moveTo(world, '2026-09-30')
  await world.do(credit, { invoiceId: whole.invoiceId, reason: 'fel mottagare' })
  await world.do(credit, {
    invoiceId: part.invoiceId,
    lines: [{ lineNo: 1, amountNet: '9000.00' }],
    reason: 'fel pris',
  })
  await pay(world, '1000.00', '2026-09-30', part.reference)
  moveTo(world, '2026-10-05')
  // 1 000 for 61 days at 10 %; nothing of the 19 000.
  expect(await world.do(readClaim, { itemId: whole.itemId })).toMatchObject({ accrued: '0.00' })
  expect(await world.do(readClaim, { itemId: part.itemId })).toMatchObject({ accrued: '16.71' })
})

test('a claim that an agency has is not charged interest beside it, neither while it collects nor when it has', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const desk = await openDesk(world)
  const ada = await world.party({ number: '10', name: 'Ada Lind', kind: 'person', identityNumber: '191212121212' })
  const one = await desk.invoice(ada, '8000.00', '2026-07-01')
  await desk.queue([one.itemId])
  await desk.do(handOver)
  await desk.do(sendMessages)
  expect(await interestOf(world, { mode: 'unpaid', through: '2026-11-20' })).toMatchObject({ documents: 0 })
  desk.answer('r.json', {
    remittances: [
      {
        reference: 'RED-1',
        on: '2026-11-20',
        currency: 'SEK',
        net: '10306.85',
        rows: [{ case: 'K1', paidOn: '2026-11-19', capital: '10000.00', interest: '306.85' }],
      },
    ],
  })
  await desk.do(fetchAnswers)
  moveTo(world, '2026-11-25')
  expect(await interestOf(world)).toMatchObject({ documents: 0, held: 0 })
  await desk.proof()
})

test('interest that an agency took before it handed a claim back is not asked for again: the days after it are', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const desk = await openDesk(world)
  const ada = await world.party({ number: '10', name: 'Ada Lind', kind: 'person', identityNumber: '191212121212' })
  const one = await desk.invoice(ada, '8000.00', '2026-07-01')
  await desk.queue([one.itemId])
  const { cases } = await desk.do<{ cases: { caseId: string }[] }>(handOver)
  await desk.do(sendMessages)
  // 111 days at 10 % on 10 000 and 1 000 of the capital came by the agency; then it gave up.
  desk.answer('r.json', {
    remittances: [
      {
        reference: 'RED-1',
        on: '2026-11-20',
        currency: 'SEK',
        net: '1304.11',
        rows: [{ case: 'K1', paidOn: '2026-11-19', capital: '1000.00', interest: '304.11' }],
      },
    ],
  })
  await desk.do(fetchAnswers)
  moveTo(world, '2026-11-25')
  await world.do(withdraw, { caseId: cases[0]!.caseId, reason: 'ger upp' })
  await desk.do(sendMessages)
  desk.answer('e.json', { answers: [{ case: 'K1', kind: 'withdrawn', on: '2026-11-25', number: 'A-1' }] })
  await desk.do(fetchAnswers)
  moveTo(world, '2026-12-05')
  const read = await world.do<{ accrued: string; segments: { from: string; through: string; principal: string }[] }>(
    readClaim,
    { itemId: one.itemId, through: '2026-11-30' },
  )
  // 20–30 November on the 9 000 that are left.
  expect(read).toMatchObject({
    accrued: '27.12',
    segments: [{ from: '2026-11-20', through: '2026-11-30', principal: '9000.00' }],
  })
})

test('a claim that is lost, or only moved to another account, was not paid late', async () => {
  const world = await openWorld('SE', { kind: 'company', today: '2026-11-20' })
  const ada = await world.party({ number: '10', name: 'Ada Lind', kind: 'person' })
  const bo = await world.party({ number: '11', name: 'Bo Ek', kind: 'person' })
  const lost = await claim(world, ada, '10000.00', { issued: '2026-06-15', due: '2026-07-31' })
  const moved = await claim(world, bo, '10000.00', { issued: '2026-06-15', due: '2026-07-31' })
  moveTo(world, '2026-11-20')
  const lose = async (input: object) => {
    const run = await world.do<{ runId: string; proposed: number }>(proposeLoss, input)
    expect(run.proposed).toBe(1)
    await world.do(approveLoss, { runId: run.runId })
    await world.do(executeLoss, { runId: run.runId })
  }
  await lose({ kind: 'established', itemIds: [lost.itemId], evidence: 'konkurs utan utdelning' })
  await lose({ kind: 'doubtful', itemIds: [moved.itemId] })
  moveTo(world, '2026-11-25')
  expect(await interestOf(world)).toMatchObject({ documents: 0, held: 0 })
  // Paid at last, it has borne interest from its own due day, whatever account it lay on: 122 days, once.
  await pay(world, '10000.00', '2026-11-30', moved.reference)
  moveTo(world, '2026-12-05')
  expect(await interestOf(world)).toMatchObject({ documents: 1, sums: [{ amount: '334.25' }] })
})

test('a letter recalled after money had come for its interest: these days were paid, and are not free again', async () => {
  const world = await openWorld('SE', { kind: 'company' })
  await savePlainPolicy(world, { interest: 'charged' })
  const [ada, bo] = [
    await world.party({ number: '10', name: 'Ada Lind', kind: 'person' }),
    await world.party({ number: '11', name: 'Bo Ek', kind: 'person' }),
  ]
  const one = await claim(world, ada, '10000.00', { issued: '2026-06-15', due: '2026-07-31' })
  const other = await claim(world, bo, '10000.00', { issued: '2026-06-15', due: '2026-07-31' })
  moveTo(world, '2026-09-30')
  await remind(world)
  await pay(world, '10227.12', '2026-09-30', one.reference)
  await world.do(recall, { letters: await lettersOf(world), reason: 'fel' })
  moveTo(world, '2026-10-05')
  expect(await world.do(readClaim, { itemId: one.itemId })).toMatchObject({ accrued: '0.00' })
  expect(await world.do(readClaim, { itemId: other.itemId, through: '2026-09-30' })).toMatchObject({
    accrued: '167.12',
  })
})

test('a letter does not leave with a fee in it that has been paid or let go since', async () => {
  const world = await openWorld('SE', { kind: 'company' })
  await savePlainPolicy(world)
  const ada = await world.party({ number: '10', name: 'Ada Lind', kind: 'person' })
  const one = await claim(world, ada, '10000.00', { issued: '2026-08-15', due: '2026-09-15' })
  moveTo(world, '2026-09-30')
  await remind(world)
  await lettersLeave(world)
  moveTo(world, '2026-10-20')
  await remind(world)
  expect(await lettersText(world)).toEqual([
    expect.stringContaining('reminder'),
    expect.stringMatching(/collection-notice .* 1000000\+0\+6000\+18000\+0/),
  ])
  // The reminder's fee alone is paid, by its reference: costs are settled first.
  await pay(world, '60.00', '2026-10-20', one.reference)
  expect((await verdicts(world))[1]).toBe('drop money-came')
})

test('NO: a demand that leaves the day after it was written is a demand still', async () => {
  const world = await openWorld('NO')
  await savePlainPolicy(world, {
    steps: [
      { kind: 'collection-notice', days: 14, fee: 'law', deadlineDays: 14, channels: ['print'] },
      { kind: 'payment-demand', days: 1, fee: 'law', deadlineDays: 20, channels: ['print'] },
    ],
  })
  const kari = await world.party({ number: '10', name: 'Kari Nord', kind: 'person', country: 'NO' })
  await claim(world, kari, '10000.00', { issued: '2026-07-15', due: '2026-08-14' })
  moveTo(world, '2026-09-01')
  await remind(world)
  await lettersLeave(world)
  moveTo(world, '2026-09-20')
  await remind(world)
  moveTo(world, '2026-09-21')
  expect((await verdicts(world))[1]).toBe('send')
})

test('NO: a fee that the law of the day on which the letter leaves does not know keeps it back', async () => {
  const world = await openWorld('NO')
  await savePlainPolicy(world, {
    steps: [{ kind: 'reminder', days: 14, fee: 'law', deadlineDays: 30, channels: ['print'] }],
  })
  const kari = await world.party({ number: '10', name: 'Kari Nord', kind: 'person', country: 'NO' })
  await claim(world, kari, '10000.00', { issued: '2026-07-15', due: '2026-08-14' })
  moveTo(world, '2026-09-01')
  await remind(world)
  await world.tx(({ db, company }) =>
    db.query(
      `insert into law_values (company_id, id, name, valid_from, word, source, checked_on) values ($1, gen_random_uuid(), 'dunning-regime', '2026-09-02', 'inkassoloven-2026', 'LOV-2026-05-22-19', '2026-09-01')`,
      [company.id],
    ),
  )
  expect(await verdicts(world)).toEqual(['send'])
  moveTo(world, '2026-09-02')
  expect(await verdicts(world)).toEqual(['drop too-late-to-send'])
})

test('a claim moved in part: each part knows the letters of the whole, and none begins the chain anew', async () => {
  const world = await openWorld('SE', { kind: 'company', today: '2026-09-30' })
  await savePlainPolicy(world)
  const ada = await world.party({ number: '10', name: 'Ada Lind', kind: 'person' })
  const item = await postItem(world, {
    party: ada,
    number: 'A',
    amount: '1000.00',
    on: '2026-08-15',
    due: '2026-09-15',
  })
  await remind(world)
  await lettersLeave(world)
  moveTo(world, '2026-10-01')
  await world.do(transfer, {
    moves: [
      { itemId: item, amount: '300.00', toAccount: '1515' },
      { itemId: item, amount: '200.00', toAccount: '1512' },
    ],
  })
  expect((await proposeOn(world)).letters).toBe(0)
  moveTo(world, '2026-10-20')
  const { runId } = await proposeOn(world)
  const steps = await world.tx(({ db }) =>
    db.rows(
      `select reason ->> 'stepNo' as step, jsonb_array_length(reason -> 'items') as items from run_rows where run_id = $1`,
      [runId],
    ),
  )
  expect(steps).toEqual([{ step: '2', items: 3 }])
})

test('compensation is claimed once, whoever claims it first', async () => {
  const world = await openWorld('SE', { kind: 'company' })
  await savePlainPolicy(world, {
    steps: [{ kind: 'reminder', days: 5, fee: 'none', compensation: true, deadlineDays: 10, channels: ['print'] }],
  })
  const firm = await world.party({ number: '10', name: 'Firma AB', kind: 'company' })
  await claim(world, firm, '10000.00', { issued: '2026-06-15', due: '2026-07-31' })
  moveTo(world, '2026-10-05')
  const run = await interestOf(world, { mode: 'unpaid', through: '2026-09-30', compensation: true })
  expect(run.documents).toBe(1)
  await world.do(approveInterest, { runId: run.runId })
  await remind(world)
  expect(await world.do(issueInterest, { runId: run.runId })).toMatchObject({ issued: 0, rejected: 1 })
  const [sum] = await world.tx(({ db }) =>
    db.rows<{ n: string }>(`select sum(amount)::text as n from open_items where component = 'compensation'`),
  )
  expect(sum).toEqual({ n: '45000' })
})

test('fees and delay compensation are set off against each other, whichever came first', async () => {
  const world = await openWorld('SE', { kind: 'company' })
  await savePlainPolicy(world)
  const bo = await world.party({ number: '10', name: 'Bo Ek AB', kind: 'company' })
  const ek = await world.party({ number: '11', name: 'Ek AB', kind: 'company' })
  const days = { issued: '2026-06-15', due: '2026-07-31' }
  await claim(world, bo, '10000.00', days)
  await claim(world, ek, '10000.00', days)
  moveTo(world, '2026-10-01')
  const sumsOf = async (input: object) => (await world.do<{ sums: object[] }>(interestUnattended, input)).sums
  // Bo is reminded first: 450 less the 60 of the reminder.
  await remind(world, { customers: ['10'] })
  expect(await sumsOf({ mode: 'unpaid', customers: ['10'], compensation: true })).toEqual([
    { currency: 'SEK', amount: '557.12', carried: '0.00' },
  ])
  // Ek has the compensation first: his reminder costs nothing, and does not ask for it again.
  expect(await sumsOf({ mode: 'unpaid', customers: ['11'], compensation: true })).toEqual([
    { currency: 'SEK', amount: '617.12', carried: '0.00' },
  ])
  expect(await remind(world)).toMatchObject({ letters: 1 })
  expect((await lettersText(world)).map((line) => line.split(' ').slice(1, 3).concat(line.split(' ')[5]!))).toEqual([
    ['10', 'reminder', '1000000+0+0+6000+0'],
    ['11', 'reminder', '1000000+0+0+0+0'],
  ])
  // Once: a later run asks for the days after, and nothing else.
  moveTo(world, '2026-11-02')
  expect(await sumsOf({ mode: 'unpaid', compensation: true })).toEqual([
    { currency: 'SEK', amount: '169.86', carried: '0.00' },
  ])
  expect(await proofText(world, '2026-11-02')).toBe('')
})

test('a letter that is paid as it asks is paid whole: all its claims, their fees, and the interest that it said', async () => {
  const world = await openWorld('SE', { kind: 'company' })
  await savePlainPolicy(world, { interest: 'shown' })
  const ada = await world.party({ number: '10', name: 'Ada Lind', kind: 'person' })
  const one = await claim(world, ada, '10000.00', { issued: '2026-06-15', due: '2026-07-31' })
  const two = await claim(world, ada, '5000.00', { issued: '2026-07-15', due: '2026-08-31' })
  moveTo(world, '2026-09-30')
  await remind(world)
  await lettersLeave(world)
  // 167.12 + 41.10 of interest up to the letter, and one fee.
  expect(await lettersText(world)).toEqual([expect.stringContaining('1500000+20822+0+6000+0')])
  const [{ reference }] = (await world.tx(({ db }) =>
    db.rows<{ reference: string }>(`select reference from dunning_letters`),
  )) as [{ reference: string }]
  expect([one.reference, two.reference]).toContain(reference)
  await pay(world, '15268.22', '2026-10-02', reference)
  expect(await openItemsText(world)).toBe('')
  expect(await proofText(world, '2026-10-02')).toBe('')
  // Two days of both claims are left, below the least amount: nothing that was paid is asked for again.
  moveTo(world, '2026-10-05')
  expect(await interestOf(world)).toMatchObject({ documents: 0, held: 1, sums: [{ carried: '8.22' }] })
  expect(await world.do(takePaid, {})).toEqual({ letters: 0 })
})

test('a claim of the letter that is disputed since is for a person; the money waits', async () => {
  const world = await openWorld('SE', { kind: 'company' })
  await savePlainPolicy(world, { interest: 'shown' })
  const ada = await world.party({ number: '10', name: 'Ada Lind', kind: 'person' })
  await claim(world, ada, '10000.00', { issued: '2026-06-15', due: '2026-07-31' })
  const two = await claim(world, ada, '5000.00', { issued: '2026-07-15', due: '2026-08-31' })
  moveTo(world, '2026-09-30')
  await remind(world)
  await lettersLeave(world)
  const [{ reference }] = (await world.tx(({ db }) =>
    db.rows<{ reference: string }>(`select reference from dunning_letters`),
  )) as [{ reference: string }]
  expect(reference).not.toBe(two.reference)
  await world.do(dispute, { itemIds: [two.itemId], reason: 'fel vara' })
  await pay(world, '15268.22', '2026-10-02', reference)
  // The interest of the first is charged and paid; the disputed claim is not touched.
  expect(await openItemsText(world)).toBe('1510 Ada Lind invoice 5000.00\n1510 Ada Lind payment -5041.10')
})

test('a claim that is paid, in part or whole, before its case has left: the agency never hears of it, or of what is left alone', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const desk = await openDesk(world)
  const claims = []
  for (const [number, name, identityNumber] of [
    ['10', 'Ada Lind', '191212121212'],
    ['11', 'Bo Ek', '198112189876'],
    ['12', 'Cy Alm', '198001019879'],
  ] as const) {
    const party = await world.party({ number, name, kind: 'person', identityNumber })
    claims.push(await desk.invoice(party, '8000.00', '2026-07-01'))
  }
  await desk.queue(claims.map((one) => one.itemId))
  expect(await desk.do(handOver)).toMatchObject({ cases: [{}, {}, {}] })
  await pay(world, '10000.00', '2026-11-20', claims[0]!.reference)
  await pay(world, '4000.00', '2026-11-20', claims[1]!.reference)
  await world.do(dispute, { itemIds: [claims[2]!.itemId], reason: 'fel vara' })
  expect(await desk.do(sendMessages)).toMatchObject({ sent: 0, recalled: 3 })
  expect(desk.files('')).toEqual([])
  // What is left of the second goes as a new case; the disputed one waits.
  expect(await desk.do(handOver)).toMatchObject({ cases: [{ party: { number: '11' } }], stay: [{}] })
  expect(await desk.do(sendMessages)).toMatchObject({ sent: 1, recalled: 0 })
  expect(desk.files('case-')).toMatchObject([{ capital: '6000.00' }])
})

test('a run with rows of another area is decided by who sees all of it; one’s own run is one’s own', async () => {
  const world = await openWorld('SE', { kind: 'company', today: '2026-09-30' })
  await savePlainPolicy(world)
  const [soc, tek] = [await area(world, 'SOC'), await area(world, 'TEK')]
  for (const [number, area] of [
    ['10', soc],
    ['11', tek],
  ] as const) {
    const party = await world.party({ number, name: `Kund ${number}`, kind: 'person' })
    await postItem(world, { party, number, amount: '1000.00', on: '2026-08-15', due: '2026-09-15', area })
  }
  const clerk = { id: newId(), name: 'Tekniska', areas: [tek], permissions: ['dunning.*'] }
  const { runId, letters } = await proposeOn(world)
  expect(letters).toBe(2)
  const refused = { problems: [{ code: 'run.other-areas' }] }
  await expect(world.do(approveAndExecute, { runId }, clerk)).rejects.toMatchObject(refused)
  await expect(world.do(abandonRun, { runId }, clerk)).rejects.toMatchObject(refused)
  // What it comes to elsewhere is not told either: neither in the run, nor in the list, nor on the first screen.
  const mine = { letters: 1, items: 1, sums: [{ capital: '1000.00' }], waiting: [] }
  expect(await world.do(readRun, { runId }, clerk)).toMatchObject({
    totals: mine,
    total: 1,
    counts: { proposed: 1 },
    seesWhole: false,
  })
  expect(await world.do(listRuns, {}, clerk)).toMatchObject({ rows: [{ totals: mine, total: 1 }] })
  expect(await world.do(readRun, { runId })).toMatchObject({ totals: { letters: 2 }, total: 2, seesWhole: true })
  expect(await world.tx((ctx) => dunningToApprove(ctx, 'dunning.approve'), clerk)).toMatchObject([{ count: 1 }])
  const own = await proposeOn(world, {}, clerk)
  expect(await world.do(approveAndExecute, { runId: own.runId }, clerk)).toMatchObject({ letters: 1 })
  // The whole run finds that one has been asked meanwhile.
  expect(await world.do(approveAndExecute, { runId })).toMatchObject({ letters: 1, dropped: 1 })
  const done = await world.do<{ rows: { report: object }[] }>(listRuns, {}, clerk)
  expect(done.rows.map((row) => row.report)).toEqual([
    { letters: 1, handovers: 0, dropped: 0 },
    { letters: 0, handovers: 0, dropped: 1 },
  ])
})

test('interest and losses as well: who sees a part is told so, proposes the same over it, and that one is whole', async () => {
  const world = await openWorld('SE', { today: '2026-09-30' })
  const [soc, tek] = [await area(world, 'SOC'), await area(world, 'TEK')]
  const items: Id[] = []
  for (const [number, area] of [
    ['10', soc],
    ['11', tek],
  ] as const) {
    const party = await world.party({ number, name: `Kund ${number}`, kind: 'person' })
    items.push(await postItem(world, { party, number, amount: '9000.00', on: '2026-05-15', due: '2026-06-15', area }))
  }
  const clerk = { id: newId(), name: 'Tekniska', areas: [tek], permissions: ['interest.*', 'losses.*'] }
  const interest = { mode: 'unpaid', through: '2026-08-31' }
  const loss = { kind: 'established', evidence: 'konkurs avslutad' }
  for (const [propose, read, whole, own, one] of [
    [proposeInterest, readInterest, interest, interest, { documents: 1, compensation: false }],
    [proposeLoss, readLosses, { ...loss, itemIds: items }, { ...loss, itemIds: [items[1]] }, { kind: 'established' }],
  ] as const) {
    const { runId } = await world.do<{ runId: Id }>(propose as never, whole)
    expect(await world.do(read as never, { runId }, clerk)).toMatchObject({ ...one, seesWhole: false, rows: [{}] })
    expect(await world.do(read as never, { runId })).toMatchObject({ seesWhole: true, rows: [{}, {}] })
    const mine = await world.do<{ runId: Id }>(propose as never, own, clerk)
    expect(await world.do(read as never, { runId: mine.runId }, clerk)).toMatchObject({ seesWhole: true, rows: [{}] })
  }
})

test.each(['pledged', 'sold'] as const)(
  'a claim that is %s is asked for by who holds it: no letter, no interest, no agency',
  async (kind) => {
    const world = await openWorld('SE', { kind: 'company', today: '2026-06-01' })
    await savePlainPolicy(world)
    mkdirSync(path.join(world.installation.settings.dataDir, 'exchange', 'test-se', 'factor'), { recursive: true })
    const ada = await world.party({ number: '10', name: 'Ada Lind', kind: 'person' })
    await world.party({ name: 'Factor AB', kind: 'company', number: '950' })
    await world.do(saveFinancing, {
      code: 'factor',
      name: 'Factor AB',
      party: '950',
      kind,
      validFrom: '2026-06-01',
      payment: { kind: 'bankgiro', id: '50501055' },
      texts: { sv: 'Överlåten till Factor AB.' },
      path: 'factor',
      customers: ['10'],
    })
    await claim(world, ada, '10000.00', { issued: '2026-06-15', due: '2026-07-31' })
    await world.do(financeInvoices, {})
    moveTo(world, '2026-10-05')
    expect(await proposeOn(world)).toMatchObject({ letters: 0, held: 1 })
    expect(await interestOf(world, { mode: 'unpaid', through: '2026-09-30' })).toMatchObject({ documents: 0 })
  },
)

test.each(['SE', 'NO'] as const)(
  '%s: due on a Sunday, payable on Monday: nobody is asked before Tuesday',
  async (country) => {
    const world = await openWorld(country, { kind: 'company' })
    await savePlainPolicy(world, {
      steps: [{ kind: 'reminder', days: 0, fee: 'none', deadlineDays: 10, channels: ['print'] }],
    })
    const ada = await world.party({ number: '10', name: 'Ada', kind: 'person', country })
    await claim(world, ada, '10000.00', { issued: '2026-07-02', due: '2026-08-02' })
    moveTo(world, '2026-08-03')
    expect(await proposeOn(world)).toMatchObject({ letters: 0, held: 1 })
    moveTo(world, '2026-08-04')
    expect(await proposeOn(world)).toMatchObject({ letters: 1 })
  },
)

test('a letter about claims that bear no interest does not say that interest runs', async () => {
  const world = await openWorld('SE', { today: '2026-09-30' })
  await savePlainPolicy(world, { interest: 'shown' })
  const [ada, bo] = [
    await world.party({ number: '10', name: 'Ada Lind', kind: 'person' }),
    await world.party({ number: '11', name: 'Bo Ek', kind: 'person' }),
  ]
  await world.database.owner.query(`update invoice_groups set interest_free = true where id = $1`, [
    world.defaultInvoiceGroupId,
  ])
  const on = { on: '2026-08-15', due: '2026-09-15', amount: '1000.00' }
  await postItem(world, { party: ada, number: 'A', group: world.defaultInvoiceGroupId, ...on })
  await postItem(world, { party: bo, number: 'B', ...on })
  await remind(world)
  const texts = await world.tx(async (ctx) =>
    [...(await readLetters(ctx, await lettersOf(world))).values()].map(
      ({ facts }) =>
        `${facts.party.number} ${letterContent(facts).sections[0]!.text.includes('Dröjsmålsräntan löper')}`,
    ),
  )
  expect(texts.sort()).toEqual(['10 false', '11 true'])
})

test('who pays his invoice before its reminder has left owes nothing: the fee that took his money first gives it back', async () => {
  const world = await openWorld('SE', { kind: 'company' })
  await savePlainPolicy(world)
  const ada = await world.party({ number: '10', name: 'Ada Lind', kind: 'person' })
  const one = await claim(world, ada, '10000.00', { issued: '2026-08-15', due: '2026-09-15' })
  moveTo(world, '2026-09-30')
  await remind(world)
  await pay(world, '10000.00', '2026-09-30', one.reference)
  expect(await openItemsText(world)).toBe('1510 Ada Lind invoice 60.00')
  expect(await verdicts(world)).toEqual(['drop money-came'])
  await world.do(recall, { letters: await lettersOf(world), reason: 'betald' })
  expect(await openItemsText(world)).toBe('')
  expect(await proofText(world, '2026-09-30')).toBe('')
  // The money counts from its own day.
  expect(await world.do(readClaim, { itemId: one.itemId, through: '2026-10-30' })).toMatchObject({ accrued: '41.10' })
})

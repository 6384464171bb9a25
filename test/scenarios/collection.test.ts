import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { savePayment } from '../../src/bank/files/save-payment.ts'
import { dispute } from '../../src/claims/dispute.ts'
import { readYear } from '../../src/claims/read-year.ts'
import { resolveDispute } from '../../src/claims/resolve-dispute.ts'
import { closeCase, putOnWatch, withdraw } from '../../src/collection/act-on-case.ts'
import { fetchAnswers } from '../../src/collection/fetch-answers.ts'
import { handOver, handOverWaiting, proposeHandOver } from '../../src/collection/hand-over.ts'
import { listCases } from '../../src/collection/list-cases.ts'
import { listQueue } from '../../src/collection/list-queue.ts'
import { readCase } from '../../src/collection/read-case.ts'
import { listRemittances } from '../../src/collection/remittances.ts'
import { reportPayments } from '../../src/collection/report-payments.ts'
import { sendMessages } from '../../src/collection/send-messages.ts'
import { accrueInterest } from '../../src/interest/accrue.ts'
import { postCharges } from '../../src/interest/post-charges.ts'
import { postItem, settle } from '../books.ts'
import type { Desk } from '../collection.ts'
import { openDesk } from '../collection.ts'
import { openWorld } from '../world.ts'

interface Case {
  caseId: string
  case: string
  state: string
  open: string
  events: { kind: string; on: string; amount: string | null; text: string | null }[]
  messages: { kind: string; state: string }[]
}
const read = (desk: Desk, caseId: string) => desk.do<Case>(readCase, { caseId })
const words = (one: Case) => one.events.map((event) => event.kind)
const handed = async (desk: Desk) =>
  (await desk.do<{ cases: { caseId: string; case: string; total: string }[]; stay: unknown[] }>(handOver)).cases

async function overdue() {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const desk = await openDesk(world)
  const ada = await world.party({ name: 'Ada Lind', kind: 'person', identityNumber: '191212121212' })
  const claim = await desk.invoice(ada, '1000.00', '2026-07-01')
  return { world, desk, ada, claim }
}

test('a claim with nothing open is not put into the queue', async () => {
  const { world, desk, ada, claim } = await overdue()
  const money = await postItem(world, {
    party: ada,
    number: 'P1',
    amount: '-1250.00',
    on: '2026-11-10',
    kind: 'payment',
  })
  await settle(world, claim.itemId, money, '1250.00', '2026-11-10')
  await expect(desk.queue([claim.itemId])).rejects.toThrow('there is no open claim')
})

test('a whole life: queue, hand-over, the debtor pays us, the agency remits the rest net of its fee, closed', async () => {
  const { world, desk, claim } = await overdue()
  await world.tx((ctx) =>
    postCharges(ctx, [{ mainItemId: claim.itemId, component: 'fee', amount: 60_00n, dueOn: ctx.today }], {
      on: ctx.today,
    }),
  )
  await desk.queue([claim.itemId])
  const queue = await desk.do<{ cases: Record<string, unknown>[]; excluded: unknown[] }>(listQueue)
  // Due 2026-07-31 + 112 days at 10 %: interest apart, the fee apart.
  expect(queue.cases).toMatchObject([
    { capital: '1250.00', interest: '38.36', fees: '60.00', total: '1348.36', documents: 1, missing: [] },
  ])
  const [one] = await handed(desk)
  expect(one).toMatchObject({ case: 'K1', total: '1348.36' })
  expect(await handed(desk).catch((error: Error) => error.message)).toEqual([])

  expect(await desk.do(sendMessages)).toMatchObject({ sent: 1, refused: 0 })
  expect(await desk.do(sendMessages, { now: true })).toMatchObject({ sent: 0 })
  expect(desk.files('case-K1')).toMatchObject([
    {
      creditor: { creditorNumber: '4711', organisationNumber: '2120000142' },
      debtor: { identityNumber: '191212121212', city: 'Exempelstad', isCompany: false },
      capital: '1250.00',
      interest: '38.36',
      fees: '60.00',
      claims: [{ invoiceNumber: '100001', description: 'Barnomsorg', dueOn: '2026-07-31', interestFrom: '2026-08-01' }],
    },
  ])
  expect(readdirSync(desk.out).filter((name) => /\.(pdf|csv)$/.test(name))).toHaveLength(2)

  desk.answer('receipt.json', { answers: [{ case: 'K1', kind: 'accepted', on: '2026-11-21', number: 'A-77' }] })
  world.today = '2026-11-22' as never
  await desk.do(fetchAnswers)
  // The debtor pays 500 to us: 60 onto the fee, or onto the capital, as the country says; the agency is told once.
  await desk.do(savePayment, { account: 'BANK', amount: '500.00', paidOn: '2026-11-22', reference: claim.reference })
  // By itself, right after the payment was matched; asked again there is nothing more to tell.
  expect(await desk.do(reportPayments)).toEqual({ reports: 0, closed: 0 })
  await desk.do(sendMessages)
  expect(desk.files('payment-K1')).toMatchObject([
    { agencyNumber: 'A-77', amount: '500.00', on: '2026-11-22', remaining: '810.00', invoiceNumber: '100001' },
  ])
  await desk.proof()

  // It collects the rest and 45 of interest, keeps 81 and VAT of it.
  desk.answer('remittance.json', {
    remittances: [
      {
        reference: 'RED-9',
        on: '2026-12-15',
        currency: 'SEK',
        fee: '81.00',
        feeVat: '20.25',
        net: '753.75',
        rows: [{ case: 'A-77', paidOn: '2026-12-12', capital: '810.00', interest: '45.00' }],
      },
    ],
  })
  world.today = '2026-12-16' as never
  expect(await desk.do(fetchAnswers)).toMatchObject({ files: [{ remittances: 1, problems: [] }] })
  const life = await read(desk, one!.caseId)
  expect(words(life)).toEqual(['approved', 'handed-over', 'accepted', 'payment-reported', 'remitted', 'closed'])
  expect(life).toMatchObject({ state: 'closed', open: '0.00' })
  // The agency owes us the net until the bank has it; the reference brings it home.
  expect(await desk.open()).toEqual(['Inkasso AB 1510 RED-9 capital 75375'])
  await desk.proof()
  await desk.do(savePayment, { account: 'BANK', amount: '753.75', paidOn: '2026-12-16', reference: 'RED-9' })
  expect(await desk.open()).toEqual([])
  await desk.proof()
  const booked = await world.tx(({ db, company }) =>
    db.rows<{ account: string; amount: bigint }>(
      `select p.account, p.base_amount as amount from postings p join collection_remittances r on r.company_id = p.company_id and r.voucher_id = p.voucher_id
        where p.company_id = $1 order by p.line_no`,
      [company.id],
    ),
  )
  expect(booked.map((row) => `${row.account} ${row.amount}`)).toEqual([
    '1510 75375',
    '6062 8100',
    '2641 2025',
    '8313 -4500',
    '1510 -81000',
  ])
  // The year counts what the agency collected beyond what we had charged, and what it kept; of some claims, their part of it.
  const year = {
    charges: [
      { component: 'fee', charged: '60.00', paid: '60.00' },
      { component: 'collected', charged: '45.00', paid: '45.00' },
    ],
    costs: [{ agency: '101.25' }],
    sums: [{ paid: '105.00', net: '3.75' }],
  }
  expect(await desk.do(readYear, { year: 2026 })).toMatchObject(year)
  expect(await desk.do(readYear, { year: 2026, partyKind: 'person' })).toMatchObject(year)
  expect(await desk.do(readYear, { year: 2026, partyKind: 'company' })).toMatchObject({
    charges: [],
    costs: [],
    sums: [],
  })
  // The same remittance in another file is the same remittance.
  desk.answer('again.json', {
    remittances: [
      {
        reference: 'RED-9',
        on: '2026-12-15',
        currency: 'SEK',
        fee: '81',
        feeVat: '20.25',
        net: '753.75',
        rows: [{ case: 'K1', paidOn: '2026-12-12', capital: '810', interest: '45' }],
      },
    ],
  })
  await desk.do(fetchAnswers)
  expect(await desk.open()).toEqual([])
  expect(await desk.do(listRemittances)).toMatchObject({
    rows: [{ agency: { code: 'ink', name: 'Inkasso AB' }, reference: 'RED-9', net: '753.75', open: '0.00' }],
  })
})

test('money of the agency that came before its remittance, a case that nobody knows, more than is open', async () => {
  const { world, desk, claim } = await overdue()
  await desk.queue([claim.itemId])
  await handed(desk)
  await desk.do(sendMessages)
  await desk.do(savePayment, { account: 'BANK', amount: '1400.00', paidOn: '2026-11-20', reference: 'RED-1' })
  desk.answer('r.json', {
    remittances: [
      {
        reference: 'RED-1',
        on: '2026-11-20',
        currency: 'SEK',
        net: '1400.00',
        rows: [
          { case: '100001', paidOn: '2026-11-19', capital: '1300.00' },
          { case: 'K999', paidOn: '2026-11-19', capital: '100.00' },
        ],
      },
    ],
  })
  await desk.do(fetchAnswers)
  expect(await desk.open()).toEqual([
    'Ada Lind 1510 RED-1 capital -5000',
    'Oidentifierade inbetalningar 2999 RED-1 K999 capital -10000',
  ])
  expect(await desk.do(listRemittances)).toMatchObject({
    rows: [{ open: '0.00', rows: [{ problem: 'more-than-open' }, { problem: 'unknown-case' }] }],
  })
  await desk.proof()
  expect(world.today).toBe('2026-11-20')
})

test('who pays us and then the agency as well has all of it back, the fees too; what the agency charged itself is ours', async () => {
  const { world, desk, claim } = await overdue()
  await world.tx((ctx) =>
    postCharges(ctx, [{ mainItemId: claim.itemId, component: 'fee', amount: 60_00n, dueOn: ctx.today }], {
      on: ctx.today,
    }),
  )
  await desk.queue([claim.itemId])
  await handed(desk)
  await desk.do(sendMessages)
  await desk.do(savePayment, { account: 'BANK', amount: '1310.00', paidOn: '2026-11-20', reference: claim.reference })
  const row = { case: 'K1', paidOn: '2026-11-19' }
  const told = { on: '2026-11-20', currency: 'SEK' }
  desk.answer('r.json', {
    remittances: [
      { ...told, reference: 'RED-1', net: '1490.00', rows: [{ ...row, capital: '1250.00', fees: '240.00' }] },
    ],
  })
  await desk.do(fetchAnswers)
  // 60.00 of the fees were paid before; 180.00 are the agency's own.
  expect(await desk.open()).toEqual(['Inkasso AB 1510 RED-1 capital 149000', 'Ada Lind 1510 RED-1 capital -131000'])
  expect(await desk.do(listRemittances)).toMatchObject({ rows: [{ rows: [{ problem: 'more-than-open' }] }] })
  await desk.proof()
})

test('what must not go stays behind with its cause, and what is missing is said', async () => {
  const { world, desk, claim } = await overdue()
  const bo = await world.party({ name: 'Bo Ek', kind: 'person' })
  const disputed = await world.party({ name: 'Cia Dal', kind: 'person', identityNumber: '198107249289' })
  const [other, third] = [
    await desk.invoice(bo, '100.00', '2026-08-01'),
    await desk.invoice(disputed, '100.00', '2026-08-01'),
  ]
  await world.tx(({ db, company, today }) =>
    db.query(
      `insert into holds (company_id, id, kind, item_id, from_on, reason) values ($1, gen_random_uuid(), 'dispute', $2, $3, 'wrong hours')`,
      [company.id, third.itemId, today],
    ),
  )
  await desk.queue([claim.itemId, other.itemId, third.itemId])
  const plan = await desk.do<{ cases: { missing: { code: string }[] }[]; stay: { why: { code: string }[] }[] }>(
    proposeHandOver,
  )
  expect(plan.cases.map((one) => one.missing.map(({ code }) => code))).toEqual([[], ['identity-number']])
  expect(plan.stay.map((one) => one.why.map(({ code }) => code))).toEqual([['dispute']])
  expect(await handed(desk)).toHaveLength(1)
  expect(await desk.do<{ cases: unknown[]; excluded: unknown[] }>(listQueue)).toMatchObject({
    cases: [{ missing: [{ code: 'identity-number' }] }],
    // Told as fully as what goes: whose, and how much.
    excluded: [
      {
        party: { name: 'Cia Dal' },
        currency: 'SEK',
        capital: '125.00',
        fees: '0.00',
        why: [{ code: 'dispute', text: 'wrong hours, from 2026-11-20' }],
      },
    ],
  })
})

test('what was shown and has changed is refused; agencies that take by themselves need nobody', async () => {
  const { desk, claim, world } = await overdue()
  await desk.queue([claim.itemId])
  const seen = [{ party: '1', currency: 'SEK', total: '1.00' }]
  const number = await world.tx(({ db, company }) =>
    db.one<{ number: string }>(`select number from parties where company_id = $1 and name = 'Ada Lind'`, [company.id]),
  )
  seen[0]!.party = number.number
  await expect(desk.do(handOver, { seen })).rejects.toThrow('was shown')
  expect(await desk.do(handOverWaiting)).toEqual({ cases: 0, stay: 0, paid: 0 })
  const { saveAgency } = await import('../../src/collection/save-agency.ts')
  const agency = {
    code: 'ink',
    name: 'Inkasso AB',
    target: 'agency',
    adapter: 'folder',
    handover: 'by-itself',
    isDefault: true,
    settings: { path: 'agency/out', answers: 'agency/in' },
  }
  await desk.do(saveAgency, agency)
  expect(await desk.do(handOverWaiting)).toMatchObject({ cases: 1 })

  // A server that nobody has set up is told when the agency is saved; one that was taken away since, where the case waits.
  const afar = { path: 'sftp://us@agency.example/in', answers: 'agency/in' }
  await expect(desk.do(saveAgency, { ...agency, settings: afar })).rejects.toThrow('knows no us@agency.example:22')
  await world.database.owner.query(`update collection_agencies set settings = $1`, [JSON.stringify(afar)])
  expect(await desk.do(sendMessages)).toMatchObject({
    sent: 0,
    waiting: 1,
    problems: [{ agency: 'ink', code: 'folder.sftp-server-unknown' }],
  })
  const { rows } = await desk.do<{ rows: { caseId: string }[] }>(listCases, {})
  expect((await read(desk, rows[0]!.caseId)).messages).toMatchObject([
    { state: 'waiting', answer: expect.stringContaining('as it is set up') },
  ])
})

test('withdrawn before it left, and after; watched; closed', async () => {
  const { desk, claim } = await overdue()
  await desk.queue([claim.itemId])
  const [first] = await handed(desk)
  expect(await desk.do(withdraw, { caseId: first!.caseId, reason: 'paid in cash' })).toMatchObject({
    state: 'withdrawn',
  })
  expect(await desk.do(sendMessages, { now: true })).toMatchObject({ sent: 0 })
  await desk.queue([claim.itemId])
  const [second] = await handed(desk)
  await desk.do(sendMessages)
  desk.answer('a.json', { answers: [{ case: 'K2', kind: 'accepted', on: '2026-11-20', number: 'A-1' }] })
  await desk.do(fetchAnswers)
  expect(await desk.do(putOnWatch, { caseId: second!.caseId, reason: 'no means' })).toMatchObject({ state: 'watch' })
  await expect(desk.do(putOnWatch, { caseId: second!.caseId, reason: 'again' })).rejects.toThrow('under watch already')
  expect(await desk.do(listCases, { state: 'watch' })).toMatchObject({
    rows: [{ case: 'K2', watchSince: '2026-11-20' }],
  })
  await desk.do(withdraw, { caseId: second!.caseId, reason: 'we take it back' })
  expect((await read(desk, second!.caseId)).state).toBe('withdrawal-asked')
  await desk.do(sendMessages)
  expect(desk.files('withdrawal-K2')).toMatchObject([
    { agencyNumber: 'A-1', text: 'we take it back', remaining: '1250.00' },
  ])
  desk.answer('b.json', { answers: [{ case: 'A-1', kind: 'withdrawn', on: '2026-11-20' }] })
  await desk.do(fetchAnswers)
  expect((await read(desk, second!.caseId)).state).toBe('withdrawn')
  await expect(desk.do(closeCase, { caseId: second!.caseId, reason: 'x' })).rejects.toThrow('ended')
})

test('an answer about a case that we never gave is set aside whole', async () => {
  const { desk } = await overdue()
  desk.answer('x.json', { answers: [{ case: 'K7', kind: 'accepted', on: '2026-11-20' }] })
  expect(await desk.do(fetchAnswers)).toMatchObject({
    files: [{ problems: [{ code: 'collection.case-unknown', data: { case: 'K7' } }] }],
  })
  expect(readdirSync(`${desk.answers}/failed`).sort()).toEqual(['x.json', 'x.json.problems.txt'])
})

test.each([
  // 1250.00 at 10 % from 1 August: 111 days to the hand-over, 141 to the day it came back.
  [true, 38_36n, 48_63n],
  [false, 48_63n, 48_63n],
])('the agency accrues interest: %s; what comes back unpaid is ours again', async (accruesInterest, frozen, after) => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const desk = await openDesk(world, { accruesInterest })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person', identityNumber: '191212121212' })
  const claim = await desk.invoice(ada, '1000.00', '2026-07-01')
  await desk.queue([claim.itemId])
  const [one] = await handed(desk)
  await desk.do(sendMessages)
  desk.answer('receipt.json', { answers: [{ case: 'K1', kind: 'accepted', on: '2026-11-20', number: 'A-1' }] })
  await desk.do(fetchAnswers)
  world.today = '2026-12-20' as never
  const interest = async () =>
    (await world.tx((ctx) => accrueInterest(ctx, [claim.itemId], world.today))).get(claim.itemId)!.amount
  expect(await interest()).toBe(frozen)
  await desk.do(withdraw, { caseId: one!.caseId, reason: 'Åter' })
  await desk.do(sendMessages)
  desk.answer('ended.json', { answers: [{ case: 'K1', kind: 'withdrawn', on: '2026-12-20', number: 'A-1' }] })
  await desk.do(fetchAnswers)
  expect(await interest()).toBe(after)
})

test('in two parts, told twice; told anew with other sums; a month in which the fees are more than the money', async () => {
  const { desk, claim } = await overdue()
  await desk.queue([claim.itemId])
  const [one] = await handed(desk)
  await desk.do(sendMessages)
  const remit = (name: string, more: object) =>
    desk.answer(name, { remittances: [{ on: '2026-11-20', currency: 'SEK', ...more }] })
  const row = (capital: string) => ({ case: 'K1', paidOn: '2026-11-19', capital })
  remit('1.json', { reference: 'A', fee: '50.00', net: '450.00', rows: [row('500.00')] })
  remit('2.json', { reference: 'A', fee: '50.00', net: '450.00', rows: [row('500.00')] })
  remit('3.json', { reference: 'A', fee: '0.00', net: '500.00', rows: [row('500.00')] })
  remit('4.json', { reference: 'B', fee: '0.00', net: '749.00', rows: [row('750.00')] })
  expect(await desk.do(fetchAnswers)).toMatchObject({
    files: [
      { name: '1.json', remittances: 1, problems: [] },
      { name: '2.json', known: true, remittances: 0 },
      { name: '3.json', problems: [{ code: 'collection.remittance-differs' }] },
      { name: '4.json', problems: [{ code: expect.stringMatching(/sum/) }] },
    ],
  })
  expect(await desk.open()).toEqual(['Ada Lind 1510 100001 capital 75000', 'Inkasso AB 1510 A capital 45000'])
  await desk.proof()
  expect(await read(desk, one!.caseId)).toMatchObject({ state: 'handed-over', open: '750.00' })
  // Its fee for the watch is drawn from what it owes us.
  remit('5.json', { reference: 'C', fee: '900.00', net: '-150.00', rows: [row('750.00')] })
  expect(await desk.do(fetchAnswers)).toMatchObject({ files: [{ remittances: 1, problems: [] }] })
  expect(await desk.open()).toEqual(['Inkasso AB 1510 A capital 45000', 'Inkasso AB 1510 C capital -15000'])
  await desk.proof()
  expect(await read(desk, one!.caseId)).toMatchObject({ state: 'closed' })
})

test('what is disputed after it was handed over is told to the agency, and so is the end of it; each once', async () => {
  const { desk, claim } = await overdue()
  await desk.queue([claim.itemId])
  const [one] = await handed(desk)
  await desk.do(sendMessages, { now: true })
  const { claims } = await desk.do<{ claims: { holdId: string }[] }>(dispute, {
    itemIds: [claim.itemId],
    amount: '250.00',
    reason: 'wrong hours',
  })
  // By itself, right after it was said; no second time.
  expect(await desk.do(reportPayments)).toMatchObject({ reports: 0 })
  await desk.do(sendMessages, { now: true })
  expect(desk.files('dispute-K1')).toMatchObject([
    {
      kind: 'dispute',
      case: 'K1',
      invoiceNumber: claim.number,
      amount: '250.00',
      text: 'wrong hours',
      remaining: '1250.00',
    },
  ])
  await desk.do(resolveDispute, { holdId: claims[0]!.holdId, outcome: 'for', reason: 'the hours are right' })
  expect(await desk.do(reportPayments)).toMatchObject({ reports: 0 })
  await desk.do(sendMessages, { now: true })
  expect(desk.files('dispute-ended-K1')).toMatchObject([{ kind: 'dispute-ended', text: 'the hours are right' }])
  const told = await read(desk, one!.caseId)
  expect(words(told).slice(-2)).toEqual(['disputed', 'dispute-ended'])
  // Where the case stands is not moved by it.
  expect(told.state).toBe('handed-over')
})

test('an agency that cannot be asked what it has is told nothing again, and keeps no other case from its own', async () => {
  const { world, desk, ada, claim } = await overdue()
  await desk.queue([claim.itemId])
  const [first] = await handed(desk)
  // Its message had begun when the program died, and the folder is gone since.
  await world.database.owner.query(`update collection_messages set begun_at = now() - interval '1 hour'`)
  renameSync(desk.out, `${desk.out}-away`)
  writeFileSync(desk.out, '')
  const other = await desk.invoice(ada, '500.00', '2026-07-01')
  await desk.queue([other.itemId])
  const [second] = await handed(desk)
  expect(await desk.do(sendMessages, { now: true })).toMatchObject({ sent: 0, refused: 0, waiting: 2 })
  expect((await read(desk, first!.caseId)).messages).toEqual([expect.objectContaining({ state: 'waiting' })])
  rmSync(desk.out)
  renameSync(`${desk.out}-away`, desk.out)
  expect(await desk.do(sendMessages, { now: true })).toMatchObject({ sent: 2, waiting: 0 })
  expect(desk.files('case').map(({ case: number }) => number)).toHaveLength(2)
  expect(words(await read(desk, second!.caseId))).toContain('handed-over')
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { savePayment } from '../../src/bank/files/save-payment.ts'
import { dispute } from '../../src/claims/dispute.ts'
import { settleMessage, withdraw } from '../../src/collection/act-on-case.ts'
import { fetchAnswers } from '../../src/collection/fetch-answers.ts'
import { handOver } from '../../src/collection/hand-over.ts'
import { listCases } from '../../src/collection/list-cases.ts'
import { readCase } from '../../src/collection/read-case.ts'
import { reportPayments } from '../../src/collection/report-payments.ts'
import { sendMessages } from '../../src/collection/send-messages.ts'
import type { Desk } from '../collection.ts'
import { openDesk } from '../collection.ts'
import type { Amili, Behaviour } from '../fakes/amili.ts'
import { openAmili } from '../fakes/amili.ts'
import { openWorld } from '../world.ts'

let amili: Amili
beforeAll(async () => {
  process.env.RESKONTRA_SECRET_AMILI = 'secret'
  amili = await openAmili()
})
afterAll(() => amili.close())

async function opened(invoices = 1, graceMinutes = 0) {
  for (const list of [
    amili.next,
    amili.nextLists,
    amili.registrations,
    amili.cases,
    amili.payments,
    amili.creditings,
    amili.cancellations,
    amili.payouts,
    amili.uploads,
    amili.calls,
    amili.bodies,
  ])
    list.length = 0
  amili.pageMost = 100
  const world = await openWorld('SE', { today: '2026-11-20' })
  const desk = await openDesk(world, {
    adapter: 'amili',
    settings: { url: amili.url, key: { env: 'RESKONTRA_SECRET_AMILI' }, account: 'acc', creditor: 'cre', graceMinutes },
  })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person', identityNumber: '191212121212' })
  const claims = []
  for (let i = 0; i < invoices; i++) claims.push(await desk.invoice(ada, '1000.00', '2026-07-01'))
  await desk.queue(claims.map((claim) => claim.itemId))
  const { cases } = await desk.do<{ cases: { caseId: string }[] }>(handOver)
  return { world, desk, claims, caseId: cases[0]!.caseId }
}
const stateOf = async (desk: Desk, caseId: string) =>
  desk.do<{ state: string; agencyNumber: string | null; messages: { kind: string; state: string }[] }>(readCase, {
    caseId,
  })

test('a case of two invoices in their shape; the documents follow', async () => {
  const { desk, caseId } = await opened(2)
  expect(await desk.do(sendMessages)).toMatchObject({ sent: 3, refused: 0, problems: [] })
  expect(JSON.parse(amili.bodies[0]!)).toMatchObject({
    account: 'acc',
    creditor: 'cre',
    first_action: 'debt_collection',
    currency: 'SEK',
    customer: {
      name: 'Ada Lind',
      id_number: '191212121212',
      is_company: false,
      address: { zip_code: '111 33', country: 'SE' },
    },
    debts: [
      {
        invoice_number: '100001',
        invoice_date: 'Wed, 01 Jul 2026 00:00:00 GMT',
        capital_to_claim: 1250,
        invoice_due_days_after_invoice_date: 30,
      },
      { invoice_number: '100002' },
    ],
  })
  // Written from the decimals, not through a float.
  expect(amili.bodies[0]).toContain('"capital_to_claim":1250.00')
  expect(amili.uploads).toHaveLength(2)
  expect(await stateOf(desk, caseId)).toMatchObject({ state: 'accepted' })
})

test.each<[Behaviour, number]>([
  ['error-after-taking', 2],
  ['hangs-up', 2],
  ['error', 2],
  ['late', 4],
])('%s: registered once all the same', async (behaviour, rounds) => {
  const { desk, caseId } = await opened(1, behaviour === 'late' ? 15 : 0)
  amili.next = [behaviour]
  await desk.do(sendMessages, { now: true })
  // Until it has arrived it says what went wrong, and when it is tried again; then no more.
  expect(await stateOf(desk, caseId)).toMatchObject({
    messages: [{ answer: expect.any(String), nextTryAt: expect.any(String) }],
  })
  for (let i = 1; i < rounds; i++) await desk.do(sendMessages, { now: true })
  await desk.do(sendMessages, { now: true })
  expect(amili.registrations).toHaveLength(1)
  expect(amili.uploads).toHaveLength(1)
  expect(await stateOf(desk, caseId)).toMatchObject({
    state: 'accepted',
    messages: [
      { kind: 'register', state: 'sent', answer: null, nextTryAt: null },
      { kind: 'document', state: 'sent' },
    ],
  })
})

test('a refusal with its reasons ends the case, and the claims are free again', async () => {
  const { desk, caseId, claims } = await opened()
  amili.next = ['refused']
  expect(await desk.do(sendMessages)).toMatchObject({ refused: 1 })
  expect(await stateOf(desk, caseId)).toMatchObject({ state: 'refused' })
  expect(await desk.do(listCases, { state: 'trouble' })).toMatchObject({ rows: [{ state: 'refused' }] })
  await desk.queue(claims.map((claim) => claim.itemId))
  expect(await desk.do(handOver)).toMatchObject({ cases: [{ case: 'K2' }] })
})

test('what was found under an earlier case is another case', async () => {
  const { desk, caseId, claims } = await opened()
  await desk.do(sendMessages)
  await desk.do(withdraw, { caseId, reason: 'ours again' })
  await desk.do(sendMessages)
  expect(await stateOf(desk, caseId)).toMatchObject({ state: 'withdrawn' })
  expect(amili.cancellations).toHaveLength(1)
  await desk.queue(claims.map((claim) => claim.itemId))
  await desk.do(handOver)
  amili.next = ['error']
  await desk.do(sendMessages, { now: true })
  await desk.do(sendMessages, { now: true })
  expect(amili.registrations).toHaveLength(2)
})

test('slower, when it asks for it; a wrong key refuses no case', async () => {
  const { desk, caseId } = await opened()
  amili.next = ['rate-limit']
  expect(await desk.do(sendMessages)).toMatchObject({ sent: 0, waiting: 1 })
  process.env.RESKONTRA_SECRET_AMILI = 'wrong'
  expect(await desk.do(sendMessages, { now: true })).toMatchObject({ waiting: 1, refused: 0 })
  process.env.RESKONTRA_SECRET_AMILI = 'secret'
  const { messages } = await desk.do<{ messages: { messageId: string }[] }>(readCase, { caseId })
  await desk.do(settleMessage, { messageId: messages[0]!.messageId, outcome: 'again' })
  expect(await desk.do(sendMessages)).toMatchObject({ sent: 2 })
})

test('payments are told once though the answer was lost; out of order nothing goes', async () => {
  const { desk, caseId, claims } = await opened()
  amili.next = ['error']
  await desk.do(sendMessages)
  await desk.do(savePayment, {
    account: 'BANK',
    amount: '250.50',
    paidOn: '2026-11-20',
    reference: claims[0]!.reference,
  })
  // The case is not there yet: it is told about nothing.
  expect(await desk.do(reportPayments)).toMatchObject({ reports: 0 })
  await desk.do(sendMessages, { now: true })
  await desk.do(sendMessages)
  expect(await desk.do(reportPayments)).toMatchObject({ reports: 1 })
  amili.next = ['error-after-taking']
  await desk.do(sendMessages)
  await desk.do(sendMessages, { now: true })
  expect(amili.payments).toMatchObject([{ amount: 250.5, currency: 'SEK', origin: 'creditor_system' }])
  expect(amili.payments).toHaveLength(1)
  expect(await stateOf(desk, caseId)).toMatchObject({ state: 'accepted' })
})

test('states and payouts: commission is cost with its VAT, what was collected pays the claim', async () => {
  const { desk, caseId } = await opened()
  await desk.do(sendMessages)
  amili.cases[0]!.status = 'surveillance'
  await desk.do(fetchAnswers)
  expect(await stateOf(desk, caseId)).toMatchObject({ state: 'watch' })
  await desk.do(fetchAnswers)
  const spec = {
    creditor: 'cre',
    currency: 'SEK',
    invoice_number: '100001',
    booking_date: 'Mon, 16 Nov 2026 00:00:00 GMT',
    payout: 'p1',
    payout_date: 'Fri, 20 Nov 2026 00:00:00 GMT',
  }
  amili.payouts.push(
    { ...spec, _id: '1', finance_category: 'capital', amount: 1250, vat_amount: 0, total_amount: 1250 },
    { ...spec, _id: '2', finance_category: 'interest', amount: 38.36, vat_amount: 0, total_amount: 38.36 },
    { ...spec, _id: '3', finance_category: 'creditor_commission', amount: 100, vat_amount: 25, total_amount: 125 },
  )
  await desk.do(fetchAnswers)
  await desk.do(fetchAnswers)
  expect(await stateOf(desk, caseId)).toMatchObject({ state: 'closed' })
  expect(await desk.open()).toEqual(['Inkasso AB 1510 p1 capital 116336'])
  await desk.proof()
})

test('half an answer is none: they are asked, and nothing is registered twice', async () => {
  const { desk, caseId } = await opened(2)
  amili.next = ['half-answer']
  expect(await desk.do(sendMessages)).toMatchObject({ sent: 0, waiting: 1 })
  // Neither is an answer to the question: cut off, or without the rows that it counts.
  for (const how of ['cut-off', 'empty-page'] as const) {
    amili.nextLists = [how]
    expect(await desk.do(sendMessages, { now: true })).toMatchObject({ sent: 0, waiting: 1 })
  }
  await desk.do(sendMessages, { now: true })
  await desk.do(sendMessages)
  expect([amili.registrations.length, amili.cases.length, amili.uploads.length]).toEqual([1, 2, 2])
  expect(await stateOf(desk, caseId)).toMatchObject({ state: 'accepted' })
})

test('a page of somebody between us refuses no case', async () => {
  const { desk, caseId } = await opened()
  amili.next = ['proxy-page']
  expect(await desk.do(sendMessages)).toMatchObject({ refused: 0, waiting: 1 })
  await desk.do(sendMessages, { now: true })
  expect(amili.registrations).toHaveLength(1)
  expect(await stateOf(desk, caseId)).toMatchObject({ state: 'accepted' })
})

const payoutRow = (id: string, category: string, amount: number | string | null, more: object = {}) => ({
  _id: id,
  creditor: 'cre',
  currency: 'SEK',
  invoice_number: '100001',
  booking_date: 'Mon, 16 Nov 2026 00:00:00 GMT',
  payout: 'p1',
  payout_date: 'Fri, 20 Nov 2026 00:00:00 GMT',
  finance_category: category,
  amount,
  vat_amount: 0,
  ...more,
})

test('a payout in small pages, told twice, with amounts as text is one payout; one that cannot be read posts nothing', async () => {
  const { desk, caseId } = await opened()
  await desk.do(sendMessages)
  amili.pageMost = 1
  amili.payouts.push(payoutRow('1', 'capital', null), payoutRow('2', 'creditor_commission', 100))
  const payout = async () =>
    (
      await desk.do<{ files: { name: string; remittances: number; problems: { code: string }[] }[] }>(fetchAnswers)
    ).files.find(({ name }) => name === 'payout-p1')
  expect(await payout()).toMatchObject({ remittances: 0, problems: [{ code: 'collection.payout-unreadable' }] })
  amili.payouts[0]!.amount = '1250.00'
  amili.nextLists = ['twice', 'twice']
  expect(await payout()).toMatchObject({ remittances: 1, problems: [] })
  expect(await desk.open()).toEqual(['Inkasso AB 1510 p1 capital 115000'])
  expect(await stateOf(desk, caseId)).toMatchObject({ state: 'closed' })
  await desk.proof()
})

test('a payout that says more than was posted of it is told to a person', async () => {
  const { desk } = await opened()
  await desk.do(sendMessages)
  amili.payouts.push(payoutRow('1', 'capital', 1000))
  await desk.do(fetchAnswers)
  amili.payouts.push(payoutRow('2', 'capital', 250))
  const { files } = await desk.do<{ files: { name: string; problems: object[] }[] }>(fetchAnswers)
  expect(files.find(({ name }) => name === 'payout-p1')).toMatchObject({
    remittances: 0,
    problems: [{ code: 'collection.remittance-differs' }],
  })
  expect(await desk.open()).toContain('Inkasso AB 1510 p1 capital 100000')
  await desk.proof()
})

test('a dispute, which their interface has no word for, waits for a person; money is reported past it', async () => {
  const { desk, claims, caseId } = await opened()
  await desk.do(sendMessages, { now: true })
  await desk.do(dispute, { itemIds: [claims[0]!.itemId], amount: '100.00', reason: 'wrong hours' })
  await desk.do(reportPayments)
  const calls = amili.calls.length
  await desk.do(sendMessages, { now: true })
  expect(amili.calls).toHaveLength(calls)
  const { messages } = await desk.do<{ messages: { messageId: string; kind: string; state: string }[] }>(readCase, {
    caseId,
  })
  const waits = messages.find(({ kind }) => kind === 'dispute')!
  expect(waits.state).toBe('held')
  await desk.do(savePayment, {
    account: 'BANK',
    amount: '300.00',
    paidOn: '2026-11-20',
    reference: claims[0]!.reference,
  })
  await desk.do(reportPayments)
  await desk.do(sendMessages, { now: true })
  expect(amili.payments).toMatchObject([{ amount: 300 }])
  expect(await desk.do(settleMessage, { messageId: waits.messageId, outcome: 'arrived' })).toBeTruthy()
  expect((await stateOf(desk, caseId)).messages.find(({ kind }) => kind === 'dispute')?.state).toBe('sent')
})

import { expect, test } from 'vitest'
import type { User } from '../../src/db/context.ts'
import type { FileAnswer } from '../../src/db/verb.ts'
import { abandonRun } from '../../src/dunning/abandon-run.ts'
import { approve } from '../../src/dunning/approve.ts'
import { assignPolicy } from '../../src/dunning/assign-policy.ts'
import { closePolicy } from '../../src/dunning/close-policy.ts'
import { compareRun } from '../../src/dunning/compare-run.ts'
import { endAssignment } from '../../src/dunning/end-assignment.ts'
import { excludeRow } from '../../src/dunning/exclude-row.ts'
import { execute } from '../../src/dunning/execute.ts'
import { explain } from '../../src/dunning/explain.ts'
import { holdRow } from '../../src/dunning/hold-row.ts'
import { listLetters } from '../../src/dunning/letters/list-letters.ts'
import { previewSimulated } from '../../src/dunning/letters/preview-simulated.ts'
import { returnLetter } from '../../src/dunning/letters/return-letter.ts'
import { listAssignments } from '../../src/dunning/list-assignments.ts'
import { listPolicies } from '../../src/dunning/list-policies.ts'
import { listRunRows } from '../../src/dunning/list-run-rows.ts'
import { listRuns } from '../../src/dunning/list-runs.ts'
import { proposePolicies } from '../../src/dunning/propose-policies.ts'
import { readPolicy } from '../../src/dunning/read-policy.ts'
import { readRun } from '../../src/dunning/read-run.ts'
import { recall } from '../../src/dunning/recall.ts'
import { recheckLetters } from '../../src/dunning/recheck-letters.ts'
import { releaseRow } from '../../src/dunning/release-row.ts'
import { reopenPolicy } from '../../src/dunning/reopen-policy.ts'
import { runUnattended } from '../../src/dunning/run-unattended.ts'
import { savePolicy } from '../../src/dunning/save-policy.ts'
import { simulatePolicy } from '../../src/dunning/simulate-policy.ts'
import { sumRunRows } from '../../src/dunning/sum-run-rows.ts'
import { whyPolicy } from '../../src/dunning/why-policy.ts'
import { saveOrders } from '../../src/invoicing/orders/save-orders.ts'
import { newId } from '../../src/kernel/id.ts'
import { readHome } from '../../src/workspace/read-home.ts'
import { openItemsText, postItem, settle } from '../books.ts'
import { issueClaim } from '../claim-stories.ts'
import { lettersLeave, lettersText, moveTo, plainPolicy, proposeOn, remind, savePlainPolicy } from '../dunning.ts'
import { plainOrder } from '../orders.ts'
import { readPdf } from '../pdf-reader.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

const company = (today: string) => openWorld('SE', { kind: 'company', today })
const person = (world: World, number: string, name: string, more = {}) =>
  world.party({ number, name, kind: 'person', ...more })
const owed = (world: World, party: string, number: string, amount: string, due: string, more = {}) =>
  postItem(world, { party, number, amount, on: '2026-09-01', due, ...more })
type Rows = {
  rows: {
    rowNo: number
    state: string
    customer: string
    total: string
    fee: string
    kind: string
    causes: { code: string; until?: string | null }[]
    problems: { code: string }[]
    said: { code: string }[]
    items: { number: string }[]
    channel: string | null
    passedOver: object[]
    letterId: string | null
  }[]
}
const rowsOf = async (world: World, runId: string, more = {}) =>
  (await world.do<Rows>(listRunRows, { runId, ...more })).rows
const hold = (
  world: World,
  kind: string,
  subject: { item_id?: string; party_id?: string },
  more: { to?: string; amount?: bigint } = {},
) =>
  world.tx(({ db }) =>
    db.query(
      `insert into holds (company_id, id, kind, item_id, party_id, from_on, to_on, reason, amount, currency) values ($1, $2, $3, $4, $5, '2026-01-01', coalesce($6::date, 'infinity'), 'story', $7, $8)`,
      [
        world.companyId,
        newId(),
        kind,
        subject.item_id ?? null,
        subject.party_id ?? null,
        more.to ?? null,
        more.amount ?? null,
        more.amount ? 'SEK' : null,
      ],
    ),
  )
const proof = async (world: World) => {
  const rows = await world.tx(({ db }) =>
    db.rows(
      `select account from control_proof($1, $2) where items_amount <> ledger_amount or items_base + adjustments <> ledger_base`,
      [world.companyId, world.today],
    ),
  )
  expect(rows).toEqual([])
}
async function user(world: World, name: string): Promise<User> {
  const id = newId()
  await world.database.owner.query(`insert into users (id, email, name, language) values ($1, $2, $3, 'sv')`, [
    id,
    `${name}@example.com`,
    name,
  ])
  return { id, name, areas: 'all', permissions: ['dunning.*'] }
}

test('nothing harder follows a letter that did not arrive: another cause than one that has not left', async () => {
  const world = await company('2026-11-05')
  await savePlainPolicy(world)
  await owed(world, await person(world, '1', 'Ada'), '100', '1000.00', '2026-10-31')
  expect(await remind(world)).toMatchObject({ letters: 1 })
  await lettersLeave(world, 'failed')
  moveTo(world, '2026-11-21')
  expect((await remind(world)).proposed).toMatchObject({ letters: 0, causes: [{ code: 'letter-returned', items: 1 }] })
})

test('a letter that came back from the post: what follows is held, and nothing is printed to an address that is no more', async () => {
  const world = await company('2026-11-05')
  await savePlainPolicy(world)
  const ada = await person(world, '1', 'Ada')
  await owed(world, ada, '100', '1000.00', '2026-10-31')
  await remind(world)
  const [letter] = (await world.do<{ rows: { letterId: string }[] }>(listLetters, {})).rows
  const back = (more = {}) =>
    world.do(returnLetter, { letterId: letter!.letterId, reason: 'adressaten okänd', addressIsLost: true, ...more })
  await expect(back()).rejects.toThrow('not left on paper')
  await lettersLeave(world)
  expect(await back()).toEqual({ letterId: letter!.letterId, customer: '1', addressEnded: true })
  await expect(back()).rejects.toThrow('told already')
  expect(await world.do(listLetters, {})).toMatchObject({ rows: [{ returnedFor: 'adressaten okänd' }] })
  await owed(world, ada, '200', '500.00', '2026-11-05')
  moveTo(world, '2026-11-21')
  const { runId } = await proposeOn(world)
  expect(
    (await rowsOf(world, runId)).map(({ items, causes }) => [items[0]!.number, causes.map(({ code }) => code)]),
  ).toEqual([
    ['100', ['letter-returned', 'no-channel']],
    ['200', ['no-channel']],
  ])
})

test('a claim goes its way: reminder, collection notice, agency; each step once, each with its fee', async () => {
  const world = await company('2026-11-02')
  await savePlainPolicy(world)
  await owed(world, await person(world, '1', 'Ada'), '100', '1000.00', '2026-10-31')
  expect(await proposeOn(world)).toMatchObject({
    letters: 0,
    waiting: [{ code: 'not-yet', items: 1, nextOn: '2026-11-05' }],
  })
  moveTo(world, '2026-11-05')
  expect(await remind(world)).toMatchObject({ letters: 1, dropped: 0 })
  expect(await remind(world)).toMatchObject({
    letters: 0,
    proposed: { waiting: [{ code: 'not-yet', nextOn: '2026-11-21' }] },
  })

  // The first letter never left: nothing harder follows it.
  moveTo(world, '2026-11-21')
  expect((await remind(world)).proposed).toMatchObject({
    letters: 0,
    held: 1,
    causes: [{ code: 'letter-not-sent', items: 1 }],
  })
  await lettersLeave(world)
  expect(await remind(world)).toMatchObject({ letters: 1 })
  await lettersLeave(world)
  moveTo(world, '2026-12-06')
  expect(await remind(world)).toMatchObject({ letters: 0, handovers: 1 })
  expect(await lettersText(world)).toEqual([
    '2026-11-05 1 reminder 2026-11-16 100 100000+0+0+6000+0 print sent',
    '2026-11-21 1 collection-notice 2026-12-01 100 100000+0+6000+18000+0 print sent',
  ])
  expect((await proposeOn(world)).waiting).toMatchObject([{ code: 'queued', items: 1 }])
  const { rows: queue } = await world.database.owner.query(`select target, state, reason from collection_queue`)
  expect(queue).toEqual([{ target: 'agency', state: 'waiting', reason: 'P 3' }])
  await proof(world)
})

test('one letter a customer and step; foreign currency and another step have their own; the fee is one', async () => {
  const world = await company('2026-11-20')
  await savePlainPolicy(world)
  const ada = await person(world, '1', 'Ada')
  await owed(world, ada, '100', '1000.00', '2026-10-31')
  await owed(world, ada, '101', '500.00', '2026-11-05')
  await owed(world, ada, '102', '70.00', '2026-11-05', { currency: 'EUR', base: '770.00' })
  await owed(world, ada, '103', '900.00', '2026-11-18')
  await owed(world, await person(world, '2', 'Bo'), '200', '10.00', '2026-10-31')
  const run = await proposeOn(world)
  expect(run).toMatchObject({
    letters: 3,
    held: 0,
    items: 4,
    waiting: [{ code: 'not-yet', items: 1, nextOn: '2026-11-23' }],
  })
  const rows = await rowsOf(world, run.runId)
  expect(rows.map((row) => [row.customer, row.items.map((item) => item.number).join('+'), row.total, row.fee])).toEqual(
    expect.arrayContaining([
      ['1', '100+101', '1560.00', '60.00'],
      ['1', '102', '70.00', '0.00'],
      ['2', '200', '70.00', '60.00'],
    ]),
  )
})

test('what must not be asked for is held, each with its cause; what a person may let go goes with his reason', async () => {
  const world = await company('2026-11-20')
  await savePlainPolicy(world, {
    minimum: [{ amount: '50.00', currency: 'SEK' }],
    steps: [{ kind: 'reminder', days: 5, channels: ['e-mail'] }],
  })
  const mail = (address: string) => ({
    channels: [{ channel: 'e-mail' as const, address, consentOn: '2026-01-01' as never, consentSource: 'test' }],
  })
  const customers = []
  for (const [number, name] of [
    ['1', 'Tvist'],
    ['2', 'Anstånd'],
    ['3', 'Dödsbo'],
    ['4', 'Överbetalt'],
    ['5', 'Småbelopp'],
    ['6', 'Fri'],
    ['7', 'Delvis'],
  ] as const)
    customers.push(await person(world, number, name, mail(`${number}@example.net`)))
  const items = []
  for (const [i, party] of customers.entries())
    items.push(await owed(world, party, `${i + 1}00`, i === 4 ? '20.00' : '1000.00', '2026-10-31'))
  await owed(world, await person(world, '8', 'Utan adress'), '800', '1000.00', '2026-10-31')
  await owed(world, await person(world, '9', 'Studsad', mail('9@example.net')), '900', '1000.00', '2026-10-31')
  await world.database.owner.query(`update party_channels set bounced_at = now() where address = '9@example.net'`)
  await hold(world, 'dispute', { item_id: items[0]! })
  await hold(world, 'deferral', { item_id: items[1]! }, { to: '2026-12-01' })
  await hold(world, 'deceased', { party_id: customers[2]! })
  await postItem(world, { party: customers[3]!, number: 'P', amount: '-300.00', on: '2026-11-10' })
  await hold(world, 'dispute', { item_id: items[6]! }, { amount: 400_00n })
  const run = await proposeOn(world)
  expect(run).toMatchObject({ letters: 2, held: 7 })
  const rows = await rowsOf(world, run.runId)
  expect(
    rows
      .map((row) =>
        `${row.customer} ${row.state} ${row.total} ${row.causes.map((cause) => `${cause.code}${cause.until ? ` until ${cause.until}` : ''}`).join(', ')}`.trim(),
      )
      .sort(),
  ).toEqual([
    '1 held 1000.00 dispute',
    '2 held 1000.00 deferral until 2026-12-01',
    '3 held 1000.00 deceased',
    '4 held 1000.00 unapplied-money',
    '5 held 20.00 minimum',
    '6 proposed 1000.00',
    '7 proposed 600.00',
    '8 held 1000.00 no-channel',
    '9 held 1000.00 e-mail-bounced',
  ])
  expect(
    rows.find((row) => row.customer === '1')!.causes,
    'with the words of who let it rest, which the run does not keep',
  ).toMatchObject([{ code: 'dispute', data: { reason: 'story' } }])
  expect((await world.tx(({ db }) => db.rows(`select from run_rows where reason::text like '%story%'`))).length).toBe(0)
  expect(await rowsOf(world, run.runId, { cause: 'minimum' })).toHaveLength(1)
  const rowNo = (customer: string) => rows.find((row) => row.customer === customer)!.rowNo
  await expect(world.do(releaseRow, { runId: run.runId, rowNo: rowNo('1'), reason: 'ändå' })).rejects.toThrow(
    'held by dispute',
  )
  await expect(world.do(releaseRow, { runId: run.runId, rowNo: rowNo('5') })).rejects.toThrow('say why')
  await world.do(releaseRow, { runId: run.runId, rowNo: rowNo('5'), reason: 'Principsak' })
  await world.do(excludeRow, { runId: run.runId, rowNo: rowNo('6'), reason: 'Ringer' })
  await world.do(holdRow, { runId: run.runId, rowNo: rowNo('7'), reason: 'Handläggs', to: '2026-12-15' })
  expect(await world.do(readRun, { runId: run.runId })).toMatchObject({
    totals: { letters: 1, held: 7 },
    counts: { proposed: 1, held: 7, excluded: 1 },
  })
  await world.do(approve, { runId: run.runId })
  expect(await world.do(execute, { runId: run.runId })).toMatchObject({ letters: 1, dropped: 0 })
  // The pause holds in the next run as well; released, it goes.
  const next = await proposeOn(world)
  const again = await rowsOf(world, next.runId)
  expect(again.find((row) => row.customer === '7')).toMatchObject({
    state: 'held',
    causes: [{ code: 'pause', until: '2026-12-15' }],
  })
  expect(again.find((row) => row.customer === '6')).toMatchObject({ state: 'proposed' })
  await world.do(abandonRun, { runId: next.runId })
  await expect(world.do(approve, { runId: next.runId })).rejects.toThrow('abandoned')
})

test('a claim that waits for its credit note leads to the order that will make it', async () => {
  const world = await company('2026-11-20')
  await savePlainPolicy(world)
  const party = await person(world, '1', 'Ada Lind')
  const claim = await issueClaim(world, party, { issuedOn: '2026-08-01' })
  await world.tx((ctx) =>
    saveOrders(ctx, [
      plainOrder(world, party, 'K-1', [['Tillbaka', '1', '100.00', 'S25']], {
        kind: 'credit-note',
        creditsId: claim.invoiceId,
        reason: 'avtalad nedsättning',
      }),
    ]),
  )
  const order = await world.tx(({ db }) =>
    db.one<{ id: string }>(`select id from orders where source_reference = 'K-1'`),
  )
  const { runId } = await proposeOn(world)
  expect((await rowsOf(world, runId)).map(({ causes }) => causes)).toMatchObject([
    [{ code: 'credit-note-pending', data: { order: order.id } }],
  ])
})

test('money that came between approval and execution drops its row, with the reason; a part of it lessens the letter', async () => {
  const world = await company('2026-11-20')
  await savePlainPolicy(world)
  const [ada, bo, cia] = [
    await person(world, '1', 'Ada'),
    await person(world, '2', 'Bo'),
    await person(world, '3', 'Cia'),
  ]
  const [paid, part, first] = [
    await owed(world, ada, '100', '1000.00', '2026-10-31'),
    await owed(world, bo, '200', '1000.00', '2026-10-31'),
    await owed(world, cia, '300', '400.00', '2026-10-31'),
  ]
  await owed(world, cia, '301', '500.00', '2026-10-31')
  const run = await proposeOn(world)
  await world.do(approve, { runId: run.runId })
  for (const [party, item, amount] of [
    [ada, paid, '1000.00'],
    [bo, part, '300.00'],
    [cia, first, '400.00'],
  ] as const)
    await settle(
      world,
      item,
      await postItem(world, { party, number: 'P', amount: `-${amount}`, on: '2026-11-20' }),
      amount,
      '2026-11-20',
    )
  expect(await world.do(execute, { runId: run.runId })).toMatchObject({ letters: 2, dropped: 1 })
  const rows = await rowsOf(world, run.runId)
  expect(rows.find((row) => row.customer === '1')).toMatchObject({
    state: 'rejected',
    problems: [{ code: 'dunning-row.paid' }],
  })
  // A row tells what its letter asked for, and what had been approved.
  expect(rows.find((row) => row.customer === '2')).toMatchObject({
    state: 'done',
    capital: '700.00',
    total: '760.00',
    approved: '1060.00',
  })
  expect(rows.find((row) => row.customer === '3')).toMatchObject({
    state: 'done',
    total: '560.00',
    approved: '960.00',
    items: [{ number: '301' }],
    problems: [{ code: 'dunning-row.paid' }],
  })
  expect(await world.do(readRun, { runId: run.runId })).toMatchObject({
    totals: { letters: 2, items: 2, sums: [{ capital: '1200.00', fee: '120.00', total: '1320.00' }] },
  })
  expect(await lettersText(world)).toEqual([
    '2026-11-20 2 reminder 2026-11-30 200 70000+0+0+6000+0 print waiting',
    '2026-11-20 3 reminder 2026-11-30 301 50000+0+0+6000+0 print waiting',
  ])
  // Done is done: executing again answers the same and writes nothing.
  expect(await world.do(execute, { runId: run.runId })).toMatchObject({ letters: 2, dropped: 1 })
  expect(await lettersText(world)).toHaveLength(2)
  await proof(world)
})

test('a letter that waits is recalled with its fee, and the claim is as before; what has left is not recalled', async () => {
  const world = await company('2026-11-20')
  await savePlainPolicy(world, { interest: 'charged' })
  const ada = await person(world, '1', 'Ada')
  const item = await owed(world, ada, '100', '1000.00', '2026-10-31')
  const { proposed } = await remind(world)
  const [row] = await rowsOf(world, proposed.runId)
  const letterId = row!.letterId!
  expect(await openItemsText(world)).toContain('100')
  expect(await lettersText(world)).toEqual(['2026-11-20 1 reminder 2026-11-30 100 100000+493+0+6000+0 print waiting'])
  expect([...(await world.tx((tx) => recheckLetters(tx, [letterId])))]).toEqual([
    [letterId, { verdict: 'send', causes: [] }],
  ])
  await settle(
    world,
    item,
    await postItem(world, { party: ada, number: 'P', amount: '-100.00', on: '2026-11-20' }),
    '100.00',
    '2026-11-20',
  )
  expect((await world.tx((tx) => recheckLetters(tx, [letterId]))).get(letterId)).toEqual({
    verdict: 'drop',
    causes: [{ code: 'money-came', data: { number: '100' } }],
  })
  expect(await world.do(recall, { runId: proposed.runId, reason: 'Fel text' })).toEqual({
    recalled: 1,
    gone: 0,
    already: 0,
  })
  expect(await world.do(recall, { runId: proposed.runId, reason: 'Fel text' })).toEqual({
    recalled: 0,
    gone: 0,
    already: 1,
  })
  // What was recalled has asked for nothing: neither the row nor the head and its sums count it any more.
  expect(await rowsOf(world, proposed.runId)).toMatchObject([{ state: 'recalled', group: 'recalled' }])
  expect(await world.do(sumRunRows, { runId: proposed.runId })).toMatchObject({
    letters: 0,
    sums: [],
    states: { recalled: 1 },
  })
  expect(await world.do(readRun, { runId: proposed.runId })).toMatchObject({
    totals: { letters: 0, sums: [] },
    counts: { done: 0, recalled: 1 },
  })
  expect(await world.do(listRuns, {})).toMatchObject({ rows: [{ totals: { letters: 0 } }] })
  await proof(world)
  const { rows: charges } = await world.database.owner.query(
    `select sum(amount_open)::int as open from open_items where kind = 'charge'`,
  )
  expect(charges).toEqual([{ open: 0 }])
  // The next one is the first again, with its fee, and the same days of interest.
  const second = await remind(world)
  expect(second).toMatchObject({ letters: 1 })
  expect((await lettersText(world))[1]).toBe('2026-11-20 1 reminder 2026-11-30 100 90000+493+0+6000+0 print waiting')
  await lettersLeave(world)
  await expect(world.do(recall, { runId: second.proposed.runId, reason: 'för sent' })).rejects.toThrow(
    'left the outbox',
  )
  expect(await world.do(readRun, { runId: second.proposed.runId })).toMatchObject({
    state: 'done',
    letters: { sent: 1, waiting: 0 },
  })
})

test('a fee that the law allows is not said to be cut; the days of grace come before the first letter', async () => {
  const warned = async (world: World, policy: Parameters<typeof plainPolicy>[0]) =>
    (
      await world.do<{ warnings: { code: string; debtor: string; data: Record<string, unknown> }[] }>(savePolicy, {
        ...plainPolicy(policy),
        dryRun: true,
      })
    ).warnings.filter(({ debtor }) => debtor === 'consumer')
  const reminder = (feeAmount: string) => ({
    steps: [{ kind: 'reminder' as const, days: 5, fee: 'fixed' as const, feeAmount, deadlineDays: 14 }],
  })
  const sweden = await openWorld('SE', { today: '2026-11-20' })
  expect((await warned(sweden, reminder('60.00'))).map(({ code }) => code)).not.toContain('fee-cut')
  expect((await warned(sweden, reminder('60.01'))).map(({ code }) => code)).toContain('fee-cut')
  const norway = await openWorld('NO', { today: '2026-11-20' })
  const from = async (graceDays: number) =>
    (await warned(norway, { ...reminder('30.00'), graceDays, validFrom: '2026-11-20' })).find(
      ({ code }) => code === 'waits',
    )?.data.from
  expect([await from(0), await from(3)]).toEqual(['2026-11-24', '2026-11-27'])

  // What was saved since it was read is not written over, nor is a policy of that code by a new one.
  const saved = (after: number) => sweden.do<{ versionNo: number }>(savePolicy, { ...plainPolicy(), after })
  expect(await saved(0)).toMatchObject({ versionNo: 1 })
  await expect(saved(0)).rejects.toMatchObject({ problems: [{ code: 'dunning-policy.already-there' }] })
  expect(await saved(1)).toMatchObject({ versionNo: 2 })
  await expect(saved(1)).rejects.toMatchObject({ problems: [{ code: 'dunning-policy.changed-meanwhile' }] })
})

test('fees above the law are cut and said so; a letter that the law wants later waits for its day', async () => {
  const norway = await openWorld('NO', { today: '2026-11-20' })
  const policy = await norway.do<{ warnings: { code: string; stepNo: number; debtor: string; source: string }[] }>(
    savePolicy,
    {
      ...plainPolicy(),
      steps: [
        { kind: 'reminder', days: 5, fee: 'fixed', feeAmount: '70.00', deadlineDays: 14 },
        { kind: 'collection-notice', days: 0, fee: 'law', deadlineDays: 5 },
      ],
    },
  )
  expect(policy.warnings.filter((one) => one.debtor === 'consumer').map((one) => `${one.stepNo} ${one.code}`)).toEqual(
    expect.arrayContaining(['1 waits', '1 fee-cut', '2 deadline-raised']),
  )
  const ada = await norway.party({ number: '1', name: 'Ada', kind: 'person' })
  await postNorwegian(norway, ada, '100', '1000.00', '2026-11-10')
  const early = await proposeOn(norway)
  expect((await rowsOf(norway, early.runId))[0]).toMatchObject({
    state: 'held',
    causes: [{ code: 'law-too-early', until: '2026-11-24' }],
  })
  moveTo(norway, '2026-11-24')
  const run = await proposeOn(norway)
  expect((await rowsOf(norway, run.runId))[0]).toMatchObject({ state: 'proposed', fee: '38.00' })
  expect(run.feesCut).toBe(1)
})

const postNorwegian = (world: World, party: string, number: string, amount: string, due: string) =>
  world.tx(async ({ db, company }) => {
    const id = newId()
    const series = await db.one<{ id: string }>(`select id from number_series where company_id = $1 and code = 'K'`, [
      company.id,
    ])
    const minor = BigInt(amount.replace('.', ''))
    await db.query(
      `insert into vouchers (company_id, id, series_id, year, number, ledger, transaction_type, posted_on, document_on, base_currency, posting_count, text) values ($1, $2, $3, 2026, 900, 'receivable', 'invoice', '2026-09-01', '2026-09-01', 'NOK', 2, $4)`,
      [company.id, id, series.id, number],
    )
    const { rows } = await db.query<{ code: string }>(
      `select account as code from account_roles where company_id = $1 and role = 'receivable'`,
      [company.id],
    )
    const account = rows[0]!.code
    await db.query(
      `insert into postings (company_id, voucher_id, line_no, posting_count, posted_on, base_currency, account, base_amount, currency, amount, party_id)
       select $1, $2, l, 2, '2026-09-01', 'NOK', case l when 1 then $3 else (select account from account_roles where company_id = $1 and role = 'feeIncome') end, case l when 1 then $4::bigint else -$4::bigint end, 'NOK', case l when 1 then $4::bigint else -$4::bigint end, case l when 1 then $5::uuid end from generate_series(1, 2) l`,
      [company.id, id, account, minor, party],
    )
    await db.query(
      `insert into open_items (company_id, id, voucher_id, line_no, account, party_id, currency, base_currency, amount, base_amount, amount_open, base_open, opened_on, kind, number_text, due_on)
       values ($1, $2, $2, 1, $3, $4, 'NOK', 'NOK', $5, $5, $5, $5, '2026-09-01', 'invoice', $6, $7)`,
      [company.id, id, account, party, minor, number, due],
    )
  })

test('which policy holds, and why: the invoice’s, else the customer’s, the group’s, the kind’s, the default', async () => {
  const world = await company('2026-11-20')
  await savePlainPolicy(world)
  for (const code of ['KUND', 'GRUPP', 'SLAG']) await savePlainPolicy(world, { code, name: code, isDefault: false })
  const ada = await person(world, '1', 'Ada')
  const why = (input: object) =>
    world.do<{ policy: { code: string } | null; rule: string; reason: string | null }>(whyPolicy, input)
  expect(await why({ customer: '1' })).toMatchObject({ policy: { code: 'P' }, rule: 'default' })
  await world.do(assignPolicy, { policy: 'SLAG', customerKind: 'person', reason: 'Privatpersoner' })
  expect(await why({ customer: '1' })).toMatchObject({
    policy: { code: 'SLAG' },
    rule: 'customer-kind',
    reason: 'Privatpersoner',
  })
  await world.do(assignPolicy, { policy: 'GRUPP', invoiceGroup: '1', reason: 'Hyror' })
  expect(await why({ customer: '1', invoiceGroup: '1' })).toMatchObject({
    policy: { code: 'GRUPP' },
    rule: 'invoice-group',
  })
  const { assignmentId } = await world.do<{ assignmentId: string }>(assignPolicy, {
    policy: null,
    customer: '1',
    reason: 'Avtal',
  })
  expect(await why({ customer: '1' })).toMatchObject({ policy: null, rule: 'customer', reason: 'Avtal' })
  await owed(world, ada, '100', '1000.00', '2026-10-31')
  expect(await proposeOn(world)).toMatchObject({ letters: 0, waiting: [{ code: 'no-policy', items: 1 }] })
  await world.do(endAssignment, { assignmentId })
  expect(await proposeOn(world)).toMatchObject({ letters: 1, steps: [{ policy: 'SLAG' }] })
  // What holds for a time alone lets what held before go on after it.
  await world.do(assignPolicy, { policy: 'KUND', customer: '1', reason: 'Egen' })
  await world.do(assignPolicy, { policy: null, customer: '1', to: '2027-01-01', reason: 'Vila över jul' })
  expect(await why({ customer: '1', on: '2026-12-31' })).toMatchObject({ policy: null, reason: 'Vila över jul' })
  expect(await why({ customer: '1', on: '2027-01-01' })).toMatchObject({ policy: { code: 'KUND' }, reason: 'Egen' })
  // What is assigned by mistake is taken back: what it had ended holds again.
  const { undo } = await world.do<{ undo: { input: object } }>(assignPolicy, {
    policy: 'SLAG',
    customer: '1',
    reason: 'Fel kund',
  })
  expect(await why({ customer: '1', on: '2027-01-01' })).toMatchObject({ policy: { code: 'SLAG' } })
  await world.do(endAssignment, undo.input)
  expect(await why({ customer: '1', on: '2027-01-01' })).toMatchObject({ policy: { code: 'KUND' }, reason: 'Egen' })
  await world.do(assignPolicy, { policy: 'SLAG', customer: '1', reason: 'Som andra' })
  expect(await world.do(closePolicy, { code: 'SLAG', preview: true })).toMatchObject({
    wasDefault: false,
    assignments: 2,
    letters: 0,
    undo: null,
  })
  expect(await why({ customer: '1' })).toMatchObject({ policy: { code: 'SLAG' } })
  const closed = await world.do<{ undo: { input: object } }>(closePolicy, { code: 'SLAG' })
  expect(await why({ customer: '1' })).toMatchObject({ policy: null, rule: 'customer' })
  await world.do(reopenPolicy, closed.undo.input)
  expect(await why({ customer: '1' })).toMatchObject({ policy: { code: 'SLAG' } })
  await expect(world.do(reopenPolicy, closed.undo.input)).rejects.toThrow('is open')
  await world.do(closePolicy, { code: 'SLAG' })
  // Who is asked for nothing is listed, and so is whom a policy holds for.
  await world.do(assignPolicy, { policy: null, invoiceGroup: '1', reason: 'Hyror vilar' })
  expect(await world.do(listAssignments, {})).toMatchObject({ rows: [{ invoiceGroup: '1', reason: 'Hyror vilar' }] })
  expect(await world.do(listAssignments, { policy: 'SLAG' })).toMatchObject({ rows: [{ customer: '1' }, {}] })
  await expect(world.do(assignPolicy, { policy: 'SLAG', customer: '1', reason: 'x' })).rejects.toThrow('closed')
  await expect(savePlainPolicy(world, { code: 'TVÅ' })).rejects.toThrow('is the default')
  const byPortal = [{ kind: 'reminder' as const, days: 5, channels: ['portal' as const] }]
  await expect(savePlainPolicy(world, { steps: byPortal })).rejects.toThrow('channel that letters go by')

  // One business area does not decide for a kind of customer, which the others have as well.
  const ofOneArea = { id: newId(), name: 'Tekniska', areas: [newId()], permissions: ['dunning.*'] }
  const silence = (by?: User) =>
    world.do<{ assignmentId: string }>(assignPolicy, { policy: null, customerKind: 'public', reason: 'x' }, by)
  await expect(silence(ofOneArea)).rejects.toThrow('every business area')
  const silent = { assignmentId: (await silence()).assignmentId }
  await expect(world.do(endAssignment, silent, ofOneArea)).rejects.toThrow('every business area')
  await world.do(endAssignment, silent)
  // Nor is a policy of the whole company one area's to save, close or open.
  await expect(savePlainPolicy(world, { graceDays: 60 }, ofOneArea)).rejects.toThrow('every business area')
  await expect(world.do(closePolicy, { code: plainPolicy().code }, ofOneArea)).rejects.toThrow('every business area')
  await expect(world.do(reopenPolicy, { code: plainPolicy().code }, ofOneArea)).rejects.toThrow('every business area')

  // A new version holds from its day; the old one stays, and letters name theirs.
  await savePlainPolicy(world, { validFrom: '2026-12-01', graceDays: 9 })
  const read = await world.do<{ versions: { versionNo: number; graceDays: number; isInForce: boolean }[] }>(
    readPolicy,
    { code: 'P' },
  )
  expect(read.versions.map(({ versionNo, graceDays, isInForce }) => [versionNo, graceDays, isInForce])).toEqual([
    [2, 9, false],
    [1, 0, true],
  ])
  const { rows } = await world.do<{ rows: { code: string; versions: number; assignments: object }[] }>(listPolicies, {})
  expect(rows.map((row) => [row.code, row.versions])).toEqual([
    ['GRUPP', 1],
    ['KUND', 1],
    ['P', 2],
  ])
})

test('ready-made policies of each country keep its law, in four languages', async () => {
  for (const [country, codes] of [
    ['SE', ['STANDARD', 'BUSINESS', 'GENTLE']],
    ['NO', ['STANDARD', 'OWN', 'GENTLE']],
    ['BG', ['STANDARD', 'COURT']],
  ] as const) {
    const world = await openWorld(country, { today: '2026-11-20' })
    for (const language of ['sv', 'nb', 'bg', 'en'])
      expect(
        (await world.do<{ policies: { name: string }[] }>(proposePolicies, { language, dryRun: true })).policies.every(
          (one) => one.name.length > 5,
        ),
      ).toBe(true)
    const made = await world.do<{
      added: number
      policies: {
        code: string
        isDefault: boolean
        warnings: { code: string }[]
        steps: { channels: string[] }[]
      }[]
    }>(proposePolicies, {})
    expect(made.policies.map((one) => one.code)).toEqual(codes)
    // There is no portal: what does not exist is not offered.
    expect(made.policies.flatMap(({ steps }) => steps.flatMap((step) => step.channels))).not.toContain('portal')
    expect(made.policies.filter((one) => one.isDefault).map((one) => one.code)).toEqual(['STANDARD'])
    expect(
      made.policies.flatMap((one) =>
        one.warnings.filter((warning) => ['forbidden', 'fee-cut', 'waits', 'deadline-raised'].includes(warning.code)),
      ),
    ).toEqual([])
    expect(await world.do(proposePolicies, {})).toMatchObject({ added: 0 })
  }
})

test.each([
  ['municipality', 'Företag och myndigheter', false],
  ['company', 'Företag, med förseningsersättning', true],
] as const)('of a %s the policy for businesses is %s', async (kind, name, compensation) => {
  const world = await openWorld('SE', { kind, today: '2026-11-20' })
  const { policies } = await world.do<{
    policies: { code: string; name: string; steps: { compensation: boolean }[] }[]
  }>(proposePolicies, { dryRun: true })
  const business = policies.find(({ code }) => code === 'BUSINESS')
  expect([business?.name, business?.steps.some((step) => step.compensation)]).toEqual([name, compensation])
})

test('bank files too old, or none at all: nothing is asked for', async () => {
  const world = await company('2026-11-20')
  await savePlainPolicy(world, { bankFileDays: 2 })
  await owed(world, await person(world, '1', 'Ada'), '100', '1000.00', '2026-10-31')
  expect(await proposeOn(world)).toMatchObject({ letters: 0, causes: [{ code: 'bank-file-old' }] })
  const fileOf = (closingOn: string) =>
    world.tx(({ db, company }) =>
      db.query(
        `insert into bank_files (company_id, id, sha256, format, payment_count, duplicate_count, statements)
         select $1, $2, decode(md5($3) || md5($3), 'hex'), 'camt053', 0, 0, jsonb_build_array(jsonb_build_object('bankAccountId', b.id, 'closingOn', $3::text)) from bank_accounts b where b.company_id = $1`,
        [company.id, newId(), closingOn],
      ),
    )
  // Friday 20: the Tuesday's file leaves Wednesday and Thursday untold; the Monday's one day more.
  await fileOf('2026-11-16')
  expect(await proposeOn(world)).toMatchObject({ letters: 0, causes: [{ code: 'bank-file-old' }] })
  await fileOf('2026-11-17')
  expect(await proposeOn(world)).toMatchObject({ letters: 1 })
})

test('a policy is tried on last month before it is saved', async () => {
  const world = await company('2026-12-10')
  const [ada, bo, cia] = [
    await person(world, '1', 'Ada'),
    await person(world, '2', 'Bo'),
    await person(world, '3', 'Cia'),
  ]
  await owed(world, ada, '100', '1000.00', '2026-11-02')
  const paid = await owed(world, bo, '200', '1000.00', '2026-11-02')
  await settle(
    world,
    paid,
    await postItem(world, { party: bo, number: 'P', amount: '-1000.00', on: '2026-11-12' }),
    '1000.00',
    '2026-11-12',
  )
  await owed(world, cia, '300', '1000.00', '2026-08-31')
  type Simulated = {
    from: string
    through: string
    would: {
      letters: number
      backlog: number
      customers: number
      fees: object[]
      steps: { kind: string; rows: number }[]
    }
    present: { letters: number }
    rows: { on: string; customer: string; kind: string; fee: string; stepNo: number; documents: string[] }[]
    sent: number
    next: string | null
  }
  const tried = await world.do<Simulated>(simulatePolicy, { policy: plainPolicy() })
  expect(tried).toMatchObject({
    from: '2026-11-01',
    through: '2026-11-30',
    would: { letters: 5, backlog: 1, customers: 3, fees: [{ amount: '540.00', currency: 'SEK' }] },
    present: { letters: 0 },
    sent: 0,
  })
  expect(tried.rows.map((row) => `${row.on} ${row.customer} ${row.kind} ${row.fee}`).sort()).toEqual([
    '2026-11-01 3 reminder 60.00',
    '2026-11-07 1 reminder 60.00',
    '2026-11-07 2 reminder 60.00',
    '2026-11-16 3 collection-notice 180.00',
    '2026-11-22 1 collection-notice 180.00',
  ])
  // Each row is a letter that can be looked at: the second of a chain with the fee of the first, though neither was sent.
  const letterOf = async (row: { on: string; customer: string; stepNo: number; documents: string[] }) => {
    const { on, stepNo } = row
    const file = await world.do<FileAnswer>(previewSimulated, {
      policy: plainPolicy(),
      on,
      customer: row.customer,
      stepNo,
      document: row.documents[0],
    })
    return (await readPdf(new Uint8Array(await new Response(file.body as never).arrayBuffer()))).text
  }
  const second = tried.rows.find((row) => row.on === '2026-11-22')!
  const letter = await letterOf(second)
  for (const part of ['Ada', '100', '1 000,00', '60,00', '180,00', '1 240,00']) expect(letter).toContain(part)
  await expect(letterOf({ ...second, on: '2026-11-21' })).rejects.toMatchObject({
    problems: [{ code: 'dunning-row.changed' }],
  })
  expect(await lettersText(world)).toEqual([])
  const paged = await world.do<Simulated>(simulatePolicy, { policy: plainPolicy(), limit: 2 })
  expect([paged.rows.length, paged.next]).toEqual([2, '2'])
  // Nothing was kept of it.
  expect(await world.do(listPolicies, {})).toMatchObject({ rows: [] })
  await savePlainPolicy(world, { graceDays: 14 })
  const beside = await world.do<Simulated>(simulatePolicy, { policy: plainPolicy() })
  expect([beside.would.letters, beside.present.letters]).toEqual([5, 3])
})

test('by itself: policies that nobody need look at; twice a day is once', async () => {
  const world = await company('2026-11-20')
  await savePlainPolicy(world, { approval: 'none' })
  await savePlainPolicy(world, { code: 'SEDD', name: 'Sedd', isDefault: false })
  const [ada, bo] = [await person(world, '1', 'Ada'), await person(world, '2', 'Bo')]
  await world.do(assignPolicy, { policy: 'SEDD', customer: '2', reason: 'Ses över' })
  await owed(world, ada, '100', '1000.00', '2026-10-31')
  await owed(world, bo, '200', '1000.00', '2026-10-31')
  expect(await world.do(runUnattended, {})).toMatchObject({ letters: 1, dropped: 0 })
  expect(await world.do(runUnattended, {})).toMatchObject({ letters: 0, proposed: { letters: 0 } })
  expect(await lettersText(world)).toHaveLength(1)
  const runs = async (input: object) =>
    (await world.do<{ rows: { state: string; isUnattended: boolean }[] }>(listRuns, input)).rows.map((row) => [
      row.state,
      row.isUnattended,
    ])
  expect(await runs({}), 'the run that found nothing to do is no news').toEqual([['done', true]])
  expect(await runs({ state: 'abandoned' })).toEqual([['abandoned', true]])
})

test('where two persons are wanted, who proposed does not approve', async () => {
  const world = await company('2026-11-20')
  await savePlainPolicy(world, { approval: 'two-person' })
  await owed(world, await person(world, '1', 'Ada'), '100', '1000.00', '2026-10-31')
  const [eva, per] = [await user(world, 'eva'), await user(world, 'per')]
  const run = await proposeOn(world, {}, eva)
  await expect(world.do(execute, { runId: run.runId }, eva)).rejects.toThrow('not been approved')
  await expect(world.do(approve, { runId: run.runId }, eva)).rejects.toThrow('second person')
  await world.do(approve, { runId: run.runId }, per)
  expect(await world.do(execute, { runId: run.runId }, eva)).toMatchObject({ letters: 1 })
})

test('two runs over the same claims at the same time: each claim is asked for once', async () => {
  const world = await company('2026-11-20')
  await savePlainPolicy(world)
  for (let i = 1; i <= 40; i++)
    await owed(world, await person(world, String(i), `Kund ${i}`), `${i}00`, '1000.00', '2026-10-31')
  const runs = [await proposeOn(world), await proposeOn(world), await proposeOn(world)]
  for (const { runId } of runs) await world.do(approve, { runId })
  const done = await Promise.all(
    [...runs, runs[0]!].map(({ runId }) => world.do<{ letters: number }>(execute, { runId })),
  )
  expect(done.slice(0, 3).reduce((sum, { letters }) => sum + letters, 0)).toBe(40)
  const { rows } = await world.database.owner.query(
    `select count(*)::int as letters, count(distinct item_id)::int as items from dunning_letter_items`,
  )
  expect(rows).toEqual([{ letters: 40, items: 40 }])
  const { rows: fees } = await world.database.owner.query(
    `select count(*)::int as n from open_items where kind = 'charge'`,
  )
  expect(fees).toEqual([{ n: 40 }])
  await proof(world)
})

test('a run beside the last one, and what a run would say of one customer', async () => {
  const world = await company('2026-11-20')
  await savePlainPolicy(world)
  const [ada, bo, cia] = [
    await person(world, '1', 'Ada'),
    await person(world, '2', 'Bo'),
    await person(world, '3', 'Cia'),
  ]
  const paid = await owed(world, ada, '100', '1000.00', '2026-10-31')
  await owed(world, bo, '200', '1000.00', '2026-10-31')
  await remind(world)
  await lettersLeave(world)
  await settle(
    world,
    paid,
    await postItem(world, { party: ada, number: 'P', amount: '-1000.00', on: '2026-11-25' }),
    '1000.00',
    '2026-11-25',
  )
  await owed(world, cia, '300', '1000.00', '2026-11-20')
  moveTo(world, '2026-12-07')
  const { runId } = await proposeOn(world)
  const compared = await world.do<{ changes: { change: string; items: number }[] }>(compareRun, { runId })
  expect(compared.changes.map(({ change, items }) => [change, items])).toEqual([
    ['new', 1],
    ['next-step', 1],
    ['settled', 1],
  ])
  expect(await world.do(explain, { customer: '2' })).toMatchObject({
    claims: [
      {
        number: '200',
        outcome: 'goes',
        kind: 'collection-notice',
        fee: '180.00',
        letters: [{ kind: 'reminder', sentOn: '2026-11-20' }],
      },
    ],
  })
  expect(await world.do(explain, { customer: '3', on: '2026-11-22' })).toMatchObject({
    claims: [{ number: '300', outcome: 'waits', reason: 'not-yet', nextOn: '2026-11-25' }],
  })
})

test('the first screen tells of runs to approve, of what is held, and what went by itself', async () => {
  const world = await company('2026-11-20')
  await savePlainPolicy(world, { approval: 'none' })
  await owed(world, await person(world, '1', 'Ada'), '100', '1000.00', '2026-10-31')
  const bo = await person(world, '2', 'Bo')
  await owed(world, bo, '200', '1000.00', '2026-10-31')
  await postItem(world, { party: bo, number: 'P', amount: '-300.00', on: '2026-11-10' })
  type Home = {
    work: { kind: string; count: number; subjectId: string; amounts: object[] }[]
    byItself: { remindersSent: number }
  }
  const kinds = async () => {
    const { work, byItself } = await world.do<Home>(readHome, {})
    return [
      work.filter((one) => one.kind.startsWith('dunning')).map(({ kind, count }) => `${kind} ${count}`),
      byItself.remindersSent,
    ]
  }
  const { runId } = await proposeOn(world)
  expect(await kinds()).toEqual([['dunning-to-approve 1', 'dunning-held 1'], 0])
  await world.do(approve, { runId })
  expect(await kinds()).toEqual([['dunning-to-send 1', 'dunning-held 1'], 0])
  await world.do(abandonRun, { runId })
  await world.do(runUnattended, {})
  expect(await kinds()).toEqual([['dunning-held 1'], 1])
})

import { expect, test } from 'vitest'
import { agreePlan } from '../../src/claims/agree-plan.ts'
import { list as listClaims } from '../../src/claims/list.ts'
import { listPlans } from '../../src/claims/list-plans.ts'
import { markParty } from '../../src/claims/mark-party.ts'
import { proposePlan } from '../../src/claims/propose-plan.ts'
import { readTimeline } from '../../src/claims/read-timeline.ts'
import { saveBusinessAreas } from '../../src/company/business-areas.ts'
import { listLimits } from '../../src/credit/list-limits.ts'
import { scoreCustomers } from '../../src/credit/score-customers.ts'
import { setLimit } from '../../src/credit/set-limit.ts'
import { writeNote } from '../../src/db/notes.ts'
import { assignPolicy } from '../../src/dunning/assign-policy.ts'
import { listLetters } from '../../src/dunning/letters/list-letters.ts'
import { credit } from '../../src/invoicing/direct/credit.ts'
import { addDefaultSchedules } from '../../src/jobs/default-schedules.ts'
import type { Day } from '../../src/kernel/day.ts'
import type { Id } from '../../src/kernel/id.ts'
import { newId } from '../../src/kernel/id.ts'
import { approve as approveLoss } from '../../src/losses/approve.ts'
import { execute as executeLoss } from '../../src/losses/execute.ts'
import { list as listLosses } from '../../src/losses/list.ts'
import { propose as proposeLoss } from '../../src/losses/propose.ts'
import { close } from '../../src/parties/close.ts'
import { findDuplicates } from '../../src/parties/find-duplicates.ts'
import { forget } from '../../src/parties/forget.ts'
import { list } from '../../src/parties/list.ts'
import { read } from '../../src/parties/read.ts'
import { save } from '../../src/parties/save.ts'
import { saveNote } from '../../src/parties/save-note.ts'
import { mergeParties } from '../../src/subledger/merge-parties.ts'
import { previewMerge } from '../../src/subledger/preview-merge.ts'
import { undoMerge } from '../../src/subledger/undo-merge.ts'
import { issueOrders, openItemsText } from '../books.ts'
import { expectProof, issueClaim, pay } from '../claim-stories.ts'
import { lettersLeave, remind, savePlainPolicy } from '../dunning.ts'
import { plainOrder } from '../orders.ts'
import { openWorld, type World } from '../world.ts'

/** Made up, with a right check digit. */
const ada = '198112189876'

const postings = (world: World) =>
  world.tx(({ db }) =>
    db.rows<{ account: string; base_amount: bigint }>(
      'select account, base_amount from postings order by voucher_id, line_no',
    ),
  )

const differences = (world: World) =>
  world.tx(({ db }) =>
    db.rows(
      `select account, party_id, sum(base) as base from (
         select p.account, p.party_id, p.base_amount as base from postings p join accounts a on a.company_id = p.company_id and a.code = p.account where a.control = 'receivable'
         union all select account, party_id, -base_open from open_items) x group by account, party_id having sum(base) <> 0`,
    ),
  )

test('two customers that are one person become one: money moves by voucher, the old number leads on', async () => {
  const world = await openWorld('SE')
  const twin = await world.party({ number: '10', name: 'Ada Lind', kind: 'person' })
  const one = await world.party({ number: '11', name: 'Ada Lind', kind: 'person', identityNumber: ada })
  await world.party({ number: '12', name: 'Barn', payerNumber: '10' })
  await world.do(saveNote, { number: '10', text: 'Ringde' })
  await issueOrders(world, [
    plainOrder(world, twin, 'A-1', [['Avgift', '1', '100', 'S25']]),
    plainOrder(world, one, 'A-2', [['Avgift', '1', '200', 'S25']]),
  ])
  const before = await postings(world)
  const preview = await world.do(mergeParties, { from: '10', into: '11' })
  expect(preview).toEqual({
    preview: true,
    items: 1,
    sums: [{ account: '1510', currency: 'SEK', amount: '125.00' }],
    vouchers: 0,
    problems: [],
  })
  const found = { rows: [{ from: '11', into: '10', evidence: ['name-and-address'] }], more: false }
  expect(await world.do(findDuplicates, {})).toMatchObject(found)
  expect(await world.do(findDuplicates, { number: '12' })).toEqual({ rows: [], more: false })
  // Nobody is told by a likeness whose identity is protected.
  const protect = (to: string) =>
    world.tx(({ db }) => db.query(`update parties set protection = $1 where number = '11'`, [to]))
  await protect('secrecy-marked')
  expect(await world.do(findDuplicates, {})).toEqual({ rows: [], more: false })
  await protect('none')
  expect(await world.do(previewMerge, { from: '10', into: '11' })).toEqual({
    from: { number: '10', name: 'Ada Lind' },
    into: { number: '11', name: 'Ada Lind' },
    sums: [{ account: '1510', currency: 'SEK', items: 1, amount: '125.00' }],
    vouchers: 1,
    moves: { contacts: 0, notes: 1, bankAccounts: 0, paysFor: 1 },
    stays: { documents: 1, channels: 0, addresses: 1 },
    differences: [],
    problems: [],
  })
  expect((await world.do<{ differences: object[] }>(previewMerge, { from: '11', into: '10' })).differences).toEqual([
    { field: 'identityNumber', from: ada, into: null, kept: 'from' },
  ])
  expect(await postings(world)).toEqual(before)

  expect(await world.do(mergeParties, { from: '10', into: '11', preview: false })).toMatchObject({
    items: 1,
    vouchers: 1,
  })
  expect(await world.do(findDuplicates, {})).toEqual({ rows: [], more: false })
  expect(await openItemsText(world)).toBe('1510 Ada Lind invoice 125.00\n1510 Ada Lind invoice 250.00')
  expect(await differences(world)).toEqual([])
  expect((await postings(world)).slice(0, before.length)).toEqual(before)
  const card = await world.do(read, { number: '10' })
  expect(card).toMatchObject({
    number: '11',
    mergedFrom: ['10'],
    notes: [{ text: 'Ringde' }],
    open: [{ currency: 'SEK', amount: '375.00', items: 2 }],
  })
  expect(await world.do(read, { number: '12' })).toMatchObject({ party: { payerNumber: '11' } })
  expect(await world.do(list, {})).toMatchObject({ rows: [{ number: '11' }, { number: '12' }] })
  // A file that knows the old number meets the one that remains.
  expect(await world.do(save, { rows: [{ number: '10', termsDays: 20 }] })).toMatchObject({
    parties: [{ number: '11', outcome: 'updated' }],
  })
  await expect(world.do(mergeParties, { from: '10', into: '11', preview: false })).rejects.toThrow('one already')
})

test('an identity number goes along; what is two stays two', async () => {
  const world = await openWorld('SE')
  await world.do(saveBusinessAreas, { rows: [{ code: 'SOC', name: 'Socialtjänst', secret: true }] })
  await world.party({ number: '10', name: 'Ada', identityNumber: ada })
  await world.party({ number: '11', name: 'Ada' })
  await world.party({ number: '12', name: 'Bo AB', identityNumber: '5560269986' })
  await world.do(save, {
    rows: [
      { number: '13', name: 'Cleo', businessAreas: ['SOC'] },
      { number: 'I1', name: 'Teknik', kind: 'internal' },
    ],
  })
  await world.do(mergeParties, { from: '10', into: '11', preview: false })
  expect(await world.do(read, { number: '11' })).toMatchObject({ party: { identityNumber: ada } })
  const refused = async (from: string, into: string) =>
    (await world.do<{ problems: { code: string }[] }>(mergeParties, { from, into })).problems.map(
      (problem) => problem.code,
    )
  expect(await refused('11', '12')).toEqual(['merge.two-identities'])
  expect(await refused('13', '12')).toEqual(['merge.areas'])
  expect(await refused('I1', '12')).toEqual(['merge.internal'])
  await expect(world.do(mergeParties, { from: '11', into: '12', preview: false })).rejects.toThrow('different identity')
})

test('a person is forgotten when nothing is open and the books need no longer be kept; the books stay whole', async () => {
  const world = await openWorld('SE', { today: '2018-06-01', booksFrom: '2018-01-01' })
  const id = await world.party({ number: '1', name: 'Ada Lind', kind: 'person', identityNumber: ada })
  await issueOrders(world, [plainOrder(world, id, 'A-1', [['Avgift', '1', '100', 'S25']])])
  await expect(world.do(forget, { number: '1' })).rejects.toThrow('1 items are open')
  const [invoice] = await world.tx(({ db }) => db.rows<{ id: string }>('select id from invoices'))
  await world.do(credit, { invoiceId: invoice!.id, reason: 'Fel' })
  expect(await openItemsText(world)).toBe('')
  // What people wrote about what was sent to him, and about his payment.
  const [delivery] = await world.tx(({ db }) => db.rows<{ id: string }>('select id from deliveries limit 1'))
  await world.tx((ctx) => writeNote(ctx, 'delivery.save-note', 'delivery', delivery!.id, 'Ada Lind ringde om brevet'))
  await issueOrders(world, [plainOrder(world, id, 'A-2', [['Avgift', '1', '4', 'S25']])])
  const { reference } = await world.tx(({ db }) =>
    db.one<{ reference: string }>('select reference from open_items where amount = 500'),
  )
  const { transactionId } = await pay(world, '5.00', { reference })
  await world.tx((ctx) => writeNote(ctx, 'bank.save-note', 'payment', transactionId, 'Ada Lind betalade dubbelt'))
  await world.tx((ctx) => writeNote(ctx, 'bank.save-note', 'payment', newId(), 'om någon annan'))
  await expect(world.do(forget, { number: '1' })).rejects.toThrow('kept until 2025-12-31')
  const before = await postings(world)
  world.today = '2026-01-01' as Day
  expect(await world.do(forget, { number: '1', dryRun: true })).toMatchObject({ versions: 1 })
  expect(await world.do(read, { number: '1' })).toMatchObject({ name: 'Ada Lind' })
  expect(await world.do(forget, { number: '1' })).toEqual({ number: '1', versions: 1, keptUntil: '2025-12-31' })
  const left = await world.tx(({ db }) =>
    db.rows<{ t: string }>(
      `select t::text from parties t union all select t::text from party_versions t union all select t::text from party_addresses t
       union all select t::text from notes t union all select t::text from audit_events t union all select t::text from audit_payloads t`,
    ),
  )
  expect(left.map((row) => row.t).join()).not.toMatch(/Ada Lind|Lillgatan|198112189876/)
  expect(left.map((row) => row.t).join()).toMatch(/om någon annan/)
  expect(await postings(world)).toEqual(before)
  expect(await world.do(list, { search: ada })).toMatchObject({ rows: [] })
  // Whoever comes again is a new customer.
  expect(await world.do(save, { rows: [{ name: 'Ada Lind', identityNumber: ada }] })).toMatchObject({
    parties: [{ number: '2', outcome: 'created' }],
  })
  await expect(world.do(close, { number: '0' })).rejects.toThrow("program's own")
})

test('what holds for the claims of a customer goes over: plan, promise, policy, limit, rest; what was done is found', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const twin = await world.party({ number: '10', name: 'Ada Lind', kind: 'person' })
  await world.party({ number: '11', name: 'Ada Lind', kind: 'person', identityNumber: ada })
  await savePlainPolicy(world)
  await savePlainPolicy(world, { code: 'Q', name: 'Q', isDefault: false })
  const due = { issuedOn: '2026-09-01', dueOn: '2026-10-01' }
  const reminded = await issueClaim(world, twin, due)
  const lost = await issueClaim(world, twin, due)
  await remind(world)
  await lettersLeave(world)
  await world.do(assignPolicy, { customer: '10', policy: 'Q', reason: 'Lugnt' })
  await world.do(setLimit, { number: '10', amount: '5000.00', reason: 'Ny' })
  await world.do(markParty, { customer: '10', mark: 'bankrupt', on: '2026-11-20', source: 'Kungörelse' })
  const loss = await world.do<{ runId: Id }>(proposeLoss, {
    kind: 'doubtful',
    evidence: 'Konkurs',
    itemIds: [lost.itemId],
  })
  await world.do(approveLoss, { runId: loss.runId })
  await world.do(executeLoss, { runId: loss.runId })
  const { planId } = await world.do<{ planId: Id }>(proposePlan, {
    itemIds: [reminded.itemId],
    parts: 2,
    firstOn: '2026-12-31',
  })
  await world.do(agreePlan, { planId, by: 'signed' })

  await addDefaultSchedules(world.installation)
  await world.database.owner.query(`update schedules set next_at = now() + interval '9 hours'`)
  await world.do(scoreCustomers, {})
  await world.do(mergeParties, { from: '10', into: '11', preview: false })
  // How the two pay is reckoned anew at once, not tonight; until then nobody is told what one of them was worth.
  const { rows: reckoned } = await world.database.owner.query(
    `select (select count(*)::int from credit_standings) as standings, next_at <= now() as "isDue" from schedules where verb = 'credit.score-customers'`,
  )
  expect(reckoned).toEqual([{ standings: 0, isDue: true }])
  expect(await world.do(listPlans, { customer: '11' })).toMatchObject({
    rows: [{ planId, state: 'agreed', customer: '11' }],
  })
  const { rows } = await world.do<{ rows: { number: string; hindrances: { kind: string }[] }[] }>(listClaims, {
    customer: '11',
  })
  const kinds = rows.find((row) => row.number === reminded.number)!.hindrances.map((one) => one.kind)
  expect(kinds).toEqual(expect.arrayContaining(['bankrupt', 'plan']))
  expect(await world.do(listLimits, { number: '11' })).toMatchObject({ rows: [{ amount: '5000.00' }] })
  expect(await world.do(listLetters, { customer: '11' })).toMatchObject({ rows: [{ customer: '10' }] })
  expect(await world.do(listLosses, { customer: '11' })).toMatchObject({ rows: [{ kind: 'doubtful', customer: '11' }] })
  const { entries } = await world.do<{ entries: { kind: string }[] }>(readTimeline, { customer: '11' })
  const told = entries.map((entry) => entry.kind)
  expect(told).toEqual(expect.arrayContaining(['issued', 'letter', 'charge', 'plan', 'hold', 'loss']))
  const assigned = await world.tx(({ db }) =>
    db.rows<{ number: string; ended: boolean }>(
      `select p.number, a.to_on <> 'infinity' as ended from dunning_assignments a join parties p on p.id = a.party_id order by 1`,
    ),
  )
  expect(assigned).toEqual([
    { number: '10', ended: true },
    { number: '11', ended: false },
  ])
  expect(await differences(world)).toEqual([])
})

/** All that is kept of the parties and of what holds for them, but for how they pay, which is reckoned anew. */
const kept = (world: World) =>
  world.tx(async ({ db }) => {
    const all: Record<string, unknown[]> = {}
    for (const [table, order] of [
      ['parties', 'id'],
      ['party_contacts', 'id'],
      ['party_notes', 'id'],
      ['party_bank_accounts', 'id'],
      ['party_areas', 'party_id, area_id'],
      ['holds where released_at is null and party_id is not null', 'id'],
      ['responsibles', 'id'],
      ['credit_monitorings', 'id'],
    ])
      all[table!] = (
        await db.rows<{ row: unknown }>(`select to_jsonb(t) as row from (select * from ${table} order by ${order}) t`)
      ).map(({ row }) => row)
    all.open = await db.rows(
      `select p.number, i.account, i.currency, i.number_text, i.reference, i.due_on, i.component, i.amount_open, i.base_open,
              (select m.number_text from open_items m where m.id = i.main_item_id) as beside
         from open_items i join parties p on p.id = i.party_id where i.amount_open <> 0 order by 1, 4, 7, 8`,
    )
    all.policies = await db.rows(
      `select p.number, d.code, a.to_on from dunning_assignments a join parties p on p.id = a.party_id join dunning_policies d on d.id = a.policy_id where a.from_on < a.to_on and a.to_on = 'infinity' order by 1, 2`,
    )
    return all
  })

test('a merge is taken back: all is as it was, and what came since stays where it came', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  await world.do(saveBusinessAreas, {
    rows: [
      { code: 'A', name: 'A' },
      { code: 'B', name: 'B' },
    ],
  })
  const [twin, one] = [
    await world.party({ number: '10', name: 'Ada Lind', kind: 'person', identityNumber: ada }),
    await world.party({ number: '11', name: 'Ada Lind', kind: 'person' }),
  ]
  await world.party({ number: '12', name: 'Barn', payerNumber: '10' })
  await world.party({ number: '13', name: 'A. Lind' })
  await world.do(save, {
    rows: [
      { number: '10', businessAreas: ['A'] },
      { number: '11', businessAreas: ['B'] },
      { number: '13', businessAreas: ['A'] },
    ],
  })
  await world.tx(async ({ db, company }) => {
    const account = (party: Id, number: string, seen: number, first: string, last: string) =>
      db.query(
        `insert into party_bank_accounts (company_id, id, party_id, scheme, account, state, source, seen_count, first_seen_on, last_seen_on) values ($1, $2, $3, 'iban', $4, 'learnt', 'bank', $5, $6, $7)`,
        [company.id, newId(), party, number, seen, first, last],
      )
    await account(twin, 'SE1', 3, '2025-01-01', '2026-10-01')
    await account(one, 'SE1', 2, '2025-06-01', '2026-09-01')
    await account(twin, 'SE2', 1, '2026-01-01', '2026-01-01')
  })
  await savePlainPolicy(world)
  await savePlainPolicy(world, { code: 'Q', name: 'Q', isDefault: false })
  const due = { issuedOn: '2026-09-01', dueOn: '2026-10-01' }
  const claims = [
    await issueClaim(world, twin, due),
    await issueClaim(world, twin, due),
    await issueClaim(world, one, due),
  ]
  await remind(world)
  await lettersLeave(world)
  await world.do(saveNote, { number: '10', text: 'Ringde' })
  await world.do(assignPolicy, { customer: '10', policy: 'Q', reason: 'Lugnt' })
  await world.do(setLimit, { number: '10', amount: '5000.00', reason: 'Ny' })
  await world.do(markParty, { customer: '10', mark: 'deceased', on: '2026-11-20', source: 'Kungörelse' })
  await expect(world.do(undoMerge, { from: '10' })).rejects.toThrow('not merged')

  // A number that led to it already.
  await world.do(mergeParties, { from: '13', into: '10', preview: false })
  const before = await kept(world)
  const booked = await postings(world)
  for (const round of [1, 2]) {
    await world.do(mergeParties, { from: '10', into: '11', preview: false })
    await expectProof(world)
    const preview = await world.do<{ items: number; sums: object[] }>(undoMerge, { from: '10' })
    expect(preview, `round ${round}`).toMatchObject({
      preview: true,
      from: { number: '10', name: 'Ada Lind' },
      into: { number: '11', name: 'Ada Lind' },
      mergedOn: '2026-11-20',
      settled: 0,
      since: 0,
      problems: [],
    })
    const merged = await kept(world)
    expect(merged).not.toEqual(before)
    await world.do(undoMerge, { from: '10', preview: false })
    expect(await kept(world), `round ${round}`).toEqual(before)
    await expectProof(world)
    expect(await differences(world)).toEqual([])
  }
  // Posted facts stay: what went back went by vouchers.
  expect((await postings(world)).slice(0, booked.length)).toEqual(booked)
  const limits = async (number: string) =>
    (await world.do<{ rows: { amount: string | null; counts: boolean }[] }>(listLimits, { number })).rows
      .filter((row) => row.counts)
      .map((row) => row.amount)
  expect([await limits('10'), await limits('11')]).toEqual([['5000.00'], [null]])
  await expect(world.do(undoMerge, { from: '10', preview: false })).rejects.toThrow('not merged')

  // The third time things happen before it is taken back: paid in part with the fee beside it, paid whole, a note, an invoice.
  await world.do(mergeParties, { from: '10', into: '11', preview: false })
  expect(await limits('11')).toEqual(['5000.00'])
  await pay(world, '400.00', { reference: claims[0]!.reference })
  await pay(world, '1250.00', { reference: claims[1]!.reference })
  await world.do(saveNote, { number: '11', text: 'Efteråt' })
  const after = await issueClaim(world, one)
  expect(await world.do(undoMerge, { from: '10' })).toMatchObject({ settled: 2, since: 1 })
  await world.do(undoMerge, { from: '10', preview: false })
  const open = (await kept(world)).open as {
    number: string
    number_text: string
    component: string
    amount_open: bigint
  }[]
  const capital = (number: string) =>
    open
      .filter((item) => item.component === 'capital' && item.number_text === number)
      .map((item) => [item.number, item.amount_open])
  expect(capital(claims[0]!.number)).toEqual([['10', 91000n]])
  expect(capital(claims[1]!.number)).toEqual([])
  expect(capital(claims[2]!.number)).toEqual([['11', 125000n]])
  expect(capital(after.number)).toEqual([['11', 125000n]])
  expect(await world.do(read, { number: '11' })).toMatchObject({ notes: [{ text: 'Efteråt' }], mergedFrom: [] })
  expect(await world.do(read, { number: '10' })).toMatchObject({
    number: '10',
    notes: [{ text: 'Ringde' }],
    party: { identityNumber: ada },
  })
  await expectProof(world)
})

test('a merge that can no longer be taken back says why', async () => {
  const world = await openWorld('SE')
  await world.party({ number: '9', name: 'Förmyndare' })
  await world.party({ number: '10', name: 'Ada', kind: 'person', identityNumber: ada, payerNumber: '9' })
  await world.party({ number: '11', name: 'Ada', kind: 'person' })
  await world.party({ number: '12', name: 'Ada', kind: 'person' })
  const why = async (from: string) =>
    (await world.do<{ problems: { code: string }[] }>(undoMerge, { from })).problems.map((problem) => problem.code)
  await world.do(mergeParties, { from: '10', into: '11', preview: false })
  await world.do(mergeParties, { from: '11', into: '12', preview: false })
  expect(await why('10')).toEqual(['merge.went-on'])
  await expect(world.do(undoMerge, { from: '10', preview: false })).rejects.toThrow('merged into 12 after that')
  // The later one first; then the earlier one leads where it led.
  await world.do(undoMerge, { from: '11', preview: false })
  expect(await world.do(read, { number: '10' })).toMatchObject({ number: '11', party: { identityNumber: ada } })
  expect(await why('10')).toEqual([])
  await world.tx(({ db }) => db.query(`update parties set protection = 'secrecy-marked' where number = '11'`))
  expect(await why('10')).toEqual(['merge.protected-since'])
  await world.tx(({ db }) => db.query(`update parties set protection = 'none' where number = '11'`))
  await world.tx(({ db }) => db.query(`update parties set identity_number = null where number = '11'`))
  await world.party({ number: '14', name: 'En annan', kind: 'person', identityNumber: ada })
  expect(await why('10')).toEqual(['merge.identity-taken'])
  await world.tx(({ db }) => db.query(`update parties set identity_number = null where number = '14'`))
  await world.do(undoMerge, { from: '10', preview: false })
  expect(await world.do(read, { number: '10' })).toMatchObject({ party: { payerNumber: '9', identityNumber: ada } })
  await expect(world.do(undoMerge, { from: '99' })).rejects.toThrow('no customer or supplier 99')
})

/** Tables with a party, and what a merge does with their rows. A new one must be put in a list: nothing is forgotten on the way. */
const goesOver = [
  'open_items',
  'party_bank_accounts',
  'party_contacts',
  'party_notes',
  'party_areas',
  'holds',
  'responsibles',
  'credit_monitorings',
  'dunning_assignments',
  'interest_terms',
  'credit_limits',
  'parties',
]
const isReckonedAnew = ['credit_standings']
/** What was done, as it was done: found by merged_into_id, or by the items that continue others. */
const stays = [
  'account_statements',
  'allocations',
  'claim_letters',
  'collection_agencies',
  'collection_cases',
  'credit_answers',
  'credit_changes',
  'credit_checks',
  'credit_limit_decisions',
  'deliveries',
  'desk_payments',
  'dunning_letters',
  'financing_agreements',
  'financing_scopes',
  'instalment_plans',
  'invoices',
  'losses',
  'orders',
  'party_addresses',
  'party_channels',
  'party_versions',
  'period_balances',
  'postings',
  'protected_reads',
  'run_rows',
  'party_merges',
]

test('each table that names a party goes over in a merge, is reckoned anew, or stays as it was done', async () => {
  const world = await openWorld('SE')
  const { rows } = await world.database.owner.query<{ name: string }>(
    `select distinct c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and a.attname ~ '(^|_)(party|payer|merged_into|customer)_id$' order by 1`,
  )
  expect(
    rows.map((row) => row.name).filter((name) => ![...goesOver, ...isReckonedAnew, ...stays].includes(name)),
  ).toEqual([])
})

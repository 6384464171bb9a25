import { expect, test } from 'vitest'
import { openItemsText } from '../../test/books.ts'
import { type Claim, claim, pay } from '../../test/interest.ts'
import { openWorld, type World } from '../../test/world.ts'
import { savePayment } from '../bank/files/save-payment.ts'
import { saveParameters } from '../company/parameters.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor, parseMinor } from '../kernel/money.ts'
import { verify } from '../reports/verify/verify.ts'
import { proposeRedenomination } from '../subledger/propose-redenomination.ts'
import { redenominate } from '../subledger/redenominate.ts'
import { accrueInterest } from './accrue.ts'
import { approve } from './approve.ts'
import { excludeRow } from './exclude-row.ts'
import { issue } from './issue.ts'
import { listRuns } from './list-runs.ts'
import { interestNotInvoiced } from './not-invoiced.ts'
import { propose } from './propose.ts'
import { readClaim } from './read-claim.ts'
import { readRun } from './read-run.ts'
import { runUnattended } from './run-unattended.ts'

const proof = (world: World) =>
  world.tx(({ db, company }) =>
    db.rows(`select * from control_proof($1, $2::date) where ledger_base <> items_base + adjustments`, [
      company.id,
      world.today,
    ]),
  )
const postings = (world: World) =>
  world.tx(async ({ db }) =>
    (
      await db.rows<{ line: string }>(
        `select p.account || ' ' || p.base_amount as line from vouchers v join postings p on p.company_id = v.company_id and p.voucher_id = v.id
          where v.transaction_type = 'interest-invoice' order by v.number, p.line_no`,
      )
    ).map((row) => row.line),
  )

async function paidLate(world: World, partyId: Id, amount: string, paid: string): Promise<Claim> {
  const one = await claim(world, partyId, amount, { issued: '2026-06-15', due: '2026-07-31' })
  await pay(world, amount, paid, one.reference)
  return one
}

test.each([
  ['SE', 'Ada Lind', 'SE', '167.12', ['1510 16712', '8313 -16712']],
  ['NO', 'Kari Nord', 'NO', '204.73', ['1500 20473', '8055 -20473']],
] as const)('%s: paid late, invoiced once, outside VAT', async (country, name, of, amount, entry) => {
  const world = await openWorld(country)
  const ada = await world.party({ number: '10', name, kind: 'person', country: of })
  const late = await paidLate(world, ada, '10000.00', '2026-09-30')
  world.today = '2026-10-05' as Day
  const run = await world.do<{ runId: Id; documents: number; sums: object[] }>(propose, {})
  expect(run).toMatchObject({ mode: 'when-paid', documents: 1, held: 0, rejected: 0, sums: [{ amount }] })
  const read = await world.do<{ rows: { items: { segments: object[] }[] }[] }>(readRun, { runId: run.runId })
  expect(read.rows[0]!.items[0]!.segments).toMatchObject([{ from: '2026-08-01', through: '2026-09-30', days: 61 }])
  await expect(world.do(issue, { runId: run.runId })).rejects.toMatchObject({
    problems: [{ code: 'run.not-approved' }],
  })
  expect(await world.do(approve, { runId: run.runId })).toMatchObject({ documents: 1 })
  expect(await world.do(readRun, { runId: run.runId })).toMatchObject({
    sums: [{ proposed: amount, held: '0.00', done: '0.00' }],
  })
  expect(await world.do(issue, { runId: run.runId })).toMatchObject({ issued: 1, rejected: 0 })
  expect(await world.do(readRun, { runId: run.runId })).toMatchObject({ sums: [{ proposed: '0.00', done: amount }] })
  expect(await postings(world)).toEqual(entry)
  expect(await openItemsText(world)).toBe(`${entry[0]!.slice(0, 4)} ${name} invoice ${amount}`)
  const [document] = await world.tx(({ db }) =>
    db.rows(
      `select i.kind, i.amount_vat::text as vat, v.category, v.percent, t.component
         from invoices i join invoice_vat v on v.company_id = i.company_id and v.invoice_id = i.id join open_items t on t.company_id = i.company_id and t.invoice_id = i.id
        where i.kind = 'interest-invoice'`,
    ),
  )
  expect(document).toEqual({ kind: 'interest-invoice', vat: '0', category: 'O', percent: null, component: 'interest' })
  // Once: neither the claim again, nor interest on interest.
  world.today = '2027-01-31' as Day
  for (const mode of ['when-paid', 'unpaid', 'all'])
    expect(await world.do(propose, { mode, through: '2026-12-31' })).toMatchObject({ documents: 0, held: 0 })
  expect(await world.do(readClaim, { itemId: late.itemId })).toMatchObject({
    accrued: '0.00',
    days: [{ kind: 'charged', amount }],
  })
  expect((await world.do<{ rows: object[] }>(listRuns, {})).rows).toHaveLength(4)
  expect(await world.do(listRuns, { state: 'done' })).toMatchObject({
    rows: [{ runId: run.runId, issued: 1, sums: [{ proposed: '0.00', done: amount }] }],
  })
  expect(await proof(world)).toEqual([])
})

test('BG: a note of interest has numbers of its own and is no invoice; below the least amount it is carried', async () => {
  const world = await openWorld('BG')
  const ivan = await world.party({ name: 'Иван', kind: 'person', country: 'BG' })
  const one = await claim(world, ivan, '1000.00', { issued: '2026-01-02', due: '2026-01-30' })
  world.today = '2026-02-20' as Day
  expect(await world.do(propose, { mode: 'unpaid', through: '2026-02-10' })).toMatchObject({
    documents: 0,
    held: 1,
    sums: [{ currency: 'EUR', amount: '0.00', carried: '3.10' }],
  })
  // What reaches the least amount is asked for.
  const least = (amount: string) =>
    world.do(saveParameters, { rows: [{ name: 'interest', validFrom: null, value: { minimum: { EUR: amount } } }] })
  await least('3.10')
  expect(await world.do(propose, { mode: 'unpaid', through: '2026-02-10' })).toMatchObject({ documents: 1, held: 0 })
  await least('5.00')
  world.today = '2026-04-05' as Day
  expect(await world.do(runUnattended, { mode: 'unpaid' })).toMatchObject({ through: '2026-03-31', issued: 1 })
  expect(await postings(world)).toEqual(['411 1692', '721 -1692'])
  const numbers = await world.tx(({ db }) =>
    db.rows<{ text: string }>(`select kind || ' ' || number_text as text from invoices order by issued_on`),
  )
  expect(numbers.map((row) => row.text)).toEqual(['invoice 0000000001', 'interest-invoice L1'])
  expect(await world.do(readClaim, { itemId: one.itemId, through: '2026-03-31' })).toMatchObject({ accrued: '0.00' })
})

test('BG: what a claim bore in BGN is asked for in EUR together with the rest, once', async () => {
  const world = await openWorld('BG')
  const rosa = await world.party({ number: '30', name: 'Роза Софт ООД', kind: 'company', country: 'BG' })
  world.today = '2025-11-03' as Day
  const late = await claim(world, rosa, '10000.00', { issued: '2025-11-03', due: '2025-11-17' }, { currency: 'BGN' })
  const before = await claim(world, rosa, '3000.00', { issued: '2025-11-03', due: '2025-11-17' }, { currency: 'BGN' })
  world.today = '2025-12-20' as Day
  await world.do(savePayment, {
    account: 'BANK',
    amount: '3000.00',
    currency: 'BGN',
    paidOn: '2025-12-20',
    reference: before.reference,
  })
  world.today = '2026-01-02' as Day
  const { runId } = await world.do<{ runId: Id }>(proposeRedenomination, {})
  await world.do(redenominate, { runId })
  const itemId = await world.tx(
    async ({ db }) => (await db.one<{ id: Id }>(`select id from open_items where continues_id = $1`, [late.itemId])).id,
  )
  // 44 days of 2025 at 11.97 %, 90 of 2026 at 10.15 %, a year of 360.
  const [inBgn, inEur] = [(10000 * 0.1197 * 44) / 360, (5112.92 * 0.1015 * 90) / 360]
  const asked = await world.tx(async (ctx) => (await accrueInterest(ctx, [itemId], '2026-03-31' as Day)).get(itemId)!)
  const amount = Number((Number(inBgn.toFixed(2)) / 1.95583).toFixed(2)) + Number(inEur.toFixed(2))
  expect(asked).toMatchObject({ currency: 'EUR', lateOn: '2025-11-18', from: '2025-11-18', last: '2026-03-31' })
  expect(asked.segments.map(({ from, through, principal }) => `${from} ${through} ${principal}`)).toEqual([
    '2025-11-18 2025-12-31 5112.92',
    '2026-01-01 2026-03-31 5112.92',
  ])
  expect(asked.segments.reduce((sum, one) => sum + Number(one.amount), 0)).toBeCloseTo(inBgn / 1.95583 + inEur, 4)
  expect(formatMinor(asked.amount, 'EUR')).toBe(amount.toFixed(2))

  await pay(world, '5112.92', '2026-03-31', late.reference)
  world.today = '2026-04-02' as Day
  const run = await world.do<{ runId: Id }>(propose, {})
  // One that was settled in BGN is a line of the same note: documents are in EUR by now.
  const settled = ((3000 * 0.1197 * 33) / 360).toFixed(2)
  const sum = (amount + Number((Number(settled) / 1.95583).toFixed(2))).toFixed(2)
  expect(run).toMatchObject({ documents: 1, held: 0, sums: [{ currency: 'EUR', amount: sum }] })
  expect(await world.tx((ctx) => interestNotInvoiced(ctx, rosa))).toEqual(
    new Map([['EUR', { amount: parseMinor(sum, 'EUR'), claims: 2, isRateMissing: false }]]),
  )
  await world.do(approve, { runId: run.runId })
  expect(await world.do(issue, { runId: run.runId })).toMatchObject({ issued: 1, rejected: 0 })
  expect(
    await world.tx(({ db }) =>
      db.rows(
        `select i.currency::text, c.from_on::text as "from", c.through_on::text as through, c.amount::text from interest_charges c join open_items i on i.id = c.item_id order by 2, 3`,
      ),
    ),
  ).toEqual([
    { currency: 'BGN', from: '2025-11-18', through: '2025-12-20', amount: settled.replace('.', '') },
    { currency: 'BGN', from: '2025-11-18', through: '2025-12-31', amount: String(Math.round(inBgn * 100)) },
    { currency: 'EUR', from: '2026-01-01', through: '2026-03-31', amount: String(Math.round(inEur * 100)) },
  ])
  for (const mode of ['when-paid', 'all'])
    expect(await world.do(propose, { mode })).toMatchObject({ documents: 0, held: 0, rejected: 0 })
  expect(await world.do(verify, {})).toMatchObject({ ok: true })
})

test('period end on open claims, then when paid: no day twice, and together what one computation gives', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const one = await claim(world, ada, '10000.00', { issued: '2026-06-15', due: '2026-07-31' })
  world.today = '2026-09-01' as Day
  const dry = (await world.do(runUnattended, { mode: 'unpaid', dryRun: true })) as { runId: string }
  expect(dry).toMatchObject({ documents: 1, issued: 0, sums: [{ amount: '84.93' }] })
  expect(await world.do(readRun, { runId: dry.runId })).toMatchObject({ state: 'abandoned', invoiceGroups: null })
  expect(await world.do(runUnattended, { mode: 'unpaid' })).toMatchObject({ issued: 1, sums: [{ amount: '84.93' }] })
  expect(await world.do(runUnattended, { mode: 'unpaid' })).toMatchObject({ issued: 0 })
  expect(await world.do(listRuns, {}), 'what nothing came of fills no list').toMatchObject({
    rows: [{ state: 'done', isUnattended: true }],
  })
  expect(await world.do(listRuns, { state: 'abandoned' })).toMatchObject({
    rows: [{ isDryRun: false }, { isDryRun: true, runId: dry.runId }],
  })
  await pay(world, '10000.00', '2026-09-30', one.reference)
  world.today = '2026-10-02' as Day
  expect(await world.do(runUnattended, {})).toMatchObject({ issued: 1, sums: [{ amount: '82.19' }] })
  // 84.93 + 82.19 = 167.12
  expect(await proof(world)).toEqual([])
})

test('what is invoiced where nobody says is the company’s own choice; one that asks for interest by reminders alone makes no invoice', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ number: '10', name: 'Ada Lind', kind: 'person' })
  await claim(world, ada, '10000.00', { issued: '2026-06-15', due: '2026-07-31' })
  world.today = '2026-10-05' as Day
  const invoices = (value: string) =>
    world.do(saveParameters, { rows: [{ name: 'interest', validFrom: null, value: { invoices: value } }] })
  const own = await world.do(propose, { customers: ['10'] })
  expect(own).toMatchObject({ mode: 'when-paid', documents: 0 })
  expect(await world.do(readRun, own as never)).toMatchObject({ invoiceGroups: null, customers: ['10'] })
  expect(await world.do(propose, {})).toMatchObject({ mode: 'when-paid', documents: 0 })
  await invoices('on-reminders')
  await expect(world.do(propose, {})).rejects.toThrow('with its reminders')
  expect(await world.do(propose, { mode: 'unpaid' })).toMatchObject({ documents: 1 })
  await invoices('unpaid')
  expect(await world.do(propose, {})).toMatchObject({ mode: 'unpaid', documents: 1 })
})

test('money that comes between approval and issue sends the row back; a row left out waits for the next run', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ number: '10', name: 'Ada Lind', kind: 'person' })
  const bo = await world.party({ number: '11', name: 'Bo Ek', kind: 'person' })
  const one = await claim(world, ada, '10000.00', { issued: '2026-06-15', due: '2026-07-31' })
  await claim(world, bo, '10000.00', { issued: '2026-06-15', due: '2026-07-31' })
  world.today = '2026-10-01' as Day
  const run = await world.do<{ runId: Id }>(propose, { mode: 'unpaid' })
  const proposed = await world.do(readRun, { runId: run.runId })
  const { undo } = await world.do<{ undo: { input: object } }>(excludeRow, {
    runId: run.runId,
    rowNo: 2,
    reason: 'ringde i dag',
  })
  await world.do(excludeRow, undo.input)
  expect(await world.do(readRun, { runId: run.runId })).toEqual(proposed)
  await world.do(excludeRow, { ...undo.input, back: false })
  await world.do(approve, { runId: run.runId })
  await pay(world, '10000.00', '2026-08-15', one.reference)
  world.today = '2026-10-01' as Day
  expect(await world.do(issue, { runId: run.runId })).toMatchObject({ issued: 0, rejected: 1 })
  const { rows } = await world.do<{ rows: { state: string; excluded: string; problems: object[] }[] }>(readRun, {
    runId: run.runId,
  })
  expect(rows).toMatchObject([
    { state: 'rejected', problems: [{ code: 'interest.amount-changed', data: { approved: '167.12', now: '41.10' } }] },
    { state: 'excluded', excluded: 'ringde i dag' },
  ])
  // Below 50 kronor after all: carried; the other one comes now.
  expect(await world.do(propose, { mode: 'all', through: '2026-09-30' })).toMatchObject({ documents: 1, held: 1 })
})

test('one document a customer with every claim, interest and delay compensation each a line: one item, one reference, paid at once', async () => {
  const world = await openWorld('SE', { kind: 'company' })
  const bo = await world.party({ number: '10', name: 'Bo Ek AB', kind: 'company' })
  await paidLate(world, bo, '10000.00', '2026-09-30')
  await paidLate(world, bo, '5000.00', '2026-09-30')
  world.today = '2026-10-05' as Day
  expect(await world.do(runUnattended, { compensation: true })).toMatchObject({
    issued: 1,
    sums: [{ amount: '1150.68' }],
  })
  expect(await openItemsText(world)).toBe('1510 Bo Ek AB invoice 1150.68')
  expect(await postings(world)).toEqual(['1510 115068', '8313 -25068', '3593 -90000'])
  const lines = await world.tx(({ db }) =>
    db.rows<{ name: string; description: string | null; net: string }>(
      `select l.name, l.description, l.amount_net::text as net from invoice_lines l join invoices i on i.company_id = l.company_id and i.id = l.invoice_id where i.kind = 'interest-invoice' order by l.line_no`,
    ),
  )
  expect(lines.map(({ name, net }) => `${name} ${net}`)).toEqual([
    'Dröjsmålsränta på faktura 100001 16712',
    'Förseningsersättning för faktura 100001 45000',
    'Dröjsmålsränta på faktura 100002 8356',
    'Förseningsersättning för faktura 100002 45000',
  ])
  expect(lines[0]!.description).toBe('2026-08-01 – 2026-09-30: 61 dagar à 10 % på 10\u00a0000,00 = 167,123288')
  const { reference } = await world.tx(({ db }) =>
    db.one<{ reference: string }>(`select reference from invoices where kind = 'interest-invoice'`),
  )
  await pay(world, '1150.68', '2026-10-20', reference)
  expect(await openItemsText(world)).toBe('')
  expect(await proof(world)).toEqual([])
})

test('a rate that is missing rejects the row by name, the others go', async () => {
  const world = await openWorld('BG')
  const ivan = await world.party({ name: 'Иван', kind: 'person', country: 'BG' })
  const mara = await world.party({ name: 'Мара', kind: 'person', country: 'BG' })
  await claim(world, ivan, '10000.00', { issued: '2026-01-02', due: '2026-01-30' })
  const paid = await claim(world, mara, '10000.00', { issued: '2026-01-02', due: '2026-01-30' })
  await pay(world, '10000.00', '2026-03-31', paid.reference)
  world.today = '2026-08-05' as Day
  const run = await world.do<{ runId: Id }>(propose, { mode: 'all' })
  expect(run).toMatchObject({ documents: 1, rejected: 1 })
  const { rows } = await world.do<{ rows: { state: string; problems: object[] }[] }>(readRun, {
    runId: run.runId,
    state: 'rejected',
  })
  expect(rows).toMatchObject([{ problems: [{ code: 'RATE_MISSING', data: { from: '2026-07-01' } }] }])
})

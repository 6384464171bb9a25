import { expect, test } from 'vitest'
import type { User } from '../../src/db/context.ts'
import type { FileAnswer, Verb } from '../../src/db/verb.ts'
import { hold } from '../../src/invoicing/holds/hold.ts'
import { cancelOrder } from '../../src/invoicing/orders/cancel-order.ts'
import { listOrders } from '../../src/invoicing/orders/list-orders.ts'
import { restoreOrder } from '../../src/invoicing/orders/restore-order.ts'
import { saveOrders } from '../../src/invoicing/orders/save-orders.ts'
import { previewRowPdf } from '../../src/invoicing/preview/preview-row-pdf.ts'
import { approveBilling } from '../../src/invoicing/run/approve-billing.ts'
import { compareRun } from '../../src/invoicing/run/compare-run.ts'
import { editRow } from '../../src/invoicing/run/edit-row.ts'
import { excludeRow } from '../../src/invoicing/run/exclude-row.ts'
import { holdRow } from '../../src/invoicing/run/hold-row.ts'
import { issue } from '../../src/invoicing/run/issue.ts'
import { listRunRows } from '../../src/invoicing/run/list-run-rows.ts'
import { proposeBilling } from '../../src/invoicing/run/propose-billing.ts'
import { readRun } from '../../src/invoicing/run/read-run.ts'
import { releaseRow } from '../../src/invoicing/run/release-row.ts'
import { reviewRow } from '../../src/invoicing/run/review-row.ts'
import { samples } from '../../src/invoicing/run/samples.ts'
import { sendBack } from '../../src/invoicing/run/send-back.ts'
import { sendOn } from '../../src/invoicing/run/send-on.ts'
import type { Day } from '../../src/kernel/day.ts'
import { newId } from '../../src/kernel/id.ts'
import type { PlainLine } from '../orders.ts'
import { plainOrder } from '../orders.ts'
import { readPdf } from '../pdf-reader.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

type Row = {
  rowNo: number
  customer: string
  previous: string | null
  payable: string
  causes: { code: string; data: object }[]
  attention: boolean
  reviewed: { by: string } | null
}
type Rows = { rows: Row[]; next: string | null; counts: Record<string, number> }
type Comparison = {
  currencies: {
    difference: string
    now: { payable: string }
    before: { payable: string }
    causes: { code: string; customers: number; amount: string }[]
  }[]
}

const user = async (world: World, name: string): Promise<User> => {
  const id = newId()
  await world.database.owner.query(`insert into users (id, email, name, language) values ($1, $2, $3, 'sv')`, [
    id,
    `${name}@example.com`,
    name,
  ])
  return { id, name, areas: 'all', permissions: ['invoicing.*'] }
}

async function bill(world: World, month: string, orders: [party: string, lines: PlainLine[]][]): Promise<string> {
  await world.tx((ctx) =>
    saveOrders(
      ctx,
      orders.map(([party, lines], i) => plainOrder(world, party, `${month}-${i}`, lines)),
    ),
  )
  return (await world.do<{ runId: string }>(proposeBilling, {})).runId
}

const cents = (amount: string) => BigInt(amount.replace('.', ''))
function sums(found: Comparison): void {
  for (const { causes, difference, now, before } of found.currencies) {
    expect(causes.reduce((total, cause) => total + cents(cause.amount), 0n)).toBe(cents(difference))
    expect(cents(now.payable) - cents(before.payable)).toBe(cents(difference))
  }
}

test('a run is held against the last one: causes that sum, outliers with their reason, marks, back and on', async () => {
  const world = await openWorld('SE', { today: '2026-10-20' })
  const [eva, per] = [await user(world, 'Eva'), await user(world, 'Per')]
  await world.tx(({ db, company }) =>
    db.query(`update invoice_groups set two_person_approval = true, combine = false where company_id = $1`, [
      company.id,
    ]),
  )
  const names = ['Ada', 'Bo', 'Cia', 'Dan', 'Eli', 'Fia', 'Gun', 'Hal']
  const [ada, bo, cia, dan, eli, fia, gun, hal] = await Promise.all(
    names.map((name, i) => world.party({ number: String(i + 1), name, kind: 'person' })),
  )
  const fee = (month: string, quantity = '1', price = '1000.00'): PlainLine => [
    `Avgift ${month} 2026`,
    quantity,
    price,
    'S25',
  ]
  const october = await bill(world, '10', [
    [ada!, [fee('oktober')]],
    [bo!, [fee('oktober', '2')]],
    [cia!, [fee('oktober'), ['Måltid', '1', '80.40', 'S12']]],
    [dan!, [fee('oktober')]],
    [eli!, [fee('oktober')]],
    [fia!, [fee('oktober')]],
    [gun!, [fee('oktober')]],
  ])
  expect(await world.do<Comparison>(compareRun, { runId: october })).toMatchObject({
    previous: [],
    currencies: [{ causes: [{ code: 'new-customers', customers: 7 }] }],
  })
  await world.do(approveBilling, { runId: october }, per)
  await world.do(issue, { runId: october })

  world.today = '2026-11-20' as Day
  await world.do(hold, { customer: '6', reason: 'Dödsbo' })
  await world.tx((ctx) =>
    saveOrders(
      ctx,
      [
        [ada!, [fee('november')]],
        [bo!, [fee('november', '7')]],
        [cia!, [fee('november'), ['Resa', '1', '33.33', 'S6']]],
        [dan!, [fee('november', '1', '1031.00')]],
        [fia!, [fee('november')]],
        [gun!, [fee('november')]],
        [gun!, [fee('november', '1', '10.00')]],
        [hal!, [fee('november', '1', '48600.00')]],
        [ada!, [['Nollad', '0', '5.00', 'S25']]],
      ].map(([party, lines], i) => plainOrder(world, party as string, `11-${i}`, lines as PlainLine[])),
    ),
  )
  const { runId } = await world.do<{ runId: string }>(proposeBilling, {}, eva)
  const comparison = await world.do<Comparison>(compareRun, { runId })
  sums(comparison)
  const cause = (code: string) => comparison.currencies[0]!.causes.find((one) => one.code === code)
  expect(cause('new-customers')).toMatchObject({ customers: 1, amount: '60750.00' })
  expect(cause('ended-customers')).toMatchObject({ customers: 1, amount: '-1250.00' })
  expect(cause('held')).toMatchObject({ customers: 1, amount: '-1250.00' })
  expect(cause('changed-price')).toMatchObject({ customers: 1, amount: '38.75' })
  expect(cause('changed-quantity')).toMatchObject({ customers: 1, amount: '6250.00' })
  expect(cause('new-lines')).toMatchObject({ customers: 1, amount: '35.33' })
  expect(cause('ended-lines')).toMatchObject({ customers: 1, amount: '-90.05' })
  expect(cause('more-documents')).toMatchObject({ customers: 1, amount: '12.50' })

  const seen = await world.do<Rows>(listRunRows, { runId, view: 'attention', sort: 'difference', descending: true })
  const because = (customer: string) =>
    seen.rows.find((row) => row.customer === customer)?.causes.map(({ code }) => code)
  expect(seen.rows[0]).toMatchObject({ customer: '8', previous: null, payable: '60750.00' })
  expect(because('8')).toEqual(['first-invoice'])
  expect(because('2')).toEqual(['amount-differs'])
  expect(because('4')).toEqual(['price-changed'])
  expect(seen.rows.find((row) => row.customer === '4')!.causes[0]!.data).toEqual({
    line: 'Avgift november 2026',
    from: '1250',
    to: '1288.75',
  })
  expect(because('7')).toEqual(['several-documents'])
  expect(because('3')).toBeUndefined()
  expect(seen.counts).toMatchObject({ all: 9, new: 1, zero: 1, rejected: 0, held: 1, excluded: 0 })
  expect(seen.counts.attention).toBe(seen.rows.length)
  expect(await world.do<Rows>(listRunRows, { runId, search: 'Ha' })).toMatchObject({ rows: [{ customer: '8' }] })
  const paged: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await world.do<Rows>(listRunRows, {
      runId,
      sort: 'amount',
      descending: true,
      limit: 2,
      ...(after ? { after } : {}),
    })
    paged.push(...page.rows.map((row) => row.payable))
    if (!page.next) break
    after = page.next
  }
  expect(paged).toHaveLength(9)
  expect(paged).toEqual([...paged].sort((a, b) => Number(cents(b) - cents(a))))

  const first = seen.rows[0]!.rowNo
  const marked = await world.do<{ unseen: number }>(reviewRow, { runId, rowNos: [first] }, per)
  expect(marked.unseen).toBe(seen.rows.length - 1)
  expect((await world.do<Rows>(listRunRows, { runId, view: 'attention', search: 'Hal' })).rows[0]).toMatchObject({
    reviewed: { by: 'Per' },
  })
  // What changes after it was looked at is unseen again.
  const own = await world.tx(({ db, company }) =>
    db.one<{ id: string }>(`select id from orders where company_id = $1 and source_reference = '11-7'`, [company.id]),
  )
  await world.do(editRow, { runId, rowNo: first, lines: [{ orderId: own.id, lineNo: 1, unitPrice: '40000.00' }] }, eva)
  expect(await world.do(readRun, { runId }, eva)).toMatchObject({
    unseen: seen.rows.length,
    proposedBy: 'Eva',
    wantsAnother: true,
  })
  sums(await world.do<Comparison>(compareRun, { runId }))

  await world.do(sendBack, { runId, reason: 'Hal är fel kund' }, per)
  const ole = await user(world, 'Ole')
  await expect(world.do(approveBilling, { runId }, ole)).rejects.toThrow('sent back by Per: Hal är fel kund')
  expect(await world.do(readRun, { runId }, ole)).toMatchObject({ returned: { reason: 'Hal är fel kund', by: 'Per' } })
  await world.do(excludeRow, { runId, rowNo: first, reason: 'Fel kund' }, eva)
  sums(await world.do<Comparison>(compareRun, { runId }))
  await world.do(sendOn, { runId, answer: 'Tagen ur' }, eva)
  expect(await world.do(approveBilling, { runId }, ole)).toMatchObject({ unseen: seen.rows.length - 1 })
  await world.do(issue, { runId })
  const after = await world.do<Comparison>(compareRun, { runId })
  sums(after)
  expect(after.currencies[0]!.before.payable).toBe('10090.05')
})

test('a row is seen as a PDF before it is issued, five samples tell of the rest', async () => {
  const world = await openWorld('SE')
  const parties = await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      world.party({
        number: String(i + 1),
        name: `Kunde ${i + 1}`,
        kind: 'person',
      }),
    ),
  )
  const runId = await bill(
    world,
    '11',
    parties.map((party, i) => [party, [['Leie', '1', `${100 + i}.00`, 'S25']]]),
  )
  const found = await world.do<{ samples: { rowNo: number; why: string; payable: string }[] }>(samples, { runId })
  expect(found.samples).toHaveLength(5)
  expect(new Set(found.samples.map(({ rowNo }) => rowNo)).size).toBe(5)
  expect(found.samples[0]).toMatchObject({ why: 'largest', payable: '138.75' })
  const pdf = await world.do<FileAnswer>(previewRowPdf, { runId, rowNo: found.samples[0]!.rowNo })
  const { text } = await readPdf(pdf.body as Uint8Array)
  expect(text).toContain('Utkast')
  expect(text).toContain('138,75')
  await expect(world.do(previewRowPdf, { runId, rowNo: 99 })).rejects.toThrow('no row 99')
  await world.do(approveBilling, { runId })
  await world.do(issue, { runId })
  const issued = await world.do<FileAnswer>(previewRowPdf, { runId, rowNo: found.samples[0]!.rowNo })
  expect((await readPdf(issued.body as Uint8Array)).text).not.toContain('Utkast')
})

test('a row is held with its reason, released and left out, each taken back by what the answer names', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const [ada, bo] = await Promise.all(
    ['Ada', 'Bo'].map((name, i) => world.party({ number: String(i + 1), name, kind: 'person' })),
  )
  const runId = await bill(world, '11', [
    [ada!, [['Avgift', '1', '1000.00', 'S25']]],
    [bo!, [['Avgift', '1', '500.00', 'S25']]],
  ])
  const rowOf = async (customer: string) =>
    (
      await world.do<{ rows: (Row & { state: string; holds: { reason: string }[] })[] }>(listRunRows, { runId })
    ).rows.find((row) => row.customer === customer)!
  const sums = async () => (await world.do<{ sums: { payable: string }[] }>(readRun, { runId })).sums[0]?.payable
  const row = { runId, rowNo: (await rowOf('1')).rowNo }
  const acts: Record<string, Verb> = {
    'invoicing.hold-row': holdRow,
    'invoicing.release-row': releaseRow,
    'invoicing.exclude-row': excludeRow,
  }
  type Done = { state: string; undo: { verb: string; input: object } | null }
  const takeBack = ({ undo }: Done) => world.do<Done>(acts[undo!.verb]!, undo!.input)

  const held = await world.do<Done>(holdRow, { ...row, reason: 'Placeringen utreds' })
  expect(held.state).toBe('held')
  expect(await rowOf('1')).toMatchObject({ state: 'held', holds: [{ reason: 'Placeringen utreds' }] })
  expect(await sums()).toBe('625.00')
  const look = await world.do<Rows>(listRunRows, { runId, view: 'look', sort: 'outliersFirst' })
  expect(look.rows.map(({ rowNo }) => rowNo)).toEqual([row.rowNo])
  expect(look.counts.look).toBe(1)
  const released = await takeBack(held)
  expect(released.state).toBe('proposed')
  expect((await takeBack(released)).state).toBe('held')
  expect((await world.do<Done>(releaseRow, row)).state).toBe('proposed')
  expect(await sums()).toBe('1875.00')

  const out = await world.do<Done>(excludeRow, row)
  expect(await sums()).toBe('625.00')
  const back = await takeBack(out)
  expect(back).toMatchObject({ state: 'proposed', undo: { verb: 'invoicing.exclude-row' } })
  expect(await sums()).toBe('1875.00')

  // What holds the customer holds more than the row: it is not released here.
  await world.do(hold, { customer: '1', reason: 'Dödsbo' })
  expect(await world.do<Done>(releaseRow, row)).toMatchObject({ state: 'held', undo: null })
})

test('a cancelled order waits again, unless it went with its file', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const party = await world.party({ number: '1', name: 'Ada', kind: 'person' })
  const [orderId] = await world.tx((ctx) =>
    saveOrders(ctx, [plainOrder(world, party, 'A-1', [['Avgift', '1', '1000.00', 'S25']])]),
  )
  await expect(world.do(restoreOrder, { orderId })).rejects.toMatchObject({
    problems: [{ code: 'order.not-cancelled' }],
  })
  const { undo } = await world.do<{ undo: { verb: string } }>(cancelOrder, { orderId })
  expect(undo.verb).toBe('invoicing.restore-order')
  const stateOf = async () => (await world.do<{ rows: { state: string }[] }>(listOrders, {})).rows[0]!.state
  expect(await stateOf()).toBe('cancelled')
  expect(await world.do(restoreOrder, { orderId })).toMatchObject({ undo: { verb: 'invoicing.cancel-order' } })
  expect(await stateOf()).toBe('waiting')
})

import { expect, test } from 'vitest'
import type { User } from '../../src/db/context.ts'
import type { Billed } from '../../src/invoicing/direct/bill-now.ts'
import { credit } from '../../src/invoicing/direct/credit.ts'
import { invoiceNow } from '../../src/invoicing/direct/invoice-now.ts'
import { listInvoices } from '../../src/invoicing/documents/list-invoices.ts'
import { moments } from '../../src/invoicing/documents/moments.ts'
import { readInvoice } from '../../src/invoicing/documents/read-invoice.ts'
import { sumInvoices } from '../../src/invoicing/documents/sum-invoices.ts'
import { lastLines } from '../../src/invoicing/orders/last-lines.ts'
import { listOrders } from '../../src/invoicing/orders/list-orders.ts'
import { saveOrder } from '../../src/invoicing/orders/save-order.ts'
import { sumOrders } from '../../src/invoicing/orders/sum-orders.ts'
import { newId } from '../../src/kernel/id.ts'
import { undoAllocation } from '../../src/subledger/undo-allocation.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

const line = { name: 'Hyra', unitPrice: '1000.00', vatCode: 'S25' }
type List = { rows: { number: string; state: string; payable: string; customerName: string }[]; next: string | null }
const numbers = async (world: World, input: object) =>
  (await world.do<List>(listInvoices, input)).rows.map((row) => row.number)

async function person(world: World, name: string): Promise<User> {
  const id = newId()
  await world.database.owner.query(`insert into users (id, email, name, language) values ($1, $2, $3, 'sv')`, [
    id,
    `${name}@example.com`,
    name,
  ])
  return { id, name, areas: 'all', permissions: ['invoicing.*'] }
}

test('a list of documents by state, day, amount and text, sorted, paged, and summed over all of it', async () => {
  const world = await openWorld('SE', { today: '2026-09-01' })
  await world.party({ number: '1', name: 'Ada Lind', kind: 'person' })
  await world.party({ number: '2', name: 'Bo Ek', kind: 'person' })
  const bill = async (customer: string, unitPrice: string) =>
    (await world.do<Billed>(invoiceNow, { customer, lines: [{ ...line, unitPrice }] })).documents[0]!
  const old = await bill('1', '100')
  world.today = '2026-11-20' as never
  const fresh = await bill('2', '300')
  const part = await bill('2', '200')
  const note = await world.do<Billed>(credit, { invoiceId: part.invoiceId, reason: 'Fel' })
  expect(await numbers(world, {})).toEqual([note.documents[0]!.number, part.number, fresh.number, old.number])
  expect(await numbers(world, { state: 'overdue' })).toEqual([old.number])
  expect(await numbers(world, { state: 'open' })).toEqual([fresh.number, old.number])
  expect(await numbers(world, { state: 'credited' })).toEqual([part.number])
  expect(await numbers(world, { amountFrom: '200.00', amountTo: '300' })).toEqual([
    note.documents[0]!.number,
    part.number,
  ])
  expect(await numbers(world, { search: 'lin' })).toEqual([old.number])
  expect(await numbers(world, { search: fresh.number.slice(0, 5), from: '2026-09-01', to: '2026-09-30' })).toEqual([
    old.number,
  ])
  const paged: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await world.do<List>(listInvoices, {
      sort: 'amount',
      ascending: true,
      limit: 1,
      ...(after ? { after } : {}),
    })
    paged.push(...page.rows.map((row) => row.payable))
    if (!page.next) break
    after = page.next
  }
  expect(paged).toEqual(['125.00', '250.00', '250.00', '375.00'])
  expect(await world.do(sumInvoices, {})).toEqual({
    count: 4,
    sums: [{ currency: 'SEK', count: 4, net: '400.00', vat: '100.00', gross: '500.00', open: '500.00' }],
  })
  expect(await world.do(sumInvoices, { state: 'overdue' })).toMatchObject({
    count: 1,
    sums: [{ gross: '125.00', open: '125.00' }],
  })

  await world.do(saveOrder, { customer: '1', reference: 'O-1', lines: [{ ...line, quantity: '3' }] })
  expect(await world.do(listOrders, { state: 'waiting', search: 'O-' })).toMatchObject({
    rows: [{ reference: 'O-1', net: '3000.00', state: 'waiting' }],
  })
  expect(await world.do(sumOrders, { state: 'waiting' })).toMatchObject({
    count: 1,
    sums: [{ currency: 'SEK', count: 1, lines: 1, net: '3000.00' }],
    byGroup: [{ currency: 'SEK', count: 1, net: '3000.00' }],
  })
  await expect(world.do(listInvoices, { after: 'nonsense' })).rejects.toThrow('begin again')
  expect(await world.do(lastLines, { number: '2' })).toMatchObject({
    invoice: { number: part.number, invoiceGroup: expect.any(String) },
    lines: [{ name: 'Hyra', unitPrice: '200', vatCode: 'S25', quantity: '1' }],
  })
  await expect(world.do(lastLines, { number: '99' })).rejects.toThrow('no customer 99')
})

test('one page of a document: what settled it and how to undo that, holds, and its history with names', async () => {
  const world = await openWorld('SE')
  const eva = await person(world, 'Eva')
  const ada = await world.party({ number: '1', name: 'Ada Lind', kind: 'person' })
  const issued = (await world.do<Billed>(invoiceNow, { customer: '1', lines: [line] }, eva)).documents[0]!
  const note = (
    await world.do<Billed>(
      credit,
      { invoiceId: issued.invoiceId, lines: [{ lineNo: 1, quantity: '0.25' }], reason: 'Del' },
      eva,
    )
  ).documents[0]!
  type Page = {
    invoice: {
      state: string
      item: {
        itemId: string
        open: string
        allocations: { allocationId: string; by: string; withInvoiceId: string; reversedBy: string | null }[]
      }
      notes: object[]
      customerName: string
    }
  }
  const page = await world.do<Page>(readInvoice, { invoiceId: issued.invoiceId })
  expect(page.invoice).toMatchObject({
    state: 'part-paid',
    item: { open: '937.50', allocations: [{ by: 'Eva', withInvoiceId: note.invoiceId, reversedBy: null }] },
    holds: [],
  })
  await world.do(
    undoAllocation,
    { allocationIds: [page.invoice.item.allocations[0]!.allocationId], reason: 'Fel' },
    eva,
  )
  const after = await world.do<Page>(readInvoice, { invoiceId: issued.invoiceId })
  expect(
    after.invoice.item.allocations.find((one) => one.allocationId === page.invoice.item.allocations[0]!.allocationId)!
      .reversedBy,
  ).not.toBeNull()
  expect(after.invoice.state).toBe('open')
  const { history } = await world.do<{ history: { kind: string; by: string | null; amount: string | null }[] }>(
    moments,
    { invoiceId: issued.invoiceId },
  )
  expect(history.map(({ kind, by, amount }) => [kind, by, amount])).toEqual(
    expect.arrayContaining([
      ['issued', 'Eva', '1250.00'],
      ['approved', 'Eva', null],
      ['credited', 'Eva', '312.50'],
      ['allocated', 'Eva', '312.50'],
      ['allocation-reversed', 'Eva', '-312.50'],
    ]),
  )
  // Newest first, also of what one call did.
  expect(history.map(({ kind }) => kind).filter((kind) => /^(issued|approved|proposed)$/.test(kind))).toEqual([
    'issued',
    'approved',
    'proposed',
  ])

  await world.tx(({ db, company }) =>
    db.query(`update parties set protection = 'secrecy-marked' where company_id = $1 and id = $2`, [company.id, ada]),
  )
  expect((await world.do<Page>(readInvoice, { invoiceId: issued.invoiceId }, eva)).invoice.customerName).toBe(
    'Skyddad identitet',
  )
  expect((await world.do<List>(listInvoices, {}, eva)).rows[0]!.customerName).toBe('Skyddad identitet')
  expect(await numbers(world, { search: 'Lind' })).toHaveLength(2)
  expect((await world.do<List>(listInvoices, { search: 'Lind' }, eva)).rows).toEqual([])
  const looks = await world.tx(({ db, company }) =>
    db.rows<{ verb: string }>(`select distinct verb from protected_reads where company_id = $1 order by verb`, [
      company.id,
    ]),
  )
  expect(looks.map(({ verb }) => verb)).toEqual(['invoicing.list-invoices', 'invoicing.read-invoice'])
})

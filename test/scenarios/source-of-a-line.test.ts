import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { User } from '../../src/db/context.ts'
import type { FileAnswer } from '../../src/db/verb.ts'
import type { Billed } from '../../src/invoicing/direct/bill-now.ts'
import { invoiceNow } from '../../src/invoicing/direct/invoice-now.ts'
import { listInvoices } from '../../src/invoicing/documents/list-invoices.ts'
import { source } from '../../src/invoicing/documents/source.ts'
import { correctImport } from '../../src/invoicing/imports/correct-import.ts'
import type { ImportAnswer } from '../../src/invoicing/imports/import-orders.ts'
import { importOrders } from '../../src/invoicing/imports/import-orders.ts'
import { readOrderFile } from '../../src/invoicing/imports/read-order-file.ts'
import { approveAndIssue } from '../../src/invoicing/run/approve-and-issue.ts'
import { newId } from '../../src/kernel/id.ts'
import { kommunBas, stored } from '../order-files.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

type File = {
  fileName: string
  unchanged: boolean
  sha256: string
  sheets: { rows: { row: number; cells: string[] }[]; used: number[]; usedColumns: string[] }[]
  records: { bytes: { from: number; to: number }; lines: { line: number; text: string }[] }[]
  json: { path: string; text: string }[]
  corrections: { row: number; cells: object }[]
  withheld: boolean
}
type Source = { lines: { row: number | null; byHand: { by: string | null } | null; source: string }[]; files: File[] }

async function issued(
  world: World,
  file: Awaited<ReturnType<typeof stored>>,
): Promise<{ importId: string; invoices: string[] }> {
  const { run, importId } = await world.do<ImportAnswer>(importOrders, { ...file, acceptGoodRows: true, propose: true })
  await world.do(approveAndIssue, { runId: run!.runId })
  const { rows } = await world.do<{ rows: { invoiceId: string }[] }>(listInvoices, {})
  return { importId, invoices: rows.map((row) => row.invoiceId) }
}

const csv = [
  'Orderreferens;Kundnummer;Namn;Benämning;Antal;À-pris;Momskod;Anteckning',
  'A-1;77;Ada;Avgift;1;100;S25;x',
  'A-2;78;Bo;Avgift;1;200;S25;y',
  'A-2;78;Bo;Resa;1;50;S25;',
  'A-3;79;Cia;Avgift;1;3OO;S25;',
].join('\r\n')

test('a line leads to the cells of its row between its neighbours, with what a person put right, and to bytes that are unchanged', async () => {
  const world = await openWorld('SE')
  for (const number of ['77', '78', '79']) await world.party({ number, name: `Kund ${number}`, kind: 'person' })
  await world.tx(({ db, company }) =>
    db.query(`update invoice_groups set combine = false where company_id = $1`, [company.id]),
  )
  const file = await stored(world, 'oktober.csv', csv)
  const { importId } = await world.do<ImportAnswer>(importOrders, { ...file, acceptGoodRows: true })
  const { run } = await world.do<{ run: { runId: string } }>(correctImport, {
    importId,
    rows: [{ row: 5, cells: { 'À-pris': '300' } }],
    propose: true,
  })
  await world.do(approveAndIssue, { runId: run.runId })
  const { rows } = await world.do<{ rows: { invoiceId: string; customer: string }[] }>(listInvoices, {})
  const of = (customer: string) =>
    world.do<Source>(source, { invoiceId: rows.find((row) => row.customer === customer)!.invoiceId })
  const bo = await of('78')
  expect(bo.lines.map(({ row, byHand }) => [row, byHand])).toEqual([
    [3, null],
    [4, null],
  ])
  expect(bo.files).toMatchObject([
    {
      fileName: 'oktober.csv',
      unchanged: true,
      sha256: file.file.sha256,
      orders: 3,
      controlSum: { currency: 'SEK', net: '650.00' },
    },
  ])
  expect(bo.files[0]!.sheets[0]!.rows.map(({ row }) => row)).toEqual([2, 3, 4, 5])
  expect(bo.files[0]!.sheets[0]).toMatchObject({ used: [3, 4], usedColumns: ['A', 'B', 'C', 'D', 'E', 'F', 'G'] })
  const cia = await of('79')
  expect(cia.files[0]!.corrections).toMatchObject([{ row: 5, cells: { 'À-pris': '300' } }])
  expect(cia.files[0]!.sheets[0]!.rows.find((row) => row.row === 5)!.cells[5]).toBe('3OO')

  const back = await world.do<FileAnswer>(readOrderFile, { importId })
  let text = ''
  for await (const piece of back.body as AsyncIterable<Uint8Array>) text += Buffer.from(piece).toString('utf8')
  expect(text).toBe(csv)
  // Bytes that somebody changed on the disk are told.
  const place = path.join(
    world.installation.settings.dataDir,
    'files',
    world.companyId,
    file.file.sha256.slice(0, 2),
    file.file.sha256,
  )
  writeFileSync(place, csv.replace('200', '900'))
  expect((await of('78')).files[0]!.unchanged).toBe(false)
})

test('record files lead to their lines and bytes, JSON to its path, an invoice by hand to its person', async () => {
  const world = await openWorld('SE')
  await kommunBas(world)
  await world.tx(({ db, company }) =>
    db.query(
      `insert into dimension_values (company_id, dimension, code, name) values ($1, 'verksamhet', '860000', 'Kultur')`,
      [company.id],
    ),
  )
  const bytes = readFileSync(
    new URL('../../src/formats/orders/sundsvall-extern/samples/two-orders.txt', import.meta.url),
  )
  const { invoices } = await issued(world, await stored(world, 'two-orders.txt', bytes))
  expect(invoices.length).toBeGreaterThan(0)
  const { files, lines } = await world.do<Source>(source, { invoiceId: invoices[0]! })
  const [record] = files[0]!.records
  expect(record!.lines.map(({ line }) => line)).toContain(lines[0]!.row)
  const shown = bytes.subarray(record!.bytes.from, record!.bytes.to).toString('latin1').split(/\r?\n/).filter(Boolean)
  expect(shown).toHaveLength(record!.lines.length)
  expect(shown[0]!.slice(0, 20)).toBe(record!.lines[0]!.text.slice(0, 20))

  await world.party({ number: '500', name: 'Jo', kind: 'person' })
  const json = await issued(
    world,
    await stored(
      world,
      'a.json',
      JSON.stringify({
        orders: [
          {
            reference: 'J-1',
            customer: { number: '500' },
            lines: [{ description: 'Avgift', quantity: '1', unitPrice: '10', vatCode: 'S25' }],
          },
        ],
      }),
    ),
  )
  expect((await world.do<Source>(source, { invoiceId: json.invoices[0]! })).files[0]).toMatchObject({
    unchanged: true,
    json: [{ path: 'orders[0]', text: expect.stringContaining('"J-1"') }],
  })

  const id = newId()
  await world.database.owner.query(
    `insert into users (id, email, name, language) values ($1, 'eva@example.com', 'Eva', 'sv')`,
    [id],
  )
  const eva: User = { id, name: 'Eva', areas: 'all', permissions: ['invoicing.*'] }
  const byHand = await world.do<Billed>(
    invoiceNow,
    { customer: '500', lines: [{ name: 'X', unitPrice: '5', vatCode: 'S25' }] },
    eva,
  )
  expect(await world.do<Source>(source, { invoiceId: byHand.documents[0]!.invoiceId })).toMatchObject({
    files: [],
    lines: [{ source: 'manual', byHand: { by: 'Eva' } }],
  })
})

import { expect, test } from 'vitest'
import type { User } from '../../src/db/context.ts'
import { correctImport } from '../../src/invoicing/imports/correct-import.ts'
import { discardRejected } from '../../src/invoicing/imports/discard-rejected.ts'
import type { ImportAnswer } from '../../src/invoicing/imports/import-orders.ts'
import { importOrders } from '../../src/invoicing/imports/import-orders.ts'
import { listImportProblems } from '../../src/invoicing/imports/list-import-problems.ts'
import { listImports } from '../../src/invoicing/imports/list-imports.ts'
import { readImport } from '../../src/invoicing/imports/read-import.ts'
import { approveAndIssue } from '../../src/invoicing/run/approve-and-issue.ts'
import { newId } from '../../src/kernel/id.ts'
import { stored } from '../order-files.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

const heading = 'Orderreferens;Kundnummer;Namn;Personnummer;Benämning;Antal;À-pris;Momskod'
const csv = (...rows: string[]) => `${[heading, ...rows].join('\r\n')}\r\n`
type Problems = {
  rows: { row: number; code: string; column: string | null }[]
  correctable: boolean
  sheets: {
    columns: { letter: string; heading: string; key: string | null }[]
    rows: { row: number; cells: string[] }[]
  }[]
}
type Corrected = {
  orders: { made: number; known: number; rejected: number }
  problems: { code: string; row: number }[]
  problemsLeft: number
  run: { runId: string; documents: number } | null
}
const orders = (world: World) =>
  world.tx(({ db, company }) =>
    db.rows<{ row: number; name: string; lines: number }>(
      `select o.source_row as row, (select string_agg(l.name, '+' order by line_no) from order_lines l where l.company_id = o.company_id and l.order_id = o.id) as name
         from orders o where o.company_id = $1 order by o.source_row`,
      [company.id],
    ),
  )

test('a file with bad rows: the good are proposed at once, the bad are put right in their own cells, once', async () => {
  const world = await openWorld('SE')
  for (const number of ['77', '78', '79']) await world.party({ number, name: `Kund ${number}`, kind: 'person' })
  const file = await stored(
    world,
    'november.csv',
    csv(
      'A-1;77;;;Avgift;1;100,00;S25',
      'A-2;78;;;Avgift;1;1OO,00;S25',
      'A-2;78;;;Resa;1;50;S25',
      'A-3;79;;;Avgift;1;10;XX',
      ';77;;;Bok;1;20,00;S6',
      ';78;;;Bok;1;20,00;S6',
      ';77;;;Bok;1;20,OO;S6',
    ),
  )
  const imported = await world.do<ImportAnswer>(importOrders, { ...file, acceptGoodRows: true, propose: true })
  expect(imported).toMatchObject({
    state: 'imported',
    orders: { read: 6, made: 3, rejected: 3 },
    run: { documents: 2, state: 'proposed' },
  })
  // The drop may be sent twice.
  expect(await world.do<ImportAnswer>(importOrders, { ...file, propose: true })).toMatchObject({
    state: 'already-imported',
    run: { runId: imported.run!.runId },
  })

  const { importId } = imported
  const found = await world.do<Problems>(listImportProblems, { importId, severity: 'error' })
  expect(found.correctable).toBe(true)
  expect(found.rows.map(({ row, code }) => [row, code])).toEqual([
    [3, expect.any(String)],
    [5, expect.any(String)],
    [8, expect.any(String)],
  ])
  expect(found.sheets[0]!.columns[6]).toEqual({ letter: 'G', heading: 'À-pris', key: 'unitPrice' })
  expect(found.sheets[0]!.rows.find((one) => one.row === 3)!.cells).toEqual([
    'A-2',
    '78',
    '',
    '',
    'Avgift',
    '1',
    '1OO,00',
    'S25',
  ])

  const half = await world.do<Corrected>(correctImport, {
    importId,
    rows: [{ row: 3, cells: { 'À-pris': '100,00', Momskod: 'YY' } }],
  })
  expect(half).toMatchObject({ orders: { made: 0, rejected: 1 }, problemsLeft: 3 })
  expect(
    (await world.do<Problems>(listImportProblems, { importId, severity: 'error' })).sheets[0]!.rows.find(
      (one) => one.row === 3,
    )!.cells[6],
  ).toBe('100,00')
  const right = await world.do<Corrected>(correctImport, {
    importId,
    rows: [{ row: 3, cells: { Momskod: 'S25' } }],
    propose: true,
  })
  expect(right).toMatchObject({ orders: { made: 1, known: 0, rejected: 0 }, problemsLeft: 2, run: { documents: 2 } })
  expect(right.run!.runId).not.toBe(imported.run!.runId)
  expect(
    await world.do<Corrected>(correctImport, { importId, rows: [{ row: 3, cells: { Momskod: 'S25' } }] }),
  ).toMatchObject({ orders: { made: 0, known: 1 } })
  // Row 8 now says what row 6 says: a twin, not the same again.
  expect(
    await world.do<Corrected>(correctImport, { importId, rows: [{ row: 8, cells: { 'À-pris': '20,00' } }] }),
  ).toMatchObject({ orders: { made: 1 } })
  expect(
    await world.do<Corrected>(correctImport, { importId, rows: [{ row: 8, cells: { 'À-pris': '20,00' } }] }),
  ).toMatchObject({ orders: { made: 0, known: 1 } })
  expect(await orders(world)).toEqual([
    { row: 2, name: 'Avgift' },
    { row: 3, name: 'Avgift+Resa' },
    { row: 6, name: 'Bok' },
    { row: 7, name: 'Bok' },
    { row: 8, name: 'Bok' },
  ])
  expect(await world.do(discardRejected, { importId, rows: [5, 2], reason: 'Avslutad' })).toMatchObject({
    rows: 1,
    problemsLeft: 0,
  })
  expect(await world.do(listImportProblems, { importId })).toMatchObject({ rows: [] })
  // A dropped row is taken back by reading it again as it stands; and then dropped for good.
  expect(await world.do(correctImport, { importId, rows: [{ row: 5, cells: {} }] })).toMatchObject({ problemsLeft: 1 })
  expect(await world.do(listImportProblems, { importId })).toMatchObject({ rows: [{ row: 5 }] })
  await world.do(discardRejected, { importId, rows: [5], reason: 'Avslutad' })
  expect(await world.do(listImports, {})).toMatchObject({
    rows: [{ importId, orders: 5, problemsLeft: 0, runId: right.run!.runId }],
  })
  await expect(world.do(correctImport, { importId: newId(), rows: [{ row: 1, cells: { x: 'y' } }] })).rejects.toThrow(
    'nothing of this file',
  )
})

test('a file whose rows all lack one cell: one text for all that have the same fault and say the same, and no others', async () => {
  const world = await openWorld('SE')
  await world.party({ number: '77', name: 'Ada', kind: 'person' })
  const row = (n: number, price: string, code: string) => `A-${n};77;;;Avgift;1;${price};${code}`
  const file = await stored(
    world,
    'utan-momskod.csv',
    csv(
      ...Array.from({ length: 1_200 }, (_, i) => row(i, '10', 'ZZ')),
      row(2_001, '1OO', 'ZZ'),
      row(2_002, '10', 'YY'),
      row(2_003, '10', 'S6'),
    ),
  )
  const { importId } = await world.do<ImportAnswer>(importOrders, { ...file, acceptGoodRows: true })
  const alike = { code: 'order-row.vat-code-unknown', heading: 'Momskod', was: 'ZZ', text: 'S25' }
  const { kinds } = await world.do<{ kinds: { code: string; problems: number }[] }>(listImportProblems, { importId })
  expect(kinds.find(({ code }) => code === alike.code)?.problems).toBeGreaterThan(1_200)
  const answer = await world.do<Corrected>(correctImport, { importId, alike: [alike] })
  // The price of one is still no number, another says another code.
  expect(answer).toMatchObject({ orders: { made: 1_200, known: 0 }, problemsLeft: 2 })
  const left = await world.do<Problems>(listImportProblems, { importId })
  expect(left.rows.map(({ row: at, code }) => [at, code])).toEqual([
    [1203, alike.code],
    [1202, expect.stringContaining('order-row.')],
  ])
  await expect(world.do(correctImport, { importId, alike: [alike] })).rejects.toThrow('no row waits')
})

test('three acts from file to invoices: drop, approve, done; four eyes are kept', async () => {
  const world = await openWorld('SE')
  const person = async (name: string): Promise<User> => {
    const id = newId()
    await world.database.owner.query(`insert into users (id, email, name, language) values ($1, $2, $3, 'sv')`, [
      id,
      `${name}@example.com`,
      name,
    ])
    return { id, name, areas: 'all', permissions: ['invoicing.*'] }
  }
  const [eva, per] = [await person('Eva'), await person('Per')]
  await world.tx(({ db, company }) =>
    db.query(`update invoice_groups set two_person_approval = true where company_id = $1`, [company.id]),
  )
  await world.party({ number: '77', name: 'Ada', kind: 'person' })
  const file = await stored(world, 'a.csv', csv('A-1;77;;;Avgift;1;100,00;S25'))
  const { run } = await world.do<ImportAnswer>(importOrders, { ...file, propose: true }, eva)
  await expect(world.do(approveAndIssue, { runId: run!.runId }, eva)).rejects.toThrow('second person')
  expect(await world.do(approveAndIssue, { runId: run!.runId }, per)).toMatchObject({
    issued: 1,
    rejected: 0,
    held: 0,
    unseen: 0,
  })
})

test('who may not see protected persons sees neither their name nor their number of identity in a row of the file', async () => {
  const world = await openWorld('SE')
  const party = await world.party({ number: '77', name: 'Hemlig Person', kind: 'person' })
  await world.tx(({ db, company }) =>
    db.query(`update parties set protection = 'secrecy-marked' where company_id = $1 and id = $2`, [company.id, party]),
  )
  const file = await stored(
    world,
    'a.csv',
    csv('A-1;77;Hemlig Person;;Avgift;1;1OO;S25', 'A-2;;Öppen Person;19811218-9876;Avgift;1;1OO;S25'),
  )
  const { importId } = await world.do<ImportAnswer>(importOrders, { ...file, acceptGoodRows: true })
  const clerk: User = { id: null, name: 'x', areas: 'all', permissions: ['invoicing.*'] }
  const masked = await world.do<Problems>(listImportProblems, { importId }, clerk)
  expect(masked.sheets[0]!.rows[0]!.cells.slice(0, 3)).toEqual(['A-1', '77', 'Skyddad identitet'])
  expect(masked.sheets[0]!.rows[1]!.cells[2]).toBe('Öppen Person')
  expect((await world.do<Problems>(listImportProblems, { importId })).sheets[0]!.rows[0]!.cells[2]).toBe(
    'Hemlig Person',
  )
})

test('what the row or the register tells is offered as a repair, in the sheet’s own cells', async () => {
  const world = await openWorld('SE')
  for (const [number, name] of [
    ['2201', 'Ada Ek'],
    ['2202', 'Bo Ek'],
    ['3300', 'Cia Ek'],
  ])
    await world.party({ number: number!, name: name!, kind: 'person' })
  const file = await stored(
    world,
    'december.csv',
    csv(
      'A-1;2201;;;Avgift;1;100,00;S25',
      'A-2;2202;;;Avgift;1;12 5O,00;S25',
      'A-3;3030;;;Avgift;1;100;S25',
      'A-4;9999;;;Avgift;1;100;S25',
      'A-5;2201;;;Avgift;1;100;XX',
      'A-6;22O1;;;Avgift;1;trehundra;S25',
    ),
  )
  const { importId } = await world.do<ImportAnswer>(importOrders, { ...file, acceptGoodRows: true })
  type Told = {
    rows: { row: number; heading: string | null; repair: Record<string, string> | null }[]
    kinds: { code: string; problems: number }[]
    choices: Record<string, { code: string }[]>
  }
  const told = await world.do<Told>(listImportProblems, { importId, severity: 'error' })
  expect(told.rows.map(({ row, heading, repair }) => [row, heading, repair])).toEqual([
    [3, 'À-pris', { 'À-pris': '1250.00' }],
    [4, 'Kundnummer', { Kundnummer: '3300' }],
    [5, 'Kundnummer', null],
    [6, 'Momskod', { Momskod: 'S25' }],
    [7, 'À-pris', null],
    [7, 'Kundnummer', { Kundnummer: '2201' }],
  ])
  expect(told.kinds.find(({ code }) => code === 'customer.unknown')?.problems).toBe(3)
  expect(told.choices.vatCode!.map(({ code }) => code)).toContain('S25')
  const one = await world.do<Told>(listImportProblems, { importId, code: 'order-row.vat-code-unknown' })
  expect(one.rows.map(({ row }) => row)).toEqual([6])

  // Taken as offered, they are what they were meant to be.
  const rows = told.rows.flatMap(({ row, repair }) => (repair && row < 7 ? [{ row, cells: repair }] : []))
  expect(await world.do<Corrected>(correctImport, { importId, rows })).toMatchObject({ orders: { made: 3 } })
  expect(await world.do(readImport, { importId })).toMatchObject({
    state: 'imported',
    orders: 4,
    sum: { currency: 'SEK', net: '1550.00' },
    folder: null,
    states: { waiting: 4, billed: 0, cancelled: 0 },
    corrections: [{ row: 6, headings: ['Momskod'] }, { row: 4 }, { row: 3 }],
  })
})

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { FileAnswer } from '../../src/db/verb.ts'
import { fetchFolder } from '../../src/invoicing/imports/fetch-folder.ts'
import type { ImportAnswer } from '../../src/invoicing/imports/import-orders.ts'
import { importOrders } from '../../src/invoicing/imports/import-orders.ts'
import { listImportProblems } from '../../src/invoicing/imports/list-import-problems.ts'
import { undoImport } from '../../src/invoicing/imports/undo-import.ts'
import { listOrders } from '../../src/invoicing/orders/list-orders.ts'
import { orderTemplate } from '../../src/invoicing/orders/order-template.ts'
import { approveBilling } from '../../src/invoicing/run/approve-billing.ts'
import { issue } from '../../src/invoicing/run/issue.ts'
import { proposeBilling } from '../../src/invoicing/run/propose-billing.ts'
import { readRun } from '../../src/invoicing/run/read-run.ts'
import { kommunBas, stored } from '../order-files.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

const sundsvall = readFileSync(
  new URL('../../src/formats/orders/sundsvall-extern/samples/two-orders.txt', import.meta.url),
)
const shared = path.resolve(import.meta.dirname, '../../../shared/samples/orders')
const tables = (world: World) =>
  world.tx(({ db, company }) =>
    db.one<Record<string, number>>(
      `select (select count(*)::int from orders where company_id = $1) as orders, (select count(*)::int from parties where company_id = $1 and kind <> 'system') as customers,
              (select count(*)::int from order_files where company_id = $1) as files`,
      [company.id],
    ),
  )
const setting = (world: World, name: string, value: unknown) =>
  world.tx(({ db, company }) =>
    db.query(
      `insert into company_settings (company_id, name, valid_from, value) values ($1, $2, '2024-01-01', $3) on conflict (company_id, name, valid_from) do update set value = excluded.value`,
      [company.id, name, JSON.stringify(value)],
    ),
  )

const heading =
  'Orderreferens;Kundnummer;Namn;Benämning;Antal;À-pris;Belopp;Momskod;Konto;Koddel: ansvar;Koddel: verksamhet'
const csv = (...rows: string[]) => [heading, ...rows].join('\r\n') + '\r\n'

describe('a municipality with Kommun-Bas', () => {
  test('record files of a pre-system become customers, orders and coded, posted invoices; the same file twice changes nothing', async () => {
    const world = await openWorld('SE', { today: '2026-11-20' })
    await kommunBas(world)
    const given = await stored(world, 'KRISYC_2611010800.txt', sundsvall)
    const checked = await world.do<ImportAnswer>(importOrders, { ...given, dryRun: true })
    expect(checked).toMatchObject({ state: 'checked', orders: { read: 2 } })
    // The second order names a verksamhet that the company has not.
    expect(checked.problems.filter((problem) => problem.severity === 'error')).toEqual([
      expect.objectContaining({ code: 'dimension.unknown-value', row: 12, column: 'verksamhet' }),
      expect.objectContaining({ code: 'dimension.unknown-value', row: 14, column: 'verksamhet' }),
    ])
    expect(await tables(world)).toEqual({ orders: 0, customers: 0, files: 0 })
    await world.tx(({ db, company }) =>
      db.query(
        `insert into dimension_values (company_id, dimension, code, name) values ($1, 'verksamhet', '860000', 'Kultur')`,
        [company.id],
      ),
    )
    const imported = await world.do<ImportAnswer>(importOrders, given)
    expect(imported).toMatchObject({
      state: 'imported',
      format: 'sundsvall-extern',
      orders: { read: 2, made: 2, known: 0, rejected: 0 },
      sums: [{ currency: 'SEK', net: '754.00' }],
      customers: { created: 2, updated: 0 },
    })
    expect(await world.do(importOrders, given)).toMatchObject({
      state: 'already-imported',
      importId: imported.importId,
      alreadyImportedOn: expect.any(String),
    })
    // The same rows in a file with other bytes.
    const again = await world.do<ImportAnswer>(
      importOrders,
      await stored(world, 'again.txt', Buffer.concat([sundsvall, Buffer.from('\r\n')])),
    )
    expect(again).toMatchObject({ state: 'imported', orders: { made: 0, known: 2 }, customers: { created: 0 } })
    expect(await tables(world)).toMatchObject({ orders: 2, customers: 2 })

    const run = await world.do<{ runId: string; documents: number }>(proposeBilling, {})
    expect(run).toMatchObject({ documents: 2, held: 0, rejected: 0 })
    await world.do(approveBilling, { runId: run.runId })
    await world.do(issue, { runId: run.runId })
    const postings = await world.tx(({ db, company }) =>
      db.rows(
        `select account, base_amount::text as amount, dimensions from postings where company_id = $1 and account like '34%' order by base_amount`,
        [company.id],
      ),
    )
    expect(postings).toEqual([
      {
        account: '341000',
        amount: '-50000',
        dimensions: { ansvar: '1455000', verksamhet: '852100', aktivitet: '3022', motpart: '850' },
      },
      {
        account: '341000',
        amount: '-25000',
        dimensions: { ansvar: '1455010', verksamhet: '852100', projekt: 'P12', objekt: '4149999', motpart: '850' },
      },
      { account: '345000', amount: '-400', dimensions: { verksamhet: '860000' } },
    ])
  })

  test.skipIf(!existsSync(shared))(
    'the public sample files: control sums and identity numbers that do not hold are told, nothing is taken',
    async () => {
      const world = await openWorld('SE')
      await kommunBas(world)
      const read = async (name: string) =>
        world.do<ImportAnswer>(importOrders, await stored(world, name, readFileSync(path.join(shared, name))))
      const wrongSum = await read('CustomerInvoiceJobsIT_test01_external.txt')
      expect(wrongSum.state).toBe('refused')
      expect(wrongSum.problems.find((problem) => /2281\.00/.test(problem.message))?.message).toContain('6730.00')
      const fake = await read('IsycaseJobsIT_test01_external.txt')
      expect(fake.state).toBe('refused')
      expect(fake.problems.some((problem) => problem.row === 2 && problem.code.includes('identity'))).toBe(true)
      expect(await tables(world)).toEqual({ orders: 0, customers: 0, files: 0 })
    },
  )
})

test('a file with many kinds of problems: every one in one list with its row; the good rows can go on without the bad', async () => {
  const world = await openWorld('SE')
  await kommunBas(world)
  await world.party({ name: 'Stängd AB', number: '2208' })
  await world.tx(({ db, company }) =>
    db.query(`update parties set closed_on = '2026-01-01' where company_id = $1 and number = '2208'`, [company.id]),
  )
  const bytes = csv(
    'A1;1001;Ada Lind;Förskola;1;1250,50;1250,50;25;3410;1200;600',
    'A2;2208;;Förskola;1;100;100;25;3410;1200;600',
    'A3;9999;;Förskola;1;100;100;25;3410;1200;600',
    'A4;1001;;Förskola;1;100;100;7;3410;1200;600',
    'A5;1001;;Förskola;1;100;100;25;9999;1200;600',
    'A6;1001;;Förskola;1;100;100;25;3410;1100;600',
    'A7;1001;;Förskola;1;100;100;25;3410;;600',
    'A8;1001;;Förskola;2;100;150;25;3410;1200;600',
    'A9;1001;;Förskola;1;100;100;25;3410;7777;600',
  )
  const given = await stored(world, 'oktober.csv', bytes)
  const refused = await world.do<ImportAnswer>(importOrders, given)
  expect(refused).toMatchObject({ state: 'refused', orders: { made: 0, rejected: 8 } })
  expect(
    refused.problems.map((problem) => [problem.row, problem.code]).sort((a, b) => Number(a[0]) - Number(b[0])),
  ).toEqual([
    [3, 'customer.closed'],
    [4, 'customer.unknown'],
    [5, 'order-row.vat-code-unknown'],
    [6, 'account.unknown'],
    [7, 'dimension.combination-refused'],
    [8, 'dimension.required'],
    [9, 'order-row.amount-differs'],
    [10, 'dimension.unknown-value'],
  ])
  // In the words of the sheet, whichever of its names a column bears.
  expect(Object.fromEntries(refused.problems.map((problem) => [problem.row, problem.column]))).toEqual({
    3: 'Kundnummer',
    4: 'Kundnummer',
    5: 'Momskod',
    6: 'Konto',
    7: 'Koddel: verksamhet',
    8: 'Koddel: ansvar',
    9: 'Belopp',
    10: 'Koddel: ansvar',
  })
  expect(await tables(world)).toEqual({ orders: 0, customers: 1, files: 0 })
  const listed = await world.do<{ rows: { row: number; message: string }[] }>(listImportProblems, {
    importId: refused.importId,
  })
  expect(listed.rows).toHaveLength(8)
  expect(listed.rows.find((row) => row.row === 3)?.message).toContain('customer 2208 is closed since 2026-01-01')

  const accepted = await world.do<ImportAnswer>(importOrders, { ...given, acceptGoodRows: true })
  expect(accepted).toMatchObject({
    state: 'imported',
    orders: { made: 1, rejected: 8 },
    sums: [{ currency: 'SEK', net: '1250.50' }],
  })
  const { rows } = await world.do<{ rows: { reference: string; row: number; net: string }[] }>(listOrders, {
    state: 'waiting',
  })
  expect(rows).toMatchObject([{ reference: 'A1', row: 2, net: '1250.50' }])
})

test('an empty file says that it is empty; several codings of one row with the same fault tell it once', async () => {
  const world = await openWorld('SE')
  await kommunBas(world)
  await expect(world.do(importOrders, await stored(world, 'tom.csv', ''))).rejects.toThrow('tom.csv is empty')
  const thrice = ['100', '200', '300'].map((amount) => ({ account: '9999', amount }))
  const line = { description: 'Förskola', amountNet: '600', vatCode: '25', coding: thrice }
  const orders = [{ reference: 'T1', customer: { number: '7', name: 'Ada' }, lines: [line] }]
  const refused = await world.do<ImportAnswer>(
    importOrders,
    await stored(world, 'tre.json', JSON.stringify({ orders })),
  )
  expect(refused.problems.map(({ code }) => code)).toEqual(['account.unknown'])
})

test('a row that cannot be read is judged to the end: its customer, group, article and VAT code are told at once with the rest', async () => {
  const world = await openWorld('SE')
  await kommunBas(world)
  const given = await stored(
    world,
    'trasig.csv',
    csv(
      'A1;1001;Ada Lind;Förskola;1;1250,50;1250,50;25;3410;1200;600',
      'A2;9999;;Förskola;två;100;;7;3410;1200;600',
      'A3;1003;Nya Kunden;Förskola;1;hundra;;25;3410;1200;600',
    ),
  )
  const refused = await world.do<ImportAnswer>(importOrders, given)
  expect(refused).toMatchObject({
    state: 'refused',
    orders: { read: 3, made: 0, rejected: 2 },
    customers: { created: 0, updated: 0 },
  })
  expect(refused.problems.map((problem) => [problem.row, problem.code])).toEqual([
    [3, 'order-row.not-a-number'],
    [3, 'customer.unknown'],
    [3, 'order-row.vat-code-unknown'],
    [4, 'order-row.not-a-number'],
  ])
  const accepted = await world.do<ImportAnswer>(importOrders, { ...given, acceptGoodRows: true })
  // The customer of a refused order is not made.
  expect(accepted).toMatchObject({
    state: 'imported',
    orders: { read: 3, made: 1, rejected: 2 },
    customers: { created: 1, updated: 0 },
  })
  expect(await tables(world)).toMatchObject({ orders: 1, customers: 1, files: 1 })
})

test('an import is undone while it is not billed, and can be imported again', async () => {
  const world = await openWorld('SE')
  const given = await stored(
    world,
    'november.csv',
    csv('B1;1001;Ada Lind;Hyra;1;800;;25;;;', 'B2;1002;Bo Ek;Hyra;1;900;;25;;;'),
  )
  const first = await world.do<ImportAnswer>(importOrders, given)
  expect(first).toMatchObject({ state: 'imported', orders: { made: 2 } })
  const sums = [{ currency: 'SEK', net: '1700.00' }]
  expect(await world.do(undoImport, { importId: first.importId, preview: true })).toMatchObject({
    undone: false,
    cancelled: 2,
    billed: 0,
    sums,
  })
  expect(await world.do(proposeBilling, {})).toMatchObject({ documents: 2 })
  expect(await world.do(undoImport, { importId: first.importId })).toMatchObject({ undone: true, cancelled: 2, sums })
  expect(await world.do(proposeBilling, {})).toMatchObject({ documents: 0 })
  await expect(world.do(undoImport, { importId: first.importId })).rejects.toThrow('was undone')
  expect(await world.do(importOrders, given)).toMatchObject({
    state: 'imported',
    orders: { made: 2, known: 0 },
    customers: { created: 0 },
  })
})

test('a file of a restricted user makes a customer that another area has billed visible, instead of doubling it', async () => {
  const world = await openWorld('SE')
  const areas = await world.tx(async ({ db, company }) => {
    const ids = await db.rows<{ id: string }>(
      `insert into business_areas (company_id, id, code, name, secret) select $1, gen_random_uuid(), c, c, true from unnest('{SOC,TEK}'::text[]) c returning id`,
      [company.id],
    )
    for (const [i, { id }] of ids.entries())
      await db.query(
        `insert into invoice_groups (company_id, id, code, name, business_area_id, series_id, voucher_series_id, terms_days, reference_kind)
         select company_id, gen_random_uuid(), $2, $2, $3, series_id, voucher_series_id, 30, reference_kind from invoice_groups where company_id = $1 and code = '1'`,
        [company.id, ['S', 'T'][i], id],
      )
    return ids.map((row) => row.id)
  })
  const clerk = (i: number) => ({ id: null, name: 'clerk', areas: [areas[i]!], permissions: ['invoicing.*'] })
  const file = (group: string, name: string) =>
    stored(
      world,
      `${group}.csv`,
      `Orderreferens;Kundnummer;Namn;Fakturagrupp;Benämning;Antal;À-pris;Momskod\r\n${group}1;5001;${name};${group};Avgift;1;100;25\r\n`,
    )
  expect(await world.do(importOrders, await file('S', 'Ada Lind'), clerk(0))).toMatchObject({
    state: 'imported',
    customers: { created: 1 },
  })
  expect((await world.do<{ rows: unknown[] }>(listOrders, {}, clerk(1))).rows).toEqual([])
  expect(await world.do(importOrders, await file('T', 'Ada Lind'), clerk(1))).toMatchObject({
    state: 'imported',
    customers: { created: 0 },
  })
  expect(
    (await world.do<{ rows: { reference: string }[] }>(listOrders, {}, clerk(1))).rows.map((row) => row.reference),
  ).toEqual(['T1'])
  expect(await tables(world)).toMatchObject({ customers: 1, orders: 2 })
})

test('a watched folder that is away is told when all the others have been read', async () => {
  const world = await openWorld('SE')
  await world.party({ number: '1001', name: 'Ada Lind', kind: 'person' })
  const mount = mkdtempSync(path.join(os.tmpdir(), 'reskontra-orders-'))
  vi.stubEnv('RESKONTRA_FOLDERS', mount)
  onTestFinished(() => {
    vi.unstubAllEnvs()
    rmSync(mount, { recursive: true })
  })
  await setting(
    world,
    'order-folder',
    ['one', path.join(mount, 'away'), 'three'].map((at) => ({ path: at, settleSeconds: 0, source: 'Hyror' })),
  )
  const exchange = path.join(world.installation.settings.dataDir, 'exchange', 'test-se')
  for (const [at, row] of [
    ['one', 'H1;1001;Ada Lind;Hyra;1;800;;25;;;'],
    ['three', 'H2;1001;Ada Lind;Hyra;1;900;;25;;;'],
  ] as const) {
    mkdirSync(path.join(exchange, at), { recursive: true })
    writeFileSync(path.join(exchange, at, 'orders.csv'), csv(row))
  }
  await expect(world.do(fetchFolder, {})).rejects.toMatchObject({
    problems: [{ code: 'order-folder.unreadable', data: { folder: path.join(mount, 'away') } }],
  })
  for (const at of ['one', 'three']) expect(readdirSync(path.join(exchange, at, 'done'))).toEqual(['orders.csv'])
  expect(await tables(world)).toMatchObject({ orders: 2 })
})

test('the watched folder: picked up once, moved away, what is still being written is left alone', async () => {
  const world = await openWorld('SE')
  const inbox = path.join(world.installation.settings.dataDir, 'exchange', 'test-se', 'orders')
  await expect(world.do(fetchFolder, {})).rejects.toThrow('no folder is watched')
  await setting(world, 'order-folder', { path: '/etc', settleSeconds: 0 })
  await expect(world.do(fetchFolder, {})).rejects.toThrow('outside of the folders')
  await setting(world, 'order-folder', { path: 'orders', settleSeconds: 0, source: 'Hyror' })
  // Our own folder is there from the first look on.
  expect(await world.do(fetchFolder, {})).toEqual({ files: [], left: [] })
  mkdirSync(path.join(inbox, 'done'))
  const good = csv('H1;1001;Ada Lind;Hyra;1;800;;25;;;')
  writeFileSync(path.join(inbox, 'good.csv'), good)
  writeFileSync(path.join(inbox, 'bad.csv'), csv('H2;9999;;Hyra;1;800;;25;;;'))
  writeFileSync(path.join(inbox, 'noise.csv'), 'nothing that is known\n')
  writeFileSync(path.join(inbox, 'half.csv.part'), 'Orderref')
  const first = await world.do<{ files: { file: string; state: string }[] }>(fetchFolder, {})
  expect(first.files.map(({ file, state }) => [file, state])).toEqual([
    ['bad.csv', 'refused'],
    ['good.csv', 'imported'],
    ['noise.csv', 'failed'],
  ])
  expect(readdirSync(inbox).sort()).toEqual(['done', 'failed', 'half.csv.part'])
  expect(readFileSync(path.join(inbox, 'failed', 'bad.csv.problems.txt'), 'utf8')).toContain('row 2')
  writeFileSync(path.join(inbox, 'good.csv'), good)
  expect(await world.do(fetchFolder, {})).toMatchObject({ files: [{ file: 'good.csv', state: 'already-imported' }] })
  expect(readdirSync(path.join(inbox, 'done'))).toHaveLength(2)
  // An empty file may be one that a sender has just begun; an hour later it is a fault that somebody must hear of.
  writeFileSync(path.join(inbox, 'empty.csv'), '')
  expect(await world.do(fetchFolder, {})).toEqual({ files: [], left: ['empty.csv', 'half.csv.part'] })
  const longAgo = new Date(Date.now() - 61 * 60_000)
  utimesSync(path.join(inbox, 'empty.csv'), longAgo, longAgo)
  expect(await world.do(fetchFolder, {})).toMatchObject({ files: [{ file: 'empty.csv', state: 'failed' }] })
  expect(readFileSync(path.join(inbox, 'failed', 'empty.csv.problems.txt'), 'utf8')).toContain('empty.csv is empty')
  expect((await world.do<{ rows: { source: string }[] }>(listOrders, {})).rows).toMatchObject([{ source: 'Hyror' }])
})

test('the template that we give is a file that we read', async () => {
  const world = await openWorld('NO')
  await world.party({ name: 'Kari', number: '1001', kind: 'person' })
  const file = await world.do<FileAnswer>(orderTemplate, { language: 'nb' })
  const parts: Uint8Array[] = []
  for await (const part of file.body as AsyncIterable<Uint8Array>) parts.push(part)
  const answer = await world.do<ImportAnswer>(importOrders, await stored(world, file.fileName, Buffer.concat(parts)))
  // Its one row is the example, which is not read.
  expect(answer).toMatchObject({ format: 'order-xlsx', state: 'refused', orders: { read: 0 } })
  expect(answer.problems.map((problem) => problem.code)).not.toContain('order-file.unknown-format')
})

test('who approves sees totals, the change since last time, outliers and problems by cause', async () => {
  const world = await openWorld('SE')
  const month = (no: number, price: string) =>
    stored(
      world,
      `m${no}.csv`,
      csv(`M${no};1001;Ada Lind;Hyra;1;${price};;25;;;`, `N${no};1002;Bo Ek;Hyra;1;500;;25;;;`),
    )
  for (const [no, price] of [
    [1, '100'],
    [2, '110'],
    [3, '90'],
  ] as const) {
    await world.do(importOrders, await month(no, price))
    const run = await world.do<{ runId: string }>(proposeBilling, {})
    await world.do(approveBilling, { runId: run.runId })
    await world.do(issue, { runId: run.runId })
  }
  await world.do(importOrders, await month(4, '5000'))
  const { runId } = await world.do<{ runId: string }>(proposeBilling, {})
  expect(await world.do(readRun, { runId })).toMatchObject({
    state: 'proposed',
    counts: { proposed: 2 },
    sums: [{ currency: 'SEK', documents: 2, payable: '6875.00' }],
    previous: { sums: [{ currency: 'SEK', documents: 2, payable: '737.50' }], newCustomers: 0, missingCustomers: 0 },
    outliers: [{ customer: '1001', payable: '6250.00', median: '125.00', seen: 3 }],
  })
})

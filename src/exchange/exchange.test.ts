import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { issueOrders, openItemsText, postItem, proofText, settle } from '../../test/books.ts'
import { plainOrder } from '../../test/orders.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import type { FileAnswer, Verb } from '../db/verb.ts'
import { codePage } from '../formats/accounting/code-page.ts'
import type { SieEnd, SieItem, SieVoucher } from '../formats/accounting/sie4/items.ts'
import { readSie4 } from '../formats/accounting/sie4/read.ts'
import { writeWorkbook } from '../formats/xlsx/write.ts'
import type { Day } from '../kernel/day.ts'
import { Refused } from '../kernel/problem.ts'
import { exportMicroinvest } from './export-microinvest.ts'
import { exportSie } from './export-sie.ts'
import { exportVouchersCsv } from './export-vouchers-csv.ts'
import { importLedger } from './import-ledger.ts'
import { listExports } from './list-exports.ts'
import { readExport } from './read-export.ts'
import { readPreview } from './read-preview.ts'
import { takeOver } from './take-over.ts'

async function bytesOf(body: FileAnswer['body']): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of body instanceof Uint8Array ? [body] : body) parts.push(part)
  return Buffer.concat(parts)
}
const fileOf = async (world: World, verb: Verb, input: object) =>
  bytesOf((await world.do<FileAnswer>(verb, input)).body)
const upload = async (world: World, name: string, bytes: Uint8Array) => ({
  name,
  ...(await world.installation.files.put(world.companyId, [bytes])),
})

async function readSie(bytes: Buffer) {
  const items: SieItem[] = []
  for await (const item of readSie4([bytes])) items.push(item)
  const problems = items.flatMap((item) => (item.type === 'problem' ? [item.problem.message] : []))
  const vouchers = items.filter(
    (item): item is SieVoucher & { type: 'voucher'; line: number } => item.type === 'voucher',
  )
  return { items, problems, vouchers, end: items.at(-1) as SieEnd }
}

describe('to the general ledger', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld('SE', { today: '2026-11-20' })
    const ada = await world.party({ name: 'Åsa Öberg', kind: 'person', number: '700' })
    await world.party({ name: 'Hemlig Person', kind: 'person', number: '701', protection: 'secrecy-marked' })
    await issueOrders(world, [plainOrder(world, ada, 'A-1', [['Barnomsorg', '1', '1000.00', 'S25']])])
    const invoice = await world.tx(({ db, company }) =>
      db.one<{ id: string }>(`select id from open_items where company_id = $1`, [company.id]),
    )
    const paid = await postItem(world, { party: ada, number: 'B', amount: '-1250.00', on: '2026-11-21' })
    await settle(world, invoice.id, paid, '1250.00', '2026-11-21')
  })

  test('SIE 4I: every voucher once, with customer and invoice; what is new later goes alone; again by choice', async () => {
    const told = { from: '2026-11-20', to: '2026-11-21', waiting: [{ currency: 'SEK', vouchers: 2, debit: '2500.00' }] }
    expect(await world.do(readPreview, { to: '2026-11-30' })).toEqual({ ...told, had: 0 })
    const bytes = await fileOf(world, exportSie, { to: '2026-11-30' })
    expect(await world.do(readPreview, { to: '2026-11-30' })).toEqual({ from: null, to: null, waiting: [], had: 2 })
    expect(await world.do(readPreview, { to: '2026-11-30', target: 'other' })).toEqual({ ...told, had: 0 })
    expect(bytes.includes(Buffer.from(codePage('cp437').encode('Åsa Öberg')))).toBe(true)
    const { problems, vouchers, end } = await readSie(bytes)
    expect(problems).toEqual([])
    expect(end).toMatchObject({ kind: '4I', checksum: 'correct', errors: 0, vouchers: 2, debit: 250000n })
    expect(
      vouchers.map((voucher) => voucher.transactions.map((row) => [row.account, row.objects, row.amount])),
    ).toEqual([
      [
        [
          '1510',
          [
            { dimension: 8, object: '700' },
            { dimension: 10, object: 'B' },
          ],
          -125000n,
        ],
        ['1910', [], 125000n],
      ],
      [
        [
          '1510',
          [
            { dimension: 8, object: '700' },
            { dimension: 10, object: '100001' },
          ],
          125000n,
        ],
        ['3001', [], -100000n],
        ['2611', [], -25000n],
      ],
    ])
    await expect(world.do(exportSie, { to: '2026-11-30' })).rejects.toThrow('that ledger has not had')
    expect(
      (await readSie(await fileOf(world, exportSie, { to: '2026-11-30', target: 'other' }))).vouchers,
    ).toHaveLength(2)
    const bo = await world.party({ name: 'Bo', kind: 'person', number: '702' })
    await issueOrders(world, [plainOrder(world, bo, 'B-1', [['Hyra', '1', '10.00', 'S25']])])
    expect((await readSie(await fileOf(world, exportSie, { to: '2026-11-30' }))).vouchers).toHaveLength(1)
    expect((await readSie(await fileOf(world, exportSie, { to: '2026-11-30', again: true }))).vouchers).toHaveLength(3)
    const { rows } = await world.do<{ rows: { exportId: string; vouchers: number; again: number; target: string }[] }>(
      listExports,
      { target: 'ledger' },
    )
    expect(rows).toMatchObject([
      { vouchers: 3, again: 3 },
      { vouchers: 1, again: 0 },
      { vouchers: 2, again: 0 },
    ])
    expect(await fileOf(world, readExport, { exportId: rows[2]!.exportId })).toEqual(bytes)
    const restricted = { id: null, name: 'Clerk', areas: ['018f0000-0000-7000-8000-00000000000a'], permissions: ['*'] }
    await expect(world.do(exportSie, { again: true }, restricted)).rejects.toThrow('every business area')
    expect(await world.do(listExports, {}, restricted)).toMatchObject({ rows: [] })
  })

  test('SIE 4E: the year with balances, which our own import reads back equal to the ledger', async () => {
    const bytes = await fileOf(world, exportSie, { type: '4E', year: 2026 })
    const { problems, end, items } = await readSie(bytes)
    expect(problems).toEqual([])
    expect(end).toMatchObject({ kind: '4E', checksum: 'correct' })
    expect(items.filter((item) => item.type === 'balance').length).toBeGreaterThan(5)
    const file = await upload(world, 'own.se', bytes)
    const imported = await world.do<{ importId: string }>(importLedger, { file })
    expect(imported).toMatchObject({ asOf: '2026-12-31', alreadyImportedOn: null, warnings: [] })
    expect(await world.do(importLedger, { file })).toMatchObject({
      importId: imported.importId,
      alreadyImportedOn: expect.any(String),
    })
    const differences = await world.tx(({ db, company }) =>
      db.rows(
        `select b.account from ledger_import_balances b where b.company_id = $1
            and b.balance <> (select sum(p.base_amount) from postings p where p.company_id = $1 and p.account = b.account)`,
        [company.id],
      ),
    )
    expect(differences).toEqual([])
  })

  test('CSV by the company’s own template, cp1251 fixed width as well as the default', async () => {
    const text = (await fileOf(world, exportVouchersCsv, { to: '2026-11-30' })).toString()
    expect(text.split('\r\n')[0]).toContain('Series;Number;Date;Document;Party;Name;Account')
    expect(text).toContain('100001;700;Åsa Öberg;1510;')
    const template = {
      encoding: 'windows-1251',
      separator: '',
      lineEnd: '\r\n',
      quotes: 'never',
      titles: false,
      decimalMark: '.',
      dateForm: 'dd.MM.yyyy',
      guardFormulas: false,
      columns: [
        { title: 'account', value: 'posting.account', width: 6 },
        { title: 'amount', value: 'posting.amount', width: 12 },
      ],
    }
    const fixed = (await fileOf(world, exportVouchersCsv, { target: 'fixed', template, to: '2026-11-30' })).toString(
      'latin1',
    )
    expect(fixed.split('\r\n')).toContain('1510       1250.00')
    await expect(world.do(exportVouchersCsv, { target: 'x', template: { ...template, columns: [] } })).rejects.toThrow(
      'no columns',
    )
  })

  test('a ledger with a balance that cannot be read: imported with a warning, without that account', async () => {
    const head = '#FLAGGA 0\n#PROGRAM a 1\n#FORMAT PC8\n#GEN 20260101\n#SIETYP 4\n#FNAMN a\n#RAR 0 20260101 20261231\n'
    const rows =
      '#IB 0 1510 x\n#IB 0 1930 10.00\n#IB 0 DIFF 1.00\n#VER A 1 20260105\n{\n#TRANS 1510 {} 5.00\n#TRANS 1930 {} -5.00\n}\n'
    const file = await upload(world, 'askew.se', Buffer.from(head + rows))
    const done = await world.do<{ importId: string; warnings: { code: string }[] }>(importLedger, { file })
    expect(done.warnings.map(({ code }) => code)).toEqual(['sie.amount', 'sie.balance-left-out', 'sie.account-number'])
    const balances = await world.tx(({ db, company }) =>
      db.rows<{ account: string; balance: bigint }>(
        `select account, balance from ledger_import_balances where company_id = $1 and import_id = $2 order by account`,
        [company.id, done.importId],
      ),
    )
    expect(balances).toEqual([
      { account: '1930', balance: 500n },
      { account: 'DIFF', balance: 100n },
    ])
  })

  test('a ledger whose vouchers do not come to its closing balance says so: it is not whole', async () => {
    const head =
      '#FLAGGA 0\n#PROGRAM a 1\n#FORMAT PC8\n#GEN 20260101\n#SIETYP 4\n#FNAMN a\n#RAR 0 20260101 20261231\n#KONTO 1510 a\n#KONTO 1930 b\n'
    const rows =
      '#IB 0 1510 100.00\n#UB 0 1510 112.00\n#IB 0 1930 10.00\n#UB 0 1930 5.00\n#VER A 1 20260105\n{\n#TRANS 1510 {} 5.00\n#TRANS 1930 {} -5.00\n}\n'
    const file = await upload(world, 'not-whole.se', Buffer.from(head + rows))
    const done = await world.do<{ warnings: { code: string; message: string }[] }>(importLedger, { file })
    expect(done.warnings.map(({ code }) => code)).toEqual(['ledger-import.closing-differs'])
    expect(done.warnings[0]!.message).toContain('come to 105.00, its closing balance is 112.00')
  })

  const samples = path.resolve('../shared/samples/sie4')
  test.skipIf(!existsSync(samples))(
    'every SIE file imports, or is refused by name; nothing is half imported',
    async () => {
      const codes = new Map<string, number>()
      let [imported, refused] = [0, 0]
      for (const name of readdirSync(samples).filter((one) => /\.s[ei]$/i.test(one))) {
        const file = await upload(world, name, readFileSync(path.join(samples, name)))
        const before = await countRows(world)
        try {
          const done = await world.do<{ accounts: number; alreadyImportedOn: string | null }>(importLedger, {
            file,
            otherCompany: true,
          })
          if (!done.alreadyImportedOn) expect((await countRows(world)).imports).toBe(before.imports + 1)
          imported++
        } catch (error) {
          if (!(error instanceof Refused)) throw new Error(`${name}: ${(error as Error).stack}`)
          expect(await countRows(world)).toEqual(before)
          for (const problem of error.problems) codes.set(problem.code, (codes.get(problem.code) ?? 0) + 1)
          expect(
            error.problems.every((problem) => problem.message.length > 10 && /^[a-z-]+\.[a-z-]+$/.test(problem.code)),
          ).toBe(true)
          refused++
        }
      }
      console.log(`SIE samples: ${imported} imported, ${refused} refused: ${JSON.stringify(Object.fromEntries(codes))}`)
      // Refused: 13 with vouchers that are unbalanced or cannot be read, one that holds neither balances nor vouchers.
      expect({ imported, refused }).toEqual({ imported: 63, refused: 14 })
    },
  )
})

const countRows = (world: World) =>
  world.tx(({ db, company }) =>
    db.one<{ imports: number }>(
      `select (select count(*)::int from ledger_imports where company_id = $1) as imports, (select count(*)::int from ledger_import_balances where company_id = $1) as balances,
              (select count(*)::int from ledger_import_postings where company_id = $1) as postings`,
      [company.id],
    ),
  )

test('Microinvest: issued documents in windows-1251, once, a credit note negative', async () => {
  const world = await openWorld('BG', { today: '2026-03-10' })
  const ada = await world.party({
    name: 'Ада ООД',
    kind: 'company',
    country: 'BG',
    address: { street: 'ул. Роза 1', city: 'Пловдив', postCode: '4000' },
  })
  await issueOrders(world, [plainOrder(world, ada, 'A-1', [['Услуга', '1', '100.00', 'S20']], { currency: 'EUR' })])
  const { id } = await world.tx(({ db, company }) =>
    db.one<{ id: string }>(`select id from invoices where company_id = $1`, [company.id]),
  )
  await issueOrders(world, [
    plainOrder(world, ada, 'A-2', [['Услуга', '1', '40.00', 'S20']], {
      currency: 'EUR',
      kind: 'credit-note',
      creditsId: id,
      reason: 'отстъпка',
    }),
  ])
  const text = codePage('windows-1251').decode(await fileOf(world, exportMicroinvest, {}))
  const rows = text
    .trim()
    .split('\r\n')
    .map((row) => row.split('|'))
  expect(rows.map((row) => [row[0], row[1], row[2], row[3], row[4], row[6], row[8], row[15]])).toEqual([
    ['2', '10.03.2026', '0000000001', 'Ф-ра', '120.00', 'Ада ООД', 'Пловдив', '20.00'],
    ['2', '10.03.2026', '0000000002', 'КИ', '-48.00', 'Ада ООД', 'Пловдив', '-8.00'],
  ])
  await expect(world.do(exportMicroinvest, {})).rejects.toThrow('has not had')
})

describe('an old ledger comes along', () => {
  const csv = [
    'Kundnr;Kundnamn;Orgnr;Adress;Postnr;Ort;Fakturanummer;OCR;Fakturadatum;Förfallodag;Valuta;Belopp;Restbelopp',
    '700;Åsa Öberg;;Gatan 1;111 22;Stad;5001;50017;2026-08-01;2026-08-31;SEK;1 250,00;1 250,00',
    '700;Åsa Öberg;;;;;5002;50025;2026-09-01;2026-09-30;SEK;400,00;150,50',
    '700;Åsa Öberg;;;;;K1;;2026-09-05;2026-09-05;SEK;-50,00;-50,00',
    '701;Bo AB;556036-0793;;;;6001;60012;2026-09-10;2026-10-10;EUR;100,00;100,00',
  ].join('\r\n')
  const open = [
    '1510 Bo AB take-over 100.00',
    '1510 Åsa Öberg take-over -50.00',
    '1510 Åsa Öberg take-over 150.50',
    '1510 Åsa Öberg take-over 1250.00',
  ]

  test('dry run, take-over, the same file again: the proof sheet holds, ages start on their own due days', async () => {
    const world = await openWorld('SE', { booksFrom: '2026-10-01', today: '2026-10-01' })
    const file = await upload(world, 'gamla.csv', Buffer.from(csv, 'latin1'))
    const input = { file, on: '2026-10-01', clearingAccount: '1999' }
    await expect(world.do(takeOver, input)).rejects.toThrow('row 5: no exchange rate EUR/SEK')
    await world.tx(({ db, company }) =>
      db.query(
        `insert into exchange_rates (company_id, currency, base_currency, valid_on, rate, source) values ($1, 'EUR', 'SEK', '2026-09-30', 11.10, 'test')`,
        [company.id],
      ),
    )
    const proof = [
      {
        account: '1510',
        currency: 'EUR',
        items: 1,
        file: '100.00',
        opened: '100.00',
        ledger: '100.00',
        base: '1110.00',
      },
      {
        account: '1510',
        currency: 'SEK',
        items: 3,
        file: '1350.50',
        opened: '1350.50',
        ledger: '1350.50',
        base: '1350.50',
      },
    ]
    expect(await world.do(takeOver, { ...input, dryRun: true })).toMatchObject({
      runId: null,
      items: 4,
      partiesCreated: 2,
      proof,
      clearing: '-2460.50',
    })
    expect(await openItemsText(world)).toBe('')
    const done = await world.do<{ runId: string }>(takeOver, input)
    expect(done).toMatchObject({ runId: expect.any(String), items: 4, alreadyTakenOverOn: null, proof })
    expect((await openItemsText(world)).split('\n').sort()).toEqual([...open].sort())
    expect(await proofText(world, '2026-10-01')).toBe('')
    expect(await world.do(takeOver, input)).toMatchObject({
      runId: done.runId,
      alreadyTakenOverOn: expect.any(String),
      proof,
    })
    const copy = await upload(world, 'kopia.csv', Buffer.from(`${csv}\r\n`, 'latin1'))
    await expect(world.do(takeOver, { ...input, file: copy })).rejects.toThrow(
      'row 2: this invoice was taken over before',
    )
    expect((await openItemsText(world)).split('\n')).toHaveLength(4)
    const dues = await world.tx(({ db, company }) =>
      db.rows(`select number_text, reference, due_on from open_items where company_id = $1 order by number_text`, [
        company.id,
      ]),
    )
    expect(dues[0]).toEqual({ number_text: '5001', reference: '50017', due_on: '2026-08-31' })
  })

  test('Excel gives the same; every problem of every row at once, and then nothing', async () => {
    const world = await openWorld('SE', { booksFrom: '2026-10-01', today: '2026-10-01' })
    const sheet = (rows: string[][]) => ({
      name: 'Poster',
      columns: ['Customer number', 'Name', 'Invoice number', 'Date', 'Due day', 'Amount', 'Open amount'].map(
        (title, i) => ({ key: String(i), title, kind: 'text' as const }),
      ),
      rows,
    })
    const workbook = async (rows: string[][]) => {
      const parts: Uint8Array[] = []
      for await (const part of writeWorkbook([sheet(rows)] as never)) parts.push(part)
      return Buffer.concat(parts)
    }
    const bad = await upload(
      world,
      'bad.xlsx',
      await workbook([
        ['700', 'Ada', '1', '2026-09-01', '2026-13-01', '10', '20'],
        ['', 'Ada', '2', '2026-09-01', '2026-10-01', 'tio', '0'],
        ['700', 'Ada', '3', '2026-11-01', '2026-12-01', '10', '10'],
        ['700', 'Ada', '3', '2026-09-01', '2026-12-01', '10', '10'],
      ]),
    )
    const refusal = await world
      .do(takeOver, { file: bad, on: '2026-10-01', clearingAccount: '1999' })
      .catch((error: Refused) => error)
    expect((refusal as Refused).problems.map((problem) => `${problem.row} ${problem.code}`).sort()).toEqual([
      '2 take-over.day',
      '2 take-over.more-than-amount',
      '3 take-over.amount',
      '3 take-over.empty',
      '4 take-over.later',
      '5 take-over.twice',
    ])
    expect(await openItemsText(world)).toBe('')
    const good = await upload(
      world,
      'good.xlsx',
      await workbook([['700', 'Ada', '1', '2026-09-01', '2026-10-01', '10', '8.50']]),
    )
    expect(await world.do(takeOver, { file: good, on: '2026-10-01' as Day, clearingAccount: '1999' })).toMatchObject({
      items: 1,
      clearing: '-8.50',
    })
    const text = await upload(world, 'text.csv', Buffer.from('hej\r\nhopp\r\n'))
    await expect(world.do(takeOver, { file: text, on: '2026-10-01', clearingAccount: '1999' })).rejects.toThrow(
      'a row of headings is missing',
    )
  })
})

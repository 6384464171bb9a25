import ExcelJS from 'exceljs'
import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { area, postItem, seriesOf, settle } from '../../test/books.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import type { User } from '../db/context.ts'
import type { FileAnswer } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import { newId } from '../kernel/id.ts'
import { post } from '../ledger/post.ts'
import { customerAccount } from './customer-account/report.ts'
import { exportReport } from './export/export-report.ts'
import { generalLedger } from './general-ledger/report.ts'
import { prove } from './prove/prove.ts'
import { reconciliation } from './reconciliation/report.ts'
import { statement } from './statement/report.ts'
import { statementPdf } from './statement/statement-pdf.ts'
import { subledgerSpecification } from './subledger-specification/report.ts'
import { unapplied } from './unapplied/report.ts'
import { vouchers } from './vouchers/report.ts'

type Row = Record<string, string | null>
interface List {
  rows: Row[]
  totals: Row[]
  next: string | null
}

/** Ada owes for two invoices and has paid one, and a euro invoice in two rates; Bo paid too much. */
async function books() {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const ada = await world.party({ name: 'Ada Lind', number: '1001', kind: 'person' })
  const bo = await world.party({ name: 'Bo Ek', number: '1002', kind: 'person' })
  const first = await postItem(world, {
    party: ada,
    number: '1',
    amount: '1000.00',
    on: '2026-09-10',
    due: '2026-10-10',
  })
  await postItem(world, { party: ada, number: '2', amount: '500.00', on: '2026-10-05', due: '2026-11-04' })
  const eur = await postItem(world, {
    party: ada,
    number: '3',
    amount: '100.00',
    currency: 'EUR',
    base: '1120.00',
    on: '2026-10-06',
    due: '2026-11-05',
  })
  const paid = await postItem(world, { party: ada, number: 'P1', amount: '-1000.00', on: '2026-10-12' })
  await settle(world, first, paid, '1000.00', '2026-10-12')
  const eurPaid = await postItem(world, {
    party: ada,
    number: 'P2',
    amount: '-100.00',
    currency: 'EUR',
    base: '-1150.00',
    on: '2026-11-02',
  })
  await settle(world, eur, eurPaid, '100.00', '2026-11-02', 'EUR')
  const over = await postItem(world, { party: bo, number: '4', amount: '200.00', on: '2026-10-20' })
  const much = await postItem(world, { party: bo, number: 'P3', amount: '-250.00', on: '2026-10-25' })
  await settle(world, over, much, '200.00', '2026-10-25')
  return { world, ada, bo }
}

const lines = (rows: Row[], keys: string[]): string[] => rows.map((row) => keys.map((key) => row[key] ?? '·').join(' '))

test('the account of a customer runs from its opening to its closing balance, per currency', async () => {
  const { world } = await books()
  const keys = ['row', 'postedOn', 'number', 'currency', 'amount', 'balance', 'baseAmount', 'baseBalance']
  const answer = await world.do<List>(customerAccount, { party: '1001' })
  expect(lines(answer.rows, keys)).toEqual([
    'opening · · EUR · 0.00 · 0.00',
    'movement 2026-10-06 3 EUR 100.00 100.00 1120.00 1120.00',
    'movement 2026-11-02 P2 EUR -100.00 0.00 -1150.00 -30.00',
    'movement 2026-11-02 3 EUR 0.00 0.00 30.00 0.00',
    'closing · · EUR · 0.00 · 0.00',
    'opening · · SEK · 0.00 · 0.00',
    'movement 2026-09-10 1 SEK 1000.00 1000.00 1000.00 1000.00',
    'movement 2026-10-05 2 SEK 500.00 1500.00 500.00 1500.00',
    'movement 2026-10-12 P1 SEK -1000.00 500.00 -1000.00 500.00',
    'closing · · SEK · 500.00 · 500.00',
  ])
  const october = await world.do<List>(customerAccount, { party: '1001', from: '2026-10-01', to: '2026-10-31' })
  expect(lines(october.rows.slice(-4), keys)).toEqual([
    'opening · · SEK · 1000.00 · 1000.00',
    'movement 2026-10-05 2 SEK 500.00 1500.00 500.00 1500.00',
    'movement 2026-10-12 P1 SEK -1000.00 500.00 -1000.00 500.00',
    'closing · · SEK · 500.00 · 500.00',
  ])
  // By pages the balance runs on.
  const paged: Row[] = []
  let after: string | undefined
  do {
    const page: List = await world.do<List>(customerAccount, { party: '1001', limit: 3, ...(after ? { after } : {}) })
    paged.push(...page.rows)
    after = page.next ?? undefined
  } while (after)
  expect(paged).toEqual(answer.rows)
  await expect(world.do(customerAccount, { party: '77' })).rejects.toThrow('no customer 77')
})

test('the statutory specification: code, name, id, opening balance, postings, closing balance per control account and party', async () => {
  const { world } = await books()
  const answer = await world.do<List>(subledgerSpecification, { from: '2026-10-01', to: '2026-10-31' })
  expect(
    lines(answer.rows, [
      'account',
      'partyNumber',
      'partyName',
      'row',
      'postedOn',
      'voucher',
      'number',
      'currency',
      'amount',
      'balance',
    ]),
  ).toEqual([
    '1510 1001 Ada Lind opening · · · EUR · 0.00',
    '1510 1001 Ada Lind movement 2026-10-06 K 3 3 EUR 100.00 100.00',
    '1510 1001 Ada Lind closing · · · EUR · 100.00',
    '1510 1001 Ada Lind opening · · · SEK · 1000.00',
    '1510 1001 Ada Lind movement 2026-10-05 K 2 2 SEK 500.00 1500.00',
    '1510 1001 Ada Lind movement 2026-10-12 B 1 P1 SEK -1000.00 500.00',
    '1510 1001 Ada Lind closing · · · SEK · 500.00',
    '1510 1002 Bo Ek opening · · · SEK · 0.00',
    '1510 1002 Bo Ek movement 2026-10-20 K 4 4 SEK 200.00 200.00',
    '1510 1002 Bo Ek movement 2026-10-25 B 3 P3 SEK -250.00 -50.00',
    '1510 1002 Bo Ek closing · · · SEK · -50.00',
  ])
  expect(answer.totals).toEqual([
    { currency: 'EUR', amount: '100.00', baseCurrency: 'SEK', baseAmount: '1120.00' },
    { currency: 'SEK', amount: '-550.00', baseCurrency: 'SEK', baseAmount: '-550.00' },
  ])
})

test('the general ledger runs in the currency of the books', async () => {
  const { world } = await books()
  const answer = await world.do<List>(generalLedger, { account: '1510', from: '2026-11-01' })
  expect(
    lines(answer.rows, ['row', 'voucher', 'partyName', 'currency', 'amount', 'baseAmount', 'baseBalance']),
  ).toEqual([
    'opening · · · · · 1570.00',
    'movement B 2 Ada Lind EUR -100.00 -1150.00 420.00',
    'movement M 1 Ada Lind EUR 0.00 30.00 450.00',
    'closing · · · · · 450.00',
  ])
})

test('a statement tells opening, movements and closing, and what is open sums to the closing balance', async () => {
  const { world } = await books()
  interface Statements {
    rows: {
      partyNumber: string
      currencies: {
        currency: string
        opening: string
        closing: string
        movements: { number: string; amount: string; balance: string }[]
        openItems: { number: string; open: string }[]
      }[]
    }[]
    next: string | null
  }
  const answer = await world.do<Statements>(statement, { from: '2026-10-10', to: '2026-11-20' })
  expect(answer.rows.map((row) => row.partyNumber)).toEqual(['1001', '1002'])
  expect(answer.rows[0]!.currencies).toMatchObject([
    {
      currency: 'EUR',
      opening: '100.00',
      closing: '0.00',
      movements: [{ number: 'P2', amount: '-100.00', balance: '0.00' }],
      openItems: [],
    },
    {
      currency: 'SEK',
      opening: '1500.00',
      closing: '500.00',
      movements: [{ number: 'P1', amount: '-1000.00', balance: '500.00' }],
      openItems: [{ number: '2', open: '500.00' }],
    },
  ])
  expect(answer.rows[1]!.currencies[0]!.openItems).toMatchObject([{ number: 'P3', open: '-50.00' }])
  const one = await world.do<Statements>(statement, { parties: ['1002'], from: '2026-10-10' })
  expect(one.rows).toEqual([{ ...answer.rows[1], from: '2026-10-10', to: '2026-11-20' }])
  expect((await world.do<Statements>(statement, { from: '2026-10-10', limit: 1 })).next).toBe('1001')
  expect(
    (await world.do<Statements>(statement, { from: '2026-10-10', limit: 1, after: '1001' })).rows.map(
      (row) => row.partyNumber,
    ),
  ).toEqual(['1002'])
})

test('statements as PDF: one is a PDF, many are a zip with an index, protected persons are left out', async () => {
  const { world } = await books()
  const hidden = await world.party({
    name: 'Hemlig Person',
    number: '1003',
    kind: 'person',
    protection: 'protected-registration',
  })
  await postItem(world, { party: hidden, number: '5', amount: '33.00', on: '2026-11-01' })
  const one = (await world.do(statementPdf, { parties: ['1001'], from: '2026-10-01' })) as FileAnswer
  expect(one).toMatchObject({ fileName: 'statement-1001.pdf', mediaType: 'application/pdf' })
  expect(await textOf(one.body as Uint8Array)).toMatch(/Kontoutdrag.*Ada Lind.*1\s500,00/s)
  const all = (await world.do(statementPdf, { from: '2026-10-01' })) as FileAnswer
  const chunks: Uint8Array[] = []
  for await (const chunk of all.body as AsyncIterable<Uint8Array>) chunks.push(chunk)
  const files = unzipSync(new Uint8Array(Buffer.concat(chunks)))
  expect(Object.keys(files)).toEqual(['statement-1001.pdf', 'statement-1002.pdf', 'index.csv'])
  expect(Buffer.from(files['index.csv']!).toString('utf8').split('\r\n').slice(1)).toEqual([
    '1001;Ada Lind;statement-1001.pdf;0.00 EUR, 500.00 SEK',
    '1002;Bo Ek;statement-1002.pdf;"-50.00 SEK"',
    '1003;;;',
    '',
  ])
  expect(await textOf(files['statement-1002.pdf']!)).toContain('Bo Ek')
  await expect(world.do(statementPdf, { parties: '1003' })).rejects.toThrow('protected identity')
})

async function textOf(pdf: Uint8Array): Promise<string> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs')
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise
  const pages: string[] = []
  for (let n = 1; n <= document.numPages; n++) {
    const content = await (await document.getPage(n)).getTextContent()
    pages.push(content.items.map((item) => ('str' in item ? item.str : '')).join(' '))
  }
  return pages.join('\n')
}

test('money that settles nothing yet', async () => {
  const { world } = await books()
  const answer = await world.do<List>(unapplied, {})
  expect(lines(answer.rows, ['partyName', 'number', 'amount', 'open'])).toEqual(['Bo Ek P3 -250.00 -50.00'])
  expect((await world.do<List>(unapplied, { asOf: '2026-10-24' })).rows).toEqual([])
})

test('vouchers with their postings, by day, account, customer and number', async () => {
  const { world } = await books()
  const answer = await world.do<{ rows: (Row & { postings: Row[] })[]; next: string | null }>(vouchers, {
    party: '1001',
    from: '2026-11-01',
  })
  expect(
    answer.rows.map((row) => [row.voucher, ...lines(row.postings, ['account', 'partyName', 'amount', 'baseAmount'])]),
  ).toEqual([
    ['B 2', '1510 Ada Lind -100.00 -1150.00', '1910 · 1150.00 1150.00'],
    ['M 1', '1510 Ada Lind 0.00 30.00', '3960 · -30.00 -30.00'],
  ])
  expect((await world.do<List>(vouchers, { series: 'K', number: '2' })).rows.map((row) => row.voucher)).toEqual(['K 2'])
  expect((await world.do<List>(vouchers, { account: '3960' })).rows.map((row) => row.voucher)).toEqual(['M 1'])
  expect((await world.do<List>(vouchers, {})).rows).toHaveLength(8)
})

interface Proof {
  ok: boolean
  asOf: string | null
  accounts: (Row & { partiesDiffering: number })[]
  counts: Record<string, number>
}

test('the proof is 0.00 per account and currency, also for a past day and for an area; counts beside it', async () => {
  const { world } = await books()
  const proof = await world.do<Proof>(prove, {})
  expect(proof.asOf).toBeNull()
  expect(await world.do(prove, { asOf: '2026-10-31' })).toMatchObject({ asOf: '2026-10-31' })
  expect(lines(proof.accounts, ['account', 'currency', 'items', 'postings', 'difference', 'baseDifference'])).toEqual([
    '1510 EUR 0.00 0.00 0.00 0.00',
    '1510 SEK 450.00 450.00 0.00 0.00',
  ])
  expect(proof).toMatchObject({ ok: true, counts: { voucher: 8, 'open-item': 7, allocation: 3 } })
  expect((await world.do<Proof>(prove, { asOf: '2026-10-31' })).accounts.map((row) => row.baseItems)).toEqual([
    '1120.00',
    '450.00',
  ])
  const north = await area(world, 'NORTH')
  await postItem(world, {
    party: (await world.party({ name: 'Cy Al' })) as string,
    number: '9',
    amount: '9.00',
    on: '2026-11-01',
    area: north,
  })
  const south: User = { id: newId(), name: 'Clerk', areas: [newId()], permissions: ['reports.*'] }
  expect((await world.do<Proof>(prove, {}, south)).accounts.map((row) => row.items)).toEqual(['0.00', '450.00'])
  expect((await world.do<Proof>(prove, {})).accounts.map((row) => row.items)).toEqual(['0.00', '459.00'])
})

test('within one area the proof holds too when its money settled a claim of another, and a posting without an item breaks it', async () => {
  const world = await openWorld('SE')
  const [north, south] = [await area(world, 'NORTH'), await area(world, 'SOUTH')]
  const ada = (await world.party({ name: 'Ada Lind' })) as string
  const claim = await postItem(world, { party: ada, number: '1', amount: '100.00', on: '2026-11-01', area: north })
  const eur = { currency: 'EUR', party: ada, area: north } as const
  const foreign = await postItem(world, { ...eur, number: '2', amount: '10.00', base: '112.00', on: '2026-11-01' })
  const money = await postItem(world, { party: ada, number: 'P1', amount: '-70.00', on: '2026-11-02', area: south })
  const euros = { ...eur, area: south, number: 'P2', amount: '-10.00', base: '-115.00', on: '2026-11-02' }
  await settle(world, claim, money, '70.00', '2026-11-03')
  await settle(world, foreign, await postItem(world, euros), '10.00', '2026-11-03')
  const open = async (areas: User['areas'], input: object = {}) => {
    const clerk: User = { id: newId(), name: 'Clerk', areas, permissions: ['reports.*'] }
    const proof = await world.do<Proof>(prove, input, clerk)
    return [proof.ok, ...proof.accounts.map((row) => `${row.currency} ${row.items} ${row.baseItems}`)]
  }
  expect(await open('all')).toEqual([true, 'EUR 0.00 0.00', 'SEK 30.00 30.00'])
  expect(await open([north])).toEqual([true, 'EUR 0.00 0.00', 'SEK 30.00 30.00'])
  expect(await open([south])).toEqual([true, 'EUR 0.00 0.00', 'SEK 0.00 0.00'])
  expect(await open([north], { asOf: '2026-11-02' })).toEqual([true, 'EUR 10.00 112.00', 'SEK 100.00 100.00'])
  await world.database.owner.query(`set session_replication_role = replica`)
  await world.database.owner.query(
    `update postings set amount = amount + 1, base_amount = base_amount + 1 where account = '1510' and business_area_id = $1 and currency = 'SEK'`,
    [north],
  )
  expect((await open([north]))[0]).toBe(false)
  expect((await open([south]))[0]).toBe(true)
})

const workbook = async (world: World, input: object, user?: User) => {
  const answer = (await world.do(exportReport, input, user)) as FileAnswer
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) chunks.push(chunk)
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(Buffer.concat(chunks) as unknown as ArrayBuffer)
  return book
}
const cells = (book: ExcelJS.Workbook, sheet: number): string[] => {
  const out: string[] = []
  book.worksheets[sheet]!.eachRow((row) =>
    out.push(
      Array.from((row.values as unknown[]).slice(1), (value) =>
        value instanceof Date ? value.toISOString().slice(0, 10) : (value ?? '·'),
      ).join(' | '),
    ),
  )
  return out
}

test('every list goes to Excel with the totals of the screen, a sheet per currency', async () => {
  const { world } = await books()
  const book = await workbook(world, { report: 'open-items', parameters: { asOf: '2026-10-31' } })
  expect(book.worksheets.map((sheet) => sheet.name)).toEqual(['Öppna poster EUR SEK', 'Öppna poster SEK'])
  expect(cells(book, 0).slice(1)).toEqual([
    '1001 | Ada Lind | Faktura | 3 | · | 1510 | 2026-10-06 | 2026-11-05 | 0 | · | · | EUR | 100 | 100 | SEK | 1120',
    'Σ | · | · | · | · | · | · | · | · | · | · | · | 100 | 100 | · | 1120',
  ])
  expect(cells(book, 1).at(-1)).toBe('Σ | · | · | · | · | · | · | · | · | · | · | · | 250 | 450 | · | 450')
  const some = await workbook(world, {
    report: 'open-items',
    parameters: { asOf: '2026-10-31' },
    columns: ['open', 'partyName'],
  })
  expect(cells(some, 1).at(-1)).toBe('450 | Σ')
  expect(cells(some, 0)).toEqual(['Öppet | Kund', '100 | Ada Lind', '100 | Σ'])
  const ageing = await workbook(world, { report: 'ageing', parameters: { asOf: '2026-11-20' }, language: 'nb' })
  expect(ageing.worksheets.map((sheet) => sheet.name)).toEqual(['Aldersfordelt saldoliste'])
  expect(cells(ageing, 0)).toEqual([
    'Kode | Navn | Valuta | Åpent | Ikke forfalt | 1–30 dager | 31–60 dager | 61–90 dager | 90+ dager | Regnskapsvaluta | Åpent i regnskapsvaluta',
    '1001 | Ada Lind | SEK | 500 | · | 500 | · | · | · | SEK | 500',
    '1002 | Bo Ek | SEK | -50 | · | -50 | · | · | · | SEK | -50',
    'Σ | · | · | 450 | 0 | 450 | 0 | 0 | 0 | · | 450',
  ])
  for (const [report, parameters, last] of [
    ['customer-account', { party: '1002' }, '-50'],
    ['statement', { from: '2026-10-01' }, '-550'],
    ['subledger-specification', { from: '2026-10-01' }, '-550'],
    ['general-ledger', { from: '2026-10-01', account: '1510' }, '-550'],
    ['unapplied', {}, '-50'],
    ['vouchers', {}, '0'],
  ] as const) {
    const list = await workbook(world, { report, parameters })
    expect([report, cells(list, list.worksheets.length - 1).at(-1)]).toEqual([
      report,
      expect.stringContaining(`| ${last}`),
    ])
  }
  await expect(workbook(world, { report: 'open-items', parameters: { asOf: 'yesterday' } })).rejects.toThrow(
    'yyyy-mm-dd',
  )
  expect(
    cells(await workbook(world, { report: 'open-items', parameters: { party: '1002', asOf: '2020-01-01' } }), 0),
  ).toHaveLength(1)
})

test('what a screen asks for by its own question goes to Excel by the same: accounts, the pivot, what was learnt since', async () => {
  const { world } = await books()
  const told = async (report: string, parameters: object, more: object = {}) => {
    const book = await workbook(world, { report, parameters, ...more })
    return book.worksheets.map((_, i) => cells(book, i))
  }
  expect(await told('account-balances', { from: '2026-10-01', to: '2026-10-31', control: true })).toEqual([
    [
      'Konto | Kontonamn | Slag | Bokföringsvaluta | Ingående balans | Debet | Kredit | Utgående balans',
      '1510 | Kundfordringar | Tillgång | SEK | 1000 | 1820 | 1250 | 1570',
      'Σ | · | · | · | 1000 | 1820 | 1250 | 1570',
    ],
  ])
  const euros = '1510 | Kundfordringar | EUR | SEK | 100 | 100 | 0 | 1120 | 1120 | 0'
  expect((await told('reconciliation', { asOf: '2026-10-31' })).map((sheet) => sheet[1])).toEqual([
    euros,
    '1510 | Kundfordringar | SEK | SEK | 450 | 450 | 0 | 450 | 450 | 0',
  ])
  expect((await told('reconciliation', { asOf: '2026-10-31', byParty: true }))[0]).toHaveLength(1)
  const learnt = { asOf: '2026-10-31', since: '2020-01-01T00:00:00Z' }
  const columns = ['event', 'kind', 'number', 'partyName', 'effectiveOn', 'baseAmount']
  expect((await told('learnt-since', learnt, { columns })).at(-1)).toEqual([
    'Händelse | Slag | Nummer | Kund | Gäller från | Belopp i bokföringsvaluta',
    'Ny post | Faktura | 1 | Ada Lind | 2026-09-10 | 1000',
    'Ny post | Faktura | 2 | Ada Lind | 2026-10-05 | 500',
    'Ny post | Betalning | P1 | Ada Lind | 2026-10-12 | -1000',
    'Avräkning | Faktura | 1 | Ada Lind | 2026-10-12 | -1000',
    'Avräkning | Betalning | P1 | Ada Lind | 2026-10-12 | 1000',
    'Ny post | Faktura | 4 | Bo Ek | 2026-10-20 | 200',
    'Ny post | Betalning | P3 | Bo Ek | 2026-10-25 | -250',
    'Avräkning | Faktura | 4 | Bo Ek | 2026-10-25 | -200',
    'Avräkning | Betalning | P3 | Bo Ek | 2026-10-25 | 200',
    'Σ | · | · | · | · | 450',
  ])
  const [instants] = (await workbook(world, { report: 'learnt-since', parameters: learnt, columns: ['recordedAt'] }))
    .worksheets
  expect(instants!.getCell('A2').value).toBeInstanceOf(Date)
  expect(instants!.getCell('A2').numFmt).toBe('yyyy-mm-dd hh:mm')
  const pivot = async (parameters: object) =>
    told('ageing-pivot', { edges: '30', asOf: '2026-11-20', ...parameters }, { language: 'en' })
  expect(await pivot({ rows: 'party,currency' })).toEqual([
    [
      'Customer number | Customer | Currency | Currency | Not due | 1–30 days | 30+ days | Open',
      '1001 | Ada Lind | SEK | SEK | · | 500 | · | 500',
      '· | On account | · | SEK | · | -50 | · | -50',
      'Σ | · | · | · | 0 | 450 | 0 | 450',
    ],
  ])
  expect((await pivot({ rows: 'party-kind', measure: 'share' }))[0]!.slice(1)).toEqual([
    'Person | SEK | 0 | 111.1 | 0 | 111.1',
    'On account | SEK | 0 | -11.1 | 0 | -11.1',
  ])
  expect((await pivot({ rows: 'business-area', measure: 'count' }))[0]!.slice(1)).toEqual([
    '(none) | SEK | 0 | 1 | 0 | 1',
    'On account | SEK | 0 | 1 | 0 | 1',
  ])
})

test('the pivot goes to Excel whole: also what a group has more of than the screen unfolds', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  for (let i = 1; i <= 102; i++)
    await postItem(world, {
      party: await world.party({ name: `Kund ${i}` }),
      number: `${i}`,
      amount: '10.00',
      on: '2026-11-01',
    })
  const book = await workbook(world, { report: 'ageing-pivot', parameters: { rows: 'business-area,party' } })
  expect(cells(book, 0)).toHaveLength(1 + 102 + 1)
})

test('a person with protected identity leaves no row in a workbook, and the total stands', async () => {
  const { world } = await books()
  const hidden = await world.party({
    name: 'Hemlig Person',
    number: '1003',
    kind: 'person',
    protection: 'protected-registration',
  })
  await postItem(world, { party: hidden, number: '5', amount: '33.00', on: '2026-11-01' })
  await postItem(world, { party: hidden, number: '6', amount: '4.00', on: '2026-11-01' })
  const text = async (input: object, user?: User) =>
    cells(await workbook(world, { report: 'open-items', ...input }, user), 0).slice(-2)
  const sum = 'Σ | · | · | · | · | · | · | · | · | · | · | · | 287 | 487 | · | 487'
  expect(await text({})).toEqual([
    'Skyddad identitet (2) | · | · | · | · | · | · | · | · | · | · | · | 37 | 37 | · | 37',
    sum,
  ])
  expect((await text({ includeProtected: true })).join()).toContain('Σ')
  expect(JSON.stringify(cells(await workbook(world, { report: 'open-items', includeProtected: true }), 0))).toContain(
    'Hemlig Person',
  )
  const clerk: User = { id: newId(), name: 'Clerk', areas: 'all', permissions: ['reports.*'] }
  await expect(workbook(world, { report: 'open-items', includeProtected: true }, clerk)).rejects.toThrow('may not see')
  for (const verb of [customerAccount, statement, vouchers]) {
    const answer = JSON.stringify(await world.do(verb, { party: '1003', parties: ['1003'] }, clerk))
    expect(answer).toContain('Skyddad identitet')
    expect(answer).not.toContain('Hemlig')
  }
})

test('reconciliation names what differs, by cause, and explains a general ledger to the öre', async () => {
  const { world, ada } = await books()
  interface Answer {
    accounts: Row[]
    manualPostings: Row[]
    generalLedger: {
      accounts: {
        account: string
        posted: string
        imported: string
        difference: string
        causes: { cause: string; count: number; effect: string }[]
        unexplained: string
      }[]
      differences: (Row & { cause: string })[]
      next: string | null
    } | null
  }
  expect((await world.do<Answer>(reconciliation, {})).generalLedger).toBeNull()
  // Somebody posted on the control account by hand.
  await world.tx(async (ctx) =>
    post(ctx.db, world.companyId, null, [
      {
        id: newId(),
        seriesId: await seriesOf(ctx, 'M'),
        ledger: 'general',
        transactionType: 'transfer',
        postedOn: '2026-10-30' as Day,
        documentOn: '2026-10-30' as Day,
        baseCurrency: 'SEK',
        text: 'By hand',
        postings: [
          { account: '1510', baseAmount: 700n, currency: 'SEK', amount: 700n, partyId: ada },
          { account: '3001', baseAmount: -700n, currency: 'SEK', amount: -700n },
        ],
      },
    ]),
  )
  // Their ledger: without the difference and the posting by hand, K 4 on another day, K 2 with another amount, B 3 under a number of its own, and a posting straight on the account.
  const theirs: [string, string, string][] = [
    ['K1', '2026-09-10', '1000.00'],
    ['K 2', '2026-10-05', '505.00'],
    ['K-3', '2026-10-06', '1120.00'],
    ['K4', '2026-10-22', '200.00'],
    ['B1', '2026-10-12', '-1000.00'],
    ['B2', '2026-11-02', '-1150.00'],
    ['X77', '2026-10-25', '-250.00'],
    ['A5', '2026-10-28', '12.34'],
    ['K 99', '2026-10-29', '1.00'],
  ]
  const importId = newId()
  await world.tx(async ({ db, company }) => {
    await db.query(
      `insert into ledger_imports (company_id, id, file_sha256, source, as_of) values ($1, $2, decode(repeat('00', 32), 'hex'), 'sie', '2026-11-15')`,
      [company.id, importId],
    )
    for (const [i, [voucher, on, amount]] of theirs.entries())
      await db.query(
        `insert into ledger_import_postings (company_id, import_id, row_no, account, posted_on, amount, voucher) values ($1, $2, $3, '1510', $4, ($5::numeric * 100)::int8, $6)`,
        [company.id, importId, i + 1, on, amount, voucher],
      )
    // 20.00 from before the first posting.
    await db.query(
      `insert into ledger_import_balances (company_id, import_id, account, balance) values ($1, $2, '1510', 2000 + (select sum(amount) from ledger_import_postings where import_id = $2))`,
      [company.id, importId],
    )
  })
  const answer = await world.do<Answer>(reconciliation, { account: '1510' })
  expect(lines(answer.accounts, ['currency', 'difference', 'baseDifference'])).toEqual([
    'EUR 0.00 0.00',
    'SEK -7.00 -7.00',
  ])
  expect(lines(answer.manualPostings, ['voucher', 'baseAmount', 'text'])).toEqual(['M 2 7.00 By hand'])
  expect(
    lines((await world.do<Answer>(reconciliation, { byParty: 'true' })).accounts, ['partyNumber', 'difference']),
  ).toEqual(['1001 -7.00'])
  expect(answer.generalLedger!.accounts).toEqual([
    {
      account: '1510',
      posted: '457.00',
      imported: '458.34',
      difference: '-1.34',
      causes: expect.any(Array),
      unexplained: '0.00',
    },
  ])
  expect(
    answer.generalLedger!.accounts[0]!.causes.map(({ cause, count, effect }) => `${cause} ${count} ${effect}`).sort(),
  ).toEqual([
    'amount-differs 1 -5.00',
    'date-differs 1 0.00',
    'exchange-difference 1 30.00',
    'manual-posting 2 -5.34',
    'not-in-subledger 1 -1.00',
    'opening-balance 1 -20.00',
  ])
  expect(lines(answer.generalLedger!.differences, ['cause', 'voucher', 'importedVoucher', 'effect'])).toEqual([
    'amount-differs K 2 K 2 -5.00',
    'date-differs K 4 K4 0.00',
    'exchange-difference M 1 · 30.00',
    'manual-posting · A5 -12.34',
    'manual-posting M 2 · 7.00',
    'not-in-subledger · K 99 -1.00',
    'opening-balance · · -20.00',
  ])
  const paged: Row[] = []
  let after: string | undefined
  do {
    const page: Answer = await world.do<Answer>(reconciliation, {
      account: '1510',
      limit: 2,
      ...(after ? { after } : {}),
    })
    paged.push(...page.generalLedger!.differences)
    after = page.generalLedger!.next ?? undefined
  } while (after)
  expect(paged).toEqual(answer.generalLedger!.differences)
  const sheet = cells(
    await workbook(world, { report: 'ledger-differences', parameters: { account: '1510' }, language: 'sv' }),
    0,
  )
  expect(sheet).toEqual([
    'Orsak | Konto | Verifikation | Bokföringsdatum | Belopp | Huvudbokens verifikation | Dag i huvudboken | Belopp i huvudboken | Text | Del av differensen',
    expect.stringContaining('Olika belopp | 1510 | K 2 |'),
    expect.stringContaining('Olika dag | 1510 | K 4 |'),
    expect.stringContaining('Kursdifferens | 1510 | M 1 |'),
    expect.stringContaining('| A5 |'),
    expect.stringContaining('Bokförd för hand | 1510 | M 2 |'),
    expect.stringContaining('Saknas i reskontran | 1510 | · | · | · | K 99 |'),
    expect.stringContaining('| -20'),
    expect.stringMatching(/^Σ .*\| -1\.34$/),
  ])
})

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, type Day, day } from '../../../kernel/day.ts'
import { minor } from '../../../kernel/money.ts'
import { type Problem, Refused } from '../../../kernel/problem.ts'
import { fitCp437, fromCp437 } from './cp437.ts'
import type { SieEnd, SieHeader, SieItem, SieTransaction, SieVoucher } from './items.ts'
import { readSie4 } from './read.ts'
import { type SieFile, writeSie4 } from './write.ts'

const head: SieFile['head'] = {
  program: 'Reskontra',
  programVersion: '1.0',
  generatedOn: day('2026-03-31'),
  companyName: 'Älvsbro Vatten & Avlopp AB',
}

async function write(file: SieFile): Promise<{ bytes: Buffer; warnings: Problem[] }> {
  const warnings: Problem[] = []
  const pieces: Uint8Array[] = []
  for await (const piece of writeSie4(file, (problem) => warnings.push(problem))) pieces.push(piece)
  return { bytes: Buffer.concat(pieces), warnings }
}
async function readBack(bytes: Buffer): Promise<SieItem[]> {
  const items: SieItem[] = []
  for await (const item of readSie4([bytes])) items.push(item)
  return items
}
const transaction = (account: string, amount: bigint, more: Partial<SieTransaction> = {}): SieTransaction => ({
  account,
  objects: [],
  amount: minor(amount),
  on: null,
  text: null,
  quantity: null,
  by: null,
  ...more,
})
const voucher = (more: Partial<SieVoucher> = {}): SieVoucher => ({
  series: 'K',
  number: '',
  on: day('2026-03-31'),
  text: null,
  registeredOn: null,
  by: null,
  transactions: [transaction('1510', 1n), transaction('3740', -1n)],
  ...more,
})

test('a file for import is written as the sample, byte for byte, with the control sum that the sample states', async () => {
  const { bytes, warnings } = await write({
    kind: '4I',
    head: { ...head, generatedBy: 'Åsa', organisationNumber: '5563343689' },
    accounts: [
      { account: '1510', name: 'Kundfordringar', accountType: null, sru: [], unit: null },
      { account: '2611', name: 'Utgående moms 25 %', accountType: null, sru: [], unit: null },
      { account: '3001', name: 'Försäljning 25 %', accountType: null, sru: [], unit: null },
    ],
    objects: [{ dimension: 8, object: 'C100', name: 'Kafé "Ängen"' }],
    vouchers: [
      voucher({
        text: 'Kundfaktura 1001',
        registeredOn: day('2026-04-01'),
        by: 'Åsa',
        transactions: [
          transaction('1510', 1250_00n, {
            objects: [
              { dimension: 8, object: 'C100' },
              { dimension: 10, object: '1001' },
            ],
          }),
          transaction('2611', -250_00n),
          transaction('3001', -1000_00n, {
            objects: [{ dimension: 1, object: 'Norr ö' }],
            on: day('2026-03-30'),
            text: 'Brunn "B"',
            quantity: '-2.5',
            by: 'Åsa',
          }),
        ],
      }),
      voucher({
        text: 'Öresutjämning',
        transactions: [
          transaction('1510', 1n, {
            objects: [
              { dimension: 8, object: 'C100' },
              { dimension: 10, object: '1002' },
            ],
          }),
          transaction('3740', -1n),
        ],
      }),
    ],
  })
  expect(fromCp437(bytes)).toBe(fromCp437(readFileSync(new URL('./samples/fakt.si', import.meta.url))))
  expect(warnings).toEqual([])
})

test('an export holds years, accounts, dimensions, objects and balances, in the order of the standard', async () => {
  const { bytes } = await write({
    kind: '4E',
    head: {
      ...head,
      note: 'Årets export',
      companyForm: 'AB',
      companyCode: 'BOLAG1',
      industryCode: '36001',
      address: { contact: 'Åsa Öst', street: 'Box 1', postal: '961 00 BODEN', phone: '' },
      years: [{ year: 0, from: day('2026-01-01'), until: day('2026-12-31') }],
      taxYear: '2027',
      balancesUntil: day('2026-03-31'),
      chart: 'BAS2026',
    },
    accounts: [{ account: '1510', name: 'Kundfordringar', accountType: 'T', sru: ['7251'], unit: 'st' }],
    dimensions: [
      { dimension: 1, name: 'Avdelning', under: null },
      { dimension: 21, name: 'Underavdelning', under: 1 },
    ],
    objects: [{ dimension: 1, object: '0123', name: 'Service' }],
    balances: [
      { balance: 'IB', year: 0, period: null, account: '1510', objects: [], amount: minor(-50n), quantity: null },
      {
        balance: 'OUB',
        year: 0,
        period: null,
        account: '1510',
        objects: [{ dimension: 1, object: '0123' }],
        amount: minor(100n),
        quantity: '2',
      },
      {
        balance: 'PSALDO',
        year: -1,
        period: '2025-12',
        account: '1510',
        objects: [],
        amount: minor(0n),
        quantity: null,
      },
    ],
    vouchers: [
      voucher({
        series: 'A',
        number: '1',
        transactions: [transaction('1510', 5n), transaction('1510', -5n, { added: true })],
        removed: [transaction('1510', -5n)],
      }),
    ],
  })
  expect(fromCp437(bytes).split('\r\n')).toEqual([
    '#FLAGGA 0',
    '#KSUMMA',
    '#PROGRAM "Reskontra" "1.0"',
    '#FORMAT PC8',
    '#GEN 20260331',
    '#SIETYP 4',
    '#PROSA "Årets export"',
    '#FTYP AB',
    '#FNR "BOLAG1"',
    '#BKOD 36001',
    '#ADRESS "Åsa Öst" "Box 1" "961 00 BODEN" ""',
    '#FNAMN "Älvsbro Vatten & Avlopp AB"',
    '#RAR 0 20260101 20261231',
    '#TAXAR 2027',
    '#OMFATTN 20260331',
    '#KPTYP BAS2026',
    '#VALUTA SEK',
    '#KONTO 1510 "Kundfordringar"',
    '#KTYP 1510 T',
    '#ENHET 1510 "st"',
    '#SRU 1510 7251',
    '#DIM 1 "Avdelning"',
    '#UNDERDIM 21 "Underavdelning" 1',
    '#OBJEKT 1 "0123" "Service"',
    '#IB 0 1510 -0.50',
    '#OUB 0 1510 {1 "0123"} 1.00 2',
    '#PSALDO -1 202512 1510 {} 0.00',
    '#VER "A" "1" 20260331',
    '{',
    '#BTRANS 1510 {} -0.05',
    '#TRANS 1510 {} 0.05',
    '#RTRANS 1510 {} -0.05',
    '#TRANS 1510 {} -0.05',
    '}',
    expect.stringMatching(/^#KSUMMA \d+$/),
    '',
  ])
  const items = await readBack(bytes)
  expect(items.filter((item) => item.type === 'problem')).toEqual([])
  expect(items.at(-1)).toMatchObject({ kind: '4E', checksum: 'correct', errors: 0 })
})

describe('characters', () => {
  test.each([
    ['Räksmörgås à la Ü', 'Räksmörgås à la Ü'],
    ['Søren Ærø', 'Sören Æröø'.slice(0, 9)],
    ['Кока Щъркел ЮГ', 'Koka Shtarkel YuG'],
    ['Łódź', 'Lódz'],
    ['“Café” – 5 €…', '"Café" - 5 EUR...'],
    ['Kalle 😀!', 'Kalle ?!'],
    ['👩‍👩‍👧', '???'],
    ['日本', '??'],
    ['rad1\r\nrad2\tslut\u0000\u0007\u007f', 'rad1 rad2 slut'],
    ['A\u030Akeri', 'Åkeri'],
    ['tom\u00adte\u200b', 'tomte'],
  ])('%j is written %j', async (text, expected) => {
    expect(fitCp437(text)).toBe(expected)
    const { bytes, warnings } = await write({ kind: '4I', head, vouchers: [voucher({ text })] })
    const read = (await readBack(bytes)).find((item) => item.type === 'voucher')
    expect(read).toMatchObject({ text: expected })
    expect(warnings.map(({ code, data, row }) => ({ code, data, row }))).toEqual(
      text.normalize('NFC') === expected
        ? []
        : [{ code: 'sie.text-changed', data: { from: text, to: expected }, row: 1 }],
    )
  })

  test('whatever the text, the file has no control character, holds its control sum and reads without a problem', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), async (text, object) => {
        const { bytes } = await write({
          kind: '4I',
          head: { ...head, companyName: `x${text}` },
          vouchers: [
            voucher({
              text,
              by: object,
              transactions: [transaction('1', 0n, { text: object, objects: [{ dimension: 8, object: text }] })],
            }),
          ],
        })
        expect(bytes.filter((byte) => (byte < 32 && byte !== 10 && byte !== 13) || byte === 127)).toHaveLength(0)
        const items = await readBack(bytes)
        expect(items.filter((item) => item.type === 'problem')).toEqual([])
        expect(items.at(-1)).toMatchObject({ checksum: 'correct', vouchers: 1 })
      }),
      { numRuns: 300 },
    ))

  test('Greek that shares its code with a Swedish letter is read back as Greek when it stands alone', async () => {
    const { bytes } = await write({
      kind: '4I',
      head: { ...head, companyName: 'x' },
      vouchers: [voucher({ text: 'Σ 10 ÷ 2' })],
    })
    expect((await readBack(bytes)).find((item) => item.type === 'voucher')).toMatchObject({ text: 'Σ 10 ÷ 2' })
  })

  test('a file whose code page is mistaken keeps its control sum: its bytes are what was summed', async () => {
    const { bytes } = await write({
      kind: '4I',
      head: { ...head, companyName: 'x' },
      vouchers: [voucher({ text: 'Aσ' })],
    })
    const items = await readBack(bytes)
    expect(items.find((item) => item.type === 'voucher')).toMatchObject({ text: 'Aå' })
    expect(items.at(-1)).toMatchObject({ checksum: 'correct', errors: 0 })
  })

  test('a backslash at the end of a text would escape its closing quote, so it is turned', async () => {
    const { bytes, warnings } = await write({
      kind: '4I',
      head,
      vouchers: [voucher({ text: 'C:\\Mina filer\\', by: 'x' })],
    })
    expect(fromCp437(bytes)).toContain('"C:\\Mina filer/" "" "x"')
    expect(warnings).toHaveLength(1)
  })

  test('warnings are bounded: the first hundred, then their number', async () => {
    const { warnings } = await write({
      kind: '4I',
      head,
      vouchers: Array.from({ length: 250 }, () => voucher({ text: 'Щ' })),
    })
    expect(warnings).toHaveLength(101)
    expect(warnings[100]).toMatchObject({ code: 'sie.texts-changed', data: { texts: 250 } })
  })
})

// Texts that the format can hold: ASCII, the letters and signs of code page 437 below byte C0, and ° · ², without a
// backslash at the end. Box drawing, Greek and ÷ (C0–F7) are written too, but a reader who must tell code pages from
// bytes, as all must, may take a file that holds nothing else beyond ASCII for ISO-8859-1 or UTF-8.
const codes = Array.from({ length: 160 }, (_, index) => index + 32).filter((code) => code !== 127)
const characters = Array.from(fromCp437(Buffer.from([...codes, 0xf8, 0xfa, 0xfd])))
const text = fc
  .string({ unit: fc.constantFrom(...characters), maxLength: 20 })
  .map((value) => value.replace(/\\+$/, ''))
const optionalText = text.map((value) => value || null)
const anyDay: fc.Arbitrary<Day> = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays(day('1990-01-01'), days))
const optionalDay = fc.option(anyDay)
const amount = fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }).map(minor)
const quantity = fc.option(fc.constantFrom('1', '-2.5', '0.001', '1000000'))
const account = fc.integer({ min: 1, max: 99_999_999 }).map(String)
const references = fc.array(fc.record({ dimension: fc.integer({ min: 1, max: 99 }), object: text }), { maxLength: 3 })
const row: fc.Arbitrary<SieTransaction> = fc
  .record({
    account,
    objects: references,
    amount,
    on: optionalDay,
    text: optionalText,
    quantity,
    by: optionalText,
    added: fc.boolean(),
  })
  .map(({ added, ...rest }) => (added ? { ...rest, added } : rest))
const anyVoucher: fc.Arbitrary<SieVoucher> = fc
  .record({
    series: text,
    number: text,
    on: anyDay,
    text: optionalText,
    registeredOn: optionalDay,
    by: optionalText,
    transactions: fc.array(row, { minLength: 1, maxLength: 5 }),
    removed: fc.array(
      row.map(({ added: _, ...rest }) => rest),
      { maxLength: 2 },
    ),
  })
  .map(({ transactions, removed, ...rest }) => {
    const sum = transactions.reduce((total, { amount }) => total + amount, 0n)
    const balanced = [...transactions, transaction('9999', -sum)]
    return { ...rest, transactions: balanced, ...(removed.length > 0 ? { removed } : {}) }
  })

describe('read(write(x)) = x', () => {
  test('vouchers, accounts and objects', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(anyVoucher, { maxLength: 5 }),
        fc.uniqueArray(
          fc.record({
            account,
            name: text.map((name) => name || 'x'),
            accountType: fc.constantFrom(null, 'T' as const, 'K' as const),
            sru: fc.array(fc.constantFrom('7251', '7252')),
            unit: fc.constantFrom(null, 'st'),
          }),
          { selector: (item) => item.account },
        ),
        fc.array(fc.record({ dimension: fc.nat(99), object: text.map((object) => object || 'x'), name: text })),
        async (vouchers, accounts, objects) => {
          const { bytes, warnings } = await write({ kind: '4I', head, accounts, objects, vouchers })
          expect(warnings).toEqual([])
          const items = await readBack(bytes)
          const of = (type: SieItem['type']) => items.filter((item) => item.type === type).map(withoutLines)
          expect(of('voucher')).toEqual(vouchers)
          expect(of('account')).toEqual(accounts)
          expect(of('object')).toEqual(objects)
          const problems = items.flatMap((item) => (item.type === 'problem' ? [item.problem.code] : []))
          expect(problems.filter((code) => code !== 'sie.voucher-order')).toEqual([])
          expect((items.at(-1) as SieEnd).checksum).toBe('correct')
        },
      ),
      { numRuns: 200 },
    ))

  test('the head', async () => {
    const full: SieFile['head'] = {
      ...head,
      generatedBy: 'Åsa',
      organisationNumber: '556334-3689',
      companyCode: 'B1',
      companyForm: 'AB',
      industryCode: '36001',
      address: { contact: 'a', street: 'b', postal: 'c', phone: 'd' },
      note: 'e',
      taxYear: '2027',
      balancesUntil: day('2026-03-31'),
      chart: 'BAS2026',
      currency: 'NOK',
      years: [
        { year: 0, from: day('2026-01-01'), until: day('2026-12-31') },
        { year: -1, from: day('2025-01-01'), until: day('2025-12-31') },
      ],
    }
    const { bytes } = await write({ kind: '4E', head: full, vouchers: [] })
    const { type: _type, sieType, encoding: _encoding, imported, ...read } = (await readBack(bytes))[0] as SieHeader
    expect({ sieType, imported }).toEqual({ sieType: '4', imported: false })
    expect(read).toEqual(full)
  })
})

describe('refusals', () => {
  test('all problems are named, and the file stays without its closing control sum', async () => {
    const pieces: Uint8Array[] = []
    const writing = async () => {
      for await (const piece of writeSie4({
        kind: '4E',
        head,
        vouchers: [
          ...Array.from({ length: 2000 }, () => voucher()),
          voucher({ number: '7', transactions: [transaction('1510', 5n)] }),
          voucher({ transactions: [transaction('FEL', 5n), transaction('1', -5n, { quantity: '1,5' })] }),
        ],
      }))
        pieces.push(piece)
    }
    const refused: unknown = await writing().catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Refused)
    expect((refused as Refused).problems.map(({ code, row }) => ({ code, row }))).toEqual([
      { code: 'sie.year-missing', row: undefined },
      { code: 'sie.voucher-unbalanced', row: 2001 },
      { code: 'sie.account-number', row: 2002 },
      { code: 'sie.quantity', row: 2002 },
    ])
    const items = await readBack(Buffer.concat(pieces))
    expect(items.at(-1)).toMatchObject({ checksum: 'missing' })
  })

  test('a currency of three decimals', async () => {
    await expect(write({ kind: '4I', head: { ...head, currency: 'KWD' }, vouchers: [] })).rejects.toThrow(
      'KWD has more',
    )
  })
  test('balances in a file for import are a mistake of the program', async () => {
    await expect(write({ kind: '4I', head, balances: [], vouchers: [] })).rejects.toThrow('assertion failed')
  })
})

test('vouchers are drawn as they are written: memory holds one piece of some 64 KB', async () => {
  const row: SieVoucher = voucher({ text: 'Kundfaktura med en längre text' })
  let drawn = 0
  async function* vouchers() {
    for (; drawn < 20_000; drawn++) yield row
  }
  const writing = writeSie4({ kind: '4I', head, vouchers: vouchers() })
  let written = 0
  for await (const piece of writing) {
    expect(piece.length).toBeLessThan(80_000)
    written += piece.length
    // What is drawn and not yet written out is never more than a piece.
    expect(drawn * 60 - written).toBeLessThan(80_000)
  }
  expect(drawn).toBe(20_000)
  expect(written).toBeGreaterThan(1_500_000)
})

function withoutLines(item: SieItem): unknown {
  const {
    type: _,
    line: __,
    ...rest
  } = item as { type: string; line?: number; transactions?: SieTransaction[]; removed?: SieTransaction[] }
  const rows = (list: SieTransaction[]) => list.map(({ line: _line, ...row }) => row)
  return {
    ...rest,
    ...(rest.transactions ? { transactions: rows(rest.transactions) } : {}),
    ...(rest.removed ? { removed: rows(rest.removed) } : {}),
  }
}

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import type { Bytes, ProblemItem } from '../../format.ts'
import { fromCp437, toCp437 } from './cp437.ts'
import { splitFields } from './fields.ts'
import type { SieEnd, SieHeader, SieItem, SieVoucherItem } from './items.ts'
import { readSie4 } from './read.ts'
import { sie4 } from './sie4.ts'
import { problemsMax } from './told.ts'

const samples = new URL('./samples/', import.meta.url)
const sample = (name: string): Buffer => readFileSync(new URL(name, samples))
const names = readdirSync(samples).filter((name) => /\.s[ei]$/i.test(name))

async function read(bytes: Bytes): Promise<SieItem[]> {
  const items: SieItem[] = []
  for await (const item of readSie4(bytes)) items.push(item)
  return items
}
const readText = (text: string): Promise<SieItem[]> => read([Buffer.from(text, 'utf8')])
const json = (value: unknown): string =>
  JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner))
const problemsOf = (items: SieItem[]) => items.flatMap((item) => (item.type === 'problem' ? [item.problem] : []))
/** '9 sie.amount!': line, code, and ! when it is an error. */
const codes = (items: SieItem[]): string[] =>
  problemsOf(items).map(({ code, row, severity }) => `${row} ${code}${severity === 'warning' ? '' : '!'}`)
const vouchersOf = (items: SieItem[]) => items.filter((item): item is SieVoucherItem => item.type === 'voucher')
const headerOf = (items: SieItem[]) => items.find((item): item is SieHeader => item.type === 'header')!
const endOf = (items: SieItem[]) => items.at(-1) as SieEnd

describe('own samples', () => {
  test.each(names)('%s is recognised and read as its expected JSON says', async (name) => {
    const bytes = sample(name)
    expect(sie4.recognise(bytes)).toBe(true)
    const items = await read([bytes])
    await expect(`${items.map(json).join('\n')}\n`).toMatchFileSnapshot(`samples/${name}.expected.json`)
  })

  test.each(names)('%s reads the same however its bytes are split', async (name) => {
    const bytes = sample(name)
    const whole = json(await read([bytes]))
    for (const size of [1, 2, 7, 100]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      )
      expect(json(await read(pieces))).toBe(whole)
    }
  })

  test('a caller may use its buffer again for the next piece', async () => {
    const bytes = sample('fakt.si')
    const shared = Buffer.alloc(13)
    function* pieces() {
      for (let at = 0; at < bytes.length; at += 13) yield shared.subarray(0, bytes.copy(shared, 0, at, at + 13))
    }
    expect(json(await read(pieces()))).toBe(json(await read([bytes])))
  })
})

describe('fields of a line', () => {
  test.each<[string, (string | string[])[]]>([
    ['#FNAMN "Exempel AB"', ['#FNAMN', 'Exempel AB']],
    ['  #FNAMN\t \t Exempel', ['#FNAMN', 'Exempel']],
    ['#KONTO 1915 "Kassa \\"special\\""', ['#KONTO', '1915', 'Kassa "special"']],
    ['#VER "" ""  20080101', ['#VER', '', '', '20080101']],
    ['#FNR "C:\\Program\\Bolag" x', ['#FNR', 'C:\\Program\\Bolag', 'x']],
    ['#FNR "C:\\Program files\\"', ['#FNR', 'C:\\Program files\\']],
    ['#FNR C:\\Bolag\\ x', ['#FNR', 'C:\\Bolag\\', 'x']],
    ['#FNR a\\\\"b', ['#FNR', 'a\\"b']],
    ['#TRANS 7010 {} 1.00', ['#TRANS', '7010', [], '1.00']],
    ['#TRANS 7010 { } 1.00', ['#TRANS', '7010', [], '1.00']],
    ['#TRANS 7010 {"1" "456" 7 47}1.00', ['#TRANS', '7010', ['1', '456', '7', '47'], '1.00']],
    ['#TRANS 7010 {1 "a } b"} 1.00', ['#TRANS', '7010', ['1', 'a } b'], '1.00']],
    ['#PROSA a{b}c', ['#PROSA', 'a{b}c']],
  ])('%s', (line, expected) => {
    const { fields, trouble } = splitFields(line)
    expect(fields.map(({ text, list }) => list ?? text)).toEqual(expected)
    expect(trouble).toBeNull()
  })
})

describe('code pages', () => {
  test('code page 437 agrees with iconv-lite on all 256 bytes', () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
    expect(fromCp437(all)).toBe(iconv.decode(all, 'cp437'))
    expect(Buffer.from(toCp437(fromCp437(all)))).toEqual(all)
  })

  const head = '#FLAGGA 0\r\n#FORMAT PC8\r\n#SIETYP 4\r\n#FNAMN "Åkeri & Färjor i Örebro"\r\n'
  test.each([
    ['cp437', 'cp437'],
    ['utf-8', 'utf8'],
    ['iso-8859-1', 'latin1'],
  ])('%s is told from the bytes, not from #FORMAT', async (encoding, name) => {
    const header = headerOf(await read([iconv.encode(head, name)]))
    expect(header).toMatchObject({ encoding, companyName: 'Åkeri & Färjor i Örebro' })
  })
  test('a byte order mark is no part of the first label', async () => {
    const header = headerOf(await read([Buffer.from(`\ufeff${head}`, 'utf8')]))
    expect(header).toMatchObject({ encoding: 'utf-8', companyName: 'Åkeri & Färjor i Örebro' })
  })
  test.each(['cp437', 'utf8', 'latin1'])('the first letter beyond ASCII may come after 64 KB (%s)', async (name) => {
    const accounts = Array.from({ length: 5000 }, (_, index) => `#KONTO ${10000 + index} "Account"\n`).join('')
    const items = await read([iconv.encode(`#FLAGGA 0\n#SIETYP 4\n${accounts}#KONTO 9999 "Färjor på ö"\n`, name)])
    expect(items.find((item) => item.type === 'account' && item.account === '9999')).toMatchObject({
      name: 'Färjor på ö',
    })
  })
})

const top = '#FLAGGA 0\n#PROGRAM a 1\n#FORMAT PC8\n#GEN 20260101\n#SIETYP 4\n#FNAMN a\n' // 6 lines

describe('vouchers', () => {
  test('an unbalanced voucher is named by series, number, line and difference, and is not yielded', async () => {
    const items = await readText(`${top}#VER K 17 20260331 "x"\n{\n#TRANS 1510 {} 100.00\n#TRANS 3001 {} -99.45\n}\n`)
    expect(problemsOf(items)).toEqual([
      {
        code: 'sie.voucher-unbalanced',
        severity: 'error',
        row: 7,
        message:
          'line 7: voucher K 17 does not balance: its 2 transactions sum to 0.55 instead of 0.00; correct it in the program that wrote the file',
        data: { series: 'K', number: '17', difference: '0.55', rows: 2 },
      },
    ])
    expect(vouchersOf(items)).toEqual([])
    expect(endOf(items)).toMatchObject({ kind: '4I', vouchers: 1, transactions: 2, errors: 1, debit: 0n })
  })

  test('amounts are exact far beyond what a float holds', async () => {
    const items = await readText(
      `${top}#VER "" "" 20260331\n{\n#TRANS 1 {} 900719925474099.31\n#TRANS 2 {} -900719925474099.31\n}\n`,
    )
    expect(vouchersOf(items)[0]!.transactions.map(({ amount }) => amount)).toEqual([
      90071992547409931n,
      -90071992547409931n,
    ])
  })

  test('a removed row is kept apart; an added one is counted once', async () => {
    const items = await readText(
      `${top}#VER A 1 20260331\n{\n#TRANS 1 {} 5\n#BTRANS 2 {} -5\n#RTRANS 3 {} -5\n#TRANS 3 {} -5\n}\n`,
    )
    expect(codes(items)).toEqual([])
    expect(vouchersOf(items)[0]).toMatchObject({
      transactions: [{ account: '1' }, { account: '3', added: true, amount: -500n }],
      removed: [{ account: '2', amount: -500n }],
    })
  })

  test.each<[string, string, string[]]>([
    [
      '#RTRANS without its #TRANS has no effect',
      '#TRANS 1 {} 5\n#RTRANS 2 {} 1\n#TRANS 3 {} -5',
      ['10 sie.added-alone'],
    ],
    ['blank as thousands separator', '#TRANS 1 {} 1 000.00\n#TRANS 2 {} -1', ['9 sie.date!']],
    ['decimal comma', '#TRANS 1 {} 1,00', ['9 sie.amount!']],
    ['three decimals', '#TRANS 1 {} 1.001', ['9 sie.amount!']],
    ['plus sign', '#TRANS 1 {} +1.00', ['9 sie.amount!']],
    ['no amount', '#TRANS 1', ['9 sie.amount!']],
    ['more than 64 bits hold', '#TRANS 1 {} 1000000000000000.00', ['9 sie.amount-too-large!']],
    ['an account of letters', '#TRANS FEL {} 0', ['9 sie.account-number']],
    ['no account', '#TRANS "" {} 0', ['9 sie.account-missing!']],
    ['a quote not closed', '#TRANS 1 {} 0 "" "text', ['9 sie.quote-not-closed']],
    ['a quote inside a text', '#TRANS 1 {} 0 "" "a"b"', ['9 sie.quote-inside']],
    ['a text broken over two lines', '#TRANS 1 {} 0 "" "a\nb"', ['9 sie.quote-not-closed', '10 sie.not-a-record']],
    ['a removed row that cannot be read', '#TRANS 1 {} 0\n#BTRANS 2 {} x', ['10 sie.amount']],
    ['a dimension of letters', '#TRANS 1 {kst 5} 0', ['9 sie.dimension']],
    ['an object list cut off', '#TRANS 1 {1 "5" 0', ['9 sie.brace-not-closed', '9 sie.objects', '9 sie.amount!']],
    ['no object list', '#TRANS 1 0.00', ['9 sie.objects-missing']],
    ['no rows', '', ['7 sie.voucher-empty']],
    ['a second opening brace', '{\n#TRANS 1 {} 0', ['9 sie.brace']],
  ])('%s', async (_, rows, expected) => {
    expect(codes(await readText(`${top}#VER A 1 20260331\n{\n${rows}\n}\n`))).toEqual(expected)
  })

  test.each(['', '""', '"2026"', '20260230', '2026-02-30', 'x'])(
    'the date %j of a voucher is refused',
    async (date) => {
      const items = await readText(`${top}#VER A 1 ${date}\n{\n}\n`)
      expect(codes(items)[0]).toMatch(/^7 sie\.date(-missing)?!$/)
      expect(vouchersOf(items)).toEqual([])
    },
  )

  test('an account of letters and a text without its closing quote are read as they stand', async () => {
    const items = await readText(`${top}#VER A 1 20260331\n{\n#TRANS FEL {} 5\n#TRANS 1 {1 "5" kst} -5 "" "Öres\n}\n`)
    expect(codes(items)).toEqual([
      '9 sie.account-number',
      '10 sie.quote-not-closed',
      '10 sie.dimension',
      '10 sie.objects',
    ])
    expect(vouchersOf(items)[0]!.transactions).toMatchObject([
      { account: 'FEL', amount: 500n },
      { account: '1', amount: -500n, text: 'Öres', objects: [{ dimension: 1, object: '5' }] },
    ])
  })

  test('unknown labels, their sub-records and unknown trailing fields are read past', async () => {
    const items = await readText(
      `${top}#NYHET 1\n{\n#TRANS 1 {} 5\nvad som helst\n}\n#VER A 1 20260331 "t" 20260401 me more "and more"\n{\n#TRANS 1 {} 0 "" "" "" me more\n}\n`,
    )
    expect(codes(items)).toEqual([])
    expect(endOf(items)).toMatchObject({ unused: ['#NYHET'], vouchers: 1, transactions: 1 })
  })
})

describe('other records are read as meant, or left out with a warning', () => {
  test.each<[string, string, string[], object[]]>([
    [
      'period and account exchanged',
      '#PBUDGET 0 1119 201703 -16.00',
      ['7 sie.field-order', '7 sie.objects-missing'],
      [{ period: '2017-03', account: '1119', amount: -1600n }],
    ],
    ['no period', '#PSALDO 0 2017 1119 {} 1', ['7 sie.period', '7 sie.balance-left-out'], []],
    ['no amount', '#UB 0 1510', ['7 sie.amount', '7 sie.balance-left-out'], []],
    ['no account', '#IB 0 "" 5', ['7 sie.account-missing', '7 sie.balance-left-out'], []],
    ['a year in full', '#IB 2026 1510 5', ['7 sie.year', '7 sie.balance-left-out'], []],
    ['an account of letters', '#IB 0 DIFF 5', ['7 sie.account-number'], [{ account: 'DIFF', amount: 500n }]],
    ['a year that ends before it begins', '#RAR 0 20261231 20260101', ['7 sie.year'], []],
    ['an object without number', '#OBJEKT 1', ['7 sie.object'], []],
    ['a stray brace', '}', ['7 sie.brace'], []],
    ['the same currency again, late', '#KONTO 1 a\n#VALUTA SEK', ['8 sie.order'], []],
    ['another currency, late: amounts were read in SEK', '#KONTO 1 a\n#VALUTA EUR', ['8 sie.order!'], []],
    ['a transaction outside of vouchers', '#TRANS 1 {} 5', ['7 sie.transaction-outside!'], []],
  ])('%s', async (_, record, expected, balances) => {
    const items = await readText(`${top}${record}\n`)
    expect(codes(items)).toEqual(expected)
    expect(items.filter((item) => item.type === 'balance')).toMatchObject(balances)
    expect(items.filter((item) => item.type === 'balance')).toHaveLength(balances.length)
  })
})

describe('control sum', () => {
  const good = sample('fakt.si').toString('latin1')
  const codesOf = async (text: string): Promise<string[]> =>
    codes(await read([Buffer.from(text, 'latin1')])).map((code) => code.replace(/^\d+ /, ''))

  test.each<[string, (text: string) => string, string[]]>([
    ['as written', (text) => text, []],
    ['signed 32 bits', (text) => text.replace(/#KSUMMA (\d+)/, (_, sum) => `#KSUMMA ${Number(sum) | 0}`), []],
    [
      'blanks, tabs, line ends and quotes do not count',
      (text) => text.replaceAll('\r\n', '\n\n').replaceAll('1510', '  "1510"\t'),
      [],
    ],
    ['an amount changed in two places', (text) => text.replaceAll('0.01', '0.02'), ['sie.checksum-wrong']],
    ['a name changed', (text) => text.replace('Kundfordringar', 'Kundfordran'), ['sie.checksum-wrong']],
    ['the end cut off', (text) => text.slice(0, text.indexOf('#KSUMMA ')), ['sie.checksum-missing!']],
    ['no opening one', (text) => text.replace('#KSUMMA\r\n', ''), ['sie.checksum-alone']],
    ['none at all', (text) => text.replace(/#KSUMMA.*\r\n/g, ''), []],
    ['a record after it', (text) => `${text}#KONTO 1 "Sent"\r\n`, ['sie.after-checksum']],
  ])('%s', async (_, change, expected) => {
    expect(await codesOf(change(good))).toEqual(expected)
  })
})

describe('bad files', () => {
  test.each<[string, string, string[]]>([
    ['nothing', '', ['0 sie.empty!']],
    ['blank lines', '\n\n\n', ['3 sie.empty!']],
    ['another format', 'a;b;c\n1;2;3\n', ['1 sie.not-sie!']],
    ['another format with a hash', '#!/bin/sh\n', ['1 sie.not-sie!']],
    [
      'no type, no balances, no vouchers',
      '#FLAGGA 0\n#PROGRAM a 1\n#FORMAT PC8\n#GEN 20260101\n#FNAMN a\n',
      ['5 sie.nothing!'],
    ],
    ['cut inside a voucher', `${top}#VER A 1 20260331\n{\n#TRANS 1 {} 0\n`, ['9 sie.truncated!']],
  ])('%s', async (_, text, expected) => {
    expect(codes(await readText(text))).toEqual(expected)
  })

  test('a line without end is refused before it fills the memory', async () => {
    let pieces = 0
    function* endless() {
      for (;;) {
        pieces++
        yield Buffer.alloc(64 * 1024, 'x')
      }
    }
    const items = await read(endless())
    expect(problemsOf(items).map(({ code }) => code)).toContain('sie.line-too-long')
    expect(pieces).toBeLessThan(20)
  })

  test('a file of nothing but mistakes lists a bounded number of them and still ends', async () => {
    const items = await readText(`${top}${'x\n'.repeat(problemsMax + 50)}`)
    expect(items.filter((item) => item.type === 'problem')).toHaveLength(problemsMax + 1)
    expect(endOf(items).errors).toBe(0)
  })

  test('an error is told after any number of warnings, and errors are bounded too', async () => {
    const items = await readText(`${top}${'x\n'.repeat(problemsMax + 50)}${'#TRANS\n'.repeat(problemsMax + 50)}`)
    expect(items.filter((item) => item.type === 'problem')).toHaveLength(2 * (problemsMax + 1))
    expect(codes(items)).toContain(`${6 + problemsMax + 51} sie.transaction-outside!`)
    expect(endOf(items).errors).toBe(problemsMax + 50)
  })

  const sound = async (bytes: Bytes): Promise<void> => {
    const items = await read(bytes)
    expect(endOf(items).type).toBe('end')
    const errors = items.filter(
      (item): item is ProblemItem => item.type === 'problem' && item.problem.severity === 'error',
    )
    expect(endOf(items).errors).toBe(errors.length)
    for (const voucher of vouchersOf(items))
      expect(voucher.transactions.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n)
  }

  test('garbage gives problems, never a crash', () =>
    fc.assert(fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 })), (pieces) => sound(pieces))))

  test('any change of one byte of any sample gives problems or another sound file', () =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), fc.nat(255), (name, at, byte) => {
        const bytes = Buffer.from(sample(name))
        bytes[at % bytes.length] = byte
        return sound([bytes])
      }),
      { numRuns: 300 },
    ))

  test('lines put in any order', () =>
    fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(sample('export-4e.se').toString('utf8').split('\n')), (lines) =>
        sound([Buffer.from(`#FLAGGA 0\n${lines.join('\n')}`)]),
      ),
      { numRuns: 200 },
    ))

  test('a file with a control sum is refused wherever it is cut', async () => {
    const bytes = sample('fakt.si')
    for (let length = 0; length < bytes.lastIndexOf('#KSUMMA'); length++) {
      const items = await read([bytes.subarray(0, length)])
      if (length < 20) continue // The opening #KSUMMA is not there yet.
      expect(endOf(items).errors, `cut at ${length}`).toBeGreaterThan(0)
    }
  })
})

test.each<[string, boolean]>([
  ['#FLAGGA 0\r\n', true],
  ['\ufeff#FLAGGA\t0\n', true],
  ['#PROGRAM x 1\n#SIETYP 4\n', true],
  ['#!/bin/sh\n', false],
  ['0120040525 123', false],
  ['<?xml version="1.0"?><a>#SIETYP 4</a>', false],
  ['', false],
])('recognise %j: %s', (text, expected) => {
  expect(sie4.recognise(Buffer.from(text))).toBe(expected)
})

const collected = '../shared/samples/sie4/'
describe.skipIf(!existsSync(`${collected}expected.json`))(
  'files of real programs in ../shared (skipped where they are absent)',
  () => {
    interface Expected {
      file: string
      encoding: string
      vouchers: number
      labels: Record<string, number>
      unbalanced: { series: string; no: string; sum: number; rows: number }[]
      '#SIETYP': string
      '#FNAMN': string
    }
    const expected: Expected[] = existsSync(`${collected}expected.json`)
      ? JSON.parse(readFileSync(`${collected}expected.json`, 'utf8'))
      : []

    const balancesLeftOut: Record<string, number> = {
      'blinfo_BLBLOV_SIE4_UTF_8_with_missing_account_balance.SE': 1,
    }

    test('all of them are here', () => expect(expected.length).toBe(77))

    test.each(expected)('$file', async ({ file, encoding, labels, unbalanced, vouchers, ...rest }) => {
      const bytes = readFileSync(collected + file)
      expect(sie4.recognise(bytes)).toBe(true)
      const items = await read([bytes])
      const end = endOf(items)
      expect(headerOf(items)).toMatchObject({ encoding, sieType: rest['#SIETYP'], companyName: rest['#FNAMN'] || null })
      expect(end).toMatchObject({ labels, vouchers, transactions: labels['#TRANS'] ?? 0 })
      const named = problemsOf(items).filter(({ code }) => code === 'sie.voucher-unbalanced')
      expect(named.map(({ data }) => data)).toEqual(
        unbalanced.map(({ series, no, sum, rows }) => ({ series, number: no, difference: sum.toFixed(2), rows })),
      )
      const yielded = (type: SieItem['type']) => items.filter((item) => item.type === type).length
      if (end.errors > 0) return
      expect(yielded('voucher')).toBe(vouchers)
      expect(yielded('object')).toBe(labels['#OBJEKT'] ?? 0)
      const leftOut = problemsOf(items).filter(({ code }) => code === 'sie.balance-left-out').length
      expect(leftOut).toBe(balancesLeftOut[file] ?? 0)
      expect(yielded('balance') + leftOut).toBe(
        ['IB', 'UB', 'RES', 'OIB', 'OUB', 'PSALDO', 'PBUDGET'].reduce(
          (sum, label) => sum + (labels[`#${label}`] ?? 0),
          0,
        ),
      )
    })

    // What each deliberately broken file must be refused for; a file that is not listed is read whole.
    const errors: Record<string, string[]> = {
      'blinfo_BLBLOV_SIE4_UTF_8_IMBALANCED.SI': ['sie.voucher-unbalanced'],
      'blinfo_BLBLOV_SIE4_UTF_8_with_critical_voucher_date_error.SI': ['sie.date'],
      'blinfo_BLBLOV_SIE4_UTF_8_with_empty_voucher_date.SI': ['sie.date-missing'],
      'blinfo_BLBLOV_SIE4_UTF_8_with_erroneous_voucher_date.SI': ['sie.date'],
      'blinfo_BLBLOV_SIE4_UTF_8_with_faulty_transaction.SI': ['sie.amount', 'sie.voucher-unbalanced'],
      'blinfo_BLBLOV_SIE4_UTF_8_with_imbalanced_voucher.SE': ['sie.voucher-unbalanced'],
      'blinfo_BLBLOV_SIE4_UTF_8_with_missing_account_numbers_in_transaction.SI': ['sie.account-missing'],
      'blinfo_BLBLOV_SIE4_UTF_8_with_missing_voucher_date.SI': ['sie.date-missing'],
      'blinfo_BLBLOV_SIE4_UTF_8_with_missing_voucher_series.SE': ['sie.date'],
      'jsisie_testWrite.se': ['sie.voucher-unbalanced'],
      'jsisie_testWrite1.se': ['sie.voucher-unbalanced'],
      'sie_file.se': ['sie.voucher-unbalanced'],
      'sie_file_with_unknown_entries.se': ['sie.voucher-unbalanced'],
    }
    const lenient = new Set(
      'account-missing account-number amount balance-left-out brace brace-not-closed checksum-wrong dimension field-order not-a-record object objects period quote-inside quote-not-closed transaction-outside type year'
        .split(' ')
        .map((code) => `sie.${code}`),
    )
    // What is read, with a warning of this kind, although the standard forbids it.
    const tolerated: Record<string, string[]> = {
      'blinfo_BLBLOV_SIE1_erroneous_leap_year.SE': ['sie.year'],
      'blinfo_BLBLOV_SIE2_UTF_8_with_errors.SE': ['sie.account-number'],
      'blinfo_BLBLOV_SIE2_UTF_8_with_multiple_errors.SE': ['sie.account-number'],
      'blinfo_BLBLOV_SIE2_UTF_8_with_non_numeric_account_number.SE': ['sie.account-number'],
      'blinfo_BLBLOV_SIE4_ISO_8859_15.SE': ['sie.field-order'],
      'blinfo_BLBLOV_SIE4_UTF_8_with_errors.SE': ['sie.account-number'],
      'blinfo_BLBLOV_SIE4_UTF_8_with_missing_account_balance.SE': ['sie.amount', 'sie.balance-left-out'],
      'blinfo_BLBLOV_SIE4_UTF_8_with_missing_account_numbers.SE': ['sie.account-missing'],
      'blinfo_BLBLOV_SIE4_UTF_8_with_non_numeric_account_number.SE': ['sie.account-number'],
      'jsisie_Sie3.se': ['sie.account-number'],
      'jsisie_Sie4.se': ['sie.account-number', 'sie.quote-not-closed'],
      'sie4sdk_Sie4E1ksumma.SI': ['sie.checksum-wrong'],
    }
    test.each(expected.map(({ file }) => file))('%s: its errors are named', async (file) => {
      const told = problemsOf(await read([readFileSync(collected + file)]))
      const named = (severity: string) =>
        [...new Set(told.filter((problem) => problem.severity === severity).map(({ code }) => code))].sort()
      expect(named('error')).toEqual(errors[file] ?? [])
      expect(named('warning').filter((code) => lenient.has(code))).toEqual(tolerated[file] ?? [])
      expect(told.every(({ row }) => row !== undefined && row > 0)).toBe(true)
    })
  },
)

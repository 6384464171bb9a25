import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { MoneyInItem, ProblemItem } from './format.ts'
import { formats, moneyIn, recogniseFormat } from './index.ts'

// Real files of every kind lie beside the repository, not in it.
const shared = fileURLToPath(new URL('../../../shared/samples/', import.meta.url))

/** Which of the money-in formats a folder's files are meant for; everything else must be none of ours. */
const folders: Record<string, RegExp> = {
  camt052: /^camt052\/.*\.xml$/,
  camt053: /^camt053\/.*\.xml$/,
  camt054: /^camt054\/.*\.xml$/,
  bgmax: /^bgmax\/.*\.txt$|^autogiro\/byrokrat_bgmax_05\.txt$/,
  'ocr-giro': /^ocr-giro-no\/o.*\.txt$/,
}

test('ids of formats are unique', () => {
  expect(new Set(formats.map((format) => format.id)).size).toBe(formats.length)
})

describe.skipIf(!existsSync(shared))('every real sample', () => {
  const files = existsSync(shared)
    ? (readdirSync(shared, { recursive: true }) as string[]).filter((file) => statSync(shared + file).isFile())
    : []

  test.each(files)('%s is recognised by the format that it is of, and by no other', (file) => {
    const head = readFileSync(shared + file)
    const mine = moneyIn.filter((format) => format.recognise(head)).map((format) => format.id)
    expect(mine).toEqual(Object.keys(folders).filter((id) => folders[id]!.test(file)))
    expect(recogniseFormat(head, file).length).toBeLessThanOrEqual(1)
  })
})

async function read(id: string, file: string): Promise<(MoneyInItem | ProblemItem)[]> {
  const items: (MoneyInItem | ProblemItem)[] = []
  for await (const item of moneyIn.find((format) => format.id === id)!.read([readFileSync(shared + file)]))
    items.push(item)
  return items
}

const codes = (items: (MoneyInItem | ProblemItem)[]) =>
  items.flatMap((item) =>
    item.type === 'problem' ? [`${item.problem.severity === 'warning' ? 'warning ' : ''}${item.problem.code}`] : [],
  )
const payments = (items: (MoneyInItem | ProblemItem)[]) =>
  items.flatMap((item) => (item.type === 'payment' ? [item] : []))

interface Expected {
  stated?: {
    entries: { minorUnits: string; ccy: string; booked: string | null; value: string | null; creditorRefs: string[] }[]
    nEntries: number
  }
  counted: { statements: number; entries: number; netOfEntries: string; structuredRefs: string[] }
}

/** Files of others' tests that are not whole or not consistent, and what is found in them. */
const faults: Record<string, string[]> = {
  'camt052/genkgo_camt052.v2.other-account.xml': ['warning camt.batch-count'],
  'camt052/genkgo_camt052.v2.xml': ['warning camt.batch-count'],
  'camt053/genkgo_camt053.v2.all-balance-types.xml': ['camt.sum-of-balances'],
  'camt053/genkgo_camt053.v2.five.decimals.xml': ['camt.sum-of-balances'],
  'camt053/genkgo_camt053.v2.minimal.ultimate.xml': ['camt.currencies'],
  'camt053/genkgo_camt053.v2.minimal.xml': ['camt.currencies'],
  'camt053/genkgo_camt053.v2.with-account-name.xml': ['warning camt.no-balances'],
  'camt053/genkgo_camt053.v2.wrong.xml': ['camt.no-statement'],
  'camt053/genkgo_camt053.v3.xml': ['camt.sum-of-details', 'camt.currencies'],
  'camt053/genkgo_camt053.v4.xml': ['warning camt.currencies'],
  'camt053/genkgo_camt053.v8.xml': ['warning camt.currencies'],
  'camt053/genkgo_camt53.only-Dt-with-DtTm.xml': ['warning camt.no-balances'],
  'camt054/genkgo_camt054.v2.xml': ['warning camt.detail-amount'],
  'camt054/genkgo_camt054.v4.xml': ['warning camt.batch-count', 'warning camt.detail-amount'],
  'camt054/genkgo_camt054.v8.xml': ['warning camt.batch-count', 'warning camt.detail-amount'],
}
const anonymised = ['camt.sum-of-details', 'camt.sum-of-details', 'camt.sum-of-details', 'camt.sum-of-balances']

describe.skipIf(!existsSync(`${shared}expected-xml.json`))('camt files read to what their sources state', () => {
  const stated: Record<string, Expected> = existsSync(`${shared}expected-xml.json`)
    ? JSON.parse(readFileSync(`${shared}expected-xml.json`, 'utf8')).files
    : {}

  test.each(Object.entries(stated).filter(([file]) => file.startsWith('camt')))(
    '%s',
    async (file, { stated, counted }) => {
      const items = await read(file.slice(0, 7), file)
      expect(codes(items)).toEqual(faults[file] ?? (file.includes('goldman') ? anonymised : []))
      expect(items.at(-1)).toMatchObject({ type: 'end', statements: counted.statements })

      const entries = new Map<string, ReturnType<typeof payments>>()
      for (const payment of payments(items)) {
        const path = payment.source.path!.replace(/\/(?:TxDtls\[\d+\]|Chrgs)$/, '')
        entries.set(path, [...(entries.get(path) ?? []), payment])
      }
      expect(entries.size).toBe(counted.entries)
      const sums = [...entries.values()].map((of) => of.reduce((sum, payment) => sum + payment.amount, 0n))
      expect(sums.reduce((sum, amount) => sum + amount, 0n)).toBe(cents(counted.netOfEntries))
      const references = payments(items).flatMap((payment) => payment.references.map(({ reference }) => reference))
      expect([...references].sort()).toEqual([...counted.structuredRefs].sort())

      if (!stated) return
      expect(entries.size).toBe(stated.nEntries)
      for (const [index, entry] of stated.entries.entries()) {
        const of = [...entries.values()][index]!
        expect(sums[index]).toBe(BigInt(entry.minorUnits))
        expect(of[0]).toMatchObject({
          currency: entry.ccy,
          bookedOn: entry.booked?.slice(0, 10) ?? null,
          valueOn: entry.value?.slice(0, 10) ?? null,
        })
        const found = of.flatMap((payment) => payment.references.map(({ reference }) => reference))
        for (const reference of entry.creditorRefs) expect(found).toContain(reference)
      }
    },
  )
})

const cents = (text: string): bigint => {
  const [, sign, whole, part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)!
  return BigInt(`${sign}${whole}${part.padEnd(2, '0').slice(0, 2)}`)
}

interface BgmaxItem {
  tk: string
  reference: string
  amount: number | null
  ref_code: string
  sender_bg: string
  channel: string
  extra_refs?: { tk: string; reference: string; amount: number }[]
  info?: string[]
  name?: string
  orgnr?: string
}
interface BgmaxExpected {
  file: string
  deposits: {
    bankgiro: string
    currency: string
    items: BgmaxItem[]
    deposit: { date: string; serial: number; amount: number | null }
  }[]
  orphans?: BgmaxItem[]
  errors: string[]
  counts: Record<string, number>
}

describe.skipIf(!existsSync(`${shared}bgmax/expected.json`))('BgMax files read to what is expected', () => {
  const all: BgmaxExpected[] = existsSync(`${shared}bgmax/expected.json`)
    ? JSON.parse(readFileSync(`${shared}bgmax/expected.json`, 'utf8'))
    : []

  test.each(all.map((expected) => [expected.file, expected] as const))('%s', async (file, expected) => {
    const items = await read('bgmax', `bgmax/${file}`)
    const errors = codes(items).filter((code) => !code.startsWith('warning'))
    expect(errors.length > 0).toBe(expected.errors.length > 0)
    if (expected.errors.some((error) => error.startsWith('no TK')))
      expect(errors).toEqual(expect.arrayContaining(['bgmax.no-start', 'bgmax.no-end']))
    const wanted = [
      ...expected.deposits.flatMap((deposit) => deposit.items.map((item) => ({ item, deposit }))),
      ...(expected.orphans ?? []).map((item) => ({ item, deposit: null })),
    ].filter(({ item }) => item.amount !== null)
    const found = payments(items)
    expect(found.length).toBe(wanted.length)
    for (const [index, { item, deposit }] of wanted.entries()) {
      const payment = found[index]!
      const day = deposit?.deposit.date.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3') ?? null
      expect(payment).toMatchObject({
        amount: BigInt(item.tk === '21' ? -item.amount! : item.amount!),
        bookedOn: day,
        transactionCode: `bgmax:${item.channel}`,
      })
      if (deposit) expect(payment.currency).toBe(deposit.currency)
      expect(payment.payer.account?.id ?? '').toBe(item.sender_bg)
      expect(payment.payer.name ?? '').toBe(item.name ?? '')
      expect(payment.payer.identityNumber ?? '').toBe(item.orgnr ?? '')
      expect(payment.text).toBe((item.info ?? []).map((line) => line.trim()).join('\n'))
      const references = [item.reference, ...(item.extra_refs ?? []).map((extra) => extra.reference)].filter(
        (reference) => reference !== '',
      )
      expect(payment.references.map(({ reference }) => reference)).toEqual(references)
      const parts = (item.extra_refs ?? []).map((extra) =>
        extra.amount === 0 ? null : BigInt(extra.tk === '23' ? -extra.amount : extra.amount),
      )
      expect(payment.references.slice(-parts.length || Infinity).map(({ amount }) => amount)).toEqual(parts)
    }
  })

  test('the trailer of the broken file names what differs', async () => {
    const problems = (await read('bgmax', 'bgmax/BgMaxfil4_broken.txt')).flatMap((item) =>
      item.type === 'problem' ? [item.problem] : [],
    )
    expect(problems.filter((problem) => problem.severity !== 'warning').map((problem) => problem.data)).toEqual([
      { stated: '8', computed: 9 },
      { stated: '5', computed: 4 },
    ])
  })

  test('BgMax of Autogiro, short lines and channel 4', async () => {
    const items = await read('bgmax', 'autogiro/byrokrat_bgmax_05.txt')
    expect(codes(items)).toEqual([])
    expect(payments(items).map(({ amount, transactionCode }) => [amount, transactionCode])).toEqual(
      [10000n, 20000n, 30000n, 10000n].map((amount) => [amount, 'bgmax:4']),
    )
  })
})

interface OcrExpected {
  file: string
  assignments: {
    number: string
    account: string
    tx: { type: string; sign: string; amount: number; kid: string; debit_account: string; text?: string }[]
  }[]
}

describe.skipIf(!existsSync(`${shared}ocr-giro-no/expected.json`))('OCR giro files read to what is expected', () => {
  const all: OcrExpected[] = existsSync(`${shared}ocr-giro-no/expected.json`)
    ? JSON.parse(readFileSync(`${shared}ocr-giro-no/expected.json`, 'utf8'))
    : []

  test.each(all.map((expected) => [expected.file, expected] as const))('%s', async (file, { assignments }) => {
    const items = await read('ocr-giro', `ocr-giro-no/${file}`)
    expect(codes(items)).toEqual([])
    expect(items.flatMap((item) => (item.type === 'statement' ? [item.account] : []))).toEqual(
      assignments.map(({ account }) => ({ scheme: 'BBAN', id: account })),
    )
    expect(
      payments(items).map((payment) => [
        payment.transactionCode,
        payment.amount,
        payment.references.map(({ kind, reference }) => [kind, reference]),
        payment.payer.account?.id,
        payment.text,
      ]),
    ).toEqual(
      assignments.flatMap(({ tx }) =>
        tx.map(({ type, sign, amount, kid, debit_account, text }) => [
          `ocr-giro:${type}`,
          BigInt(sign === '-' ? -amount : amount),
          kid === '' ? [] : [['kid', kid]],
          debit_account,
          text ?? '',
        ]),
      ),
    )
  })
})

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { headBytes } from '../format.ts'
import { orders, recogniseFormat } from '../index.ts'
import type { OrderItem } from '../order-rows.ts'

const here = import.meta.dirname
const samples = orders.flatMap((format) => {
  const folder = join(here, format.id, 'samples')
  const names = readdirSync(folder).filter((name) => !name.endsWith('.expected.json'))
  return names.map((name) => ({ format, path: join(folder, name), title: `${format.id}/${name}` }))
})

test('every order format ships a sample', () => {
  expect(new Set(samples.map(({ format }) => format.id))).toEqual(new Set(orders.map(({ id }) => id)))
})

describe.each(samples)('$title', ({ format, path }) => {
  const bytes = new Uint8Array(readFileSync(path))

  test('is recognised by this format only', () => {
    expect(recogniseFormat(bytes.subarray(0, headBytes)).map(({ id }) => id)).toEqual([format.id])
  })

  test('reads as expected', async () => {
    await expect(`${asJson(await readAll(bytes))}\n`).toMatchFileSnapshot(`${path}.expected.json`)
  })

  test('gives the same records, with the same references, again and in any pieces', async () => {
    const once = asJson(await readAll(bytes))
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 97 }), async (size) => {
        expect(asJson(await readAll(...pieces(bytes, size)))).toBe(once)
      }),
      { numRuns: 5 },
    )
  })

  test('cut anywhere, it gives problems or fewer orders, never a crash', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), async (cut) => wellBehaved(await readAll(bytes.subarray(0, cut)))),
      { numRuns: 60 },
    )
  })

  test('changed anywhere, it never crashes', async () => {
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const changed = Uint8Array.from(bytes)
        for (const [at, value] of changes) changed[at] = value
        recogniseFormat(changed)
        wellBehaved(await readAll(changed))
      }),
      { numRuns: 80 },
    )
  })

  async function readAll(...chunks: Uint8Array[]): Promise<OrderItem[]> {
    return collect(format.read(chunks))
  }
})

describe.each(orders.map((format) => ({ format, id: format.id })))('$id', ({ format }) => {
  test('garbage gives a problem that refuses the file', async () => {
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text)),
    )
    await fc.assert(
      fc.asyncProperty(garbage, async (bytes) => {
        format.recognise(bytes)
        const items = await collect(format.read([bytes]))
        wellBehaved(items)
        expect(items.some((item) => item.type === 'problem')).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  test('an empty file is a problem', async () => {
    expect((await collect(format.read([])))[0]).toMatchObject({ type: 'problem', problem: { severity: 'error' } })
  })
})

test('any content under good headings gives orders whose figures are plain, or problems with rows', async () => {
  const headings =
    'Orderreferens;Kundnummer;Fakturagrupp;Benämning;Antal;À-pris;Rabatt %;Belopp;Förfallodag;Ordersumma;Valuta;Koddel: ansvar'
  const figure = fc.stringMatching(/^-?\d{0,4}([., ]\d{1,3})?( kr|-)?$/)
  const cell = fc.oneof(
    fc.constant(''),
    figure,
    fc.constantFrom('1001 Ada', '2026-11-30', 'SEK', 'text'),
    fc.string({ maxLength: 8 }),
  )
  const row = fc.array(
    cell.map((text) => `"${text.replaceAll('"', '""')}"`),
    { minLength: 12, maxLength: 12 },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
      const file = Buffer.from([headings, ...rows.map((cells) => cells.join(';'))].join('\n'))
      const items = await collect(orders.find(({ id }) => id === 'order-csv')!.read([file]))
      wellBehaved(items)
      for (const item of items) {
        if (item.type === 'order') {
          for (const line of item.lines) {
            for (const text of [line.quantity, line.unitPrice, line.discountPercent])
              expect(text ?? '0').toMatch(/^-?\d+(\.\d+)?$/)
          }
        }
        if (item.type === 'problem' && item.refuses === 'order') expect(item.problem.row).toBeGreaterThan(1)
      }
    }),
    { numRuns: 300 },
  )
})

const shared = join(here, '../../../../shared/samples/orders')
describe.skipIf(!existsSync(shared))(
  'files of the Sundsvall pre-system (reference samples; skipped where they are not at hand)',
  () => {
    test.each([
      ['IsycaseJobsIT_test01_external.txt', 'sundsvall-extern', [20000000n], ['order-file.created-unreadable']],
      ['IsycaseJobsIT_test01_internal.txt', 'sundsvall-intern', [20000n], []],
      [
        'CustomerInvoiceJobsIT_test01_external.txt',
        'sundsvall-extern',
        [673000n, 210000n],
        ['order-file.created-unreadable', 'order-file.control-sum', 'order-file.control-sum'],
      ],
      ['CustomerInvoiceJobsIT_test01_internal.txt', 'sundsvall-intern', [420000n], ['order-file.control-sum']],
    ])('%s', async (name, id, totals, problems) => {
      const bytes = readFileSync(join(shared, name))
      expect(recogniseFormat(bytes).map((format) => format.id)).toEqual([id])
      const items = await collect(orders.find((format) => format.id === id)!.read([bytes]))
      expect(items.flatMap((item) => (item.type === 'problem' ? [item.problem.code] : []))).toEqual(problems)
      const sums = items.flatMap((item) =>
        item.type === 'order' ? [item.lines.reduce((sum, line) => sum + (line.amountNet ?? 0n), 0n)] : [],
      )
      expect(sums).toEqual(totals)
    })

    test('a control sum that differs is told with both figures', async () => {
      const bytes = readFileSync(join(shared, 'CustomerInvoiceJobsIT_test01_external.txt'))
      const items = await collect(orders.find(({ id }) => id === 'sundsvall-extern')!.read([bytes]))
      const problem = items.find((item) => item.type === 'problem' && item.problem.code === 'order-file.control-sum')
      expect(problem).toMatchObject({
        refuses: 'file',
        problem: { severity: 'error', row: 9, data: { stated: '2281.00', computed: '6730.00' } },
      })
    })
  },
)

/** Problems are whole; orders are unlike each other; the end, where there is one, is last and counts what came. */
function wellBehaved(items: OrderItem[]): void {
  const read = items.filter((item) => item.type === 'order')
  expect(new Set(read.map(({ sourceReference }) => sourceReference)).size).toBe(read.length)
  for (const item of items) {
    if (item.type === 'problem') expect(item.problem.message).not.toBe('')
    if (item.type === 'order') expect(item.lines.length).toBeGreaterThan(0)
  }
  const end = items.at(-1)
  if (end?.type === 'end') {
    expect(end.orders).toBe(read.length)
    expect(end.lines).toBe(read.reduce((count, { lines }) => count + lines.length, 0))
  } else expect(items.some((item) => item.type === 'problem' && item.problem.severity === 'error')).toBe(true)
}

async function collect(source: AsyncIterable<OrderItem>): Promise<OrderItem[]> {
  const items: OrderItem[] = []
  for await (const item of source) items.push(item)
  return items
}

const pieces = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size))

const asJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? inner.toString() : inner), 2)

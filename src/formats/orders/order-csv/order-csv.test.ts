import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReopeningBytes } from '../../format.ts'
import type { OrderItem } from '../../order-rows.ts'
import { orderCsv } from './read.ts'

const heading = 'Kundnummer;Orderreferens;Benämning;Antal;À-pris'
const row = (n: number, text = 'Barnomsorg') => `${100 + (n % 7)};R-${n};${text};2;${n}.50`

/** A stored file that tells how much of it was read. */
function stored(chunks: readonly Uint8Array[]): ReopeningBytes & { read: number; opened: number } {
  const file = {
    reopens: true as const,
    read: 0,
    opened: 0,
    async *[Symbol.asyncIterator]() {
      file.opened += 1
      for (const chunk of chunks) {
        file.read += 1
        yield chunk
      }
    },
  }
  return file
}
const pieces = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size))
async function all(bytes: Parameters<typeof orderCsv.read>[0]): Promise<OrderItem[]> {
  const items: OrderItem[] = []
  for await (const item of orderCsv.read(bytes)) items.push(item as OrderItem)
  return items
}

test('a stored file is read as it streams: the first order comes when its piece has come, not when the file has', async () => {
  const text = [heading, ...Array.from({ length: 20_000 }, (_, i) => row(i))].join('\r\n')
  const chunks = pieces(Buffer.from(text), 4096)
  const file = stored(chunks)
  const reading = orderCsv.read(file)[Symbol.asyncIterator]()
  const first = await reading.next()
  expect(first.value).toMatchObject({ type: 'order', sourceReference: 'R-0' })
  expect(file.opened).toBe(3)
  expect(file.read).toBe(2 * chunks.length + 1)
  await reading.return?.()
})

test('wherever the pieces are cut, the rows and their lines are the same', async () => {
  const texts = fc.constantFrom('Barnomsorg', '"två; ""rader""\r\nhär"', 'Åre', 'Такса', '""', '"a\nb\nc"', "'")
  await fc.assert(
    fc.asyncProperty(
      fc.array(texts, { minLength: 1, maxLength: 12 }),
      fc.constantFrom('\r\n', '\n', '\r'),
      fc.boolean(),
      fc.boolean(),
      fc.integer({ min: 1, max: 60 }),
      fc.constantFrom('utf-8', 'utf-16le'),
      async (names, lineBreak, ends, sep, size, encoding) => {
        const lines = [...(sep ? ['sep=;'] : []), heading, ...names.map((name, i) => row(i, name))]
        const text = (sep && lineBreak === '\r' ? lines.slice(1) : lines).join(lineBreak) + (ends ? lineBreak : '')
        const bytes = encoding === 'utf-8' ? Buffer.from(text) : Buffer.from(`\ufeff${text}`, 'utf16le')
        const whole = await all([bytes])
        expect(whole.filter((item) => item.type === 'order' || item.type === 'refused')).toHaveLength(names.length)
        expect(await all(stored(pieces(bytes, size)))).toEqual(whole)
      },
    ),
    { numRuns: 200 },
  )
})

test('a quote that is never closed refuses the file, however long it goes on', async () => {
  const text = [heading, row(1), row(2, '"öppen'), ...Array.from({ length: 60_000 }, (_, i) => row(i))].join('\n')
  const file = stored(pieces(Buffer.from(text), 64 * 1024))
  expect((await all(file)).find((item) => item.type === 'problem')).toMatchObject({
    problem: { code: 'order-file.quote-open', row: 3 },
  })
})

test('a file that is not UTF-8 to its very end is read as what it is', async () => {
  const text = [heading, ...Array.from({ length: 5_000 }, (_, i) => row(i)), row(9_999, 'Förskola')].join('\n')
  const items = await all(stored(pieces(Buffer.from(text, 'latin1'), 4096)))
  expect(items.filter((item) => item.type === 'order').at(-1)).toMatchObject({ lines: [{ description: 'Förskola' }] })
})

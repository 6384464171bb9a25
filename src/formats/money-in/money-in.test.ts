import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import { describe, expect, test } from 'vitest'
import type { Format, MoneyInItem, ProblemItem } from '../format.ts'
import { formats, moneyIn } from '../index.ts'

// The contract of every format of the family, on its own samples. `UPDATE_GOLDEN=1` writes the expected results anew.

const here = fileURLToPath(new URL('.', import.meta.url))
const schemas = fileURLToPath(new URL('../../../../shared/rules/xsd/iso20022/', import.meta.url))
const samples = moneyIn.flatMap((format) =>
  readdirSync(`${here}${format.id}/samples`)
    .filter((name) => !name.endsWith('.json'))
    .map((name) => ({
      format,
      name,
      path: `${here}${format.id}/samples/${name}`,
      bytes: readFileSync(`${here}${format.id}/samples/${name}`),
    })),
)

type Item = MoneyInItem | ProblemItem

async function collect(format: Format<MoneyInItem>, chunks: Iterable<Uint8Array>): Promise<Item[]> {
  const items: Item[] = []
  for await (const item of format.read(chunks)) items.push(item)
  return items
}

const json = (items: Item[]): string =>
  `${JSON.stringify(items, (_key, value) => (typeof value === 'bigint' ? value.toString() : value), 1)}\n`

describe.each(samples)('$format.id/$name', ({ format, name, path, bytes }) => {
  test('is recognised by exactly one format', () => {
    expect(formats.filter((each) => each.recognise(bytes)).map((each) => each.id)).toEqual([format.id])
  })

  test('reads as expected', async () => {
    const golden = path.replace(/\.\w+$/, '.expected.json')
    const read = json(await collect(format, [bytes]))
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, read)
    expect(read).toBe(readFileSync(golden, 'utf8'))
  })

  test('has problems that forbid the import exactly when it is meant to be wrong', async () => {
    const errors = (await collect(format, [bytes])).filter(
      (item) => item.type === 'problem' && item.problem.severity !== 'warning',
    )
    expect(errors.length > 0).toBe(/^(?:wrong|torn)/.test(name))
  })

  test('the end counts what was told', async () => {
    const items = await collect(format, [bytes])
    const end = items.at(-1)
    const payments = items.filter((item) => item.type === 'payment')
    expect(end).toMatchObject({
      type: 'end',
      payments: payments.length,
      statements: items.filter((item) => item.type === 'statement').length,
    })
    const sums = new Map<string, bigint>()
    for (const { currency, amount, status } of payments)
      if (status === 'BOOK') sums.set(currency, (sums.get(currency) ?? 0n) + amount)
    expect(end?.type === 'end' && end.totals).toEqual([...sums].map(([currency, amount]) => ({ currency, amount })))
  })

  test('joined to itself it is refused: its money would count twice', async () => {
    const items = await collect(format, [bytes, bytes])
    expect(items.some((item) => item.type === 'problem' && item.problem.severity !== 'warning')).toBe(true)
  })

  test('bank references are unique', async () => {
    const references = (await collect(format, [bytes])).flatMap((item) =>
      item.type === 'payment' && item.bankReference ? [item.bankReference] : [],
    )
    expect(new Set(references).size).toBe(references.length)
  })

  test('pieces of any size read the same', async () => {
    const whole = json(await collect(format, [bytes]))
    expect(
      json(
        await collect(
          format,
          Array.from(bytes, (byte) => Uint8Array.of(byte)),
        ),
      ),
    ).toBe(whole)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 20 }), async (cuts) => {
        expect(json(await collect(format, pieces(bytes, cuts)))).toBe(whole)
      }),
      { numRuns: 25 },
    )
  })

  test('a file cut anywhere before its end is never read without an error', async () => {
    // What follows the last record (line ends, 0x1A, the closing tag's own blank) may be missing.
    const content = bytes.toString('latin1').replace(/[\s\x1a0]+$/, '').length
    await fc.assert(
      fc.asyncProperty(fc.nat(content - 1), async (length) => {
        const items = await collect(format, [bytes.subarray(0, length)])
        expect(items.some((item) => item.type === 'problem' && item.problem.severity !== 'warning')).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  test('bytes changed at random give problems or other content, never a throw, in pieces as in the whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        changes(bytes.length),
        fc.array(fc.nat(bytes.length), { maxLength: 5 }),
        async (changed, cuts) => {
          const broken = mutate(bytes, changed)
          const whole = await collect(format, [broken])
          expect(['end', 'problem']).toContain(whole.at(-1)?.type)
          expect(json(await collect(format, pieces(broken, cuts)))).toBe(json(whole))
        },
      ),
      { numRuns: 150 },
    )
  })

  test.skipIf(!format.id.startsWith('camt') || !existsSync(schemas))('is valid by the official schema', () => {
    const version = /camt\.05\d\.001\.\d\d/.exec(bytes.toString('latin1'))?.[0]
    using schema = XmlDocument.fromBuffer(readFileSync(`${schemas}${version}.xsd`))
    using validator = XsdValidator.fromDoc(schema)
    using document = XmlDocument.fromBuffer(bytes)
    if (name.startsWith('wrong')) expect(() => validator.validate(document)).toThrow()
    else validator.validate(document)
  })
})

describe.each(moneyIn)('$id', (format) => {
  test('garbage gives problems, never a throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        const items = await collect(format, [bytes])
        expect(items.some((item) => item.type === 'problem' && item.problem.severity !== 'warning')).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test.each([
    ['nothing', []],
    ['an empty piece', [new Uint8Array(0)]],
    ['blanks', [Buffer.from(' \r\n\t\n')]],
    ['a long line', [Buffer.alloc(200_000, 'x')]],
  ])('%s gives a problem', async (_name, chunks) => {
    const items = await collect(format, chunks)
    expect(items.some((item) => item.type === 'problem' && item.problem.severity !== 'warning')).toBe(true)
  })
})

function pieces(bytes: Uint8Array, cuts: number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length]
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end))
}

interface Change {
  at: number
  kind: 'set' | 'drop' | 'insert' | 'double'
  byte: number
  length: number
}

const changes = (size: number) =>
  fc.array(
    fc.record<Change>({
      at: fc.nat(size),
      kind: fc.constantFrom('set', 'drop', 'insert', 'double'),
      byte: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(...Buffer.from('<>/&"0-9 \n\r\t'))),
      length: fc.integer({ min: 1, max: 200 }),
    }),
    { minLength: 1, maxLength: 4 },
  )

function mutate(bytes: Uint8Array, changed: Change[]): Uint8Array {
  let out = [...bytes]
  for (const { at, kind, byte, length } of changed) {
    const place = Math.min(at, out.length)
    if (kind === 'set') out[Math.min(place, Math.max(out.length - 1, 0))] = byte
    else if (kind === 'drop') out.splice(place, length)
    else if (kind === 'insert') out.splice(place, 0, byte)
    else out = [...out.slice(0, place + length), ...out.slice(place)]
  }
  return Uint8Array.from(out)
}

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import { expect, test } from 'vitest'
import { makeCamt054 } from '../../../../tools/bench/make-camt054.ts'
import { day } from '../../../kernel/day.ts'
import { minor } from '../../../kernel/money.ts'
import type { IncomingPayment, PaymentReference } from '../../format.ts'
import { camt054 } from './read.ts'
import { type Notification, type NotifiedPayment, writeCamt054 } from './write.ts'

const schema = fileURLToPath(new URL('../../../../../shared/rules/xsd/iso20022/camt.054.001.08.xsd', import.meta.url))

const notification: Notification = {
  id: 'N-77',
  createdAt: '2026-09-01T06:00:00Z',
  account: { scheme: 'IBAN', id: 'SE4550000000058398257466' },
  payee: { scheme: 'BGNR', id: '9912346' },
  currency: 'SEK',
  bookedOn: day('2026-09-01'),
  batchSize: 3,
}

const everything: NotifiedPayment[] = [
  {
    amount: minor(12_345n),
    references: [{ kind: 'ocr', reference: '1234574', amount: null }],
    payer: { name: 'Åsa & <Söner>', identityNumber: '5560360793' },
  },
  {
    amount: minor(500n),
    text: 'rad ett\nrad två',
    payer: { account: { scheme: 'BGNR', id: '50501055' } },
    bankReference: 'B-2',
    endToEndId: 'E-2',
  },
  {
    amount: minor(100n),
    references: [
      { kind: 'invoice', reference: '2026-1', amount: minor(150n) },
      { kind: 'invoice', reference: '2026-2', amount: minor(-50n) },
      { kind: 'unchecked', reference: 'x', amount: null },
    ],
  },
  {
    amount: minor(-700n),
    returned: { reasonCode: 'AC04', reason: 'Kontot är avslutat' },
    payer: { name: 'Bo' },
    endToEndId: 'E-9',
  },
  { amount: minor(700n), returned: { reasonCode: 'AC01' } },
]

async function payments(chunks: Iterable<Uint8Array>): Promise<IncomingPayment[]> {
  const found: IncomingPayment[] = []
  for await (const item of camt054.read(chunks)) {
    if (item.type === 'payment') found.push(item)
    expect(item.type === 'problem' ? item.problem : null).toBe(null)
  }
  return found
}

test('what is written reads back equal', async () => {
  const found = await payments(writeCamt054(notification, everything))
  expect(found.map((payment) => payment.amount)).toEqual([12_345n, 500n, 100n, -700n, 700n])
  expect(found.map((payment) => payment.bankReference)).toEqual(['N-77-1/1', 'B-2', 'N-77-1/3', 'N-77-2', 'N-77-3'])
  expect(found[3]).toMatchObject({
    returned: { reasonCode: 'AC04', reason: 'Kontot är avslutat', originalReference: 'E-9' },
    payer: { name: 'Bo' },
  })
  expect(found[0]).toMatchObject({
    payer: { name: 'Åsa & <Söner>', identityNumber: '5560360793' },
    payee: notification.payee,
    references: everything[0]!.references,
  })
  expect(found[1]).toMatchObject({
    text: 'rad ett\nrad två',
    endToEndId: 'E-2',
    payer: { account: { scheme: 'BGNR', id: '50501055' } },
  })
  expect(found[2]!.references).toEqual(everything[2]!.references)
})

test('any payments read back equal', async () => {
  const reference = fc.record<PaymentReference>({
    kind: fc.constantFrom('ocr', 'invoice'),
    reference: fc.stringMatching(/^[1-9]\d{2,20}$/),
    amount: fc.option(fc.bigInt({ min: 1n, max: 10n ** 10n }).map(minor)),
  })
  const payment = fc.record({
    amount: fc.bigInt({ min: 1n, max: 10n ** 12n }).map(minor),
    text: fc.stringMatching(/^[A-Za-zåäöæøÅÄÖ&<>"' 0-9]{1,60}$/).map((text) => `x${text.trim()}`),
    references: fc.array(reference, { maxLength: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(payment, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (wished, batchSize) => {
        const found = await payments(writeCamt054({ ...notification, batchSize }, wished))
        expect(found.map(({ amount, text, references }) => ({ amount, text, references }))).toEqual(wished)
      },
    ),
    { numRuns: 60 },
  )
})

test.each(['SE', 'NO'] as const)('a synthetic file of %s reads without problems', async (country) => {
  const found = await payments(makeCamt054({ payments: 2_500, country }))
  expect(found.length).toBe(2_500)
  expect(new Set(found.map((payment) => payment.bankReference)).size).toBe(2_500)
  expect(found.every((payment) => payment.references[0]?.kind === (country === 'SE' ? 'ocr' : 'kid'))).toBe(true)
  expect(found.every((payment) => payment.payee?.scheme === (country === 'SE' ? 'BGNR' : undefined))).toBe(true)
})

test('a synthetic file takes references and amounts as wished', async () => {
  const found = await payments(
    makeCamt054({ payments: 2, references: ['1234574', '1234567806'], amounts: (index) => minor(BigInt(index + 1)) }),
  )
  expect(found.map(({ amount, references }) => [amount, references[0]?.reference])).toEqual([
    [1n, '1234574'],
    [2n, '1234567806'],
  ])
})

test.skipIf(!existsSync(schema)).each<[string, Iterable<Uint8Array>]>([
  ['Swedish', makeCamt054({ payments: 7, batchSize: 3 })],
  ['Norwegian', makeCamt054({ payments: 7, batchSize: 3, country: 'NO' })],
  ['with everything', writeCamt054(notification, everything)],
])('a %s file is valid by the official schema', (_name, chunks) => {
  using xsd = XmlDocument.fromBuffer(readFileSync(schema))
  using validator = XsdValidator.fromDoc(xsd)
  using document = XmlDocument.fromBuffer(Buffer.concat([...chunks]))
  validator.validate(document)
})

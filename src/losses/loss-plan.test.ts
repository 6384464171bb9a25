import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatMinor, minor } from '../kernel/money.ts'
import { badDebtRecovery } from '../subledger/arithmetic.ts'
import type { LossVatPart } from './loss-facts.ts'
import { lossParts } from './loss-plan.ts'

const kr = (n: number) => minor(BigInt(Math.round(n * 100)))
const part = (code: string, base: number, vat: number): LossVatPart => ({
  code,
  category: vat ? 'S' : 'E',
  percent: vat ? '25' : '0',
  base: kr(base),
  vat: kr(vat),
})
const told = (parts: ReturnType<typeof lossParts>) =>
  parts.map((one) => [one.code, formatMinor(one.net, 'SEK'), formatMinor(one.vat, 'SEK')])

test('a partial loss spreads over taxable and exempt parts (golden ALL-09)', () => {
  const parts = lossParts('established', 'capital', kr(3000), [part('S25', 8000, 2000), part('E', 2000, 0)], {
    vat: true,
  })
  expect(told(parts)).toEqual([
    ['S25', '2000.00', '500.00'],
    ['E', '500.00', '0.00'],
  ])
})

test('interest and fees have no VAT; a doubtful loss is provided for without it; what the law keeps is lost', () => {
  const documents = [part('S25', 10000, 2500)]
  expect(told(lossParts('established', 'fee', kr(60), documents, { vat: true }))).toEqual([[null, '60.00', '0.00']])
  expect(told(lossParts('doubtful', 'capital', kr(7500), documents, { vat: false }))).toEqual([
    [null, '6000.00', '0.00'],
  ])
  expect(told(lossParts('established', 'capital', kr(7500), documents, { vat: false }))).toEqual([
    [null, '7500.00', '0.00'],
  ])
  expect(told(lossParts('small', 'capital', kr(12), documents, { vat: true }))).toEqual([[null, '12.00', '0.00']])
})

test('parts sum to the loss, and what is recovered in steps gives all of its VAT back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 10 ** 7 }), fc.constantFrom(0, 6, 12, 25)), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.integer({ min: 1, max: 10 ** 6 }),
      fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 }),
      (rows, share, steps) => {
        const documents = rows.map(([base, percent], i) => ({
          code: `V${i}`,
          category: 'S',
          percent: String(percent),
          base: minor(BigInt(base)),
          vat: minor((BigInt(base) * BigInt(percent)) / 100n),
        }))
        const gross = documents.reduce((sum, one) => sum + one.base + one.vat, 0n)
        const loss = minor((gross * BigInt(share)) / 10n ** 6n || 1n)
        const parts = lossParts('established', 'capital', loss, documents, { vat: true })
        expect(parts.reduce((sum, one) => sum + one.net + one.vat, 0n)).toBe(loss)
        const total = steps.reduce((a, b) => a + b, 0)
        for (const one of parts) {
          const whole = one.net + one.vat
          let [before, vat] = [0n, 0n]
          steps.forEach((step, i) => {
            const amount = i === steps.length - 1 ? whole - before : (whole * BigInt(step)) / BigInt(total)
            if (amount > 0n) vat += badDebtRecovery(one, minor(amount), minor(before)).vat
            before += amount
          })
          expect(vat).toBe(one.vat)
        }
      },
    ),
  )
})

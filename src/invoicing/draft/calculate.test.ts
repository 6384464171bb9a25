import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { VatCategory } from '../../formats/e-invoice/document.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { formatMinor, type Minor, minor, parseMinor, roundToMinor, toDecimal } from '../../kernel/money.ts'
import {
  type Calculated,
  type CalculateInput,
  calculate,
  creditPart,
  fromGross,
  type LineInput,
  mirror,
  roundCash,
  vatOf,
} from './calculate.ts'

const sek = (text: string) => parseMinor(text, 'SEK')
const text = (amount: bigint) => formatMinor(amount, 'SEK')
const line = (unitPrice: string, vatPercent: string, more: Partial<LineInput> = {}): LineInput => ({
  quantity: '1',
  unitPrice,
  vatCategory: vatPercent === '0' ? 'E' : 'S',
  vatPercent,
  ...more,
})
const summary = ({ vat, totals }: Calculated) => ({
  vat: vat.map((row) => `${row.category} ${row.percent}: ${text(row.base)} + ${text(row.vat)}`),
  totals: [totals.net, totals.vat, totals.gross, totals.rounding, totals.payable].map(text).join(' '),
})

describe('calculate', () => {
  test('VAT is taken of the sum of a category, not of its lines', () => {
    // Line by line it would be 3 × 8.33 = 24.99.
    expect(
      summary(calculate({ currency: 'SEK', lines: Array.from({ length: 3 }, () => line('33.33', '25.00')) })),
    ).toEqual({
      vat: ['S 25: 99.99 + 25.00'],
      totals: '99.99 25.00 124.99 0.00 124.99',
    })
  })

  test('four categories', () => {
    const lines = [line('512.40', '25'), line('77.10', '12'), line('19.95', '6'), line('40.00', '0')]
    expect(summary(calculate({ currency: 'SEK', lines }))).toEqual({
      vat: ['S 25: 512.40 + 128.10', 'S 12: 77.10 + 9.25', 'S 6: 19.95 + 1.20', 'E 0: 40.00 + 0.00'],
      totals: '649.45 138.55 788.00 0.00 788.00',
    })
  })

  test.each([
    ['7', '19.95', undefined, { discountPercent: '15' }, '139.65', '20.95', '118.70'],
    ['2.5', '0.333', undefined, {}, '0.83', '0.00', '0.83'],
    ['1500', '1.2345', '100', {}, '18.52', '0.00', '18.52'],
    ['-3', '99.95', undefined, { discountPercent: '10' }, '-299.85', '-29.99', '-269.86'],
    ['1', '100', undefined, { allowance: sek('0.01'), charge: sek('2.00') }, '100.00', '0.01', '101.99'],
    ['0.005', '1', undefined, {}, '0.01', '0.00', '0.01'],
    ['-0.005', '1', undefined, {}, '-0.01', '0.00', '-0.01'],
    ['1', '10', '0.25', {}, '40.00', '0.00', '40.00'],
  ])('%s × %s per %s', (quantity, unitPrice, priceBase, more, gross, allowance, net) => {
    const [result] = calculate({
      currency: 'SEK',
      lines: [line(unitPrice, '25', { quantity, priceBase, ...more })],
    }).lines
    expect([result!.amountGross, result!.allowance, result!.amountNet].map(text)).toEqual([gross, allowance, net])
  })

  test('allowances and charges of the document move the base of their category', () => {
    const result = calculate({
      currency: 'SEK',
      lines: [line('1000', '25'), line('200', '12')],
      allowances: [{ amount: sek('100.00'), vatCategory: 'S', vatPercent: '25.0' }],
      charges: [{ amount: sek('49.00'), vatCategory: 'S', vatPercent: '12' }],
      prepaid: sek('250.00'),
    })
    expect(summary(result)).toEqual({
      vat: ['S 25: 900.00 + 225.00', 'S 12: 249.00 + 29.88'],
      totals: '1149.00 254.88 1403.88 0.00 1153.88',
    })
  })

  test('what lies outside VAT has no percent', () => {
    const lines = [line('167.12', '0', { vatCategory: 'O', vatPercent: null })]
    expect(summary(calculate({ currency: 'SEK', lines }))).toEqual({
      vat: ['O null: 167.12 + 0.00'],
      totals: '167.12 0.00 167.12 0.00 167.12',
    })
  })

  test('other minor units', () => {
    const yen = calculate({ currency: 'JPY', lines: [line('33.5', '10', { quantity: '3' })] })
    expect([yen.totals.net, yen.totals.vat]).toEqual([101n, 10n])
    const dinar = calculate({ currency: 'KWD', lines: [line('0.3335', '25')] })
    expect([dinar.totals.net, dinar.totals.vat]).toEqual([334n, 84n])
  })

  test.each(['1,5', '', 'abc', '1e3'])('refuses %j as a quantity', (quantity) => {
    expect(() => calculate({ currency: 'SEK', lines: [line('1', '25', { quantity })] })).toThrow(RangeError)
  })
})

test.each([
  ['124.49', '124.00', '-0.49'],
  ['124.50', '125.00', '0.50'],
  ['-124.50', '-125.00', '-0.50'],
  ['-0.49', '0.00', '0.49'],
])('%s is paid as %s', (amount, payable, rounding) => {
  const result = roundCash(sek(amount), minor(100n))
  expect([text(result.payable), text(result.rounding)]).toEqual([payable, rounding])
})

test.each([
  ['100.00', '12', '89.29', '10.71'],
  ['100.00', '6', '94.34', '5.66'],
  ['99.97', '25', '79.98', '19.99'],
  ['-100.00', '12', '-89.29', '-10.71'],
  ['50.00', '11.11', '45.00', '5.00'],
])('%s with %s %% inside is %s + %s', (gross, percent, net, vat) => {
  const result = fromGross(sek(gross), percent)
  expect([text(result.net), text(result.vat)]).toEqual([net, vat])
})

// ---- properties -------------------------------------------------------------------------------

const decimal = (max: number, decimals: number, min = 0) =>
  fc
    .tuple(fc.integer({ min, max }), fc.integer({ min: 0, max: 10 ** decimals - 1 }))
    .map(([whole, part]) => `${whole}.${String(part).padStart(decimals, '0')}`)

const rates = fc.constantFrom<[VatCategory, string | null]>(
  ['S', '25'],
  ['S', '12'],
  ['S', '6'],
  ['S', '11.11'],
  ['E', '0'],
  ['Z', '0'],
)

const anyLine: fc.Arbitrary<LineInput> = fc
  .record({
    quantity: fc.oneof(
      decimal(500, 3),
      decimal(20, 2).map((q) => `-${q}`),
    ),
    unitPrice: decimal(20_000, 4),
    priceBase: fc.option(fc.constantFrom('1', '10', '100', '0.5', '3'), { nil: undefined }),
    adjustment: fc.oneof(
      fc.constant({}),
      decimal(99, 2).map((discountPercent) => ({ discountPercent })),
      fc.bigInt({ min: 0n, max: 10_000n }).map((a) => ({ allowance: minor(a) })),
      fc.bigInt({ min: 0n, max: 10_000n }).map((a) => ({ charge: minor(a) })),
    ),
    rate: rates,
  })
  .map(({ adjustment, rate: [vatCategory, vatPercent], ...rest }) => ({
    ...rest,
    ...adjustment,
    vatCategory,
    vatPercent,
  }))

const anyAmount = fc
  .record({ amount: fc.bigInt({ min: 0n, max: 100_000n }).map(minor), rate: rates })
  .map(({ amount, rate: [vatCategory, vatPercent] }) => ({ amount, vatCategory, vatPercent }))

const anyInput: fc.Arbitrary<CalculateInput> = fc.record({
  currency: fc.constantFrom('SEK', 'EUR', 'JPY', 'KWD'),
  lines: fc.array(anyLine, { minLength: 1, maxLength: 8 }),
  allowances: fc.array(anyAmount, { maxLength: 2 }),
  charges: fc.array(anyAmount, { maxLength: 2 }),
  pricesIncludeVat: fc.boolean(),
  cashRounding: fc.constantFrom<'none' | Minor>('none', minor(100n), minor(5n)),
  prepaid: fc.bigInt({ min: 0n, max: 1_000_000n }).map(minor),
})

const total = (amounts: readonly bigint[]) => amounts.reduce((a, b) => a + b, 0n)

describe('for every document', () => {
  test('the totals follow EN 16931', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { lines, allowances, charges, vat, totals } = calculate(input)
        for (const l of lines) expect(l.amountNet).toBe(l.amountGross - l.allowance + l.charge)
        expect(totals.lines).toBe(total(lines.map((l) => l.amountNet))) // BR-CO-10
        expect(totals.allowances).toBe(total(allowances.map((a) => a.amount))) // BR-CO-11
        expect(totals.charges).toBe(total(charges.map((c) => c.amount))) // BR-CO-12
        expect(totals.net).toBe(totals.lines - totals.allowances + totals.charges) // BR-CO-13
        expect(totals.vat).toBe(total(vat.map((row) => row.vat))) // BR-CO-14
        expect(totals.gross).toBe(totals.net + totals.vat) // BR-CO-15
        expect(totals.payable).toBe(totals.gross - totals.prepaid + totals.rounding) // BR-CO-16
        expect(totals.net).toBe(total(vat.map((row) => row.base)))
        for (const row of vat) {
          // BR-CO-17, by another arithmetic than the one under test.
          const exact = roundToMinor(
            toDecimal(row.base, input.currency)
              .times(row.percent ?? '0')
              .div(100),
            input.currency,
          )
          if (input.pricesIncludeVat) expect(Math.abs(Number(row.vat - exact))).toBeLessThanOrEqual(1)
          else expect(row.vat).toBe(exact)
        }
        if (input.cashRounding !== 'none') {
          expect(totals.payable % (input.cashRounding as bigint)).toBe(0n)
          expect(Math.abs(Number(totals.rounding)) * 2).toBeLessThanOrEqual(Number(input.cashRounding))
        } else expect(totals.rounding).toBe(0n)
      }),
    )
  })

  test('a line is quantity × price ÷ base, rounded once', () => {
    fc.assert(
      fc.property(anyLine, fc.constantFrom('SEK', 'JPY', 'KWD'), (l, currency) => {
        const [result] = calculate({ currency, lines: [l] }).lines
        const exact = new Decimal(l.quantity).times(l.unitPrice).div(l.priceBase ?? '1')
        expect(result!.amountGross).toBe(roundToMinor(exact, currency))
      }),
    )
  })

  test('prices with VAT: what was promised is what is paid, and the net price agrees with its line', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { minLength: 1, maxLength: 8 }), (lines) => {
        const promised = calculate({ currency: 'SEK', lines })
        const result = calculate({ currency: 'SEK', lines, pricesIncludeVat: true })
        expect(result.totals.gross).toBe(promised.totals.lines)
        if (result.vat.some((row) => row.base === 0n)) return
        lines.forEach((l, i) => {
          const product = new Decimal(l.quantity).times(result.lines[i]!.unitPrice).div(l.priceBase ?? '1')
          const drift = product.minus(toDecimal(result.lines[i]!.amountGross, 'SEK')).abs().toNumber()
          // PEPPOL-EN16931-R120 allows two minor units.
          if (lines.every((other) => !other.quantity.startsWith('-'))) expect(drift).toBeLessThanOrEqual(0.02)
        })
      }),
    )
  })

  test('mirror(mirror(d)) is d, and d and its mirror sum to nothing', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const document = calculate(input)
        const turned = mirror(document)
        expect(mirror(turned)).toEqual(document)
        for (const key of Object.keys(document.totals) as (keyof typeof document.totals)[]) {
          expect(document.totals[key] + turned.totals[key]).toBe(0n)
        }
      }),
    )
  })

  test('credit notes line by line, in any order and in parts, take back exactly what was invoiced', () => {
    const cases = fc
      .record({
        lines: fc.array(anyLine, { minLength: 1, maxLength: 6 }),
        incl: fc.boolean(),
        halves: fc.array(fc.boolean()),
      })
      .chain((c) =>
        fc.record({
          c: fc.constant(c),
          order: fc.shuffledSubarray([...c.lines.keys()], { minLength: c.lines.length }),
        }),
      )
    fc.assert(
      fc.property(cases, fc.bigInt({ min: 0n, max: 500n }), ({ c, order }, allowance) => {
        const { vatCategory, vatPercent } = c.lines[0]!
        const document = calculate({
          currency: 'SEK',
          lines: c.lines,
          allowances: [{ amount: minor(allowance), vatCategory, vatPercent }],
          pricesIncludeVat: c.incl,
        })
        // A category whose lines cancel out can only be credited as a whole document.
        const sums = document.vat.map((row) =>
          total(
            document.lines
              .filter((l) => l.vatCategory === row.category && l.vatPercent === row.percent)
              .map((l) => l.amountNet),
          ),
        )
        fc.pre(sums.every((sum) => sum !== 0n))
        const notes: Calculated[] = []
        order.forEach((index, i) => {
          const whole = document.lines[index]!.amountNet
          const parts = c.halves[i] ? [whole / 3n, whole - whole / 3n] : [whole]
          for (const part of parts)
            notes.push(creditPart(document, [{ index, amountNet: minor(part) }], { credited: notes }))
        })
        const left = (key: 'net' | 'vat' | 'gross' | 'lines' | 'allowances') =>
          document.totals[key] + total(notes.map((note) => note.totals[key]))
        expect([left('net'), left('vat'), left('gross'), left('lines'), left('allowances')]).toEqual([
          0n,
          0n,
          0n,
          0n,
          0n,
        ])
      }),
    )
  })
})

test('a partial credit note of one line bears that line and its VAT', () => {
  const document = calculate({ currency: 'SEK', lines: [line('100', '25'), line('80', '12')] })
  expect(summary(creditPart(document, [{ index: 1, amountNet: sek('40.00') }]))).toEqual({
    vat: ['S 12: -40.00 + -4.80'],
    totals: '-40.00 -4.80 -44.80 0.00 -44.80',
  })
  expect(vatOf(sek('40.00'), '12')).toBe(480n)
})

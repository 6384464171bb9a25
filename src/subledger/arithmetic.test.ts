import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, day } from '../kernel/day.ts'
import { formatMinor, type Minor, minor, parseMinor } from '../kernel/money.ts'
import {
  ageingBuckets,
  badDebtRecovery,
  badDebtSplit,
  baseOf,
  bucketIndex,
  type Component,
  convertPayment,
  exchangeDifference,
  exchangeRole,
  openAsOf,
  revalue,
  type SettleItem,
  type SettleOptions,
  settle,
} from './arithmetic.ts'

const m = (text: string) => parseMinor(text, 'SEK')
const text = (amount: bigint) => formatMinor(amount, 'SEK')

/** "A 2026-08-31 700.00": id, due day, open amount, then component, main item and burden where they matter. */
const item = (row: string): SettleItem => {
  const [id, dueOn, amount, component, mainItemId, burden] = row.split(' ')
  return {
    id: id!,
    dueOn: day(dueOn!),
    amountOpen: m(amount!),
    component: (component ?? 'capital') as Component,
    mainItemId: mainItemId ?? null,
    burden: Number(burden ?? 0),
    references: [`ref-${id}`],
  }
}

const settled = (
  rows: string[],
  amount: string,
  options: SettleOptions = {},
  designated?: { reference: string; amount?: Minor }[],
) => {
  const result = settle(rows.map(item), { id: 'P', amount: m(amount), ...(designated ? { designated } : {}) }, options)
  return [
    ...result.allocations.map(({ debitId, creditId, amount }) => `${debitId}-${creditId} ${text(amount)}`),
    ...result.writeOffs.map(({ id, amount }) => `off ${id} ${text(amount)}`),
    ...(result.onAccount === 0n ? [] : [`account ${text(result.onAccount)}`]),
    ...result.open.filter((o) => o.amountOpen !== 0n).map((o) => `open ${o.id} ${text(o.amountOpen)}`),
  ]
}

const abc = ['C 2026-10-31 500.00', 'A 2026-08-31 300.00', 'B 2026-09-30 400.00']

describe('settle', () => {
  test.each<[string, string[], string[]]>([
    ['oldest due first', settled(abc, '-800.00'), ['A-P 300.00', 'B-P 400.00', 'C-P 100.00', 'open C 400.00']],
    [
      'the payer chooses',
      settled(abc, '-400.00', {}, [{ reference: 'ref-B' }]),
      ['B-P 400.00', 'open C 500.00', 'open A 300.00'],
    ],
    [
      'what is left of a choice goes to the oldest',
      settled(abc, '-450.00', {}, [{ reference: 'ref-B' }]),
      ['B-P 400.00', 'A-P 50.00', 'open C 500.00', 'open A 250.00'],
    ],
    [
      'or stays on account',
      settled(abc, '-450.00', { surplus: 'on-account' }, [{ reference: 'ref-B' }]),
      ['B-P 400.00', 'account -50.00', 'open C 500.00', 'open A 300.00'],
    ],
    [
      'several references with part amounts',
      settled(abc, '-450.00', {}, [
        { reference: 'ref-C', amount: m('250.00') },
        { reference: 'ref-A', amount: m('200.00') },
      ]),
      ['C-P 250.00', 'A-P 200.00', 'open C 250.00', 'open A 100.00', 'open B 400.00'],
    ],
    [
      'costs, interest, capital',
      settled(['M 2026-08-31 1000.00', 'I 2026-10-15 25.50 interest M', 'F 2026-10-01 60.00 fee M'], '-100.00'),
      ['F-P 60.00', 'I-P 25.50', 'M-P 14.50', 'open M 985.50'],
    ],
    [
      'capital first where agreed',
      settled(['M 2026-08-31 1000.00', 'I 2026-10-15 25.50 interest M', 'F 2026-10-01 60.00 fee M'], '-1010.00', {
        order: ['capital', 'interest', 'cost'],
      }),
      ['M-P 1000.00', 'I-P 10.00', 'open I 15.50', 'open F 60.00'],
    ],
    [
      'a reference to the capital pays its fee too',
      settled(['N 2026-01-31 50.00', 'M 2026-08-31 1000.00', 'F 2026-10-01 60.00 fee M'], '-1060.00', {}, [
        { reference: 'ref-M' },
      ]),
      ['F-P 60.00', 'M-P 1000.00', 'open N 50.00'],
    ],
    ['too much', settled(['A 2026-08-31 300.00'], '-450.00'), ['A-P 300.00', 'account -150.00']],
    [
      'within the tolerance',
      settled(['A 2026-08-31 300.00'], '-299.01', { tolerance: m('1.00') }),
      ['A-P 299.01', 'off A 0.99'],
    ],
    [
      'at the tolerance',
      settled(['A 2026-08-31 300.00'], '-299.00', { tolerance: m('1.00') }),
      ['A-P 299.00', 'off A 1.00'],
    ],
    ['beyond it', settled(['A 2026-08-31 300.00'], '-298.99', { tolerance: m('1.00') }), ['A-P 298.99', 'open A 1.01']],
    [
      'a little too much',
      settled(['A 2026-08-31 300.00'], '-300.30', { tolerance: m('1.00') }),
      ['A-P 300.00', 'off P -0.30'],
    ],
    [
      'a small debt that nobody paid is not written off',
      settled(['A 2026-08-31 300.00', 'B 2026-09-30 0.50'], '-300.00', { tolerance: m('1.00') }),
      ['A-P 300.00', 'open B 0.50'],
    ],
    [
      'credit notes in between',
      settled(['A 2026-08-31 5000.00', 'K 2026-09-10 -1200.00'], '-3800.00'),
      ['A-P 3800.00', 'A-K 1200.00'],
    ],
    [
      'credit notes are kept where not wanted',
      settled(['A 2026-08-31 5000.00', 'K 2026-09-10 -1200.00'], '-3800.00', { useCredits: false }),
      ['A-P 3800.00', 'open A 1200.00', 'open K -1200.00'],
    ],
    [
      'credit notes alone',
      settled(['A 2026-08-31 700.00', 'K 2026-09-10 -1200.00', 'B 2026-09-30 900.00'], '0.00'),
      ['A-K 700.00', 'B-K 500.00', 'open B 400.00'],
    ],
    [
      'a payment to a supplier',
      settled(['S 2026-08-31 -700.00', 'T 2026-09-30 -700.00'], '1000.00'),
      ['P-S 700.00', 'P-T 300.00', 'open T -400.00'],
    ],
    [
      'the most burdensome first, then equals by size',
      settled(['A 2026-08-31 100.00', 'X 2026-09-30 300.00 capital X 2', 'B 2026-08-31 300.00'], '-400.00', {
        mostBurdensomeFirst: true,
        equalsShare: true,
      }),
      ['X-P 300.00', 'A-P 25.00', 'B-P 75.00', 'open A 75.00', 'open B 225.00'],
    ],
  ])('%s', (_, got, expected) => {
    expect(got).toEqual(expected)
  })

  const anyItems = fc.array(
    fc.record({
      amountOpen: fc.bigInt({ min: -50_000n, max: 100_000n }).map(minor),
      due: fc.integer({ min: 0, max: 5 }),
      component: fc.constantFrom<Component>('capital', 'interest', 'fee', 'cost', 'compensation'),
      main: fc.option(fc.nat({ max: 4 }), { nil: null }),
      burden: fc.nat({ max: 2 }),
    }),
    { maxLength: 8 },
  )

  test('nothing is lost, nothing is paid beyond its residual', () => {
    fc.assert(
      fc.property(
        anyItems,
        fc.bigInt({ min: -300_000n, max: 300_000n }),
        fc.record({
          tolerance: fc.bigInt({ min: 0n, max: 200n }).map(minor),
          equalsShare: fc.boolean(),
          mostBurdensomeFirst: fc.boolean(),
          useCredits: fc.boolean(),
          surplus: fc.constantFrom('oldest' as const, 'on-account' as const),
        }),
        fc.array(
          fc.record({ at: fc.nat({ max: 9 }), amount: fc.option(fc.bigInt({ min: 0n, max: 50_000n }).map(minor)) }),
          { maxLength: 3 },
        ),
        (raw, amount, options, designated) => {
          const items: SettleItem[] = raw.map((r, i) => ({
            id: `i${i}`,
            amountOpen: r.amountOpen,
            dueOn: addDays(day('2026-01-01'), r.due),
            component: r.component,
            mainItemId: r.main === null ? null : `i${r.main}`,
            burden: r.burden,
          }))
          const result = settle(
            items,
            {
              id: 'P',
              amount: minor(amount),
              designated: designated.map((d) => ({ reference: `i${d.at}`, amount: d.amount })),
            },
            options,
          )
          const left = new Map<string, bigint>([...items.map((i) => [i.id, i.amountOpen] as const), ['P', amount]])
          for (const { debitId, creditId, amount } of result.allocations) {
            expect(amount > 0n).toBe(true)
            left.set(debitId, left.get(debitId)! - amount)
            left.set(creditId, left.get(creditId)! + amount)
          }
          for (const off of result.writeOffs) left.set(off.id, left.get(off.id)! - off.amount)
          expect(left.get('P')).toBe(result.onAccount)
          const before = new Map<string, bigint>([...items.map((i) => [i.id, i.amountOpen] as const), ['P', amount]])
          for (const [id, rest] of left) expect(rest * before.get(id)! >= 0n).toBe(true)
          for (const { id, amountOpen } of result.open) expect(amountOpen).toBe(left.get(id))
          const off = result.writeOffs
            .filter((w) => w.id !== 'P')
            .reduce((sum, w) => sum + (w.amount < 0n ? -w.amount : w.amount), 0n)
          expect(off <= options.tolerance).toBe(true)
          // Money stays on account only when nothing it could pay is open, or the payer's surplus must stay.
          if (result.onAccount !== 0n && options.surplus === 'oldest') {
            expect(result.open.every(({ amountOpen }) => amountOpen * amount >= 0n)).toBe(true)
          }
        },
      ),
    )
  })
})

describe('ageing', () => {
  const asOf = day('2026-03-31')
  test.each([
    ['2026-03-31', 0],
    ['2026-04-20', 0],
    ['2026-03-30', 1],
    ['2026-03-01', 1],
    ['2026-02-28', 2],
    ['2026-01-30', 2],
    ['2026-01-29', 3],
    ['2025-12-31', 3],
    ['2025-12-30', 4],
  ])('due %s lies in bucket %i', (due, index) => {
    expect(bucketIndex(day(due), asOf)).toBe(index)
  })
  test('own edges and names', () => {
    const buckets = ageingBuckets([{ dueOn: day('2026-03-10'), amountOpen: m('10.00') }], asOf, [10, 45])
    expect(buckets.map((b) => `${b.key} ${text(b.amount)}`)).toEqual([
      'notDue 0.00',
      '1-10 0.00',
      '11-45 10.00',
      '45+ 0.00',
    ])
    expect(() => ageingBuckets([], asOf, [30, 30])).toThrow(/ascending/)
  })
  test('the buckets sum to the open total', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ due: fc.integer({ min: -400, max: 400 }), amount: fc.bigInt({ min: -9999n, max: 9999n }) }),
        ),
        fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { maxLength: 5 }),
        (rows, edges) => {
          const items = rows.map((r) => ({ dueOn: addDays(asOf, r.due), amountOpen: minor(r.amount) }))
          const total = ageingBuckets(
            items,
            asOf,
            edges.sort((a, b) => a - b),
          ).reduce((sum, b) => sum + b.amount, 0n)
          expect(total).toBe(rows.reduce((sum, r) => sum + r.amount, 0n))
        },
      ),
    )
  })
  test('as of a day, what took effect later is still open', () => {
    const movements = [
      { amount: m('400.00'), effectiveOn: day('2026-04-01') },
      { amount: m('100.00'), effectiveOn: asOf },
    ]
    expect(text(openAsOf(m('500.00'), movements, asOf))).toBe('400.00')
    expect(text(openAsOf(m('500.00'), movements, day('2026-04-01')))).toBe('0.00')
  })
})

describe('currency', () => {
  test.each<[string, [string, string], [string, string], string, string, string]>([
    [
      'a customer pays when the rate has risen',
      ['800.00', '8880.00'],
      ['-800.00', '-9040.00'],
      '800.00',
      '-160.00',
      'fxGain',
    ],
    [
      'a supplier is paid when it has risen',
      ['300.00', '3390.00'],
      ['-300.00', '-3330.00'],
      '300.00',
      '60.00',
      'fxLoss',
    ],
    ['a part', ['900.00', '9999.99'], ['-300.00', '-3300.00'], '300.00', '33.33', 'fxLoss'],
  ])('%s', (_, debit, credit, amount, result, role) => {
    const balance = ([open, base]: [string, string]) => ({ open: m(open), base: m(base) })
    const difference = exchangeDifference(balance(debit), balance(credit), m(amount))
    expect(text(difference.result)).toBe(result)
    expect(difference.controlAdjustment + difference.result).toBe(0n)
    expect(exchangeRole(difference.result)).toBe(role)
  })

  test('parts take their base pro rata and the last one the remainder', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 1n, max: 100_000n }), { minLength: 1, maxLength: 6 }),
        fc.bigInt({ min: 1n, max: 10_000_000n }),
        fc.constantFrom(1n, -1n),
        (parts, size, sign) => {
          let open = parts.reduce((a, b) => a + b, 0n) * sign
          let base = size * sign
          for (const part of parts) {
            const taken = baseOf({ open: minor(open), base: minor(base) }, minor(part))
            open -= part * sign
            base -= taken
            expect(base * sign >= 0n).toBe(true)
          }
          expect([open, base]).toEqual([0n, 0n])
        },
      ),
    )
  })

  test('more than is open is refused', () => {
    expect(() => baseOf({ open: m('10.00'), base: m('100.00') }, m('10.01'))).toThrow(/within/)
  })

  test('revaluation at the closing rate, taken back the day after', () => {
    const items = [
      { id: 'ar', open: m('200.00'), base: m('2240.00') },
      { id: 'ap', open: m('-50.00'), base: m('-540.00') },
      { id: 'same', open: m('10.00'), base: m('110.00') },
    ]
    const rows = revalue(items, 'EUR', 'SEK', { per: 'EUR', rate: '11.00' }, day('2026-12-31'))
    expect(rows.map((r) => [r.id, text(r.controlAdjustment), text(r.result), r.reversesOn as string])).toEqual([
      ['ar', '-40.00', '40.00', '2027-01-01'],
      ['ap', '-10.00', '10.00', '2027-01-01'],
    ])
  })

  test.each([
    ['5000.00', '500.00', '10.80', '462.96', '5000.00', '0.00', '37.04'],
    ['6000.00', '500.00', '10.80', '500.00', '5400.00', '600.00', '0.00'],
  ])('%s SEK on a claim of %s EUR at %s', (paid, open, rate, ...expected) => {
    const result = convertPayment(m(paid), 'SEK', { open: m(open), currency: 'EUR' }, { per: 'EUR', rate })
    expect([result.allocated, result.used, result.left, result.open].map(text)).toEqual(expected)
  })
})

describe('bad debts', () => {
  test('a loss spreads over taxed and exempt parts', () => {
    const parts = [
      { base: m('4000.00'), vat: m('1000.00') },
      { base: m('1000.00'), vat: m('0.00') },
    ]
    expect(badDebtSplit(parts, m('600.00')).map((p) => `${text(p.net)}+${text(p.vat)}`)).toEqual([
      '400.00+100.00',
      '100.00+0.00',
    ])
  })
  test('nothing of a loss is lost, and a recovery in parts gives all its VAT back', () => {
    const part = fc.record({
      base: fc.bigInt({ min: 1n, max: 1_000_000n }).map(minor),
      vat: fc.bigInt({ min: 0n, max: 250_000n }).map(minor),
    })
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 100 }),
        (parts, percent) => {
          const gross = parts.reduce((sum, p) => sum + p.base + p.vat, 0n)
          const loss = minor((gross * BigInt(percent) + 99n) / 100n)
          const split = badDebtSplit(parts, loss)
          expect(split.reduce((sum, p) => sum + p.net + p.vat, 0n)).toBe(loss)
          for (const p of split.filter((p) => p.net + p.vat > 0n)) {
            const whole = p.net + p.vat
            const first = badDebtRecovery(p, minor(whole / 3n))
            const second = badDebtRecovery(p, minor(whole - whole / 3n), minor(whole / 3n))
            expect([first.net + second.net, first.vat + second.vat]).toEqual([p.net, p.vat])
          }
        },
      ),
    )
  })
})

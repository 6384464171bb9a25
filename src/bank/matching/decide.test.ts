import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, day } from '../../kernel/day.ts'
import { minor } from '../../kernel/money.ts'
import { decide, suggest, teaches } from './decide.ts'
import { type MatchItem, type MatchPayment, standardSettings } from './types.ts'

const item = (id: string, more: Partial<MatchItem> = {}): MatchItem => ({
  id,
  partyId: 'P1',
  partyName: 'Nordsjö Bygg AB',
  references: [],
  numbers: [],
  amountOpen: minor(1_234_567n),
  currency: 'SEK',
  openedOn: day('2026-03-01'),
  dueOn: day('2026-03-31'),
  payerAccounts: [],
  payerNames: [],
  ...more,
})
const payment = (more: Partial<MatchPayment> = {}): MatchPayment => ({
  id: 'B1',
  amount: minor(1_234_567n),
  currency: 'SEK',
  text: '',
  references: [],
  payerName: 'NORDSJO BYGG',
  payerAccount: 'SE11',
  payerIdentity: null,
  bookedOn: day('2026-03-30'),
  ...more,
})
const reference = (text: string, amount: bigint | null = null) => ({
  reference: text,
  amount: amount === null ? null : minor(amount),
})
const taken = (decision: ReturnType<typeof decide>) => decision.take?.items.map(({ itemId }) => itemId) ?? null

const other = { partyId: 'P2', partyName: 'Granit Energi AB', numbers: ['2026009917'] }
const first = item('a', { numbers: ['2026001041'] })
const second = item('b', { numbers: ['2026007322'], amountOpen: minor(880_013n) })
const third = item('c', { numbers: ['2026003856'], amountOpen: minor(45_650n) })
const credit = item('k', { numbers: ['2026005290'], amountOpen: minor(-120_025n) })

test.each<[string, Partial<MatchPayment>, MatchItem[], string[] | null]>([
  [
    'a reference alone',
    { references: [reference('2026001041')], payerName: null, payerAccount: null },
    [first, item('x', other)],
    ['a'],
  ],
  ['a number in the text', { text: 'Faktura 2026001041' }, [first, second, item('x', other)], ['a']],
  ['a damaged number with name and amount', { text: 'fakt 202600141' }, [first, second], ['a']],
  ['name and amount', {}, [first, second, item('x', other)], ['a']],
  ['the amount alone: to a person', { payerName: 'Someone Else' }, [first, second], null],
  ['the name alone: to a person', { amount: minor(77_777n) }, [first, second], null],
  ['nothing at all', {}, [], null],
  ['a part of a named item', { text: '2026001041', amount: minor(500_000n) }, [first, second], ['a']],
  [
    'several named items',
    { text: '2026001041, 2026007322', amount: minor(2_114_580n) },
    [first, second, third],
    ['a', 'b'],
  ],
  ['several items by their sum', { amount: minor(1_280_217n) }, [first, second, third], ['a', 'c']],
  [
    'a credit note in between',
    { text: '2026001041 ./. 2026005290', amount: minor(1_114_542n) },
    [first, second, credit],
    ['a', 'k'],
  ],
  ['a small deduction', { text: '2026001041', amount: minor(1_234_560n) }, [first, second], ['a']],
  ['more than is open: to a person', { text: '2026001041', amount: minor(1_500_000n) }, [first], null],
  [
    'more than is open, by reference: the rest on account',
    { references: [reference('2026001041')], amount: minor(1_500_000n) },
    [first],
    ['a'],
  ],
  ['another currency', { currency: 'EUR' }, [first], null],
  [
    'named items of two customers: to a person',
    { text: '2026001041 2026009917', amount: minor(1_244_567n) },
    [first, item('x', { ...other, amountOpen: minor(10_000n) })],
    null,
  ],
  [
    'a number of another customer against name and amount: to a person',
    { text: '2026009917' },
    [first, item('x', { ...other, amountOpen: minor(99n) })],
    null,
  ],
  [
    'a number of no item against name and amount: to a person',
    { text: '2026004488' },
    [first, item('b', { numbers: ['2026007322'], amountOpen: minor(9_900n) })],
    null,
  ],
])('%s', (_, paid, items, expected) => {
  const decision = decide(payment(paid), items)
  expect(taken(decision)?.sort() ?? null).toEqual(expected)
  expect(decision.why.text).not.toBe('')
})

test('true twins are a tie, whatever the order; a person sees both', () => {
  const twins = [item('a'), item('b')]
  for (const items of [twins, [...twins].reverse()]) {
    const decision = decide(payment(), items)
    expect(decision.take).toBeNull()
    expect(decision.why.code).toBe('tie')
    expect(
      decision.suggestions
        .slice(0, 2)
        .map((one) => one.items[0]!.itemId)
        .sort(),
    ).toEqual(['a', 'b'])
    expect(decision.suggestions[0]!.score).toBeLessThan(0.6)
  }
})

test('a twin is told apart by its number', () => {
  expect(taken(decide(payment({ text: '2026007322' }), [first, item('b', { numbers: ['2026007322'] })]))).toEqual(['b'])
})

test('an exact reference beats a payer account learnt for another customer', () => {
  const learnt = item('x', { ...other, payerAccounts: ['SE11'], payerNames: ['NORDSJO BYGG'] })
  const own = item('a', { partyName: 'Rila Konsult AB', numbers: ['2026001041'] })
  expect(taken(decide(payment({ references: [reference('2026001041')] }), [learnt, own]))).toEqual(['a'])
})

test('an account that several customers are paid from says little', () => {
  const shared = { payerAccounts: ['SE11'] }
  const items = [
    item('a', { ...shared, partyName: 'Rila AB' }),
    item('x', { ...other, ...shared, amountOpen: minor(5n) }),
  ]
  expect(decide(payment({ payerName: 'Ekonomihuset' }), items).take).toBeNull()
})

test('a refused pair is never offered again, not in a sum either', () => {
  const items = [first, second, third]
  const paid = payment({ text: '2026001041 2026003856', amount: minor(1_280_217n) })
  expect(taken(decide(paid, items))).toEqual(expect.arrayContaining(['a', 'c']))
  for (const one of suggest(paid, items, standardSettings, new Set(['a']))) {
    expect(one.items.map(({ itemId }) => itemId)).not.toContain('a')
  }
})

test('references with amounts are followed to the öre', () => {
  const paid = payment({
    amount: minor(900_000n),
    references: [reference('2026001041', 500_000n), reference('2026007322', 400_000n)],
  })
  const best = suggest(paid, [first, second])[0]!
  expect(Object.fromEntries(best.items.map(({ itemId, amount }) => [itemId, amount]))).toEqual({
    a: 500_000n,
    b: 400_000n,
  })
})

test('a deduction within tolerance says what may be written off; beyond it stays open', () => {
  const little = decide(payment({ text: '2026001041', amount: minor(1_234_500n) }), [first]).take!
  expect(little).toMatchObject({ difference: 67n, remainder: 0n, writeOff: true })
  const much = decide(payment({ text: '2026001041', amount: minor(1_200_000n) }), [first]).take!
  expect(much).toMatchObject({ difference: 34_567n, writeOff: false })
})

test('every suggestion tells its evidence in words, strongest first', () => {
  const best = decide(payment({ text: 'Faktura 2026001041' }), [first]).take!
  expect(best.evidence.map((one) => one.kind)).toEqual(['number-in-text', 'amount-exact', 'name'])
  expect(best.evidence.every((one) => one.text.length > 0)).toBe(true)
  expect(teaches(best)).toBe(true)
  expect(teaches(decide(payment(), [first]).take!)).toBe(false)
})

test('a sum among too many open items is not proven alone', () => {
  const many = Array.from({ length: 80 }, (_, i) =>
    item(`m${i}`, { amountOpen: minor(BigInt(10_000 + i * 100)), dueOn: addDays(day('2026-03-01'), i) }),
  )
  const decision = decide(payment({ amount: minor(61_500n) }), many)
  expect(decision.take).toBeNull()
})

const anyItem = fc.record({
  party: fc.constantFrom('P1', 'P2', 'P3'),
  amount: fc.integer({ min: -5_000, max: 20_000 }),
  number: fc.integer({ min: 20_260_000, max: 20_260_400 }),
  age: fc.integer({ min: -20, max: 300 }),
})
const anyPayment = fc.record({
  amount: fc.integer({ min: -10, max: 40_000 }),
  named: fc.array(fc.integer({ min: 20_260_000, max: 20_260_400 }), { maxLength: 3 }),
  garbage: fc.string(),
  name: fc.constantFrom(null, 'Customer P1', 'P2', 'Nobody'),
})

test('whatever comes in: no more than the payment, no more than is open, the same answer in any order', () => {
  fc.assert(
    fc.property(fc.array(anyItem, { maxLength: 12 }), anyPayment, fc.integer(), (specs, paid, seed) => {
      const items = specs.map((spec, i) =>
        item(`i${i}`, {
          partyId: spec.party,
          partyName: `Customer ${spec.party}`,
          numbers: [String(spec.number)],
          amountOpen: minor(BigInt(spec.amount)),
          openedOn: addDays(day('2026-03-01'), -spec.age),
        }),
      )
      const one = payment({
        amount: minor(BigInt(paid.amount)),
        text: `${paid.named.join(' ')} ${paid.garbage}`,
        payerName: paid.name,
      })
      const refused = new Set(items.filter((_, i) => (seed >> i) & 1).map(({ id }) => id))
      const decision = decide(one, items, standardSettings, refused)
      const open = new Map(items.map(({ id, amountOpen }) => [id, amountOpen as bigint]))
      for (const suggestion of decision.suggestions) {
        const allocated = suggestion.items.reduce((sum, { amount }) => sum + amount, 0n)
        expect(allocated + suggestion.remainder).toBe(one.amount)
        expect(suggestion.remainder).toBeGreaterThanOrEqual(0n)
        expect(suggestion.score).toBeGreaterThanOrEqual(0)
        expect(suggestion.score).toBeLessThanOrEqual(1)
        for (const { itemId, amount } of suggestion.items) {
          expect(refused.has(itemId)).toBe(false)
          expect(amount).not.toBe(0n)
          const own = open.get(itemId)!
          expect(own > 0n ? amount > 0n && amount <= own : amount < 0n && amount >= own).toBe(true)
        }
      }
      const turned = decide(one, [...items].reverse(), standardSettings, refused)
      expect(taken(turned)?.sort() ?? null).toEqual(taken(decision)?.sort() ?? null)
    }),
    { numRuns: 300 },
  )
})

test('a number that is another document of the customer is no slip of this one; of another customer it may be', () => {
  const open = item('a', { numbers: ['2026001041'] })
  const saved = payment({ text: 'hyra 2026001040' })
  const known = (partyId: string) => new Map([['2026001040', new Set([partyId])]])
  expect(taken(decide(saved, [open]))).toEqual(['a'])
  const decision = decide(saved, [open], standardSettings, undefined, known('P1'))
  expect(decision.take).toBe(null)
  expect(decision.suggestions[0]!.evidence.map((one) => one.kind)).toContain('other-number')
  expect(taken(decide(saved, [open], standardSettings, undefined, known('P2')))).toEqual(['a'])
})

import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nameKeys, nameSimilarity, plainName } from './names.ts'

test.each([
  ['Витоша Консулт ЕООД', 'vitosha konsult eood'],
  ['Søren Ærø A/S', 'soren aero a s'],
  ['  Ångström & Co. ', 'angstrom & co'],
  ['', ''],
])('%j is written plainly as %j', (name, plain) => {
  expect(plainName(name)).toBe(plain)
})

test.each([
  ['Витоша Консулт ЕООД', 'VITOSHA KONSULT EOOD'],
  ['Щастлива ООД', 'Shtastliva OOD'],
  ['AB Volvo', 'Volvo AB (publ)'],
  ['Åsa Öberg', 'OBERG ASA'],
  ['Lindqvist, Anna', 'Anna Lindqvist'],
  ['Göteborgs Rör AB', 'GOTEBORGS ROR'],
])('%s and %s are the same', (a, b) => {
  expect(nameSimilarity(a, b)).toBeGreaterThanOrEqual(0.93)
})

test.each([
  ['Anna Svensson', 'A SVENSSON'],
  ['Иван Петров', 'Ivan Petrov Georgiev'],
  ['Göteborgs Rör AB', 'Goeteborgs Ror'],
  ['Sundsvalls Energi AB', 'SUNDSVALLS ENERGI ELNAT'],
])('%s and %s are alike, not the same', (a, b) => {
  expect(nameSimilarity(a, b)).toBeGreaterThanOrEqual(0.7)
  expect(nameSimilarity(a, b)).toBeLessThan(0.93)
})

test.each([
  ['Blue Horizon Travel Ltd', 'BHT TOURS'],
  ['BlueWave Technologies', 'BWT INC.'],
  ['Patel & Sons Pvt. Ltd.', 'P&S Enterprises'],
  ['Hassan & Co. Ltd.', 'H&Co. Enterprises'],
  ['Kim & Lee Technologies', 'KL Technologies'],
])('the initials of %s are in %s', (a, b) => {
  expect(nameSimilarity(a, b)).toBeGreaterThanOrEqual(0.45)
  expect(nameSimilarity(a, b)).toBeLessThan(0.8)
})

test.each([
  ['Brf Solgläntan 3', 'Brf Solgläntan 4'],
  ['Erik Hansen', 'Anna Dahl'],
  ['Nordsjö Bygg AB', 'Rila Bygg AB'],
  ['Apollo Catering Services', 'Galaxy IT Services'],
])('%s is not %s', (a, b) => {
  expect(nameSimilarity(a, b)).toBeLessThan(0.5)
})

const name = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom('AB', 'Ek', 'Åsa', 'Ивано', 'Holding', '&', 'Co.', '12', 'Nord'), { maxLength: 5 })
    .map((words) => words.join(' ')),
)

test('likeness is between 0 and 1, the same both ways, and 1 with itself', () => {
  fc.assert(
    fc.property(name, name, (a, b) => {
      const likeness = nameSimilarity(a, b)
      expect(likeness).toBeGreaterThanOrEqual(0)
      expect(likeness).toBeLessThanOrEqual(1)
      expect(nameSimilarity(b, a)).toBeCloseTo(likeness, 10)
      if (plainName(a).replaceAll('&', '').trim() !== '') expect(nameSimilarity(a, a)).toBe(1)
    }),
  )
})

test('names that are alike share a key, so that an index finds them', () => {
  const keys = new Set(nameKeys('Nordsjö Öberg Bygg AB'))
  for (const other of ['NORDSJO', 'Öberg Bygg', 'NOB Bygg', 'Bygg Nordsjö']) {
    expect(nameKeys(other).some((key) => keys.has(key))).toBe(true)
  }
})

const sample = '../shared/samples/payments/customer-name-vs-bank-statement-name.csv'
describe.skipIf(!existsSync(sample))('names of customers against names on bank statements (shared samples)', () => {
  const pairs = existsSync(sample)
    ? readFileSync(sample, 'utf8')
        .trim()
        .split(/\r?\n/)
        .slice(1)
        .map((line) => line.split(',') as [string, string])
    : []
  test('the right customer is the most alike for most, and strangers are hardly ever alike', () => {
    const customers = [...new Set(pairs.map(([customer]) => customer))]
    const best = pairs.filter(([customer, shown]) => {
      const likeness = nameSimilarity(customer, shown)
      return likeness > 0 && customers.every((other) => nameSimilarity(other, shown) <= likeness)
    })
    expect(best.length / pairs.length).toBeGreaterThan(0.8)
    const known = new Set(pairs.map((pair) => pair.join('\n')))
    const strangers = pairs.flatMap(([, shown]) =>
      customers.filter((one) => !known.has(`${one}\n${shown}`)).map((one) => nameSimilarity(one, shown)),
    )
    expect(strangers.filter((likeness) => likeness >= 0.93)).toEqual([])
    expect(strangers.filter((likeness) => likeness >= 0.8).length / strangers.length).toBeLessThan(0.001)
  })
})

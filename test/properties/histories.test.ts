import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Country } from './history.ts'
import { act, booksText, openHistory } from './history.ts'

// More and longer ones: HISTORIES=200 npx vitest run test/properties/histories.test.ts; one again: SEED=… as printed.
const numRuns = Number(process.env.HISTORIES ?? 3)
const longest = process.env.HISTORIES ? 80 : 30
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31)
const countries: Country[] = ['SE', 'NO', 'BG']
const checkedEvery = 10
const millisMax = 30_000 + numRuns * 20_000

describe.each(countries)('%s: whatever happens to the books', (country) => {
  const acts = fc.array(act, { minLength: 20, maxLength: longest, size: 'max' })

  test(
    `they hold, and what was said of a day stays said (seed ${seed})`,
    async () => {
      const totals = new Map<string, number>()
      await fc.assert(
        fc.asyncProperty(acts, async (list) => {
          const history = await openHistory(country)
          try {
            for (const [i, one] of list.entries()) {
              await history.act(one)
              if (i % checkedEvery === checkedEvery - 1) expect(await history.broken()).toEqual([])
            }
            expect(await history.broken()).toEqual([])
            for (const [what, n] of [...history.done, ...history.refusals])
              totals.set(what, (totals.get(what) ?? 0) + n)
          } catch (error) {
            // The books of the history that failed, as text: BOOKS=1 SEED=… npx vitest run …
            if (process.env.BOOKS) console.log(await booksText(history.world))
            throw error
          } finally {
            await history.world.database.drop()
          }
        }),
        { numRuns, seed: seed + countries.indexOf(country), endOnFailure: process.env.SHRINK === undefined },
      )
      if (process.env.HISTORIES)
        console.log(country, Object.fromEntries([...totals].sort(([a], [b]) => (a < b ? -1 : 1))))
    },
    millisMax,
  )
})

test(
  `the same acts twice make the same books (seed ${seed})`,
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...countries),
        fc.array(act, { minLength: 20, maxLength: longest, size: 'max' }),
        async (country, list) => {
          const books: string[] = []
          for (let i = 0; i < 2; i++) {
            const history = await openHistory(country)
            for (const one of list) await history.act(one)
            books.push(await booksText(history.world))
            await history.world.database.drop()
          }
          expect(books[1]).toBe(books[0])
        },
      ),
      { numRuns: Math.ceil(numRuns / 3), seed, endOnFailure: true },
    )
  },
  millisMax,
)

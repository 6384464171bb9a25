import { describe, expect, test } from 'vitest'
import { difference } from './compare.ts'
import { makeDocuments, random } from './documents.ts'
import { mutations } from './mutations.ts'
import { officialRules, rulesMissing } from './official.ts'

const perMutation = 6
const combinations = 60

/** Test support: one part of the mutations, so that the parts run on cores of their own. */
export function mutationShard(part: number, of: number): void {
  describe.skipIf(rulesMissing)(`our rules are equal to the official ones, part ${part}`, () => {
    const rules = rulesMissing ? null : officialRules()
    const documents = makeDocuments(300)

    const mine = Object.entries(mutations).filter((_, i) => i % of === part - 1)
    test.each(mine)('%s', (name, mutate) => {
      const found: string[] = []
      let applied = 0
      const start = name.length * 37
      for (let k = 0; k < documents.length && applied < perMutation; k++) {
        const { name: of, document } = documents[(start + k * 53) % documents.length]!
        const changed = structuredClone(document)
        if (!mutate(changed)) continue
        applied += 1
        const differs = difference(changed, rules!)
        if (differs) found.push(`${of}: ${differs}`)
      }
      expect(applied).toBeGreaterThan(0)
      expect(found).toEqual([])
    })

    test('two or three at a time', () => {
      const pick = random(7000 + part)
      const all = Object.entries(mutations)
      const found: string[] = []
      for (let i = 0; i < combinations; i++) {
        const { name, document } = documents[pick(documents.length)]!
        const changed = structuredClone(document)
        const applied: string[] = []
        for (let n = 0; n < 2 + pick(2); n++) {
          const [mutation, mutate] = all[pick(all.length)]!
          if (mutate(changed)) applied.push(mutation)
        }
        const differs = difference(changed, rules!)
        if (differs) found.push(`${name} (${applied.join(', ')}): ${differs}`)
      }
      expect(found).toEqual([])
    })
  })
}

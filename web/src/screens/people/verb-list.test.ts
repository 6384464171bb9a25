import { expect, test } from 'vitest'
import { allVerbs, covered, toEnter } from './verb-list.ts'

test('a new role begins with what lets a person in, and with nothing of the company itself', () => {
  expect(covered(toEnter)).toEqual(
    allVerbs.filter((verb) => verb.startsWith('workspace.') && !/\.(read-figures|save-menu)$/.test(verb)),
  )
  for (const right of toEnter) expect(covered([right]), right).not.toEqual([])
})

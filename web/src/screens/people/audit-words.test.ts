import { expect, test } from 'vitest'
import { verbs } from '../../../../src/verbs.ts'
import { auditWords } from './audit-words.ts'

test('what a job answers has a word, but for ids', () => {
  const keys = verbs.flatMap(({ kind, output }) =>
    kind === 'long' && 'shape' in output ? Object.keys(output.shape as object) : [],
  )
  expect(keys.length).toBeGreaterThan(100)
  expect([...new Set(keys)].filter((key) => !auditWords[key] && !key.endsWith('Id'))).toEqual([])
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { formats } from '../src/formats/index.ts'
import { formatsPage } from './list-formats.ts'

test('docs/formats.md is what the list of formats makes', () => {
  expect(readFileSync('docs/formats.md', 'utf8')).toBe(formatsPage())
})

test('every format is on the page once, with its notes', () => {
  for (const { id } of formats) expect(formatsPage().match(new RegExp(`^\\| \`${id}\` .*notes`, 'gm'))).toHaveLength(1)
})

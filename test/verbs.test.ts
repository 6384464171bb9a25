import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { defaultRoles } from '../src/company/create-company.ts'
import { matchesPattern } from '../src/kernel/permissions.ts'
import { verbs } from '../src/verbs.ts'

const src = fileURLToPath(new URL('../src', import.meta.url))

test('every verb that is written is listed, once, under its own module or one that it names', () => {
  const written: string[] = []
  for (const file of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue
    const text = readFileSync(path.join(src, file), 'utf8')
    for (const match of text.matchAll(/\b(?:long)?[vV]erb\(\{\s*(?:kind: '\w+',\s*)?name: '([a-z-]+\.[a-z0-9-]+)'/g))
      written.push(match[1]!)
  }
  const listed = verbs.map((verb) => verb.name)
  expect(written.length).toBeGreaterThan(20)
  expect(written.filter((name) => !listed.includes(name))).toEqual([])
  expect(listed.filter((name, i) => listed.indexOf(name) !== i)).toEqual([])
  const routes = verbs.map((verb) => verb.route.replace(/\{\w+\}/g, '{}'))
  expect(routes.filter((route, i) => routes.indexOf(route) !== i)).toEqual([])
})

test('an auditor may read whatever the books hold; what prepares an act is for those who may do it', () => {
  const { permissions } = defaultRoles.find(({ name }) => name === 'auditor')!
  const closed = verbs.filter(
    ({ kind, name }) => kind === 'read' && !permissions.some((own) => matchesPattern(own, name)),
  )
  expect(closed.map(({ name }) => name).sort()).toEqual([
    'bank.find-items',
    'bank.preview-match',
    'bank.suggest',
    'collection.propose-hand-over',
    'invoicing.last-lines',
    'invoicing.order-template',
    'parties.check',
    'parties.preview-merge',
  ])
})

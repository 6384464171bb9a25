import { describe, expect, test } from 'vitest'
import { type Lock, lockProblems } from './lock-problems.ts'
import { privatePlaces } from './private-places.ts'

describe('the lock file', () => {
  const lock = (): Lock => ({
    packages: {
      '': { dependencies: { tool: '1.0.0' } },
      'node_modules/tool': { version: '1.0.0', optionalDependencies: { 'tool-linux': '1.0.0', 'tool-win32': '1.0.0' } },
      'node_modules/tool-linux': { version: '1.0.0' },
      'node_modules/tool/node_modules/tool-win32': { version: '1.0.0' },
    },
  })
  const manifest = { dependencies: { tool: '1.0.0' } }

  test('is complete', () => expect(lockProblems(lock(), manifest)).toEqual([]))

  test('lacks the package of another platform', () => {
    const broken = lock()
    delete broken.packages['node_modules/tool/node_modules/tool-win32']
    expect(lockProblems(broken, manifest)).toEqual([
      'tool-win32, which node_modules/tool depends on, is missing: complete the lock file',
    ])
  })

  test('names a registry', () => {
    const broken = lock()
    broken.packages['node_modules/tool']!.resolved = 'http://mirror.example/tool-1.0.0.tgz'
    expect(lockProblems(broken, manifest)).toEqual([expect.stringContaining('mirror.example')])
  })

  test.each([
    [{ dependencies: { tool: '1.1.0' } }, 'tool 1.1.0, the lock file has 1.0.0'],
    [{ dependencies: {} }, 'tool (not at all), the lock file has 1.0.0'],
    [{ ...manifest, devDependencies: { other: '2.0.0' } }, 'other 2.0.0, the lock file has none'],
  ])('differs from package.json', (other, message) => {
    expect(lockProblems(lock(), other)).toEqual([expect.stringContaining(message)])
  })
})

// Put together here, so that this file passes the check that it tests.
const root = ['', 'root', ''].join('/')
const home = ['', 'home', 'kim', ''].join('/')
const registry = ['https://npm', 'registry.internal'].join('-')

test.each([
  [`read from ${root}reskontra`, [expect.stringContaining('line 1')]],
  [`ok\nimport x from '${home}x.ts'`, [expect.stringContaining('line 2')]],
  [`"C:${'\\\\'}Users${'\\\\'}kim${'\\\\'}x"`, [expect.stringContaining('Users')]],
  [`registry=${registry}/`, [expect.stringContaining('registry')]],
  ['https://registry.npmjs.org/tool', []],
  ['also below /root, and https://example.org/home/x', []],
  ['routes: /users/kim, src/home/page', []],
])('traces of a machine in %j', (text, expected) => {
  expect(privatePlaces(text)).toEqual(expected)
})

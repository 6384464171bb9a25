import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { brokenRanks } from './broken-ranks.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

/** A project of the given files, each importing one other (or a module of Node). */
function project(imports: Record<string, string>): [root: string, files: string[]] {
  const root = mkdtempSync(path.join(tmpdir(), 'reskontra-ranks-'))
  folders.push(root)
  for (const [name, imported] of Object.entries(imports)) {
    const isOurs = /^(web\/)?src\//.test(imported)
    for (const file of [name, ...(isOurs ? [imported] : [])]) {
      mkdirSync(path.join(root, path.dirname(file)), { recursive: true })
    }
    if (isOurs) writeFileSync(path.join(root, imported), 'export const x = 1\n', { flag: 'a' })
    const target = isOurs ? `./${path.relative(path.dirname(name), imported)}` : imported
    writeFileSync(path.join(root, name), `import { x } from '${target}'\nexport const y = x\n`)
  }
  return [root, Object.keys(imports)]
}

test.each([
  ['a lower rank', 'src/subledger/a.ts', 'src/ledger/b.ts', ''],
  ['a higher rank', 'src/ledger/a.ts', 'src/subledger/b.ts', 'ranks: src/ledger imports itself and kernel'],
  ['a neighbour', 'src/bank/a.ts', 'src/invoicing/b.ts', 'ranks: src/bank'],
  ['anything from the kernel', 'src/kernel/a.ts', 'src/db/b.ts', 'ranks: src/kernel imports itself alone'],
  ['the disk in a pure folder', 'src/formats/a.ts', 'node:fs', 'purity'],
  ['the disk elsewhere', 'src/db/a.ts', 'node:fs', ''],
  ['a folder without a rank', 'src/helpers/a.ts', 'src/kernel/b.ts', 'every folder of src has a rank'],
  ['a file that is not there', 'src/db/a.ts', './missing.ts', 'cannot be resolved'],
  ['a test of a pure folder reading its sample', 'src/formats/a.test.ts', 'node:fs', ''],
])('%s', async (_, from, to, rule) => {
  const problems = await brokenRanks(...project({ [from]: to }))
  if (rule) expect(problems).toEqual([expect.stringContaining(rule)])
  else expect(problems).toEqual([])
})

test.each(['src/db/', 'web/src/ui/'])('a circle in %s', async (folder) => {
  const [a, b] = [`${folder}a.ts`, `${folder}b.ts`]
  const problems = await brokenRanks(...project({ [a]: b, [b]: a }))
  expect(problems.join()).toContain('cycles')
})

test('a run that did not see a file proves nothing', async () => {
  const [root, files] = project({ 'src/db/a.ts': 'src/kernel/b.ts' })
  expect(await brokenRanks(root, [...files, 'src/db/unseen.ts'])).toEqual([
    expect.stringContaining('did not see 1 of 2'),
  ])
  expect(await brokenRanks(root, [])).toEqual([expect.stringContaining('did not see')])
})

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shared } from '../../../../test/e-invoice/official.ts'
import { loadRules } from './rules.ts'

const folder = join(shared, 'samples/peppol-responses')
const rulesFile = join(shared, 'rules/PEPPOLBIS-T111.sch')
const missing = !existsSync(rulesFile) || !existsSync(folder)
if (missing) console.warn(`skipped: ${rulesFile} or ${folder} is not here`)

describe.skipIf(missing)('another official rule set: invoice responses (T111)', () => {
  const rules = missing
    ? null
    : loadRules({ files: ['PEPPOLBIS-T111.sch'], readFile: () => readFileSync(rulesFile, 'utf8') })
  const files = missing ? [] : readdirSync(folder).filter((name) => name.endsWith('.xml'))

  test.each(files)('%s', (name) => {
    const xml = readFileSync(join(folder, name), 'utf8')
    const verdict = rules!.validate(xml)
    // A message level response is another document; the others are OpenPeppol's good examples.
    if (name.startsWith('MessageLevelResponse')) expect(verdict.fatal.length).toBeGreaterThan(0)
    else expect(verdict).toEqual({ fatal: [], warning: [] })
  })
})
